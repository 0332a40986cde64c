"""The hours of a week's sessions: each at the athlete's hour of that weekday, what follows on the same day after it.

No two sessions of a day overlap, nor their events, which are longer by the athlete's buffers. The first keeps the hour
that the athlete gave. What would follow it past midnight comes before it instead; what has no room on the day either
way has no hour.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from countback.training.model import DAY, Session, SessionKind, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from countback.training.model import Season

Buffer = tuple[int, int]
"""Minutes that an event begins before its session and ends after it."""

PAUSE = timedelta(minutes=10)  # between two sessions of a day, where their buffers are no longer
SECOND_RUN_AFTER = timedelta(hours=10)
LATEST = time(19, 0)


def with_hours(sessions: Iterable[Session], buffer: Buffer) -> list[Session]:
    """The sessions, in the order of the calendar, with what follows on the same day after what comes first."""
    timed: list[Session] = []
    for _, day in groupby(sessions, lambda session: session.date):
        timed += _day(list(day), buffer)
    return timed


def rehoured(before: Iterable[Session], sessions: Iterable[Session], season: Season) -> list[Session]:
    """Sessions of which some changed their day or length: on those days each is at its hour again.

    The hours by weekday, and the buffers, are the season's. What was put on an hour by hand,
    or is not to be run any more, keeps it.
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
    result, buffer = list[Session](), season.calendar.buffer
    for day, group in groupby(ordered, lambda one: one.date):
        of_day = list(group)
        result += _rehoured_day(of_day, season.week.times[day.weekday()], buffer) if day in touched else of_day
    return result


def _rehoured_day(sessions: list[Session], hour: time | None, buffer: Buffer) -> list[Session]:
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
    done = [one for one in stays if one.state is State.DONE]
    return [*stays, *_day([*done, *by_hand, *moving], buffer)[len(done) :]]


def _day(sessions: Sequence[Session], buffer: Buffer) -> list[Session]:
    """The sessions of one day: the first keeps its hour, strength and cross-training follow, a second run is later."""
    timed = {number: one for number, one in enumerate(sessions) if number == 0 or _stands(one)}
    leads = _leads(sessions)
    for number in sorted(leads, key=lambda number: sessions[number].kind is SessionKind.EASY):
        lead, session = timed[leads[number]], sessions[number]
        room = _Room(tuple(timed.values()), buffer)
        timed[number] = replace(session, start=_later(lead, session, room), after=lead.address)
    return [timed[number] for number in range(len(sessions))]


def _stands(session: Session) -> bool:
    """Whether it has an hour of its own: a race, or what was put there by hand or is done."""
    return session.kind is SessionKind.RACE or session.pinned or session.state is State.DONE


def _leads(sessions: Sequence[Session]) -> dict[int, int]:
    """Which session of the day each follows, both by number: the one before it that is no second run."""
    leads: dict[int, int] = {}
    lead = 0
    for number, session in enumerate(sessions[1:], 1):
        if not _stands(session):
            leads[number] = lead
        if session.kind is not SessionKind.EASY:
            lead = number
    return leads


def _later(first: Session, session: Session, room: _Room) -> time | None:
    """When the second session of a day starts; None on a day without hours, or without room."""
    if session.start is None:
        return None
    begun = datetime.combine(session.date, first.start or session.start)
    ready = begun + timedelta(minutes=first.minutes) + room.gap
    if session.kind is SessionKind.EASY:
        return room.start(session, min(begun + SECOND_RUN_AFTER, max(datetime.combine(session.date, LATEST), ready)))
    return room.start(session, _full(ready))


class _Room:
    """What is left of a day beside the sessions on it. `gap` is the least time between two."""

    def __init__(self, beside: Sequence[Session], buffer: Buffer) -> None:
        self.before, self.behind = (timedelta(minutes=length) for length in buffer)
        self.gap = max(PAUSE, self.before + self.behind)
        begun = [(datetime.combine(one.date, one.start), one) for one in beside if one.start is not None]
        self._taken = [(start, start + _length(one)) for start, one in begun]

    def start(self, session: Session, wish: datetime) -> time | None:
        """The first free start from `wish` on, else the last one before it; None where the day has no room."""
        length = _length(session)
        later = [wish, *(_full(end + self.gap) for _, end in self._taken if end + self.gap > wish)]
        earlier = [_full_before(start - self.gap - length) for start, _ in self._taken]
        ordered = (*sorted(later), *sorted((start for start in earlier if start < wish), reverse=True))
        return next((start.time() for start in ordered if self._is_free(start, session)), None)

    def _is_free(self, start: datetime, session: Session) -> bool:
        """Whether it stays clear of the others, and its event of both ends of the day."""
        midnight, end = datetime.combine(session.date, time()), start + _length(session)
        if start - self.before < midnight or end + self.behind > midnight + DAY:
            return False
        return all(start >= ended + self.gap or end + self.gap <= begun for begun, ended in self._taken)


def _length(session: Session) -> timedelta:
    return timedelta(minutes=session.minutes)


def _full(moment: datetime) -> datetime:
    """The next full five minutes."""
    return moment + timedelta(minutes=-moment.minute % 5)


def _full_before(moment: datetime) -> datetime:
    """The last full five minutes."""
    return moment - timedelta(minutes=moment.minute % 5)
