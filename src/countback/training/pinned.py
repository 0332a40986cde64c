"""Sessions that the athlete put somewhere by hand: fixed points that the week is planned around."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from countback.training import workouts
from countback.training.coach import NONE_BY_FEEL
from countback.training.light import trimmed
from countback.training.model import DAY, NOT_RUN, Effort, SessionKind, State
from countback.training.phases import days_of
from countback.training.sessions import FAST
from countback.training.sums import resummed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from countback.training.coach import Coach, Filled
    from countback.training.model import Session


@dataclass(frozen=True, slots=True)
class Room:
    """The days of a week that something may be put on, the first of them first; `quiet` are no days for hard work."""

    days: Sequence[date]
    quiet: frozenset[date]


def repinned(fresh: Sequence[Session], pinned: Sequence[Session]) -> list[Session]:
    """New sessions with those that were put somewhere by hand: day and hour are the athlete's, the content is new."""
    by_address = {session.address: session for session in pinned}
    result = []
    for session in fresh:
        hand = by_address.pop(session.address, None)
        result.append(session if hand is None else replace(session, date=hand.date, start=hand.start, pinned=True))
    return [*result, *by_address.values()]


def around(
    coach: Coach,
    filled: Filled,
    since: date,
    beside: frozenset[date] = frozenset(),
    pinned: frozenset[date] = frozenset(),
) -> Filled:
    """The week with one run a day and hard days apart again around what is pinned.

    What is in the way goes to another day of the week, where need be in place of an easy run; else what is hard is made
    easy, and a second run of a day left out; what is hard stays on its day beside an easy run. `beside` are hard days
    of the weeks before and after, which nothing hard is put next to; those that are `pinned` stay themselves.
    """
    sessions = list(filled.week.sessions)
    closed = coach.closed | coach.race_days.keys() | coach.eves
    open_days = [day for day in days_of(filled.week.start) if day >= since and day not in closed]
    quiet = coach.easy_only | {near for day in beside for near in (day - DAY, day + DAY)}
    for session in filled.week.sessions:
        close = session.hard and _close(session.date, [*_fixed(sessions), *pinned])
        if session in sessions and _movable(session, since) and (close or _is_second(session, sessions)):
            sessions = _given_way(coach, sessions, session, Room(open_days, quiet))
    sessions = [_with_strength(session, sessions) for session in sessions]
    if tuple(sessions) == filled.week.sessions:
        return filled
    ordered = sorted(sessions, key=lambda s: (s.date, s.after is not None))
    return resummed(coach, filled, ordered)


def lightened(coach: Coach, filled: Filled, most: int, since: date) -> Filled:
    """The week with easy runs shorter or left out, the longest first, until it comes to no more than `most` tenths."""
    scale, why = coach.kit.scale, coach.rules.why.off["made_room"]
    shortest = scale.covering(coach.rules.volume.shortest_run_minutes)
    sessions, over = list(filled.week.sessions), filled.week.volume - most
    easy = [s for s in sessions if s.kind is SessionKind.EASY and _movable(s, since)]
    for run in sorted(easy, key=lambda s: (-s.amount, s.date)):
        if over <= 0:
            break
        left = scale.down(max(0, run.amount - over))
        kept = [replace(trimmed(run, left, coach.kit), why=why)] if left >= shortest else []
        over -= run.amount - (left if kept else 0)
        number = sessions.index(run)
        sessions[number : number + 1] = kept
    return resummed(coach, filled, sessions)


def _movable(session: Session, since: date) -> bool:
    free = session.date >= since and session.state is State.PLANNED
    return free and not session.pinned and session.kind is not SessionKind.RACE


def _fixed(sessions: Sequence[Session]) -> list[date]:
    """Hard days that stay: pinned sessions and races."""
    fixed = (s for s in sessions if s.hard and s.state not in NOT_RUN)
    return [s.date for s in fixed if s.pinned or s.kind is SessionKind.RACE]


def _close(day: date, hard: Sequence[date]) -> bool:
    return any(abs((day - other).days) <= 1 for other in hard)


def _is_second(session: Session, sessions: Iterable[Session]) -> bool:
    """Whether it is a run on a day on which another was put by hand."""
    pinned = (s for s in sessions if s.pinned and s.amount and s.state not in NOT_RUN)
    return session.amount > 0 and any(s.date == session.date for s in pinned)


def _given_way(coach: Coach, sessions: list[Session], session: Session, room: Room) -> list[Session]:
    """The session on the nearest day that can hold it, in place of its easy runs; else made easy, or left out."""
    others = [s for s in sessions if s is not session and s.state not in NOT_RUN]
    taken = {s.date for s in others if s.amount}
    hard = [s.date for s in others if s.hard]
    freed = min((day for day in room.days if day not in taken), default=None)
    for day in sorted(room.days, key=lambda day: (abs((day - session.date).days), day)):
        if session.hard and (_close(day, hard) or day in room.quiet):
            continue
        if day not in taken and day != session.date:
            return [_put(s, session, day) for s in sessions]
        there = [s for s in others if s.amount and s.date == day]
        if session.hard and there and all(_yields(s, room) for s in there):
            giving = (_freed(s, freed) if s in there else s for s in sessions)
            return [_put(s, session, day) for s in giving if s is not None]
    if session.date in taken:
        beside_easy = session.hard and not _close(session.date, hard)
        return sessions if beside_easy else [s for s in sessions if s is not session]
    easy = softened(coach, session, coach.rules.why.off["beside_pinned"])
    return [easy if s is session else s for s in sessions]


def _freed(session: Session, day: date | None) -> Session | None:
    """An easy run on the day that is free for it; none where there is no such day."""
    return None if day is None else replace(session, date=day)


def _yields(session: Session, room: Room) -> bool:
    """Whether a run gives its day to a hard session."""
    return not session.hard and _movable(session, room.days[0])


def _put(session: Session, moving: Session, day: date) -> Session:
    """The session after `moving` went to another day; strength that follows it goes along."""
    return replace(session, date=day) if session is moving or session.after == moving.address else session


def _with_strength(session: Session, sessions: Sequence[Session]) -> Session:
    """Strength on the eve of a quality session or test that was moved goes to that day itself (section 4)."""
    if session.kind is not SessionKind.STRENGTH or session.state is not State.PLANNED:
        return session
    fast = {s.date for s in sessions if s.kind in FAST and s.state not in NOT_RUN}
    moved = {s.date for s in sessions if s.kind in FAST and s.pinned}
    tomorrow = session.date + DAY
    return replace(session, date=tomorrow) if tomorrow in moved and session.date not in fast else session


def softened(coach: Coach, session: Session, why: str) -> Session:
    """An easy run of the same amount in place of a hard session; its address stays."""
    easy = workouts.easy(SessionKind.EASY, session.amount, coach.kit)
    return replace(
        session,
        kind=SessionKind.EASY,
        title=easy.title,
        minutes=easy.minutes,
        distance_km=workouts.kilometres(easy.amount, easy.steps, coach.kit),
        steps=easy.steps,
        hard=False,
        why=why,
        advice=(coach.rules.advice["talk"],),
        targets=coach.targets((Effort.EASY,), NONE_BY_FEEL),
    )
