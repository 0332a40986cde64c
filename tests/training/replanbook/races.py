"""A race that moved (section 6): weeks go to or come from base, build, open; its sessions keep their addresses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from countback.training.diary import RaceChanged
from countback.training.model import PhaseKind, Priority
from tests.training.rulebook.shapes import Breach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from countback.training.model import Plan, Race
    from tests.training.replanbook.case import Case, Step

LEAST_KEPT = 0.5
LONGEST = {PhaseKind.TAPER: 1}  # weeks that another weekday may add


def moved(case: Case) -> Iterator[tuple[Step, Race, date]]:
    """The A races that moved to another day, each with its step and its new day."""
    for step in case.steps:
        if isinstance(step.entry, RaceChanged) and step.entry.to is not None:
            race = next(race for race in step.before.season.races if race.id == step.entry.race)
            if race.priority is Priority.A:
                yield step, race, step.entry.to


def weeks_of(plan: Plan, race: str, kind: PhaseKind) -> int:
    """The weeks of a kind before a race."""
    return sum(week.phase is kind and week.race == race and week.to_go >= 0 for week in plan.weeks)


def later(case: Case) -> Iterator[Breach]:
    """Section 6: a race moved later leaves its specific weeks and taper as long as they were."""
    for step, race, to in moved(case):
        begun = any(
            phase.race == race.id and phase.kind is PhaseKind.SPECIFIC and phase.start <= step.entry.on
            for phase in step.before.phases
        )
        for kind in (PhaseKind.SPECIFIC, PhaseKind.TAPER) if to > race.date and not begun else ():
            before, after = (weeks_of(plan, race.id, kind) for plan in (step.before, step.after))
            if after < before - LONGEST.get(kind, 0):
                told = f"{kind}: {before} → {after} weeks, {race.date} → {to}"
                yield Breach("section 6 a later race gives weeks to base", race.id, told)


def race_kept(case: Case) -> Iterator[Breach]:
    """Section 7: a moved race is the same event on another day."""
    for step, race, to in moved(case):
        session = step.after.by_address.get(f"{race.id}/T-00w/race")
        if session is None or session.date != to:
            yield Breach("section 7 a moved race keeps its address", race.id, f"{session and session.date}, {to}")


def kept_share(step: Step, race: Race, to: date) -> float:
    """The share of a race's future sessions that keep their address, of those weeks that are still to come."""
    shift, monday = to - race.date, step.entry.on - timedelta(step.entry.on.weekday())
    before = {
        session.address
        for session in step.before.sessions
        if session.date >= step.entry.on and session.date + shift >= monday + timedelta(7)
        if session.address.startswith(f"{race.id}/")
    }
    return len(before & set(step.after.by_address)) / len(before) if before else 1.0


def addresses(case: Case) -> Iterator[Breach]:
    """Sections 6 and 7: a moved race moves its sessions and does not recreate them."""
    for step, race, to in moved(case):
        share = kept_share(step, race, to)
        if share < LEAST_KEPT:
            yield Breach("section 7 a moved race moves its sessions", race.id, f"{share:.0%} kept, {race.date} → {to}")


RULES = (later, race_kept, addresses)
