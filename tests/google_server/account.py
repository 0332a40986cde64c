"""What the server knows: an athlete's calendars and their events, every change with a number of its own.

No rule of the API lives here, only what is stored and in which order it changed. Etags and sync tokens come from the
numbers; the clock is an argument.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING

from . import times
from .refusals import NOT_FOUND, Json, Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

EMAIL = "runner@example.org"


@dataclass
class Stored:
    """An event in a calendar: the number of its first and of its last change, and the resource."""

    born: int
    changed: int
    event: Json


@dataclass
class Calendar:
    """A calendar. `valid_from` is the oldest change a sync token may know; `taken` are ids whose events are purged."""

    resource: Json
    entry: Json
    made_by_app: bool
    events: dict[str, Stored] = field(default_factory=dict)
    valid_from: int = 0
    taken: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        """The calendar's id."""
        return str(self.resource["id"])

    @property
    def zone(self) -> str:
        """The calendar's time zone."""
        return str(self.resource.get("timeZone", "UTC"))

    def stored(self, event_id: str) -> Stored:
        """An event, cancelled ones too. Raises `Refused` (404)."""
        if event_id not in self.events:
            raise Refused(NOT_FOUND)
        return self.events[event_id]

    def in_order(self) -> list[Stored]:
        """All events, cancelled ones too, in the order in which they were made."""
        return sorted(self.events.values(), key=lambda stored: stored.born)

    def by_uid(self, uid: str) -> Stored | None:
        """The event with an iCalUID."""
        return next((stored for stored in self.events.values() if stored.event["iCalUID"] == uid), None)


@dataclass
class Account:
    """Everything there is. `rewrite` is what the service does to descriptions that it stores.

    `lock` is held while a request is handled, and while the athlete does something.
    """

    clock: Callable[[], datetime]
    rewrite: Callable[[str], str] = str
    calendars: dict[str, Calendar] = field(default_factory=dict)
    number: int = 0
    lock: RLock = field(default_factory=RLock)

    def __post_init__(self) -> None:
        """Give the athlete the primary calendar that everybody has."""
        self.add_calendar({"summary": EMAIL, "timeZone": "Europe/Berlin"}, EMAIL, made_by_app=False)

    def now(self) -> str:
        """The time, as the server writes it."""
        return times.stamp(self.clock())

    def next(self) -> int:
        """The number of the next change."""
        self.number += 1
        return self.number

    def new_calendar_id(self) -> str:
        """An id for a secondary calendar."""
        return f"c_{hashlib.sha256(f'calendar {self.next()}'.encode()).hexdigest()}@group.calendar.google.com"

    def add_calendar(self, body: Json, calendar_id: str, *, made_by_app: bool) -> Calendar:
        """A new calendar with the given id."""
        resource = {"kind": "calendar#calendar", "timeZone": "UTC"} | body | {"id": calendar_id, "etag": self.etag()}
        self.calendars[calendar_id] = Calendar(resource, {}, made_by_app)
        return self.calendars[calendar_id]

    def etag(self) -> str:
        """An etag for a change made now."""
        return f'"{3_500_000_000_000_000 + 2000 * self.next()}"'

    def calendar(self, calendar_id: str) -> Calendar:
        """A calendar by its id or `primary`. Raises `Refused` (404)."""
        found = self.calendars.get(EMAIL if calendar_id == "primary" else calendar_id)
        if found is None:
            raise Refused(NOT_FOUND)
        return found

    def keep(self, calendar: Calendar, event: Json) -> Json:
        """Store an event, new or changed, under a new etag; answers what is stored."""
        etag = self.etag()
        old = calendar.events.get(event["id"])
        kept = event | {"etag": etag}
        calendar.events[event["id"]] = Stored(old.born if old else self.number, self.number, kept)
        return kept
