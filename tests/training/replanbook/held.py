"""The rules of sections 2 to 4 after a shift: those of the season's rule book, but for what section 6 itself orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.training.diary import Moved, Weekly
from tests.training.replanbook.exempt import exempt, monday, moves
from tests.training.rulebook import RULES as SEASON_RULES
from tests.training.rulebook.days import away
from tests.training.rulebook.load import is_up, one_run, quantum
from tests.training.rulebook.shapes import Breach

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tests.training.replanbook.case import Case
    from tests.training.rulebook.shapes import WeekFact

AS_RUN = (one_run, away)  # rules on what was and will be run, whatever the plan says of it
LONG_OFF = 28
GROWTH = 1000


def season_rules(case: Case) -> Iterator[Breach]:
    """Section 6: every rule of sections 2 to 4 holds after a shift.

    Not asked where weeks that are past led to a race that was cancelled: no rule of a season knows such weeks.
    """
    if not {week.race for week in case.facts.weeks} <= {race.id for race in case.facts.ends}:
        return
    for rule in SEASON_RULES:
        found = rule(case.run if rule in AS_RUN else case.facts)
        yield from (b for b in found if not exempt(case, b) and (b.rule, b.where) not in case.first_breaches)


def growth(case: Case) -> Iterator[Breach]:
    """S22: a week is at most 1.10 × the highest up week; counted anew from a new weekly volume or 28 days off."""
    highest, facts = facts_weekly(case), case.facts
    for week in facts.whole_weeks:
        highest = begun_anew(case, week, highest)
        alone = len(week.runs) == len(week.of("race"))
        back = any(off.start <= week.end and week.start <= off.ramp_end for off in case.offs)
        over = week.volume * GROWTH > highest * facts.growth
        told_before = ("S22 growth", str(week.start)) in case.first_breaches
        if over and not alone and not back and not told_before and not by_hand(case, week):
            told = f"{facts.say(week.volume)} after a highest week of {facts.say(highest)}"
            yield Breach("S22 growth after a shift", str(week.start), told)
        if is_up(facts, week) or since_long_off(case, week.start):
            highest = max(highest, week.volume)


def by_hand(case: Case, week: WeekFact) -> bool:
    """Whether a move by hand leaves the week no bigger than it was, or a finding tells that it is too big now."""
    was = [
        other.volume
        for step in case.steps
        if isinstance(step.entry, Moved)
        for other in step.before.weeks
        if other.start == week.start and any(week.start in weeks for weeks in moves(case))
    ]
    told = {finding.session for finding in case.plan.findings if finding.code == "week-over"}
    return week.volume <= max(was, default=0) or any(s.address in told for s in week.sessions)


def facts_weekly(case: Case) -> int:
    """The volume that the season begins with."""
    return case.facts.weekly


def begun_anew(case: Case, week: WeekFact, highest: int) -> int:
    """The highest week so far, or what counts from here on."""
    for entry in case.diary:
        if isinstance(entry, Weekly) and monday(entry.on) == week.start:
            return max(entry.volume.tenths, week.volume)
    if any(off.days > LONG_OFF and monday(off.back) == week.start for off in case.offs):
        return quantum(case.facts, week.volume)
    return highest


def since_long_off(case: Case, day: date) -> bool:
    """Whether a day is on the way back from more than 28 days off, where every week counts for the next."""
    return any(off.days > LONG_OFF and off.back <= day <= off.ramp_end for off in case.offs)


RULES = (season_rules, growth)
