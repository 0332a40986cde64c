"""What planning again changed: two plans, session by session, each change with its reason. Pure; nothing is decided.

Sessions are the same where their address is. A runner thinks of this week first, then of the block, then of the race.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

from countback.training.model import NOT_RUN, WEEK, PhaseKind, Repeat, SessionKind, State, monday

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from countback.training.model import Effort, Plan, Session, Step, StepKind, Week

Shape = tuple["tuple[StepKind, Effort] | Shape", ...]


class What(StrEnum):
    """What became of a session; the first that holds."""

    ADDED = "added"
    DROPPED = "dropped"  # gone, or still in the plan as missed or skipped
    MOVED = "moved"  # another day or hour
    RESIZED = "resized"  # more or less of the same
    CHANGED = "changed"


class Part(StrEnum):
    """The part of the season that a change is in. `THIS_WEEK` holds what is past, too."""

    THIS_WEEK = "this week"
    BLOCK = "the block"
    RACE = "the race"


@dataclass(frozen=True, slots=True)
class Change:
    """A session before and after; at most one of the two is None. `why` is a sentence, empty where nobody gave one."""

    address: str
    what: What
    before: Session | None
    after: Session | None
    why: str

    @property
    def session(self) -> Session:
        """The session as it is now, else as it was."""
        found = self.after or self.before
        if found is None:
            raise ValueError(self.address)
        return found

    @property
    def slight(self) -> bool:
        """Whether day, title and state stay: paces, minutes, the reason or the advice are told anew, no more."""
        if self.before is None or self.after is None:
            return False
        return _at_a_glance(self.before) == _at_a_glance(self.after)


def difference(before: Plan, after: Plan, because: str = "") -> tuple[Change, ...]:
    """Every session that is not the same in both plans, by date. `because` is the reason where the plan tells none."""
    addresses = dict.fromkeys(chain(after.by_address, before.by_address))
    pairs = ((before.by_address.get(name), after.by_address.get(name)) for name in addresses)
    reasons = frozenset((*(one.why for one in before.sessions), *(week.why for week in before.weeks)))
    weeks = _Weeks({week.start: week for week in after.weeks}, because, reasons)
    changes = (_change(old, new, weeks) for old, new in pairs if _told(old) != _told(new))
    return tuple(sorted(changes, key=lambda change: (change.session.date, change.address)))


def _told(session: Session | None) -> Session | None:
    """All of a session that is ever shown: not which run it follows, only when."""
    return session and replace(session, after=None)


def part_of(change: Change, plan: Plan, today: date) -> Part:
    """The part of the season that a change belongs to; `plan` is the new one."""
    day = change.session.date
    if day < monday(today) + WEEK:
        return Part.THIS_WEEK
    week = plan.week_of(day)
    near = week is None or week.phase is PhaseKind.TAPER or week.to_go <= 0
    return Part.RACE if near or change.session.kind is SessionKind.RACE else Part.BLOCK


def grouped(changes: tuple[Change, ...], plan: Plan, today: date) -> Iterator[tuple[Part, tuple[Change, ...]]]:
    """The changes by part, as a runner thinks; a part without changes is left out."""
    parts = [(part_of(change, plan, today), change) for change in changes]
    for part in Part:
        if found := tuple(change for where, change in parts if where is part):
            yield part, found


# --- one session -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Weeks:
    """The weeks of the new plan by their Monday, and the reason where neither session nor week has one of its own.

    `reasons` are those that sessions and weeks had before.
    """

    after: dict[date, Week]
    because: str
    reasons: frozenset[str]


def _change(before: Session | None, after: Session | None, weeks: _Weeks) -> Change:
    found = after or before
    if found is None:
        raise ValueError(weeks)
    return Change(found.address, _what(before, after), before, after, _why(before, after, found, weeks))


def _what(before: Session | None, after: Session | None) -> What:
    if after is None:
        return What.DROPPED
    if before is None:
        return What.DROPPED if after.state in NOT_RUN else What.ADDED
    if after.state is State.DONE and before.state is not State.DONE:
        return What.CHANGED
    if (before.state in NOT_RUN) != (after.state in NOT_RUN):
        return What.DROPPED if after.state in NOT_RUN else What.ADDED
    if _place(before) != _place(after):
        return What.MOVED
    sized = (before.amount, before.minutes) != (after.amount, after.minutes)
    return What.RESIZED if sized and _kind(before) == _kind(after) else What.CHANGED


def _place(session: Session) -> tuple[object, ...]:
    """The day and hour; a session that follows another of its day has the hour that the other leaves it."""
    return session.date, session.pinned, None if session.after else session.start


def _kind(session: Session) -> tuple[object, ...]:
    return session.kind, session.state, _shape(session.steps)


def _shape(steps: tuple[Step | Repeat, ...]) -> Shape:
    """What the steps are, whatever their lengths."""
    return tuple(_shape(step.steps) if isinstance(step, Repeat) else (step.kind, step.effort) for step in steps)


def _at_a_glance(session: Session) -> tuple[object, ...]:
    """What one sees in a calendar."""
    return *_place(session), session.kind, session.title, session.state, session.hard


def _why(before: Session | None, after: Session | None, found: Session, weeks: _Weeks) -> str:
    """Why it changed; the first of these that applies.

    Its own new reason, or its week's, if nothing had it before; that of the entry. What was a reason before explains
    what is as it is, and no change.
    """
    own = after.why if after is not None and (before is None or after.why != before.why) else ""
    if own and own not in weeks.reasons:
        return own
    week = weeks.after.get(monday(found.date))
    if week is not None and week.why and week.why not in weeks.reasons:
        return week.why
    return weeks.because or own or (found.why if after else "")
