"""Amounts, lengths, paces and times in the words of a runner; pure. The plan's unit decides between km and miles.

A range is written with an en dash, a space stands between number and unit: `4:28–4:35/km`, `8.5 mi`, `1:20 h`.
"""

from __future__ import annotations

from countback.training.model import METRES_PER_MILE, Unit
from countback.training.titles import in_words

_HOUR = 60
_SECONDS_UP_TO = 120  # shorter stretches are told in seconds: `90 s`
_LAPS, _LAPS_AMONG_MILES = 1000, 2000  # metres; what is longer is told in km, in miles in a plan of miles
_MILE_TOLERANCE = 5  # metres: steps are whole metres, a mile is not


def amount(tenths: int, unit: Unit) -> str:
    """Tenths of the plan's unit: `14 km`, `8.5 mi`, `45 min`, `1:20 h`."""
    if unit is Unit.MIN:
        return length(round(tenths / 10))
    return f"{tenths / 10:g} {unit}"


def length(minutes: int) -> str:
    """Minutes: `45 min`, `60 min`, `1:20 h`."""
    if minutes <= _HOUR:
        return f"{minutes} min"
    return f"{minutes // _HOUR}:{minutes % _HOUR:02} h"


def stretch(seconds: int) -> str:
    """The time of a step: `45 s`, `90 s`, `3 min`, `2:30 min`, `1:20 h`."""
    if seconds % 60 == 0:
        return length(seconds // 60)
    if seconds < _SECONDS_UP_TO:
        return f"{seconds} s"
    return f"{in_words(seconds)} min" if seconds < _HOUR * 60 else f"{in_words(seconds)} h"


def distance(metres: int, unit: Unit) -> str:
    """The distance of a step: `800 m`, `1.2 km`, `1 mi`; in a plan of miles `8.5 mi`, where laps stay metres."""
    laps = _LAPS_AMONG_MILES if unit is Unit.MI else _LAPS
    if metres <= laps and metres % 100 == 0:
        return f"{metres} m"
    if metres % 1000 and (unit is Unit.MI or _is_miles(metres)):
        return f"{round(metres / METRES_PER_MILE, 1):g} mi"
    return f"{metres} m" if metres <= _LAPS else f"{round(metres / 1000, 1):g} km"


def way(metres: int, unit: Unit) -> str:
    """The distance of a step that is no lap: a kilometre is told as one, beside those before and after it."""
    return "1 km" if metres == _LAPS and unit is Unit.KM else distance(metres, unit)


def _is_miles(metres: int) -> bool:
    """Whether it is a whole number of miles: mile repeats are miles in every plan."""
    miles = round(metres / METRES_PER_MILE)
    return miles > 0 and abs(metres - miles * METRES_PER_MILE) <= _MILE_TOLERANCE


def pace(fast: int, slow: int, unit: Unit) -> str:
    """Seconds per km as a pace: `4:28–4:35/km`, per mile in a plan of miles."""
    per, name = (METRES_PER_MILE / 1000, "mi") if unit is Unit.MI else (1.0, "km")
    ends = [in_words(round(seconds * per)) for seconds in (fast, slow)]
    return f"{span(*ends)}/{name}"


def span(low: object, high: object) -> str:
    """`2–3`, or `2` where both ends are the same."""
    return f"{low}" if low == high else f"{low}–{high}"
