"""Objections to what the weeks came to: what they could not hold, races in a bad place, sessions moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.training.checks.made import INFO, WARNING, Check, Made, many
from countback.training.model import WEEK, Finding, PhaseKind, Priority, Session, SessionKind
from countback.training.phases import a_races

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NOT_HELD_PERCENT = 3
LONG_AT_LEAST = 40  # % of a race that its longest run before should be


def _not_held(made: Made) -> Iterator[Finding]:
    ladder = made.coach.rules.why.week["ladder"]  # a week of the run/walk ladder is as long as its rungs
    whole = [filled for filled in made.filled if not filled.week.part and filled.week.why != ladder]
    short = [
        filled for filled in whole if 100 * filled.missing > NOT_HELD_PERCENT * (filled.week.volume + filled.missing)
    ]
    if not short:
        return
    worst = max(short, key=lambda f: f.missing)
    unit = made.coach.season.unit.value
    text = (
        f"{many(len(short), 'week')} cannot hold the whole volume on your days within the caps for one run: "
        f"up to {worst.missing / 10:g} {unit} are not planned (week of {worst.week.start})."
    )
    yield Finding(
        "volume-not-held",
        WARNING,
        f"{text} More run days, or a longer longest run, would hold more.",
        week=worst.week.start,
    )


def _low_before_specific(made: Made) -> Iterator[Finding]:
    scale = made.coach.kit.scale
    for segment in made.skeleton.segments:
        row = made.coach.rules.distance(segment.race.distance_km)
        begin = [week for week in made.plan.weeks if week.race == segment.race.id and week.phase is PhaseKind.SPECIFIC]
        before = [w.volume for w in made.plan.weeks if begin and w.start < begin[0].start and not w.part][-6:]
        km = scale.km(max(before, default=made.coach.season.athlete.weekly.tenths))
        if begin and km < row.km_before_specific:
            text = (
                f"About {km:.0f} km a week before the specific block for "
                f"{segment.race.name}; {row.km_before_specific} make it safe."
            )
            yield Finding("volume-low", WARNING, text, week=begin[0].start)


def _long_runs_short(made: Made) -> Iterator[Finding]:
    """A race far over anything that is run before it (S5, S16)."""
    for segment in made.skeleton.segments:
        weeks = [week.longest for week in made.plan.weeks if week.race == segment.race.id and week.to_go > 0]
        km = made.coach.kit.scale.km(max(weeks, default=0))
        share = round(100 * km / segment.race.distance_km)
        if weeks and share < LONG_AT_LEAST:
            text = (
                f"The longest run before {segment.race.name} is about {km:.0f} km, {share} % of the race: "
                "too little to run all of it. A later date or a shorter race fits better."
            )
            yield Finding("long-short", WARNING, text)


def _below_band(made: Made) -> Iterator[Finding]:
    season, scale, rules = made.coach.season, made.coach.kit.scale, made.coach.rules
    for segment in made.skeleton.segments:
        row = rules.distance(segment.race.distance_km)
        low, high = rules.peak[season.athlete.level][row.key]
        weeks = [week.volume for week in made.plan.weeks if week.race == segment.race.id and week.to_go >= 0]
        km = scale.km(max(weeks, default=0))
        if km < low:
            text = (
                f"The biggest week before {segment.race.name} is about {km:.0f} km; "
                f"{low} to {high} are usual at this level."
            )
            yield Finding("peak-low", INFO, text)


def _tune_ups(made: Made) -> Iterator[Finding]:
    rules, season = made.coach.rules, made.coach.season
    for race in season.races:
        if race.priority is Priority.A:
            continue
        for main in a_races(season):
            days = (main.date - race.date).days
            if 0 < days <= rules.races.none_before_a_days:
                text = (
                    f"{race.name} is {days} days before {main.name}: no race in the last "
                    f"{rules.races.none_before_a_days} days (S33)."
                )
                yield Finding("race-before-race", WARNING, text)
        week = next((w for w in made.plan.weeks if w.start <= race.date < w.start + WEEK), None)
        if week is not None and week.phase is PhaseKind.RECOVERY and not week.down:
            yield Finding(
                "race-in-recovery",
                WARNING,
                f"{race.name} falls into the recovery after a race (S34).",
                week=week.start,
            )
        elif week is not None and race.priority is Priority.B and week.phase is not PhaseKind.SPECIFIC:
            text = f"{race.name} is outside the specific block, where tune-up races do most good (S33)."
            yield Finding("race-outside-block", INFO, text, week=week.start)


def _race_over_week(made: Made) -> Iterator[Finding]:
    for filled in made.filled:
        races = [s for s in filled.week.sessions if s.kind is SessionKind.RACE and s.amount == filled.week.volume]
        if races and filled.week.to_go != 0:
            text = (
                f"{races[0].title} is as much as the whole week may be, or more: "
                "run it easy, or choose a shorter one (S22)."
            )
            yield Finding("race-over-week", WARNING, text, week=filled.week.start)


def _moved(made: Made) -> Iterator[Finding]:
    """Quality sessions and long runs that could not stand on the athlete's own days; what was put there by hand may."""
    wanted = made.coach.season.week.quality
    placed = [s for s in made.plan.sessions if not s.pinned]
    off = [s for s in placed if s.kind is SessionKind.QUALITY and s.date.weekday() not in (wanted or ())]
    if off and wanted is not None:
        text = f"{_stand(off, 'quality session')} on other days than you asked for: hard days are kept apart."
        yield Finding("quality-moved", INFO, text, session=off[0].address)
    long = [s for s in placed if s.kind is SessionKind.LONG and s.date.weekday() != made.coach.pattern.long]
    if long:
        text = f"{_stand(long, 'long run')} on another day than yours."
        yield Finding("long-moved", INFO, text, session=long[0].address)


def _stand(sessions: Sequence[Session], what: str) -> str:
    return f"{many(len(sessions), what)} {'stands' if len(sessions) == 1 else 'stand'}"


WEEKS: tuple[Check, ...] = (
    _not_held,
    _low_before_specific,
    _long_runs_short,
    _below_band,
    _tune_ups,
    _race_over_week,
    _moved,
)
