"""`countback moved`: a session on another day or at another hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, news, say, which
from countback.cli.days import moment, names_weekday
from countback.cli.stop import Stop
from countback.training.diary import Moved
from countback.training.model import SessionKind, State, monday
from countback.training.titles import dated

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import date

    from countback.training.model import Session


def run(told: Namespace) -> int:
    """Show what the move changes, and write it down."""
    stands = given.standing(told)
    today = given.today(told, stands.season)
    session = which.coming(stands.plan, told.session, today)
    to, at = moment(told.when, today, session.date)
    _refuse(session, to, today)
    _of_its_week(told, session, to)
    return news.tell(told, stands, Moved(news.told_on(told, stands), session.address, to, at))


def _of_its_week(told: Namespace, session: Session, to: date) -> None:
    """A word such as `long`, or `friday`, means that of the week; another week's is to be told in full."""
    in_full = session.slot != str(told.session).strip().lower() and not names_weekday(told.when)
    if not in_full and monday(session.date) != monday(to):
        raise Stop(
            f"{session.title} is on {dated(session.date)}, in another week than {dated(to)}. "
            f"If that is meant: {say.command(told, 'moved', session.address, str(to))}"
        )


def _refuse(session: Session, to: date, today: date) -> None:
    """What is past stays; a race has its own command."""
    if session.kind is SessionKind.RACE:
        raise Stop(f"{session.title} is a race: countback race moves it.")
    if session.state is State.DONE:
        raise Stop(f"{session.title} of {dated(session.date)} is in the diary as done: what was run stays.")
    if session.date < today:
        way_out = f"countback skipped {session.address} says that it was left out; no missed work is made up"
        raise Stop(f"{session.title} was on {dated(session.date)}, which is past: {way_out}.")
    if to < today:
        way_out = f"countback done {session.address} says that it was run"
        raise Stop(f"{dated(to)} is past, and what is past stays as it was; {way_out}.")
