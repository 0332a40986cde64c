"""The nouns of the diary: what happened, one entry each, frozen; and which entries still stand.

The plan is `reduce(replan, heeded(diary), begin(season))`. An entry dated `on` changes nothing before `on`. Dates are
days of the athlete's time zone, both ends included.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from countback.training.model import monday

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, time

    from countback.training.model import Performance, Quantity, Race


class Cause(StrEnum):
    """Why there was no running."""

    MISSED = "missed"  # life
    ILL = "ill"
    INJURED = "injured"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Absent:
    """Days without running. `cross_trained`: moved otherwise, so that less fitness is lost. `fever`: below the neck."""

    on: date
    cause: Cause
    start: date
    end: date
    cross_trained: bool = False
    fever: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A session that was left out, or deleted in the calendar; `restored` takes that back."""

    on: date
    session: str
    restored: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A session that the athlete put on another day, and perhaps hour."""

    on: date
    session: str
    to: date
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A session that was run."""

    on: date
    session: str


@dataclass(frozen=True, slots=True)
class RaceChanged:
    """A race that moved to another day, or was cancelled (`to` None)."""

    on: date
    race: str
    to: date | None


@dataclass(frozen=True, slots=True)
class RaceAdded:
    """A race entered after the plan was made."""

    on: date
    race: Race


@dataclass(frozen=True, slots=True)
class Tested:
    """A test or race result: new paces from here."""

    on: date
    result: Performance


@dataclass(frozen=True, slots=True)
class Weekly:
    """The weekly volume as it really is."""

    on: date
    volume: Quantity


@dataclass(frozen=True, slots=True)
class Edited:
    """season.toml was seen with another digest: nothing changes by it, but the plan has a new revision."""

    on: date
    digest: str


@dataclass(frozen=True, slots=True)
class Undone:
    """The last entry that still stood is taken back: the plan is what it was without it, to the byte.

    Nothing is cut out of a diary, because the number of its entries is the plan's revision, which must never fall.
    """

    on: date


News = Absent | Skipped | Moved | Done | RaceChanged | RaceAdded | Tested | Weekly | Edited
Entry = News | Undone
Diary = tuple[Entry, ...]


def standing(diary: Diary) -> tuple[News, ...]:
    """The entries that still stand, in their order; an `Undone` that finds nothing to take back takes nothing."""
    return tuple(entry for _, entry in numbered(diary))


def numbered(diary: Diary) -> tuple[tuple[int, News], ...]:
    """The entries that still stand, each with its place in the diary, from 0."""
    stood: list[tuple[int, News]] = []
    for number, entry in enumerate(diary):
        if not isinstance(entry, Undone):
            stood.append((number, entry))
        elif (last := _last([one for _, one in stood])) is not None:
            del stood[last]
    return tuple(stood)


def heeded(diary: Diary) -> tuple[News, ...]:
    """The entries that still stand and that the plan follows.

    A session wanted again, or done after all, in the week in which it was left out is as if it had not been left out.
    """
    found: list[News] = []
    for entry in standing(diary):
        skip = _taken_back(entry, found)
        found = [one for one in found if one is not skip]
        if skip is None or isinstance(entry, Done):
            found.append(entry)
    return tuple(found)


def _taken_back(entry: News, earlier: Sequence[News]) -> Skipped | None:
    """The skip that a session restored, or done, takes back; None where there is none, or it is older than the week."""
    if not (isinstance(entry, Done) or (isinstance(entry, Skipped) and entry.restored)):
        return None
    skips = (e for e in reversed(earlier) if isinstance(e, Skipped) and e.session == entry.session)
    last = next(skips, None)
    return last if last is not None and not last.restored and last.on >= monday(entry.on) else None


def told(diary: Diary) -> Iterator[tuple[int, News, tuple[News, ...]]]:
    """Each entry that still stands, with its place and those that stood when it was told: what it has to go with.

    What was taken back has to go with nothing any more. The last entry is taken back first, so what stood when one was
    told stands as long as that does.
    """
    stood = numbered(diary)
    earlier = tuple(entry for _, entry in stood)
    return ((number, entry, earlier[:place]) for place, (number, entry) in enumerate(stood))


def undoable(diary: Diary) -> News | None:
    """The entry that an `Undone` would take back now; None where there is none."""
    stood = standing(diary)
    number = _last(stood)
    return None if number is None else stood[number]


def _last(stood: Sequence[News]) -> int | None:
    """Where the last entry is that can be taken back: that season.toml was edited is a fact, and no news."""
    return next((n for n in reversed(range(len(stood))) if not isinstance(stood[n], Edited)), None)
