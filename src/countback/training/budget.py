"""The fast running that a week allows: the weekly caps, and at least 80 % of its minutes easy (section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING

from countback.training.model import Effort, StepKind, Unit
from countback.training.steps import flat

if TYPE_CHECKING:
    from collections.abc import Iterable

    from countback.training.kit import Kit
    from countback.training.model import Repeat, Step
    from countback.training.rows import Cap
    from countback.training.rules import Rules

CLEAR = 0.98  # of the hard minutes: pace and length are rounded


@dataclass(frozen=True, slots=True)
class Budget:
    """How much fast running is left: metres by cap, seconds in all; and `room`, the longest run allowed (tenths)."""

    metres: dict[str, float]
    seconds: float
    room: int

    def less(self, effort: Effort, fast: tuple[float, float], rules: Rules) -> Budget:
        """What is left after a session with so many metres and seconds of an effort."""
        cap, (metres, seconds) = rules.cap_of[effort], fast
        left = dict(self.metres)
        left[cap] -= metres
        return Budget(left, self.seconds - seconds, self.room)

    def part(self, share: float) -> Budget:
        """A share of the fast running; single runs may be as long as before."""
        return Budget({cap: share * left for cap, left in self.metres.items()}, share * self.seconds, self.room)


def budget(volume: int, room: int, kit: Kit) -> Budget:
    """The fast running that a week of this volume allows (section 4: weekly caps, 80 % easy)."""
    metres = volume * kit.scale.metres
    seconds = metres / 1000 * kit.paces.easy_pace * kit.rules.quality.hard_minutes_at_most / 100
    return Budget({key: min(metres * part, most) for key, part, most in _caps(kit)}, seconds * CLEAR, room)


def too_fast(steps: Iterable[Step | Repeat], volume: int, kit: Kit) -> bool:
    """Whether the fast running in these steps is more than a week of this volume allows."""
    work = [step for step in flat(steps) if step.kind is StepKind.WORK and step.effort in kit.rules.cap_of]
    if not work:
        return False
    left = budget(volume, 0, kit)
    for step in work:
        pace = fast_pace(step.effort, kit)
        metres = step.metres or 1000 * (step.seconds or 0) / pace
        left = left.less(step.effort, (metres, metres * costs(step.effort, kit) / 1000), kit.rules)
    return left.seconds < 0 or min(left.metres.values()) < 0


def is_worth(effort: Effort, fast: tuple[float, float], kit: Kit) -> bool:
    """Whether so many metres and seconds of an effort are enough for a session (section 4)."""
    cap, (metres, seconds) = kit.rules.caps[kit.rules.cap_of[effort]], fast
    return seconds >= 60 * (cap.least_minutes or 0) and metres >= 1000 * (cap.least_km or 0)


def costs(effort: Effort, kit: Kit) -> float:
    """What a kilometre takes of the hard seconds left: its own, and the share of what it shortens the week by.

    In a plan by distance fast running is over sooner than the same distance easy, and 80 % are of the shorter week.
    """
    pace, share = fast_pace(effort, kit), kit.rules.quality.hard_minutes_at_most / 100
    return pace if kit.scale.unit is Unit.MIN else pace + share * (kit.paces.easy_pace - pace)


@lru_cache(maxsize=64)
def _caps(kit: Kit) -> tuple[tuple[str, float, float], ...]:
    """Each weekly cap at these paces: its key, its part of the week, and the most metres of it."""
    return tuple((key, cap.percent / 100, _most_metres(cap, kit)) for key, cap in kit.rules.caps.items())


def _most_metres(cap: Cap, kit: Kit) -> float:
    by_distance = inf if cap.km is None else 1000.0 * cap.km
    if cap.minutes is None:
        return by_distance
    return min(by_distance, 60_000 * cap.minutes / max(fast_pace(effort, kit) for effort in cap.efforts))


def fast_pace(effort: Effort, kit: Kit) -> float:
    """The fast end of an effort in s/km: whoever runs it at that stays inside the caps."""
    fast, _ = kit.paces.pace(effort) or (kit.paces.easy_pace, 0)
    return fast
