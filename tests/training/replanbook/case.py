"""A season with a diary, and its plan after each entry: what the rules of planning again are asked about."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
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
from tests.training.rulebook import breaches as season_breaches
from tests.training.rulebook.facts import Facts
from tests.training.rulebook.shapes import RUNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from countback.training.diary import Diary, Entry
    from countback.training.model import Plan, Session
    from tests.training.rulebook.facts import Json

NOT_RUN = ("missed", "skipped")
SMALL = 5  # days off after which nothing else moves


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
    def told_now(self) -> Json:
        """The season as it would be told had everything been known; days off and the way back count as away."""
        away = [row for off in self.offs for row in off.as_away()]
        return {**self.told, "race": races_now(self.told, self.diary), "away": [*self.told.get("away", ()), *away]}

    @cached_property
    def run(self) -> Facts:
        """The plan without all that was missed or skipped, for the rule on single runs."""
        return Facts(self.told_now, as_run(self.shown, lambda _: False))

    @cached_property
    def shown(self) -> str:
        """What `show --json` prints."""
        return json.dumps(as_json(self.plan))

    @cached_property
    def facts(self) -> Facts:
        """The plan as other rules see it: after five days off or less nothing else moves, so those count as run."""
        long = [off for off in self.offs if off.days > SMALL]

        def counts(day: str) -> bool:
            return not any(str(off.start) <= day <= str(off.end) for off in long)

        shown = as_run(self.shown, counts)
        for week in shown["weeks"]:
            start = date.fromisoformat(week["start"])
            week["down"] = week["down"] or any(off.bends(start) for off in self.offs)
        return Facts(self.told_now, shown)

    @cached_property
    def first_breaches(self) -> frozenset[tuple[str, str]]:
        """Rule and place of what the plan as first made breaks: not the business of planning again."""
        shown = as_run(json.dumps(as_json(self.plans[0])), lambda _: False)
        return frozenset((breach.rule, breach.where) for breach in season_breaches(self.told, shown))

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


def as_run(printed: str, counts: Callable[[str], bool]) -> dict[str, Any]:
    """`show --json` without what was not run, but for the days that count all the same; a race always stays."""
    shown = cast("dict[str, Any]", json.loads(printed))
    race = SessionKind.RACE.value
    missed = [s for s in shown["sessions"] if s["state"] in NOT_RUN]
    for week in shown["weeks"]:
        last = str(date.fromisoformat(week["start"]) + timedelta(6))
        own = [s for s in missed if week["start"] <= s["date"] <= last and counts(s["date"]) and s["kind"] in RUNS]
        week["volume"] += sum(s["amount"] for s in own if s["kind"] != race)
        week["longest"] = max([week["longest"], *(s["amount"] for s in own)])
    shown["sessions"] = [
        s for s in shown["sessions"] if s["state"] not in NOT_RUN or counts(s["date"]) or s["kind"] == race
    ]
    return shown


def races_now(told: Json, entries: Diary) -> list[dict[str, Any]]:
    """The `[[race]]` tables as they would stand had everything been known."""
    races: dict[str, dict[str, Any]] = {race["id"]: dict(race) for race in told["race"]}
    for entry in entries:
        match entry:
            case RaceChanged(race=name, to=None):
                del races[name]
            case RaceChanged(race=name, to=day):
                races[name]["date"] = day
            case RaceAdded(race=race):
                distance, priority = race.distance_text, race.priority.value
                races[race.id] = {"id": race.id, "date": race.date, "distance": distance, "priority": priority}
    return sorted(races.values(), key=lambda race: date.toordinal(race["date"]))
