"""The way back from days off (section 6): easy, so much of the established volume, from 5 km after an injury; paces."""

from __future__ import annotations

from datetime import date, timedelta
from math import prod
from typing import TYPE_CHECKING

from countback.training.diary import Absent, Tested
from countback.training.model import PhaseKind, State
from tests.training.replanbook.days_off import MOVES_ON, off_of
from tests.training.replanbook.kept import established
from tests.training.rulebook.load import NOTHING_RUN, quantum
from tests.training.rulebook.shapes import Breach
from tests.training.rulebook.targets import CLOSE, RPE, pace_of, steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from countback.training.model import Plan, Session
    from tests.training.replanbook.case import Case, Step
    from tests.training.replanbook.days_off import Off

HARD = ("quality", "test")
RUNS = ("easy", "long", "quality", "test", "shakeout")
WEEK = 7
A_MONTH = 30
RETURN = timedelta(49)  # five weeks, and those of the race and before the first whole one
LEAST_FACTOR = 0.80
CLOSE_FACTOR = 0.0006
SLACK = 1.05
MOVES_ON_UP_TO = 9
MOST_OF = 0.7
A_FORTNIGHT = timedelta(14)
PLAIN = (PhaseKind.OPEN, PhaseKind.BASE, PhaseKind.BUILD, PhaseKind.SPECIFIC)
EASIER = (PhaseKind.TAPER, PhaseKind.RECOVERY)


def alone(case: Case) -> Iterator[tuple[Step, Off]]:
    """The absences that no other one is near, each with its step."""
    for step in case.steps:
        if not isinstance(step.entry, Absent):
            continue
        off = off_of(step.entry)
        others = [other for other in case.offs if not other.start <= off.start <= other.end]
        far = timedelta(2 * off.ramp_days + A_MONTH)
        if off in case.offs and all(abs(other.start - off.start) > far for other in others):
            yield step, off


def ahead_of(plan: Plan, on: date, first: date, last: date) -> list[Session]:
    """The sessions still to be run in a span of days."""
    return [s for s in plan.sessions if max(on, first) <= s.date <= last and s.state is State.PLANNED]


def easy(case: Case) -> Iterator[Breach]:
    """Section 6: no quality on the way back, none until two pain-free weeks after an injury of a week or more."""
    for step, off in alone(case):
        for session in ahead_of(step.after, step.entry.on, off.back, off.easy_until):
            tapers = [p for p in step.after.phases if p.kind is PhaseKind.TAPER and p.start <= session.date <= p.end]
            pain_free = off.end + A_FORTNIGHT if off.hurt else off.end
            if tapers and off.end < tapers[0].start and session.date > pain_free:
                continue  # a taper changes only where the days off reach into it
            if session.kind in HARD and not session.pinned and off.easy_until > off.end:
                told = f"{session.kind} on {session.date}, back on {off.back}, easy until {off.easy_until}"
                yield Breach("section 6 easy on the way back", session.address, told)


def amount(case: Case) -> Iterator[Breach]:
    """Section 6: the weeks of the way back run their days' parts of E, no more; a taper is asked of elsewhere."""
    for step, off in alone(case):
        whole = whole_volume(step.before, off.start, case.facts.weekly)
        first = max(off.back, step.entry.on)
        for week in step.after.weeks if off.ramp_days and off.days >= MOVES_ON else ():
            days = [week.start + timedelta(n) for n in range(WEEK)]
            if not any(first <= day <= off.ramp_end for day in days) or week.phase in EASIER:
                continue
            most = whole / WEEK * sum(off.share_on(day) if day <= off.ramp_end else 1 for day in days if day >= first)
            shown = sum(s.amount for s in ahead_of(step.after, first, *days[::6]) if s.kind in RUNS)
            if shown > most * SLACK + quantum(case.facts, most):
                told = f"{shown / 10:g}, asked {most / 10:.1f} after {off.days} days off"
                yield Breach("section 6 amount on the way back", str(week.start), told)


def whole_volume(plan: Plan, day: date, weekly: int) -> float:
    """E before a day; in the return after a race that of its taper (section 2: kept through the return)."""
    tapers = [p.start for p in plan.phases if p.kind is PhaseKind.TAPER and p.start < day <= p.end + RETURN]
    return max(established(plan, begin, weekly) for begin in (day, *tapers))


def goes_on(case: Case) -> Iterator[Breach]:
    """Section 6: after nine days off or less the plan moves on: the next up week runs most of E, or of what it had."""
    for step, off in alone(case):
        was = {week.start: week for week in step.before.weeks}
        up = [w for w in step.after.weeks if w.start > off.ramp_end and w.phase in PLAIN and not w.down]
        if off.days > MOVES_ON_UP_TO or off.hurt or not up or up[0].start not in was:
            continue
        least = MOST_OF * min(whole_volume(step.before, off.start, case.facts.weekly), was[up[0].start].volume)
        if up[0].start <= off.ramp_end + A_FORTNIGHT and up[0].volume < least:
            told = f"{up[0].volume / 10:g}, at least {least / 10:.1f} after {off.days} days off"
            yield Breach("section 6 the plan moves on", str(up[0].start), told)


def made_up(case: Case) -> Iterator[Breach]:
    """Section 6: no missed work is ever made up: what is left of the week that one comes back in does not grow."""
    for step, off in alone(case):
        first = max(off.back, step.entry.on)
        last = first + timedelta(6 - first.weekday())
        was, now = (
            sum(s.amount for s in ahead_of(plan, first, first, last) if s.kind in RUNS)
            for plan in (step.before, step.after)
        )
        if off.days < MOVES_ON and not off.ahead and now > was + quantum(case.facts, was):
            told = f"{was / 10:g} → {now / 10:g} from {first} to {last}, after {off.days} days off"
            yield Breach("section 6 nothing is made up", str(first), told)


def from_five(case: Case) -> Iterator[Breach]:
    """S51: back from an injury of a week or more, the first run is of 5 km or 30 minutes at most."""
    for step, off in alone(case):
        last = off.back + timedelta(WEEK - 1)
        runs = [s for s in ahead_of(step.after, step.entry.on, off.back, last) if s.kind in RUNS]
        if off.hurt and runs and step.entry.on <= off.back and runs[0].amount > NOTHING_RUN[case.facts.unit]:
            told = f"{runs[0].amount / 10:g} on {runs[0].date}, back on {off.back}"
            yield Breach("S51 from 5 km", runs[0].address, told)


def factor(case: Case) -> Iterator[Breach]:
    """Section 6: what days off leave of VDOT, since the last test."""
    offs = case.offs
    tests = [n for n, entry in enumerate(case.diary) if isinstance(entry, Tested)]
    if tests and any(isinstance(entry, Absent) for entry in case.diary):
        return
    known = [1.0 if off.ahead and not off.ramp_days else off.factor for off in offs]  # a week's journey loses nothing
    asked = [max(LEAST_FACTOR, prod(off.factor for off in offs)), min(known, default=1.0)]
    shown = case.plan.fitness_factor
    if not asked[0] - CLOSE_FACTOR <= shown <= asked[1] + CLOSE_FACTOR:
        yield Breach("section 6 fitness factor", "season", f"{shown:.4f}, asked {asked[0]:.4f} to {asked[1]:.4f}")


def paces(case: Case) -> Iterator[Breach]:
    """Section 6: from the last news of fitness on, paces are those of today's VDOT."""
    since = max((e.on for e in case.diary if isinstance(e, Tested | Absent)), default=None)
    if since is None or not case.facts.setting("athlete", "recent_race"):
        return
    since = max([since, *(off.back for off in case.offs)])
    days = {session.address: session.date for session in case.plan.sessions}
    asked = {effort: pace_of(effort, case.plan.vdot) for effort in RPE}
    for address, step, target in steps(case.facts):
        pace, shown = asked.get(step["effort"]), target["pace"]
        if pace and shown and days[address] >= since and not shown[0] - CLOSE <= pace <= shown[1] + CLOSE:
            told = f"{step['effort']} {shown}, asked {pace:.0f} s/km at VDOT {case.plan.vdot:.1f}"
            yield Breach("section 6 paces of today", address, told)


RULES = (easy, amount, goes_on, made_up, from_five, factor, paces)
