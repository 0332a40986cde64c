"""`countback skipped`: a session that was, or will be, left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, news, which
from countback.cli.stop import Stop
from countback.training.diary import Skipped
from countback.training.model import SessionKind
from countback.training.titles import dated

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import date

    from countback.training.model import Session


def run(told: Namespace) -> int:
    """Show what that changes, and write it down."""
    stands = given.standing(told)
    today = given.today(told, stands.season)
    session = which.nearest(stands.plan, told.session, today)
    if session.kind is SessionKind.RACE:
        raise _a_race(which.coming(stands.plan, told.session, today), today)
    return news.tell(told, stands, Skipped(news.told_on(told, stands), session.address))


def _a_race(session: Session, today: date) -> Stop:
    """A race has its own command; of several, the next one is meant, since what was run stays."""
    if session.date < today:
        return Stop(f"{session.title} was on {dated(session.date)}, which is past: a race that was run stays.")
    named = f"{session.title} of {dated(session.date)} is a race"
    return Stop(f'{named}: countback race "{session.title}" cancelled takes it out.')
