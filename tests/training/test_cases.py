"""The cases that must come out, section 8 of the training document: to the day, from the text of a season."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.plans import planned, refused
from tests.training.rulebook import breaches_of

Json = dict[str, Any]


def phases(shown: Json, race: str) -> list[tuple[str, str, str]]:
    """Kind, first and last day of each phase of a race, month and day only."""
    return [(p["kind"], p["start"][5:], p["end"][5:]) for p in shown["phases"] if p["race"] == race]


def weeks(shown: Json, race: str) -> list[Json]:
    """The weeks that carry a race."""
    return [week for week in shown["weeks"] if week["race"] == race]


def on(shown: Json, day: str) -> list[Json]:
    """The sessions of a day."""
    return [session for session in shown["sessions"] if session["date"] == day]


def kinds(shown: Json, kind: str) -> list[Json]:
    """The sessions of a kind."""
    return [session for session in shown["sessions"] if session["kind"] == kind]


def runs(shown: Json, monday: str) -> list[int]:
    """The minutes of a week's runs, in order."""
    first = date.fromisoformat(monday)
    days = {(first + timedelta(n)).isoformat() for n in range(7)}
    running = ("easy", "long", "quality", "test", "shakeout")
    return [s["minutes"] for s in shown["sessions"] if s["date"] in days and s["kind"] in running]


def said(shown: Json, *words: str) -> bool:
    """Whether one finding has all these words in its code or message."""
    texts = [f"{finding['code']} {finding['message']}".lower() for finding in shown["findings"]]
    return any(all(word.lower() in text for word in words) for text in texts)


def warned(shown: Json) -> list[str]:
    """The findings above mere information."""
    return [f"{f['code']}: {f['message']}" for f in shown["findings"] if f["severity"] != "info"]


PARIS_NEW_YORK = """
rules = "classic-1"
[athlete]
level = "advanced"
timezone = "America/New_York"
weekly = "50 mi"
longest = "14 mi"
recent_race = "marathon 3:05:00"
[plan]
start = 2014-12-15
[[race]]
id = "paris-2015"
name = "Paris Marathon"
date = 2015-04-12
distance = "marathon"
priority = "A"
[[race]]
id = "new-york-2015"
name = "New York City Marathon"
date = 2015-11-01
distance = "marathon"
priority = "A"
"""


def test_c1_paris_to_new_york_with_a_cycle_of_sixteen_weeks() -> None:
    """C1 (S46): two weeks of recovery, eleven of base, then sixteen to New York."""
    text = PARIS_NEW_YORK.replace('id = "new-york-2015"', 'id = "new-york-2015"\ncycle_weeks = 16')
    assert phases(planned(text), "new-york-2015")[:6] == [
        ("recovery", "04-13", "04-26"),
        ("base", "04-27", "07-12"),
        ("build", "07-13", "08-09"),
        ("recovery", "08-10", "08-16"),
        ("specific", "08-17", "10-11"),
        ("taper", "10-12", "11-01"),
    ]


def test_c1_paris_to_new_york_as_it_comes() -> None:
    """C1 without a cycle: base takes its twelve weeks, build what is left."""
    assert phases(planned(PARIS_NEW_YORK), "new-york-2015")[:6] == [
        ("recovery", "04-13", "04-26"),
        ("base", "04-27", "07-19"),
        ("build", "07-20", "08-09"),
        ("recovery", "08-10", "08-16"),
        ("specific", "08-17", "10-11"),
        ("taper", "10-12", "11-01"),
    ]


HOUSTON = """
[athlete]
level = "advanced"
timezone = "America/Chicago"
weekly = "50 mi"
longest = "13 mi"
recent_race = "marathon 3:39:04"
[plan]
start = 2015-06-29
cycle_weeks = 18
peak = "70 mi"
[[race]]
id = "houston-2016"
name = "Houston Marathon"
date = 2016-01-17
distance = "marathon"
priority = "A"
goal = "3:15:00"
[[race]]
name = "First 5k"
date = 2015-07-18
distance = "5k"
priority = "C"
[[race]]
name = "Fifteen"
date = 2015-08-08
distance = "15 km"
priority = "C"
[[race]]
name = "Second 5k"
date = 2015-08-29
distance = "5k"
priority = "C"
"""


def test_c2_houston_with_tune_up_races_in_base() -> None:
    """C2 (S47): eleven weeks of base with a 15k and two 5ks, the cycle from 14 September."""
    shown = planned(HOUSTON)
    found = phases(shown, "houston-2016")
    assert found[0] == ("base", "06-29", "09-13")
    assert found[1][:2] == ("build", "09-14")
    assert found[3:5] == [("specific", "11-02", "12-27"), ("taper", "12-28", "01-17")]
    assert found[5][0] == "recovery"
    assert [race["date"] for race in kinds(shown, "race")] == ["2015-07-18", "2015-08-08", "2015-08-29", "2016-01-17"]


def test_c2_says_that_the_goal_is_far_above_current_fitness() -> None:
    """C2: VDOT 42.3 now, 48.7 for 3:15:00; the gap is said."""
    shown = planned(HOUSTON)
    assert said(shown, "goal", "42.3", "48.7"), shown["findings"]


MARK = """
[athlete]
level = "high-mileage"
timezone = "America/New_York"
weekly = "80 mi"
longest = "16 mi"
recent_race = "10k 36:00"
[week]
long = "sunday"
[plan]
start = 2015-01-05
base_weeks = 14
peak = "105 mi"
[[race]]
id = "summer-10k"
name = "Summer 10k"
date = 2015-06-21
distance = "10k"
priority = "A"
"""


def test_c3_marks_ten_k_after_fourteen_weeks_of_base() -> None:
    """C3 (S31, S3): base and its recovery week to 19 April, eight specific weeks, a week of taper."""
    shown = planned(MARK)
    found = phases(shown, "summer-10k")
    assert found[0] == ("base", "01-05", "04-12")
    assert found[1] == ("recovery", "04-13", "04-19")
    assert found[2:4] == [("specific", "04-20", "06-14"), ("taper", "06-15", "06-21")]
    assert said(shown, "base", "14"), "more base than the table's twelve weeks is told"


def test_c3_every_fourth_week_is_down_and_growth_skips_it() -> None:
    """S31: 80, 88, 96.5, down, 105: growth is measured against the last up week."""
    base = weeks(planned(MARK), "summer-10k")[:14]
    assert [week["down"] for week in base] == [n in (4, 8, 12) for n in range(1, 15)]
    assert [week["volume"] for week in base[:3]] == [80, 88, 96.5]
    assert [week["volume"] for week in base[4:7]] == [105, 105, 105]


TEN_K_TO_MARATHON = """
[athlete]
level = "intermediate"
timezone = "America/New_York"
weekly = "55 km"
longest = "16 km"
recent_race = "10k 47:00"
[plan]
start = 2015-01-05
[[race]]
id = "ten-k"
name = "Ten k"
date = 2015-06-21
distance = "10k"
priority = "A"
recovery_days = 14
[[race]]
id = "marathon-2015"
name = "October Marathon"
date = 2015-10-25
distance = "marathon"
priority = "A"
"""


def test_c4_from_a_ten_k_up_to_a_marathon() -> None:
    """C4 (S43, S50): recovery, four weeks of base and their recovery week, eight specific, three of taper."""
    assert phases(planned(TEN_K_TO_MARATHON), "marathon-2015")[:5] == [
        ("recovery", "06-22", "07-05"),
        ("base", "07-06", "08-02"),
        ("recovery", "08-03", "08-09"),
        ("specific", "08-10", "10-04"),
        ("taper", "10-05", "10-25"),
    ]


def test_c4_says_that_moving_up_asks_for_more_base() -> None:
    """C4: base carries over (S41), but moving up asks for more than there is (S43)."""
    shown = planned(TEN_K_TO_MARATHON)
    assert said(shown, "base", "10"), shown["findings"]


TEN_K_TO_TEN_K = """
[athlete]
level = "intermediate"
timezone = "America/New_York"
weekly = "50 km"
longest = "14 km"
recent_race = "10k 47:00"
[week]
rest = ["monday"]
long = "sunday"
[plan]
start = 2015-01-05
[[race]]
id = "june"
name = "June 10k"
date = 2015-06-21
distance = "10k"
priority = "A"
[[race]]
id = "september"
name = "September 10k"
date = 2015-09-13
distance = "10k"
priority = "A"
"""


def test_c5_from_ten_k_to_ten_k() -> None:
    """C5 (S34, S35): one week of recovery, two of re-base, eight specific, one of taper."""
    assert phases(planned(TEN_K_TO_TEN_K), "september")[:4] == [
        ("recovery", "06-22", "06-28"),
        ("base", "06-29", "07-12"),
        ("specific", "07-13", "09-06"),
        ("taper", "09-07", "09-13"),
    ]


def test_c5_hard_days_are_strength_on_the_way_back() -> None:
    """C5 (S37): in the re-base the days that would be hard are strength."""
    shown = planned(TEN_K_TO_TEN_K)
    for week in weeks(shown, "september")[1:3]:
        monday = date.fromisoformat(week["start"])
        days = [[s["kind"] for s in on(shown, (monday + timedelta(n)).isoformat())] for n in (1, 3)]
        assert all("strength" in kinds_of_day for kinds_of_day in days), (week["start"], days)
        assert not any("quality" in kinds_of_day for kinds_of_day in days)


BEGINNER = """
[athlete]
level = "beginner"
timezone = "Europe/Berlin"
weekly = "80 min"
longest = "40 min"
[plan]
start = 2027-01-04
[[race]]
id = "park-5k"
name = "Park 5k"
date = 2027-03-28
distance = "5k"
priority = "A"
"""


@pytest.mark.parametrize(
    ("weekly", "first", "second"),
    [("80 min", [20, 20, 40], [22, 22, 44]), ("100 min", [30, 30, 40], [33, 33, 44])],
)
def test_c6_a_beginners_first_two_weeks(weekly: str, first: list[int], second: list[int]) -> None:
    """C6 (S24, S25): the runs' minutes of both weeks."""
    shown = planned(BEGINNER.replace("80 min", weekly))
    assert runs(shown, "2027-01-04") == first
    assert runs(shown, "2027-01-11") == second


def test_c6_strength_and_cross_training_on_the_days_told() -> None:
    """C6 (S24): strength on Monday and Wednesday, 45 min across on Friday, the long run on Saturday, Sunday rest."""
    shown = planned(BEGINNER)
    for monday in (date(2027, 1, 4), date(2027, 1, 11)):
        days = [on(shown, (monday + timedelta(n)).isoformat()) for n in range(7)]
        assert [[s["kind"] for s in day] for day in days] == [
            ["strength"],
            ["easy"],
            ["strength"],
            ["easy"],
            ["cross"],
            ["long"],
            [],
        ]
        assert days[4][0]["minutes"] == 45


@pytest.mark.parametrize("last", ["2027-05-23", "2027-06-27", "2027-09-26"])
def test_c7_a_beginners_marathon_is_base_and_taper_only(last: str) -> None:
    """C7 (S15): twenty weeks or more, no quality, the same test each time."""
    text = BEGINNER.replace("2027-03-28", last).replace('"5k"', '"marathon"')
    shown = planned(text)
    assert {kind for kind, _, end in phases(shown, "park-5k") if end <= last[5:]} == {"base", "taper"}
    assert not kinds(shown, "quality")
    tests = kinds(shown, "test")
    assert tests
    assert len({test["title"] for test in tests}) == 1


EXPERIENCED = """
[athlete]
level = "advanced"
timezone = "Europe/Berlin"
weekly = "80 km"
longest = "20 km"
recent_race = "10k 38:30"
continuous = true
[plan]
start = 2027-03-01
[[race]]
id = "spring-10k"
name = "Spring 10k"
date = 2027-04-25
distance = "10k"
priority = "A"
"""


def test_c8_an_experienced_runner_may_skip_base() -> None:
    """C8 (S14): a 10k in eight weeks: no base, seven specific, one of taper, and no warning."""
    shown = planned(EXPERIENCED)
    assert phases(shown, "spring-10k")[:2] == [("specific", "03-01", "04-18"), ("taper", "04-19", "04-25")]
    assert warned(shown) == []


def test_c11_a_taper_of_four_weeks_is_refused() -> None:
    """C11 (S48): 28 days of taper failed before; refused, with that as the reason."""
    problems = refused(PARIS_NEW_YORK.replace("[plan]", "[plan]\ntaper_days = 28"))
    assert any("S48" in problem and "28" in problem for problem in problems), problems


def test_c12_the_weeks_after_a_marathon_at_seventy_miles() -> None:
    """C12 (S47): 14, 28, 42, 52.5 miles after a peak of 70."""
    text = PARIS_NEW_YORK.replace('weekly = "50 mi"', 'weekly = "70 mi"').replace("[plan]", '[plan]\npeak = "70 mi"')
    shown = planned(text)
    assert [week["volume"] for week in weeks(shown, "new-york-2015")[:4]] == [14, 28, 42, 52.5]


@pytest.mark.parametrize(
    "text",
    [PARIS_NEW_YORK, HOUSTON, MARK, TEN_K_TO_MARATHON, TEN_K_TO_TEN_K, BEGINNER, EXPERIENCED],
    ids=["c1", "c2", "c3", "c4", "c5", "c6", "c8"],
)
def test_the_cases_keep_the_rule_book(text: str) -> None:
    """What comes out to the day keeps every rule besides."""
    found = breaches_of(text, planned(text))
    assert not found, "\n".join(f"{breach.rule} · {breach.where} · {breach.message}" for breach in found)
