"""The weeks around days off, as somebody found them who knows the rules alone: seasons told in a few lines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from countback.files.season import parse_season
from countback.training.diary import Absent, Cause, Diary, Moved, RaceChanged, Skipped, Weekly
from countback.training.diary import Tested as Result
from countback.training.model import (
    DAY,
    WEEK,
    Effort,
    Performance,
    Plan,
    Quantity,
    Season,
    SessionKind,
    State,
    StepKind,
    Unit,
    Week,
)
from countback.training.replan import plan_of
from countback.training.steps import flat


def told(athlete: str, long: str, start: date, *races: str) -> Season:
    """A season with a long day; races as `name date distance priority`."""
    level, weekly, longest, result = athlete.split(", ")
    lines = [
        'id = "told"\n[athlete]',
        f'level = "{level}"\ntimezone = "Europe/Berlin"\nweekly = "{weekly}"\nlongest = "{longest}"',
        f'recent_race = "{result}"\n[week]\nlong = "{long}"\n[plan]\nstart = {start}',
    ]
    for race in races:
        name, day, distance, priority = race.split()
        head = f'[[race]]\nid = "{name}"\nname = "{name}"\ndate = {day}\n'
        lines.append(f'{head}distance = "{distance}"\npriority = "{priority}"')
    season = parse_season("\n".join(lines).encode())
    assert isinstance(season, Season)
    return season


def missed(first: date, days: int, cause: Cause = Cause.MISSED) -> Absent:
    """Days off, told on the day after them."""
    return Absent(first + days * DAY, cause, first, first + (days - 1) * DAY)


def both(season: Season, diary: Diary) -> tuple[Plan, Plan]:
    """The plan as first made, and after the diary."""
    return plan_of(season, ()), plan_of(season, diary)


def week_of(plan: Plan, day: date) -> Week:
    """The week that a day is in."""
    return next(week for week in plan.weeks if week.start <= day < week.start + WEEK)


def test_a_missed_run_before_a_tune_up_race_is_only_dropped() -> None:
    """One session: nothing else moves, in the week of a B race as in any other (section 6)."""
    races = ("goal 2027-09-12 16.1km A", "tune 2027-07-24 half B")
    season = told("intermediate, 54 km, 15 km, 10k 50:11", "saturday", date(2027, 5, 24), *races)
    was, now = both(season, (missed(date(2027, 7, 20), 1),))
    left = [s for s in week_of(now, date(2027, 7, 20)).sessions if s.state is State.PLANNED]
    assert left == [s for s in week_of(was, date(2027, 7, 20)).sessions if s.date != date(2027, 7, 20)]


def test_days_off_count_as_a_down_week() -> None:
    """A down week right after the way back is none, where the weeks up to the next easy one do without it."""
    season = told("novice, 22 mi, 7 mi, 10k 58:42", "sunday", date(2027, 6, 21), "goal 2027-12-26 10k A")
    was, now = both(season, (missed(date(2027, 9, 13), 7),))
    assert week_of(was, date(2027, 9, 27)).down
    assert not week_of(now, date(2027, 9, 27)).down
    assert "count as the down week" in week_of(now, date(2027, 9, 27)).why
    since = [week for week in now.weeks if date(2027, 9, 27) <= week.start < date(2027, 10, 18)]
    assert [week.down for week in since] == [False] * 3
    assert [week.down for week in now.weeks if week.start >= date(2027, 10, 18)] == [
        week.down for week in was.weeks if week.start >= date(2027, 10, 18)
    ]


def test_a_down_week_that_three_up_weeks_follow_stays() -> None:
    """Without it there would be four up weeks in a row."""
    season = told("advanced, 70 km, 24 km, half 1:24:30", "sunday", date(2027, 5, 3), "goal 2027-10-10 marathon A")
    was, now = both(season, (missed(date(2027, 6, 7), 7),))
    assert week_of(was, date(2027, 6, 21)).down
    assert week_of(now, date(2027, 6, 21)).down


@pytest.mark.parametrize("days", [2, 3, 4, 5])
def test_growth_is_measured_from_what_was_run(days: int) -> None:
    """S22: a few days off change nothing by themselves, but no week is over a tenth above the highest that was run."""
    season = told("advanced, 64 km, 20 km, 10k 44:51", "saturday", date(2027, 6, 21), "goal 2027-09-02 marathon A")
    _, now = both(season, (missed(date(2027, 7, 17), days, Cause.INJURED),))
    highest = 0
    for week in now.weeks:
        if highest and week.to_go >= 0:
            assert week.volume <= highest * 1.1
        highest = max(highest, week.volume)


def test_a_week_after_days_off_is_no_harder_than_it_was() -> None:
    """No missed work is made up: also where a tune-up race, which the days off took in, had made it easier."""
    races = ("goal 2028-01-23 half A", "tune 2027-12-04 15km B")
    season = told("advanced, 79 km, 22 km, 10k 40:08", "wednesday", date(2027, 5, 31), *races)
    was, now = both(season, (missed(date(2027, 11, 29), 7),))
    for monday in (date(2027, 12, 6), date(2027, 12, 13), date(2027, 12, 20)):
        assert week_of(now, monday).volume <= week_of(was, monday).volume


@pytest.mark.parametrize("turned", [False, True])
def test_a_session_moved_by_hand_keeps_its_work(turned: bool) -> None:  # noqa: FBT001 - a parameter of a test
    """Threshold stays threshold, whatever is told before or after, of days a month earlier."""
    races = ("goal 2027-11-14 10k A", "tune 2027-09-26 5k B", "tune2 2027-10-10 5k C")
    season = told("intermediate, 25 mi, 7 mi, 10k 48:46", "saturday", date(2027, 7, 19), *races)
    on = date(2027, 9, 13)
    moved = Moved(on, "goal/T-04w/quality-2", date(2027, 10, 11))
    entries = (moved, Absent(on, Cause.MISSED, on - 3 * DAY, on - DAY))
    plan = plan_of(season, entries[::-1] if turned else entries)
    session = plan.by_address[moved.session]
    assert (session.date, session.pinned) == (moved.to, True)
    assert {step.effort for step in flat(session.steps) if step.kind is StepKind.WORK} == {Effort.THRESHOLD}


def test_a_race_moved_too_near_is_told_with_the_ways_out() -> None:
    """Section 2: the taper's least is never cut in silence; the earliest sensible date, a B race, or to finish."""
    season = told("intermediate, 45 km, 14 km, 10k 47:30", "sunday", date(2027, 3, 1), "goal 2027-09-26 marathon A")
    plan = plan_of(season, (RaceChanged(date(2027, 5, 10), "goal", date(2027, 5, 12)),))
    (told_so,) = [finding for finding in plan.findings if finding.code == "too-soon"]
    assert "earliest sensible date" in told_so.message
    assert "B race" in told_so.message
    sensible = plan_of(season, (RaceChanged(date(2027, 5, 10), "goal", date(2027, 7, 14) + timedelta(4)),))
    assert "too-soon" not in {finding.code for finding in sensible.findings}


HARBOUR = ("harbour 2027-05-02 half A", "amsterdam 2027-10-17 marathon A")


def harbour() -> Season:
    """Two goals in a year."""
    return told("intermediate, 35 km, 14 km, 10k 50:00", "sunday", date(2027, 1, 4), *HARBOUR)


def km(amount: int) -> Quantity:
    """Kilometres."""
    return Quantity(10 * amount, Unit.KM)


def test_a_weekly_volume_told_again_is_the_one_that_counts() -> None:
    """On the same day, after a session was left out, or a month later: taper and recovery heed it as well."""
    on = date(2027, 2, 22)
    skip = Skipped(date(2027, 2, 8), "harbour/T-09w/quality-1")
    right = plan_of(harbour(), (skip, Weekly(on, km(45))))
    corrected = plan_of(harbour(), (skip, Weekly(on, km(30)), Weekly(on, km(45))))
    assert [week.volume for week in corrected.weeks] == pytest.approx([week.volume for week in right.weeks], abs=20)
    later = plan_of(harbour(), (Weekly(on, km(30)), Weekly(on + 4 * WEEK, km(50))))
    weeks = [week for week in later.weeks if week.race == "harbour"]
    biggest = sorted((week.volume for week in weeks if -1 < week.to_go - 2 < 6), reverse=True)[:3]
    taper = next(week for week in weeks if week.to_go == 1)
    assert taper.volume == pytest.approx(0.8 * sum(biggest) / 3, rel=0.05)


def test_a_session_left_out_and_then_moved_is_planned_again() -> None:
    """Its week is what it was; left out once more and wanted again, it is there."""
    on = date(2027, 3, 18)
    was = plan_of(harbour(), ())
    long = next(s for s in week_of(was, on).sessions if s.slot == "long")
    skip, move = Skipped(on, long.address), Moved(on, long.address, long.date - DAY)
    assert week_of(plan_of(harbour(), (skip, move)), on).volume == week_of(was, on).volume
    again = plan_of(harbour(), (skip, move, Skipped(on, long.address), Skipped(on, long.address, restored=True)))
    assert again.by_address[long.address].state is State.PLANNED


def test_a_cancelled_race_needs_no_advice_on_its_goal() -> None:
    """What days off do to a goal is told of races that stand."""
    off = missed(date(2027, 3, 1), 20, Cause.INJURED)
    told = [f.message for f in plan_of(harbour(), (off,)).findings if f.code == "goal-revise"]
    left = [f.message for f in plan_of(harbour(), (off, RaceChanged(off.on, "harbour", None))).findings]
    assert any("harbour" in message for message in told)
    assert not any("revise the goal for harbour" in message for message in left)


@pytest.mark.parametrize(
    ("athlete", "days", "runs"),
    [
        ("novice, 30 km, 13 km, half 2:05:00", (12, 13, 14, 15), {10, 11}),  # Thursday to Sunday
        ("intermediate, 50 km, 16 km, 10k 50:11", (9, 10, 11, 12, 13), {14, 15}),  # all but the weekend
    ],
)
def test_a_long_weekend_away_leaves_a_long_run_and_an_easy_one(
    athlete: str, days: tuple[int, ...], runs: set[int]
) -> None:
    """Known ahead: the week's key sessions move inside the week (section 6); nobody rests on days that are free."""
    season = told(athlete, "sunday", date(2027, 3, 1), "goal 2027-12-05 marathon A")
    away = Absent(date(2027, 8, 1), Cause.AWAY, date(2027, 8, days[0]), date(2027, 8, days[-1]))
    was, now = both(season, (away,))
    week = week_of(now, date(2027, 8, days[0]))
    left = {s.date.day: s for s in week.sessions if s.amount}
    assert left.keys() == runs
    assert SessionKind.LONG in {s.kind for s in left.values()}
    assert week.volume >= 0.35 * week_of(was, date(2027, 8, days[0])).volume
    assert min(s.amount for s in left.values()) >= 0.5 * max(s.amount for s in left.values())
    assert "away" in week.why


def test_a_test_tells_how_long_easy_runs_take() -> None:
    """An easy run is as long as the easy pace of the last result makes it, and no longer than its kind may be."""
    season = told("intermediate, 50 km, 16 km, 10k 50:11", "sunday", date(2027, 5, 3), "goal 2027-10-10 marathon A")
    was, now = both(season, (Result(date(2027, 6, 1), Performance(5.0, 1530)),))
    before = {s.address: s for s in was.sessions}
    slower = [s for s in now.sessions if s.kind is SessionKind.EASY and s.date > date(2027, 6, 1) and s.amount >= 50]
    same = [s for s in slower if (old := before.get(s.address)) and old.amount == s.amount]
    assert len(same) > 0.8 * len(slower)
    for session in same:
        assert 1.03 <= session.minutes / before[session.address].minutes <= 1.12, session
    past = [s for s in now.sessions if s.date < date(2027, 6, 1)]
    assert past == [s for s in was.sessions if s.date < date(2027, 6, 1)]
    shakeouts = [s for s in now.sessions if s.kind is SessionKind.SHAKEOUT]
    assert shakeouts
    assert all(15 <= s.minutes <= 20 for s in shakeouts)


@pytest.mark.parametrize("told_on", [date(2027, 3, 13), date(2027, 3, 10), date(2027, 8, 21)])
def test_a_race_on_another_day_of_its_week_changes_its_taper_alone(told_on: date) -> None:
    """No week before the taper counts days to the race: what is left of this one, its long run too, stays as it is."""
    season = told("intermediate, 45 km, 16 km, 10k 47:30", "sunday", date(2027, 1, 4), "goal 2027-09-26 marathon A")
    was, now = both(season, (RaceChanged(told_on, "goal", date(2027, 9, 25)),))
    taper = next(phase.start for phase in was.phases if phase.kind == "taper")
    assert [w for w in now.weeks if w.start < taper] == [w for w in was.weeks if w.start < taper]


def test_what_is_left_of_a_week_keeps_its_long_run_when_it_is_planned_anew() -> None:
    """On a Saturday the long run is measured against the whole week, not against its last two days."""
    season = told("intermediate, 45 km, 16 km, 10k 47:30", "sunday", date(2027, 1, 4), "goal 2027-09-26 marathon A")
    was, now = both(season, (RaceChanged(date(2027, 3, 13), "goal", date(2027, 10, 10)),))
    before, after = (week_of(plan, date(2027, 3, 13)) for plan in (was, now))
    assert abs(before.volume - after.volume) <= 5
    assert abs(before.longest - after.longest) <= 5


def test_a_day_ill_without_fever_is_one_session_missed() -> None:
    """Only fever, or ill below the neck, asks for easy days (section 6): else nothing else moves."""
    season = told("intermediate, 45 km, 16 km, 10k 47:30", "sunday", date(2027, 1, 4), "goal 2027-09-26 marathon A")
    sunday = date(2027, 8, 15)
    was, now = both(season, (missed(sunday, 1, Cause.ILL),))
    assert [s for s in now.sessions if s.date > sunday] == [s for s in was.sessions if s.date > sunday]
    fever = plan_of(season, (Absent(sunday + DAY, Cause.ILL, sunday, sunday, fever=True),))
    first_days = [s for s in fever.sessions if sunday + DAY < s.date <= sunday + 3 * DAY]
    assert first_days
    assert not any(s.hard for s in first_days)


def test_after_the_ladder_volume_grows_by_a_tenth_a_week() -> None:
    """No spike out of running and walking (S22, S49), and no share of the volume of before is claimed."""
    season = told("intermediate, 45 km, 16 km, 10k 47:30", "sunday", date(2027, 1, 4), "goal 2027-12-05 marathon A")
    now = plan_of(season, (missed(date(2027, 3, 1), 78, Cause.INJURED),))
    back = [w for w in now.weeks if w.start > date(2027, 5, 17) and w.to_go > 3 and w.volume]
    highest = back[0].volume
    assert any("Run and walk" in w.why for w in back)
    assert any(w.phase == "base" and "Run and walk" not in w.why for w in back)
    for week in back[1:]:
        assert week.volume <= max(1.1 * highest, highest + 10), week.start
        assert "established" not in week.why
        highest = max(highest, week.volume)


def test_walk_breaks_after_an_injury_stay_whatever_else_happens() -> None:
    """Runs that later news make anew in the way back are walked in, too (S51)."""
    season = told("high-mileage, 100 km, 24 km, half 1:24:30", "sunday", date(2027, 5, 3), "goal 2027-11-14 marathon A")
    hurt = missed(date(2027, 8, 31), 29, Cause.INJURED)
    away = Absent(date(2027, 10, 14), Cause.AWAY, date(2027, 10, 15), date(2027, 10, 15))
    now = plan_of(season, (hurt, away))
    back = [s for s in now.sessions if date(2027, 10, 14) < s.date < date(2027, 10, 24) and s.amount]
    assert back
    assert all("walk breaks" in s.title for s in back)


def test_a_week_whose_race_moves_does_not_repeat_the_session_that_was_run() -> None:
    """What is left of it is its second quality session, not the first again."""
    season = told("intermediate, 50 km, 16 km, 10k 47:00", "sunday", date(2027, 1, 4), "goal 2027-06-27 10k A")
    block = [w for w in plan_of(season, ()).weeks if w.phase == "specific" and not w.down]
    first, second = sorted((s for s in block[1].sessions if s.kind == "quality"), key=lambda s: s.date)
    moved = plan_of(season, (RaceChanged(second.date, "goal", date(2027, 7, 4)),))
    again = [s for s in week_of(moved, second.date).sessions if s.kind == "quality"]
    assert again[0] == first
    assert all(s.title.partition(" ")[0] != first.title.partition(" ")[0] for s in again[1:])


def test_a_down_week_with_days_away_has_no_longer_long_run() -> None:
    """What other runs leave unrun is not made up for by the long one."""
    season = told("novice, 30 km, 13 km, 10k 52:30", "sunday", date(2026, 11, 23), "goal 2027-04-25 half A")
    was = plan_of(season, ())
    down = [week for week in was.weeks if week.down and week.longest and week.to_go > 1]
    assert down
    for week in down:
        away = Absent(week.start - 10 * DAY, Cause.AWAY, week.start + 3 * DAY, week.start + 5 * DAY)
        now = week_of(plan_of(season, (away,)), week.start)
        assert now.longest <= week.longest + 5, week.start
