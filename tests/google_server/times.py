"""Dates and times of events: which are accepted, what instant they are, how they are written in an answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from .refusals import TIME_RANGE_EMPTY, Json, Refused, invalid


@cache
def zone(name: str) -> ZoneInfo:
    """A time zone by its IANA name. Raises `Refused` (400) if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise invalid(f"Invalid time zone definition: {name}.") from None


def check_span(event: Json) -> None:
    """Raises `Refused` (400) unless an event has a start and an end of one kind, in order."""
    start, end = _checked(event, "start"), _checked(event, "end")
    if ("date" in start) != ("date" in end):
        raise invalid("Start and end times must either both be date or both be dateTime.")
    first, last = instant(start, "UTC"), instant(end, "UTC")
    if last < first or ("date" in start and last == first):  # an all-day end is exclusive
        raise Refused(TIME_RANGE_EMPTY)


def _checked(event: Json, side: str) -> Json:
    moment: Json = event.get(side) or {}
    if ("date" in moment) == ("dateTime" in moment):
        raise invalid(f"Invalid {side} time.")
    if "timeZone" in moment:
        zone(moment["timeZone"])
    elif "dateTime" in moment and datetime.fromisoformat(moment["dateTime"]).tzinfo is None:
        raise invalid(f"Missing time zone definition for {side} time.")
    return moment


def instant(moment: Json, zone_name: str) -> datetime:
    """The instant of a start or end; a date begins at midnight of the zone given."""
    if "date" in moment:
        return datetime.combine(date.fromisoformat(moment["date"]), time(), zone(zone_name)).astimezone(UTC)
    when = datetime.fromisoformat(moment["dateTime"])
    local = when if when.tzinfo else when.replace(tzinfo=zone(moment["timeZone"]))
    return local.astimezone(UTC)


def shown(moment: Json, zone_name: str) -> Json:
    """A start or end as an answer writes it: a time carries the offset of the zone given, whatever it was sent with."""
    if "date" in moment:
        return {"date": moment["date"]}
    written = rfc3339(instant(moment, zone_name).astimezone(zone(zone_name)).replace(microsecond=0))
    return {"dateTime": written} | {key: moment[key] for key in ("timeZone",) if key in moment}


def rfc3339(when: datetime) -> str:
    """An instant as the server writes it."""
    return when.isoformat().replace("+00:00", "Z")


def stamp(when: datetime) -> str:
    """The time of a change: UTC, in milliseconds."""
    return rfc3339(datetime.fromisoformat(when.astimezone(UTC).isoformat(timespec="milliseconds")))
