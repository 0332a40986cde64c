"""What coaches looked at first: the way back from a journey, the eve of a race, the long runs of a marathon block."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import accumulate, pairwise
from typing import Any

import pytest

from tests.plans import planned

SEASON = """
[athlete]
level = "{level}"
timezone = "Europe/Berlin"
weekly = "{weekly}"
longest = "{longest}"
recent_race = "half 1:45:00"
[week]
long = "sunday"
[plan]
start = 2027-01-11
[[race]]
name = "It"
date = 2027-06-27
distance = "{distance}"
{more}
"""


def season(
    more: str = "", level: str = "intermediate", weekly: str = "45 km", longest: str = "16 km", distance: str = "10k"
) -> dict[str, Any]:
    """A season to the 27th of June; a marathon block from the 12th of April."""
    return planned(SEASON.format(more=more, level=level, weekly=weekly, longest=longest, distance=distance))


def runs(plan: dict[str, Any], first: date, last: date) -> list[dict[str, Any]]:
    """The runs from one day to another, races aside."""
    span = (str(first), str(last))
    return [s for s in plan["sessions"] if s["amount"] and s["kind"] != "race" and span[0] <= s["date"] <= span[1]]


@pytest.mark.parametrize("days", [6, 9, 12])
def test_after_a_journey_without_running_the_way_back_is_easy(days: int) -> None:
    """Known ahead or not: after six days or more half, then three quarters, nothing hard (section 6)."""
    monday = date(2027, 4, 26)
    away = f"[[away]]\nfrom = {monday - timedelta(days)}\nto = {monday - timedelta(1)}\nrunning = 'none'\n"
    plan, usual = season(away), season()
    week = runs(plan, monday, monday + timedelta(min(days, 7) - 1))
    assert week
    assert {s["kind"] for s in week} == {"easy"}
    share = sum(s["amount"] for s in runs(plan, monday, monday + timedelta(6))) / sum(
        s["amount"] for s in runs(usual, monday, monday + timedelta(6))
    )
    assert share < 0.85
    assert plan["weeks"][0] == usual["weeks"][0]


def test_a_short_journey_or_an_easy_one_needs_no_way_back() -> None:
    """Five days away, or any number with easy running: the week after is as it would have been."""
    monday = date(2027, 4, 26)
    for days, running in ((5, "none"), (9, "easy")):
        away = f"[[away]]\nfrom = {monday - timedelta(days)}\nto = {monday - timedelta(1)}\nrunning = '{running}'\n"
        assert any(s["kind"] == "quality" for s in runs(season(away), monday, monday + timedelta(6)))


def test_the_eve_of_a_c_race_is_short() -> None:
    """One easy day before (section 4): about half of the other runs of the week."""
    race = date(2027, 3, 14)
    plan = season(f'[[race]]\nname = "Club 5k"\ndate = {race}\ndistance = "5k"\npriority = "C"\n')
    week = {s["date"]: s["amount"] for s in runs(plan, race - timedelta(6), race - timedelta(1))}
    eve = week.pop(str(race - timedelta(1)))
    assert eve <= 0.65 * min(week.values())


def test_a_race_run_to_finish_is_as_long_as_its_easy_running() -> None:
    """No time is told that was never asked for: the event is as long as the distance at the easy pace."""
    finish, raced = season('goal = "finish"', distance="half"), season(distance="half")
    minutes = [next(s["minutes"] for s in p["sessions"] if s["kind"] == "race") for p in (finish, raced)]
    assert minutes[0] > 1.15 * minutes[1]
    card = next(s for s in finish["sessions"] if s["kind"] == "race")
    assert any("walk breaks" in line for line in card["advice"])
    assert any("Eat and drink" in line for line in card["advice"])


def test_marathon_pace_comes_every_other_long_run_that_is_left() -> None:
    """A tune-up race that takes a long run moves the turn of the others: none of the block's chances is lost."""
    race = date(2027, 5, 16)
    plan = season(
        f'[[race]]\nname = "Half"\ndate = {race}\ndistance = "half"\npriority = "B"\n',
        weekly="65 km",
        distance="marathon",
    )
    block = next(p for p in plan["phases"] if p["kind"] == "specific")
    down = {w["start"] for w in plan["weeks"] if w["down"]}
    longs = [
        s
        for s in runs(plan, date.fromisoformat(block["start"]), date.fromisoformat(block["end"]))
        if s["kind"] == "long" and str(date.fromisoformat(s["date"]) - timedelta(6)) not in down
    ]
    fast = ["marathon pace" in s["title"] for s in longs]
    assert fast[::-1] == [n % 2 == 0 for n in range(len(fast))], [s["title"] for s in longs]


def test_a_big_week_has_few_days_of_two_runs() -> None:
    """What 75 minutes a day do not hold goes to few days, not to all of them."""
    plan = planned(
        SEASON.format(more="", level="advanced", weekly="80 km", longest="24 km", distance="marathon").replace(
            "1:45:00", "1:24:30"
        )
    )
    full = next(date.fromisoformat(week["start"]) for week in plan["weeks"] if week["volume"] >= 105)
    by_day: dict[str, list[int]] = {}
    for run in runs(plan, full, full + timedelta(6)):
        by_day.setdefault(run["date"], []).append(run["minutes"])
    doubled = [minutes for minutes in by_day.values() if len(minutes) == 2]
    assert 1 <= len(doubled) <= len(by_day) // 2, by_day


@pytest.mark.parametrize(("level", "weekly"), [("novice", 32), ("intermediate", 45), ("advanced", 50)])
def test_volume_climbs_in_even_steps_to_the_specific_block(level: str, weekly: int) -> None:
    """A tenth a week is the most, not the pace: the steps are alike, and the last one is the block's own volume."""
    plan = season(level=level, weekly=f"{weekly} km")
    up = [w["volume"] for w in plan["weeks"] if w["phase"] == "base" and not w["down"]]
    block = [w["volume"] for w in plan["weeks"] if w["phase"] == "specific"]
    steps = [after - before for before, after in pairwise(up)]
    assert all(0 < step < 0.1 * weekly for step in steps[:-1]), up
    assert max(steps[:-1]) <= min(steps[:-1]) + 0.5, "alike, but for the last, which the peak or the caps may cut"
    assert 0 <= steps[-1] <= max(steps)
    assert up[-1] >= 0.9 * max(block), (up, block)


def test_who_sets_growth_grows_by_that() -> None:
    """`growth` says how fast: each up week is as much bigger as it allows, until the peak."""
    text = SEASON.format(more="", level="advanced", weekly="50 km", longest="16 km", distance="marathon")
    plan = planned(text.replace("start = 2027-01-11", "start = 2027-01-11\ngrowth = 1.08"))
    up = [w["volume"] for w in plan["weeks"] if w["phase"] == "base" and not w["down"]][:5]
    assert all(0 <= before * 1.08 - after < 0.5 for before, after in pairwise(up)), up


def test_beginners_begin_as_their_template_does() -> None:
    """S24 and S25: the second week is a tenth more; from the third on the steps are even."""
    plan = season(level="beginner", weekly="100 min", longest="40 min")
    up = [w["volume"] for w in plan["weeks"] if w["phase"] == "base" and not w["down"]]
    assert up[:2] == [100, 110]
    assert max(after / before for before, after in pairwise(up[1:])) < 1.08


def test_a_long_day_that_nobody_named_leaves_room_for_quality() -> None:
    """With Tuesday and Wednesday at rest a long Sunday leaves one day for quality, a long Saturday two."""
    rest = '[week]\nruns = 4\nrest = ["tuesday", "wednesday"]'
    text = SEASON.format(more="", level="intermediate", weekly="45 km", longest="16 km", distance="half")
    named = planned(text.replace("[week]", rest))
    free = planned(text.replace('[week]\nlong = "sunday"', rest))

    def most(plan: dict[str, Any]) -> int:
        return max(Counter(s["address"].split("/")[1] for s in plan["sessions"] if s["kind"] == "quality").values())

    assert (most(named), most(free)) == (1, 2)
    assert {date.fromisoformat(s["date"]).weekday() for s in free["sessions"] if s["kind"] == "long"} == {5}


def test_the_first_week_after_an_ultra_has_a_run_whatever_days_are_free() -> None:
    """Four days of rest after a 50k leave the last run day of that week to the athlete who rests at weekends."""
    rest = '[week]\nruns = 4\nrest = ["friday", "saturday", "sunday"]'
    text = SEASON.format(more="", level="intermediate", weekly="45 km", longest="16 km", distance="50k")
    plan = planned(text.replace('[week]\nlong = "sunday"', rest))
    assert [s["date"] for s in runs(plan, date(2027, 6, 28), date(2027, 7, 4))] == ["2027-07-01"]


def test_a_race_week_spreads_its_runs_over_more_days_rather_than_long_ones() -> None:
    """With four runs a week, a marathon's last week has one more short run and none of an hour."""
    text = SEASON.format(more="", level="novice", weekly="25 km", longest="10 km", distance="marathon")
    plan = planned(text.replace("[week]", "[week]\nruns = 4"))
    last = runs(plan, date(2027, 6, 21), date(2027, 6, 26))
    assert len(last) == 4
    assert max(s["minutes"] for s in last) < 60


def test_a_taper_keeps_its_days_before_its_eve() -> None:
    """So little is left in the week that a shakeout would cost a run: the eve is rest, the run days stay."""
    text = SEASON.format(more="", level="beginner", weekly="40 min", longest="20 min", distance="half")
    plan = planned(text)
    days = {
        monday: {date.fromisoformat(s["date"]).weekday() for s in runs(plan, monday, monday + timedelta(5))}
        for monday in (date(2027, 5, 31), date(2027, 6, 21))
    }
    usual, last = days[date(2027, 5, 31)], days[date(2027, 6, 21)]
    assert usual - {5} <= last


@pytest.mark.parametrize("before", range(8))
@pytest.mark.parametrize("weekday", range(7))
def test_a_race_in_the_week_that_the_season_starts_in_has_a_plan(before: int, weekday: int) -> None:
    """However late it is: the race, a taper of what is left, recovery after it; and it is said that it is too soon."""
    race = date(2027, 4, 5) + timedelta(weekday)
    text = SEASON.format(more="", level="novice", weekly="25 km", longest="9 km", distance="half")
    start = race - timedelta(before)
    plan = planned(text.replace("2027-01-11", str(start)).replace("2027-06-27", str(race)))
    assert [s["date"] for s in plan["sessions"] if s["kind"] == "race"] == [str(race)]
    assert plan["phases"][0]["kind"] == "taper"
    assert {"too-soon"} <= {finding["code"] for finding in plan["findings"]}


def test_a_race_in_the_part_week_of_a_longer_season_has_a_plan() -> None:
    """The season starts on a Tuesday, a 5k is on its Saturday, and a marathon months after it."""
    text = SEASON.format(more="", level="intermediate", weekly="45 km", longest="16 km", distance="marathon")
    five = '[[race]]\nname = "Five"\ndate = 2027-01-16\ndistance = "5k"\n'
    plan = planned(text.replace("start = 2027-01-11", "start = 2027-01-12") + five)
    days = {s["date"]: s["title"] for s in plan["sessions"] if s["kind"] == "race"}
    assert days == {"2027-01-16": "Five", "2027-06-27": "It"}
    assert [phase["kind"] for phase in plan["phases"]][:2] == ["taper", "recovery"]
    assert not runs(plan, date(2027, 1, 16), date(2027, 1, 16))


def test_who_does_not_run_yet_gets_somewhere() -> None:
    """From twenty minutes a week the ladder is climbed a run at a time, and it is not left for the race."""
    plan = planned(
        SEASON.format(more="", level="beginner", weekly="20 min", longest="7 min", distance="5k").replace(
            'recent_race = "half 1:45:00"\n', ""
        )
    )
    base = [w["volume"] for w in plan["weeks"] if w["phase"] == "base" and not w["down"]]
    highest = list(accumulate(base, max))
    assert base[-1] > 2 * base[0]
    assert all(after <= most * 1.1 + 1e-9 for most, after in pairwise(highest))
    last = runs(plan, date(2027, 6, 14), date(2027, 6, 26))
    assert last
    assert all(s["title"].startswith("Run/walk") for s in last), [s["title"] for s in last]


def test_few_days_away_make_no_run_of_the_others_longer() -> None:
    """What is not run on a journey of some days is left out, not made up on the others (section 6)."""
    away = "[[away]]\nfrom = 2027-04-30\nto = 2027-05-03\nrunning = 'none'\n"
    week = (date(2027, 4, 26), date(2027, 4, 29))
    plan, usual = season(away), season()
    most = max(s["amount"] for s in runs(usual, *week) if s["kind"] == "easy")
    assert all(s["amount"] <= most for s in runs(plan, *week) if s["kind"] == "easy")


@pytest.mark.parametrize("gap", [1, 7, 14])
def test_a_race_soon_after_another_does_not_end_its_recovery(gap: int) -> None:
    """Recovery is never cut (section 2): a 5k after a marathon, A race or not, leaves 20, 40, 60 % by week."""
    again = date(2027, 6, 27) + timedelta(gap)
    plan = season(f'[[race]]\nname = "5"\ndate = {again}\ndistance = "5k"\n', distance="marathon", weekly="60 km")
    weeks = {week["start"]: week for week in plan["weeks"]}
    highest = sorted(w["volume"] for day, w in weeks.items() if "2027-04-26" <= day < "2027-06-07")[-3:]
    for number, percent in enumerate((20, 40, 60)):
        week = weeks[str(date(2027, 6, 28) + timedelta(7 * number))]
        assert week["volume"] <= percent / 100 * sum(highest) / 3 + 1, (week["start"], week["volume"])


def test_no_day_of_two_runs_is_more_than_a_long_run_that_still_grows() -> None:
    """Easy days stay under the long run after days off, too (S7)."""
    plan = season(level="high-mileage", weekly="145 km", longest="20 km", distance="marathon")
    by_day: Counter[str] = Counter()
    for run in plan["sessions"]:
        if run["kind"] == "easy":
            by_day[run["date"]] += run["amount"]
    longs = [s for s in plan["sessions"] if s["kind"] == "long"]
    assert any(day > 16 for day in by_day.values())
    for long in longs:
        monday = date.fromisoformat(long["date"]) - timedelta(6)
        days = [by_day[str(monday + timedelta(n))] for n in range(6)]
        assert str(monday) == plan["weeks"][0]["start"] or max(days) <= long["amount"], long["date"]


def test_a_build_of_one_week_begins_with_the_least() -> None:
    """Its quality session is the first of its row, not the last: the block that follows goes on from there."""
    first = {}
    for base in (10, 13):
        plan = season(more=f"base_weeks = {base}")
        build = [week for week in plan["weeks"] if week["phase"] == "build"]
        assert len(build) == 14 - base
        first[base] = next(s["title"] for s in plan["sessions"] if s["kind"] == "quality")
    assert first[13] == first[10]


def test_no_run_with_a_pace_says_that_the_pace_is_to_be_hidden() -> None:
    """S17 and S30 are for base; from build on easy runs have a target."""
    for run in season()["sessions"]:
        paced = any(step.get("target", {}).get("pace") for step in run["steps"])
        assert not (paced and any("Hide the pace" in said for said in run["advice"])), run["address"]


def test_three_runs_a_week_are_spread_over_it() -> None:
    """With quality on Wednesday and the long run on Sunday the third run is on Thursday: not three days without one."""
    text = SEASON.format(more="", level="novice", weekly="30 km", longest="12 km", distance="half")
    plan = planned(text.replace('long = "sunday"', 'long = "sunday"\nquality = ["wednesday"]\nruns = 3'))
    days = {date.fromisoformat(s["date"]).weekday() for s in runs(plan, date(2027, 1, 18), date(2027, 1, 24))}
    assert days == {2, 3, 6}
