"""What was told already: nothing would change by it, so nothing is written. In a file it does no harm."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from countback.cli.stop import Stop
from countback.files.disagreements import races_after
from countback.training.diary import Moved, RaceChanged
from countback.training.titles import dated
from countback.views.words import moment

if TYPE_CHECKING:
    from datetime import date

    from countback.cli.given import Standing
    from countback.training.diary import News
    from countback.training.model import Session


def refuse(stands: Standing, entry: News) -> None:
    """Stop where things stand as the entry has them."""
    match entry:
        case Moved():
            session = stands.plan.by_address.get(entry.session)
            told = _of_session(session, entry) if session else ""
        case RaceChanged(race=name, to=to) if to is not None:
            told = _of_race(stands, name, to)
        case _:
            told = ""
    if told:
        raise Stop(f"{told}. Nothing was written.")


def _of_session(session: Session, entry: Moved) -> str:
    there = session.pinned and session.date == entry.to and entry.at in {None, session.start}
    return f"{session.title} is moved to {_place(session)} already" if there else ""


def _place(session: Session) -> str:
    return moment(datetime.combine(session.date, session.start)) if session.start else dated(session.date)


def _of_race(stands: Standing, name: str, to: date) -> str:
    race = races_after(stands.season, stands.diary).get(name)
    return f"{race.name} is on {dated(to)} already" if race and race.date == to else ""
