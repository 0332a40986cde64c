"""Days as people say them: `yesterday`, `monday`, `last week`, `thu 3 may`, `2027-05-03..2027-05-09`. Raises Stop.

Where a day could be behind or ahead, a command says which way it looks: what was missed is behind, what is moved goes
ahead. A day without its year is the nearest one inside the season, where a command can only mean one of that. Of a
stretch, the end is looked for from its beginning on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import IntEnum
from typing import Final

from dateutil.relativedelta import relativedelta, weekday

from countback.cli.stop import Stop
from countback.files.choices import WEEKDAYS
from countback.views.words import dated

Span = tuple[date, date]

_EXAMPLES: Final = "2027-05-03, yesterday, monday, last friday, 3 may, in 2 days"
_NAMED: Final = {"day before yesterday": -2, "yesterday": -1, "today": 0, "now": 0, "tomorrow": 1}
_WEEKS: Final = {"last": -1, "this": 0, "next": 1}
_YEARS: Final = range(1970, 2101)
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAYS: Final = {name[:length]: number for number, name in enumerate(WEEKDAYS) for length in (3, 4, 5, len(name))}
_MONTH_NAMES: Final = {name[:length]: at for at, name in enumerate(_MONTHS, 1) for length in (3, 4, len(name))}
_HOUR: Final = re.compile(r"(?P<day>.*?)(?: +(?:at )?|(?<=\d)t)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::00)?")
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBERS: Final = re.compile(r"\d{1,4}[./-]\d{1,2}[./-](?:\d{4}|\d{1,2})?")
_TO: Final = re.compile(r"\s*\.\.+\s*|\s+(?:to|until|-|–)\s+", re.IGNORECASE)
_NUMBER: Final = r"(?P<number>\d{1,2})(?:st|nd|rd|th)?\.?"
_NAME: Final = r"(?P<month>[a-z]+)\.?"
_WRITTEN: Final = tuple(
    re.compile(rf"(?:on )?(?:(?P<weekday>{'|'.join(_DAYS)})\.? )?(?:the )?{written}(?: (?P<year>[12]\d{{3}}))?")
    for written in (rf"{_NUMBER}(?: (?:of )?{_NAME})?", rf"{_NAME} {_NUMBER}")
)
_A_MONTH: Final = 31
_A_YEAR: Final = 366
_TEN_YEARS: Final = 3660


class Looking(IntEnum):
    """Which way a weekday without a word before it is looked for; that day itself counts."""

    BACK = -1
    AHEAD = 1


def day(text: str, today: date, looking: Looking, season: Span | None = None) -> date:
    """One day. Raises Stop when nobody could tell which."""
    found = perhaps(text, today, looking, season)
    if found is None or found.year not in _YEARS:
        raise Stop(f"{text!r} is no day; write it like {_EXAMPLES}")
    return found


def perhaps(text: str, today: date, looking: Looking, season: Span | None = None) -> date | None:
    """One day, or None where the text is something else. Raises Stop for a day that no calendar has."""
    words = _plain(text)
    return _fixed(words, today) or _weekday(words, today, looking) or _written(words, today, looking, season)


def span(text: str, today: date, looking: Looking, season: Span) -> Span:
    """A stretch of days, both ends included: `monday..wednesday`, `last week`, one day. Raises Stop."""
    if week := re.fullmatch(r"(last|this|next) week", _plain(text)):
        monday = _to_weekday(today, 0, Looking.BACK) + timedelta(weeks=_WEEKS[week[1]])
        return monday, monday + timedelta(days=6)
    first, *more = _TO.split(text.removeprefix("from "), maxsplit=1)
    if not more:
        _refuse_two(text, today, looking, season)
    start = day(first, today, looking, season)
    end = _end(more[0], today, start) if more else start
    if end < start:  # `last monday..last friday`, told on a Wednesday, are both of last week
        start = _of_a_week(_plain(first), end) or start
    if end < start:
        raise Stop(f"{text!r} ends ({dated(end)}) before it begins ({dated(start)}); swap them, or write both dates")
    return start, end


def _end(text: str, today: date, start: date) -> date:
    """The end of a stretch: what today does not fix is the first such day from the beginning on."""
    return day(text, today if _fixed(_plain(text), today) else start, Looking.AHEAD)


def _refuse_two(text: str, today: date, looking: Looking, season: Span) -> None:
    """Two days without a word between them could be two days, or all from the one to the other."""
    words = [] if perhaps(text, today, looking, season) else text.split()
    for number in range(1, len(words)):
        two = " ".join(words[:number]), " ".join(words[number:])
        if all(perhaps(one, today, looking, season) for one in two):
            raise Stop(f"{text!r} are two days; all from the one to the other are written {'..'.join(two)}")


def _plain(text: str) -> str:
    return " ".join(text.lower().replace(",", " ").split())


def _fixed(words: str, today: date) -> date | None:
    """A day that does not depend on which way one looks."""
    return _iso(words) or _near(words, today) or _counted(words, today) or _of_a_week(words, today)


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
    """`2027-05-03`; where day and month stand the other way round, nothing is guessed."""
    if _NUMBERS.fullmatch(words) and not _ISO.fullmatch(words):
        raise Stop(f"{words!r} is no day: in numbers it is written year-month-day, 2027-04-09; or say 9 april")
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


def _of_a_week(words: str, today: date) -> date | None:
    """`last monday` and `next monday` are never today; `this monday` is of the week from Monday to Sunday."""
    before, _, name = words.rpartition(" ")
    if name not in _DAYS:
        return None
    number = _DAYS[name]
    match before:
        case "last":
            return _to_weekday(today - timedelta(days=1), number, Looking.BACK)
        case "next":
            return _to_weekday(today + timedelta(days=1), number, Looking.AHEAD)
        case "this":
            return _to_weekday(today, 0, Looking.BACK) + timedelta(days=number)
    return None


def _weekday(words: str, today: date, looking: Looking) -> date | None:
    """`monday` is the next or the last one, today counting."""
    name = words.removeprefix("on ")
    return _to_weekday(today, _DAYS[name], looking) if name in _DAYS else None


def _to_weekday(start: date, number: int, looking: Looking) -> date:
    """The nearest day with this weekday, the start itself counting."""
    found: date = start + relativedelta(weekday=weekday(number)(int(looking)))
    return found


@dataclass(frozen=True, slots=True)
class _Date:
    """A date as far as it was told."""

    words: str
    weekday: int | None
    number: int
    month: int | None
    year: int | None

    def fits(self, when: date) -> bool:
        """Whether a day is what was told, all of it."""
        told = ((self.weekday, when.weekday()), (self.month, when.month), (self.year, when.year))
        return when.day == self.number and all(one in (None, other) for one, other in told)

    def nearest(self, today: date, way: int, within: int) -> date | None:
        """The first day that fits, that way."""
        return next((day for far in range(within) if self.fits(day := today + way * far * timedelta(days=1))), None)


def _told(words: str) -> _Date | None:
    """`3 may`, `May 3rd 2027`, `thu 3 may`, `sat 6`; None where it is something else."""
    match = next((found for one in _WRITTEN if (found := one.fullmatch(words))), None)
    if match is None or (match["month"] and match["month"] not in _MONTH_NAMES):
        return None
    if not match["month"] and (match["year"] or not match["weekday"]):
        return None
    month = _MONTH_NAMES.get(match["month"] or "")
    weekday_ = _DAYS[match["weekday"]] if match["weekday"] else None
    return _Date(words, weekday_, int(match["number"]), month, int(match["year"]) if match["year"] else None)


def _written(words: str, today: date, looking: Looking, season: Span | None) -> date | None:
    """A day by its number: within a year, or within a month where the month is left out. Raises Stop."""
    told = _told(words)
    if told is None:
        return None
    since = date(told.year, 1, 1) if told.year else today
    found = _nearest(told, since, looking, season, _A_YEAR if told.month else _A_MONTH)
    if found is None:
        raise Stop(_misfit(told, since, looking, season))
    return found


def _nearest(told: _Date, today: date, looking: Looking, season: Span | None, within: int) -> date | None:
    """The nearest day inside the season, where a month is told; else the nearest one that way, else the other way."""
    ways = [found for way in (looking, -looking) if (found := told.nearest(today, way, within))]
    first, last = season if season and told.month else (date.max, date.min)
    inside = [found for found in ways if first <= found <= last]
    return min(inside, key=lambda found: abs(found - today)) if inside else next(iter(ways), None)


def _misfit(told: _Date, today: date, looking: Looking, season: Span | None) -> str:
    """That a weekday is not of that day, or too far from today to be meant without its month."""
    near = _nearest(replace(told, weekday=None) if told.month else told, today, looking, season, _TEN_YEARS)
    if near is None:
        return f"{told.words!r}: there is no such day in the calendar"
    return f"{told.words!r} is no day near today; if {dated(near)} is meant, write {near}"
