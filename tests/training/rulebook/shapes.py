"""The shapes that a shown plan is taken apart into: sessions, weeks, phases, races, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.training.rulebook.tables import Row

RUNS = ("easy", "long", "quality", "test", "race", "shakeout")


@dataclass(frozen=True)
class Breach:
    """A rule that a plan breaks: its name with its source, the address or week, and what was found."""

    rule: str
    where: str
    message: str


@dataclass(frozen=True)
class Piece:
    """A step, repeats multiplied out; seconds and km are None where neither the step nor its pace tells them."""

    kind: str
    effort: str
    seconds: float | None
    km: float | None


@dataclass(frozen=True)
class SessionFact:
    """One session as shown; `amount` in tenths of the plan's unit, 0 for what is no running."""

    address: str
    uid: str
    day: date
    start: datetime | None
    kind: str
    title: str
    minutes: int
    km: float | None
    amount: int
    hard: bool
    why: str
    pieces: tuple[Piece, ...]

    @property
    def running(self) -> bool:
        """Whether the session is running."""
        return self.kind in RUNS

    @property
    def slot(self) -> str:
        """The last part of the address."""
        return self.address.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class RaceFact:
    """One race: shown id, day, distance, priority, and its row."""

    id: str
    day: date
    km: float
    priority: str
    row: Row

    @property
    def monday(self) -> date:
        """The Monday of its week."""
        return self.day - timedelta(self.day.weekday())


@dataclass(frozen=True)
class PhaseFact:
    """One phase as shown."""

    race: str
    kind: str
    start: date
    end: date
    weeks: int
    why: str


@dataclass(frozen=True)
class WeekFact:
    """One week as shown, with the sessions dated in it; `part` is the season's first, begun after its Monday."""

    start: date
    race: str
    to_go: int
    phase: str
    volume: int
    longest: int
    down: bool
    part: bool
    why: str
    sessions: tuple[SessionFact, ...] = field(repr=False)

    @property
    def end(self) -> date:
        """Its Sunday."""
        return self.start + timedelta(6)

    @property
    def runs(self) -> list[SessionFact]:
        """Its running sessions."""
        return [session for session in self.sessions if session.running]

    @property
    def run_days(self) -> set[date]:
        """The days with running."""
        return {session.day for session in self.runs}

    @property
    def walked(self) -> bool:
        """Whether it is a week of the run/walk ladder (S23)."""
        return any(piece.effort == "walk" for run in self.runs for piece in run.pieces)

    def of(self, *kinds: str) -> list[SessionFact]:
        """Its sessions of these kinds."""
        return [session for session in self.sessions if session.kind in kinds]
