"""The taper is touched last (section 6): only by days off that reach into it, or where a rule forces it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from countback.training.diary import Absent, Done, Moved, Skipped
from countback.training.model import PhaseKind
from tests.training.replanbook.days_off import off_of
from tests.training.replanbook.kept import ANOTHER_PHASE, FREE, Shift
from tests.training.replanbook.steady import gist, said, what
from tests.training.rulebook.shapes import Breach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from countback.training.model import Phase
    from tests.training.replanbook.case import Case, Step

UNFORCED = (FREE, ANOTHER_PHASE)


def taper(case: Case) -> Iterator[Breach]:
    """Section 6: the taper changes only where the days off, or the way back, reach into it, or a rule forces it."""
    for step in case.steps:
        reach = max((off.ramp_end for off in case.offs if off.on == step.entry.on), default=date.min)
        reach = max(reach, reach_of(step) or date.max)
        for phase in step.before.phases:
            ahead = reach < phase.start and step.entry.on <= phase.end
            if phase.kind is PhaseKind.TAPER and ahead:
                yield from changed(step, phase, case.season.plan.growth or 1100)


def changed(step: Step, phase: Phase, growth: int) -> Iterator[Breach]:
    """The sessions of a taper that changed although they might have stayed."""
    shift = Shift(step, growth)
    for week in step.before.weeks:
        for session in week.sessions:
            now = shift.after.get(session.address)
            inside = phase.start <= session.date <= phase.end
            stayed = now is not None and gist(now) == gist(session)
            if inside and not stayed and shift.reason(week, session) in UNFORCED:
                yield Breach("section 6 taper last", session.address, f"{said(step)}: {what(session, now)}")


def reach_of(step: Step) -> date | None:
    """The last day that an entry about days off or one session speaks of; None for other entries."""
    match step.entry:
        case Absent() as entry:
            return off_of(entry).ramp_end
        case Skipped(session=address) | Done(session=address):
            session = step.before.by_address.get(address)
            return session.date + timedelta(2) if session else None
        case Moved(to=to, session=address):
            session = step.before.by_address.get(address)
            return max(to, session.date if session else to) + timedelta(7)
    return None


RULES = (taper,)
