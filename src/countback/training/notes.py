"""The coach's notes on a season: its paces, its pattern of a week, and the days that races, rest and travel mark."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from countback.training.coach import Coach, Targets, tune_up
from countback.training.kit import Kit
from countback.training.load import Terms
from countback.training.model import DAY, WEEK, Effort, Priority, Race, Running, Season, monday
from countback.training.paces import Paces, paces_for, race_seconds, vdot, vdot_from_easy_pace
from countback.training.phases import days_of
from countback.training.scale import Scale
from countback.training.usual import usual_week

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from countback.training.model import Target
    from countback.training.rules import Rules
    from countback.training.week import Days, Pattern


def fitness(season: Season, rules: Rules) -> tuple[float, bool]:
    """Today's VDOT, and whether the athlete told it: by a race, by an easy pace, else assumed from the level."""
    athlete = season.athlete
    if athlete.recent_race is not None:
        return vdot(athlete.recent_race.distance_km, athlete.recent_race.seconds), True
    pace = athlete.easy_pace or rules.levels[athlete.level].easy_pace
    return vdot_from_easy_pace(pace, rules.zones), athlete.easy_pace is not None


def make_coach(season: Season, standing: Sequence[Race], first: date, rules: Rules) -> Coach:
    """Everything that the season's weeks share; only the races that are `standing` mark days."""
    value, known = fitness(season, rules)
    paces = paces_for(value, rules.zones)
    scale = Scale(season.unit, paces.easy_pace, rules.volume.tenths_below[season.unit])
    week, usual = usual_week(season, Terms(season, scale, rules).runs, rules)
    away = frozenset(span_days((a.start, a.end) for a in season.away if a.running is Running.NONE))
    easy_away = frozenset(span_days((a.start, a.end) for a in season.away))
    race_easy = frozenset(_easy_for_races(standing, rules))
    back = _back_from_away(season, rules)
    marked = {day: tuple(races) for day, races in groupby(standing, lambda race: race.date)}
    return Coach(
        season=season,
        first=first,
        rules=rules,
        kit=Kit(rules, scale, paces),
        pattern=week,
        usual=usual,
        race_days=marked,
        closed=away | frozenset(_closed(season, first, week)) | frozenset(_resting(standing, usual, rules)),
        easy_only=easy_away | race_easy | back.keys(),
        race_easy=race_easy,
        no_long=frozenset(_easy_for_races(_in_place_of_long(standing, rules), rules)),
        eves=frozenset(race.date - DAY for race in standing if race.priority is not Priority.C),
        away=away,
        back=back,
        race_minutes={race.id: _race_minutes(race, value, paces) for race in season.races},
        targets=targets_at(season, paces, known=known),
    )


def targets_at(season: Season, paces: Paces, *, known: bool) -> Targets:
    """How efforts should feel at these paces; without a pace where nobody told one."""

    @lru_cache(maxsize=256)
    def targets(efforts: tuple[Effort, ...], by_feel: frozenset[Effort]) -> tuple[tuple[Effort, Target], ...]:
        found = paces.targets(efforts, season.athlete)
        return tuple(
            (effort, feel if known and effort not in by_feel else replace(feel, pace=None)) for effort, feel in found
        )

    return targets


def _race_minutes(race: Race, value: float, paces: Paces) -> int:
    """A race's length: by its goal, else as predicted; at the easy pace where it is run to finish."""
    if race.finish:
        return round(race.distance_km * paces.easy_pace / 60)
    return round((race.goal or race_seconds(value, race.distance_km)) / 60)


def _back_from_away(season: Season, rules: Rules) -> dict[date, int]:
    """The days after a journey without running that counts as a down week: their running, in % of the usual."""
    percent: dict[date, int] = {}
    for start, end in joined((away.start, away.end) for away in season.away if away.running is Running.NONE):
        days = (end - start).days + 1
        parts = rules.off.row(days).ramp if days > rules.off.away_days else ()
        length = rules.off.row(days).ramp_days or days
        for number in range(length if parts else 0):
            percent[end + (number + 1) * DAY] = parts[number * len(parts) // length]
    return percent


def joined(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Spans of days by date, those that touch or overlap as one."""
    found: list[tuple[date, date]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1] + DAY:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def span_days(spans: Iterable[tuple[date, date]]) -> Iterator[date]:
    """All days of some spans, both ends included."""
    return (start + number * DAY for start, end in spans for number in range((end - start).days + 1))


def _easy_for_races(races: Iterable[Race], rules: Rules) -> Iterator[date]:
    """Days on which a race nearby forbids anything hard (section 4)."""
    for race in races:
        if race.priority is Priority.A:
            before, after = rules.distance(race.distance_km).last_hard_days - 1, 0
        else:
            row = tune_up(race, rules)
            before, after = row.before(race.distance_km), row.after(race.distance_km)
        yield from (race.date + number * DAY for number in range(-before, after + 1) if number)


def _in_place_of_long(races: Iterable[Race], rules: Rules) -> Iterator[Race]:
    """The races that take the place of a long run nearby: A races, and long tune-up races (section 4)."""
    return (r for r in races if r.priority is Priority.A or r.distance_km >= tune_up(r, rules).long_km)


def _closed(season: Season, first: date, week: Pattern) -> Iterator[date]:
    """Days without running: the athlete's rest days, and days before the season."""
    last = season.races[-1].date + 26 * WEEK
    start = monday(first)
    yield from (start + number * DAY for number in range(first.weekday()))
    for number in range((last - start).days):
        if number % 7 in week.rest:
            yield start + number * DAY


def _resting(races: Iterable[Race], usual: Days, rules: Rules) -> Iterator[date]:
    """The days after an A race: those of its week, and the first of the next, which keeps a day for running."""
    for race in races:
        if race.priority is not Priority.A:
            continue
        after = monday(race.date) + WEEK
        rest = race.date + rules.distance(race.distance_km).rest_days_after * DAY
        last = max((day for day in days_of(after) if day.weekday() in usual), default=after)
        yield from span_days([(race.date + DAY, max(after - DAY, min(rest, last - DAY)))])
