"""The quality sessions of a week: which rows of the library, and how they share the weekly caps (section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from countback.training import workouts
from countback.training.budget import Budget
from countback.training.model import PhaseKind
from countback.training.workouts import REPEATS_LEAST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from countback.training.coach import Brief
    from countback.training.kit import Kit
    from countback.training.rows import Form
    from countback.training.rules import Rules
    from countback.training.workouts import Workout


@dataclass(frozen=True, slots=True)
class Work:
    """What sizing asks: the progress through the block, the week's volume in tenths, the coach's kit."""

    progress: float
    volume: int
    kit: Kit


def library(rules: Rules, row: str, brief: Brief, *, third: bool) -> list[Sequence[Form]]:
    """The library's entries for a week before a race of this row, one a quality session."""
    frame, progress = brief.frame, brief.progress
    if frame.phase is PhaseKind.TAPER:
        return [rules.taper[row]]
    if frame.phase is PhaseKind.BUILD:
        return [workouts.form_of(rules.workouts["build"]["q1"], brief.turn, progress)]
    entries = [workouts.form_of(forms, frame.index, progress) for forms in rules.workouts[row].values()]
    more = [workouts.form_of(rules.workouts[rules.quality.third]["q1"], brief.turn, progress)] if third else []
    return [*entries, *more]


@dataclass(frozen=True, slots=True)
class Asked:
    """How many sessions a week has, how many it usually would, and the part of its fast running that it keeps.

    So many of its sessions, the more specific ones, are `behind`.
    """

    count: int
    usual: int
    part: float
    behind: int


def sessions_of_week(entries: Sequence[Sequence[Form]], asked: Asked, work: Work, left: Budget) -> list[Workout | None]:
    """The week's quality sessions, each with the share that it would have if all the usual ones were held.

    Tried with their part of the caps, then with half of what is left, then with all, until none is too small.
    """
    last = asked.behind + asked.count
    wanted = entries[: max(last, asked.usual)]
    found: list[Workout | None] = []
    for part in dict.fromkeys((asked.part, (1 + asked.part) / 2, 1)):
        found = quality_of_week(wanted, work, left.part(part))[asked.behind : last]
        if None not in found:
            break
    return found + [None] * (asked.count - len(found))


def quality_of_week(entries: Sequence[Sequence[Form]], work: Work, left: Budget) -> list[Workout | None]:
    """The quality sessions, the more specific one first; where two share a cap, each has its part."""
    found: list[Workout | None] = []
    for number, forms in enumerate(entries):
        first = number == 0 and len(entries) > 1 and bool(forms) and bool(entries[1])
        allowed = _first_part(forms, entries[1], work, left) if first else left
        workout = workouts.quality(forms, work.progress, work.volume, allowed, work.kit) if forms else None
        found.append(workout)
        left = left if workout is None else workout.out_of(left, work.kit.rules)
    return found


def _first_part(first: Sequence[Form], second: Sequence[Form], work: Work, left: Budget) -> Budget:
    """The first session's part of a cap that the second needs too, in whole repeats, where both are worth a session."""
    rules = work.kit.rules
    key = rules.cap_of[first[0].effort]
    if rules.cap_of[second[0].effort] != key:
        return left
    whole = left.metres[key]
    part = rules.quality.first_share * whole / 100
    sizes = (round(part / form.metres) * form.metres if form.metres else part for form in first)
    fits = zip(first, sizes, strict=True)
    repeats = next((size for form, size in fits if not form.metres or size >= REPEATS_LEAST * form.metres), part)
    for metres in (repeats, part):
        share = metres / whole if whole else 1
        rest = Budget({**left.metres, key: whole - metres}, left.seconds * (1 - share), left.room)
        if share <= 1 and workouts.quality(second, work.progress, work.volume, rest, work.kit) is not None:
            return Budget({**left.metres, key: float(metres)}, left.seconds, left.room)
    return left
