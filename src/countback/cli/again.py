"""What was told already, so or otherwise: nothing would change by it, or it cannot be meant, so nothing is written."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from countback.cli.stop import Stop
from countback.files.disagreements import races_after
from countback.training.diary import Absent, Done, Moved, RaceChanged, Skipped
from countback.training.model import State
from countback.training.titles import dated
from countback.views.words import moment

if TYPE_CHECKING:
    from datetime import date

    from countback.cli.given import Standing
    from countback.training.diary import News
    from countback.training.model import Session


def refuse(stands: Standing, entry: News) -> None:
    """Stop where things stand as the entry has them, or what was told before says otherwise."""
    match entry:
        case Done() | Skipped() | Moved():
            session = stands.plan.by_address.get(entry.session)
            told = _of_session(session, entry) if session else ""
        case RaceChanged(race=name, to=to) if to is not None:
            told = _of_race(stands, name, to)
        case Absent(start=start, end=end):
            done = (s for s in stands.plan.sessions if s.state is State.DONE and s.amount and start <= s.date <= end)
            told = _not_off(next(done, None))
        case _:
            told = ""
    if told:
        raise Stop(f"{told}. Nothing was written.")


def _not_off(done: Session | None) -> str:
    """A day on which something was run is no day off."""
    if done is None:
        return ""
    leave = "tell the days before and after it"
    return f"{done.title} of {dated(done.date)} is in the diary as done: {leave}, or take that back first"


def _of_session(session: Session, entry: Done | Skipped | Moved) -> str:
    named = f"{session.title} of {dated(session.date)}"
    match entry:
        case Done() if session.state is State.DONE:
            return f"{named} is in the diary already, as done"
        case Skipped(restored=False) if session.state is State.SKIPPED:
            return f"{named} is in the diary already, as left out"
        case Moved(to=to, at=at) if session.pinned and session.date == to and at in {None, session.start}:
            return f"{session.title} is moved to {_place(session)} already"
    return ""


def _place(session: Session) -> str:
    return moment(datetime.combine(session.date, session.start)) if session.start else dated(session.date)


def _of_race(stands: Standing, name: str, to: date) -> str:
    race = races_after(stands.season, stands.diary).get(name)
    return f"{race.name} is on {dated(to)} already" if race and race.date == to else ""
