"""The nouns of the diary: what happened, one entry each, frozen. The plan is `reduce(replan, diary, build(season))`.

An entry dated `on` changes nothing before `on`. Dates are days of the athlete's time zone, both ends included.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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


Entry = Absent | Skipped | Moved | Done | RaceChanged | RaceAdded | Tested | Weekly | Edited
Diary = tuple[Entry, ...]
