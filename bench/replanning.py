"""Planning again: a year's season with a diary of thirty entries, whole, and what one more entry costs."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from time import process_time
from typing import TYPE_CHECKING

from bench.planning import season
from countback.training.diary import Absent, Cause, Done, Moved, Skipped, Tested
from countback.training.model import WEEK, Performance, SessionKind
from countback.training.replan import plan_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from countback.training.diary import Diary, Entry
    from countback.training.model import Plan

ENTRIES = 30
ROUNDS = 15
_DAY = timedelta(days=1)


def diary(plan: Plan, entries: int = ENTRIES) -> Diary:
    """A year as it may go: runs done, moved and skipped, days missed, a week missed, an illness, tests."""
    return tuple(_entries(plan))[:entries]


def _entries(plan: Plan) -> Iterator[Entry]:
    """One entry a week, from the second on."""
    for number, week in enumerate(plan.weeks[1:]):
        easy = [session for session in week.sessions if session.kind is SessionKind.EASY]
        if not easy:
            continue
        first, monday = easy[0], week.start
        kinds: tuple[Entry, ...] = (
            Done(first.date, first.address),
            Moved(monday, first.address, first.date + _DAY),
            Absent(monday + 3 * _DAY, Cause.MISSED, monday, monday + 2 * _DAY),
            Skipped(first.date, first.address),
            Tested(monday, Performance(5.0, 1380 - number)),
            Absent(monday + WEEK, Cause.ILL, monday, monday + 6 * _DAY),
        )
        yield kinds[number % len(kinds)]


def bench() -> None:
    """Print both, and how many entries were told."""
    told = season()
    entries = diary(plan_of(told, ()))
    whole = sorted(_milliseconds(entries) for _ in range(ROUNDS))
    none = median(_milliseconds(()) for _ in range(ROUNDS))
    each = (median(whole) - none) / len(entries)
    print(f"  {len(entries)} entries             {median(whole):7.1f}   (best {whole[0]:.1f}, worst {whole[-1]:.1f})")
    print(f"  each of them           {each:7.1f}   above a plan without a diary ({none:.1f})")


def _milliseconds(entries: Diary) -> float:
    told = season()
    begin = process_time()
    plan_of(told, entries)
    return 1000 * (process_time() - begin)
