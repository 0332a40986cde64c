"""Build a season: the plan as a pure function of what `season.toml` says.

The weeks are laid out backward (`phases`) and filled forward (`course`), each knowing what the weeks before it showed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from countback.training import checks
from countback.training.course import Course, begin
from countback.training.model import Phase, PhaseKind, Plan, Season
from countback.training.paces import race_seconds
from countback.training.phases import has_specific
from countback.training.stretches import Stretch, phases_of

if TYPE_CHECKING:
    from countback.training.coach import Coach
    from countback.training.phases import Frame, Skeleton


def build(season: Season) -> Plan:
    """The plan of a season as first made. Raises LookupError when its rules are not among those that are shipped."""
    return plan_from(begin(season))


def plan_from(course: Course) -> Plan:
    """The plan that a course comes to, with its phases and findings."""
    skeleton, coach = course.skeleton, course.coach
    plan = Plan(
        season=replace(course.season, races=coach.season.races),
        start=skeleton.start,
        phases=tuple(_phase(coach, skeleton, stretch) for stretch in phases_of(skeleton)),
        weeks=tuple(filled.week for filled in course.filled),
        fit_for=_fit_for(course),
        vdot=course.vdot * course.factor,
        fitness_factor=course.factor,
        cancelled=frozenset(race.id for race in coach.season.races if race not in coach.standing),
    )
    made = checks.Made(plan, _standing(course), coach, course.filled, course.known_fitness, course.lost, course.tested)
    return replace(plan, findings=checks.gravest_first([*course.notes, *checks.check(made)]))


def _fit_for(course: Course) -> dict[str, int]:
    """What today's fitness is good for in each race; nothing where it is only assumed."""
    if not course.known_fitness:
        return {}
    value = course.vdot * course.factor
    return {race.id: round(race_seconds(value, race.distance_km)) for race in course.coach.season.races}


def _standing(course: Course) -> Skeleton:
    """The skeleton with the ways to the races that stand."""
    held = {race.id for race in course.coach.standing}
    segments = (segment for segment in course.skeleton.segments if segment.race.id in held)
    return replace(course.skeleton, segments=tuple(segments))


def _phase(coach: Coach, skeleton: Skeleton, stretch: Stretch) -> Phase:
    texts, head, weeks = coach.rules.why.phase, stretch.head, stretch.weeks
    kind = head.phase
    text = texts[_phase_text(coach, head)]
    before = head.race
    if kind is PhaseKind.RECOVERY and not head.recovery_week and head.to_go >= 0:
        before = next((s.before for s in skeleton.segments if s.race.id == head.race.id), None) or head.race
    race = before if kind is PhaseKind.RECOVERY else head.race
    days = (stretch.end - stretch.start).days + 1
    why = text.format(race=race.name, span=f"{weeks} week{'' if weeks == 1 else 's'}", days=days)
    return Phase(head.race.id, kind, stretch.start, stretch.end, weeks, why)


def _phase_text(coach: Coach, head: Frame) -> str:
    """Which sentence tells why a phase is there."""
    if head.recovery_week:
        return "recovery_week"
    if head.phase is PhaseKind.TAPER and not has_specific(coach.season, head.race):
        return "taper_after_base"
    return head.phase.value
