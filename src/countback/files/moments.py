"""Dates, times of day and race times as athletes write them. Raises `Unfit`."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final

from countback.files.problem import Unfit

_YEARS: Final = range(1970, 2101)


def day(value: object) -> date:
    """A date, as TOML knows it or as ISO text: `2027-09-26`."""
    if isinstance(value, datetime):
        raise Unfit(f"a date alone belongs here: {value.date()}")
    found = value if isinstance(value, date) else _iso(value)
    if found.year not in _YEARS:
        raise Unfit(f"the year lies outside {_YEARS.start}–{_YEARS.stop - 1}")
    return found


def _iso(value: object) -> date:
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value.strip()):
        raise Unfit("a date belongs here, year-month-day: 2027-09-26")
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise Unfit("there is no such day in the calendar") from None


def clock(value: object) -> time:
    """A time of day: `"06:30"`, hours 0–23."""
    if isinstance(value, time):
        if value.second or value.microsecond:
            raise Unfit(f'hours and minutes fit here, no seconds: "{value:%H:%M}"')
        return value
    match = re.fullmatch("([0-9]{1,2}):([0-9]{2})", value.strip()) if isinstance(value, str) else None
    if not match:
        raise Unfit('a time of day belongs here, with 24 hours: "06:30" or "18:15"')
    hour, minute = int(match[1]), int(match[2])
    if hour > 23 or minute > 59:  # noqa: PLR2004
        raise Unfit('there is no such time of day; "00:00" to "23:59" fits here')
    return time(hour, minute)


Readings = tuple[int, ...]
"""A race time in seconds, in each way that it can be read: `1:55` is minutes and seconds, or hours and minutes."""


def race_time(value: object) -> Readings:
    """The time of a race: `"3:45:00"` has one reading, `"47:30"` two, the usual one first."""
    if isinstance(value, time):  # 03:45:00 without quotes is a time of day to TOML
        return (value.hour * 3600 + value.minute * 60 + value.second,)
    match = (
        re.fullmatch(r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{2})", value.strip()) if isinstance(value, str) else None
    )
    if not match or int(match[3]) > 59 or (match[1] and int(match[2]) > 59):  # noqa: PLR2004
        raise Unfit('a race time belongs here, hours:minutes:seconds or minutes:seconds: "3:45:00" or "47:30"')
    seconds = int(match[2]) * 60 + int(match[3])
    return (int(match[1]) * 3600 + seconds,) if match[1] else (seconds, seconds * 60)
