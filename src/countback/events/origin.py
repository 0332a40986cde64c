"""Which entry of the diary made each event what it is: the origin that `schedule` dates events by.

CALENDAR.md, DTSTAMP: in a fresh export, the day the season was made, or that of the entry that changed the event.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from countback.events.schedule import FIRST, Origin, schedule

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from countback.events.event import Event
    from countback.training.model import Plan


def origin_of(original: Plan, later: Iterable[tuple[date, Plan]]) -> Origin:
    """The origin of the last plan's events. `later` tells the day of each entry and the plan after it, in order."""
    made: dict[str, date] = {}
    plan, events = original, _events(original)
    revision = 0
    for day, after in later:
        revision += 1
        if after == plan:
            continue
        fresh = _events(after)
        made |= {address: day for address, event in fresh.items() if events.get(address) != event}
        plan, events = after, fresh
    return replace(FIRST, revision=revision, made=made)


def _events(plan: Plan) -> dict[str, Event]:
    """The events by address, all dated alike."""
    return {event.address: event for event in schedule(plan)}
