"""Go on from a day: weeks that still keep the rules stay as they were, the others are filled anew.

What is past stays: sessions before the day keep everything but their state. A week that has to change keeps the
addresses of its sessions as far as their kinds go, so that a calendar is updated and not made again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from countback.training.asking import FIXED, brief_after, touches, usual_before
from countback.training.course import after, is_injury
from countback.training.light import with_walk_breaks
from countback.training.load import GROWING, LOADED, after_race, growth_limit
from countback.training.model import NOT_RUN, WEEK, PhaseKind, State
from countback.training.phases import days_of
from countback.training.refill import refilled, unique
from countback.training.stands import as_it_stands, fits_paces
from countback.training.sums import resummed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from countback.training.coach import Brief, Filled
    from countback.training.course import Carried, Course, Lost
    from countback.training.kit import Kit
    from countback.training.load import Load
    from countback.training.phases import Frame


AS_ASKED = 5  # %: a taper that is so near to what its table asks for now is told as that
LESS = 110  # %: what a week asks for, of what it has, where it clearly has less


@dataclass(frozen=True, slots=True)
class Before:
    """The season as it was: its frames and weeks by their Monday; the days off, volumes and paces that these heed."""

    frames: dict[date, Frame]
    filled: dict[date, Filled]
    lost: tuple[Lost, ...]
    resets: Mapping[date, int]
    kit: Kit


def before(course: Course) -> Before:
    """What stood before a change."""
    frames = {frame.start: frame for frame in course.skeleton.frames}
    filled = dict(zip(frames, course.filled, strict=True))
    return Before(frames, filled, course.lost, course.resets, course.coach.kit)


def go_on(course: Course, was: Before, cutoff: date, quiet: date = date.max) -> Course:
    """The course from the week of `cutoff` on.

    Nothing new bears on the weeks after `quiet`: the first of them that begins with the state that it began with before
    ends the work. It and all later weeks are kept, but for those that do not fit other paces.
    """
    frames = course.skeleton.frames
    first = min(course.at(cutoff), len(course.filled))
    filled, states = list(course.filled[:first]), list(course.states[:first])
    carried = course.states[first]
    relaid = any(was.frames.get(frame.start) != frame for frame in frames)
    while (number := len(filled)) < len(frames):
        same = number
        if not relaid and frames[number].start > quiet and carried == course.states[number]:
            same = _until_unfit(course, was, number, cutoff)
        if same > number:
            filled += course.filled[number:same]
            states += course.states[number:same]
            carried = course.states[same] if same < len(frames) else carried
            continue
        carried = _reset(course, carried, frames[number])
        brief = brief_after(course, carried, number, cutoff, was.filled.get(frames[number].start))
        states.append(carried)
        filled.append(_walking(course, _week(course, was, brief, cutoff), cutoff))
        carried = after(course.coach, carried, brief, filled[-1])
    return replace(course, filled=unique(tuple(filled)), states=tuple(states))


def _until_unfit(course: Course, was: Before, number: int, cutoff: date) -> int:
    """The number of the next week that does not fit the paces of today, where these are other ones."""
    weeks = range(number, len(course.filled)) if course.coach.kit is not was.kit else ()
    return next((n for n in weeks if not fits_paces(course, course.filled[n], cutoff)), len(course.filled))


def _week(course: Course, was: Before, brief: Brief, cutoff: date) -> Filled:
    """The week as it was, a little easier perhaps, where it still keeps the rules; else filled anew."""
    start = brief.frame.start
    old = was.filled.get(start)
    if old is not None and _as_laid_out(was.frames.get(start), brief.frame) and not _is_news(course, was, brief, old):
        stands = as_it_stands(course, brief, old, cutoff)
        repaced = course.coach.kit is not was.kit
        if stands is not None and (not repaced or fits_paces(course, stands, cutoff)):
            return _told_truly(course, brief, stands)
        brief = _as_it_was(course, brief, old, cutoff)
        brief = replace(brief, turn=course.states[course.at(start)].turn if brief.frame.index else 0)
    return refilled(course, replace(brief, hard_after=brief.hard_after or _hard_on(was, start + WEEK)), old, cutoff)


def _told_truly(course: Course, brief: Brief, stands: Filled) -> Filled:
    """The week with a reason that is still so: a taper may be another part of what is established by now."""
    established, week = brief.load.established, stands.week
    if week.phase is not PhaseKind.TAPER or not established or not course.lost or not brief.target.volume:
        return stands
    if 100 * abs(week.volume - brief.target.volume) <= AS_ASKED * brief.target.volume:
        return stands
    why = course.rules.why.off["taper_stays"].format(percent=round(100 * week.volume / established))
    return replace(stands, week=replace(week, why=why))


def _walking(course: Course, filled: Filled, cutoff: date) -> Filled:
    """The week with walk breaks in the runs of the way back from an injury (S51)."""
    hurt = [one for one in course.lost if is_injury(course, one) and one.ramp]
    days = {day for one in hurt for day in days_of(filled.week.start) if day >= cutoff and day in one.ramp}
    if not days:
        return filled
    note, kit = course.rules.why.off["walk"], course.coach.kit
    sessions = (
        with_walk_breaks(s, note, kit) if s.date in days and s.state is State.PLANNED else s
        for s in filled.week.sessions
    )
    return resummed(course.coach, filled, sessions)


def _as_laid_out(was: Frame | None, now: Frame) -> bool:
    """Whether a week has the place in the layout that it had; before its taper the race may be on another day."""
    if was is None or was == now:
        return was is not None
    counts_days = now.phase in FIXED and not now.recovery_week
    same_race = (was.race.id, was.race.distance_km) == (now.race.id, now.race.distance_km)
    return same_race and not counts_days and replace(was, race=now.race) == now


def _as_it_was(course: Course, brief: Brief, old: Filled, cutoff: date) -> Brief:
    """An up week that has to be smaller than it was, but no smaller than growth asks: the next ones can then stay."""
    target, frame = brief.target, brief.frame
    if (
        target.down
        or target.ramp
        or after_race(frame, brief.kind)
        or frame.phase not in GROWING
        or frame.start < cutoff
    ):
        return brief
    most = min([old.week.volume, growth_limit(course.coach.terms, brief.load), *usual_before(course, frame)])
    return replace(brief, target=replace(target, volume=max(target.volume, most)))


def _hard_on(was: Before, day: date) -> bool:
    """Whether a Monday had something hard, which a week made anew does not push away with its Sunday."""
    week = was.filled.get(day)
    return week is not None and any(s.hard and s.date == day and s.state not in NOT_RUN for s in week.week.sessions)


def _is_news(course: Course, was: Before, brief: Brief, old: Filled) -> bool:
    """Whether a week is made anew in any case: for a way back, or a weekly volume, that it does not heed yet.

    A taper, and the way back from its race, heed the volume where they would be clearly less than their part of it.
    """
    frame, days = brief.frame, days_of(brief.frame.start)
    lost = (one for one in course.lost if one.ramp and one not in was.lost and touches(one, frame))
    new_ramp = any(day in one or day in one.ramp for one in lost for day in days)
    heeds = frame.phase in LOADED or 100 * brief.target.volume > LESS * old.week.volume
    return new_ramp or (course.resets != was.resets and heeds)


def _reset(course: Course, carried: Carried, frame: Frame) -> Carried:
    """What a long break, an injury, or the volume as it really is does to what the weeks before have built up."""
    off, load = course.rules.off, carried.load
    real = course.resets.get(frame.start)
    if real is not None:
        established = load.established and min(load.established, real)
        load = replace(load, level=real, own=real, highest=real, recent=(), established=established)
    load = _after_long(course, load, frame)
    rung = carried.rung
    for lost in course.lost:
        if frame.start <= lost.back < frame.start + WEEK:
            if lost.days > off.forget_days:
                load = replace(load, highest=0)
            if is_injury(course, lost):
                load = replace(load, runs=())
                rung = 0 if off.asks_for_ladder(lost.days) else rung
    same = load is carried.load and rung == carried.rung
    return carried if same else replace(carried, load=load, rung=rung)


def _after_long(course: Course, load: Load, frame: Frame) -> Load:
    """After many days off the taper is a part of what was run before them; the way back after its race is not."""
    long = [one for one in course.lost if one.lasting and one.back < frame.start + WEEK]
    before_off = max((one.established for one in long if one.ramp_end and one.ramp_end >= frame.start), default=0)
    if before_off != load.before_off:
        load = replace(load, before_off=before_off)
    volume = course.rules.volume
    if (
        load.established
        and frame.after == 1
        and any(frame.start - (one.ramp_end or one.back) < 2 * volume.established_of[1] * WEEK for one in long)
    ):
        load = replace(load, established=min(load.established, load.base(volume)))
    return load
