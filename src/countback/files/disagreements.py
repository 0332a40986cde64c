"""What does not go together in a diary, each entry right in itself; and what does not go with season and plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from countback.files.newcomers import objections
from countback.files.problem import Mistake
from countback.files.words import likely
from countback.training.diary import (
    Absent,
    Diary,
    Entry,
    Moved,
    RaceAdded,
    RaceChanged,
    Skipped,
    Undone,
    standing,
    told,
    undoable,
)
from countback.training.model import DAY, Race, Season

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from countback.training.model import Plan

Races = Mapping[str, Race]


@dataclass(frozen=True, slots=True)
class Background:
    """What a diary is read against: the season, first and last day of its plan, and the plan after a diary."""

    season: Season
    start: date
    end: date
    plan_after: Callable[[Diary], Plan]

    @property
    def first(self) -> date:
        """The first day on which there can be news: when the season was made, or began."""
        return min(self.start, self.season.created or self.start)


# --- in the diary alone ----------------------------------------------------------------------------------------------


def disagreements(diary: Diary) -> Iterator[Mistake]:
    """All contradictions inside a diary, with the key at which to change something."""
    for number, entry, stood in told(diary):
        if isinstance(entry, Absent):
            yield from (Mistake(("entry", number, key), message) for key, message in _absence(entry, stood))
    for number, one in enumerate(diary):
        if isinstance(one, Undone) and undoable(diary[:number]) is None:
            reason = "no entry before this one is left to take back; leave it out"
            yield Mistake(("entry", number, "kind"), f'kind = "undone": {reason}')


def _absence(entry: Absent, stood: Diary) -> Iterator[tuple[str, str]]:
    """Days off that end before they begin, or that stand in the diary already; what was taken back does not count."""
    if entry.end < entry.start:
        yield "to", f"to = {entry.end}: this is before from = {entry.start}; swap them"
    for other in stood:
        if isinstance(other, Absent) and other.start <= entry.end and entry.start <= other.end:
            reason = f"{_span(other.start, other.end, ' to ')} is in the diary already, as {other.cause}"
            yield "from", f"from = {entry.start}: {reason}; each day stands in one entry only: {_rest(entry, other)}"


def _rest(entry: Absent, other: Absent) -> str:
    """How to tell the days that another entry does not hold, or all of them anew."""
    before, after = (entry.start, other.start - DAY), (other.end + DAY, entry.end)
    rest = " and ".join(_span(*days, "..") for days in (before, after) if days[0] <= days[1])
    longer = f"to make it longer, tell {rest} alone, since days side by side count as one stretch; " if rest else ""
    return f"{longer}to tell it anew, take that entry back first (countback undo)"


def _span(start: date, end: date, to: str) -> str:
    return f"{start}" if start == end else f"{start}{to}{end}"


# --- with the season and its plan ------------------------------------------------------------------------------------


def strangers(diary: Diary, known: Background) -> Iterator[Mistake]:
    """What the season and its plan know nothing of, or know otherwise, with the key at which to change something."""
    for number, entry, stood in told(diary):
        races = races_after(known.season, stood)
        for key, message in (
            *_days(entry, known),
            *_too_late(entry, races, known),
            *_race_mistakes(entry, races, known),
            *_raced(entry),
            *_moved(entry, races, known),
        ):
            yield Mistake(("entry", number, key), message)
    for number, one in enumerate(diary):
        if isinstance(one, Undone):
            yield from (Mistake(("entry", number, key), message) for key, message in _days(one, known))


def _days(entry: Entry, known: Background) -> Iterator[tuple[str, str]]:
    if entry.on < known.first:
        yield "on", f"on = {entry.on}: this is before the season, which begins on {known.first}"
    if isinstance(entry, Absent) and entry.end < known.start and entry.start <= entry.end:
        yield "to", f"to = {entry.end}: these days are before the plan's first, {known.start}; leave the entry out"


def _too_late(entry: Entry, races: Races, known: Background) -> Iterator[tuple[str, str]]:
    """Days off after all that is planned."""
    last = max((known.end, *(race.date for race in races.values())))
    if isinstance(entry, Absent) and entry.start > last:
        yield "from", f"from = {entry.start}: the season is over by then, it ends on {last}; leave the entry out"


def races_after(season: Season, diary: Diary) -> Races:
    """The season's races by id, as they stand after a diary."""
    races: Races = {race.id: race for race in season.races}
    for entry in standing(diary):
        races = _after(entry, races)
    return races


def _after(entry: Entry, races: Races) -> Races:
    """The races as they stand once an entry is told."""
    match entry:
        case RaceAdded(race=race):
            return {**races, race.id: race}
        case RaceChanged(race=name, to=date() as day) if name in races:
            return {**races, name: replace(races[name], date=day)}
        case RaceChanged(race=name, to=None):
            return {other: race for other, race in races.items() if other != name}
    return races


def _race_mistakes(entry: Entry, races: Races, known: Background) -> Iterator[tuple[str, str]]:
    match entry:
        case RaceChanged(race=name) if name not in races:
            near = likely(name, races)
            hint = f'did you mean "{near}"?' if near else f"the races are {', '.join(races) or 'none'}"
            yield "id", f'id = "{name}": no race of this season has this id; {hint}'
        case RaceChanged(race=name, to=to):
            race = races[name]
            others = [other for other in races.values() if other is not race]
            if race.date < entry.on:
                yield (
                    "id",
                    f'id = "{race.id}": {race.name} was on {race.date}, which is past; a race that was run stays',
                )
            elif to is not None:
                yield from _race_day(entry, replace(race, date=to), others, known)
        case RaceAdded(race=race):
            yield from _race_day(entry, race, races.values(), known)


def _race_day(entry: Entry, race: Race, others: Iterable[Race], known: Background) -> Iterator[tuple[str, str]]:
    """A race on its new day: ahead, and as season.toml would have it."""
    if race.date < entry.on:
        yield "date", f"date = {race.date}: this is before the day it was told (on = {entry.on})"
    else:
        yield from objections(race, others, known.season, known.start)


def _raced(entry: Entry) -> Iterator[tuple[str, str]]:
    """A race that is moved or left out as if it were training."""
    if not isinstance(entry, Skipped | Moved) or not entry.session.rpartition("/")[2].startswith("race"):
        return
    if isinstance(entry, Moved):
        yield "session", f'session = "{entry.session}": a race is moved by an entry of kind "race" with its id and date'
    elif not entry.restored:
        way_out = 'an entry of kind "race" with its id and cancelled = true takes it out'
        yield "session", f'session = "{entry.session}": this is a race; {way_out}'


def _moved(entry: Entry, races: Races, known: Background) -> Iterator[tuple[str, str]]:
    """A move onto a race day, into the past or out of the season."""
    if not isinstance(entry, Moved):
        return
    if entry.to < known.start:
        yield "to", f"to = {entry.to}: this is before the season, which begins on {known.start}"
    elif entry.to < entry.on:
        yield (
            "to",
            f"to = {entry.to}: this is before the day it was told (on = {entry.on}); what is past stays as it was",
        )
    for race in races.values():
        if race.date == entry.to:
            yield "to", f"to = {entry.to}: this is the day of {race.name}; nothing else fits a race day"
