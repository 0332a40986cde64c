"""Faults from JSON, for a server in a process of its own, where a test cannot hand over functions.

Each item is an object: where it happens (`"nth": 2`, `"calls": "events.list"`, `"page": "later"`, `"kind": "batch"`;
several are joined with and, none is any request to the API), what happens (`"do"`), and `times` and `skip`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import faults
from .faults import ALWAYS, Action, Ending, Where
from .journal import Kind
from .refusals import BY_REASON, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .journal import Received
    from .refusals import Json
    from .shell import GoogleServer


def script(server: GoogleServer, items: Iterable[Json]) -> None:
    """Let a server's faults happen as told. Raises KeyError or ValueError for what is no fault."""
    for item in items:
        times, skip = item.get("times", 1), item.get("skip", 0)
        server.faults.script(
            _where(item), _action(server, item), times=ALWAYS if times == "always" else times, skip=skip
        )


def _where(item: Json) -> Where:
    conditions: list[Where] = []
    if "nth" in item:
        conditions.append(faults.nth(item["nth"]))
    if "calls" in item:
        conditions.append(faults.calls(item["calls"]))
    if item.get("page") == "later":
        conditions.append(faults.later_pages)
    if "kind" in item:
        conditions.append(_kind(Kind(item["kind"])))
    return _all(conditions or [faults.any_request])


def _kind(kind: Kind) -> Where:
    return lambda received: received.kind is kind


def _all(conditions: list[Where]) -> Where:
    def where(received: Received) -> bool:
        return all(condition(received) for condition in conditions)

    return where


def _action(server: GoogleServer, item: Json) -> Action:
    match item["do"]:
        case "drop":
            return faults.Drop()
        case "refuse":
            return faults.Refuse(_refusal(item))
        case "stall":
            return faults.Stall(item["seconds"])
        case "twice":
            return faults.Twice()
        case "shorten":
            return faults.Shorten(item.get("items", 0))
        case _:
            return _later_action(server, item)


def _later_action(server: GoogleServer, item: Json) -> Action:
    match item["do"]:
        case "lose":
            return faults.Lose()
        case "cut":
            return faults.CutOff(item.get("share", 0.5), Ending[item.get("ending", "SHORT")])
        case "cut-part":
            return faults.CutPart(item.get("place", 0), item.get("share", 0.5))
        case "refuse-parts":
            return faults.RefuseParts(frozenset(item["places"]), _refusal(item))
        case "stop-after":
            return faults.StopAfter(item["parts"])
        case _:
            return _event(server, item)


def _refusal(item: Json) -> Refusal:
    known = BY_REASON[item["code"], item["reason"]]
    return Refusal(known.code, known.reason, known.message, known.domain, known.place, item.get("retry_after"))


def _event(server: GoogleServer, item: Json) -> Action:
    """Something that happens to the account just before a request."""
    athlete = server.athlete(item.get("calendar", "primary"))
    happenings = {
        "revoke": server.sign_in.revoke_all,
        "expire-access": server.sign_in.expire_access,
        "expire-sync-tokens": athlete.expire_sync_tokens,
        "purge-tombstones": athlete.purge_tombstones,
        "delete-calendar": athlete.delete_calendar,
    }
    return faults.Before(happenings[item["do"]])
