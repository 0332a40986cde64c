"""What the athlete changes by hand: a session on another day, a race moved, cancelled or added (section 6)."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

from countback.training import byhand
from countback.training.coach import run_limits
from countback.training.course import Course, brief_of, calendar_of
from countback.training.daysoff import shut
from countback.training.diary import Moved, RaceAdded, RaceChanged
from countback.training.edits import rolled, session_at, sessions
from countback.training.light import no_longer
from countback.training.model import (
    DAY,
    NOT_RUN,
    WEEK,
    Finding,
    PhaseKind,
    Priority,
    SessionKind,
    Severity,
    State,
    monday,
)
from countback.training.notes import make_coach
from countback.training.phases import Skeleton, lay_out, recounted
from countback.training.pinned import around, lightened, softened
from countback.training.relaid import relaid
from countback.training.resume import before, go_on
from countback.training.sums import resummed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from countback.training.coach import Coach, Filled
    from countback.training.model import Race, Session
    from countback.training.phases import Frame


def moved_by_hand(course: Course, entry: Moved) -> Course:
    """A session put on another day by hand stays there, and its week is planned around it."""
    session = session_at(course, entry.session)
    frames = course.skeleton.frames
    inside = frames[0].start <= entry.to < frames[-1].start + WEEK
    if session is None or session.state is State.DONE or not inside:
        return course
    weekday = entry.to.weekday()
    hour = entry.at or (
        course.season.week.times[weekday] if session.start and session.date != entry.to else session.start
    )
    moved = replace(session, date=entry.to, start=hour, pinned=True, after=None, state=State.PLANNED)
    moved = _no_longer(course, moved) if course.at(session.date) != course.at(entry.to) else moved
    filled = list(_lifted(course, session, moved, entry.on))
    hard = frozenset({entry.to} if moved.hard else ())
    near = {course.at(day + step * DAY) for day in hard for step in (-1, 1)}
    for number in {course.at(session.date), course.at(entry.to)} | near:
        made = around(course.coach, filled[number], entry.on, _hard_beside(filled, number), hard)
        was = course.filled[number]
        again = session.amount if session.state in NOT_RUN and number == course.at(session.date) else 0
        light = lightened(course.coach, made, was.week.volume + again, entry.on)
        # what was moved away is no want of days
        filled[number] = replace(light, missing=was.missing, shaped=was.shaped)
    stood = (note for note in course.notes if note.session != moved.address or note.code not in byhand.CHECKS)
    told = byhand.objections(byhand.Move(course, moved, filled))
    now = replace(course, filled=tuple(filled), notes=(*stood, *told))
    cutoff = max(entry.on, monday(max(session.date, entry.to)) + WEEK)
    return go_on(rolled(now, min(session.date, entry.to), cutoff), before(now), cutoff, quiet=cutoff + WEEK)


def _no_longer(course: Course, moved: Session) -> Session:
    """A plain run put into another week, no longer than the runs of the days before it there allow."""
    number = course.at(moved.date)
    brief = brief_of(course.coach, course.calendar, course.states[number], course.skeleton.frames, number)
    return no_longer(moved, run_limits(course.coach, brief.load, brief.frame)[1], course.coach.kit)


def _hard_beside(filled: list[Filled], number: int) -> frozenset[date]:
    """The hard days of the weeks before and after."""
    weeks = [filled[n] for n in (number - 1, number + 1) if 0 <= n < len(filled)]
    return frozenset(s.date for week in weeks for s in week.week.sessions if s.hard)


def _lifted(course: Course, session: Session, moved: Session, on: date) -> Iterator[Filled]:
    """The weeks with the session on its new day; an easy run that was there takes the freed one."""
    source, goal = course.at(session.date), course.at(moved.date)
    taken = any(s.date == session.date and s.amount and s is not session for s in sessions(course))
    shut = course.coach.closed | course.coach.eves
    free = session.date >= on and source == goal and session.date not in shut and not taken
    for number, week in enumerate(course.filled):
        if number not in {source, goal}:
            yield week
            continue
        rest = [s for s in week.week.sessions if s is not session]
        if number == goal:
            easy = [s for s in rest if s.date == moved.date and s.amount and not s.hard and not s.pinned]
            if moved.amount and free:
                rest = [replace(s, date=session.date) if s in easy else s for s in rest if not _is_eve(s, easy)]
            elif moved.amount:
                rest = [s for s in rest if s not in easy]
            if source != goal and moved.kind is SessionKind.LONG:
                rest = [_no_second_long(course.coach, s, on) for s in rest]
            rest.append(moved)
        ordered = sorted(rest, key=lambda s: (s.date, s.after is not None))
        yield resummed(course.coach, week, ordered)


def _no_second_long(coach: Coach, session: Session, on: date) -> Session:
    """A week's own long run, easy: the one that was moved into the week is its long run now."""
    free = session.date >= on and session.state is State.PLANNED and not session.pinned
    if not free or session.kind is not SessionKind.LONG:
        return session
    return softened(coach, session, coach.rules.why.off["second_long"])


def _is_eve(session: Session, displaced: list[Session]) -> bool:
    """Whether it is a shakeout that lost its day: it is nothing on any other."""
    return session.kind is SessionKind.SHAKEOUT and session in displaced


def race_changed(course: Course, entry: RaceChanged | RaceAdded) -> Course:
    """A race moved, cancelled or added: the weeks ahead are laid out again."""
    old = course.coach.season
    races = _races_after(course.coach.standing, entry)
    if not any(_is_ahead(race, entry.on) for race in races) and _had_goal(course, entry):
        return _without_goal(course, entry)
    season = replace(old, races=races, plan=replace(old.plan, start=course.skeleton.start))
    new = lay_out(season, course.rules)
    first = monday(entry.on)
    past = {frame.start: frame for frame in course.skeleton.frames if frame.start < first}
    season = replace(season, races=_with_gone(races, old.races, past.values()))
    coach = _carried_over(course, make_coach(season, races, course.skeleton.start, course.rules))
    gone = course.calendar.down_before(entry.on)
    plain = replace(course, coach=coach, skeleton=new, calendar=calendar_of(coach, new, gone))
    ahead = reduce(relaid, course.lost, plain)
    coming = (frame for frame in ahead.skeleton.frames if frame.start not in past)
    frames = tuple(sorted((*past.values(), *coming), key=lambda frame: frame.start))
    skeleton = Skeleton(new.start, frames, tuple(recounted(new.segments, frames, first)))
    notes = tuple(note for note in course.notes if note.code != "no-goal")
    calendar = replace(ahead.calendar, down=gone | {day for day in ahead.calendar.down if day >= first})
    now = replace(course, coach=coach, skeleton=skeleton, calendar=calendar, notes=notes)
    return go_on(_padded(now), before(course), max(entry.on, skeleton.frames[0].start))


def _with_gone(races: Sequence[Race], before: Iterable[Race], frames: Iterable[Frame]) -> tuple[Race, ...]:
    """The races that stand, and the cancelled ones whose name a week bears."""
    ids = {race.id for race in races}
    bearing = {frame.race.id for frame in frames} - ids
    return tuple(sorted((*races, *(race for race in before if race.id in bearing)), key=lambda race: race.date))


def _is_ahead(race: Race, on: date) -> bool:
    return race.priority is Priority.A and race.date >= on


def _had_goal(course: Course, entry: RaceChanged | RaceAdded) -> bool:
    """Whether this leaves the season without a goal, or it was without one; after its last A race it needs none."""
    wanting = any(note.code == "no-goal" for note in course.notes)
    return wanting or any(_is_ahead(race, entry.on) for race in course.coach.standing)


def _races_after(races: tuple[Race, ...], entry: RaceChanged | RaceAdded) -> tuple[Race, ...]:
    match entry:
        case RaceAdded():
            changed = [*races, entry.race]
        case RaceChanged(race=name, to=day):
            moved = (replace(race, date=day) for race in races if race.id == name and day is not None)
            changed = [*(race for race in races if race.id != name), *moved]
    return tuple(sorted(changed, key=lambda race: race.date))


def _carried_over(course: Course, coach: Coach) -> Coach:
    """The coach of changed races, with the days off and the paces that there are."""
    for lost in course.lost:
        coach = shut(coach, lost)
    away = coach.away | course.coach.away
    coach = replace(coach, kit=course.coach.kit, targets=course.coach.targets, lost=course.coach.lost)
    return replace(coach, away=away, closed=coach.closed | away)


def _padded(course: Course) -> Course:
    """States for weeks that the season did not have: they are worked out again on the way."""
    missing = len(course.skeleton.frames) - len(course.states)
    return replace(course, states=course.states + (course.states[-1],) * max(0, missing))


def _without_goal(course: Course, entry: RaceChanged | RaceAdded) -> Course:
    """The last A race is cancelled: easy running goes on in its weeks, and nothing counts back any more."""
    first = monday(entry.on)
    frames = tuple(
        frame if frame.start < first else replace(frame, phase=PhaseKind.OPEN, recovery_week=False)
        for frame in course.skeleton.frames
        if frame.start < first or frame.to_go >= 0
    )
    standing = _races_after(course.coach.standing, entry)
    old = course.coach.season
    season = replace(old, races=_with_gone(standing, old.races, frames))
    coach = _carried_over(course, make_coach(season, standing, course.skeleton.start, course.rules))
    skeleton = replace(course.skeleton, frames=frames)
    text = "No A race is left: easy running goes on until the day it would have been. Add a race to plan for it."
    note = Finding("no-goal", Severity.WARNING, text)
    calendar = replace(calendar_of(coach, skeleton, course.calendar.down_before(entry.on)), tests=frozenset())
    notes = (*(one for one in course.notes if one.code != "no-goal"), note)
    now = replace(course, coach=coach, skeleton=skeleton, calendar=calendar, notes=notes)
    return go_on(now, before(course), entry.on)
