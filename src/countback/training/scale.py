"""The plan's unit against kilometres and minutes, and how its amounts are rounded. Amounts are integer tenths of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor
from typing import TYPE_CHECKING

from countback.training.model import METRES_PER_MILE, Unit
from countback.training.rules import grain

if TYPE_CHECKING:
    from countback.training.model import Quantity

HALVES_FROM = 30  # tenths of a km or mile: runs from here on are told to the half


@dataclass(frozen=True)
class Scale:
    """The plan's unit against kilometres and minutes, by the athlete's easy pace in s/km. Amounts in tenths."""

    unit: Unit
    easy_pace: int
    tenths_below: int

    @cached_property
    def metres(self) -> float:
        """Metres in a tenth of the unit."""
        return {Unit.KM: 100.0, Unit.MI: METRES_PER_MILE / 10, Unit.MIN: 6000 / self.easy_pace}[self.unit]

    def of_metres(self, metres: float) -> int:
        """Metres as an amount, rounded down."""
        return floor(metres / self.metres + 1e-9)

    def of_minutes(self, minutes: float) -> int:
        """Minutes of easy running as an amount, rounded down."""
        return (
            floor(minutes * 10 + 1e-9) if self.unit is Unit.MIN else self.of_metres(60_000 * minutes / self.easy_pace)
        )

    def covering(self, minutes: float) -> int:
        """The least amount that is so many minutes of easy running, or more."""
        amount = self.of_minutes(minutes)
        return amount if self.minutes(amount) >= minutes - 1e-9 else amount + 1

    def of(self, quantity: Quantity) -> int:
        """A quantity of any unit as an amount."""
        if quantity.unit is self.unit:
            return quantity.tenths
        if quantity.unit is Unit.MIN:
            return self.of_minutes(quantity.tenths / 10)
        return self.of_metres(quantity.tenths * Scale(quantity.unit, self.easy_pace, self.tenths_below).metres)

    def km(self, amount: int) -> float:
        """An amount in kilometres."""
        return amount * self.metres / 1000

    def minutes(self, amount: int) -> float:
        """An amount in minutes of easy running."""
        return amount / 10 if self.unit is Unit.MIN else amount * self.metres * self.easy_pace / 60_000

    def down(self, amount: float) -> int:
        """Rounded down to the grain that such an amount is planned in."""
        step = grain(self.unit, floor(amount), self.tenths_below)
        return floor(amount) // step * step

    def run(self, amount: float) -> int:
        """One run, rounded down to what runs are told in."""
        step = self.run_step(amount)
        return floor(amount) // step * step

    def run_step(self, amount: float) -> int:
        """What runs of about this length are told in: whole minutes, halves, tenths of short ones."""
        return 10 if self.unit is Unit.MIN else 5 if amount >= HALVES_FROM else 1

    def near(self, amount: float) -> int:
        """Rounded to the nearest grain."""
        step = grain(self.unit, floor(amount), self.tenths_below)
        return floor(amount / step + 0.5) * step

    def up(self, amount: float, step: int | None = None) -> int:
        """Rounded up to the grain, or to `step`."""
        step = step or grain(self.unit, floor(amount), self.tenths_below)
        return ceil(amount / step - 1e-9) * step
