"""What a merge has to tell the athlete: findings, each with its code."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from countback.training.model import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from countback.events.event import Event, Group
    from countback.training.diary import Entry


class Code(StrEnum):
    """Codes of the findings of a sync."""

    OLDER_PLAN = "sync-older-plan"
    UNKNOWN_ORIGIN = "sync-unknown-origin"
    EDITED_AND_DROPPED = "sync-edited-and-dropped"
    BROUGHT_BACK = "sync-brought-back"
    REJECTED = "sync-rejected"
    EMPTY_CALENDAR = "sync-empty-calendar"
    LEDGER_LOST = "sync-ledger-lost"
    UNSETTLED = "sync-unsettled"
    NOT_NOTED = "sync-not-noted"


def older_plan(ours: int, newest: int) -> Finding:
    """This copy of the season's folder is behind the calendar."""
    return Finding(
        Code.OLDER_PLAN,
        Severity.WARNING,
        f"The calendar holds a newer plan (after {newest} diary entries) than this folder (after {ours}): nothing was "
        "written. Bring diary.toml of the other machine here; or, if this plan is the right one, sync --take-over.",
    )


def unknown_origin(address: str, groups: Iterable[Group]) -> Finding:
    """Another program wiped our notes in an event, and the ledger does not know either."""
    names = ", ".join(sorted(group.value for group in groups))
    return Finding(
        Code.UNKNOWN_ORIGIN,
        Severity.INFO,
        f"Nobody knows any more who wrote its {names}, so that stays. `countback accept {address}` takes the plan's.",
        address,
    )


def edited_and_dropped(event: Event) -> Finding:
    """The plan has it no longer, the athlete changed it: it stays."""
    return Finding(
        Code.EDITED_AND_DROPPED,
        Severity.INFO,
        f"{event.title!r} is no longer in the plan, but you changed it: it stays. Delete it if you do not want it, "
        f"or `countback accept {event.address}`.",
        event.address or None,
    )


def brought_back(event: Event) -> Finding:
    """The athlete took it out of the bin, and the plan does not have it."""
    return Finding(
        Code.BROUGHT_BACK,
        Severity.INFO,
        f"You brought {event.title!r} back, which the plan no longer has: it stays.",
        event.address or None,
    )


def rejected(title: str, address: str, why: str) -> Finding:
    """The calendar refused one event for good."""
    return Finding(
        Code.REJECTED, Severity.WARNING, f"The calendar does not take {title!r}: {why} The rest was written.", address
    )


def empty_calendar() -> Finding:
    """An interrupted first sync may have made a calendar that nobody knows of."""
    return Finding(
        Code.EMPTY_CALENDAR,
        Severity.WARNING,
        "An earlier first sync was interrupted while it made the calendar: an empty one of the same name may be left "
        "over. Delete it if you see one.",
    )


def ledger_lost(path: str) -> Finding:
    """The ledger could not be read."""
    return Finding(
        Code.LEDGER_LOST,
        Severity.WARNING,
        f"{path} was damaged and has been set aside. Nothing is lost but what you deleted so long ago that the "
        "calendar has forgotten it too.",
    )


def unsettled() -> Finding:
    """The plan did not come to rest around the athlete's moves."""
    return Finding(
        Code.UNSETTLED,
        Severity.WARNING,
        "Planning around what you moved led to ever more moves; the rest waits for the next sync.",
    )


def not_noted(entry: Entry, why: str) -> Finding:
    """What the athlete did in the calendar does not fit into the diary."""
    address = getattr(entry, "session", None)
    return Finding(
        Code.NOT_NOTED,
        Severity.WARNING,
        f"What you did in the calendar stays there, but does not fit into the diary: {why}",
        address,
    )
