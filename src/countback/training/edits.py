"""Change sessions of a course and nothing else: their state, or what an edit makes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from countback.training.course import after, brief_of
from countback.training.sessions import resummed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from countback.training.course import Course
    from countback.training.model import Session, State


def stated(course: Course, which: Callable[[Session], bool], state: State) -> Course:
    """The course with a state for some sessions; nothing else changes."""
    return edited(course, lambda s: replace(s, state=state) if which(s) else s)


def sessions(course: Course) -> Iterator[Session]:
    """All sessions of a course, by date."""
    return (session for week in course.filled for session in week.week.sessions)


def rolled(course: Course, day: date) -> Course:
    """The course with the states after a week worked out again, its past having changed."""
    first = course.at(day)
    carried, states = course.states[first], list(course.states[:first])
    for number in range(first, len(course.filled)):
        states.append(carried)
        brief = brief_of(course.coach, course.calendar, carried, course.skeleton.frames, number)
        carried = after(course.coach, carried, brief, course.filled[number])
    return replace(course, states=tuple(states))


def edited(course: Course, edit: Callable[[Session], Session]) -> Course:
    """The course with its sessions as an edit returns them; weeks of which it returns all stay the same values."""
    filled = (resummed(course.coach, week, map(edit, week.week.sessions)) for week in course.filled)
    return replace(course, filled=tuple(filled))
