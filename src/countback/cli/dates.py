"""Dates by their number: `3 may`, `May 3rd 2027`, `thu 3 may`, `sat 6`. Raises Stop where nobody could tell which."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum
from typing import Final

from countback.cli.stop import Stop
from countback.files.choices import WEEKDAYS
from countback.training.titles import dated

Span = tuple[date, date]

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
DAYS: Final = {name[:length]: number for number, name in enumerate(WEEKDAYS) for length in (3, 4, 5, len(name))}
_MONTH_NAMES: Final = {name[:length]: at for at, name in enumerate(_MONTHS, 1) for length in (3, 4, len(name))}
_NUMBER: Final = r"(?P<number>\d{1,2})(?:st|nd|rd|th)?\.?"
_NAME: Final = r"(?P<month>[a-z]+)\.?"
_WRITTEN: Final = tuple(
    re.compile(rf"(?:on )?(?:(?P<weekday>{'|'.join(DAYS)})\.? )?(?:the )?{written}(?: (?P<year>[12]\d{{3}}))?")
    for written in (rf"{_NUMBER}(?: (?:of )?{_NAME})?", rf"{_NAME} {_NUMBER}")
)
_A_MONTH: Final = 31
_A_YEAR: Final = 366
_TEN_YEARS: Final = 3660


class Looking(IntEnum):
    """Which way a weekday without a word before it is looked for; that day itself counts."""

    BACK = -1
    AHEAD = 1


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
    weekday_ = DAYS[match["weekday"]] if match["weekday"] else None
    return _Date(words, weekday_, int(match["number"]), month, int(match["year"]) if match["year"] else None)


def written(words: str, today: date, looking: Looking, season: Span | None) -> date | None:
    """A day by its number: within a year, or within a month where the month is left out. Raises Stop."""
    told = _told(words)
    if told is None:
        return None
    since = date(told.year, 1, 1) if told.year else today
    found = _nearest(told, since, looking, season, _A_YEAR if told.month else _A_MONTH)
    if found is None or not _meant(told, found, since, looking, season):
        raise Stop(_misfit(told, since, looking, season))
    return found


def _meant(told: _Date, found: date, today: date, looking: Looking, season: Span | None) -> bool:
    """Whether a day is the one that its number means: ahead, a weekday does not make it one of long ago."""
    inside = season is not None and season[0] <= found <= season[1]
    if found >= today or looking is Looking.BACK or inside:
        return True
    coming = replace(told, weekday=None).nearest(today, Looking.AHEAD, _A_YEAR)
    return coming is None or today - found < coming - today


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
