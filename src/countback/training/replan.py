"""Plan again: the plan after each entry of the diary, by the rules of days off, moves and changed races (section 6).

`plan_of` is `reduce(replan, heeded(diary), begin(season))`. An entry touches no session before its day but for its
state; what comes after it changes only where a rule asks for it (`resume`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, assert_never

from countback.training import byhand, checks
from countback.training.changes import moved_by_hand, race_changed
from countback.training.course import Course, begin
from countback.training.daysoff import absent
from countback.training.diary import (
    Absent,
    Done,
    Edited,
    Moved,
    RaceAdded,
    RaceChanged,
    Skipped,
    Tested,
    Weekly,
    heeded,
)
from countback.training.edits import rolled, session_at, stated
from countback.training.fitness import retargeted, tested
from countback.training.model import DAY, NOT_RUN, WEEK, State, monday
from countback.training.resume import before, go_on
from countback.training.season import plan_from

if TYPE_CHECKING:
    from datetime import date

    from countback.training.diary import Diary, News
    from countback.training.model import Plan, Season


def plan_of(season: Season, diary: Diary) -> Plan:
    """The plan after everything in the diary. Raises LookupError for rules that are not shipped."""
    return plan_from(reduce(replan, heeded(diary), begin(season)))


def replan(course: Course, entry: News) -> Course:
    """The course after one entry."""
    now = course
    match entry:
        case Absent():
            now = absent(course, entry)
        case Done():
            now = _done(course, entry)
        case Skipped(restored=restored):
            now = _marked(course, entry.session, State.PLANNED if restored else State.SKIPPED, entry.on)
        case Moved():
            now = moved_by_hand(course, entry)
        case RaceChanged() | RaceAdded():
            now = race_changed(course, entry)
        case Tested():
            now = _tested(course, entry)
        case Weekly():
            now = _weekly(course, entry)
        case Edited():
            pass
        case _:
            assert_never(entry)
    return now


def _tested(course: Course, entry: Tested) -> Course:
    """Other paces from a day on; weeks that do not fit them are made anew."""
    now = retargeted(tested(course, entry), course.coach.kit.paces, entry.on)
    return go_on(now, replace(before(now), kit=course.coach.kit), entry.on, quiet=entry.on)


def _done(course: Course, entry: Done) -> Course:
    """A session that was run: nothing else changes by it, but where it had counted as left out."""
    found = session_at(course, entry.session)
    if found is not None and found.state in NOT_RUN:
        return _marked(course, entry.session, State.DONE, entry.on)
    return stated(course, entry.session, State.DONE)


def _weekly(course: Course, entry: Weekly) -> Course:
    """The weekly volume as it really is: the next whole week starts from it, and growth is measured against it."""
    start = monday(entry.on + 6 * DAY)
    now = replace(course, resets={**course.resets, start: course.coach.kit.scale.of(entry.volume)})
    return go_on(now, before(course), start)


def _marked(course: Course, address: str, state: State, on: date) -> Course:
    """A session left out, or taken up again; what follows changes only where a rule asks for it."""
    now = stated(course, address, state)
    found = session_at(now, address)
    if found is None:
        return now
    cutoff = max(on, found.date + DAY)
    return go_on(rolled(now, found.date, cutoff), before(now), cutoff, quiet=cutoff + WEEK)


REPLAN_CODES = (
    *checks.AFTER_DAYS_OFF, "paces-renewed", *byhand.CHECKS, "no-goal",
)  # fmt: skip
"""Every code of what the diary leads to, in the order of docs/findings.md, where they follow `checks.CODES`."""
