"""Amounts as athletes write them, `"45 km"`, `"3 h"`, `"8 %"`, in the integers of the model. Raises `Unfit`."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from countback.files.problem import Unfit
from countback.training.model import METRES_PER_MILE, Quantity, Unit

NUMBER: Final = r"([0-9]{1,6}(?:[.,][0-9]{1,6})?)"
_PARTS: Final = re.compile(rf"{NUMBER}\s*([a-z]+)")
_WORDS: Final = {
    "km": ("km", "kms", "k", "kilometer", "kilometers", "kilometre", "kilometres"),
    "mi": ("mi", "mile", "miles"),
    "min": ("min", "mins", "minute", "minutes"),
    "h": ("h", "hr", "hrs", "hour", "hours"),
    "d": ("d", "day", "days"),
    "w": ("w", "wk", "week", "weeks"),
}
_UNITS: Final = {word: unit for unit, words in _WORDS.items() for word in words}
_MINUTES: Final = {"min": 1, "h": 60, "d": 1440, "w": 10_080}
_MOST: Final = {Unit.KM: 400, Unit.MI: 250, Unit.MIN: 2400}
"""More than anyone runs in a week; what is above it is a slip of the pen."""


def number(text: str) -> Fraction:
    """The number as it is written, exactly; a decimal comma is a decimal point."""
    return Fraction(text.replace(",", "."))


def parts(value: object, example: str) -> tuple[tuple[Fraction, str], ...]:
    """Numbers with their units (km, mi, min, h, d, w): `"3 h 20 min"` is (3, h), (20, min)."""
    if not isinstance(value, str):
        raise Unfit(f"a number with its unit belongs here, in quotes: {example}")
    text = value.strip().casefold()
    if not re.fullmatch(rf"(?:{_PARTS.pattern}\s*)+", text):
        raise Unfit(_no_parts(text, example))
    pairs = _PARTS.findall(text)
    if unknown := [unit for _, unit in pairs if unit not in _UNITS]:
        raise Unfit(f'"{unknown[0]}" is no unit that fits here; write it like {example}')
    return tuple((number(amount), _UNITS[unit]) for amount, unit in pairs)


def _no_parts(text: str, example: str) -> str:
    if re.fullmatch(NUMBER, text):
        return f"the unit is missing; write it like {example}"
    if re.fullmatch(r"[0-9]+:[0-9]{2}", text):
        hours, minutes = text.split(":")
        return f'hours are written with their unit: "{int(hours)} h {int(minutes)} min"'
    return f"a number with its unit belongs here: {example}"


def quantity(value: object) -> Quantity:
    """An amount of running, by distance or by time: `"45 km"`, `"28 mi"`, `"200 min"`, `"3 h 20 min"`."""
    example = '"45 km", "28 mi" or "200 min"'
    pairs = parts(value, example)
    if {unit for _, unit in pairs} <= {"min", "h"}:
        return _sized(sum(amount * _MINUTES[unit] for amount, unit in pairs), Unit.MIN)
    if len(pairs) > 1 or pairs[0][1] not in {"km", "mi"}:
        raise Unfit(f"one distance or one time belongs here: {example}")
    return _sized(pairs[0][0], Unit(pairs[0][1]))


def weekly(value: object) -> Quantity:
    """What is run in a week; nobody runs nothing."""
    try:
        return quantity(value)
    except Unfit as error:
        nothing = isinstance(value, str) and re.fullmatch(r"0+([.,]0+)?\s*[a-z]+", value.strip().casefold())
        raise Unfit(f'{error}; a beginner who does not run yet writes "20 min"' if nothing else str(error)) from None


def _sized(amount: Fraction | int, unit: Unit) -> Quantity:
    if not 0 < amount <= _MOST[unit]:
        raise Unfit(f"between 0.1 and {_MOST[unit]} {unit} fits here")
    if amount * 10 % 1:
        raise Unfit(f"this is finer than a tenth; write {float(amount):.1f} {unit}")
    return Quantity(int(amount * 10), unit)


def minutes(value: object, most: int = 1440) -> int:
    """A stretch of time in whole minutes: `"90 min"`, `"12 h"`, `"1 h 30 min"`, `"1 day"`."""
    example = '"90 min" or "12 h"'
    pairs = parts(value, example)
    if not {unit for _, unit in pairs} <= _MINUTES.keys():
        raise Unfit(f"a time belongs here, not a distance: {example}")
    total = sum(amount * _MINUTES[unit] for amount, unit in pairs)
    if total % 1:
        raise Unfit("whole minutes fit here")
    if total > most:
        raise Unfit(f"at most {span(most)} fits here")
    return int(total)


def span(length: int) -> str:
    """Minutes in words: `90 min`, `12 h`."""
    return f"{length // 60} h" if length >= 120 and length % 60 == 0 else f"{length} min"  # noqa: PLR2004


def long_cap(value: object) -> int:
    """The longest run allowed, in minutes."""
    length = minutes(value)
    if length < 30:  # noqa: PLR2004
        raise Unfit("at least 30 min fits here")
    return length


def reminder(value: object) -> int | None:
    """How long before a session to remind, in minutes; `"none"` is None. Google takes four weeks at most."""
    return None if isinstance(value, str) and value.strip().casefold() == "none" else minutes(value, most=40_320)


def buffer(value: object) -> tuple[int, int]:
    """The time before and after a session, in minutes: `["10 min", "15 min"]`."""
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004
        raise Unfit('two times belong here, before and after the session: ["10 min", "15 min"]')
    before, after = (minutes(item, most=720) for item in value)
    return before, after


def days(value: object) -> int:
    """Whole days: `14`, `"14 days"` or `"2 weeks"`."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _days(Fraction(value))
    text = value.strip() if isinstance(value, str) else ""
    if re.fullmatch("[0-9]{1,6}", text):
        return _days(Fraction(text))
    example = '14, "14 days" or "2 weeks"'
    pairs = parts(value, example)
    if not {unit for _, unit in pairs} <= {"d", "w"}:
        raise Unfit(f"days or weeks belong here: {example}")
    return _days(sum((amount * (7 if unit == "w" else 1) for amount, unit in pairs), Fraction()))


def _days(count: Fraction) -> int:
    if count % 1 or not 0 <= count <= 366:  # noqa: PLR2004
        raise Unfit('whole days fit here: 14, "14 days" or "2 weeks"')
    return int(count)


def pace(value: object) -> int:
    """A pace in s/km: `"6:10/km"`, `"9:55/mi"`."""
    text = value.casefold().replace("min", "").replace(" ", "") if isinstance(value, str) else ""
    match = re.fullmatch(r"([0-9]{1,2}):([0-5][0-9])/(km|k|mi|mile)", text)
    if not match:
        raise Unfit('a pace belongs here, minutes and seconds for a km or mile: "6:10/km" or "9:55/mi"')
    seconds = int(match[1]) * 60 + int(match[2])
    per_km = round(seconds * 1000 / METRES_PER_MILE) if match[3].startswith("mi") else seconds
    if not 150 <= per_km <= 900:  # noqa: PLR2004
        raise Unfit('nobody\'s easy pace: between "2:30/km" and "15:00/km" ("4:02/mi" and "24:08/mi") fits here')
    return per_km


def _share(value: object, example: str) -> Fraction:
    """A fraction: `1.08` as 1.08, `"8 %"` as 0.08."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10:  # noqa: PLR2004
        return Fraction(repr(value))
    match = re.fullmatch(rf"\+?\s*{NUMBER}\s*%", value.strip()) if isinstance(value, str) else None
    if not match:
        raise Unfit(f"a number belongs here, like {example}")
    return number(match[1]) / 100


def growth(value: object) -> int:
    """Weekly growth in thousandths of the week before: `1.08` and `"8 %"` are 1080."""
    share = _share(value, '1.08 or "8 %"')
    factor = share + 1 if isinstance(value, str) else share
    return _whole(factor * 1000, "at most three decimals fit here: 1.075")


def down_to(value: object) -> int:
    """A down week's share of the weeks before, in hundredths: `0.75` and `"75 %"` are 75."""
    return _whole(_share(value, '0.75 or "75 %"') * 100, "at most two decimals fit here: 0.75")


def _whole(amount: Fraction, otherwise: str) -> int:
    if amount % 1:
        raise Unfit(otherwise)
    return int(amount)
