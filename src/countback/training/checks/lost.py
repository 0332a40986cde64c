"""What days off do: to the goal and to fitness, and the races that fall on them (section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.training.checks.made import INFO, WARNING, Check, Made, many
from countback.training.model import WEEK, Finding, PhaseKind, monday
from countback.training.paces import race_seconds
from countback.training.titles import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from countback.training.course import Lost
    from countback.training.model import Race
    from countback.training.phases import Frame


def _goals(made: Made) -> Iterator[Finding]:
    """What so many days off say of the goal of the race that they come before."""
    off, texts = made.coach.rules.off, made.coach.rules.why.off
    for lost in made.lost:
        row, frame = off.row(lost.days), _back(made, lost)
        if row.goal and 0 <= frame.to_go < row.late and frame.race in made.races:
            low, high = off.slower_percent
            named = {"days": lost.days, "race": frame.race.name, "low": low, "high": high}
            text = texts[f"goal_{row.goal}"].format(**named, today=_today(made, frame.race))
            if row.goal == "revise" and row.phase == PhaseKind.BASE and not frame.race.finish:
                text += texts["goal_finish"]
            yield Finding(f"goal-{row.goal}", WARNING, text, week=frame.start)


def _today(made: Made, race: Race) -> str:
    """What today's fitness is good for, where a time is told at all, and the goal is no slower one."""
    if race.finish or not made.known_fitness:
        return ""
    today = race_seconds(made.plan.vdot, race.distance_km)
    return f"; today's fitness is good for about {in_words(today)}" if today > (race.goal or 0) else ""


def _fitness(made: Made) -> Iterator[Finding]:
    """Fitness lost since the last test, and today's paces."""
    off = made.coach.rules.off
    since = [one for one in made.lost if one.days > off.fitness_from_days]
    since = [one for one in since if made.tested is None or one.end >= made.tested]
    for lost in since:
        factor = off.fitness(lost.days, cross_trained=lost.cross_trained)
        paces = f" {made.coach.rules.why.off['paces'].format(vdot=made.plan.vdot)}" if lost is since[-1] else ""
        text = f"{lost.days} days off: VDOT × {factor:.3f}.{paces}"
        yield Finding("fitness-lost", INFO, text, week=_back(made, lost).start)


def _doctor(made: Made) -> Iterator[Finding]:
    for lost in made.lost:
        if lost.ill or lost.injured:
            text = made.coach.rules.why.off["doctor"]
            yield Finding("ask-a-doctor", INFO, text, week=_back(made, lost).start)


def _raced(made: Made) -> Iterator[Finding]:
    """A race on a day off, or away."""
    for race in made.races:
        away = race.date in made.coach.away and race.date in made.coach.race_days
        if away or any(race.date in lost for lost in made.lost):
            text = f"{race.name} falls into the days off; it stands until you move or cancel it."
            yield Finding("race-in-absence", WARNING, text, week=monday(race.date))


def _on_way_back(made: Made) -> Iterator[Finding]:
    """A race on the way back from days off, which is to be easy."""
    for race in made.races:
        for lost in made.lost:
            if lost.ramp and race.date in lost.easy:
                days, since = many(lost.days, "day"), many((race.date - lost.end).days, "day")
                text = f"{race.name} is {since} after {days} off, on the way back: cancel it, or run it as an easy run."
                yield Finding("race-on-way-back", WARNING, text, week=monday(race.date))


def _back(made: Made, lost: Lost) -> Frame:
    """The week of the first day of running again; the last one where that is after the season."""
    frames = made.skeleton.frames
    return next((frame for frame in frames if lost.back < frame.start + WEEK), frames[-1])


LOST: tuple[Check, ...] = (_goals, _fitness, _doctor, _raced, _on_way_back)
