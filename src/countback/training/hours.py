"""The hours of a week's sessions: each at the athlete's hour of that weekday, what follows on the same day after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from countback.training.model import Session, SessionKind, State

if TYPE_CHECKING:
    from collections.abc import Iterable

Hours = tuple[time | None, ...]

PAUSE = timedelta(minutes=10)  # between two sessions of a day
SECOND_RUN_AFTER = timedelta(hours=10)
LATEST = time(19, 0)


def with_hours(sessions: Iterable[Session]) -> list[Session]:
    """The sessions, in the order of the calendar, with what follows on the same day after what comes first."""
    timed: list[Session] = []
    for _, day in groupby(sessions, lambda session: session.date):
        timed += _day(day)
    return timed


def rehoured(before: Iterable[Session], sessions: Iterable[Session], hours: Hours) -> list[Session]:
    """Sessions of which some changed their day or length: on those days each is at its hour again.

    `hours` are the athlete's, by weekday. What was put on an hour by hand, or is not to be run any more, keeps it.
    """
    was = {one.address: (one.date, one.minutes, one.start) for one in before}
    ordered = sorted(sessions, key=lambda one: (one.date, one.after is not None))
    now = {one.address: (one.date, one.minutes, one.start) for one in ordered}
    touched = {
        day
        for one in was.keys() | now.keys()
        if was.get(one) != now.get(one)
        for day, *_ in filter(None, (was.get(one), now.get(one)))
    }
    result: list[Session] = []
    for day, group in groupby(ordered, lambda one: one.date):
        of_day = list(group)
        result += _rehoured_day(of_day, hours[day.weekday()]) if day in touched else of_day
    return result


def _rehoured_day(sessions: list[Session], hour: time | None) -> list[Session]:
    """The sessions of one day at its hour, those put somewhere by hand first; strength after the run, if at no hour."""
    stays = [one for one in sessions if one.state is not State.PLANNED]
    pinned = (one for one in sessions if one.pinned and one.state is State.PLANNED)
    by_hand = [one for one in pinned if one.amount or one.start != hour]
    moving = [
        replace(one, start=one.start if one.kind is SessionKind.RACE else hour, after=None)
        for one in sessions
        if one not in stays and one not in by_hand
    ]
    moving.sort(key=lambda one: (one.kind is not SessionKind.RACE, not one.amount))
    return [*stays, *_day([*by_hand, *moving])]


def _day(sessions: Iterable[Session]) -> list[Session]:
    """The sessions of one day: the first keeps its hour, strength and cross-training follow, a second run is later."""
    timed: list[Session] = []
    before: Session | None = None
    for session in sessions:
        if before is None or session.kind is SessionKind.RACE or session.pinned:
            timed.append(session)
        else:
            timed.append(replace(session, start=_later(before, session), after=before.address))
        second_run = before is not None and session.kind is SessionKind.EASY
        before = before if second_run else timed[-1]
    return timed


def _later(first: Session, session: Session) -> time | None:
    """When the second session of a day starts, never past the end of the day; None on a day without hours."""
    if session.start is None:
        return None
    begun = datetime.combine(session.date, first.start or session.start)
    if session.kind is SessionKind.EASY:
        latest = max(datetime.combine(session.date, LATEST), begun + timedelta(minutes=first.minutes) + PAUSE)
        return _same_day(min(begun + SECOND_RUN_AFTER, latest), session)
    ready = begun + timedelta(minutes=first.minutes) + PAUSE
    return _same_day(ready + timedelta(minutes=-ready.minute % 5), session)


def _same_day(moment: datetime, session: Session) -> time:
    last = datetime.combine(session.date, time(23, 45))
    return min(moment, last).time()
