"""Race distances, results and goals as athletes write them, and which of them a human being can run. Raises `Unfit`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from countback.files.amounts import NUMBER, number
from countback.files.moments import Readings, race_time
from countback.files.problem import Unfit
from countback.files.words import likely
from countback.training.model import METRES_PER_MILE, Performance
from countback.training.titles import in_words

_EXAMPLE: Final = '"marathon", "half", "10k", "15 km" or "10 mi"'
_NAMED: Final = {
    "marathon": 42.195,
    "full marathon": 42.195,
    "half": 21.0975,
    "half marathon": 21.0975,
    "mile": METRES_PER_MILE / 1000,
}
_UNIT_KM: Final = {
    **dict.fromkeys(("k", "km", "kilometers", "kilometres"), 1.0),
    **dict.fromkeys(("mi", "mile", "miles"), METRES_PER_MILE / 1000),
    "m": 0.001,
}
_SHORTEST_KM: Final = 1.0
_LONGEST_KM: Final = 250.0
_IN_HOURS_KM: Final = 20.0
"""From here on a runner who says 1:55 means hours and minutes."""
_SLOWEST: Final = 1200
"""Seconds per km at which even a walker is done: 20 min/km."""
_RECORDS: Final = (
    (0.0, 0.0, 137.0),
    (1.5, 206.0, 137.0),
    (3.0, 437.0, 146.0),
    (5.0, 755.0, 151.0),
    (10.0, 1571.0, 157.0),
    (21.0975, 3402.0, 161.0),
    (42.195, 7235.0, 171.0),
    (100.0, 21935.0, 219.0),
)
"""World records of men over 1500 m to 100 km (World Athletics and IAU, as of 2025): km, seconds, s/km."""
_MARGIN: Final = 0.97
"""Records fall; what is 3 % faster than one is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Distance:
    """A race distance in km, and as the athlete wrote it."""

    km: float
    text: str


def distance(value: object) -> Distance:
    """A distance by name or by number and unit: `"half marathon"`, `"10k"`, `"15 km"`, `"10 mi"`."""
    if not isinstance(value, str):
        raise Unfit(f"a distance belongs here, in quotes: {_EXAMPLE}")
    text = " ".join(value.split())
    km = _NAMED.get(text.casefold().replace("-", " ")) or _counted(text)
    if not _SHORTEST_KM <= km <= _LONGEST_KM:
        raise Unfit(f"between {_SHORTEST_KM:g} and {_LONGEST_KM:g} km fits here")
    return Distance(km, text)


def _counted(text: str) -> float:
    match = re.fullmatch(rf"{NUMBER}\s*([a-z]+)", text.casefold())
    if match and match[2] in _UNIT_KM:
        return round(float(number(match[1])) * _UNIT_KM[match[2]], 6)  # as many digits as are read again
    if re.fullmatch(NUMBER, text):
        raise Unfit(f'the unit is missing; write "{text} km" or "{text} mi"')
    near = likely(text, _NAMED)
    raise Unfit(f'did you mean "{near}"?' if near else f"no distance that countback knows; write {_EXAMPLE}")


def performance(value: object) -> Performance:
    """A result, distance and time: `"10k 47:30"`, `"half marathon 1:45:00"`, `"half 1:45"`."""
    words = value.split() if isinstance(value, str) else []
    if len(words) < 2:  # noqa: PLR2004
        raise Unfit('a distance and a time belong here: "10k 47:30" or "half 1:45:00"')
    km = distance(" ".join(word for word in words[:-1] if word != "in")).km
    readings = race_time(words[-1])
    if reason := implausible(km, readings):
        raise Unfit(reason)
    return Performance(km, meant(km, readings))


class Finish(Enum):
    """The goal of a race that has no time to reach."""

    FINISH = "finish"


def goal(value: object) -> Readings | Finish:
    """The goal: a time as it can be read, or to finish."""
    if isinstance(value, str) and value.strip().casefold() == "finish":
        return Finish.FINISH
    try:
        return race_time(value)
    except Unfit as error:
        raise Unfit(f'{error}, or "finish"') from None


def meant(distance_km: float, readings: Readings) -> int:
    """The seconds that are meant, of a time that is not implausible: the first reading that can be run.

    Sixty times what can be run is slower than walking, so no time can be read in two ways.
    """
    return next(seconds for seconds in _read(distance_km, readings) if _odd(distance_km, seconds) is None)


def implausible(distance_km: float, readings: Readings) -> str | None:
    """Why nobody runs this distance in this time, if so."""
    odd = [_odd(distance_km, seconds) for seconds in _read(distance_km, readings)]
    reasons = dict.fromkeys(reason for reason in odd if reason)
    if None in odd:
        return None
    other = next((s for s in readings[len(odd) :] if _odd(distance_km, s) is None), None)
    hint = f'; hours and minutes are written "{in_words(other)}"' if other else ""
    return "; as hours and minutes, ".join(reasons) + hint


def _read(distance_km: float, readings: Readings) -> Readings:
    """How a time is read: over a short distance `1:30` is a slip of the pen for `41:30`, not hours and minutes."""
    return readings if distance_km >= _IN_HOURS_KM else readings[:1]


def _odd(distance_km: float, seconds: int) -> str | None:
    if seconds < _MARGIN * _record(distance_km):
        return f"nobody has run {distance_km:g} km that fast"
    if seconds > _SLOWEST * distance_km:
        return f"slower than walking: {in_words(int(_SLOWEST * distance_km))} is the most for {distance_km:g} km"
    return None


def _record(distance_km: float) -> float:
    """A time that no record over this distance beats: that of the next shorter one, and the rest at its pace."""
    km, seconds, pace = max(row for row in _RECORDS if row[0] <= distance_km)
    return seconds + (distance_km - km) * pace
