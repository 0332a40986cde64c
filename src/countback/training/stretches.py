"""The phases of a season as a runner sees them: rows of weeks of one kind, with their first and last days."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from countback.training.model import DAY, WEEK, PhaseKind

if TYPE_CHECKING:
    from datetime import date

    from countback.training.phases import Frame, Skeleton


@dataclass(frozen=True, slots=True)
class Stretch:
    """The weeks of one phase: its first frame, first and last day, and how many whole weeks."""

    head: Frame
    start: date
    end: date
    weeks: int


def phases_of(skeleton: Skeleton) -> tuple[Stretch, ...]:
    """The phases; days after a race in its week are recovery's."""
    groups = [
        list(group)
        for _, group in groupby(skeleton.frames, lambda f: (f.race.id, f.to_go < 0, f.phase, f.recovery_week))
    ]
    result = []
    for group in groups:
        head, last = group[0], group[-1]
        begin = max(skeleton.start, head.start)
        if head.phase is PhaseKind.RECOVERY and head.after == 1:
            begin = _day_after_race(skeleton, head)
        end = last.race.date if last.to_go == 0 else last.start + WEEK - DAY
        result.append(Stretch(head, begin, end, sum(not frame.part for frame in group)))
    return tuple(result)


def _day_after_race(skeleton: Skeleton, frame: Frame) -> date:
    """The first day of recovery: the day after the race that the frame comes after."""
    races = [segment.race.date for segment in skeleton.segments if segment.race.date < frame.start]
    return max(races) + DAY
