"""What is left of a week to ask for, after days off, on the way back from them, and beside what is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from countback.training.course import brief_of
from countback.training.load import growth_limit
from countback.training.model import DAY, WEEK, PhaseKind, SessionKind, State
from countback.training.phases import days_of
from countback.training.sums import is_goal

if TYPE_CHECKING:
    from countback.training.coach import Brief, Filled
    from countback.training.course import Carried, Course, Lost
    from countback.training.load import WeekTarget
    from countback.training.model import Session
    from countback.training.phases import Frame

FIXED = frozenset({PhaseKind.TAPER, PhaseKind.RECOVERY})


def left_out(old: Filled | None, cutoff: date) -> tuple[Session, ...]:
    """The sessions still ahead that the athlete leaves out: nothing takes their place."""
    ahead = (s for s in (old.week.sessions if old else ()) if s.date >= cutoff and s.state is State.SKIPPED)
    return tuple(ahead)


def behind(old: Filled | None, frame: Frame, cutoff: date) -> frozenset[date]:
    """The days of a week that are past, or on which a session was done already."""
    done = {s.date for s in (old.week.sessions if old else ()) if s.state is State.DONE}
    return frozenset(day for day in days_of(frame.start) if day < cutoff or day in done)


def brief_after(course: Course, carried: Carried, number: int, cutoff: date, old: Filled | None) -> Brief:
    """The brief for what is left of a week: what was planned less what is run or left out; on the way back, the ramp's.

    Nothing is made up: what is left never grows for what was missed.
    """
    brief = brief_of(course.coach, course.calendar, carried, course.skeleton.frames, number)
    past, out = behind(old, brief.frame, cutoff), left_out(old, cutoff)
    ahead = [day for day in days_of(brief.frame.start) if day not in past]
    lost = [one for one in course.lost if touches(one, brief.frame)]
    if not lost and not out and not past:
        return brief
    asked = _ramped(course, brief, ahead, lost)
    back = [one for one in lost if any(day in one.ramp for day in ahead)]
    if back:
        return replace(brief, target=_by_steps(course, brief, asked, back))
    if old is None:
        return replace(brief, target=asked)
    left = _most(course, brief) - _gone(old, past, out)
    told = brief.frame.start in course.resets  # the athlete's own word counts for more than what was planned
    if not told and (past or any(s.amount for s in out) or any(one.end >= brief.frame.start for one in lost)):
        left = min(left, sum(s.amount for s in old.week.sessions if s.date not in past and _still_planned(course, s)))
    return replace(brief, target=replace(asked, volume=course.coach.kit.scale.down(max(0, left))))


def _by_steps(course: Course, brief: Brief, asked: WeekTarget, back: list[Lost]) -> WeekTarget:
    """The ramp's volume; on the run/walk ladder what its rung asks for, and after it what growth allows (S22, S49)."""
    if brief.rung is not None:
        return replace(asked, volume=min(asked.volume, brief.target.volume), why=brief.target.why)
    most, off = growth_limit(course.coach.terms, brief.load), course.rules.off
    if asked.volume <= most or not any(one.injured and off.asks_for_ladder(one.days) for one in back):
        return asked
    percent = course.coach.terms.growth // 10 - 100
    return replace(asked, volume=most, why=course.rules.why.week["growth"].format(percent=percent))


def _most(course: Course, brief: Brief) -> int:
    """A whole week of normal days: what it was to be, no more than before the days off that it comes back from."""
    return min([brief.target.volume, *usual_before(course, brief.frame)])


def _gone(old: Filled, past: frozenset[date], out: tuple[Session, ...]) -> int:
    """What of a week was run, or is left out, in tenths."""
    return sum(amount for day, amount in old.runs if day in past) + sum(s.amount for s in out)


def _still_planned(course: Course, session: Session) -> bool:
    """Whether a session that was planned is still to be run: it is on no day off, and no A race."""
    return session.state is State.PLANNED and not is_goal(course.coach, session) and not is_lost(course, session)


def _ramped(course: Course, brief: Brief, ahead: list[date], lost: list[Lost]) -> WeekTarget:
    """The volume of the days ahead: of the ramp what it says, of the others their share, nothing of those off."""
    target, scale, off = brief.target, course.coach.kit.scale, course.rules.off
    ramp = [(one, one.ramp[day]) for day in ahead for one in lost if day in one.ramp]
    normal = sum(not any(day in one or day in one.ramp for one in lost) for day in ahead)
    asked = sum(amount for _, amount in ramp) + _most(course, brief) * normal / 7
    if brief.frame.phase in FIXED or brief.frame.to_go < 0:  # after the last race its own way back comes first
        asked = min(asked, target.volume * (normal + len(ramp)) / 7)
    if not ramp:
        return replace(target, volume=scale.near(asked), full=target.full and normal == 7)  # noqa: PLR2004
    one = ramp[0][0]
    told = told_before(course, brief.frame)
    usual = course.resets[told] if told is not None and told > one.end else one.established
    percent = round(700 * asked / max(usual * (normal + len(ramp)), 1))
    why = course.rules.why.off["ramp"].format(days=one.days, percent=percent)
    grows = off.row(one.days).phase == PhaseKind.BASE
    return replace(target, volume=scale.near(asked), why=why, full=grows, ramp=True)


def touches(lost: Lost, frame: Frame) -> bool:
    """Whether days off, or the way back from them, bear on a week; a taper only when the days off reach into it.

    After more than four weeks off the way back goes on in the taper: nobody tapers from nothing.
    """
    start, end = frame.start, frame.start + 6 * DAY
    if frame.phase is PhaseKind.TAPER and not lost.lasting and lost.end < start - frame.index * WEEK:
        return False
    if lost.start <= end and lost.end >= start:
        return True
    last = lost.ramp_end
    if last is None or lost.back > end:
        return False
    return last >= start or (last >= start - WEEK and frame.phase not in FIXED)


def usual_before(course: Course, frame: Frame) -> list[int]:
    """What was usual before the days off that a week comes back from, in tenths: it is no more (section 6).

    Nothing where the athlete has told their weekly volume since.
    """
    told = told_before(course, frame) or date.min
    return [one.established for one in course.lost if one.ramp and one.end >= told and touches(one, frame)]


def told_before(course: Course, frame: Frame) -> date | None:
    """The Monday from which the athlete's last word on their weekly volume holds in a week; None if there is none."""
    return max((start for start in course.resets if start <= frame.start), default=None)


def is_lost(course: Course, session: Session) -> bool:
    """On a day off; a race stands whatever happens."""
    return session.kind is not SessionKind.RACE and any(session.date in one for one in course.lost)
