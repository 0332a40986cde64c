"""`countback tested`: the result of a test or race, which gives new paces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, news
from countback.cli.stop import Stop
from countback.files.distances import performance
from countback.files.problem import Unfit
from countback.training.diary import Tested

if TYPE_CHECKING:
    from argparse import Namespace


def run(told: Namespace) -> int:
    """Show what the result changes, and write it down."""
    text = told.result
    try:
        result = performance(text)
    except Unfit as error:
        raise Stop(f"{text!r}: {error}") from None
    stands = given.standing(told)
    return news.tell(told, stands, Tested(news.told_on(told, stands), result))
