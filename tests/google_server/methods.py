"""The methods of the API, each a function from an account and a call to an answer.

`handle` checks what all have in common: who calls, what the sign-in allows, and the precondition headers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import events, fields, listing, times
from .account import EMAIL
from .refusals import (
    BAD_CREDENTIALS,
    DELETED,
    DUPLICATE,
    FORBIDDEN,
    NO_SCOPE,
    NOT_FOUND,
    PRECONDITION,
    Json,
    Refused,
    not_modelled,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .account import Account, Calendar, Stored
    from .contract import Call

SCOPE = "https://www.googleapis.com/auth/"
APP_CREATED = f"{SCOPE}calendar.app.created"
OWN_CALENDARS_ONLY = frozenset({APP_CREATED})
COLOURS = {str(number): {"background": f"#{number:02x}8888", "foreground": "#1d1d1d"} for number in range(1, 25)}


@dataclass(frozen=True)
class Answer:
    """A status, a JSON body (None: empty) and headers."""

    status: int
    body: Json | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def handle(account: Account, call: Call, scopes: frozenset[str] | None) -> Answer:
    """The answer to a call by someone with the given scopes (None: nobody the server knows). Raises `Refused`."""
    _check_access(account, call, scopes)
    if call.method.id not in HANDLERS:
        raise not_modelled(call.method.id)
    selection = fields.parse(call.one("fields") or "*")
    answer = HANDLERS[call.method.id](account, call)
    if answer is None:
        return Answer(204)
    if answer.get("etag") and call.headers.get("if-none-match") == answer["etag"]:
        return Answer(304)
    etag = {"ETag": answer["etag"]} if "etag" in answer else {}
    return Answer(200, fields.select(answer, selection), etag)


def _check_access(account: Account, call: Call, scopes: frozenset[str] | None) -> None:
    if scopes is None:
        raise Refused(BAD_CREDENTIALS)
    if not scopes & call.method.scopes:
        raise Refused(NO_SCOPE)
    own_only = scopes & call.method.scopes <= OWN_CALENDARS_ONLY and "calendarId" in call.path
    if own_only and not account.calendar(call.path["calendarId"]).made_by_app:
        raise Refused(FORBIDDEN)


def _calendar(account: Account, call: Call) -> Calendar:
    return account.calendar(call.path["calendarId"])


def _check_precondition(call: Call, etag: str) -> None:
    wanted = call.headers.get("if-match")
    if wanted is not None and wanted not in {etag, "*"}:
        raise Refused(PRECONDITION)


# --- calendars -------------------------------------------------------------------------------------------------------


def _insert_calendar(account: Account, call: Call) -> Json:
    body = events.merged({}, call.body)
    times.zone(body.get("timeZone", "UTC"))
    return account.add_calendar(body, account.new_calendar_id(), made_by_app=True).resource


def _get_calendar(account: Account, call: Call) -> Json:
    return _calendar(account, call).resource


def _patch_calendar(account: Account, call: Call) -> Json:
    calendar = _calendar(account, call)
    return _rewrite_calendar(account, call, calendar, events.merged(calendar.resource, call.body))


def _update_calendar(account: Account, call: Call) -> Json:
    calendar = _calendar(account, call)
    kept = {"kind": "calendar#calendar", "timeZone": calendar.zone}
    return _rewrite_calendar(account, call, calendar, kept | events.merged({}, call.body))


def _rewrite_calendar(account: Account, call: Call, calendar: Calendar, new: Json) -> Json:
    _check_precondition(call, calendar.resource["etag"])
    times.zone(new.get("timeZone", "UTC"))
    calendar.resource = new | {"id": calendar.id, "etag": account.etag()}
    return calendar.resource


def _delete_calendar(account: Account, call: Call) -> None:
    calendar = _calendar(account, call)
    if not calendar.made_by_app:  # the primary calendar can only be cleared
        raise Refused(FORBIDDEN)
    _check_precondition(call, calendar.resource["etag"])
    del account.calendars[calendar.id]


# --- the athlete's list of calendars ---------------------------------------------------------------------------------


def _entry(calendar: Calendar) -> Json:
    resource = {name: value for name, value in calendar.resource.items() if name != "kind"}
    fixed = {"kind": "calendar#calendarListEntry", "accessRole": "owner", "defaultReminders": [], "selected": True}
    return fixed | {"colorId": "14"} | resource | calendar.entry


def _list_entries(account: Account, _call: Call) -> Json:
    items = [_entry(calendar) for calendar in account.calendars.values()]
    return {"kind": "calendar#calendarList", "etag": f'"l{account.number}"', "items": items}


def _get_entry(account: Account, call: Call) -> Json:
    return _entry(_calendar(account, call))


def _patch_entry(account: Account, call: Call) -> Json:
    calendar = _calendar(account, call)
    _check_precondition(call, calendar.resource["etag"])
    calendar.entry = events.merged(calendar.entry, call.body)
    calendar.resource["etag"] = account.etag()
    return _entry(calendar)


# --- events ----------------------------------------------------------------------------------------------------------


def _stored(account: Account, call: Call) -> tuple[Calendar, Stored]:
    calendar = _calendar(account, call)
    return calendar, calendar.stored(call.path["eventId"])


def _place(account: Account, calendar: Calendar) -> events.Place:
    return events.Place(EMAIL, calendar.id, account.next(), account.now())


def _shown(calendar: Calendar, call: Call, event: Json) -> Json:
    return events.shown(event, call.one("timeZone") or calendar.zone)


def _insert(account: Account, call: Call) -> Json:
    calendar = _calendar(account, call)
    event = events.made(call.body, _place(account, calendar), account.rewrite)
    same_uid = calendar.by_uid(event["iCalUID"]) if "iCalUID" in call.body else None
    if event["id"] in calendar.events or event["id"] in calendar.taken or same_uid:
        raise Refused(DUPLICATE)  # the id of a cancelled event stays taken
    return _shown(calendar, call, account.keep(calendar, event))


def _import(account: Account, call: Call) -> Json:
    calendar = _calendar(account, call)
    body = {name: value for name, value in call.body.items() if name != "id"}
    old = calendar.by_uid(body["iCalUID"])
    if old is None:
        event = events.made(body, _place(account, calendar), account.rewrite)
    else:
        event = events.replaced(old.event, body, account.now(), account.rewrite)
    return _shown(calendar, call, account.keep(calendar, event))


def _get(account: Account, call: Call) -> Json:
    calendar, stored = _stored(account, call)
    return _shown(calendar, call, stored.event)


def _patch(account: Account, call: Call) -> Json:
    return _write(account, call, events.patched)


def _update(account: Account, call: Call) -> Json:
    return _write(account, call, events.replaced)


def _write(account: Account, call: Call, change: Callable[[Json, Json, str, Callable[[str], str]], Json]) -> Json:
    calendar, stored = _stored(account, call)
    _check_precondition(call, stored.event["etag"])
    event = change(stored.event, call.body, account.now(), account.rewrite)
    return _shown(calendar, call, account.keep(calendar, event))


def _delete(account: Account, call: Call) -> None:
    calendar, stored = _stored(account, call)
    if stored.event["status"] == "cancelled":
        raise Refused(DELETED)
    _check_precondition(call, stored.event["etag"])
    account.keep(calendar, events.cancelled(stored.event, account.now()))


def _list(account: Account, call: Call) -> Json:
    return listing.listed(account, _calendar(account, call), call)


# --- the rest --------------------------------------------------------------------------------------------------------


def _query_free_busy(account: Account, call: Call) -> Json:
    wanted = [item["id"] for item in call.body.get("items", [])]
    span = {name: call.body[name] for name in ("timeMin", "timeMax")}
    return {
        "kind": "calendar#freeBusy",
        "calendars": {calendar_id: _busy(account, calendar_id, span) for calendar_id in wanted},
    } | span


def _busy(account: Account, calendar_id: str, span: Json) -> Json:
    if calendar_id not in account.calendars:
        return {"busy": [], "errors": [{"domain": NOT_FOUND.domain, "reason": NOT_FOUND.reason}]}
    calendar = account.calendar(calendar_id)
    low, high = (times.instant({"dateTime": span[name]}, "UTC") for name in ("timeMin", "timeMax"))
    blocking = (
        s.event for s in calendar.in_order() if s.event["status"] != "cancelled" and "transparency" not in s.event
    )
    spans = ([times.instant(event[side], calendar.zone) for side in ("start", "end")] for event in blocking)
    inside = sorted((start, end) for start, end in spans if start < high and end > low)
    return {"busy": [{"start": times.rfc3339(start), "end": times.rfc3339(end)} for start, end in inside]}


def _get_colours(_account: Account, _call: Call) -> Json:
    shades = {
        number: shade for number, shade in COLOURS.items() if int(number) <= max(map(int, events.CHOICES["colorId"]))
    }
    return {"kind": "calendar#colors", "calendar": COLOURS, "event": shades}


HANDLERS: dict[str, Callable[[Account, Call], Json | None]] = {
    "calendars.insert": _insert_calendar,
    "calendars.get": _get_calendar,
    "calendars.patch": _patch_calendar,
    "calendars.update": _update_calendar,
    "calendars.delete": _delete_calendar,
    "calendarList.list": _list_entries,
    "calendarList.get": _get_entry,
    "calendarList.patch": _patch_entry,
    "calendarList.update": _patch_entry,
    "events.insert": _insert,
    "events.import": _import,
    "events.get": _get,
    "events.patch": _patch,
    "events.update": _update,
    "events.delete": _delete,
    "events.list": _list,
    "freebusy.query": _query_free_busy,
    "colors.get": _get_colours,
}
