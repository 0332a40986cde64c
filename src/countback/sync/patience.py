"""Waiting between two tries: full jitter, so that many clients do not come back at once, never under what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 6
"""Tries in one run; what is left then waits for the next (SYNC.md section 1)."""


@dataclass(frozen=True, slots=True)
class Patience:
    """`sleep` takes seconds, `chance` gives a number from 0 to 1. `longest` is the most that a run waits at a time."""

    sleep: Callable[[float], None]
    chance: Callable[[], float]
    first: float = 1.0
    most: float = 32.0
    longest: float = 90.0

    def outlasts(self, asked: float) -> bool:
        """Whether so many seconds are worth waiting for."""
        return asked <= self.longest

    def pause(self, tries: int, asked: float) -> None:
        """Wait after so many failed tries (from 0), at least the seconds that were asked for."""
        self.sleep(asked + self.chance() * min(self.most, self.first * 2**tries))
