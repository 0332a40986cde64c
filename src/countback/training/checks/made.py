"""What the checks look at, and how they count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from countback.training.model import Finding, Priority, Severity
from countback.training.phases import Segment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from countback.training.coach import Coach, Filled
    from countback.training.course import Lost
    from countback.training.model import Plan, Race
    from countback.training.phases import Skeleton

INFO, WARNING, ERROR = Severity.INFO, Severity.WARNING, Severity.ERROR


@dataclass(frozen=True)
class Made:
    """All that the checks look at: the plan, what it was made of, the days off, the day of the last test."""

    plan: Plan
    skeleton: Skeleton
    coach: Coach
    filled: Sequence[Filled]
    known_fitness: bool
    lost: Sequence[Lost] = ()
    tested: date | None = None

    @property
    def races(self) -> tuple[Race, ...]:
        """The races that stand."""
        return self.plan.standing

    @property
    def goals(self) -> tuple[Race, ...]:
        """The A races among them."""
        return tuple(race for race in self.races if race.priority is Priority.A)


Check = Callable[[Made], Iterator[Finding]]
RaceCheck = Callable[[Made, Segment], Iterator[Finding]]


def many(count: int, what: str) -> str:
    """`1 week`, `2 weeks`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
