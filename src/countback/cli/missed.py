"""`countback missed`: days without running, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, news
from countback.cli.dates import Looking
from countback.cli.days import span
from countback.cli.stop import Stop
from countback.training.diary import Absent, Cause

if TYPE_CHECKING:
    from argparse import Namespace

_LIFE = "life"


def run(told: Namespace) -> int:
    """Show what the days off change, and write them down."""
    cause = Cause.MISSED if told.because == _LIFE else Cause(told.because)
    if told.fever and cause is not Cause.ILL:
        raise Stop("--fever goes with --because ill")
    stands = given.standing(told)
    start, end = span(told.days, given.today(told, stands.season), Looking.BACK, stands.days)
    on = news.told_on(told, stands)
    return news.tell(told, stands, Absent(on, cause, start, end, told.cross_trained, told.fever))
