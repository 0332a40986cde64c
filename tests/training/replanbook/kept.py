"""Fewest changes (section 6): of the sessions after the way back, how many keep day, time and content, and why not all.

A change is forced where the session as it was would break a rule now; the rule is named. The rest is free: nothing that
is asked here made it necessary.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from countback.training.diary import Absent, Cause
from countback.training.model import PhaseKind, SessionKind, State
from countback.training.replan import plan_of
from tests.training.replanbook.case import Step
from tests.training.replanbook.days_off import off_of
from tests.training.replanbook.steady import gist
from tests.training.rulebook.load import NOTHING_RUN, STEP

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from countback.training.model import Plan, Season, Session, Week

DAY = timedelta(1)
WEEK = timedelta(7)
MEMORY = timedelta(30)
FELL = 0.98
EASIER = (PhaseKind.TAPER, PhaseKind.RECOVERY, PhaseKind.RETURN, PhaseKind.BASE)
ANOTHER_PHASE = "section 6: its week is in another phase"
FREE = "nothing that is asked here"


@dataclass(frozen=True)
class Share:
    """Sessions after the way back: how many there were, how many stayed, what forced the others."""

    total: int
    kept: int
    reasons: Counter[str] = field(compare=False)

    @property
    def share(self) -> float:
        """The part that stayed; all of nothing."""
        return self.kept / self.total if self.total else 1.0

    @property
    def free(self) -> int:
        """Changes that no rule forced."""
        return self.reasons[FREE]


@dataclass(frozen=True)
class Shift:
    """An absence, the plan before it and after it, and what the rules now say of the sessions as they were."""

    step: Step
    growth: int

    @cached_property
    def after(self) -> dict[str, Session]:
        """The sessions now, by address."""
        return self.step.after.by_address

    @cached_property
    def runs(self) -> list[Session]:
        """What was and will be run, races aside."""
        gone = (State.MISSED, State.SKIPPED)
        plain = [s for s in self.step.after.sessions if s.amount and s.state not in gone]
        return [session for session in plain if session.kind is not SessionKind.RACE]

    @cached_property
    def weeks(self) -> dict[date, Week]:
        """The weeks now, by Monday."""
        return {week.start: week for week in self.step.after.weeks}

    def reason(self, week: Week, session: Session) -> str:
        """The rule that a session as it was would break now."""
        now = self.weeks.get(week.start)
        if now is None or now.phase is not week.phase:
            return ANOTHER_PHASE
        found = {
            "section 3: one run of 30 days": self.too_long(session),
            "S22: growth of the week": self.too_much(week),
            "section 3: another run of its week was too long": any(map(self.too_long, week.sessions)),
            "S7: easy running of a day is no more than the long run": self.over_long(week),
            "section 2: a down week follows its up weeks": now.down and self.hardly_down(week),
            "section 2: a fraction of the established volume, which fell": week.phase in EASIER
            and self.less_established(session.date),
        }
        return next((reason for reason, forced in found.items() if forced), FREE)

    def less_established(self, day: date) -> bool:
        """Whether the volume that a taper, and the return after its race, take their fractions of fell."""
        tapers = [p.start for p in self.step.before.phases if p.kind is PhaseKind.TAPER and p.start <= day]
        weekly = self.step.before.season.athlete.weekly.tenths
        was, now = (
            established(plan, tapers[-1], weekly) if tapers else 0 for plan in (self.step.before, self.step.after)
        )
        return now < was * FELL

    def too_long(self, session: Session) -> bool:
        """Whether a run is more than the 30 days before it allow."""
        before = [run.amount for run in self.runs if session.date - MEMORY <= run.date < session.date]
        unit = self.step.after.season.unit.value
        longest = max(before, default=NOTHING_RUN[unit])
        return session.kind is not SessionKind.RACE and session.amount > max(longest * 11 // 10, longest + STEP[unit])

    def over_long(self, week: Week) -> bool:
        """Whether a day of the week as it was has two easy runs that are more than its long run may be now."""
        long = next((s for s in week.sessions if s.kind is SessionKind.LONG), None)
        now = self.after.get(long.address) if long else None
        days: Counter[date] = Counter()
        for session in week.sessions:
            if session.kind is SessionKind.EASY:
                days[session.date] += session.amount
        return now is not None and max(days.values(), default=0) > now.amount

    def too_much(self, week: Week) -> bool:
        """Whether a week's volume is more than the weeks before it, as they are now, allow."""
        before = [other.volume for other in self.step.after.weeks if other.start < week.start and not other.down]
        return week.volume * 1000 > max(before, default=week.volume) * self.growth

    def hardly_down(self, week: Week) -> bool:
        """Whether a down week is as big as the up weeks now are."""
        before = [other for other in self.step.after.weeks if other.start < week.start and not other.down][-1:]
        was = [other for other in self.step.before.weeks if other.start < week.start and not other.down][-1:]
        return bool(before and was) and before[0].volume < was[0].volume

    def counted(self) -> Share:
        """Count the sessions after the way back."""
        entry = self.step.entry
        last = off_of(entry).ramp_end if isinstance(entry, Absent) else entry.on
        found = [
            (week, session)
            for week in self.step.before.weeks
            for session in week.sessions
            if session.date > last and session.date >= entry.on
        ]
        changed = [
            (week, s) for week, s in found if s.address not in self.after or gist(self.after[s.address]) != gist(s)
        ]
        reasons = Counter(self.reason(week, session) for week, session in changed)
        return Share(len(found), len(found) - len(changed), reasons)


def established(plan: Plan, day: date, weekly: int) -> float:
    """E before a day: the mean of the three biggest of the last six whole weeks, the told volume before the season."""
    last = [week.volume for week in plan.weeks if week.start + WEEK <= day and not week.part][-6:]
    readings = [sorted([*last, *[weekly] * (6 - len(last))])[-3:], sorted(last)[-3:]]
    return max(sum(three) / len(three) for three in readings if three)


def absences(plan: Plan, every: int = 3) -> Iterator[Absent]:
    """A missed day and a missed week, now and then all the season long until two weeks before the last race."""
    last = plan.season.races[-1].date - 2 * WEEK
    mondays = [week.start for week in plan.weeks if week.start >= plan.start and week.start + WEEK < last]
    for number, monday in enumerate(mondays[::every]):
        day = monday + (number % 7) * DAY
        yield Absent(day + DAY, Cause.MISSED, day, day)
        yield Absent(monday + WEEK, Cause.MISSED, monday, monday + 6 * DAY)


def shares(season: Season, every: int = 3) -> Iterator[tuple[Absent, Share]]:
    """What a missed day and a missed week leave of a season, each by itself."""
    before = plan_of(season, ())
    for entry in absences(before, every):
        step = Step(entry, before, plan_of(season, (entry,)))
        yield entry, Shift(step, season.plan.growth or 1100).counted()
