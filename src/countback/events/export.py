"""A plan's events over an earlier export: what an app needs to see an update where there is one, and only there.

CALENDAR.md, Identity: an unchanged event stays as it was to the byte; SEQUENCE rises where time or status changed and
never falls; what no longer stands is told as cancelled until its day is past. What has begun stays as it was.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from countback.events.event import CalendarError, Event, Status, begun, by_start, of_season, prints

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date


class Change(StrEnum):
    """What became of an event since the earlier export."""

    ADDED = "added"
    MOVED = "moved"  # its time or status changed
    REWRITTEN = "rewritten"  # its text or anything else changed, a reminder or whether it blocks time
    CANCELLED = "cancelled"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Line:
    """One event of an export, and what became of it; `earlier` is how it stood, where it did."""

    event: Event
    change: Change
    earlier: Event | None = None

    @property
    def says_otherwise(self) -> bool:
        """Whether it has another title or text than it had."""
        if self.earlier is None:
            return False
        was, now = self.earlier, self.event
        return (was.title, was.description) != (now.title, now.description)


@dataclass(frozen=True, slots=True)
class Export:
    """What to write, in the order of a calendar. `removed`: cancelled in the earlier file, and past."""

    lines: tuple[Line, ...]
    removed: int = 0

    @property
    def events(self) -> tuple[Event, ...]:
        """All events: the file as it has to be."""
        return tuple(line.event for line in self.lines)

    @property
    def only_changed(self) -> tuple[Event, ...]:
        """The events to import into a calendar that already has the earlier export."""
        return tuple(line.event for line in self.lines if line.change is not Change.UNCHANGED)

    def count(self, change: Change) -> int:
        """How many events a change befell."""
        return sum(line.change is change for line in self.lines)


def export(events: Sequence[Event], earlier: Sequence[Event] | None, now: datetime) -> Export:
    """A plan's events, over an earlier export if there is one; `now` is aware, in the athlete's zone.

    Raises CalendarError when the earlier file holds events that are not this season's.
    """
    if earlier is None:
        return _ordered(Line(event, Change.ADDED) for event in events)
    _same_season(events, earlier)
    wanted = {event.uid: event for event in events}
    known = {uid: _named(before, wanted.get(uid)) for uid, before in _latest(earlier).items()}
    made = _ordered((*_standing(wanted, known, now), *_dropped(wanted, known, now)))
    return replace(made, removed=len(known.keys() - {event.uid for event in made.events}))


def _ordered(lines: Iterator[Line] | tuple[Line, ...]) -> Export:
    return Export(tuple(sorted(lines, key=lambda line: by_start(line.event))))


def _standing(wanted: dict[str, Event], known: dict[str, Event], now: datetime) -> Iterator[Line]:
    """What the plan wants, as far as it is not past: a session that was never in the file is not added afterwards."""
    for uid, event in wanted.items():
        before = known.get(uid)
        if before is not None:
            yield Line(before, Change.UNCHANGED) if begun(before.when, now) else _over(event, before, now)
        elif not begun(event.when, now):
            yield Line(replace(event, last_modified=_stamp(now, event)), Change.ADDED)


def _dropped(wanted: dict[str, Event], known: dict[str, Event], now: datetime) -> Iterator[Line]:
    """What the plan no longer wants: what has begun stays, what is ahead is cancelled; with its day it goes."""
    for uid, before in known.items():
        if uid in wanted:
            continue
        if before.cancelled:
            if _last_day(before) >= now.date():
                yield Line(before, Change.UNCHANGED)
        else:
            yield Line(before, Change.UNCHANGED) if begun(before.when, now) else _cancelled(before, now)


def _last_day(event: Event) -> date:
    """The day on which an event begins, by the clock of its own zone."""
    return event.when.start.date() if isinstance(event.when.start, datetime) else event.when.start


def _over(event: Event, before: Event, now: datetime) -> Line:
    """The plan's values over those of the earlier file; the athlete's notes stay below them."""
    fresh = replace(event, notes=before.notes, sequence=before.sequence)
    if _content(fresh) == _content(before):
        return Line(before, Change.UNCHANGED)
    moved = prints(fresh).when != prints(before).when or fresh.status is not before.status
    sequence = before.sequence + 1 if moved else before.sequence
    written = replace(fresh, sequence=sequence, last_modified=_stamp(now, before))
    return Line(written, Change.MOVED if moved else Change.REWRITTEN, before)


def _cancelled(before: Event, now: datetime) -> Line:
    """Kept, so that a client that honours it takes the event away; it blocks no time and rings no more."""
    event = replace(
        before,
        status=Status.CANCELLED,
        sequence=before.sequence + 1,
        last_modified=_stamp(now, before),
        busy=False,
        reminder=None,
        base=None,
    )
    noted = replace(event, base=prints(event)) if before.base else event
    return Line(noted, Change.CANCELLED, before)


def _content(event: Event) -> tuple[object, ...]:
    """All that the athlete, or an app, could notice: the fingerprints of the groups, and what is in no group."""
    rest = (event.status, event.categories, event.url, event.private, event.related_to, event.notes)
    return prints(event), *rest


def _stamp(now: datetime, event: Event) -> datetime:
    """The clock in whole seconds, but never before what was already told."""
    return max(now.astimezone(UTC).replace(microsecond=0), event.last_modified)


def _latest(earlier: Sequence[Event]) -> dict[str, Event]:
    """By UID, the version with the highest SEQUENCE where the file has several."""
    return {event.uid: event for event in sorted(earlier, key=lambda event: event.sequence)}


def _named(before: Event, event: Event | None) -> Event:
    """An event of a private calendar, which tells no address, under the one that the plan knows its UID by."""
    if event is None or before.address or before.base is None:
        return before
    return replace(before, season=event.season, address=event.address)


def _same_season(events: Sequence[Event], earlier: Sequence[Event]) -> None:
    """Refuse to write over a calendar that is not this season's: its events would be lost or cancelled."""
    remedy = "Nothing was written. Export to another file name."
    foreign = [event for event in earlier if not event.ours]
    if foreign:
        raise CalendarError(
            f"The file that is there is a calendar of another program, or has such events in it: "
            f"{len(foreign)} of {len(earlier)} are not countback's, as {foreign[0].title!r}. {remedy}"
        )
    ours = {event.season for event in events}
    known = any(event.season for event in earlier)
    if earlier and not known and {event.uid for event in events}.isdisjoint(event.uid for event in earlier):
        raise CalendarError(f"None of the events in the file that is there are of this season. {remedy}")
    others = Counter(
        event.season for event in earlier if event.season and not any(of_season(event, season) for season in ours)
    )
    if ours and others:
        name, number = others.most_common(1)[0]
        raise CalendarError(
            f"The file that is there is the calendar of another season: {number} of its events are of {name!r}, "
            f"this season is {min(ours)!r}. {remedy}"
        )
