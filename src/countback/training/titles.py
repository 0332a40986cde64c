"""The words that titles of sessions and findings are made of. English and the same under every locale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.training.model import Effort, Unit

if TYPE_CHECKING:
    from datetime import date

METRES_PER_MILE = 1609
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def dated(when: date) -> str:
    """A day in a sentence: "Sun 6 Jun 2027"."""
    return f"{WEEKDAYS[when.weekday()]} {when.day} {MONTHS[when.month - 1]} {when.year}"


def amount(tenths: int, unit: Unit) -> str:
    """An amount as one says it: "14 km", "8.5 mi", "45 min"."""
    number = tenths // 10 if tenths % 10 == 0 else tenths / 10
    return f"{number} {unit.value}"


def in_words(seconds: float) -> str:
    """A race time, or the time of a pace, as people write it: "3:45:00", "47:30"."""
    hours, rest = divmod(round(seconds), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


BY_GROUND = {Effort.THRESHOLD: "Hilly threshold", Effort.INTERVAL: "Uphill", Effort.MARATHON: "Race effort"}


def effort(of: Effort, *, by_ground: bool) -> str:
    """What a quality session at this effort is called; one that goes by its ground is named for that."""
    if by_ground and of in BY_GROUND:
        return BY_GROUND[of]
    names = {
        Effort.THRESHOLD: "Threshold",
        Effort.INTERVAL: "Intervals",
        Effort.REPETITION: "Repetitions",
        Effort.FIVE_K: "5k pace",
        Effort.TEN_K: "10k pace",
        Effort.HALF: "Half-marathon pace",
        Effort.MARATHON: "Marathon pace",
    }
    return names[of]


def pace(of: Effort) -> str:
    """The pace of the fast part of a long run."""
    return {Effort.MARATHON: "marathon pace", Effort.STEADY: "steady pace"}[of]


def distance(metres: int) -> str:
    """The length of one repeat: "400 m", "2 km", "1 mile"."""
    if metres % METRES_PER_MILE <= 1 and metres >= METRES_PER_MILE:
        miles = metres // METRES_PER_MILE
        return f"{miles} mile" if miles == 1 else f"{miles} miles"
    return f"{metres // 1000} km" if metres % 1000 == 0 and metres >= 2000 else f"{metres} m"  # noqa: PLR2004
