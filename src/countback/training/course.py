"""The course of a season: its weeks one after the other, each knowing what the weeks before it showed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from countback.training import workouts
from countback.training.coach import Brief, Coach, Filled, run_limits
from countback.training.fill import fill
from countback.training.load import LOADED, Load, Shown, Target, Terms, WeekKind, down_weeks, grow, returning, target
from countback.training.model import DAY, Level, PhaseKind, Race
from countback.training.notes import span_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from countback.training.phases import Frame, Skeleton
    from countback.training.rows import DistanceRow

AWAY_WEEK = 6  # days away that make a down week (section 6)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the layout says of all weeks: down weeks, test weeks, the row of the race before, weeks lost to travel."""

    down: frozenset[date]
    away: frozenset[date]
    tests: frozenset[date]
    before: dict[str, DistanceRow]
    last: str


def weeks(coach: Coach, skeleton: Skeleton) -> Iterator[Filled]:
    """The weeks of the season, filled one after the other."""
    calendar = calendar_of(coach, skeleton)
    state = State(first_load(coach, skeleton), rung=0 if needs_ladder(coach) else None)
    for number, frame in enumerate(skeleton.frames):
        following = skeleton.frames[number + 1] if number + 1 < len(skeleton.frames) else None
        brief = brief_of(coach, calendar, state, frame, following)
        filled = fill(coach, brief)
        yield filled
        state = after(coach, state, brief, filled)


@dataclass(frozen=True, slots=True)
class State:
    """What one week hands to the next. `test` is the kind of this base (S29)."""

    load: Load
    rung: int | None = None
    test: str | None = None
    test_day: date | None = None
    turn: int = 0
    hard_sunday: bool = False
    strength_sunday: bool = False


def first_load(coach: Coach, skeleton: Skeleton) -> Load:
    """The athlete as the season finds them: their week, and the longest run of their last 30 days."""
    athlete, scale = coach.season.athlete, coach.kit.scale
    share = coach.rules.share[coach.runs]
    longest = scale.of(athlete.longest) if athlete.longest else athlete.weekly.tenths * share // 100
    return Load(level=athlete.weekly.tenths, runs=((skeleton.start - DAY, longest),))


def needs_ladder(coach: Coach) -> bool:
    """A beginner who cannot run 20 minutes without stopping runs and walks first (S23)."""
    athlete, scale = coach.season.athlete, coach.kit.scale
    if athlete.level is not Level.BEGINNER or athlete.longest is None:
        return False
    return scale.minutes(scale.of(athlete.longest)) < coach.rules.ladder.until_minutes


def calendar_of(coach: Coach, skeleton: Skeleton) -> Calendar:
    """Which weeks are down, hold a test, or are lost to travel."""
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
    return Calendar(down, away, tests, rows, last.id)


def _before(frame: Frame, rows: dict[str, DistanceRow], last: Race, coach: Coach) -> DistanceRow | None:
    """The row of the A race that this week comes after."""
    if frame.to_go < 0:
        return coach.rules.distance(last.distance_km)
    return rows.get(frame.race.id)


def _away_week(coach: Coach, frame: Frame) -> bool:
    days = {day for a in coach.season.away for day in span_days([(a.start, a.end)])}
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


def brief_of(coach: Coach, calendar: Calendar, state: State, frame: Frame, following: Frame | None) -> Brief:
    """What a week is asked to be, after all that came before it."""
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


def _test_of(coach: Coach, state: State, load: Load, frame: Frame) -> str | None:
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


def after(coach: Coach, state: State, brief: Brief, filled: Filled) -> State:
    """What a week hands to the next."""
    frame = brief.frame
    up = not brief.target.down and frame.phase in LOADED and not _on_way_back(frame, brief.kind.before)
    shown = Shown(filled.week.volume, filled.runs, full=filled.whole, up=up)
    load = brief.load.after(frame, shown, coach.rules.volume)
    rung = state.rung
    if brief.rung is not None and not brief.target.down and not frame.part:
        rung = brief.rung + 1 if brief.rung + 1 < len(coach.rules.ladder.rungs) else None
    race_over = frame.to_go == 0
    return State(
        load=load,
        rung=rung,
        test=None if race_over else (brief.test if filled.test else state.test),
        test_day=filled.test or state.test_day,
        turn=brief.turn + filled.quality,
        hard_sunday=filled.hard_sunday,
        strength_sunday=filled.strength_sunday,
    )
