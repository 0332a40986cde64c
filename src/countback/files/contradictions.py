"""What does not go together in season.toml, each thing right in itself. Keys that are wrong count as absent."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Final

from countback.files.choices import WEEKDAYS
from countback.files.distances import implausible
from countback.files.limits import beyond_limits, race_limits
from countback.files.problem import Mistake
from countback.files.words import listed
from countback.training.model import Level, Priority, Running, monday
from countback.training.rules import load
from countback.training.titles import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from countback.files.problem import Path
    from countback.files.tables import AwayTable, RaceTable, SeasonTable, WeekTable
    from countback.training.rules import Rules

_LONGEST_SEASON: Final = timedelta(days=5 * 366)


def contradictions(season: SeasonTable, default_rules: str) -> Iterator[Mistake]:
    """All contradictions, with the key at which to change something."""
    rules = load(season.rules or default_rules)
    yield from _week(season.week)
    yield from _room_for_runs(season, rules)
    yield from _heart_rates(season)
    yield from _priorities(season.race)
    yield from of_races(season, rules)
    yield from _absences(season.away)
    yield from beyond_limits(season, rules)


def of_races(season: SeasonTable, rules: Rules) -> Iterator[Mistake]:
    """What each race is held to, whether it stands in the season from its start or comes into it later."""
    yield from _beginner(season)
    yield from _race_days(season)
    yield from _race_pairs(season.race)
    yield from _goals(season.race)
    yield from race_limits(season, rules)


def _week(week: WeekTable) -> Iterator[Mistake]:
    rest, quality = week.rest or (), week.quality or ()
    if week.long in rest:
        way_out = "run long on another day, or take it out of rest"
        yield Mistake(("week", "long"), f"long = {_days(week.long)}: this is a rest day; {way_out}")
    if week.long in quality:
        way_out = "hard and long do not fit one day; take it out of quality"
        yield Mistake(("week", "quality"), f"quality has {_days(week.long)}, which is the long day; {way_out}")
    if both := set(rest) & set(quality):
        way_out = "take it out of one of them"
        yield Mistake(("week", "quality"), f"quality and rest both have {_days(*sorted(both))}; {way_out}")


def _days(*numbers: int | None) -> str:
    return listed(WEEKDAYS[number] for number in numbers if number is not None)


def _room_for_runs(season: SeasonTable, rules: Rules) -> Iterator[Mistake]:
    week, level = season.week, season.athlete.level if season.athlete else None
    left = 7 - len(week.rest or ())
    runs = week.runs or (level and rules.levels[level].runs[1])
    if runs and left < runs <= len(WEEKDAYS):  # what is more is told by itself
        whose = "runs" if week.runs else f"runs, which is what {level} means"
        way_out = "take a day out of rest" + (f", or set runs = {left}" if left >= _fewest_runs(level, rules) else "")
        yield Mistake(
            ("week", "rest"), f"rest takes {7 - left} of 7 days, which leaves {left} for {runs} {whose}; {way_out}"
        )
    if week.strength and left < week.strength <= rules.strength.most_a_week:
        way_out = "strength is never on a rest day; plan less of it, or rest less"
        yield Mistake(("week", "strength"), f"strength = {week.strength}: only {left} days are no rest days; {way_out}")


def _fewest_runs(level: Level | None, rules: Rules) -> int:
    return rules.levels[level].runs[0] if level else 1


def _beginner(season: SeasonTable) -> Iterator[Mistake]:
    if not season.athlete or season.athlete.level is not Level.BEGINNER:
        return
    if season.athlete.continuous:
        reason = "who trains and races all the time is no beginner; leave one of the two out (S10, S14)"
        yield Mistake(("athlete", "continuous"), f"continuous = true: {reason}")
    tables: list[tuple[Path, int | None]] = [(("plan",), season.plan.base_weeks)]
    tables += [(("race", number), race.base_weeks) for number, race in enumerate(season.race)]
    for path, weeks in tables:
        if weeks == 0:
            yield Mistake((*path, "base_weeks"), "base_weeks = 0: a beginner cannot skip base (S10); leave it out")


def _heart_rates(season: SeasonTable) -> Iterator[Mistake]:
    athlete = season.athlete
    if athlete and athlete.rest_hr and athlete.max_hr and athlete.rest_hr >= athlete.max_hr:
        reason = f"the resting heart rate lies below the highest one (max_hr = {athlete.max_hr})"
        yield Mistake(("athlete", "rest_hr"), f"rest_hr = {athlete.rest_hr}: {reason}")


def _priorities(races: tuple[RaceTable, ...]) -> Iterator[Mistake]:
    if races and all(race.priority in {Priority.B, Priority.C} for race in races):
        way_out = 'the season is laid out for its A races; give the most important one priority = "A"'
        yield Mistake(("race", 0, "priority"), f"no race has the priority A; {way_out}")


def _race_days(season: SeasonTable) -> Iterator[Mistake]:
    key, start = ("[plan] start", season.plan.start) if season.plan.start else ("created", season.created)
    if start is None:
        return
    for number, race in enumerate(season.race):
        if race.date is None:
            continue
        if race.date < start:
            reason = f"the race is before the season begins ({key} = {start})"
            yield Mistake(("race", number, "date"), f"date = {race.date}: {reason}; change one of them")
        if race.date - start > _LONGEST_SEASON:
            reason = f"more than five years after the season begins ({key} = {start}); make it a season of its own"
            yield Mistake(("race", number, "date"), f"date = {race.date}: {reason}")


def _race_pairs(races: tuple[RaceTable, ...]) -> Iterator[Mistake]:
    for (_, first), (number, second) in combinations(enumerate(races), 2):
        if first.id and first.id == second.id:
            reason = f"{_name(first)} has this id already; each race needs its own"
            yield Mistake(("race", number, "id"), f'id = "{second.id}": {reason}')
        if not first.date or not second.date:
            continue
        if first.date == second.date:
            yield Mistake(("race", number, "date"), f"date = {second.date}: on this day is {_name(first)} already")
        elif _is_a(first) and _is_a(second) and monday(first.date) == monday(second.date):
            reason = f"{_name(first)} is in the same week, on {first.date}"
            way_out = "two A races do not fit one week; make one of them B or C"
            yield Mistake(("race", number, "date"), f"date = {second.date}: {reason}; {way_out}")


def _is_a(race: RaceTable) -> bool:
    return race.priority in {None, Priority.A}


def _name(race: RaceTable) -> str:
    return race.name or "another race"


def _goals(races: tuple[RaceTable, ...]) -> Iterator[Mistake]:
    for number, race in enumerate(races):
        if isinstance(race.goal, tuple) and race.distance and (reason := implausible(race.distance.km, race.goal)):
            yield Mistake(("race", number, "goal"), f'goal = "{in_words(race.goal[0])}": {reason}')


def _absences(absences: tuple[AwayTable, ...]) -> Iterator[Mistake]:
    for number, away in enumerate(absences):
        if away.from_ and away.to and away.to < away.from_:
            yield Mistake(("away", number, "to"), f"to = {away.to}: this is before from = {away.from_}; swap them")
    for (_, first), (number, second) in combinations(enumerate(absences), 2):
        if _overlap(first, second) and _running(first) is not _running(second):
            reason = "these days are away already, with other running; let each day stand in one [[away]] only"
            yield Mistake(("away", number, "from"), f"from = {second.from_}: {reason}")


def _overlap(first: AwayTable, second: AwayTable) -> bool:
    if not (first.from_ and first.to and second.from_ and second.to):
        return False
    return first.from_ <= second.to and second.from_ <= first.to


def _running(away: AwayTable) -> Running:
    return away.running or Running.NONE
