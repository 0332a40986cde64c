"""Lay the weeks ahead out again after days off: the way back first, then what the rest can hold (section 6)."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, takewhile
from typing import TYPE_CHECKING

from countback.training.course import Calendar, Course, Lost, calendar_of, down_every, is_injury
from countback.training.load import LOADED, needless
from countback.training.model import WEEK, PhaseKind, monday
from countback.training.phases import Frame, Skeleton, days_of, give, has_specific, need_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def goes_on(course: Course, lost: Lost) -> bool:
    """Whether the plan goes on after the way back as it was laid out; else its weeks are laid out again."""
    return course.rules.off.row(lost.days).phase == PhaseKind.RETURN and not is_injury(course, lost)


def relaid(course: Course, lost: Lost) -> Course:
    """The course with its weeks laid out again from these days off on, where they were enough for that."""
    if not course.rules.off.row(lost.days).phase and not is_injury(course, lost):
        return course
    frames = course.skeleton.frames
    first = course.at(lost.back)
    head = frames[first]
    if head.to_go < 0 or head.phase is PhaseKind.TAPER:
        return course
    if goes_on(course, lost):
        ahead = tuple(_as_return(frame, lost) for frame in frames[first:])
        skeleton = replace(course.skeleton, frames=(*frames[:first], *_renumbered(ahead)))
        return replace(course, skeleton=skeleton, calendar=_thinned(course, skeleton, lost))
    weeks = max(_ramp_weeks(lost), course.rules.off.pain_free_weeks if is_injury(course, lost) else 0)
    own = sum(frame.race == head.race and frame.to_go >= 0 for frame in frames[first:])
    new = _again(course, head, own, weeks)
    skeleton = replace(course.skeleton, frames=(*frames[:first], *new, *frames[first + own :]))
    ramp = frozenset(frame.start for frame in new[:weeks])  # as easy as down weeks: rows of up weeks begin after them
    calendar = calendar_of(course.coach, skeleton, course.calendar.down_before(head.start) | ramp)
    calendar = replace(calendar, down=calendar.down - ramp, tests=calendar.tests - ramp)
    return replace(course, skeleton=skeleton, calendar=calendar)


def _thinned(course: Course, skeleton: Skeleton, lost: Lost) -> Calendar:
    """The calendar in which the way back counts as a down week: those that the weeks after it can do without are none.

    They can where no more up weeks follow each other than the athlete has between down weeks.
    """
    old, start = course.calendar, monday(lost.ramp_end or lost.back) + WEEK
    rest = (frame for frame in skeleton.frames if frame.start >= start)
    stretch = takewhile(lambda frame: frame.phase in LOADED and frame.start not in old.away, rest)
    gone = needless([frame.start for frame in stretch], old.down, down_every(course.coach))
    if not gone:
        return old
    new = calendar_of(course.coach, skeleton, old.down - gone)
    return new if gone & old.tests else replace(new, tests=old.tests)


def _ramp_weeks(lost: Lost) -> int:
    last = lost.ramp_end or lost.back
    return (monday(last) - monday(lost.back)).days // 7 + 1


def _as_return(frame: Frame, lost: Lost) -> Frame:
    """A week that is mostly ramp is a week of return, unless it is taper or recovery already."""
    days = days_of(frame.start)
    ramp, off = sum(day in lost.ramp for day in days), sum(day in lost for day in days)
    if ramp + off < 4 or not ramp or frame.phase in {PhaseKind.TAPER, PhaseKind.RECOVERY}:  # noqa: PLR2004
        return frame
    return replace(frame, phase=PhaseKind.RETURN, recovery_week=False)


def _renumbered(frames: Iterable[Frame]) -> Iterator[Frame]:
    """Weeks of return counted among themselves; the others keep their place in the block as it was planned."""
    for (phase, _), group in groupby(frames, lambda frame: (frame.phase, frame.race.id)):
        weeks = list(group)
        if phase is not PhaseKind.RETURN:
            yield from weeks
            continue
        yield from (replace(frame, index=number, length=len(weeks)) for number, frame in enumerate(weeks))


def _again(course: Course, head: Frame, own: int, weeks: int) -> list[Frame]:
    """The weeks to the race given to phases again: base for the ramp, the cut order for the rest, the taper as it was.

    What is left of specific keeps its place in the block as planned, whose earliest weeks are lost.
    """
    season, race = course.coach.season, head.race
    first = course.at(head.start)
    old = course.skeleton.frames[first : first + own]
    taper = sum(frame.phase is PhaseKind.TAPER for frame in old)
    block = max((frame.length for frame in old if frame.phase is PhaseKind.SPECIFIC), default=0)
    recovery = sum(
        1 for _ in takewhile(lambda frame: frame.phase is PhaseKind.RECOVERY and not frame.recovery_week, old)
    )
    ramp = min(max(weeks, recovery), own - taper)
    need = need_of(season, race, None, course.rules)
    floor = course.rules.distance(race.distance_km).base_weeks[0] if has_specific(season, race) else need.floor
    specific = min(need.specific_least, own - ramp - taper)
    floor = max(0, floor - (ramp - recovery))
    need = replace(need, floor=floor, cycle=None, specific_least=specific, taper=taper, taper_least=taper)
    counts = give(need, own - ramp)
    kinds = [(PhaseKind.RECOVERY, False)] * min(recovery, ramp)
    kinds += [(PhaseKind.BASE if not counts.open else PhaseKind.RETURN, False)] * max(0, ramp - recovery)
    kinds += list(counts.spread())
    frames: list[Frame] = []
    for (kind, recovery_week), group in groupby(kinds):
        here = len(list(group))
        length = max(here, block) if kind is PhaseKind.SPECIFIC else here
        for index in range(length - here, length):
            number = len(frames)
            start = head.start + number * WEEK
            after = head.after + number if head.after else 0
            frames.append(Frame(start, race, head.to_go - number, kind, index, length, after, recovery_week))
    return frames
