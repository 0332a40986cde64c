"""The athlete with the calendar open, and what other apps do to it: edits without API, etag or precondition."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from . import events, times
from .account import EMAIL

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from .account import Account, Calendar
    from .refusals import Json

OURS = "countback-"


class Athlete:
    """Someone who looks at a calendar and changes it. Every method takes effect at once, between two requests."""

    def __init__(self, account: Account, calendar_id: str) -> None:
        self._account = account
        self._id = calendar_id

    @property
    def calendar(self) -> Calendar:
        """The calendar as stored."""
        return self._account.calendar(self._id)

    def events(self) -> list[Json]:
        """The live events, as stored, in the order in which they were made."""
        with self._account.lock:
            return [s.event for s in self.calendar.in_order() if s.event["status"] != "cancelled"]

    def event(self, event_id: str) -> Json:
        """One event, deleted ones too."""
        with self._account.lock:
            return self.calendar.stored(event_id).event

    def titled(self, part: str) -> list[Json]:
        """The live events whose title contains a text."""
        return [event for event in self.events() if part in event.get("summary", "")]

    def add(self, summary: str, start: Json, end: Json, **more: Any) -> Json:  # noqa: ANN401 - fields of an event
        """Put an own event into the calendar."""
        with self._account.lock:
            place = events.Place(EMAIL, self._id, self._account.next(), self._account.now())
            body = {"summary": summary, "start": start, "end": end} | more
            return self._account.keep(self.calendar, events.made(body, place, str))

    def edit(self, event_id: str, **changes: Any) -> Json:  # noqa: ANN401 - fields of an event
        """Change fields of an event; None clears one. Objects are merged, as the app's form would."""
        with self._account.lock:
            old = self.event(event_id)
            return self._account.keep(self.calendar, events.patched(old, changes, self._account.now(), str))

    def drag(self, event_id: str, by: timedelta) -> Json:
        """Move an event, its length kept."""
        old = self.event(event_id)
        return self.edit(event_id, **{side: _later(old[side], by) for side in ("start", "end")})

    def delete(self, event_id: str) -> None:
        """Delete an event; the server keeps it as cancelled."""
        with self._account.lock:
            self._account.keep(self.calendar, events.cancelled(self.event(event_id), self._account.now()))

    def undelete(self, event_id: str) -> None:
        """Take a deleted event out of the bin."""
        with self._account.lock:
            self._account.keep(self.calendar, self.event(event_id) | {"status": "confirmed"})

    def delete_calendar(self) -> None:
        """Delete the whole calendar."""
        with self._account.lock:
            del self._account.calendars[self.calendar.id]

    # --- what nobody did on purpose ---

    def wipe_properties(self, event_id: str) -> Json:
        """Another app rewrites an event and loses its extended properties."""
        return self.edit(event_id, extendedProperties=None)

    def rewrite_descriptions(self, change: Callable[[str], str]) -> None:
        """The service normalises what it has stored already."""
        for event in self.events():
            if "description" in event:
                self.edit(event["id"], description=change(event["description"]))

    def rewrite_from_now_on(self, change: Callable[[str], str]) -> None:
        """The service normalises every description that is written from now on, and answers with the new one."""
        self._account.rewrite = change

    def purge_tombstones(self) -> None:
        """The service forgets deleted events: their ids are free again, and older sync tokens are no good."""
        with self._account.lock:
            for event_id in self._cancelled():
                del self.calendar.events[event_id]
        self.expire_sync_tokens()

    def bury_tombstones(self) -> None:
        """As `purge_tombstones`, but the ids stay taken: nothing is there to read, and an insert is a 409."""
        self.calendar.taken.update(self._cancelled())
        self.purge_tombstones()

    def expire_sync_tokens(self) -> None:
        """No sync token given out so far is good any more: 410, fullSyncRequired."""
        with self._account.lock:
            self.calendar.valid_from = self._account.next()

    def _cancelled(self) -> list[str]:
        return [s.event["id"] for s in self.calendar.in_order() if s.event["status"] == "cancelled"]


def _later(moment: Json, by: timedelta) -> Json:
    if "date" in moment:
        day = times.instant({"date": moment["date"]}, "UTC") + by
        return {"date": day.date().isoformat()}
    return moment | {"dateTime": (datetime.fromisoformat(moment["dateTime"]) + by).isoformat()}
