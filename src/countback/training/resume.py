"""Go on from a day: weeks that still keep the rules stay as they were, the others are filled anew.

What is past stays: sessions before the day keep everything but their state. A week that has to change keeps the
addresses of its sessions as far as their kinds go, so that a calendar is updated and not made again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from countback.training.budget import too_fast
from countback.training.coach import run_limits, tune_up
from countback.training.course import after, brief_of
from countback.training.fill import fill
from countback.training.light import trimmed
from countback.training.load import LOADED, coming_back, grow
from countback.training.model import DAY, NOT_RUN, WEEK, PhaseKind, SessionKind, State
from countback.training.phases import days_of
from countback.training.pinned import around, repinned, softened
from countback.training.sessions import Asked, resummed, summed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from countback.training.coach import Brief, Coach, Filled
    from countback.training.course import Course, Lost
    from countback.training.course import State as Carried
    from countback.training.load import Target
    from countback.training.model import Session
    from countback.training.phases import Frame

NEARLY = 103  # %: weeks after a race are not made anew for a crumb less of established volume
TAPER_STAYS = 125  # %: nor is a taper, unless it would be more than the weeks before it
TRAINED = frozenset({SessionKind.QUALITY, SessionKind.LONG})
FIXED = frozenset({PhaseKind.TAPER, PhaseKind.RECOVERY})


@dataclass(frozen=True, slots=True)
class Before:
    """The season as it was: its frames and weeks by their Monday, and the days off that these already heed."""

    frames: dict[date, Frame]
    filled: dict[date, Filled]
    lost: tuple[Lost, ...]


def before(course: Course) -> Before:
    """What stood before a change."""
    weeks = zip(course.skeleton.frames, course.filled, strict=True)
    pairs = [(frame.start, frame, filled) for frame, filled in weeks]
    return Before({day: frame for day, frame, _ in pairs}, {day: filled for day, _, filled in pairs}, course.lost)


def go_on(course: Course, was: Before, cutoff: date, *, anew: bool = False, quiet: date = date.max) -> Course:
    """The course from the week of `cutoff` on; `anew` fills every loaded week again, whether it would stand or not.

    Nothing new bears on the weeks after `quiet`: once one is handed what it was handed before, all that follow stay.
    """
    frames = course.skeleton.frames
    first = min(course.at(cutoff), len(course.filled))
    filled, states = list(course.filled[:first]), list(course.states[:first])
    carried = course.states[first]
    relaid = any(was.frames.get(frame.start) != frame for frame in frames)
    for number in range(first, len(frames)):
        if not relaid and frames[number].start > quiet and carried == course.states[number]:
            filled += course.filled[number:]
            states += course.states[number:]
            break
        carried = _reset(course, carried, frames[number])
        old = was.filled.get(frames[number].start)
        brief = _brief(course, carried, number, cutoff, old)
        soft = _softer(course, old, cutoff)
        same = was.frames.get(frames[number].start) == frames[number]
        if soft is not None and same and not (anew and _loaded(brief)):
            soft = _trimmed(course, brief, soft, cutoff)
            new_ramp = any(one.ramp and _touches(one, brief.frame) for one in course.lost if one not in was.lost)
            stands = soft is not None and not new_ramp and _stands(course, brief, soft, cutoff)
            new = soft if soft is not None and stands else _refilled(course, brief, old, cutoff)
        else:
            new = _refilled(course, brief, old, cutoff)
        states.append(carried)
        filled.append(new)
        carried = after(course.coach, carried, brief, new)
    kept = tuple(filled)
    return replace(course, filled=_unique(kept), states=tuple(states))


def _softer(course: Course, old: Filled | None, cutoff: date) -> Filled | None:
    """The week with its hard sessions made easy on the first days back from days off."""
    if old is None:
        return None
    easy = {day: one for one in course.lost for day in one.easy if day >= cutoff}
    hard = [s for s in old.week.sessions if s.hard and s.date in easy and s.kind is not SessionKind.RACE]
    if not any(s.state is State.PLANNED and not s.pinned for s in hard):
        return old
    why = course.rules.why.off["easy_days"]
    sessions = (
        softened(course.coach, s, why.format(days=easy[s.date].days)) if s in hard and not s.pinned else s
        for s in old.week.sessions
    )
    return resummed(course.coach, old, sessions)


def _trimmed(course: Course, brief: Brief, old: Filled, cutoff: date) -> Filled | None:
    """The week with its plain runs cut to what the single-run rule allows now; the others stay as they are.

    None where the fast running would be too much of what is left.
    """
    most = _longest(course, brief)
    plain = {SessionKind.EASY, SessionKind.LONG}
    long = [
        s
        for s in old.week.sessions
        if s.amount > most and s.kind in plain and len(s.steps) == 1 and s.date >= cutoff and s.state is State.PLANNED
    ]
    if not long or any(s.pinned for s in long):
        return old
    kit = course.coach.kit
    sessions = (trimmed(s, kit.scale.down(most), kit) if s in long else s for s in old.week.sessions)
    cut = resummed(course.coach, old, sessions)
    steps = chain.from_iterable(s.steps for s in cut.week.sessions if s.kind in TRAINED and s.state not in NOT_RUN)
    return None if too_fast(steps, cut.week.volume, kit) else cut


def _longest(course: Course, brief: Brief) -> int:
    """The longest run that the week may hold."""
    row = course.rules.distance(brief.frame.race.distance_km)
    return run_limits(course.coach, brief.load, brief.frame.start, course.coach.terms.long_cap(row))[1]


def _loaded(brief: Brief) -> bool:
    return brief.frame.phase in LOADED


def _reset(course: Course, carried: Carried, frame: Frame) -> Carried:
    """What a long break, an injury, or the volume as it really is does to what the weeks before have built up."""
    off, load = course.rules.off, carried.load
    real = course.resets.get(frame.start)
    if real is not None:
        established = load.established and min(load.established, real)
        load = replace(load, level=real, highest=real, recent=(), established=established)
    rung = carried.rung
    for lost in course.lost:
        if frame.start <= lost.back < frame.start + WEEK:
            if lost.days > off.forget_days:
                load = replace(load, highest=0)
            if lost.injured and lost.days >= off.injury_days:
                load = replace(load, runs=())
                ladder = off.row(lost.days).ramp_days > 0
                rung = 0 if ladder else rung
    return replace(carried, load=load, rung=rung)


# --- what a week is asked now -----------------------------------------------------------------------------------------


def _run_before(cutoff: date, old: Filled | None) -> int:
    """What a week came to before a day, in tenths; races apart."""
    run = old.runs if old is not None else ()
    return sum(amount for day, amount in run if day < cutoff)


def _left_out(old: Filled | None, cutoff: date) -> tuple[Session, ...]:
    """The sessions still ahead that the athlete leaves out: nothing takes their place."""
    ahead = (s for s in (old.week.sessions if old else ()) if s.date >= cutoff and s.state is State.SKIPPED)
    return tuple(ahead)


def _brief(course: Course, carried: Carried, number: int, cutoff: date, old: Filled | None) -> Brief:
    """What is left of the week to ask for, after what was run of it; on the way back as much as the ramp says.

    Nothing is made up: what is left never grows for what was missed.
    """
    brief = brief_of(course.coach, course.calendar, carried, course.skeleton.frames, number)
    ahead = [day for day in days_of(brief.frame.start) if day >= cutoff]
    gone = sum(s.amount for s in _left_out(old, cutoff))
    lost = [one for one in course.lost if _touches(one, brief.frame)]
    if not lost and not gone and len(ahead) == 7:  # noqa: PLR2004
        return brief
    asked = _ramped(course, brief, ahead, lost)
    if any(day in one.ramp for one in lost for day in ahead):
        on_ladder = brief.rung is not None
        return replace(
            brief, target=replace(asked, volume=min(asked.volume, brief.target.volume)) if on_ladder else asked
        )
    left = max(0, brief.target.volume - _run_before(cutoff, old) - gone)
    if old is not None and (gone or any(one.end >= brief.frame.start for one in lost)):
        left = min(left, sum(s.amount for s in old.week.sessions if s.date >= cutoff and _still_planned(course, s)))
    return replace(brief, target=replace(asked, volume=min(asked.volume, course.coach.kit.scale.down(left))))


def _still_planned(course: Course, session: Session) -> bool:
    """Whether a session that was planned is still to be run: it is on no day off, and no A race."""
    return session.state is State.PLANNED and session.kind is not SessionKind.RACE and not _lost(course, session)


def _ramped(course: Course, brief: Brief, ahead: list[date], lost: list[Lost]) -> Target:
    """The volume of the days ahead: of the ramp what it says, of the others their share, nothing of those off."""
    target, scale, off = brief.target, course.coach.kit.scale, course.rules.off
    ramp = [(one, one.ramp[day]) for day in ahead for one in lost if day in one.ramp]
    normal = sum(not any(day in one or day in one.ramp for one in lost) for day in ahead)
    most = min([target.volume, *(one.established for one in lost if one.ramp)])
    asked = sum(amount for _, amount in ramp) + most * normal / 7
    if brief.frame.phase in FIXED:
        asked = min(asked, target.volume * (normal + len(ramp)) / 7)
    if not ramp:
        return replace(target, volume=scale.near(asked), full=target.full and normal == 7)  # noqa: PLR2004
    one = ramp[0][0]
    percent = round(700 * asked / max(one.established * (normal + len(ramp)), 1))
    why = course.rules.why.off["ramp"].format(days=one.days, percent=percent)
    grows = off.row(one.days).phase == PhaseKind.BASE
    return replace(target, volume=scale.near(asked), why=why, full=grows)


def _touches(lost: Lost, frame: Frame) -> bool:
    """Whether days off, or the way back from them, bear on a week; a taper only when the days off reach into it."""
    start, end = frame.start, frame.start + 6 * DAY
    if frame.phase is PhaseKind.TAPER and lost.end < start - frame.index * WEEK:
        return False
    if lost.start <= end and lost.end >= start:
        return True
    last = lost.ramp_end
    if last is None or lost.back > end:
        return False
    return last >= start or (last >= start - WEEK and frame.phase not in FIXED)


# --- does it still stand? ---------------------------------------------------------------------------------------------


def _stands(course: Course, brief: Brief, old: Filled, cutoff: date) -> bool:
    """Whether a week keeps the rules as it is: nobody is away, nothing too long, too much, or too close."""
    coach, frame = course.coach, brief.frame
    ahead = [s for s in old.week.sessions if s.date >= cutoff and s.state not in NOT_RUN]
    if old.week.down != brief.target.down and frame.phase in LOADED:
        return False
    return (
        _open(coach, ahead)
        and _short_enough(course, brief, ahead)
        and _small_enough(course, brief, old)
        and not (brief.hard_before and any(s.hard and s.date == frame.start for s in ahead))
        and _races_there(coach, frame, old)
    )


def _open(coach: Coach, ahead: Iterable[Session]) -> bool:
    """Nothing on a day that is closed now, nothing hard on one that is to be easy; what is pinned is the athlete's."""
    for session in ahead:
        if session.pinned or session.kind is SessionKind.RACE:
            continue
        if session.date in (coach.closed if session.amount else coach.away):
            return False
        if session.hard and session.date in coach.easy_only:
            return False
    return True


def _short_enough(course: Course, brief: Brief, ahead: Sequence[Session]) -> bool:
    most = _longest(course, brief)
    return all(s.amount <= most for s in ahead if s.kind is not SessionKind.RACE and not s.pinned)


def _small_enough(course: Course, brief: Brief, old: Filled) -> bool:
    """No more than the growth rule and the way back allow."""
    if brief.frame.phase is PhaseKind.TAPER:
        return _nearly(course, old, brief.target, TAPER_STAYS)
    if brief.kind.before is not None and coming_back(brief.frame, brief.kind.before) and not brief.frame.recovery_week:
        return _nearly(course, old, brief.target, NEARLY)
    if brief.target.down:
        return old.week.volume <= max(brief.target.volume, course.coach.kit.scale.near(brief.target.volume * 1.01))
    if brief.frame.phase not in LOADED or brief.frame.part:
        return True
    most = grow(brief.load.highest or brief.load.level, course.coach.terms.growth, course.coach.kit.scale)
    races = (race for day in days_of(brief.frame.start) for race in course.coach.race_days.get(day, ()))
    most = most * min((tune_up(race, course.rules).volume for race in races), default=100) // 100
    caps = [one.established for one in course.lost if one.ramp and _touches(one, brief.frame)]
    return old.week.volume <= min([most, *caps])


def _nearly(course: Course, old: Filled, target: Target, percent: int) -> bool:
    """Whether a week is no more than so many per cent of what is asked for, or a crumb more."""
    crumb = course.coach.kit.scale.up(target.volume + 1) - target.volume
    return old.week.volume <= max(target.volume + crumb, target.volume * percent // 100)


def _races_there(coach: Coach, frame: Frame, old: Filled) -> bool:
    races = {(s.date, s.title) for s in old.week.sessions if s.kind is SessionKind.RACE}
    return races == {(day, race.name) for day in days_of(frame.start) for race in coach.race_days.get(day, ())}


# --- a week filled anew -----------------------------------------------------------------------------------------------


def _refilled(course: Course, brief: Brief, old: Filled | None, cutoff: date) -> Filled:
    """The week from the cutoff on, beside what of it is past, missed, skipped, or put somewhere by hand."""
    frame = brief.frame
    past = frozenset(day for day in days_of(frame.start) if day < cutoff)
    kept = [s for s in (old.week.sessions if old else ()) if s.date in past or s.state in NOT_RUN]
    out = _left_out(old, cutoff)
    coach = replace(course.coach, closed=course.coach.closed | {s.date for s in out if s.amount})
    if past:
        eve = max(past)
        hard = frozenset({eve + DAY} if any(s.hard and s.date == eve and s.state not in NOT_RUN for s in kept) else ())
        coach = replace(coach, closed=coach.closed | past, easy_only=coach.easy_only | hard)
    new = fill(coach, brief)
    if old is None:
        return new
    gone = {(s.date, s.kind) for s in out}
    fresh = [
        s for s in new.week.sessions if s.date not in past and (s.date, s.kind) not in gone and not _lost(course, s)
    ]
    fresh = list(_readdressed(fresh, kept, old))
    fresh = repinned(fresh, [s for s in old.week.sessions if s.pinned and s not in kept])
    sessions = sorted([*kept, *fresh], key=lambda s: (s.date, s.after is not None))
    made = summed(course.coach, new.week, sessions, Asked(brief.target.volume, whole=new.whole))
    return around(course.coach, replace(made, missing=new.missing), cutoff)


def _lost(course: Course, session: Session) -> bool:
    """On a day off; a race stands whatever happens."""
    return session.kind is not SessionKind.RACE and any(session.date in one for one in course.lost)


def _readdressed(fresh: list[Session], kept: list[Session], old: Filled) -> Iterator[Session]:
    """New sessions under the addresses of the old ones of their kind: the same day first, then in order."""
    taken = {s.address for s in kept}
    free = [s for s in old.week.sessions if s.address not in taken]
    names: dict[str, str] = {}
    for exact in (True, False):
        for session in fresh:
            if session.address in names:
                continue
            fits = (s for s in free if s.kind is session.kind and (s.date == session.date or not exact))
            found = next(fits, None)
            if found is not None and _week_of(found) == _week_of(session):
                names[session.address] = found.address
                free.remove(found)
    used = taken | set(names.values())
    for session in fresh:
        if session.address not in names:
            names[session.address] = _next(session.address, used)
            used.add(names[session.address])
    for session in fresh:
        following = names.get(session.after, session.after) if session.after else None
        yield replace(session, address=names[session.address], after=following)


def _week_of(session: Session) -> str:
    return session.address.rsplit("/", 1)[0]


def _next(address: str, used: set[str]) -> str:
    """This address, or the next one that is free: another number, or `~2` where the slot has none."""
    if address not in used:
        return address
    stem, _, number = address.rpartition("-")
    if stem and number.isdigit():
        return next(name for n in range(1, 100) if (name := f"{stem}-{n}") not in used)
    return next(name for n in range(2, 100) if (name := f"{address}~{n}") not in used)


def _unique(filled: tuple[Filled, ...]) -> tuple[Filled, ...]:
    """A race moved later asks for a week's addresses again: what is past keeps them, the coming one gets `~2`."""
    used: set[str] = set()
    result = []
    for week in filled:
        names: dict[str, str] = {}
        for session in week.week.sessions:
            name = session.address
            if name in used:
                name = next(new for n in range(2, 100) if (new := f"{session.address}~{n}") not in used)
                names[session.address] = name
            used.add(name)
        if names:
            sessions = (
                replace(s, address=names.get(s.address, s.address), after=names.get(s.after or "", s.after))
                for s in week.week.sessions
            )
            week = replace(week, week=replace(week.week, sessions=tuple(sessions)))  # noqa: PLW2901
        result.append(week)
    return tuple(result)
