"""`show --json` is a contract: these keys, these types, these values."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from countback.events.event import event_uid
from countback.training.model import Finding, Quantity, Severity, Unit
from countback.views.data import amount, as_json, day, week
from tests import factories

KEYS = {
    "season": {"name", "rules", "timezone", "unit", "races"},
    "phases": {"race", "kind", "start", "end", "weeks", "why"},
    "weeks": {"start", "race", "to_go", "phase", "volume", "longest", "down"},
    "sessions": {
        "address",
        "uid",
        "date",
        "start",
        "minutes",
        "kind",
        "title",
        "distance_km",
        "hard",
        "state",
        "pinned",
        "steps",
        "why",
    },
    "findings": {"code", "severity", "message", "session", "week"},
}


def shown(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - the fields of Plan
    """The data of the small plan, as a reader of JSON gets it."""
    result: dict[str, Any] = json.loads(json.dumps(as_json(replace(factories.plan(), **changes))))
    return result


def one(slot: str) -> dict[str, Any]:
    """The first session of a slot."""
    return next(row for row in shown()["sessions"] if row["address"].endswith(slot))


def test_the_keys_of_the_contract_are_there() -> None:
    """Keys may be added, none may go."""
    data = shown(findings=(Finding("code", Severity.INFO, "Message.", week=factories.START),))
    assert set(data) >= set(KEYS)
    for name, keys in KEYS.items():
        row = data[name] if name == "season" else data[name][0]
        assert set(row) >= keys, name


def test_the_season_tells_its_races() -> None:
    """Id, name, day, distance to the metre, priority; a season without a name has that of its last race."""
    season = shown()["season"]
    assert season["name"] == "Berlin Marathon"
    assert (season["rules"], season["timezone"], season["unit"]) == ("classic-1", "Europe/Berlin", "km")
    assert season["races"] == [
        {
            "id": "berlin-marathon-2027",
            "name": "Berlin Marathon",
            "date": "2027-09-26",
            "distance_km": 42.195,
            "priority": "A",
        }
    ]


@pytest.mark.parametrize(("tenths", "number"), [(450, 45), (455, 45.5), (0, 0), (3, 0.3)])
def test_amounts_have_one_decimal_at_most(tenths: int, number: float) -> None:
    """Tenths of the unit become the unit, whole where they are whole."""
    assert amount(tenths) == number
    assert isinstance(amount(tenths), int) == (tenths % 10 == 0)


def test_a_start_carries_its_offset() -> None:
    """Summer time in Berlin is two hours ahead; a session without an hour has no start."""
    assert one("/long")["start"] == "2027-08-22T08:00:00+02:00"
    assert one("/strength-1")["start"] is None


def test_a_start_that_the_clocks_skip_is_told_as_they_show_it() -> None:
    """On 28 March 2027 there is no half past two in Berlin: the clock shows half past three."""
    run = factories.session(date(2027, 3, 28), start=time(2, 30))
    data = as_json(factories.plan(sessions=(run,)))
    rows = json.loads(json.dumps(data))["sessions"]
    assert rows[0]["start"] == "2027-03-28T03:30:00+02:00"


def test_the_uid_is_the_calendar_s() -> None:
    """Who joins the data with a calendar joins by uid."""
    row = one("/long")
    assert row["uid"] == event_uid("season-7f3a", row["address"])


def test_steps_are_data_with_their_targets() -> None:
    """Repeats hold steps; a step tells how long or how far, and what to aim at."""
    warmup, repeat, _ = one("/quality-1")["steps"]
    assert warmup == {
        "kind": "warmup",
        "effort": "easy",
        "seconds": 900,
        "metres": None,
        "note": "",
        "target": {"rpe": [2, 3], "pace": [350, 390], "heart_rate": None},
    }
    assert repeat["times"] == 6
    assert [step["kind"] for step in repeat["steps"]] == ["work", "recover"]
    assert (repeat["steps"][0]["metres"], repeat["steps"][0]["effort"]) == (800, "10k")


def test_a_finding_tells_its_week_as_a_date() -> None:
    """And null where it is about the season."""
    found = (Finding("a", Severity.WARNING, "A.", week=date(2027, 8, 16)), Finding("b", Severity.INFO, "B."))
    rows = shown(findings=found)["findings"]
    assert [(row["severity"], row["week"]) for row in rows] == [("warning", "2027-08-16"), ("info", None)]


def test_the_unit_follows_the_athlete() -> None:
    """Minutes in, minutes out."""
    season = factories.season()
    season = replace(season, athlete=replace(season.athlete, weekly=Quantity(800, Unit.MIN)))
    assert shown(season=season)["season"]["unit"] == "min"


def test_a_week_and_a_day_hold_their_sessions() -> None:
    """As the whole has them."""
    plan = factories.plan()
    assert json.loads(json.dumps(week(plan.weeks[0], plan.season)))["sessions"] == shown()["sessions"][:4]
    assert json.loads(json.dumps(day(plan, date(2027, 8, 22))))["sessions"] == [one("/long")]
