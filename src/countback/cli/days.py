"""Days as people say them: `yesterday`, `monday`, `last week`, `3 may`, `2027-05-03..2027-05-09`. Raises Stop.

Where a day could be behind or ahead, a command says which way it looks: what was missed is behind, what is moved goes
ahead.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from typing import Final

from dateutil.parser import ParserError, parse
from dateutil.relativedelta import relativedelta, weekday

from countback.cli.stop import Stop
from countback.files.choices import WEEKDAYS
from countback.views.words import dated

Span = tuple[date, date]

_EXAMPLES: Final = "2027-05-03, yesterday, monday, last friday, 3 may, in 2 days"
_NAMED: Final = {"day before yesterday": -2, "yesterday": -1, "today": 0, "now": 0, "tomorrow": 1}
_WEEKS: Final = {"last": -1, "this": 0, "next": 1}
_YEARS: Final = range(1970, 2101)
_DAYS: Final = {name[:length]: number for number, name in enumerate(WEEKDAYS) for length in (3, 4, 5, len(name))}
_HOUR: Final = re.compile(r"(?P<day>.*?)(?: +(?:at )?|(?<=\d)t)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::00)?")
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH: Final = re.compile(r"[a-z]+\.? \d{1,2}(?:,? \d{4})?|\d{1,2}\.? [a-z]+\.?,?(?: \d{4})?")


class Looking(IntEnum):
    """Which way a weekday without a word before it is looked for; that day itself counts."""

    BACK = -1
    AHEAD = 1


def day(text: str, today: date, looking: Looking) -> date:
    """One day. Raises Stop when nobody could tell which."""
    found = perhaps(text, today, looking)
    if found is None or found.year not in _YEARS:
        raise Stop(f"{text!r} is no day; write it like {_EXAMPLES}")
    return found


def perhaps(text: str, today: date, looking: Looking) -> date | None:
    """One day, or None where the text is something else. Raises Stop for a day that no calendar has."""
    words = " ".join(text.lower().replace(",", " ").split())
    found = _iso(words) or _near(words, today) or _counted(words, today)
    return found or _weekday(words, today, looking) or _written(words, today, looking)


def span(text: str, today: date, looking: Looking) -> Span:
    """A stretch of days, both ends included: `monday..wednesday`, `last week`, one day. Raises Stop."""
    if week := re.fullmatch(r"(last|this|next) week", " ".join(text.lower().split())):
        monday = _to_weekday(today, 0, Looking.BACK) + timedelta(weeks=_WEEKS[week[1]])
        return monday, monday + timedelta(days=6)
    first, dots, last = text.partition("..")
    if not dots:
        only = day(text, today, looking)
        return only, only
    start, end = _ends(first, last, today, looking)
    if end < start:
        raise Stop(f"{text!r} ends ({dated(end)}) before it begins ({dated(start)})")
    return start, end


def _ends(first: str, last: str, today: date, looking: Looking) -> Span:
    """Both ends; the nearer one is looked for first, the other from there."""
    if looking is Looking.BACK:
        end = day(last, today, looking)
        start = _weekday(first.strip().lower(), end, looking) or day(first, today, looking)
        return start, end
    start = day(first, today, looking)
    return start, _weekday(last.strip().lower(), start, looking) or day(last, today, looking)


def moment(text: str, today: date, own: date) -> tuple[date, time | None]:
    """A day ahead, and the hour if one is told: `saturday 07:30`; an hour alone is of its own day. Raises Stop."""
    told = _HOUR.fullmatch(f" {text.lower()}".replace("  ", " ").rstrip())
    if told is None:
        return day(text, today, Looking.AHEAD), None
    hour, minute = int(told["hour"]), int(told["minute"])
    if hour > 23 or minute > 59:  # noqa: PLR2004
        raise Stop(f"{text!r} has no such time of day; 00:00 to 23:59 fits")
    return day(told["day"], today, Looking.AHEAD) if told["day"].strip() else own, time(hour, minute)


def _iso(words: str) -> date | None:
    if not _ISO.fullmatch(words):
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise Stop(f"{words}: there is no such day in the calendar") from None


def _near(words: str, today: date) -> date | None:
    return today + timedelta(days=_NAMED[words]) if words in _NAMED else None


def _counted(words: str, today: date) -> date | None:
    """`3 days ago`, `in 2 weeks`."""
    told = re.fullmatch(r"(in )?(\d{1,3}) (day|week)s?( ago)?", words)
    if told is None or bool(told[1]) == bool(told[4]):
        return None
    return today + int(told[2]) * (1 if told[1] else -1) * timedelta(**{f"{told[3]}s": 1})


def _weekday(words: str, today: date, looking: Looking) -> date | None:
    """`monday` is the next or the last one, today counting; `last monday` and `next monday` are never today."""
    before, _, name = words.rpartition(" ")
    if name not in _DAYS or before not in {"", "on", *_WEEKS}:
        return None
    number = _DAYS[name]
    match before:
        case "last":
            return _to_weekday(today - timedelta(days=1), number, Looking.BACK)
        case "next":
            return _to_weekday(today + timedelta(days=1), number, Looking.AHEAD)
        case "this":
            return _to_weekday(today, 0, Looking.BACK) + timedelta(days=number)
    return _to_weekday(today, number, looking)


def _to_weekday(start: date, number: int, looking: Looking) -> date:
    """The nearest day with this weekday, the start itself counting."""
    found: date = start + relativedelta(weekday=weekday(number)(int(looking)))
    return found


def _written(words: str, today: date, looking: Looking) -> date | None:
    """`3 may`, `May 3 2027`: without a year, the nearest one that way."""
    if not _MONTH.fullmatch(words):
        return None
    try:
        found: date = parse(words, default=datetime(today.year, 1, 1), dayfirst=True).date()  # noqa: DTZ001 - a day alone
    except (ParserError, OverflowError):
        return None
    if re.search(r"\d{4}", words) or (found - today).days * looking >= 0:
        return found
    nearest: date = found + relativedelta(years=int(looking))
    return nearest
