"""Findings: for each code a small season, and diary, that provokes it, and the page that explains it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from countback.files.season import parse_season
from countback.training.checks import CODES
from countback.training.diary import Absent, Cause, Diary, Moved, RaceChanged
from countback.training.diary import Tested as Result  # pytest takes a class called Test… for tests
from countback.training.model import Finding, Performance, Season
from countback.training.replan import REPLAN_CODES, plan_of
from tests.training.grid import toml

PAGE = Path(__file__).parents[2] / "docs" / "findings.md"
ROOMS = Path(__file__).parents[2] / "src" / "countback" / "training"
START = date(2027, 1, 4)
Table = dict[str, Any]

ATHLETE: Table = {
    "level": "intermediate",
    "timezone": "Europe/Berlin",
    "weekly": "50 km",
    "longest": "14 km",
    "recent_race": "10k 47:30",
}
WEEK: Table = {"long": "sunday", "quality": ["tuesday", "thursday"], "rest": ["monday"]}
BEGINNER: Table = {
    "level": "beginner",
    "weekly": "20 km",
    "longest": "7 km",
    "recent_race": None,
    "easy_pace": "7:00/km",
}
OPEN: Table = {"long": "saturday", "quality": None, "rest": None}


def race(weeks: int, distance: str = "10k", priority: str = "A", **more: object) -> Table:
    """A race on the Sunday of the season's n-th week."""
    day = START + timedelta(7 * weeks - 1)
    return {"id": f"race-{weeks}", "name": "It", "date": day, "distance": distance, "priority": priority} | more


@dataclass(frozen=True)
class Case:
    """A quiet season but for these changes; `also` are the codes that cannot but come along."""

    races: tuple[Table, ...] = (race(18),)
    athlete: Table = field(default_factory=dict)
    week: Table = field(default_factory=dict)
    plan: Table = field(default_factory=dict)
    away: tuple[Table, ...] = ()
    ident: str | None = "quiet"
    also: frozenset[str] = frozenset()
    diary: Diary = ()

    def toml(self) -> str:
        """The season.toml."""
        told = {
            "id": self.ident,
            "rules": "classic-1",
            "athlete": _kept(ATHLETE | self.athlete),
            "week": _kept(WEEK | self.week),
            "plan": _kept({"start": START} | self.plan),
            "race": list(self.races),
            "away": list(self.away),
        }
        return toml(_kept(told))


def _kept(table: Table) -> Table:
    return {key: value for key, value in table.items() if value is not None}


def day(week: int, weekday: int = 0) -> date:
    """A day of the season's n-th week, from Monday = 0."""
    return START + timedelta(7 * (week - 1) + weekday)


def off(first: date, last: date, cause: Cause = Cause.MISSED) -> Diary:
    """Days off, told the day after."""
    return (Absent(last + timedelta(1), cause, first, last),)


LOST = frozenset({"fitness-lost"})
HELD = frozenset({"easy-held"})
FREE = frozenset({"quality-day-free"})
TUNE_UP = race(15, "5k", "C")

CASES = {
    "too-soon": Case((race(4),), also=HELD),
    "races-too-close": Case((race(18), race(19, "5k")), also=frozenset({"recovery-short"})),
    "races-bridged": Case((race(18), race(21))),
    "races-close": Case(
        (race(24, "marathon"), race(38, "marathon")), athlete={"weekly": "60 km", "longest": "18 km"}, also=HELD | FREE
    ),
    "base-below-floor": Case((race(4, "5k"),), athlete=BEGINNER, week=OPEN, also=HELD),
    "base-short": Case((race(16),)),
    "base-skipped": Case((race(9, base_weeks=0),)),
    "base-long": Case((race(24, base_weeks=14),)),
    "specific-short": Case((race(6),), athlete={"continuous": True}, also=HELD),
    "recovery-short": Case(
        (race(18, "half"), race(21, "10k")),
        athlete={"age": 61},
        also=frozenset({"base-short", "races-bridged", "easy-held"}),
    ),
    "recovery-week-cut": Case((race(8, base_weeks=3),), also=frozenset({"specific-short"})),
    "taper-short": Case(
        (race(6, "marathon"),),
        athlete={"continuous": True, "weekly": "65 km", "longest": "20 km"},
        also=FREE | {"specific-short"},
    ),
    "cycle-not-possible": Case(plan={"cycle_weeks": 16}),
    "base-and-taper-only": Case((race(18, goal="finish", specific_weeks=6),)),
    "id-derived": Case(ident=None),
    "start-assumed": Case(plan={"start": None}),
    "pace-assumed": Case(athlete={"recent_race": None}),
    "longest-assumed": Case(athlete={"longest": None}),
    "easy-pace-unused": Case(athlete={"easy_pace": "6:10/km"}),
    "away-outside": Case(away=({"from": date(2028, 4, 1), "to": date(2028, 4, 3)},)),
    "longest-over-weekly": Case(athlete={"longest": "60 km"}),
    "taper-in-weeks": Case((race(19),), plan={"taper_days": 10}),
    "continuous-ignored": Case(
        athlete={"level": "novice", "weekly": "35 km", "longest": "12 km", "continuous": True}, week=OPEN
    ),
    "growth-fast": Case(plan={"growth": 1.12}),
    "down-weeks-off": Case(plan={"down_every": "never"}),
    "peak-far": Case(athlete={"weekly": "32 km", "longest": "12 km"}),
    "peak-below-weekly": Case(plan={"peak": "48 km"}),
    "no-strength": Case(week={"strength": 0}),
    "strength-not-placed": Case(week={"strength": 6}),
    "heart-rate-incomplete": Case(athlete={"max_hr": 188}),
    "goal-far": Case((race(18, goal="40:00"),)),
    "marathon-optimistic": Case((race(24, "marathon"),), athlete={"weekly": "39 km"}, also=HELD | FREE | {"peak-far"}),
    "run-walk-first": Case(
        (race(30, "5k"),),
        athlete=BEGINNER | {"weekly": "60 min", "longest": "10 min"},
        week=OPEN,
        also=frozenset({"peak-far"}),
    ),
    "run-walk-stays": Case(
        (race(40, "half"),),
        athlete=BEGINNER | {"weekly": "5 km", "longest": "1 km"},
        week=OPEN,
        also=frozenset({"run-walk-first", "long-short", "peak-low"}),
    ),
    "volume-not-held": Case(athlete={"weekly": "60 km", "longest": "10 km"}, week={"runs": 4}, also=HELD | FREE),
    "return-not-held": Case(
        (race(16, "half") | {"date": START + timedelta(7 * 15)},),
        athlete=BEGINNER | {"weekly": "24 km", "longest": "10 km"},
        week=OPEN,
        also=frozenset({"peak-held"}),
    ),
    "easy-held": Case((race(24, "5k"),), athlete={"weekly": "50 km", "longest": "14 km"}),
    "peak-held": Case(
        (race(26, "marathon"),),
        athlete={"level": "advanced", "weekly": "90 km", "longest": "25 km", "recent_race": "10k 47:30"},
        week={"runs": 6, "rest": None},
        also=FREE,
    ),
    "volume-low": Case(
        (race(14, base_weeks=4),),
        athlete={"level": "novice", "weekly": "18 km", "longest": "7 km"},
        week=OPEN,
        also=frozenset({"peak-far"}),
    ),
    "long-short": Case(
        (race(9, "marathon"),),
        athlete=BEGINNER | {"weekly": "10 km", "longest": "5 km"},
        week=OPEN,
        also=frozenset({"base-short", "peak-low"}),
    ),
    "long-far": Case(
        (race(24, "marathon"),),
        athlete={"level": "novice", "weekly": "45 km", "longest": "16 km", "recent_race": "10k 58:00"},
        week=OPEN,
        also=HELD,
    ),
    "long-cap-held": Case(plan={"long_cap": "150 min"}),
    "peak-low": Case(
        (race(22, "marathon"),), athlete={"weekly": "42 km"}, plan={"peak": "50 km"}, also=FREE | {"long-far"}
    ),
    "race-before-race": Case((race(17, "5k", "C"), race(18))),
    "race-in-recovery": Case((race(20, "half"), race(22, "5k", "C")), also=HELD),
    "race-over-week": Case((race(6, "50k", "C"), race(18)), athlete={"weekly": "40 km"}, week={"quality": None}),
    "race-outside-block": Case((race(6, "5k", "B"), race(18))),
    "quality-moved": Case(week={"quality": ["tuesday", "saturday"]}),
    "quality-day-free": Case((race(24, "marathon"),), athlete={"weekly": "60 km", "longest": "18 km"}, also=HELD),
    "long-moved": Case(away=({"from": date(2027, 2, 14), "to": date(2027, 2, 14), "running": "none"},)),
    "goal-slower": Case(diary=off(day(14), day(14, 6)), also=LOST),
    "goal-revise": Case(diary=off(day(6), day(8, 5)), also=LOST | HELD | {"volume-not-held"}),
    "goal-new": Case((race(24),), diary=off(day(4), day(8, 6)), also=LOST | HELD | {"volume-not-held"}),
    "goal-season": Case((race(40),), diary=off(day(4), day(12, 6)), also=LOST | HELD),
    "fitness-lost": Case(diary=off(day(5), day(5, 6))),
    "ask-a-doctor": Case(diary=off(day(5), day(5, 1), Cause.ILL)),
    "race-in-absence": Case((TUNE_UP, race(18)), diary=off(day(15, 5), day(15, 6))),
    "race-on-way-back": Case(
        (TUNE_UP, race(24)), diary=off(day(13), day(14, 4)), also=LOST | HELD | {"volume-not-held"}
    ),
    "paces-renewed": Case(diary=(Result(day(5), Performance(5.0, 22 * 60)),)),
    "hard-beside-hard": Case(
        (TUNE_UP, race(18)), diary=(Moved(day(15), "race-18/T-03w/quality-1", date(2027, 4, 17)),)
    ),
    "week-over": Case(
        (race(18),),
        diary=(Moved(day(2, 6), "race-18/T-15w/easy-1", day(2, 6)),),
    ),
    "hard-before-race": Case(diary=(Moved(day(16), "race-18/T-01w/quality-1", day(18, 3)),)),
    "strength-before-hard": Case(diary=(Moved(day(14), "race-18/T-03w/strength-1", day(15)),)),
    "run-on-eve": Case(diary=(Moved(day(16), "race-18/T-00w/easy-1", date(2027, 5, 8)),)),
    "moved-onto-day-off": Case(
        diary=(Absent(day(5), Cause.AWAY, day(8, 2), day(8, 3)), Moved(day(5), "race-18/T-10w/easy-1", day(8, 2))),
    ),
    "no-goal": Case(diary=(RaceChanged(day(5), "race-18", None),)),
}
ALL = (*CODES, *REPLAN_CODES)


def findings(case: Case) -> tuple[Finding, ...]:
    """What is found about the season after its diary."""
    season = parse_season(case.toml().encode())
    assert isinstance(season, Season), season
    return plan_of(season, case.diary).findings


def told() -> dict[str, str]:
    """The codes of the page and the severity that it names."""
    return dict(re.findall(r"^### `([a-z-]+)` \((\w+)\)$", PAGE.read_text("utf-8"), re.MULTILINE))


def test_a_quiet_season_has_no_findings() -> None:
    """Nothing is said where there is nothing to say."""
    assert not findings(Case())


@pytest.mark.parametrize("code", ALL)
def test_every_code_has_a_season_that_provokes_it_alone(code: str) -> None:
    """A quiet season with one thing wrong has that finding and no other."""
    assert {finding.code for finding in findings(CASES[code])} == {code} | CASES[code].also


def message(code: str, case: Case) -> str:
    """What a finding of this code says; there is one."""
    (found,) = [finding.message for finding in findings(case) if finding.code == code]
    return found


def test_races_without_an_id_are_told_once_with_the_id_to_write_down() -> None:
    """Beside the season that has none, and by themselves."""
    nameless = ({**race(18), "id": None}, {**race(15, "5k", "C"), "id": None, "name": "Park"})
    told = message("id-derived", Case(tuple(_kept(one) for one in nameless)))
    assert told.startswith('Park has no id: it is derived from its name. Add `id = "park-2027"` to its [[race]].')
    assert told.endswith('The same for 1 race: `id = "it-2027"`.')
    season = message("id-derived", Case((_kept(nameless[0]),), ident=None))
    assert season.startswith(
        'The season has no id: it is derived from its first race. Add `id = "it-2027"` at the top.'
    )


@pytest.mark.parametrize(("days", "far"), [(8, "8 days"), (13, "13 days"), (16, "2 weeks")])
def test_how_far_apart_races_are_is_never_rounded_up(days: int, far: str) -> None:
    """In days where they are few, then in whole weeks."""
    second = race(18) | {"id": "other", "name": "Other", "date": race(18)["date"] + timedelta(days)}
    told = [finding.message for finding in findings(Case((race(18), second))) if finding.code.startswith("races-")]
    assert [text for text in told if f"Other comes {far} after It" in text]


def test_base_that_does_not_fit_is_told_beside_what_was_set() -> None:
    """It is not called better: more than twelve weeks rarely bring more."""
    told = message("base-short", Case(plan={"base_weeks": 50}))
    assert told.endswith("of the 50 that you set: no more fit.")


@pytest.mark.parametrize("days", [7, 14])
def test_a_taper_of_whole_weeks_is_no_news(days: int) -> None:
    """Nor is one that ends inside the race's week, if the plan holds just so many days."""
    assert "taper-in-weeks" not in {finding.code for finding in findings(Case(plan={"taper_days": days}))}


def test_days_away_after_the_race_are_no_news_while_the_plan_goes_on() -> None:
    """The weeks of recovery are part of it."""
    after = race(18)["date"] + timedelta(2)
    found = findings(Case(away=({"from": after, "to": after},)))
    assert "away-outside" not in {finding.code for finding in found}


@pytest.mark.parametrize("code", ALL)
def test_what_is_found_is_said_in_a_sentence(code: str) -> None:
    """Each message is made of whole sentences, and never counts `1 weeks`."""
    messages = [finding.message for finding in findings(CASES[code])]
    assert all((message[0].isupper() or message[0].isdigit()) and message[-1] in ".)" for message in messages)
    assert not [message for message in messages if re.search(r"(?<![.\d])1 \w+s\b", message)]


def test_no_code_is_missing_in_the_list() -> None:
    """What the modules of planning again name in their findings is what REPLAN_CODES has."""
    paths = (*sorted(ROOMS.glob("*.py")), ROOMS / "checks" / "lost.py")
    source = "".join(path.read_text("utf-8") for path in paths)
    named = set(re.findall(r'(?:Finding|found)\(\s*"([a-z-]+)"', source))
    assert named | {code for code in REPLAN_CODES if code.startswith("goal-")} == set(REPLAN_CODES)
    assert 'Finding(f"goal-{row.goal}"' in source


def test_the_page_explains_every_code_in_order() -> None:
    """docs/findings.md has one entry a code, and none that nothing emits."""
    assert tuple(told()) == ALL


@pytest.mark.parametrize("code", ALL)
def test_the_page_names_the_severity(code: str) -> None:
    """As the program gives it."""
    assert {finding.severity for finding in findings(CASES[code]) if finding.code == code} == {told()[code]}


def test_every_entry_says_what_to_do() -> None:
    """Two lines at least: what it means and its rule, what to do."""
    entries = re.split(r"^### .*$", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert not [entry for entry in entries if len(entry.split("\n## ")[0].strip().splitlines()) < 2]


def test_a_peak_of_ones_own_that_is_not_reached_is_told() -> None:
    """Nothing is clamped in silence: not what `peak` asks for either."""
    told = {one.code: one.message for one in findings(Case(plan={"peak": "200 km"}))}
    assert "of the 200 km of `peak`" in told["peak-held"]
