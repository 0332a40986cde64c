"""`countback away`: days away without running, mostly to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, news
from countback.cli.dates import Looking
from countback.cli.days import span
from countback.training.diary import Absent, Cause

if TYPE_CHECKING:
    from argparse import Namespace


def run(told: Namespace) -> int:
    """Show what the days away change, and write them down."""
    stands = given.standing(told)
    start, end = span(told.days, given.today(told, stands.season), Looking.AHEAD, stands.days)
    return news.tell(told, stands, Absent(news.told_on(told, stands), Cause.AWAY, start, end, told.cross_trained))
