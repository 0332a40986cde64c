"""One event, as the server makes, merges and limits it: pure functions from resource to resource.

SYNC.md section 2 tells the rules: PATCH merges objects, deletes with null and replaces arrays whole; PUT drops what is
left out; property keys over 44 characters are dropped and values over 1024 cut without a word.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import times
from .contract import document
from .refusals import Json, Refusal, Refused, invalid

if TYPE_CHECKING:
    from collections.abc import Callable

READ_ONLY = frozenset(
    name
    for name, rule in document()["schemas"]["Event"]["properties"].items()
    if "Read-only" in rule.get("description", "") or "annot be modified" in rule.get("description", "")
) | {"kind", "etag", "iCalUID", "locked", "originalStartTime", "recurringEventId"}
KEPT_BY_PUT = ("id", "iCalUID", "created", "creator", "organizer", "htmlLink", "sequence", "eventType", "kind")
ALWAYS_SHOWN = {"kind", "eventType", "status", "sequence", "reminders"}
CHOICES = {
    "transparency": {"opaque", "transparent"},
    "visibility": {"default", "public", "private", "confidential"},
    "status": {"confirmed", "tentative", "cancelled"},
    "colorId": {str(number) for number in range(1, 12)},
}
LONGEST_KEY, LONGEST_VALUE, MOST_PROPERTIES, MOST_PROPERTY_BYTES = 44, 1024, 300, 32 * 1024
MOST_REMINDERS, LONGEST_REMINDER = 5, 40320
DEFAULTS_AND_OVERRIDES = Refusal(
    400,
    "cannotUseDefaultRemindersAndSpecifyOverride",
    "Cannot specify both default reminders and overrides at the same time.",
    "calendar",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when an event is made: its owner, its calendar's id, a number never used before, the time."""

    email: str
    calendar: str
    number: int
    now: str


def check_id(event_id: str) -> None:
    """Raises `Refused` (400) unless an id keeps to base32hex in lower case and 5 to 1024 characters."""
    if not re.fullmatch(r"[0-9a-v]{5,1024}", event_id):
        raise invalid("Invalid resource id value.")


def made(body: Json, place: Place, rewrite: Callable[[str], str]) -> Json:
    """A new event from the body of an insert."""
    if body.get("id") and body.get("iCalUID"):
        raise invalid("Only one of id and iCalUID may be given when an event is created.")
    event_id = body.get("id") or hashlib.sha256(f"event {place.number}".encode()).hexdigest()[:26]
    check_id(event_id)
    given = merged({}, _writable(body)) | {
        "kind": "calendar#event",
        "id": event_id,
        "created": place.now,
        "updated": place.now,
        "iCalUID": body.get("iCalUID") or f"{event_id}@google.com",
        "creator": {"email": place.email},
        "organizer": {"email": place.calendar, "self": True},
        "htmlLink": f"https://calendar.google.com/calendar/event?eid={event_id}",
        "eventType": "default",
    }
    return _settled({"status": "confirmed", "sequence": 0} | given, rewrite)


def patched(old: Json, changes: Json, now: str, rewrite: Callable[[str], str]) -> Json:
    """An event after a PATCH."""
    _check_identity(old, changes)
    return _changed(old, merged(old, _writable(changes)), now, rewrite)


def replaced(old: Json, body: Json, now: str, rewrite: Callable[[str], str]) -> Json:
    """An event after a PUT: what the body leaves out is gone."""
    _check_identity(old, body)
    kept = {name: old[name] for name in (*KEPT_BY_PUT, "updated") if name in old}
    return _changed(old, kept | {"status": "confirmed"} | merged({}, _writable(body)), now, rewrite)


def cancelled(old: Json, now: str) -> Json:
    """An event after its deletion: it keeps its id and what it held."""
    return old | {"status": "cancelled", "updated": now}


def merged(old: Json, changes: Json) -> Json:
    """An object with changes merged in: objects are merged, null deletes, all else replaces."""
    result = dict(old)
    for name, value in changes.items():
        if isinstance(value, dict):
            result[name] = merged(result.get(name, {}), value)
        elif value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result


def _writable(body: Json) -> Json:
    return {name: value for name, value in body.items() if name not in READ_ONLY}


def _check_identity(old: Json, body: Json) -> None:
    if body.get("id", old["id"]) != old["id"] or body.get("iCalUID", old["iCalUID"]) != old["iCalUID"]:
        raise invalid("The id of an event cannot be changed.")
    if body.get("sequence", old["sequence"]) < old["sequence"]:
        raise invalid("Invalid sequence value. It is below the current sequence number of the resource.")


def _changed(old: Json, new: Json, now: str, rewrite: Callable[[str], str]) -> Json:
    settled = _settled(new, rewrite)
    if settled["sequence"] == old["sequence"] and any(settled[side] != old[side] for side in ("start", "end")):
        settled["sequence"] += 1
    if _without_reminders(settled) != _without_reminders(old):  # `updated` does not move on a reminder edit
        settled["updated"] = now
    return settled


def _without_reminders(event: Json) -> Json:
    return {name: value for name, value in event.items() if name not in {"reminders", "etag"}}


def _settled(event: Json, rewrite: Callable[[str], str]) -> Json:
    """An event checked, limited, and written as the server writes it: what is empty or at its default is left out."""
    times.check_span(event)
    for name, choices in CHOICES.items():
        if event.get(name) and event[name] not in choices:
            raise invalid(f"Invalid value for {name}: {event[name]}.")
    _check_source(event.get("source", {}))
    event = event | {"reminders": _reminders(event.get("reminders", {}))}
    event["extendedProperties"] = _properties(event.get("extendedProperties", {}))
    if event.get("description"):
        event["description"] = rewrite(event["description"])
    return {name: value for name, value in event.items() if name in ALWAYS_SHOWN or not _is_default(name, value)}


def _is_default(name: str, value: object) -> bool:
    default = document()["schemas"]["Event"]["properties"].get(name, {}).get("default")
    return value in ("", [], {}) or str(value).lower() == default


def _check_source(source: Json) -> None:
    if source and not re.match(r"https?://", source.get("url", "")):
        raise invalid("The URL of a source has to begin with http:// or https://.")


def _reminders(given: Json) -> Json:
    overrides = given.get("overrides", [])
    use_default = given.get("useDefault", not overrides)
    if use_default and overrides:
        raise Refused(DEFAULTS_AND_OVERRIDES)
    if len(overrides) > MOST_REMINDERS:
        raise invalid(f"More than {MOST_REMINDERS} reminders.")
    for override in overrides:
        _check_reminder(override)
    ordered = sorted(overrides, key=lambda o: (o["method"], o["minutes"]))  # their order is not kept
    return {"useDefault": use_default} | ({"overrides": ordered} if ordered else {})


def _check_reminder(override: Json) -> None:
    if override.get("method") not in {"email", "popup"}:
        raise invalid("Invalid reminder method.")
    if not 0 <= override.get("minutes", -1) <= LONGEST_REMINDER:
        raise invalid("Invalid reminder minutes.")


def _properties(given: Json) -> Json:
    limited = {room: _limited(properties) for room, properties in given.items()}
    sizes = [len(key) + len(value) for room in limited.values() for key, value in room.items()]
    if len(sizes) > MOST_PROPERTIES or sum(sizes) > MOST_PROPERTY_BYTES:
        raise invalid("Too many or too large extended properties.")
    return {room: properties for room, properties in limited.items() if properties}


def _limited(properties: Json) -> Json:
    return {key: value[:LONGEST_VALUE] for key, value in properties.items() if len(key) <= LONGEST_KEY}


def shown(event: Json, zone_name: str) -> Json:
    """An event as an answer tells it, its times in a zone."""
    copy: Json = json.loads(json.dumps(event))
    return copy | {side: times.shown(event[side], zone_name) for side in ("start", "end")}


def bare(event: Json) -> Json:
    """A deleted event as a list tells it: no more than what the documentation promises."""
    return {name: event[name] for name in ("kind", "etag", "id", "status")}
