"""The cases of planning again (section 8 of the training document), and each row of its table of days off."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest

from countback.files.season import parse_season
from countback.training.diary import Absent, Cause, RaceAdded, RaceChanged, Skipped
from countback.training.model import Level, PhaseKind, Priority, Race, Season, SessionKind, State
from countback.training.replan import plan_of
from tests.training.replanbook.days_off import off_of
from tests.training.replanbook.kept import established
from tests.training.replanbook.steady import gist
from tests.training.test_cases import PARIS_NEW_YORK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from countback.training.model import Plan, Session, Week

DAY = timedelta(1)
WEEK = timedelta(7)
RUNS = (SessionKind.EASY, SessionKind.LONG, SessionKind.QUALITY, SessionKind.TEST, SessionKind.SHAKEOUT)

NEW_YORK = (PARIS_NEW_YORK + "cycle_weeks = 16\n").encode()


@cache
def new_york() -> Season:
    """C1, with a cycle of sixteen weeks."""
    season = parse_season(NEW_YORK)
    assert isinstance(season, Season), season
    return season


@cache
def first_made() -> Plan:
    """The plan of C1 before anything happened."""
    return plan_of(new_york(), ())


def off(first: date, days: int, cause: Cause = Cause.MISSED, **more: bool) -> Absent:
    """Days off, told on the day after them."""
    last = first + (days - 1) * DAY
    return Absent(last + DAY, cause, first, last, **more)


def after(entry: Absent) -> Plan:
    """C1 after days off."""
    return plan_of(new_york(), (entry,))


def week(plan: Plan, monday: date) -> Week:
    """The week that begins on a Monday."""
    return next(week for week in plan.weeks if week.start == monday)


def running(sessions: Iterable[Session], first: date, last: date) -> list[Session]:
    """The runs still planned in a span of days."""
    return [s for s in sessions if first <= s.date <= last and s.kind in RUNS and s.state is State.PLANNED]


def said(plan: Plan, *words: str) -> bool:
    """Whether a finding that the first plan does not have has all these words in its code or message."""
    known = set(first_made().findings)
    return any(
        all(word in f"{found.code} {found.message}".lower() for word in words)
        for found in plan.findings
        if found not in known
    )


def contents(plan: Plan, first: date, last: date) -> list[tuple[object, ...]]:
    """Day, hour and content of the sessions in a span of days."""
    return [gist(session) for session in plan.sessions if first <= session.date <= last]


# --- C10: a missed week ---

MISSED_WEEK = off(date(2015, 8, 31), 7)


def test_c10_race_and_taper_stay() -> None:
    """C10: the taper's sessions and the race are where and what they were."""
    span = (date(2015, 10, 12), date(2015, 11, 1))
    assert contents(after(MISSED_WEEK), *span) == contents(first_made(), *span)


def test_c10_the_week_back_is_easy_at_five_eighths() -> None:
    """C10: 09-07…09-13 is easy, at 62.5 % of E: half at 50 %, half at 75 %."""
    back = week(after(MISSED_WEEK), date(2015, 9, 7))
    whole = established(first_made(), date(2015, 8, 31), 500)
    assert back.volume == pytest.approx(0.625 * whole, abs=5)
    assert {session.kind for session in back.sessions} <= {SessionKind.EASY, SessionKind.LONG, SessionKind.STRENGTH}
    assert not any(s.hard for s in back.sessions)


def test_c10_specific_goes_on_with_four_weeks_left() -> None:
    """C10: specific goes on 09-14 at E at most, and has four weeks left."""
    plan = after(MISSED_WEEK)
    left = [w for w in plan.weeks if w.phase is PhaseKind.SPECIFIC and w.start >= date(2015, 9, 14)]
    left = [w for w in left if w.race == "new-york-2015"]
    assert [w.start for w in left] == [date(2015, 9, 14) + n * WEEK for n in range(4)]
    assert left[0].volume <= established(first_made(), date(2015, 8, 31), 500)


def test_c10_the_goal_is_kept() -> None:
    """C10: VDOT × .994, and nobody is told to revise the goal."""
    plan = after(MISSED_WEEK)
    assert plan.fitness_factor == pytest.approx(0.994, abs=0.0005)
    assert plan.vdot == pytest.approx(first_made().vdot * 0.994, rel=0.0005)
    assert not said(plan, "revise")
    assert not said(plan, "new goal")


def test_c10_keeps_what_comes_after() -> None:
    """Section 6, fewest changes: from 09-14 on every session keeps day, hour and content."""
    span = (date(2015, 9, 14), date(2015, 11, 1))
    assert contents(after(MISSED_WEEK), *span) == contents(first_made(), *span)


def test_c10b_twelve_days_ask_for_another_goal() -> None:
    """C10b: twelve days off from 09-07: VDOT × .979, the goal to be revised."""
    plan = after(off(date(2015, 9, 7), 12))
    assert plan.fitness_factor == pytest.approx(0.979, abs=0.0005)
    assert said(plan, "goal", "revise")


# --- C9: injured ---

INJURED = off(date(2015, 5, 4), 42, Cause.INJURED)


def test_c9_an_injury_leads_back_to_base() -> None:
    """C9: injured 05-04, back 06-15: the weeks from there on are base, and VDOT is × .889."""
    plan = after(INJURED)
    weeks = [w.phase for w in plan.weeks if date(2015, 6, 15) <= w.start < date(2015, 7, 13)]
    assert weeks == [PhaseKind.BASE] * 4
    assert plan.fitness_factor == pytest.approx(0.889, abs=0.0005)


def test_c9_the_long_run_starts_at_five_km_with_walking() -> None:
    """C9, S51: the first run is of about 5 km and has walk breaks."""
    first = running(after(INJURED).sessions, date(2015, 6, 15), date(2015, 6, 21))[0]
    assert first.amount <= 35, f"{first.amount / 10} mi"
    assert "walk" in f"{first.title} {first.steps}".lower()


def test_c9_there_is_no_quality_for_the_way_back() -> None:
    """C9: no quality while the volume comes back, and none before two weeks without pain."""
    found = running(after(INJURED).sessions, date(2015, 6, 15), date(2015, 7, 26))
    assert not [s.address for s in found if s.kind in (SessionKind.QUALITY, SessionKind.TEST)]


def test_c9_the_volume_comes_back_in_thirds() -> None:
    """C9: 33, 50, 75 % of E over 42 days, where single runs allow as much: never more."""
    plan = after(INJURED)
    whole = established(first_made(), date(2015, 3, 23), 500)  # kept through the return after Paris (section 2)
    for number, part in enumerate((1 / 3, 1 / 3, 0.5, 0.5, 0.75, 0.75)):
        back = week(plan, date(2015, 6, 15) + number * WEEK)
        assert back.volume <= part * whole + 5, f"{back.start}: {back.volume} of {whole}"
        assert back.volume >= 0.8 * part * whole or running(back.sessions, back.start, back.start + 6 * DAY)


# --- the table of days off ---

# A Monday in each phase of C1 (New York): base, build, specific, taper; and in the recovery after Paris.
PHASES = {
    "recovery": date(2015, 4, 13),
    "base": date(2015, 6, 22),
    "build": date(2015, 7, 20),
    "specific": date(2015, 8, 24),
    "taper": date(2015, 10, 19),
}
DAYS_OFF = (1, 3, 5, 6, 9, 10, 14, 15, 21, 28, 29, 42, 56, 57, 80)
TAPER = date(2015, 10, 12)
RACE_DAYS = [date(2015, 4, 12), date(2015, 11, 1)]

rows = pytest.mark.parametrize("days", DAYS_OFF)
phases = pytest.mark.parametrize("phase", PHASES)
causes = pytest.mark.parametrize("cause", Cause)


@rows
@phases
@causes
def test_race_days_and_the_past_stand(days: int, phase: str, cause: Cause) -> None:
    """Section 6: whatever happened, the race days stand, and the sessions before it are what they were."""
    entry = off(PHASES[phase], days, cause)
    plan = after(entry)
    assert [s.date for s in plan.sessions if s.kind is SessionKind.RACE] == RACE_DAYS
    assert contents(plan, date.min, entry.on - DAY) == contents(first_made(), date.min, entry.on - DAY)


@rows
@phases
@pytest.mark.parametrize("cross_trained", [False, True])
def test_fitness_is_lost_by_the_day(days: int, phase: str, *, cross_trained: bool) -> None:
    """Section 6: max(.80, 1 − .003 · max(0, D − 5)); with cross-training max(.90, 1 − .0015 · max(0, D − 5))."""
    entry = off(PHASES[phase], days, cross_trained=cross_trained)
    assert after(entry).fitness_factor == pytest.approx(off_of(entry).factor, abs=0.0005)


@rows
@phases
@causes
def test_the_way_back_has_no_quality(days: int, phase: str, cause: Cause) -> None:
    """Section 6: back from two days or more, the first D days (thrice three weeks after 56) are without quality."""
    entry = off(PHASES[phase], days, cause)
    plan, told = after(entry), off_of(entry)
    last = told.easy_until if phase == "taper" or told.easy_until < TAPER else TAPER - DAY  # the taper is touched last
    found = running(plan.sessions, told.back, last)
    assert not [s.address for s in found if s.kind in (SessionKind.QUALITY, SessionKind.TEST)] or days == 1


@rows
@pytest.mark.parametrize("phase", ["base", "build", "specific"])
def test_the_way_back_runs_its_part_of_the_volume(days: int, phase: str) -> None:
    """Section 6: whole weeks of the way back run at most their days' parts of E."""
    entry = off(PHASES[phase], days)
    plan, told = after(entry), off_of(entry)
    whole = established(first_made(), entry.start, 500)
    for each in plan.weeks:
        inside = [each.start + n * DAY for n in range(7)]
        if days < 6 or each.start < told.back or inside[-1] > told.ramp_end or each.phase is PhaseKind.TAPER:
            continue
        most = sum(told.share_on(day) for day in inside) * whole / 7
        assert each.volume <= most + 5, f"{each.start}: {each.volume}, asked {most:.0f}"


@pytest.mark.parametrize("days", [1, 3, 5])
@phases
def test_up_to_five_days_change_nothing_else(days: int, phase: str) -> None:
    """Section 6: at the peak, after five days off or less, what comes after the first D days stays as it was."""
    entry = off(PHASES[phase], days)
    last = PHASES[phase] + 13 * DAY
    span = (off_of(entry).ramp_end + 2 * DAY, last)
    assert [s[0] for s in contents(after(entry), *span)] == [s[0] for s in contents(first_made(), *span)]


@pytest.mark.parametrize("days", [6, 9, 10, 14])
def test_up_to_a_fortnight_moves_on(days: int) -> None:
    """Section 6: after 6 to 14 days the plan moves on; weeks keep their phase but for those of the way back."""
    for phase in ("base", "build", "specific"):
        plan = after(off(PHASES[phase], days))
        for before, now in zip(first_made().weeks, plan.weeks, strict=True):
            assert now.phase in (before.phase, PhaseKind.RETURN), f"{now.start} {before.phase} → {now.phase}"


@pytest.mark.parametrize("days", [10, 12, 14])
def test_ten_days_end_with_one_light_quality_session(days: int) -> None:
    """Section 6: after the way back from 10 to 14 days the first quality session is a light one."""
    entry = off(date(2015, 8, 24), days)
    plan, before = after(entry), first_made().by_address
    first = next(s for s in plan.sessions if s.kind is SessionKind.QUALITY and s.date > off_of(entry).ramp_end)
    assert first.address not in before or first.minutes < before[first.address].minutes


@pytest.mark.parametrize("days", [15, 21, 28])
def test_more_than_a_fortnight_bases_anew(days: int) -> None:
    """Section 6: 15 to 28 days off in the specific block lead to two to four weeks of base."""
    entry = off(PHASES["specific"], days)
    plan = after(entry)
    weeks = [w for w in plan.weeks if w.start + 6 * DAY >= off_of(entry).back and w.phase is PhaseKind.BASE]
    assert 2 <= sum(w.start < TAPER for w in weeks) <= 4, [(str(w.start), w.phase) for w in weeks]


@pytest.mark.parametrize("days", [29, 42, 56])
def test_more_than_four_weeks_base_for_four(days: int) -> None:
    """Section 6: 29 to 56 days off in build lead to four weeks of base or more, as far as the taper leaves them."""
    entry = off(PHASES["build"], days)
    plan = after(entry)
    room = (TAPER - off_of(entry).back).days // 7
    weeks = [w for w in plan.weeks if off_of(entry).back <= w.start + 6 * DAY and w.start < TAPER]
    assert sum(w.phase is PhaseKind.BASE for w in weeks) >= min(4, room)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (3, ()),
        (7, ()),
        (12, ("goal", "revise")),
        (21, ("goal", "revise")),
        (42, ("goal", "new")),
        (57, ("new season",)),
    ],
)
def test_the_goal_is_kept_revised_or_new(days: int, words: tuple[str, ...]) -> None:
    """Section 6, the last column, eight weeks before the race: the same to nine days, then to be revised, then new."""
    plan = after(off(date(2015, 9, 7) if days < 42 else date(2015, 8, 17), days))
    if words:
        assert said(plan, *words)
    else:
        assert not said(plan, "revise")
        assert not said(plan, "goal", "new")


@pytest.mark.parametrize("phase", ["base", "build", "specific"])
@pytest.mark.parametrize("days", DAYS_OFF)
def test_the_taper_stays_a_taper(phase: str, days: int) -> None:
    """Section 6: weeks lost before it are not refilled, and the taper keeps its three weeks."""
    plan = after(off(PHASES[phase], days))
    weeks = [w.phase for w in plan.weeks if w.start >= TAPER and w.to_go >= 0]
    assert weeks == [PhaseKind.TAPER] * 3


def test_a_late_missed_week_says_what_it_costs() -> None:
    """Section 6: a week missed late keeps the goal, and says that 5 to 8 % slower is likely (Feely 2023)."""
    assert said(after(off(date(2015, 9, 28), 7)), "5", "8 %")


@pytest.mark.parametrize("days", [7, 9, 14, 21, 42, 57])
def test_an_injury_starts_at_five_km(days: int) -> None:
    """S51: after a week or more the first run is of 5 km at most."""
    entry = off(PHASES["build"], days, Cause.INJURED)
    first = running(after(entry).sessions, entry.on, entry.on + 6 * DAY)[0]
    assert first.amount <= 32, f"{first.amount / 10} mi"


def test_fever_keeps_a_day_more_off() -> None:
    """Section 6: after fever nothing for 24 hours, then as many easy days as it lasted, two at least."""
    entry = off(PHASES["specific"], 3, Cause.ILL, fever=True)
    plan = after(entry)
    assert not running(plan.sessions, entry.start, entry.end + DAY)
    easy = running(plan.sessions, entry.end + 2 * DAY, entry.end + 4 * DAY)
    assert not [s.address for s in easy if s.kind is SessionKind.QUALITY]


@pytest.mark.parametrize("cause", [Cause.ILL, Cause.INJURED])
def test_illness_and_injury_are_no_matter_for_a_plan(cause: Cause) -> None:
    """Section 8: not medical advice, and said so where illness or injury is told."""
    assert said(after(off(PHASES["base"], 7, cause)), "doctor")


def test_what_is_left_out_ahead_leaves_a_gap() -> None:
    """Also where its week is made anew for another reason: no run takes its place, and no other grows for it."""
    out = next(s for s in first_made().sessions if s.kind is SessionKind.EASY and s.date > date(2015, 9, 14))
    told = off(date(2015, 8, 31), 7)
    plans = [plan_of(new_york(), diary) for diary in ((told,), (Skipped(date(2015, 8, 30), out.address), told))]
    weeks = [week(plan, out.date - out.date.weekday() * DAY) for plan in plans]
    assert weeks[1].volume <= weeks[0].volume - 1
    there, left = (
        {s.address for s in running(plan.sessions, out.date, out.date) if s.state is State.PLANNED} for plan in plans
    )
    assert left == there - {out.address}


def test_later_news_leave_the_way_back_as_it_is() -> None:
    """A week of the way back that stands is not made again for a session that was left out in it."""
    told = off(date(2015, 8, 31), 7)
    back = plan_of(new_york(), (told,))
    easy = [s for s in week(back, date(2015, 9, 7)).sessions if s.kind in RUNS]
    left_out = plan_of(new_york(), (told, Skipped(easy[0].date + DAY, easy[0].address)))
    now = [s for s in week(left_out, date(2015, 9, 7)).sessions if s.kind in RUNS and s.address != easy[0].address]
    assert [gist(s) for s in now] == [gist(s) for s in easy[1:]]


def test_a_race_in_the_days_off_is_told_of_until_it_moves() -> None:
    """The race stands until the athlete moves it; then nothing is left to say."""
    hurt = off(date(2015, 10, 19), 20, Cause.INJURED)
    moved = RaceChanged(hurt.on, "new-york-2015", hurt.on + 12 * WEEK)
    codes = [{finding.code for finding in plan_of(new_york(), told).findings} for told in ((hurt,), (hurt, moved))]
    assert "race-in-absence" in codes[0]
    assert "race-in-absence" not in codes[1]


def test_a_lost_rest_day_changes_nothing() -> None:
    """A day off without a session takes nothing of its week along, in no phase."""
    plan = first_made()
    busy = {s.date for s in plan.sessions}
    free = [day for week in plan.weeks for day in (week.start + n * DAY for n in range(7)) if day not in busy]
    for day in free[8::9]:
        assert [gist(s) for s in after(off(day, 1)).sessions] == [gist(s) for s in plan.sessions], day


def test_what_is_behind_in_a_week_is_not_planned_again() -> None:
    """The day after a test or a hard session lost: the rest of the week has no second one."""
    plan = first_made()
    fast = {SessionKind.TEST, SessionKind.QUALITY}
    for one in plan.weeks:
        days = sorted(s.date for s in one.sessions if s.kind in fast)
        if not days or days[0] + 2 * DAY >= one.start + WEEK:
            continue
        told = after(off(days[0] + DAY, 1))
        assert sum(s.kind in fast for s in week(told, one.start).sessions) <= len(days), one.start


def test_after_six_weeks_off_the_way_back_goes_on_in_the_taper() -> None:
    """Nobody tapers from nothing: as much as the ramp says, never none."""
    told = off(date(2015, 8, 31), 42)
    plan = after(told)
    for monday in (date(2015, 10, 12), date(2015, 10, 19)):
        assert 0.2 * established(first_made(), told.start, 0) < week(plan, monday).volume
        assert week(plan, monday).volume < week(first_made(), monday).volume
        assert not any(s.kind is SessionKind.QUALITY for s in week(plan, monday).sessions)


def test_a_race_entered_when_the_goal_is_gone_is_in_the_plan() -> None:
    """After the A race is cancelled, a B race stands where it is put."""
    gone = RaceChanged(date(2015, 9, 1), "new-york-2015", None)
    park = Race("park", "Park", date(2015, 10, 11), 10.0, "10k", Priority.B)
    plan = plan_of(new_york(), (gone, RaceAdded(date(2015, 9, 2), park)))
    assert [s.date for s in plan.sessions if s.title == "Park"] == [park.date]


def test_a_missed_long_run_is_not_made_up() -> None:
    """Section 6: one session missed is dropped, or moves by a day; nothing is run twice."""
    long = next(s for s in first_made().sessions if s.kind is SessionKind.LONG and s.date > date(2015, 8, 24))
    plan = after(off(long.date, 1))
    span = (long.date + DAY, long.date + 7 * DAY)
    now, before = (running(p.sessions, *span) for p in (plan, first_made()))
    assert sum(s.amount for s in now) <= sum(s.amount for s in before) + 0.8 * long.amount
    assert plan.by_address[long.address].state is State.MISSED or plan.by_address[long.address].date > long.date


def test_the_athlete_of_the_cases_may_have_quality() -> None:
    """Without it, the tests on quality would say nothing."""
    assert new_york().athlete.level is Level.ADVANCED
    assert any(s.kind is SessionKind.QUALITY for s in first_made().sessions if s.date > PHASES["specific"])
