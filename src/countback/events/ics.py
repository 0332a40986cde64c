"""Events → the text of an .ics file, by the points of CALENDAR.md: the same events give the same bytes.

Reading is in `read`. icalendar makes the time zones, from the rules that `zones` found; the events are `lines`'.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import icalendar

from countback.events.event import Timed, clean_line
from countback.events.lines import document, escape, told_locally, vevent
from countback.events.zones import zone_rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from countback.events.event import Event
    from countback.events.zones import Onset, ZoneRule

MAX_BYTES = 1_000_000
"""Google refuses to import a larger file."""

_REFRESH = "PT12H"
_COLOUR, _APPLE_COLOUR = "orangered", "#FF4500"  # one colour, as CSS3 names it (RFC 7986 5.9) and as Apple wants it
_EPOCH = 1970
Part = TypeVar("Part", icalendar.TimezoneStandard, icalendar.TimezoneDaylight)

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def to_ics(events: Sequence[Event], name: str, timezone: str) -> bytes:
    """The file: `name` is the calendar's in every app, `timezone` the athlete's IANA zone; events in their order."""
    zones = _rules(events)
    head = (*_head(name, timezone), *(line for zone, rule in zones.items() for line in _vtimezone(zone, rule)))
    return document(head, (vevent(event, zones) for event in events))


def _head(name: str, timezone: str) -> tuple[str, ...]:
    """Each thing under the RFC's name and under the one that apps know.

    No METHOD, since PUBLISH demands an organizer. No version in PRODID: an upgrade changes no file.
    """
    name = escape(clean_line(name))
    return (
        "VERSION:2.0",
        "PRODID:-//countback//countback//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",
        f"X-WR-TIMEZONE:{escape(timezone)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{_REFRESH}",
        f"X-PUBLISHED-TTL:{_REFRESH}",
        f"COLOR:{_COLOUR}",
        f"X-APPLE-CALENDAR-COLOR:{_APPLE_COLOUR}",
    )


def _rules(events: Sequence[Event]) -> dict[str, ZoneRule]:
    """The zones whose local times are told, by name: those with a rule in the years that they are used in."""
    years: dict[str, tuple[int, int]] = {}
    for event in events:
        if isinstance(event.when, Timed) and told_locally(event.when):
            start, end = event.when.start.year, event.when.end.year
            low, high = years.get(event.when.zone, (start, end))
            years[event.when.zone] = (min(low, start), max(high, end))
    rules = ((zone, zone_rule(zone, *span)) for zone, span in sorted(years.items()))
    return {zone: rule for zone, rule in rules if rule is not None}


def _vtimezone(zone: str, rule: ZoneRule) -> Iterator[str]:
    """The content lines of one VTIMEZONE: at most one STANDARD and one DAYLIGHT, each from 1970 on."""
    block = icalendar.Timezone()
    block.add("tzid", zone)
    if rule.winter is None or rule.summer is None:
        block.add_component(_always(rule))
    else:
        block.add_component(_yearly(icalendar.TimezoneStandard(), rule.winter))
        block.add_component(_yearly(icalendar.TimezoneDaylight(), rule.summer))
    yield from block.to_ical().decode().splitlines()


def _always(rule: ZoneRule) -> icalendar.TimezoneStandard:
    part = icalendar.TimezoneStandard()
    part.add("dtstart", datetime(_EPOCH, 1, 1))  # noqa: DTZ001 - a VTIMEZONE tells local times
    part.add("tzoffsetfrom", rule.standard)
    part.add("tzoffsetto", rule.standard)
    part.add("tzname", rule.name)
    return part


def _yearly(part: Part, onset: Onset) -> Part:
    part.add("dtstart", _first(onset))
    part.add("tzoffsetfrom", onset.before)
    part.add("tzoffsetto", onset.after)
    part.add("tzname", onset.name)
    day = f"{onset.nth}{_WEEKDAYS[onset.weekday]}"
    part.add("rrule", {"freq": "yearly", "bymonth": onset.month, "byday": day})
    return part


def _first(onset: Onset) -> datetime:
    """The onset of 1970, local time without a zone."""
    days = [
        moment
        for number in range(monthrange(_EPOCH, onset.month)[1])
        if (moment := datetime(_EPOCH, onset.month, number + 1)).weekday() == onset.weekday  # noqa: DTZ001 - as above
    ]
    return datetime.combine(days[onset.nth if onset.nth < 0 else onset.nth - 1], onset.at)
