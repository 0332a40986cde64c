"""Build a season: the plan as a pure function of what `season.toml` says.

The weeks are laid out backward (`phases`) and filled forward (`course`), each knowing what the weeks before it showed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from countback.training import checks
from countback.training.course import weeks
from countback.training.model import Phase, PhaseKind, Plan, Season
from countback.training.notes import fitness, make_coach
from countback.training.phases import Skeleton, Stretch, lay_out, phases_of
from countback.training.rules import load

if TYPE_CHECKING:
    from countback.training.coach import Coach


def build(season: Season) -> Plan:
    """The plan of a season. Raises LookupError when its rules are not among those that are shipped."""
    rules = load(season.rules)
    skeleton = lay_out(season, rules)
    coach = make_coach(season, skeleton.start, rules)
    filled = tuple(weeks(coach, skeleton))
    phases = tuple(_phase(coach, skeleton, stretch) for stretch in phases_of(skeleton))
    plan = Plan(
        season, skeleton.start, phases, tuple(week.week for week in filled), (), tuple(coach.race_minutes.items())
    )
    _, known = fitness(season, rules)
    return replace(plan, findings=checks.check(checks.Made(plan, skeleton, coach, filled, known)))


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
