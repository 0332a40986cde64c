"""News on top of news: a second absence on the way back from the first, a moved session before one, a race moved."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from countback.files.season import parse_season
from countback.training import diary
from countback.training.diary import Absent, Cause, Done, Entry, Moved, RaceAdded, RaceChanged, Weekly
from countback.training.model import (
    DAY,
    Effort,
    Performance,
    Plan,
    Priority,
    Quantity,
    Race,
    Season,
    SessionKind,
    State,
    Unit,
)
from countback.training.replan import plan_of
from tests.training.grid import season as grid_season
from tests.training.replanbook import breaches
from tests.training.replanbook.case import case_of
from tests.training.test_replan_cases import NEW_YORK, WEEK, first_made, new_york, off, running, week

MONDAY = date(2015, 5, 18)


def run_in(plan: Plan, monday: date, state: State = State.PLANNED) -> int:
    """What the sessions of a week in this state come to, in tenths of the plan's unit."""
    return sum(s.amount for s in week(plan, monday).sessions if s.state is state and s.kind is not SessionKind.RACE)


@pytest.mark.parametrize("second", [7, 10, 18])
def test_two_ways_back_never_add_up(second: int) -> None:
    """Five weeks off, three weeks back, then days off again: the weeks after are a part of what was run last."""
    first = off(MONDAY, 35)
    again = off(first.end + 3 * WEEK, second)
    one, both = plan_of(new_york(), (first,)), plan_of(new_york(), (first, again))
    monday = again.end - timedelta(again.end.weekday()) + WEEK
    for start in (monday, monday + WEEK):
        assert 0 < run_in(both, start) <= run_in(one, start)
    assert run_in(both, monday) <= max(w.volume for w in one.weeks if w.start + WEEK > first.end and w.start < monday)


@pytest.mark.parametrize("days", [35, 60])
def test_a_long_run_moved_by_hand_is_cut_after_days_off(days: int) -> None:
    """It stays on its day; but after weeks without running nobody runs what was planned before them."""
    back = MONDAY + days * timedelta(1)
    long = next(s for s in first_made().sessions if s.kind is SessionKind.LONG and s.date > back)
    to = long.date + timedelta(1)
    plan = plan_of(new_york(), (Moved(MONDAY, long.address, to), off(MONDAY, days)))
    now = plan.by_address[long.address]
    before = [s.amount for s in running(plan.sessions, to - timedelta(30), to - timedelta(1))]
    assert (now.date, now.pinned) == (to, True)
    assert now.amount <= max(30, max(before, default=0) * 11 // 10, max(before, default=0) + 10)
    assert now.amount < long.amount


def test_a_race_moved_in_a_down_week_leaves_it_a_down_week() -> None:
    """What of a week is still to come is no more than it was, whatever the week would be in the new layout."""
    plan = first_made()
    downs = [w for w in plan.weeks if w.down and w.start > MONDAY]
    for one in downs[:3]:
        on = one.start + timedelta(3)
        for weeks in (1, 2, 3):
            moved = plan_of(new_york(), (RaceChanged(on, "new-york-2015", date(2015, 11, 1) + weeks * WEEK),))
            left, was = (running(p.sessions, on, one.start + timedelta(6)) for p in (moved, plan))
            assert sum(s.amount for s in left) <= sum(s.amount for s in was)
            assert week(moved, one.start).down


def test_what_moves_too_near_is_told() -> None:
    """A hard session two days before the race, strength on the eve of a quality session: done, and objected to."""
    plan = first_made()
    race = date(2015, 11, 1)
    quality = next(s for s in plan.sessions if s.kind is SessionKind.QUALITY and race - 2 * WEEK < s.date < race - WEEK)
    moved = plan_of(new_york(), (Moved(quality.date - timedelta(3), quality.address, race - timedelta(2)),))
    assert moved.by_address[quality.address].date == race - timedelta(2)
    assert "hard-before-race" in {finding.code for finding in moved.findings}


def test_a_session_made_easy_is_as_far_as_an_easy_run_of_its_time() -> None:
    """In a plan by time the distance of what was fast running is not kept for the easy run in its place."""
    season = parse_season(re.sub(rb'weekly = "[^"]*"', b'weekly = "420 min"', NEW_YORK))
    assert isinstance(season, Season), season
    easy = [
        s
        for days in range(21)
        for s in plan_of(season, (off(date(2015, 8, 24) + timedelta(days), 3),)).sessions
        if s.kind is SessionKind.EASY and "quality" in s.address and s.state is State.PLANNED
    ]
    assert easy
    for session in easy:
        fast, slow = dict(session.targets)[Effort.EASY].pace or (0, 0)
        assert session.distance_km == pytest.approx(session.minutes * 120 / (fast + slow), abs=0.2)


@pytest.mark.parametrize("kind", ["tested", "away"])
def test_what_was_done_today_stays_done(kind: str) -> None:
    """A run done on the day of other news is behind: it keeps its state, and nothing takes its place."""
    on = MONDAY + DAY
    away = Absent(on, Cause.AWAY, on + 2 * DAY, on + 4 * DAY)
    news = away if kind == "away" else diary.Tested(on, Performance(5.0, 1200))
    today = [s for s in first_made().sessions if s.date == on and s.amount]
    plan = plan_of(new_york(), (*(Done(on, s.address) for s in today), news))
    for session in today:
        now = plan.by_address[session.address]
        assert (now.state, now.amount, now.date) == (State.DONE, session.amount, session.date)
    assert len([s for s in plan.sessions if s.date == on and s.amount]) == len(today)
    assert week(plan, MONDAY).volume <= week(first_made(), MONDAY).volume


def test_an_easy_run_missed_in_a_growing_base_changes_nothing_else() -> None:
    """Section 6, one session: drop it, and nothing else moves; growth is measured as if it had been run."""
    plan = first_made()
    easy = [s for s in plan.sessions if s.kind is SessionKind.EASY and s.date < plan.start + 8 * WEEK]
    for session in easy[::4]:
        missed = off(session.date, 1)
        now = plan_of(new_york(), (missed,))
        same_day = {s.address for s in plan.sessions if s.date == session.date}
        later = [s for s in plan.sessions if s.date > session.date and s.address not in same_day]
        assert [now.by_address[s.address] for s in later] == later


def test_a_shakeout_moved_leaves_the_eve_to_rest() -> None:
    """The run that was on its new day does not go to the eve of the race in its place."""
    shakeout = next(s for s in first_made().sessions if s.kind is SessionKind.SHAKEOUT)
    to = shakeout.date - timedelta(2)
    plan = plan_of(new_york(), (Moved(to - timedelta(5), shakeout.address, to),))
    assert not running(plan.sessions, shakeout.date, shakeout.date)
    assert [s.address for s in running(plan.sessions, to, to)] == [shakeout.address]


def test_the_base_that_was_run_counts_for_a_race_added_later() -> None:
    """A 10k added eleven weeks into the base of New York: what was run until then is base before it, too."""
    race = Race("ten-k", "Ten k", date(2015, 8, 16), 10, "10k", Priority.A)
    plan = plan_of(new_york(), (RaceAdded(date(2015, 7, 13), race),))
    told = [finding.message for finding in plan.findings if finding.code.startswith("base-")]
    assert not [message for message in told if "before Ten k" in message], told


def test_a_race_behind_the_goal_is_not_in_its_week() -> None:
    """What follows the goal in race week is not counted in it (section 2), not even a race."""
    race = Race("again", "Again", date(2015, 10, 31), 5, "5k", Priority.C)
    earlier = RaceChanged(date(2015, 6, 1), "new-york-2015", date(2015, 10, 29))
    last = week(plan_of(new_york(), (earlier, RaceAdded(date(2015, 6, 1), race))), date(2015, 10, 26))
    before = [s.amount for s in last.sessions if s.date < date(2015, 10, 29)]
    assert "Again" in {s.title for s in last.sessions}
    assert (last.volume, last.longest) == (sum(before), max(before))


MENDED = {
    "after a light session growth goes on from what is shown": (
        "0-289",
        "S22 growth after a shift",
        (Absent(date(2028, 5, 28), Cause.MISSED, date(2028, 5, 14), date(2028, 5, 27)),),
    ),
    "what a light session leaves makes no run of a big week too long": (
        "0-471",
        "section 2 split run",
        (Absent(date(2027, 1, 8), Cause.ILL, date(2026, 12, 27), date(2027, 1, 9)),),
    ),
    "the rest of a big week is the rest of a big week": (
        "0-459",
        "section 2 split run",
        (RaceChanged(date(2027, 11, 2), "race-1", date(2027, 11, 20)),),
    ),
    "after two months off the return from a race grows no faster than anything": (
        "0-1097",
        "S22 growth after a shift",
        (
            Weekly(date(2027, 9, 6), Quantity(630, Unit.KM)),
            Absent(date(2027, 12, 7), Cause.MISSED, date(2027, 10, 11), date(2027, 12, 6)),
        ),
    ),
    "the way back after a race is no crumb longer than its part": (
        "0-154",
        "section 2 return too much",
        (Absent(date(2028, 3, 7), Cause.MISSED, date(2028, 3, 3), date(2028, 3, 6)),),
    ),
    "a down week is no crumb longer than its part": (
        "0-248",
        "section 2 down week too much",
        (Absent(date(2027, 10, 18), Cause.AWAY, date(2027, 10, 19), date(2027, 10, 22)),),
    ),
    "an address is told apart once": (
        "0-1274",
        "section 7 address",
        (
            RaceChanged(date(2027, 8, 28), "race-1", date(2027, 9, 22)),
            Absent(date(2027, 8, 30), Cause.ILL, date(2027, 8, 22), date(2027, 8, 29), fever=True),
        ),
    ),
}


@pytest.mark.parametrize(("seed", "rule", "entries"), MENDED.values(), ids=MENDED)
def test_what_was_mended_stays_so(seed: str, rule: str, entries: tuple[Entry, ...]) -> None:
    """Seasons of the grid whose plan broke a rule after these news."""
    found = [breach for breach in breaches(case_of(grid_season(seed), *entries)) if breach.rule == rule]
    assert not found


def test_a_race_far_ahead_changes_no_week_on_the_way_back() -> None:
    """A week missed, and then a C race three months later: the weeks until then stay as they were."""
    missed = off(date(2015, 6, 15), 9, Cause.ILL)
    race = Race("later", "Later", date(2015, 9, 20), 5, "5k", Priority.C)
    one, two = (plan_of(new_york(), d) for d in ((missed,), (missed, RaceAdded(missed.on, race))))
    until = date(2015, 9, 7)
    assert [w for w in one.weeks if w.start < until] == [w for w in two.weeks if w.start < until]
