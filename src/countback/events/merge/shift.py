"""Where an event of the calendar stands for the athlete: the day and the hour of the run itself, buffers taken off."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from countback.events.event import AllDay
from countback.events.merge.nouns import Spot

if TYPE_CHECKING:
    from datetime import datetime

    from countback.events.event import When


def spot(when: When, before: int, now: datetime) -> Spot:
    """The day and hour in the zone of `now`, the athlete's; whole days have no hour. `before` as in `Wish`."""
    if isinstance(when, AllDay):
        return Spot(when.start)
    begin = (when.start.astimezone(UTC) + timedelta(minutes=before)).astimezone(now.tzinfo)
    return Spot(begin.date(), begin.time().replace(second=0, microsecond=0))
