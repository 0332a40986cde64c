"""What sessions are made of: round warm-ups and cool-downs, steps that add up."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pytest

from countback.files.season import parse_season
from countback.training.model import METRES_PER_MILE, Plan, Season, SessionKind, StepKind, Unit
from countback.training.season import build
from countback.training.steps import flat
from tests.training.grid import season, toml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from countback.training.model import Session, Step

SEASONS = tuple(f"0-{number}" for number in range(40))
TENTH = {Unit.KM: 100.0, Unit.MI: METRES_PER_MILE / 10}  # metres
WRAPPED = (SessionKind.QUALITY, SessionKind.TEST)


@lru_cache
def plan(name: str) -> Plan:
    """The plan of a grid season."""
    told = parse_season(toml(season(name)).encode())
    assert isinstance(told, Season)
    return build(told)


def wrapped(unit: Unit) -> Iterator[Session]:
    """Sessions with a warm-up and a cool-down, of the grid's plans in one unit."""
    plans = (plan(name) for name in SEASONS)
    return (s for made in plans if made.season.unit is unit for s in made.sessions if s.kind in WRAPPED)


def ends(session: Session) -> list[Step]:
    """Warm-up and cool-down."""
    return [s for s in flat(session.steps) if s.kind in {StepKind.WARMUP, StepKind.COOLDOWN}]


@pytest.mark.parametrize("unit", TENTH)
def test_warm_ups_and_cool_downs_are_whole_tenths_of_the_unit(unit: Unit) -> None:
    """Nobody jogs 2.02 km: 100 m in plans by kilometre, a tenth of a mile in plans by mile."""
    steps = [(s.address, step) for s in wrapped(unit) for step in ends(s)]
    odd = [
        at for at, step in steps if abs((step.metres or 0) - round((step.metres or 0) / TENTH[unit]) * TENTH[unit]) > 1
    ]
    assert steps
    assert not odd


def test_warm_ups_and_cool_downs_are_whole_minutes_in_plans_by_time() -> None:
    """Nobody jogs 10:25 min."""
    lengths = [step.seconds for session in wrapped(Unit.MIN) for step in ends(session)]
    assert lengths
    assert not [seconds for seconds in lengths if seconds is None or seconds % 60]


@pytest.mark.parametrize("unit", TENTH)
def test_the_steps_of_a_measured_session_are_its_distance(unit: Unit) -> None:
    """Steps that all have a length add up to the session's own within half a tenth, and a metre a step of rounding."""
    for session in wrapped(unit):
        steps = list(flat(session.steps))
        if all(step.metres for step in steps):
            metres = sum(step.metres or 0 for step in steps)
            assert abs(metres - session.amount * TENTH[unit]) <= TENTH[unit] / 2 + len(steps), session.address


def test_the_ends_of_a_quality_session_take_ten_to_fifteen_minutes() -> None:
    """Warm-up and cool-down of quality, in plans by time as they are told (section 4)."""
    quality = [s for s in wrapped(Unit.MIN) if s.kind is SessionKind.QUALITY]
    assert quality
    assert all(600 <= (step.seconds or 0) <= 900 for session in quality for step in ends(session))
