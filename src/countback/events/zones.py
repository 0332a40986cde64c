"""Time zones as a calendar file needs them: one rule for standard and one for summer time, found by asking `zoneinfo`.

Outlook reads nothing but a yearly rule with one n-th weekday (MS-OXCICAL 2.1.3.1.1.19.2.2). Where a zone's clock cannot
be told so (Casablanca, El_Aaiun, Gaza, Hebron), there is no rule, and its events are written in UTC.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SECOND = timedelta(seconds=1)
_STRIDE = timedelta(days=7)
_SHIFTS = (timedelta(0), -_SECOND)
"""How far an onset may be told from where it is: no session begins in the last second before midnight.

Santiago's midnight after the first Saturday is on the first or second Sunday, the second before it on that Saturday.
"""
_LONG_RUN = 28  # years: the Gregorian calendar's weekdays come back after them


@dataclass(frozen=True, slots=True)
class Onset:
    """Each year on the `nth` (-1: last) `weekday` (Monday = 0) of `month`, `at` the local time by the offset before."""

    month: int
    nth: int
    weekday: int
    at: time
    before: timedelta
    after: timedelta
    name: str


@dataclass(frozen=True, slots=True)
class ZoneRule:
    """A zone's clock: without `summer` the offset `standard` all year; `winter` and `summer` begin by a yearly rule."""

    standard: timedelta
    name: str
    winter: Onset | None = None
    summer: Onset | None = None


@dataclass(frozen=True, slots=True)
class _Change:
    """The clock changes at `utc` (naive) by `step`."""

    utc: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def step(self) -> timedelta:
        return self.after - self.before


def plain(moment: datetime) -> bool:
    """Whether the zone's clocks show this local time just once: not in the hour that DST skips or repeats."""
    local = moment.replace(fold=0)
    return local.utcoffset() == local.replace(fold=1).utcoffset()


@lru_cache(maxsize=64)
def zone_rule(zone: str, first: int, last: int) -> ZoneRule | None:
    """The rule that a zone keeps from the year `first` to `last`, both included; None when it keeps none.

    Weekday, month and hour have to stay for long, as other programs know them by; the n-th of the month is the one that
    holds for long, else for just these years (Jerusalem's Friday before the last Sunday is the last or the fourth one).
    Names that Google and Apple do not take for a place (`EST`, `Etc/GMT+5`) have no rule.
    """
    if "/" not in zone or zone.startswith("Etc/"):
        return None
    info = ZoneInfo(zone)
    horizon = max(last, first + _LONG_RUN)
    changes = tuple(_changes(info, first, horizon))
    if not changes:
        noon = datetime(first, 1, 1, 12, tzinfo=info)
        return ZoneRule(noon.utcoffset() or timedelta(0), noon.tzname() or zone)
    return _yearly(changes, list(range(first, horizon + 1)), last - first + 1)


def _yearly(changes: tuple[_Change, ...], years: list[int], needed: int) -> ZoneRule | None:
    """Summer and winter by one rule each, if every year has both and nothing else."""
    halves = [[c for c in changes if c.step > timedelta(0)], [c for c in changes if c.step < timedelta(0)]]
    if any([change.utc.year for change in half] != years for half in halves):
        return None
    summer, winter = (_onset(half, needed) for half in halves)
    return ZoneRule(winter.after, winter.name, winter, summer) if summer and winter else None


def _changes(info: ZoneInfo, first: int, last: int) -> Iterator[_Change]:
    """Every change of the clock in these years, found by bisection to the second."""
    moment, end = datetime(first, 1, 1), datetime(last + 1, 1, 1)  # noqa: DTZ001 - naive UTC, for speed
    offset = _offset(info, moment)
    while moment < end:
        following = moment + _STRIDE
        later = _offset(info, following)
        if later != offset and (at := _bisect(info, moment, following)) < end:
            name = at.replace(tzinfo=UTC).astimezone(info).tzname()
            yield _Change(at, offset, later, name or str(info))
        moment, offset = following, later


def _bisect(info: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first second in (low, high] that has the offset of `high`."""
    target = _offset(info, high)
    while high - low > _SECOND:
        middle = low + timedelta(seconds=(high - low) // _SECOND // 2)
        low, high = (low, middle) if _offset(info, middle) == target else (middle, high)
    return high


def _offset(info: ZoneInfo, utc: datetime) -> timedelta:
    return utc.replace(tzinfo=UTC).astimezone(info).utcoffset() or timedelta(0)


def _onset(changes: Sequence[_Change], needed: int) -> Onset | None:
    """One yearly rule for these changes, one a year; at the least for the first `needed` years."""
    if len({(change.before, change.after) for change in changes}) > 1:
        return None
    tries = ((shift, years) for years in (len(changes), needed) for shift in _SHIFTS)
    return next((onset for shift, years in tries if (onset := _fit(changes, shift, years))), None)


def _fit(changes: Sequence[_Change], shift: timedelta, years: int) -> Onset | None:
    """The n-th weekday of a month that the first `years` of the changes fall on, told `shift` later.

    The month, the weekday and the hour have to be the same in all of them. The last is preferred to the fourth.
    """
    told = [change.utc + change.before + shift for change in changes]
    head = told[0]
    if {(t.month, t.weekday(), t.time()) for t in told} != {(head.month, head.weekday(), head.time())}:
        return None
    common = set.intersection(*(_ordinals(t) for t in told[:years]))
    if not common:
        return None
    change = changes[0]
    return Onset(head.month, min(common), head.weekday(), head.time(), change.before, change.after, change.name)


def _ordinals(day: datetime) -> set[int]:
    """The first to fourth, or the last, of its weekday in its month."""
    last = {-1} if day.day + 7 > monthrange(day.year, day.month)[1] else set()
    return {nth for nth in ((day.day + 6) // 7,) if nth < 5} | last  # noqa: PLR2004 - a fifth is the last
