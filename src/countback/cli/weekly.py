"""`countback weekly`: the weekly volume as it really is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, news
from countback.cli.stop import Stop
from countback.files.amounts import quantity
from countback.files.problem import Unfit
from countback.training.diary import Weekly

if TYPE_CHECKING:
    from argparse import Namespace


def run(told: Namespace) -> int:
    """Show what the volume changes, and write it down."""
    text = told.volume
    try:
        volume = quantity(text)
    except Unfit as error:
        raise Stop(f"{text!r}: {error}") from None
    stands = given.standing(told)
    return news.tell(told, stands, Weekly(news.told_on(told, stands), volume))
