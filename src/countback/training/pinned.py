"""Sessions that the athlete put somewhere by hand: fixed points that the week is planned around."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from countback.training import workouts
from countback.training.model import DAY, NOT_RUN, Effort, SessionKind, State
from countback.training.phases import days_of
from countback.training.sessions import FAST, resummed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from countback.training.coach import Coach, Filled
    from countback.training.model import Session


def repinned(fresh: Sequence[Session], pinned: Sequence[Session]) -> list[Session]:
    """New sessions with those that were put somewhere by hand: day and hour are the athlete's, the content is new."""
    by_address = {session.address: session for session in pinned}
    result = []
    for session in fresh:
        hand = by_address.pop(session.address, None)
        result.append(session if hand is None else replace(session, date=hand.date, start=hand.start, pinned=True))
    return [*result, *by_address.values()]


def around(coach: Coach, filled: Filled, since: date, beside: frozenset[date] = frozenset()) -> Filled:
    """The week with hard days apart again around what is pinned: moved inside the week, else made easy.

    `beside` are hard days of the weeks before and after, which nothing is moved next to.
    """
    sessions = list(filled.week.sessions)
    for number, session in enumerate(sessions):
        if _movable(session, since) and session.hard and _close(session.date, _fixed(sessions)):
            sessions = _apart(coach, sessions, number, _days_for(coach, filled, since, beside))
    sessions = [_with_strength(session, sessions) for session in sessions]
    if tuple(sessions) == filled.week.sessions:
        return filled
    ordered = sorted(sessions, key=lambda s: (s.date, s.after is not None))
    return resummed(coach, filled, ordered)


def _movable(session: Session, since: date) -> bool:
    free = session.date >= since and session.state is State.PLANNED
    return free and not session.pinned and session.kind is not SessionKind.RACE


def _fixed(sessions: Sequence[Session]) -> list[date]:
    """Hard days that stay: pinned sessions and races."""
    fixed = (s for s in sessions if s.hard and s.state not in NOT_RUN)
    return [s.date for s in fixed if s.pinned or s.kind is SessionKind.RACE]


def _close(day: date, hard: Sequence[date]) -> bool:
    return any(abs((day - other).days) <= 1 for other in hard)


def _apart(coach: Coach, sessions: list[Session], number: int, days: Iterable[date]) -> list[Session]:
    """The hard session on the nearest day that keeps hard and easy apart, in place of its easy run; else easy."""
    session = sessions[number]
    others = [s.date for s in sessions if s.hard and s is not session and s.state not in NOT_RUN]
    for day in sorted(days, key=lambda day: (abs((day - session.date).days), day)):
        if day == session.date or _close(day, others) or day in coach.easy_only:
            continue
        return [_swapped(s, session, day) for s in sessions]
    sessions[number] = softened(coach, session, coach.rules.why.off["beside_pinned"])
    return sessions


def _days_for(coach: Coach, filled: Filled, since: date, beside: frozenset[date]) -> Iterator[date]:
    """The days of the week that something hard may be put on."""
    for day in days_of(filled.week.start):
        free = day >= since and day not in coach.closed and day not in coach.race_days
        if free and not {day - DAY, day + DAY} & beside:
            yield day


def _swapped(session: Session, moving: Session, day: date) -> Session:
    """The session after `moving` went to `day`: what is easy there takes the freed day."""
    if session is moving:
        return replace(session, date=day)
    easy = session.amount and not session.hard and not session.pinned and session.state is State.PLANNED
    return replace(session, date=moving.date) if easy and session.date == day else session


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
        steps=easy.steps,
        hard=False,
        why=why,
        advice=(coach.rules.advice["talk"],),
        targets=coach.targets((Effort.EASY,)),
    )
