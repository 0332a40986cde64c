"""season.toml → `Season`, or every problem in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from countback.files.contradictions import contradictions
from countback.files.distances import Finish, meant
from countback.files.document import Document, parse_document, read_document
from countback.files.problem import Problem, Unfit
from countback.files.slugs import race_id, season_id
from countback.files.table import missing, settled, validate
from countback.files.tables import SeasonTable
from countback.training.model import (
    Athlete,
    Away,
    CalendarPrefs,
    Layout,
    PlanPrefs,
    Priority,
    Race,
    Running,
    Season,
    WeekPrefs,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import time
    from pathlib import Path

    from countback.files.problem import Mistake
    from countback.files.tables import (
        AthleteTable,
        AwayTable,
        CalendarTable,
        LayoutKeys,
        PlanTable,
        RaceTable,
        TimesTable,
        WeekTable,
    )

T = TypeVar("T")

FILE: Final = "season.toml"
RULES: Final = "classic-1"


def read_season(folder: Path) -> Season | tuple[Problem, ...]:
    """The season in this folder, or every problem in its season.toml, in the order of its lines. Raises nothing."""
    return _season_of(read_document(folder / FILE))


def parse_season(content: bytes) -> Season | tuple[Problem, ...]:
    """As `read_season`, from the content of a season.toml."""
    return _season_of(parse_document(FILE, content))


def _season_of(document: Document | Problem) -> Season | tuple[Problem, ...]:
    if isinstance(document, Problem):
        return (document,)
    table, wrong = validate(SeasonTable, document.data, FILE)
    mistakes = settled(wrong, _further(table))
    return located(document, mistakes) if mistakes else _season(table)


def _further(table: SeasonTable) -> Iterator[Mistake]:
    yield from missing(table, (), FILE)
    yield from contradictions(table, RULES)


def located(document: Document, mistakes: tuple[Mistake, ...]) -> tuple[Problem, ...]:
    """The mistakes as problems with their lines, in the order of the file."""
    from countback.files.lines import line_of, lines_of  # a second parser, needed only now

    lines = lines_of(document.text)
    problems = [Problem(document.name, line_of(each.path, lines), each.message) for each in mistakes]
    return tuple(sorted(problems, key=lambda problem: problem.line or 0))


def given(value: T | None) -> T:
    """The value of a key that the file needs, after `missing` has found nothing."""
    if value is None:
        raise Unfit("a needed key is missing and was not told")
    return value


def _season(table: SeasonTable) -> Season:
    races = _races(table.race)
    derived = season_id(races[0].id, races[0].date)
    return Season(
        id=table.id or derived,
        rules=table.rules or RULES,
        athlete=_athlete(given(table.athlete)),
        races=races,
        week=_week(table.week),
        plan=_plan(table.plan),
        away=tuple(sorted((_away(row) for row in table.away), key=lambda away: away.start)),
        calendar=_calendar(table.calendar),
        name=table.name or "",
        created=table.created,
        derived_id=table.id is None,
    )


def _athlete(table: AthleteTable) -> Athlete:
    return Athlete(
        level=given(table.level),
        timezone=given(table.timezone),
        weekly=given(table.weekly),
        longest=table.longest,
        recent_race=table.recent_race,
        easy_pace=table.easy_pace,
        continuous=table.continuous,
        age=table.age,
        max_hr=table.max_hr,
        rest_hr=table.rest_hr,
    )


def _week(table: WeekTable) -> WeekPrefs:
    return WeekPrefs(
        long=table.long,
        quality=table.quality,
        rest=table.rest,
        starts=table.starts or 0,
        runs=table.runs,
        strength=table.strength,
        test=table.test,
        times=_times(table.times),
    )


def _times(table: TimesTable) -> tuple[time | None, ...]:
    own = (table.monday, table.tuesday, table.wednesday, table.thursday, table.friday, table.saturday, table.sunday)
    return tuple(hour if hour is not None else table.default for hour in own)


def _plan(table: PlanTable) -> PlanPrefs:
    return PlanPrefs(
        start=table.start,
        growth=table.growth,
        down_every=table.down_every,
        down_to=table.down_to,
        long_cap=table.long_cap,
        layout=_layout(table),
    )


def _layout(table: LayoutKeys) -> Layout:
    return Layout(
        base_weeks=table.base_weeks,
        specific_weeks=table.specific_weeks,
        cycle_weeks=table.cycle_weeks,
        taper_days=table.taper_days,
        recovery_days=table.recovery_days,
        peak=table.peak,
    )


def _races(tables: tuple[RaceTable, ...]) -> tuple[Race, ...]:
    """The races by date; those without an id get one that no other has."""
    taken = {table.id for table in tables if table.id}
    races: list[Race] = []
    for table in sorted(tables, key=lambda table: given(table.date)):
        race = replace(race_of(table, taken), derived_id=table.id is None)
        taken.add(race.id)
        races.append(race)
    return tuple(races)


def race_of(table: RaceTable, taken: Collection[str]) -> Race:
    """A race as its table tells it; without an id it gets one that is not taken."""
    name, day, distance = given(table.name), given(table.date), given(table.distance)
    return Race(
        id=table.id or race_id(name, distance.text, day, taken),
        name=name,
        date=day,
        distance_km=distance.km,
        distance_text=distance.text,
        priority=table.priority or Priority.A,
        start=table.start,
        goal=meant(distance.km, table.goal) if isinstance(table.goal, tuple) else None,
        finish=isinstance(table.goal, Finish),
        layout=_layout(table),
    )


def _away(table: AwayTable) -> Away:
    return Away(start=given(table.from_), end=given(table.to), running=table.running or Running.NONE)


def _calendar(table: CalendarTable) -> CalendarPrefs:
    return CalendarPrefs(
        name=table.name or CalendarPrefs().name,
        reminder=table.reminder,
        banners=table.banners,
        busy=table.busy,
        private=table.private,
        buffer=table.buffer,
    )
