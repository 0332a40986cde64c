"""Build a season: the plan as a pure function of what `season.toml` says.

The weeks are laid out backward (`phases`) and filled forward (`fill`), each knowing what the weeks before it showed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from countback.training import checks, workouts
from countback.training.coach import Brief, Coach, Filled, Targets, run_limits, tune_up
from countback.training.fill import fill
from countback.training.load import (
    LOADED,
    Load,
    Scale,
    Shown,
    Target,
    Terms,
    WeekKind,
    down_weeks,
    grow,
    returning,
    target,
)
from countback.training.model import (
    DAY,
    WEEK,
    Effort,
    Level,
    Phase,
    PhaseKind,
    Plan,
    Priority,
    Race,
    Running,
    Season,
)
from countback.training.model import Target as Feel
from countback.training.paces import Paces, paces_for, race_seconds, vdot, vdot_from_easy_pace
from countback.training.phases import Frame, Skeleton, Stretch, lay_out, phases_of
from countback.training.rules import Rules, load
from countback.training.week import Days, Demand, Pattern, pattern, place
from countback.training.workouts import Kit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from countback.training.rows import DistanceRow

AWAY_WEEK = 6  # days away that make a down week (section 6)


def build(season: Season) -> Plan:
    """The plan of a season. Raises LookupError when its rules are not among those that are shipped."""
    rules = load(season.rules)
    skeleton = lay_out(season, rules)
    coach = make_coach(season, skeleton.start, rules)
    filled = tuple(_weeks(coach, skeleton))
    weeks = tuple(week.week for week in filled)
    phases = tuple(_phase(coach, skeleton, stretch) for stretch in phases_of(skeleton))
    plan = Plan(season, skeleton.start, phases, weeks, (), tuple(coach.race_minutes.items()))
    _, known = fitness(season, rules)
    return replace(plan, findings=checks.check(checks.Made(plan, skeleton, coach, filled, known)))


# --- the coach's notes ------------------------------------------------------------------------------------------------


def fitness(season: Season, rules: Rules) -> tuple[float, bool]:
    """Today's VDOT, and whether the athlete told it: by a race, by an easy pace, else assumed from the level."""
    athlete = season.athlete
    if athlete.recent_race is not None:
        return vdot(athlete.recent_race.distance_km, athlete.recent_race.seconds), True
    pace = athlete.easy_pace or rules.levels[athlete.level].easy_pace
    return vdot_from_easy_pace(pace, rules.zones), athlete.easy_pace is not None


def make_coach(season: Season, first: date, rules: Rules) -> Coach:
    """Everything that the season's weeks share."""
    value, known = fitness(season, rules)
    paces = paces_for(value, rules.zones)
    scale = Scale(season.unit, paces.easy_pace, rules.volume.tenths_below[season.unit])
    runs = season.week.runs or rules.levels[season.athlete.level].runs[1]
    week = pattern(season.week, runs, rules)
    away = frozenset(_days((a.start, a.end) for a in season.away if a.running is Running.NONE))
    easy_away = frozenset(_days((a.start, a.end) for a in season.away))
    race_easy = frozenset(_easy_for_races(season, rules))
    days = {day: tuple(races) for day, races in groupby(season.races, lambda race: race.date)}
    return Coach(
        season=season,
        first=first,
        rules=rules,
        kit=Kit(rules, scale, paces),
        pattern=week,
        runs=runs,
        usual=_usual(week, runs, season, rules),
        race_days=days,
        closed=away | frozenset(_closed(season, first, week, rules)),
        easy_only=easy_away | race_easy,
        race_easy=race_easy,
        eves=frozenset(race.date - DAY for race in season.races if race.priority is not Priority.C),
        away=away,
        race_minutes={race.id: _race_minutes(race, value) for race in season.races},
        targets=_targets(season, paces, known=known),
    )


def _targets(season: Season, paces: Paces, *, known: bool) -> Targets:
    @lru_cache(maxsize=256)
    def targets(efforts: tuple[Effort, ...]) -> tuple[tuple[Effort, Feel], ...]:
        found = paces.targets(efforts, season.athlete)
        return found if known else tuple((effort, replace(feel, pace=None)) for effort, feel in found)

    return targets


def _race_minutes(race: Race, value: float) -> int:
    return round((race.goal or race_seconds(value, race.distance_km)) / 60)


def _days(spans: Iterable[tuple[date, date]]) -> Iterator[date]:
    return (start + number * DAY for start, end in spans for number in range((end - start).days + 1))


def _easy_for_races(season: Season, rules: Rules) -> Iterator[date]:
    """Days on which a race nearby forbids anything hard (section 4)."""
    for race in season.races:
        if race.priority is Priority.A:
            before, after = rules.distance(race.distance_km).last_hard_days - 1, 0
        else:
            row = tune_up(race, rules)
            before, after = row.before(race.distance_km), row.after(race.distance_km)
        yield from (race.date + number * DAY for number in range(-before, after + 1) if number)


def _closed(season: Season, first: date, week: Pattern, rules: Rules) -> Iterator[date]:
    """Days without running: the athlete's rest days, days before the season, and the first days after an A race."""
    last = season.races[-1].date + 26 * WEEK
    monday = first - first.weekday() * DAY
    yield from (monday + number * DAY for number in range(first.weekday()))
    for number in range((last - monday).days):
        if number % 7 in week.rest:
            yield monday + number * DAY
    for race in season.races:
        if race.priority is Priority.A:
            sunday = race.date + (6 - race.date.weekday()) * DAY
            rest = race.date + rules.distance(race.distance_km).rest_days_after * DAY
            yield from _days([(race.date + DAY, max(sunday, rest))])


def _usual(week: Pattern, runs: int, season: Season, rules: Rules) -> Days:
    """The weekdays of running in an ordinary week of the hardest block."""
    quality = min(rules.levels[season.athlete.level].quality["specific"], len(week.quality))
    demand = Demand(week, runs, True, quality, False, week.rest, frozenset(), frozenset(), after=week.long == 0)  # noqa: FBT003
    placed = place(demand, rules.placement)
    return frozenset({placed.long, *placed.quality, *placed.easy} - {None})  # type: ignore[arg-type]


# --- the weeks --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Calendar:
    """What the layout says of all weeks: down weeks, test weeks, the row of the race before, weeks lost to travel."""

    down: frozenset[date]
    away: frozenset[date]
    tests: frozenset[date]
    before: dict[str, DistanceRow]
    last: str


def _weeks(coach: Coach, skeleton: Skeleton) -> Iterator[Filled]:
    calendar = _calendar(coach, skeleton)
    state = _State(_first_load(coach, skeleton), rung=0 if _needs_ladder(coach) else None)
    for number, frame in enumerate(skeleton.frames):
        following = skeleton.frames[number + 1] if number + 1 < len(skeleton.frames) else None
        brief = _brief(coach, calendar, state, frame, following)
        filled = fill(coach, brief)
        yield filled
        state = _after(coach, state, brief, filled)


@dataclass(frozen=True, slots=True)
class _State:
    """What one week hands to the next. `test` is the kind of this base (S29)."""

    load: Load
    rung: int | None = None
    test: str | None = None
    test_day: date | None = None
    turn: int = 0
    hard_sunday: bool = False
    strength_sunday: bool = False


def _first_load(coach: Coach, skeleton: Skeleton) -> Load:
    """The athlete as the season finds them: their week, and the longest run of their last 30 days."""
    athlete, scale = coach.season.athlete, coach.kit.scale
    share = coach.rules.share[coach.runs]
    longest = scale.of(athlete.longest) if athlete.longest else athlete.weekly.tenths * share // 100
    return Load(level=athlete.weekly.tenths, runs=((skeleton.start - DAY, longest),))


def _needs_ladder(coach: Coach) -> bool:
    """A beginner who cannot run 20 minutes without stopping runs and walks first (S23)."""
    athlete, scale = coach.season.athlete, coach.kit.scale
    if athlete.level is not Level.BEGINNER or athlete.longest is None:
        return False
    return scale.minutes(scale.of(athlete.longest)) < coach.rules.ladder.until_minutes


def _calendar(coach: Coach, skeleton: Skeleton) -> _Calendar:
    rows = {
        segment.race.id: coach.rules.distance(segment.before.distance_km)
        for segment in skeleton.segments
        if segment.before
    }
    last = skeleton.segments[-1].race
    away = frozenset(frame.start for frame in skeleton.frames if _away_week(coach, frame))
    easy = [frame.start for frame in skeleton.frames if returning(frame, _before(frame, rows, last, coach))]
    every = coach.season.plan.down_every
    every = coach.rules.levels[coach.season.athlete.level].down_every if every is None else every
    down = down_weeks(skeleton.frames, [*easy, *away], every)
    tests = frozenset(_test_weeks(skeleton.frames, down, coach.rules.test.days_apart))
    return _Calendar(down, away, tests, rows, last.id)


def _before(frame: Frame, rows: dict[str, DistanceRow], last: Race, coach: Coach) -> DistanceRow | None:
    """The row of the A race that this week comes after."""
    if frame.to_go < 0:
        return coach.rules.distance(last.distance_km)
    return rows.get(frame.race.id)


def _away_week(coach: Coach, frame: Frame) -> bool:
    days = {day for a in coach.season.away for day in _days([(a.start, a.end)])}
    return sum(frame.start + number * DAY in days for number in range(7)) >= AWAY_WEEK


def _test_weeks(frames: Sequence[Frame], down: frozenset[date], apart: tuple[int, int]) -> Iterator[date]:
    """The most weeks for tests that are 28 to 42 days apart (S27); of equals, those nearest the race.

    They are among the down weeks of base and build and the recovery week.
    """
    kinds = {PhaseKind.BASE, PhaseKind.BUILD}
    for _, group in groupby(frames, lambda frame: (frame.race.id, frame.to_go < 0)):
        weeks = [f.start for f in group if f.recovery_week or (f.phase in kinds and f.start in down)]
        chains: list[tuple[date, ...]] = []
        for week in weeks:
            before = [c for c in chains if apart[0] <= (week - c[-1]).days <= apart[1]]
            chains.append((*max(before, key=lambda c: (len(c), c), default=()), week))
        yield from max(chains, key=lambda c: (len(c), c), default=())


def _brief(coach: Coach, calendar: _Calendar, state: _State, frame: Frame, following: Frame | None) -> Brief:
    before = coach.rules.distance(frame.race.distance_km) if frame.to_go < 0 else calendar.before.get(frame.race.id)
    kind = WeekKind(frame.start in calendar.down or frame.start in calendar.away, before)
    load = state.load
    if frame.phase is PhaseKind.TAPER and frame.index == 0 and not frame.part:
        load = replace(load, established=load.base(coach.rules.volume))
    elif load.established is not None and frame.phase is not PhaseKind.TAPER and not _on_way_back(frame, before):
        load = replace(load, established=None)
    rung = state.rung if frame.phase in {PhaseKind.BASE, PhaseKind.OPEN} else None
    wanted = target(Terms(coach.season, coach.kit.scale, coach.rules), frame, load, kind)
    return Brief(
        frame=frame,
        kind=kind,
        target=wanted if rung is None else _rung_target(coach, wanted, load, rung, frame),
        load=load,
        progress=frame.index / (frame.length - 1) if frame.length > 1 else 1.0,
        test=_test_of(coach, state, load, frame) if frame.start in calendar.tests and rung is None else None,
        hard_before=state.hard_sunday,
        strength_before=state.strength_sunday,
        race_after=following is not None and following.start in coach.race_days,
        turn=state.turn if frame.index else 0,
        test_from=max(0, (state.test_day - frame.start).days + coach.rules.test.days_apart[0]) if state.test_day else 0,
        rung=rung,
    )


def _on_way_back(frame: Frame, before: DistanceRow | None) -> bool:
    return returning(frame, before) or (
        frame.phase in {PhaseKind.RECOVERY, PhaseKind.RETURN} and not frame.recovery_week
    )


def _test_of(coach: Coach, state: _State, load: Load, frame: Frame) -> str | None:
    """The kind of test: that of the base's first one; else the athlete's, else the longest that keeps the run rule."""
    if state.test is not None:
        return state.test
    kinds = coach.rules.test.kinds
    if coach.season.week.test is not None:
        return coach.season.week.test
    limit, _ = run_limits(coach, load, frame.start, coach.rules.distance(frame.race.distance_km))
    fitting = [name for name in kinds if workouts.test(name, coach.kit).amount <= limit]
    return max(fitting, key=lambda name: kinds[name], default=None)


def _rung_target(coach: Coach, wanted: Target, load: Load, rung: int, frame: Frame) -> Target:
    """A week of the run/walk ladder: as long as its rung says, inside the growth rule."""
    ladder, scale = coach.rules.ladder, coach.kit.scale
    full = scale.of_minutes(ladder.runs * ladder.rungs[rung].minutes)
    most = grow(load.level, coach.season.plan.growth or coach.rules.volume.growth, scale) if load.begun else load.level
    volume = min(full, most)
    if frame.part or wanted.down:
        volume = min(volume, wanted.volume)
    return Target(volume, coach.rules.why.week["ladder"], full=wanted.full, down=wanted.down)


def _after(coach: Coach, state: _State, brief: Brief, filled: Filled) -> _State:
    frame = brief.frame
    up = not brief.target.down and frame.phase in LOADED and not _on_way_back(frame, brief.kind.before)
    shown = Shown(filled.week.volume, filled.runs, full=filled.whole, up=up)
    load = brief.load.after(frame, shown, coach.rules.volume)
    rung = state.rung
    if brief.rung is not None and not brief.target.down and not frame.part:
        rung = brief.rung + 1 if brief.rung + 1 < len(coach.rules.ladder.rungs) else None
    race_over = frame.to_go == 0
    return _State(
        load=load,
        rung=rung,
        test=None if race_over else (brief.test if filled.test else state.test),
        test_day=filled.test or state.test_day,
        turn=brief.turn + filled.quality,
        hard_sunday=filled.hard_sunday,
        strength_sunday=filled.strength_sunday,
    )


# --- phases -----------------------------------------------------------------------------------------------------------


def _phase(coach: Coach, skeleton: Skeleton, stretch: Stretch) -> Phase:
    texts, head, weeks = coach.rules.why.phase, stretch.head, stretch.weeks
    kind = head.phase
    text = texts["recovery_week" if head.recovery_week else kind.value]
    before = head.race
    if kind is PhaseKind.RECOVERY and not head.recovery_week and head.to_go >= 0:
        before = next(s.before for s in skeleton.segments if s.race.id == head.race.id) or head.race
    race = before if kind is PhaseKind.RECOVERY else head.race
    days = (stretch.end - stretch.start).days + 1
    why = text.format(race=race.name, weeks=weeks, days=days)
    return Phase(head.race.id, kind, stretch.start, stretch.end, weeks, why)
