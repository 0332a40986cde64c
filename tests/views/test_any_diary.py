"""Whatever a diary holds: every view of the plan before and after it, and its calendar, can be made."""

from __future__ import annotations

from datetime import date

import pytest

from countback.events.schedule import schedule
from countback.training.diary import RaceChanged
from countback.training.difference import difference
from countback.views import changes, data, detail, original, overview
from tests.training.grid import season
from tests.training.replanbook.case import Case, case, case_of


def two_goals() -> dict[str, object]:
    """A season with an A race after an A race."""
    races = [
        {"id": name, "name": name, "date": day, "distance": "half", "priority": "A"}
        for name, day in (("autumn", date(2027, 9, 26)), ("spring", date(2028, 3, 12)))
    ]
    return season("0-0") | {"plan": {"start": date(2027, 3, 1)}, "race": races, "away": []}


CANCELLED = case_of(two_goals(), RaceChanged(date(2027, 6, 1), "autumn", None))


@pytest.mark.parametrize("found", [CANCELLED, *(case(f"views-{number}") for number in range(25))])
def test_every_view_of_it_can_be_made(found: Case) -> None:
    """The difference each entry makes, the plan beside the first one, all weeks and sessions, the events."""
    for before, after, entry in zip(found.plans, found.plans[1:], found.diary, strict=False):
        shift = changes.Shift(before, after, difference(before, after, "why"), entry.on, "why")
        assert changes.lines(shift)
        assert changes.as_json(shift)
    first, last = found.plans[0], found.plans[-1]
    today = found.diary[-1].on if found.diary else last.start
    assert overview.overview(last, today, why=True)
    assert original.season(first, last, found.diary, today)
    assert [detail.week(last, week, today, why=True) for week in last.weeks]
    assert [detail.session(last, session, today) for session in last.sessions]
    assert schedule(last)


@pytest.mark.parametrize("found", [CANCELLED, *(case(f"views-{number}") for number in range(25))])
def test_every_race_that_the_plan_names_is_listed(found: Case) -> None:
    """Phases and weeks name a race of the season, or a cancelled one."""
    shown = data.as_json(found.plans[-1])
    season = shown["season"]
    races = {race["id"] for race in (*season["races"], *season.get("cancelled", ()))}  # type: ignore[index,attr-defined]
    assert {week["race"] for week in shown["weeks"]} <= races  # type: ignore[attr-defined]
    assert {phase["race"] for phase in shown["phases"]} <= races  # type: ignore[attr-defined]
