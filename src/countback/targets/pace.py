"""Not too quick: so many units in any minute, and no more. Clock and sleep are arguments."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SPAN = 60.0


class Pace:
    """Lets `units` be spent in any 60 seconds; whoever asks for more waits until enough of them are a minute old.

    `clock` tells seconds that only go forward, `sleep` waits for so many of them.
    """

    def __init__(self, units: int, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._units = units
        self._clock = clock
        self._sleep = sleep
        self._spent: deque[tuple[float, int]] = deque()

    def spend(self, units: int) -> None:
        """Wait until so many units may be spent, and spend them. More than fit into a minute are spent as all of it."""
        wanted = min(units, self._units)
        now = self._clock()
        due = max(0.0, self._due(wanted) - now)
        if due:
            self._sleep(due)
        self._spent.append((now + due, wanted))
        self._forget(now + due)

    def _due(self, wanted: int) -> float:
        """The moment from which so many units are free."""
        used, due = sum(units for _, units in self._spent), 0.0
        for moment, units in self._spent:
            if used + wanted <= self._units:
                break
            used, due = used - units, moment + SPAN
        return due

    def _forget(self, now: float) -> None:
        while self._spent and self._spent[0][0] + SPAN <= now:
            self._spent.popleft()
