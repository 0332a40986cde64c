"""events.list: filters, pages and sync tokens.

A sync token stands on the last page alone and covers everything up to the *first* page, so that a change made between
two pages is told again rather than lost. Which parameters go with a token is told in the discovery document.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from . import events, times
from .refusals import BAD_PAGE_TOKEN, BAD_SYNC_TOKEN, FULL_SYNC, UPDATED_MIN_TOO_LONG_AGO, Json, Refused, invalid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .account import Account, Calendar, Stored
    from .contract import Call
    from .refusals import Refusal

NO_TOKEN_AFTER = ("iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "updatedMin")
NOT_WITH_TOKEN = (*NO_TOKEN_AFTER, "timeMin", "timeMax")
SAME_AS_FIRST = ("singleEvents", "eventTypes", "showHiddenInvitations")
MOST_PER_PAGE = 2500
OLDEST_UPDATED_MIN = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Cursor:
    """What a sync or page token knows: calendar, change number, the place reached (pages), the parameters it is for."""

    kind: str
    calendar: str
    number: int
    reached: int
    parameters: str

    def text(self) -> str:
        """The token."""
        parts = [self.kind, self.calendar, self.number, self.reached, self.parameters]
        return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def _read(token: str, kind: str, calendar: Calendar, refusal: Refusal) -> Cursor:
    try:
        cursor = Cursor(*json.loads(base64.urlsafe_b64decode(token)))
    except (ValueError, TypeError):
        raise Refused(refusal) from None
    if (cursor.kind, cursor.calendar) != (kind, calendar.id):
        raise Refused(refusal)
    return cursor


def listed(account: Account, calendar: Calendar, call: Call) -> Json:
    """A page of events, as the answer to events.list."""
    since = _since(calendar, call)
    _check(account, call)
    page = _page_cursor(account, calendar, call)
    size = min(int(call.one("maxResults") or "250"), MOST_PER_PAGE)
    matching = _after(_ordered(_matching(calendar, call, since), call), page.reached)
    chosen = list(islice(matching, size + 1))
    body = _head(calendar, call) | {"items": [_item(calendar, call, stored) for stored in chosen[:size]]}
    if len(chosen) > size:
        reached = page.reached + size if call.one("orderBy") else chosen[size - 1].born
        return body | {"nextPageToken": Cursor("page", calendar.id, page.number, reached, page.parameters).text()}
    if any(name in call.query for name in NO_TOKEN_AFTER):
        return body
    return body | {"nextSyncToken": Cursor("sync", calendar.id, page.number, 0, _same_as_first(call)).text()}


def _since(calendar: Calendar, call: Call) -> int | None:
    """The change up to which the caller knows the calendar; None for a list in full."""
    token = call.one("syncToken")
    if token is None:
        return None
    for name in NOT_WITH_TOKEN:
        if name in call.query:
            raise invalid(f"Sync token cannot be used together with {name}.", name)
    if call.on("showDeleted") is False:
        raise invalid("Sync token cannot be used with showDeleted=false.", "showDeleted")
    cursor = _read(token, "sync", calendar, BAD_SYNC_TOKEN)
    if cursor.number < calendar.valid_from:
        raise Refused(FULL_SYNC)
    if cursor.parameters != _same_as_first(call):
        raise invalid("Sync token was made with other parameters.", "syncToken")
    return cursor.number


def _check(account: Account, call: Call) -> None:
    if call.one("orderBy") == "startTime" and not call.on("singleEvents"):
        raise invalid("The requested ordering is not available for the particular query.", "orderBy")
    low, high = call.one("timeMin"), call.one("timeMax")
    if low and high and datetime.fromisoformat(low) >= datetime.fromisoformat(high):
        raise invalid("timeMin has to be before timeMax.", "timeMin")
    updated_min = call.one("updatedMin")
    if updated_min and datetime.fromisoformat(updated_min) < account.clock().astimezone(UTC) - OLDEST_UPDATED_MIN:
        raise Refused(UPDATED_MIN_TOO_LONG_AGO)


def _page_cursor(account: Account, calendar: Calendar, call: Call) -> Cursor:
    """Where this page begins. A page token is good for the request it came from and no other."""
    parameters = json.dumps({name: value for name, value in sorted(call.query.items()) if name != "pageToken"})
    token = call.one("pageToken")
    if token is None:
        return Cursor("page", calendar.id, account.number, 0, parameters)
    cursor = _read(token, "page", calendar, BAD_PAGE_TOKEN)
    if cursor.parameters != parameters:
        raise Refused(BAD_PAGE_TOKEN)
    return cursor


def _same_as_first(call: Call) -> str:
    return json.dumps([call.query.get(name, []) for name in SAME_AS_FIRST])


def _ordered(found: Iterator[Stored], call: Call) -> list[tuple[int, Stored]]:
    """The events found, each with the place that a page token knows it by."""
    match call.one("orderBy"):
        case "updated":
            return list(enumerate(sorted(found, key=lambda stored: str(stored.event["updated"])), 1))
        case "startTime":
            by_start = sorted(found, key=lambda stored: times.instant(stored.event["start"], "UTC"))
            return list(enumerate(by_start, 1))
    return [(stored.born, stored) for stored in found]


def _after(ordered: list[tuple[int, Stored]], reached: int) -> Iterator[Stored]:
    return (stored for place, stored in ordered if place > reached)


def _matching(calendar: Calendar, call: Call, since: int | None) -> Iterator[Stored]:
    with_deleted = since is not None or call.on("showDeleted") or call.one("updatedMin") is not None
    for stored in calendar.in_order():
        if since is not None and stored.changed <= since:
            continue
        if stored.event["status"] == "cancelled" and not with_deleted:
            continue
        if _fits_filters(calendar, call, stored.event):
            yield stored


def _fits_filters(calendar: Calendar, call: Call, event: Json) -> bool:
    return (
        _fits_time(calendar, call, event)
        and call.one("iCalUID", event["iCalUID"]) == event["iCalUID"]
        and event["eventType"] in call.query.get("eventTypes", [event["eventType"]])
        and _fits_properties(call.query.get("privateExtendedProperty", []), event, "private")
        and _fits_properties(call.query.get("sharedExtendedProperty", []), event, "shared")
        and _fits_text(call.one("q"), event)
        and _fits_updated(call.one("updatedMin"), event)
    )


def _fits_updated(low: str | None, event: Json) -> bool:
    return low is None or datetime.fromisoformat(event["updated"]) >= datetime.fromisoformat(low)


def _fits_time(calendar: Calendar, call: Call, event: Json) -> bool:
    low, high = call.one("timeMin"), call.one("timeMax")
    starts, ends = (times.instant(event[side], calendar.zone) for side in ("start", "end"))
    return (low is None or ends > datetime.fromisoformat(low)) and (
        high is None or starts < datetime.fromisoformat(high)
    )


def _fits_properties(wanted: list[str], event: Json, room: str) -> bool:
    held = event.get("extendedProperties", {}).get(room, {})
    return all(held.get(text.partition("=")[0]) == text.partition("=")[2] for text in wanted)


def _fits_text(words: str | None, event: Json) -> bool:
    text = " ".join(str(event.get(name, "")) for name in ("summary", "description", "location"))
    return words is None or words.lower() in text.lower()


def _item(calendar: Calendar, call: Call, stored: Stored) -> Json:
    if stored.event["status"] == "cancelled":
        return events.bare(stored.event)
    if call.on("singleEvents") and "recurrence" in stored.event:
        raise invalid("This test server does not expand recurring events.", "singleEvents")
    return events.shown(stored.event, call.one("timeZone") or calendar.zone)


def _head(calendar: Calendar, call: Call) -> Json:
    newest = max((stored.changed for stored in calendar.events.values()), default=0)
    updated = max((stored.event["updated"] for stored in calendar.events.values()), default="1970-01-01T00:00:00.000Z")
    return {
        "kind": "calendar#events",
        "etag": f'"p{newest}"',
        "summary": calendar.resource["summary"],
        "updated": updated,
        "timeZone": call.one("timeZone") or calendar.zone,
        "accessRole": "owner",
        "defaultReminders": [],
    } | {name: calendar.resource[name] for name in ("description",) if name in calendar.resource}
