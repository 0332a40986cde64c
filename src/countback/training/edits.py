"""Change sessions of a course and nothing else: their state, or what an edit makes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from countback.training.course import after, brief_of
from countback.training.sums import resummed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from countback.training.course import Course
    from countback.training.model import Session, State


def stated(course: Course, address: str, state: State) -> Course:
    """The course with a state for the session of this address; nothing else changes."""
    found = session_at(course, address)
    if found is None:
        return course
    return edited(course, lambda s: replace(s, state=state) if s is found else s, found.date, found.date)


def session_at(course: Course, address: str) -> Session | None:
    """The session of this address; None where there is none."""
    return next((session for session in sessions(course) if session.address == address), None)


def sessions(course: Course) -> Iterator[Session]:
    """All sessions of a course, by date."""
    return (session for week in course.filled for session in week.week.sessions)


def rolled(course: Course, day: date, until: date) -> Course:
    """The course with the states after a day's week, to that of `until`, worked out again, its past having changed."""
    first, last = course.at(day), course.at(until)
    carried, states = course.states[first], list(course.states)
    for number in range(first, last):
        brief = brief_of(course.coach, course.calendar, carried, course.skeleton.frames, number)
        carried = after(course.coach, carried, brief, course.filled[number])
        states[number + 1] = carried
    return replace(course, states=tuple(states))


def edited(course: Course, edit: Callable[[Session], Session], first: date = date.min, last: date = date.max) -> Course:
    """The course with the sessions of some weeks as an edit returns them; a week of which it returns all stays."""
    start, end = course.at(first), course.at(last) + 1
    changed = (resummed(course.coach, week, map(edit, week.week.sessions)) for week in course.filled[start:end])
    return replace(course, filled=(*course.filled[:start], *changed, *course.filled[end:]))
