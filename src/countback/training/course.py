"""The course of a season: its weeks one after the other, each knowing what the weeks before it showed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from countback.training import workouts
from countback.training.coach import Brief, Coach, Filled, run_limits, window
from countback.training.fill import fill
from countback.training.load import (
    GROWING,
    LOADED,
    Load,
    Shown,
    WeekKind,
    WeekTarget,
    down_weeks,
    growth_limit,
    returning,
    target,
)
from countback.training.model import DAY, WEEK, Level, PhaseKind
from countback.training.notes import fitness, make_coach, span_days
from countback.training.phases import days_of, lay_out
from countback.training.rules import load
from countback.training.workouts import is_run, rung_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from countback.training.model import Finding, Season
    from countback.training.phases import Frame, Skeleton
    from countback.training.rows import DistanceRow
    from countback.training.rules import Rules


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the layout says of all weeks: down weeks, test weeks, the row of the race before, weeks lost to travel.

    `climb` has, of each week that may grow, how many up weeks are left to do so, itself among them.
    """

    down: frozenset[date]
    away: frozenset[date]
    tests: frozenset[date]
    before: dict[str, DistanceRow]
    climb: Mapping[date, int]

    def down_before(self, day: date) -> frozenset[date]:
        """The down weeks that began before a day."""
        return frozenset(start for start in self.down if start < day)


@dataclass(frozen=True, slots=True)
class Carried:
    """What one week hands to the next. `test` is the kind of this base (S29)."""

    load: Load
    rung: int | None = None
    test: str | None = None
    test_day: date | None = None
    turn: int = 0
    hard_sunday: bool = False
    strength_sunday: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """Days off in a row, both ends included, and what they ask for.

    `ramp` has the running, in tenths, of each day on the way back, from its first to its last; `easy` are days without
    anything hard; `established` is the volume, in tenths, that the ramp is a share of. `lasting` days off were so many
    that not even a taper after them stays as it was.
    """

    start: date
    end: date
    cross_trained: bool = False
    injured: bool = False
    ill: bool = False
    fever: bool = False
    ramp: dict[date, float] = field(default_factory=dict)
    easy: frozenset[date] = frozenset()
    established: int = 0
    lasting: bool = False

    @property
    def days(self) -> int:
        """Days off in a row."""
        return (self.end - self.start).days + 1

    @property
    def dates(self) -> frozenset[date]:
        """The days off, each."""
        return frozenset(span_days([(self.start, self.end)]))

    @property
    def back(self) -> date:
        """The first day of running again."""
        return self.end + DAY

    @property
    def ramp_end(self) -> date | None:
        """The last day of the way back; None where there is none."""
        return next(reversed(self.ramp), None)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True)
class Course:
    """A season on its way: its weeks, what each was handed by the one before, and what happened so far.

    `states[n]` is what week n begins with. `resets` are weekly volumes, in tenths, as they really were, by the Monday
    from which they hold. `vdot` is today's fitness, `factor` what days off since the day it was `tested` left of it.
    """

    season: Season
    coach: Coach
    skeleton: Skeleton
    calendar: Calendar
    filled: tuple[Filled, ...]
    states: tuple[Carried, ...]
    known_fitness: bool
    vdot: float
    factor: float = 1.0
    tested: date | None = None
    lost: tuple[Lost, ...] = ()
    resets: Mapping[date, int] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()

    @property
    def rules(self) -> Rules:
        """The tables that the season is planned by."""
        return self.coach.rules

    def at(self, day: date) -> int:
        """The number of the week that a day is in; the nearest where the season has none."""
        first = self.skeleton.frames[0].start
        return min(max((day - first).days // 7, 0), len(self.skeleton.frames) - 1)


def begin(season: Season) -> Course:
    """The season as it is first planned. Raises LookupError when its rules are not among those that are shipped."""
    rules = load(season.rules)
    skeleton = lay_out(season, rules)
    coach = make_coach(season, season.races, skeleton.start, rules)
    calendar = calendar_of(coach, skeleton)
    state = Carried(first_load(coach, skeleton), rung=0 if needs_ladder(coach) else None)
    filled: list[Filled] = []
    states: list[Carried] = []
    for number in range(len(skeleton.frames)):
        states.append(state)
        brief = brief_of(coach, calendar, state, skeleton.frames, number)
        filled.append(fill(coach, brief))
        state = after(coach, state, brief, filled[-1])
    vdot, known = fitness(season, rules)
    return Course(season, coach, skeleton, calendar, tuple(filled), tuple(states), known, vdot)


def first_load(coach: Coach, skeleton: Skeleton) -> Load:
    """The athlete as the season finds them: their week, and the longest run of their last 30 days."""
    longest = _longest(coach)
    weekly = coach.season.athlete.weekly.tenths
    return Load(weekly, weekly, runs=((skeleton.start - DAY, longest),), long=longest)


def _longest(coach: Coach) -> int:
    """The athlete's longest run; untold, the long run's share of their week is assumed."""
    athlete = coach.season.athlete
    assumed = athlete.weekly.tenths * coach.rules.share[coach.runs] // 100
    return coach.kit.scale.of(athlete.longest) if athlete.longest else assumed


def is_injury(course: Course, lost: Lost) -> bool:
    """Whether it is an injury that goes back to base, whatever its days (S51)."""
    return lost.injured and lost.days >= course.rules.off.injury_days


def needs_ladder(coach: Coach) -> bool:
    """A beginner who cannot run 20 minutes without stopping runs and walks first (S23)."""
    beginner = coach.season.athlete.level is Level.BEGINNER
    return beginner and coach.kit.scale.minutes(_longest(coach)) < coach.rules.ladder.until_minutes


def calendar_of(coach: Coach, skeleton: Skeleton, past: frozenset[date] = frozenset()) -> Calendar:
    """Which weeks are down, hold a test, or are lost to travel; `past` are down weeks that were run, and stay so."""
    rows = {
        segment.race.id: coach.rules.distance(segment.before.distance_km)
        for segment in skeleton.segments
        if segment.before
    }
    days_away = frozenset(span_days((a.start, a.end) for a in coach.season.away))
    journey = coach.rules.off.away_days
    away = frozenset(f.start for f in skeleton.frames if len(days_away.intersection(days_of(f.start))) > journey)
    easy = [frame.start for frame in skeleton.frames if returning(frame, _before(frame, rows, coach))]
    every = down_every(coach)
    since = max(past, default=date.min)
    down = past | {day for day in down_weeks(skeleton.frames, [*easy, *away, *past], every) if day > since}
    racing = frozenset(coach.race_days)
    free = [frame for frame in skeleton.frames if not window(frame, racing)]
    tests = frozenset(_test_weeks(free, down, coach.rules.test.days_apart))
    return Calendar(down, away, tests, rows, _climb(skeleton.frames, down.union(easy, away)))


def down_every(coach: Coach) -> int:
    """Every how many weeks one is a down week; 0 for never."""
    every = coach.season.plan.down_every
    return coach.rules.levels[coach.season.athlete.level].down_every if every is None else every


def _climb(frames: Sequence[Frame], easy: frozenset[date]) -> dict[date, int]:
    """The up weeks left to grow in: up to the specific block, and inside it up to the taper."""
    found = {}
    growing = [frame for frame in reversed(frames) if frame.phase in GROWING and not frame.part]
    for _, stretch in groupby(growing, lambda frame: (frame.race.id, frame.phase is PhaseKind.SPECIFIC)):
        left = 0
        for frame in stretch:
            found[frame.start] = left + 1
            left += frame.start not in easy
    return found


def _before(frame: Frame, rows: dict[str, DistanceRow], coach: Coach) -> DistanceRow | None:
    """The row of the A race that this week comes after."""
    if frame.to_go < 0:
        return coach.rules.distance(frame.race.distance_km)
    return rows.get(frame.race.id)


def _back_after_all(coach: Coach, frame: Frame) -> int:
    """The least of the return fractions of all A races so far, in %: a race does not end the way back from another."""
    weeks = (((frame.start - raced) // WEEK, fractions) for raced, fractions in coach.ways_back)
    return min((fractions[since - 1] for since, fractions in weeks if 0 < since <= len(fractions)), default=100)


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


def brief_of(coach: Coach, calendar: Calendar, state: Carried, frames: Sequence[Frame], number: int) -> Brief:
    """What week `number` is asked to be, after all that came before it."""
    frame = frames[number]
    before = _before(frame, calendar.before, coach)
    down = frame.start in calendar.down or frame.start in calendar.away
    kind = WeekKind(down, before, calendar.climb.get(frame.start, 1), _back_after_all(coach, frame))
    carried = _carried(coach, state.load, frame, before)
    wanted = target(coach.terms, frame, carried, kind)
    rung = state.rung if not state.rung or _climbs(frame, wanted) else state.rung - 1
    return Brief(
        frame=frame,
        kind=kind,
        target=wanted if rung is None else _rung_target(coach, wanted, carried, rung, frame),
        load=carried,
        progress=_progress(frame),
        test=_test_of(coach, state, carried, frame) if frame.start in calendar.tests and rung is None else None,
        hard_before=state.hard_sunday,
        strength_before=state.strength_sunday,
        hard_after=frame.start + WEEK in coach.race_days,
        turn=state.turn if frame.index else 0,
        ups_left=_ups_left(coach, calendar, frames, number) if frame.phase is PhaseKind.SPECIFIC else 0,
        test_from=max(0, (state.test_day - frame.start).days + coach.rules.test.days_apart[0]) if state.test_day else 0,
        rung=rung,
    )


def _progress(frame: Frame) -> float:
    """How far a phase has come, from 0 to 1; a phase of one week is at its end, but for build, which only begins."""
    if frame.length > 1:
        return frame.index / (frame.length - 1)
    return 0.0 if frame.phase is PhaseKind.BUILD else 1.0


def _ups_left(coach: Coach, calendar: Calendar, frames: Sequence[Frame], number: int) -> int:
    """The up weeks of the phase still to come after this one, but for those with a race on or near the long day."""
    frame = frames[number]
    rest = [f for f in frames[number + 1 : number + frame.length - frame.index] if f.phase is frame.phase]
    easy = calendar.down | calendar.away
    return sum(f.start not in easy and not coach.long_displaced(f) for f in rest)


def _carried(coach: Coach, load: Load, frame: Frame, before: DistanceRow | None) -> Load:
    """The load with its established volume: fixed when a taper begins, let go when the way back is over."""
    if frame.phase is PhaseKind.TAPER and frame.index == 0 and not frame.part:
        return replace(load, established=max(load.before_taper(coach.rules.volume), load.before_off))
    if load.established is not None and frame.phase is not PhaseKind.TAPER and not _on_way_back(frame, before):
        return replace(load, established=None)
    return load


def _on_way_back(frame: Frame, before: DistanceRow | None) -> bool:
    return returning(frame, before) or (
        frame.phase in {PhaseKind.RECOVERY, PhaseKind.RETURN} and not frame.recovery_week
    )


def _test_of(coach: Coach, state: Carried, carried: Load, frame: Frame) -> str | None:
    """The kind of test: that of the base's first one; else the athlete's, else the longest that keeps the run rule."""
    if state.test is not None:
        return state.test
    kinds = coach.rules.test.kinds
    if coach.season.week.test is not None:
        return coach.season.week.test
    limit, _ = run_limits(coach, carried, frame)
    fitting = [name for name in kinds if workouts.test(name, coach.kit).amount <= limit]
    return max(fitting, key=lambda name: kinds[name], default=None)


def _climbs(frame: Frame, wanted: WeekTarget) -> bool:
    """Whether a week takes a new step of the run/walk ladder: no easier week does, and none after base."""
    return frame.phase in {PhaseKind.BASE, PhaseKind.OPEN} and not wanted.down and not frame.part


def _rung_target(coach: Coach, wanted: WeekTarget, carried: Load, rung: int, frame: Frame) -> WeekTarget:
    """A week of the run/walk ladder: as long as its rung says, inside the growth rule; an easier week as it asks."""
    ladder, scale = coach.rules.ladder, coach.kit.scale
    full = scale.of_minutes(ladder.runs * ladder.rungs[rung].minutes)
    most = growth_limit(coach.terms, carried) if carried.begun else carried.level
    if not _climbs(frame, wanted):
        why = coach.rules.why.week["ladder"] if frame.phase in {PhaseKind.BASE, PhaseKind.OPEN} else wanted.why
        return replace(wanted, volume=min(full, most, wanted.volume), why=why)
    return WeekTarget(min(full, most), coach.rules.why.week["ladder"], full=wanted.full)


def _next_rung(coach: Coach, brief: Brief, filled: Filled) -> int | None:
    """The rung of the next week: one higher once this one was run, None when the ladder is climbed."""
    rungs, rung = coach.rules.ladder.rungs, brief.rung or 0
    minutes = max((session.minutes for session in filled.week.sessions if session.amount), default=0)
    run = rung_for(coach.rules.ladder, rung, minutes) == rung and is_run(rungs[rung], minutes)
    if not run:
        return rung
    return rung + 1 if rung + 1 < len(rungs) else None


def after(coach: Coach, state: Carried, brief: Brief, filled: Filled) -> Carried:
    """What a week hands to the next."""
    frame = brief.frame
    up = not brief.target.down and frame.phase in LOADED and not _on_way_back(frame, brief.kind.before)
    first = not brief.load.highest  # a broken week is no measure of the athlete before there is another
    broken = coach.away | coach.back.keys()
    up = up and not window(frame, broken | coach.lost if first else broken)
    shown = Shown(filled.counted, filled.runs, full=filled.whole, up=up, long=filled.long, easy=filled.easy)
    carried = brief.load.after(frame, shown, coach.rules.volume)
    stays = brief.rung is None or not _climbs(frame, brief.target)
    rung = state.rung if stays else _next_rung(coach, brief, filled)
    race_over = frame.to_go == 0
    return Carried(
        load=carried,
        rung=rung,
        test=None if race_over else (brief.test if filled.test else state.test),
        test_day=filled.test or state.test_day,
        turn=brief.turn + filled.quality,
        hard_sunday=filled.hard_sunday,
        strength_sunday=filled.strength_sunday,
    )
