"""A week filled anew beside what of it stays; its sessions keep the addresses of those they take the place of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from countback.training.asking import behind, is_lost, left_out
from countback.training.coach import run_limits, window
from countback.training.fill import fill
from countback.training.hours import rehoured
from countback.training.light import no_longer
from countback.training.model import DAY, NOT_RUN, SessionKind, State, StepKind
from countback.training.pinned import around, lightened, repinned
from countback.training.steps import once
from countback.training.sums import Request, resummed, summed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from countback.training.coach import Brief, Filled
    from countback.training.course import Course
    from countback.training.model import Session


def refilled(course: Course, brief: Brief, old: Filled | None, cutoff: date) -> Filled:
    """The week from the cutoff on, beside what of it is past, missed, skipped, or put somewhere by hand."""
    frame = brief.frame
    past = behind(old, frame, cutoff)
    racing = {day for day in course.coach.race_days if day >= cutoff} & past  # what is done of such a day stays
    kept = [
        s
        for s in (old.week.sessions if old else ())
        if s.state in NOT_RUN or s.state is State.DONE or s.date in past - racing
    ]
    out = left_out(old, cutoff)
    coach = replace(course.coach, closed=course.coach.closed | {s.date for s in out if s.amount})
    if past:
        eve = max(past)
        hard = frozenset({eve + DAY} if any(s.hard and s.date == eve and s.state not in NOT_RUN for s in kept) else ())
        coach = replace(coach, closed=coach.closed | past, easy_only=coach.easy_only | hard)
    kinds = tuple(s.kind for s in kept if s.date in past or s in out)
    run = sum(s.amount for s in kept if s.state not in NOT_RUN)
    new = fill(coach, replace(brief, behind=kinds, past=window(frame, past), run=run))
    ahead = [s for s in new.week.sessions if s.date not in past or (s.date in racing and _is_new_race(s, kept))]
    if old is None:
        return resummed(course.coach, new, ahead)
    gone = {(s.date, s.kind) for s in out}
    fresh = [s for s in ahead if (s.date, s.kind) not in gone and not is_lost(course, s)]
    fresh = list(readdressed(fresh, kept, old))
    _, most = run_limits(course.coach, brief.load, brief.frame)
    hand = [no_longer(s, most, course.coach.kit) for s in old.week.sessions if s.pinned and s not in kept]
    fresh = repinned(_in_their_place(fresh, hand, old), hand)
    sessions = rehoured([*kept, *new.week.sessions], [*kept, *fresh], course.season)
    made = summed(course.coach, new.week, sessions, Request(brief.target.volume, whole=new.whole))
    week = around(course.coach, replace(made, missing=new.missing, shaped=new.shaped), cutoff)
    if not hand:
        return week
    return lightened(course.coach, week, run + brief.target.volume, cutoff)


def _in_their_place(fresh: list[Session], hand: list[Session], old: Filled) -> list[Session]:
    """New sessions, where the week counts back from another day now, under the addresses of those put there by hand.

    What was put somewhere by hand stays the same session on its day; it takes the place of the new one of its slot.
    """
    was = {_week_of(s) for s in old.week.sessions if not s.pinned}
    if was & {_week_of(s) for s in fresh}:
        return fresh
    slots = {(s.kind, _slot(s)): s.address for s in hand if _week_of(s) in was}
    names = {s.address: slots.get((s.kind, _slot(s)), s.address) for s in fresh}
    return [replace(s, address=names[s.address], after=names.get(s.after or "", s.after)) for s in fresh]


def _slot(session: Session) -> str:
    """The slot of an address, the first time it is asked for and any other."""
    return session.slot.partition("~")[0]


def _is_new_race(session: Session, kept: list[Session]) -> bool:
    """Whether it is a race that is not run yet."""
    run = {one.date for one in kept if one.kind is SessionKind.RACE}
    return session.kind is SessionKind.RACE and session.date not in run


def readdressed(fresh: list[Session], kept: list[Session], old: Filled) -> Iterator[Session]:
    """New sessions under the addresses of the old ones of their kind: the same work first, then the same day."""
    taken = {s.address for s in kept}
    free = [s for s in old.week.sessions if s.address not in taken]
    names: dict[str, str] = {}
    for same in _LIKENESS:
        for session in fresh:
            if session.address in names:
                continue
            found = next((s for s in free if s.kind is session.kind and same(s, session)), None)
            if found is not None and _week_of(found) == _week_of(session):
                names[session.address] = found.address
                free.remove(found)
    used = taken | set(names.values())
    for session in fresh:
        if session.address not in names:
            names[session.address] = _next(session.address, used)
            used.add(names[session.address])
    for session in fresh:
        address, following = names[session.address], names.get(session.after or "", session.after)
        stays = (address, following) == (session.address, session.after)
        yield session if stays else replace(session, address=address, after=following)


def _same_day(one: Session, other: Session) -> bool:
    return one.date == other.date


def _same_work(one: Session, other: Session) -> bool:
    """Whether both are hard in the same way: a threshold session is no longer the same one at race pace."""
    efforts = [{step.effort for step in once(s.steps) if step.kind is StepKind.WORK} for s in (one, other)]
    return one.hard and efforts[0] == efforts[1]


_LIKENESS: tuple[Callable[[Session, Session], bool], ...] = (
    lambda one, other: _same_day(one, other) and _same_work(one, other),
    _same_work,
    _same_day,
    lambda _one, _other: True,
)


def _week_of(session: Session) -> str:
    return session.address.rsplit("/", 1)[0]


def _next(address: str, used: set[str]) -> str:
    """This address, or the next one that is free: another number, or `~2` where the slot has none."""
    if address not in used:
        return address
    stem, _, number = address.rpartition("-")
    if stem and number.isdigit():
        return next(name for n in range(1, 100) if (name := f"{stem}-{n}") not in used)
    return _again(address, used)


def _again(address: str, used: set[str]) -> str:
    """An address that stands for another session already, with the first `~2`, `~3` … that is free."""
    plain, _, _ = address.partition("~")
    return next(name for n in range(2, 100) if (name := f"{plain}~{n}") not in used)


def unique(filled: tuple[Filled, ...]) -> tuple[Filled, ...]:
    """A race moved later asks for a week's addresses again: what is past keeps them, the coming one gets `~2`."""
    used: set[str] = set()
    result = []
    for week in filled:
        names: dict[str, str] = {}
        for session in week.week.sessions:
            name = session.address
            if name in used:
                name = names[session.address] = _again(name, used)
            used.add(name)
        if names:
            sessions = (
                replace(s, address=names.get(s.address, s.address), after=names.get(s.after or "", s.after))
                for s in week.week.sessions
            )
            week = replace(week, week=replace(week.week, sessions=tuple(sessions)))  # noqa: PLW2901
        result.append(week)
    return tuple(result)
