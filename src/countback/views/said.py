"""Entries of the diary in words: `Missed Mon 3 May – Sun 9 May 2027, 7 days.`."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from countback.events import units
from countback.training.diary import (
    Absent,
    Cause,
    Done,
    Edited,
    Entry,
    Moved,
    News,
    RaceAdded,
    RaceChanged,
    Skipped,
    Tested,
    Weekly,
)
from countback.training.model import DAY
from countback.views import words

if TYPE_CHECKING:
    from countback.training.model import Plan

NOT_MEDICAL = "This is not medical advice"
_HURT = (Cause.ILL, Cause.INJURED)


def medical(entry: Entry) -> bool:
    """Whether illness or injury is told, where a planner has to say what it is not."""
    return isinstance(entry, Absent) and entry.cause in _HURT


def said(entry: News, plan: Plan) -> str:
    """An entry as one sentence; `plan` knows the races' names and the sessions' titles."""
    match entry:
        case Absent():
            return _absent(entry)
        case Skipped():
            return f"{_titled(entry.session, plan)} {'is wanted again' if entry.restored else 'was left out'}."
        case Moved():
            hour = f", {entry.at:%H:%M}" if entry.at else ""
            return f"You moved {_titled(entry.session, plan)} to {_day(entry)}{hour}."
        case Done():
            return f"{_titled(entry.session, plan)} was done."
        case RaceChanged() | RaceAdded():
            return _race(entry, plan)
        case Tested() | Weekly() | Edited():
            return _measured(entry)
        case _:
            assert_never(entry)


def _titled(address: str, plan: Plan) -> str:
    """`Long run 18 km (T-08w)`; the address alone where the plan has no such session any more."""
    found = plan.by_address.get(address)
    return f"{found.title} ({address.split('/')[1]})" if found else address


def _day(entry: Moved) -> str:
    return words.dated(entry.to)


def _absent(entry: Absent) -> str:
    days = (entry.end - entry.start) // DAY + 1
    if days == 1:
        span = words.dated(entry.start)
    else:
        span = f"{' '.join(words.span(entry.start, entry.end).split())}, {days} days"
    notes = ("with fever" if entry.fever else "", "cross-trained" if entry.cross_trained else "")
    return f"{', '.join(part for part in (f'{entry.cause.value.capitalize()} {span}', *notes) if part)}."


def _race(entry: RaceChanged | RaceAdded, plan: Plan) -> str:
    if isinstance(entry, RaceAdded):
        return f"{entry.race.name} was entered, {words.dated(entry.race.date)}."
    name = next((race.name for race in plan.season.races if race.id == entry.race), entry.race)
    if entry.to is None:
        return f"{name} was cancelled."
    return f"{name} moved to {words.dated(entry.to)}."


def _measured(entry: Tested | Weekly | Edited) -> str:
    match entry:
        case Tested():
            return f"{entry.result.distance_km:g} km in {units.clock(entry.result.seconds)}: new paces from here."
        case Weekly():
            return f"{units.amount(entry.volume.tenths, entry.volume.unit)} a week is what it really is."
        case Edited():
            return "season.toml was edited."
