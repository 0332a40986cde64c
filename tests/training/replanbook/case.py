"""A season of the grid with a diary, and its plan after each entry: what the rules of planning again are asked about."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from countback.files.season import parse_season
from countback.training.diary import Absent, RaceAdded, RaceChanged
from countback.training.model import Season, SessionKind
from countback.training.replan import plan_of
from countback.views.data import as_json
from tests.training.diaries import diary
from tests.training.grid import season as grid_season
from tests.training.grid import toml
from tests.training.replanbook.days_off import Off, joined
from tests.training.rulebook.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from countback.training.diary import Diary, Entry
    from countback.training.model import Plan, Session
    from tests.training.rulebook.facts import Json

NOT_RUN = ("missed", "skipped")


@dataclass(frozen=True)
class Step:
    """One entry, and the plan before and after it."""

    entry: Entry
    before: Plan
    after: Plan

    def both(self, which: Callable[[Session], bool]) -> tuple[dict[str, Session], dict[str, Session]]:
        """The sessions of either plan that are asked for, by address."""
        before, after = (
            {session.address: session for session in plan.sessions if which(session)}
            for plan in (self.before, self.after)
        )
        return before, after


@dataclass(frozen=True)
class Case:
    """A season as told, read and planned after each beginning of its diary; `plans[0]` is the plan as first made."""

    told: Json
    season: Season
    diary: Diary
    plans: tuple[Plan, ...] = field(repr=False)

    @property
    def plan(self) -> Plan:
        """The plan after the whole diary."""
        return self.plans[-1]

    @property
    def steps(self) -> Iterator[Step]:
        """Each entry with the plans around it."""
        return map(Step, self.diary, self.plans, self.plans[1:])

    @cached_property
    def offs(self) -> tuple[Off, ...]:
        """The days off of the diary, those that touch taken as one."""
        return joined([entry for entry in self.diary if isinstance(entry, Absent)])

    @cached_property
    def facts(self) -> Facts:
        """The plan as it was and will be run, for the rules of a season; absences and the way back count as away."""
        away = [row for off in self.offs for row in off.as_away()]
        told = {**self.told, "race": races_now(self.told, self.diary), "away": [*self.told.get("away", ()), *away]}
        return Facts(told, as_run(self.plan))

    @cached_property
    def races_changed(self) -> date | None:
        """The last day on which a race moved, came or went."""
        return max((e.on for e in self.diary if isinstance(e, RaceChanged | RaceAdded)), default=None)

    def longest_off(self, until: date) -> int:
        """The most days off in a row that began before a day."""
        return max((off.days for off in self.offs if off.start <= until), default=0)


def read(told: Json) -> Season:
    """A season as its file would be read. Raises ValueError where that has problems."""
    season = parse_season(toml(told).encode())
    if not isinstance(season, Season):
        raise ValueError([problem.message for problem in season])  # noqa: TRY004 -- the text is wrong, not its type
    return season


def case(seed: str, entries: int = 0) -> Case:
    """The grid season of a seed with the diary of that seed."""
    told = grid_season(seed)
    season = read(told)
    plans: list[Plan] = []

    def planner(season: Season, told: Diary) -> Plan:
        plans.append(plan_of(season, told))
        return plans[-1]

    found = diary(season, seed, planner, entries)
    return Case(told, season, found, tuple(plans))


def case_of(told: Json, *entries: Entry) -> Case:
    """A season with a diary of one's own."""
    season = read(told)
    return Case(told, season, entries, tuple(plan_of(season, entries[:n]) for n in range(len(entries) + 1)))


def as_run(plan: Plan) -> Json:
    """`show --json` without what was missed or skipped; a race stays, whatever became of it."""
    shown = cast("dict[str, Any]", json.loads(json.dumps(as_json(plan))))
    race = SessionKind.RACE.value
    shown["sessions"] = [s for s in shown["sessions"] if s["state"] not in NOT_RUN or s["kind"] == race]
    return shown


def races_now(told: Json, entries: Diary) -> list[dict[str, Any]]:
    """The `[[race]]` tables as they would stand had everything been known."""
    races = {race["id"]: dict(race) for race in told["race"]}
    for entry in entries:
        match entry:
            case RaceChanged(race=name, to=None):
                del races[name]
            case RaceChanged(race=name, to=day):
                races[name]["date"] = day
            case RaceAdded(race=race):
                distance, priority = race.distance_text, race.priority.value
                races[race.id] = {"id": race.id, "date": race.date, "distance": distance, "priority": priority}
    return sorted(races.values(), key=lambda race: cast("date", race["date"]))
