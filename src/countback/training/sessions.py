"""Make the sessions of a week from its runs: addresses, hours, strength, cross-training, the reasons and the advice."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from countback.training import workouts
from countback.training.coach import NONE_BY_FEEL, Brief, Coach, Filled, race_amount
from countback.training.hours import with_hours
from countback.training.model import (
    Effort,
    PhaseKind,
    Priority,
    Race,
    Session,
    SessionKind,
    Step,
    StepKind,
    Target,
    Unit,
    Week,
)
from countback.training.paces import BY_EFFORT
from countback.training.phases import days_of
from countback.training.strength import Busy, cross_days, strength_days
from countback.training.sums import Request, summed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from countback.training.phases import Frame
    from countback.training.week import Days
    from countback.training.workouts import Workout

PACED = frozenset({PhaseKind.BUILD, PhaseKind.SPECIFIC, PhaseKind.TAPER})
FAST = frozenset({SessionKind.QUALITY, SessionKind.TEST})
EASY_ADVICE = ("talk", "hide_pace", "hills", "weather")
PACED_ADVICE = ("talk", "hills", "weather", "hills")  # nobody hides the pace of a run that has a target
FUEL_FROM = 90  # minutes of a beginner's long run, from which it is told what the race will ask for
AFTER_RACE = ("talk", "variety", "hide_pace", "variety")


@dataclass(frozen=True, slots=True)
class Content:
    """What a week holds, by weekday: whole runs, amounts of easy runs, and what `sessions` needs to know of the rest.

    `instead` are days on which a quality session would have been too small; `planned` is the volume asked for, `shaped`
    what of it easy runs leave out so as not to be too long; the next week may grow from a `whole` one. Easy running of
    a day over `split_over` is two runs, but for the one that stands `beside` the long run. `why` says
    what else shaped the week.
    """

    runs: Mapping[int, Workout]
    easy: Mapping[int, int]
    instead: Days
    tune_ups: tuple[tuple[int, Race], ...]
    long: int | None
    way_back: bool
    closed: Days
    planned: int
    whole: bool
    shaped: int
    split_over: int | None
    beside: int | None
    rung: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A session that has no address yet."""

    day: int
    workout: Workout
    why: str
    advice: tuple[str, ...] = ()


def assemble(coach: Coach, brief: Brief, content: Content) -> Filled:
    """The week with its sessions, in the order of the calendar."""
    frame = brief.frame
    drafts = [*_easy(coach, brief, content), *_whole(coach, brief, content), *_other(coach, brief, content)]
    sessions = _addressed(coach, frame, drafts) + _races(coach, frame)
    sessions = with_hours(
        sorted(sessions, key=lambda s: (s.date, s.after is not None, _rank(s))), coach.season.calendar.buffer
    )
    week = Week(
        start=frame.start,
        race=frame.race.id,
        to_go=frame.to_go,
        phase=frame.phase,
        volume=0,
        longest=0,
        down=brief.target.down,
        why=content.why or brief.target.why,
        part=frame.part,
    )
    return summed(coach, week, sessions, Request(content.planned, whole=content.whole, shaped=content.shaped))


def _rank(session: Session) -> int:
    """Within a day: the run, then what follows it."""
    return {SessionKind.STRENGTH: 2, SessionKind.CROSS: 3}.get(session.kind, 1)


# --- runs -------------------------------------------------------------------------------------------------------------


def _easy(coach: Coach, brief: Brief, content: Content) -> Iterator[Draft]:
    """The easy runs, long ones of a big week as two of the same day."""
    strides = _strides(coach, brief, content)
    for day, amount in content.easy.items():
        why, advice = _easy_why(coach, brief, content, day), _easy_advice(coach, brief, content, day)
        whole = day == content.beside
        for number, part in enumerate(halves := (amount,) if whole else _halves(coach, content, amount)):
            with_strides = day in strides and number == len(halves) - 1
            workout = workouts.easy(SessionKind.EASY, part, coach.kit, strides=with_strides)
            yield Draft(day, workout, coach.rules.why.session["easy_strides"] if with_strides else why, advice)


def _halves(coach: Coach, content: Content, amount: int) -> tuple[int, ...]:
    """One run, or two of the same day where it would be long in a big week (section 2)."""
    if content.split_over is None or amount <= content.split_over:
        return (amount,)
    steps = (10,) if coach.kit.scale.unit is Unit.MIN else (5, 1)
    halves = [-(-amount // (2 * step)) * step for step in steps]
    first = next((half for half in halves if half <= content.split_over), halves[-1])
    return first, amount - first


def _strides(coach: Coach, brief: Brief, content: Content) -> Days:
    """The days of easy runs with strides, not for beginners.

    Quality days without quality after some weeks of base, and the last run before the eve of an A race.
    """
    frame, row = brief.frame, coach.rules.quality.strides
    if frame.phase is PhaseKind.SPECIFIC:
        return content.instead
    if coach.season.athlete.level == "beginner":
        return frozenset()
    if frame.phase is PhaseKind.TAPER and frame.to_go == 0:
        return frozenset(sorted(content.easy)[-1:])
    in_base = frame.phase is PhaseKind.BASE and frame.index >= row.after_weeks
    if content.way_back or not (in_base or frame.phase is PhaseKind.BUILD):
        return frozenset()
    days = frozenset(coach.pattern.quality) & content.easy.keys()
    return days or frozenset(sorted(content.easy)[:1])


def _easy_why(coach: Coach, brief: Brief, content: Content, day: int) -> str:
    texts = coach.rules.why.session
    if day in content.instead:
        return texts["easy_instead"]
    if brief.frame.phase is PhaseKind.TAPER:
        near = day == coach.pattern.long and days_of(brief.frame.start)[day] in coach.race_easy
        return texts["easy_long_near_race" if near else "easy_taper"]
    if content.way_back and brief.frame.phase is PhaseKind.RECOVERY:
        return texts["easy_recovery"]
    return texts["back_to_back" if _stands_beside(coach, brief, content, day) else "easy"]


def _stands_beside(coach: Coach, brief: Brief, content: Content, day: int) -> bool:
    """Whether it is the easy run next to the long run that the race's row asks for."""
    if brief.frame.phase is not PhaseKind.SPECIFIC or content.long is None or abs(day - content.long) != 1:
        return False
    wanted = coach.rules.long[coach.rules.distance(brief.frame.race.distance_km).key].back_to_back
    return wanted is not None and content.easy[day] > min(content.easy.values())


def _easy_advice(coach: Coach, brief: Brief, content: Content, day: int) -> tuple[str, ...]:
    """One piece of advice a run, in turn through the days, so that each is read; walk breaks for beginners always."""
    advice = coach.rules.advice
    turns = PACED_ADVICE if brief.frame.phase in PACED else EASY_ADVICE
    if content.way_back and brief.kind.before:
        turns = AFTER_RACE
    turn = advice[turns[day % len(turns)]]
    if coach.season.athlete.level == "beginner":
        return advice["walk_breaks"], turn
    return (advice["talk"], turn) if turn != advice["talk"] else (turn,)


def _whole(coach: Coach, brief: Brief, content: Content) -> Iterator[Draft]:
    """Long run, quality, test, shakeout, and the rungs of the run/walk ladder."""
    for day, workout in content.runs.items():
        why, advice = _why(coach, brief, workout, rung=content.rung)
        yield Draft(day, workout, why, advice)


def _why(coach: Coach, brief: Brief, workout: Workout, *, rung: bool) -> tuple[str, tuple[str, ...]]:
    texts, advice, phase = coach.rules.why.session, coach.rules.advice, brief.frame.phase
    if rung:
        return texts["ladder"], (advice["talk"], advice["walk_breaks"])
    match workout.kind:
        case SessionKind.LONG:
            return texts[_long_why(coach, brief, workout)], _long_advice(coach, brief, workout)
        case SessionKind.QUALITY:
            key = {PhaseKind.BUILD: "quality_build", PhaseKind.TAPER: "quality_taper"}.get(phase, "quality_specific")
            return texts[key].format(race=brief.frame.race.name), ()
        case SessionKind.TEST:
            return texts["test"], (advice["test"],)
        case _:
            return texts[workout.kind.value], ()


def _long_why(coach: Coach, brief: Brief, workout: Workout) -> str:
    """Which sentence tells why a long run is as it is."""
    if workout.effort is not None:
        return "long_steady" if workout.effort is Effort.STEADY else "long_fast"
    if coach.long_displaced(brief.frame):
        return "long_near_race"
    if brief.target.down or brief.frame.phase is PhaseKind.TAPER:
        return "long_down" if brief.target.down else "easy_taper"
    return "long_specific" if brief.frame.phase is PhaseKind.SPECIFIC else "long"


def _long_advice(coach: Coach, brief: Brief, workout: Workout) -> tuple[str, ...]:
    """Two sentences: beginners' walk breaks, what the race will ask for, and food where the run is long."""
    advice, beginner = coach.rules.advice, coach.season.athlete.level == "beginner"
    asked = coach.rules.long[coach.rules.distance(brief.frame.race.distance_km).key].advice
    found = ["talk", "hills"]
    if beginner:
        found = ["walk_breaks", asked or "friend" if workout.minutes >= FUEL_FROM else "friend"]
    elif brief.frame.phase is PhaseKind.SPECIFIC:
        found = [asked or "talk", "eat" if brief.target.volume > brief.load.level else "hills"]
    return tuple(advice[key] for key in found)


def _races(coach: Coach, frame: Frame) -> list[Session]:
    """The races of the week, each the first of its day."""
    races = [race for day in days_of(frame.start) for race in coach.race_days.get(day, ())]
    main_first = sorted(races, key=lambda race: (race.priority, race.date))
    return [_race(coach, frame, race, number) for number, race in enumerate(main_first)]


def _race(coach: Coach, frame: Frame, race: Race, number: int) -> Session:
    texts = coach.rules.why.session
    why = {Priority.A: texts["race"], Priority.B: texts["race_b"], Priority.C: texts["race_c"]}[race.priority]
    metres = round(1000 * race.distance_km)
    return Session(
        address=f"{_week_address(frame)}/race{'' if number == 0 else f'-{number + 1}'}",
        date=race.date,
        kind=SessionKind.RACE,
        title=race.name,
        minutes=coach.race_minutes[race.id],
        amount=race_amount(race, coach),
        distance_km=race.distance_km,
        hard=True,
        steps=(Step(StepKind.WORK, Effort.RACE, None, metres),),
        why=why,
        advice=_race_advice(coach, race),
        targets=coach.targets((Effort.RACE,), NONE_BY_FEEL),
        start=race.start,
    )


def _race_advice(coach: Coach, race: Race) -> tuple[str, ...]:
    advice, long = coach.rules.advice, coach.rules.races.b.long_km
    found = [advice["race_finish"]] if race.finish else []
    if race.distance_km >= long:
        return (*found, advice["race_long"])
    return tuple(found) or (advice["race_short"],)


# --- strength and cross-training --------------------------------------------------------------------------------------


def _other(coach: Coach, brief: Brief, content: Content) -> Iterator[Draft]:
    """Strength (S8, S37, S38) and the beginners' cross-training (S24), on days that are neither rest nor race."""
    texts, phase = coach.rules.why.session, brief.frame.phase
    key = (
        "strength_back"
        if content.way_back
        else "strength_specific"
        if phase in {PhaseKind.SPECIFIC, PhaseKind.TAPER}
        else "strength_base"
    )
    strength = workouts.other(SessionKind.STRENGTH, coach.rules.strength.minutes)
    busy = _busy(content)
    for day in strength_days(coach, brief, busy):
        yield Draft(day, strength, texts[key], (coach.rules.advice["strength"],))
    cross = workouts.other(SessionKind.CROSS, coach.rules.cross_minutes)
    for day in cross_days(coach, brief.frame, busy.running):
        yield Draft(day, cross, texts["cross"])


def _busy(content: Content) -> Busy:
    """The days that running takes from strength and cross-training."""
    races = frozenset(day for day, _ in content.tune_ups)
    fast = frozenset(day for day, workout in content.runs.items() if workout.kind in FAST)
    return Busy(frozenset(content.runs) | frozenset(content.easy) | races, fast, races, content.long)


# --- addresses and hours ----------------------------------------------------------------------------------------------


def _week_address(frame: Frame) -> str:
    sign = "-" if frame.to_go >= 0 else "+"
    return f"{frame.race.id}/T{sign}{abs(frame.to_go):02d}w"


NUMBERED = frozenset({SessionKind.EASY, SessionKind.QUALITY, SessionKind.STRENGTH, SessionKind.CROSS})


def _addressed(coach: Coach, frame: Frame, drafts: list[Draft]) -> list[Session]:
    """The drafts as sessions, numbered by kind in the order of their days."""
    counts: dict[SessionKind, int] = {}
    sessions, week = [], _week_address(frame)
    for draft in sorted(drafts, key=attrgetter("day")):
        kind = draft.workout.kind
        counts[kind] = counts.get(kind, 0) + 1
        plain = kind not in NUMBERED and counts[kind] == 1
        slot = f"{kind}" if plain else f"{kind}-{counts[kind]}"
        sessions.append(_session(coach, frame, draft, f"{week}/{slot}"))
    return sessions


def _session(coach: Coach, frame: Frame, draft: Draft, address: str) -> Session:
    workout = draft.workout
    return Session(
        address=address,
        date=days_of(frame.start)[draft.day],
        kind=workout.kind,
        title=workout.title,
        minutes=workout.minutes,
        amount=workout.amount,
        distance_km=workouts.kilometres(workout.amount, workout.steps, coach.kit) if workout.amount else None,
        hard=workout.hard,
        steps=workout.steps,
        why=draft.why,
        advice=draft.advice,
        targets=_targets(coach, frame, workout),
        start=coach.season.week.times[draft.day],
    )


def _targets(coach: Coach, frame: Frame, workout: Workout) -> tuple[tuple[Effort, Target], ...]:
    """How the steps should feel; outside build, specific and taper, easy running has no pace target (S17)."""
    by_feel = NONE_BY_FEEL if frame.phase in PACED and not workout.hard else workout.by_ground
    return coach.targets(workout.efforts, by_feel if frame.phase in PACED else by_feel | BY_EFFORT)
