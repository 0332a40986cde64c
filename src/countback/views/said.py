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
from countback.training.titles import dated, in_words
from countback.views import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from countback.training.diary import Diary
    from countback.training.model import Plan, Season

NOT_MEDICAL = "This is not medical advice"
_RACES = {21.0975: "Half marathon", 42.195: "Marathon"}
_HURT = (Cause.ILL, Cause.INJURED)


def medical(entry: Entry) -> bool:
    """Whether illness or injury is told, where a planner has to say what it is not."""
    return isinstance(entry, Absent) and entry.cause in _HURT


def race_names(season: Season, diary: Diary) -> Mapping[str, str]:
    """The names of the races by id: also of those that came in later, and of those that are off."""
    added = {entry.race.id: entry.race.name for entry in diary if isinstance(entry, RaceAdded)}
    return {**{race.id: race.name for race in season.races}, **added}


def said(entry: News, plan: Plan, races: Mapping[str, str]) -> str:
    """An entry as one sentence; `plan` knows the sessions, `races` the races' names."""
    match entry:
        case Absent():
            return _absent(entry)
        case Skipped():
            return _skipped(entry, plan)
        case Moved():
            hour = f", {entry.at:%H:%M}" if entry.at else ""
            return f"You moved {_titled(entry.session, plan)} to {_day(entry)}{hour}."
        case Done():
            return f"{_dated(entry.session, plan)} was done."
        case RaceChanged() | RaceAdded():
            return _race(entry, races)
        case Tested() | Weekly() | Edited():
            return _measured(entry)
        case _:
            assert_never(entry)


def reason(entry: News, plan: Plan, races: Mapping[str, str]) -> str:
    """What an entry gives as the reason of a change, in a few words; arguments as of `said`."""
    match entry:
        case Absent():
            told = "You are away." if entry.cause is Cause.AWAY else "Days off."
        case Skipped() | Moved() | Done():
            told = _session_reason(entry, plan)
        case RaceChanged(race=name, to=to):
            told = f"{races.get(name, name)} {'was cancelled' if to is None else 'has another day'}."
        case RaceAdded():
            told = f"{entry.race.name} was entered."
        case Tested():
            told = "Other paces."
        case Weekly():
            told = "Another weekly volume."
        case Edited():
            told = _measured(entry)
        case _:
            assert_never(entry)
    return told


def _session_reason(entry: Skipped | Moved | Done, plan: Plan) -> str:
    title = _title(entry.session, plan)
    match entry:
        case Moved():
            return f"You moved {title}."
        case Done():
            return f"{title} was done."
        case Skipped():
            return f"{title} is {'wanted again' if entry.restored else 'left out'}."


def _title(address: str, plan: Plan) -> str:
    found = plan.by_address.get(address)
    return found.title if found else address


def _titled(address: str, plan: Plan) -> str:
    """`Long run 18 km (T-08w)`; the address alone where the plan has no such session any more."""
    found = plan.by_address.get(address)
    return f"{found.title} ({address.split('/')[1]})" if found else address


def _dated(address: str, plan: Plan) -> str:
    """`Long run 18 km of Sun 1 Aug (T-08w)`: which one was taken, where a word could mean several."""
    found = plan.by_address.get(address)
    return f"{found.title} of {words.plain_day(found.date)} ({address.split('/')[1]})" if found else address


def _skipped(entry: Skipped, plan: Plan) -> str:
    """A session left out, behind or ahead, or wanted again."""
    found = plan.by_address.get(entry.session)
    is_ahead = found is not None and found.date > entry.on
    told = "is wanted again" if entry.restored else "is left out" if is_ahead else "was left out"
    return f"{_dated(entry.session, plan)} {told}."


def _day(entry: Moved) -> str:
    return dated(entry.to)


def _absent(entry: Absent) -> str:
    days = (entry.end - entry.start) // DAY + 1
    whole = f"{' '.join(words.span(entry.start, entry.end).split())}, {days} days"
    span = whole if days > 1 else dated(entry.start)
    fever = "with fever: the first day without it counts as one more"
    notes = ("cross-trained" if entry.cross_trained else "", fever if entry.fever else "")
    is_ahead = entry.cause is Cause.MISSED and entry.end > entry.on
    what = "No running" if is_ahead else entry.cause.value.capitalize()
    return f"{', '.join(part for part in (f'{what} {span}', *notes) if part)}."


def _race(entry: RaceChanged | RaceAdded, races: Mapping[str, str]) -> str:
    if isinstance(entry, RaceAdded):
        return f"{entry.race.name} was entered, {dated(entry.race.date)}."
    name = races.get(entry.race, entry.race)
    if entry.to is None:
        return f"{name} was cancelled."
    return f"{name} moved to {dated(entry.to)}."


def _measured(entry: Tested | Weekly | Edited) -> str:
    match entry:
        case Tested():
            far = _RACES.get(entry.result.distance_km, f"{entry.result.distance_km:g} km")
            return f"{far} in {in_words(entry.result.seconds)}: new paces from here."
        case Weekly():
            return f"{units.amount(entry.volume.tenths, entry.volume.unit)} a week is what it really is."
        case Edited():
            return "season.toml was edited."
