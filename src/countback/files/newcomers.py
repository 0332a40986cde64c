"""A race that comes in or moves in mid-season is held to what every [[race]] of season.toml is, by the same code."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from countback.files.contradictions import of_races
from countback.files.distances import Distance
from countback.files.tables import AthleteTable, PlanTable, RaceTable, SeasonTable
from countback.training.rules import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from countback.training.model import Layout, Race, Season


def objections(race: Race, others: Iterable[Race], season: Season, start: date) -> Iterator[tuple[str, str]]:
    """What season.toml would say, were this race one of its own: the key of a [[race]], or of [plan], and the reason.

    `others` are the races as they stand otherwise, `start` the plan's first day.
    """
    before = _with((*others,), season, start)
    after = before.model_copy(update={"race": (*before.race, _table(race))})
    rules = load(season.rules)
    known = set(of_races(before, rules))
    for mistake in of_races(after, rules):
        *_, key = mistake.path
        if mistake not in known and mistake.path[:2] in {("race", len(before.race)), ("plan", key)}:
            yield str(key), mistake.message


def _with(races: tuple[Race, ...], season: Season, start: date) -> SeasonTable:
    """As much of a season.toml as is asked of races."""
    begun = season.plan.start or (None if season.created else start)
    return SeasonTable.model_construct(
        created=season.created,
        athlete=AthleteTable.model_construct(level=season.athlete.level),
        plan=PlanTable.model_construct(start=begun, **_keys(season.plan.layout)),
        race=tuple(map(_table, races)),
    )


def _table(race: Race) -> RaceTable:
    return RaceTable.model_construct(
        id=race.id,
        name=race.name,
        date=race.date,
        distance=Distance(race.distance_km, race.distance_text or f"{race.distance_km:g} km"),
        priority=race.priority,
        **_keys(race.layout),
    )


def _keys(layout: Layout) -> dict[str, Any]:
    return {field.name: getattr(layout, field.name) for field in fields(layout)}
