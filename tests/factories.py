"""Seasons and plans made by hand, for tests that need a plan and no planner.

`plan()` is a small, whole plan that a runner could have; `with_zone`, `with_calendar`, `with_session` change a thing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from countback.training.model import (
    DAY,
    WEEK,
    Athlete,
    CalendarPrefs,
    Effort,
    Level,
    Phase,
    PhaseKind,
    Plan,
    Priority,
    Quantity,
    Race,
    Repeat,
    Season,
    Session,
    SessionKind,
    Step,
    StepKind,
    Target,
    Unit,
    Week,
)

RACE_DAY = date(2027, 9, 26)
START = date(2027, 8, 16)
RACE_ID = "berlin-marathon-2027"

TARGETS = (
    (Effort.EASY, Target(rpe=(2, 3), pace=(350, 390))),
    (Effort.LONG, Target(rpe=(3, 4), pace=(350, 390))),
    (Effort.TEN_K, Target(rpe=(6, 7), pace=(268, 275))),
    (Effort.THRESHOLD, Target(rpe=(6, 7), pace=(276, 284), heart_rate=(162, 172))),
    (Effort.STRENGTH, Target(rpe=(4, 6))),
)


def season(**changes: Any) -> Season:  # noqa: ANN401 - the fields of Season
    """A marathon season in Berlin, with the hours of an early riser."""
    athlete = Athlete(Level.INTERMEDIATE, "Europe/Berlin", Quantity(450, Unit.KM))
    race = Race(
        id=RACE_ID,
        name="Berlin Marathon",
        date=RACE_DAY,
        distance_km=42.195,
        distance_text="marathon",
        priority=Priority.A,
        start=time(9, 15),
        goal=13500,
    )
    return replace(
        Season(id="season-7f3a", rules="classic-1", athlete=athlete, races=(race,), created=date(2027, 1, 2)), **changes
    )


def session(day: date = START, slot: str = "easy-1", **changes: Any) -> Session:  # noqa: ANN401 - the fields of Session
    """An easy run at half past six, of 8 km."""
    to_go = (RACE_DAY - timedelta(days=RACE_DAY.weekday()) - (day - timedelta(days=day.weekday()))) // WEEK
    run = Session(
        address=f"{RACE_ID}/T-{to_go:02}w/{slot}",
        date=day,
        kind=SessionKind.EASY,
        title="Easy run",
        minutes=50,
        amount=80,
        distance_km=8.0,
        steps=(Step(StepKind.RUN, Effort.EASY, metres=8000),),
        why="Base is easy running (S11).",
        targets=TARGETS,
        start=time(6, 30),
    )
    return replace(run, **changes)


def quality(day: date) -> Session:
    """Repeats at 10k pace, with a warm-up and a cool-down."""
    return session(
        day,
        "quality-1",
        kind=SessionKind.QUALITY,
        title="6 × 800 m at 10k pace",
        minutes=62,
        amount=108,
        distance_km=10.8,
        hard=True,
        steps=(
            Step(StepKind.WARMUP, Effort.EASY, seconds=900),
            Repeat(
                6,
                (
                    Step(StepKind.WORK, Effort.TEN_K, metres=800),
                    Step(StepKind.RECOVER, Effort.EASY, seconds=90),
                ),
            ),
            Step(StepKind.COOLDOWN, Effort.EASY, seconds=600),
        ),
        why="The specific block works at race effort (S3).",
        advice=("Keep the last repeat as fast as the first.",),
    )


def strength(day: date) -> Session:
    """Half an hour of strength, at no hour."""
    return session(
        day,
        "strength-1",
        kind=SessionKind.STRENGTH,
        title="Strength",
        minutes=30,
        amount=0,
        distance_km=None,
        steps=(Step(StepKind.OTHER, Effort.STRENGTH, seconds=1800),),
        why="Base is running and strength (S8).",
        start=None,
    )


def long_run(day: date) -> Session:
    """The week's long run."""
    return session(
        day,
        "long",
        kind=SessionKind.LONG,
        title="Long run",
        minutes=125,
        amount=200,
        distance_km=20.0,
        hard=True,
        steps=(Step(StepKind.RUN, Effort.LONG, metres=20000),),
        start=time(8, 0),
        advice=("Talk test: whole sentences, all the way.",),
    )


def race_session() -> Session:
    """Race day, at the hour of the race."""
    return session(
        RACE_DAY,
        "race",
        kind=SessionKind.RACE,
        title="Berlin Marathon",
        minutes=225,
        amount=422,
        distance_km=42.195,
        hard=True,
        steps=(Step(StepKind.WORK, Effort.RACE, metres=42195),),
        start=time(9, 15),
        why="Race day.",
    )


def week(start: date) -> Week:
    """Strength, quality, an easy run and a long one; the race ends the last week."""
    last = start + 6 * DAY
    end = race_session() if last == RACE_DAY else long_run(last)
    sessions = (strength(start), quality(start + DAY), session(start + 3 * DAY), end)
    to_go = (RACE_DAY - last) // WEEK
    return Week(start, RACE_ID, to_go, PhaseKind.SPECIFIC, 450, 200, down=False, why="S3", sessions=sessions)


def phases() -> tuple[Phase, ...]:
    """Specific, taper, recovery around the race, as `plan` lays them out."""
    return (
        Phase(RACE_ID, PhaseKind.RECOVERY, START, START + 6 * DAY, 1, "One easy week absorbs the base."),
        Phase(RACE_ID, PhaseKind.SPECIFIC, START + WEEK, START + 3 * WEEK - DAY, 2, "Six to eight weeks (S3)."),
        Phase(RACE_ID, PhaseKind.TAPER, START + 3 * WEEK, RACE_DAY, 3, "Three weeks (Smyth & Lawlor 2021)."),
        Phase(RACE_ID, PhaseKind.RECOVERY, RACE_DAY + DAY, RACE_DAY + 2 * WEEK, 2, "Two weeks after a marathon (S46)."),
    )


def plan(of: Season | None = None, sessions: tuple[Session, ...] | None = None) -> Plan:
    """Six weeks to the race; with `sessions`, these alone in one week."""
    if sessions is not None:
        day = min(session.date for session in sessions)
        weeks: tuple[Week, ...] = (replace(week(day - timedelta(days=day.weekday())), sessions=sessions),)
        return Plan(of or season(), day, (), weeks)
    return Plan(of or season(), START, phases(), tuple(week(START + n * WEEK) for n in range(6)))


def with_zone(zone: str, of: Season | None = None) -> Season:
    """A season whose athlete lives in another zone."""
    of = of or season()
    return replace(of, athlete=replace(of.athlete, timezone=zone))


def with_calendar(of: Season | None = None, **changes: Any) -> Season:  # noqa: ANN401 - the fields of CalendarPrefs
    """A season with other calendar settings."""
    return replace(of or season(), calendar=replace(CalendarPrefs(), **changes))


def with_session(of: Plan, address: str, **changes: Any) -> Plan:  # noqa: ANN401 - the fields of Session
    """A plan with one session changed, which stays in its week."""
    weeks = tuple(
        replace(w, sessions=tuple(replace(s, **changes) if s.address == address else s for s in w.sessions))
        for w in of.weeks
    )
    return replace(of, weeks=weeks)
