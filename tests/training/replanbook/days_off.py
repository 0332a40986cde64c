"""The table of days off (section 6), copied by hand: how long and how much the way back is, and what comes then."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from countback.training.diary import Absent, Cause

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DAY = timedelta(1)
EASY = ((1, ()), (5, (1.0,)), (14, (0.5, 0.75)), (28, (0.5, 0.75)), (56, (1 / 3, 0.5, 0.75)))
LONGEST = (1 / 3, 0.5, 0.7, 0.85, 1.0)
LONGEST_DAYS = 21
PAIN_FREE = 14
INJURED_FROM = 7
FEVER_LEAST = 2
MOVES_ON = 6
REVISES = 10
REBASES = 15  # from so many days off on the way back is base: with long runs, without quality
HALF_A_WEEK = 4
HOURS = 24


@dataclass(frozen=True)
class Off:
    """Days off in a row, both ends included, the day without fever too; `on` is the day from which the plan knows."""

    on: date
    start: date
    end: date
    causes: frozenset[Cause]
    cross_trained: bool
    fever: bool
    ahead: bool

    @property
    def days(self) -> int:
        """D."""
        return (self.end - self.start).days + 1

    @property
    def hurt(self) -> bool:
        """Whether it is an injury of a week or more (S51)."""
        return Cause.INJURED in self.causes and self.days >= INJURED_FROM

    @property
    def shares(self) -> tuple[float, ...]:
        """The parts of E on the way back, equal stretches of it."""
        return next((shares for most, shares in EASY if self.days <= most), LONGEST)

    @property
    def ramp_days(self) -> int:
        """The days of the way back: D, three weeks for each part beyond 56, none after one day or a week's journey."""
        if self.days > EASY[-1][0]:
            return LONGEST_DAYS * len(LONGEST)
        if self.ahead and self.days < MOVES_ON:
            return 0
        back = self.days if self.shares else 0
        return max(back, FEVER_LEAST) if self.fever else back

    @property
    def back(self) -> date:
        """The first day of running."""
        return self.end + DAY

    @property
    def ramp_end(self) -> date:
        """The last day of the way back; the last day off where there is none."""
        return self.end + timedelta(self.ramp_days)

    @property
    def easy_until(self) -> date:
        """The last day before quality may come: the way back, and two weeks free of pain."""
        return max(self.ramp_end, self.end + timedelta(PAIN_FREE)) if self.hurt else self.ramp_end

    @property
    def factor(self) -> float:
        """What is left of VDOT."""
        over = max(0, self.days - 5)
        return max(0.90, 1 - 0.0015 * over) if self.cross_trained else max(0.80, 1 - 0.003 * over)

    def bends(self, monday: date) -> bool:
        """Whether a week counts as a down week for it: half of it lost, or on the way back, of six days off or more."""
        if self.days < MOVES_ON:
            return False
        days = [monday + timedelta(n) for n in range(7)]
        return sum(self.start <= day <= self.ramp_end for day in days) >= HALF_A_WEEK

    def share_on(self, day: date) -> float:
        """The part of E of a day on the way back; a part may end within a day."""
        each, first = self.ramp_days / len(self.shares), (day - self.back).days
        parts = [min(len(self.shares) - 1, math.floor((first + hour / HOURS) / each)) for hour in range(HOURS)]
        return sum(self.shares[part] for part in parts) / HOURS

    def as_away(self) -> Iterator[dict[str, Any]]:
        """Rows of `[[away]]` that ask the same of the days: nothing while off, easy on the way back."""
        yield {"from": self.start, "to": self.end, "running": "none"}
        if self.ramp_end > self.end and self.days < REBASES:
            yield {"from": self.back, "to": self.ramp_end, "running": "easy"}


def off_of(entry: Absent) -> Off:
    """The days off of one entry."""
    ahead = entry.cause is Cause.AWAY and entry.on <= entry.start
    causes, end = frozenset({entry.cause}), entry.end + DAY if entry.fever else entry.end
    return Off(entry.on, entry.start, end, causes, entry.cross_trained, entry.fever, ahead)


def joined(entries: Iterable[Absent]) -> tuple[Off, ...]:
    """Days off by day; those of which one begins the day after the other ended are one."""
    found: list[Off] = []
    for off in sorted(map(off_of, entries), key=lambda off: off.start):
        if found and found[-1].end + DAY >= off.start:
            found[-1] = together(found[-1], off)
        else:
            found.append(off)
    return tuple(found)


def together(one: Off, other: Off) -> Off:
    """Two absences as one."""
    causes, crossed = one.causes | other.causes, one.cross_trained and other.cross_trained
    ahead = one.ahead and other.ahead
    return Off(
        max(one.on, other.on), one.start, max(one.end, other.end), causes, crossed, one.fever or other.fever, ahead
    )
