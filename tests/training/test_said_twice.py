"""What the athlete says a second time, or otherwise: done after skipped, two absences side by side, a race moved on."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from countback.training.diary import Absent, Cause, Done, Moved, RaceAdded, RaceChanged, Skipped, Weekly
from countback.training.diary import Tested as Result
from countback.training.model import (
    DAY,
    WEEK,
    Performance,
    PhaseKind,
    Plan,
    Priority,
    Quantity,
    Race,
    Season,
    State,
    Unit,
)
from countback.training.replan import plan_of
from tests.training.test_weeks_off import missed, told, week_of

START = date(2027, 3, 1)
GOAL = date(2027, 9, 26)


def season() -> Season:
    """An intermediate marathoner's half year."""
    return told("intermediate, 48 km, 16 km, 10k 47:30", "sunday", START, f"goal {GOAL} marathon A")


def volumes(plan: Plan, first: date) -> list[int]:
    """The weeks' volumes from a day on, in tenths."""
    return [week.volume for week in plan.weeks if week.start >= first]


def codes(plan: Plan, code: str) -> list[str]:
    """The messages of a code."""
    return [finding.message for finding in plan.findings if finding.code == code]


def test_done_after_skipped_counts_as_run() -> None:
    """Several runs of a week left out lower the next ones; told as done after all, no more than when taken up again."""
    was = plan_of(season(), ())
    week = week_of(was, START + 5 * WEEK)
    runs = [s.address for s in week.sessions if s.amount][:3]
    skips = tuple(Skipped(week.start + 6 * DAY, address) for address in runs)
    dones = tuple(Done(week.start + 6 * DAY, address) for address in runs)
    later = week.start + WEEK
    assert volumes(plan_of(season(), skips), later) != volumes(was, later)
    again = tuple(Skipped(week.start + 6 * DAY, address, restored=True) for address in runs)
    assert volumes(plan_of(season(), (*skips, *dones)), later) == volumes(plan_of(season(), (*skips, *again)), later)
    assert sum(volumes(plan_of(season(), (*skips, *dones)), later)) > sum(volumes(plan_of(season(), skips), later))


def test_what_was_run_is_not_moved() -> None:
    """A session told as done stays on its day."""
    on = START + WEEK + DAY
    run = next(s for s in week_of(plan_of(season(), ()), on).sessions if s.amount and s.date == on)
    plan = plan_of(season(), (Done(on, run.address), Moved(on, run.address, on + 2 * DAY)))
    assert plan.by_address[run.address].date == on
    assert plan.by_address[run.address].state is State.DONE


def test_a_test_changes_nothing_that_was_run() -> None:
    """The past is frozen as it was issued, that of the day itself, too."""
    minutes = told("intermediate, 300 min, 100 min, 10k 47:30", "sunday", START, f"goal {GOAL} marathon A")
    was = plan_of(minutes, ())
    run = next(s for s in was.sessions if s.kind == "quality" and s.date > START + 14 * WEEK)
    done = Done(run.date, run.address)
    now = plan_of(minutes, (done, Result(run.date, Performance(5.0, 1500))))
    assert now.by_address[run.address] == plan_of(minutes, (done,)).by_address[run.address]


def test_absences_side_by_side_are_told_once() -> None:
    """Seven days and five more are twelve: one finding, with the fitness that the plan goes by."""
    first = Absent(date(2027, 8, 9), Cause.ILL, date(2027, 8, 2), date(2027, 8, 8))
    more = Absent(date(2027, 8, 14), Cause.ILL, date(2027, 8, 9), date(2027, 8, 13))
    plan = plan_of(season(), (first, more))
    (lost,) = codes(plan, "fitness-lost")
    assert lost.startswith("12 days off")
    assert f"VDOT {plan.vdot:.1f}" in lost
    assert len(codes(plan, "ask-a-doctor")) == 1
    whole = plan_of(season(), (Absent(more.on, Cause.ILL, first.start, more.end),))
    assert plan.vdot == pytest.approx(whole.vdot)


def test_journeys_that_touch_are_one() -> None:
    """Four days away and four more, without a day between, have the way back of eight."""
    on, start = date(2027, 6, 1), date(2027, 6, 7)
    apart = (
        Absent(on, Cause.AWAY, start, start + 3 * DAY),
        Absent(on, Cause.AWAY, start + 4 * DAY, start + 7 * DAY),
    )
    whole = Absent(on, Cause.AWAY, start, start + 7 * DAY)
    assert volumes(plan_of(season(), apart), start) == volumes(plan_of(season(), (whole,)), start)


def test_news_of_a_race_keeps_the_base_after_an_injury() -> None:
    """S51 holds, whatever race is entered or taken out months later."""
    off = missed(date(2027, 5, 31), 7, Cause.INJURED)
    added = Race("club", "Club 10k", date(2027, 8, 8), 10.0, "10k", Priority.C)
    one, two = plan_of(season(), (off,)), plan_of(season(), (off, RaceAdded(off.on + DAY, added)))
    until = date(2027, 7, 26)
    assert [w for w in two.weeks if w.start < until] == [w for w in one.weeks if w.start < until]
    assert next(p for p in two.phases if p.start == date(2027, 6, 7)).kind is PhaseKind.BASE


def test_a_session_moved_by_hand_stays_the_one_of_its_week() -> None:
    """The race goes two weeks later: the long run that was put on Saturday has no second one beside it."""
    on = date(2027, 6, 8)
    long = next(s for s in week_of(plan_of(season(), ()), on).sessions if s.slot == "long")
    diary = (Moved(on, long.address, long.date - DAY), RaceChanged(on, "goal", GOAL + 2 * WEEK))
    week = week_of(plan_of(season(), diary), on)
    assert [(s.address, s.date, s.pinned) for s in week.sessions if s.kind == "long"] == [
        (long.address, long.date - DAY, True)
    ]


def test_more_running_told_after_days_off_is_more() -> None:
    """The athlete's own word on their week counts more than what was usual before the days off."""
    off = missed(date(2027, 5, 31), 7, Cause.ILL)
    volume = Weekly(off.on, Quantity(900, Unit.KM))
    one, two = plan_of(season(), (off,)), plan_of(season(), (off, volume))
    later = [week.start for week in one.weeks if week.start > off.on + 2 * WEEK and week.to_go > 3]
    assert all(b >= a for a, b in zip(volumes(one, later[0]), volumes(two, later[0]), strict=True))


def test_a_short_race_moves_the_long_run_of_its_week() -> None:
    """B and C races take a quality session, and the long run from 15 km on (section 4)."""
    day = date(2027, 8, 15)
    for distance, longs in (("10k", 1), ("half", 0)):
        goal, tune = f"goal {GOAL} marathon A", f"tune {day} {distance} C"
        raced = told("intermediate, 48 km, 16 km, 10k 47:30", "sunday", START, goal, tune)
        week = week_of(plan_of(raced, ()), day)
        long = [s.date for s in week.sessions if s.kind == "long"]
        assert len(long) == longs
        assert all((day - when).days >= 2 for when in long)


def test_easy_runs_stay_shorter_than_the_level_allows() -> None:
    """A beginner on three runs trains for a marathon without two-hour runs on weekdays."""
    plan = plan_of(told("beginner, 90 min, 40 min, 10k 70:00", "saturday", START, f"goal {GOAL} marathon A"), ())
    base = [week for week in plan.weeks if week.phase is PhaseKind.BASE]
    assert max(s.amount for week in base for s in week.sessions if s.kind == "easy") <= 750
    longest = [week.longest for week in base if not week.down]
    assert longest == sorted(longest)
    assert longest[-1] == 1500


def test_after_an_injury_the_long_run_leads_its_weeks() -> None:
    """Weeks whose long run had to be cut are made anew: no week of five runs of one length in the block."""
    ultra = told("intermediate, 50 km, 20 km, marathon 3:55:00", "sunday", START, "ridge 2027-10-03 50k A")
    plan = plan_of(ultra, (missed(date(2027, 5, 17), 14, Cause.INJURED),))
    block = [week for week in plan.weeks if week.phase is PhaseKind.SPECIFIC and not week.down]
    assert len(block) > 4
    for week in block:
        easy = [s.amount for s in week.sessions if s.kind == "easy"]
        assert 100 * max(easy) <= 83 * week.longest, week.start
    assert max(b.volume / a.volume for a, b in pairwise(block)) < 1.2
