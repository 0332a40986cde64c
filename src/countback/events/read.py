"""The text of an .ics file → events: ours as we wrote them or as the athlete changed them, foreign ones in outline.

A foreign event keeps its UID, time, title and text, so that it can be recognised; it is never written again from here.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import icalendar
from icalendar.parser.property import unescape_backslash

from countback.events.event import (
    DOMAIN,
    AllDay,
    CalendarError,
    Event,
    Prints,
    Status,
    Timed,
    event_uid,
    split_description,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from countback.events.event import When

_REMEDY = "Name a file that countback wrote, or one that is not there yet."
_BROKEN = (ValueError, KeyError, IndexError, AttributeError, TypeError, AssertionError, OverflowError)
"""What icalendar raises on text that is none of its kind."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


def read_ics(data: bytes, timezone: str = "UTC") -> tuple[Event, ...]:
    """The events of a file, in its order; times in UTC or without a zone are told in `timezone`, the athlete's.

    Events of other programs without a readable start are left out. Raises CalendarError when the file is no calendar,
    is cut off, or holds an event of ours without a readable start.
    """
    return tuple(
        event
        for calendar in _calendars(data)
        for part in calendar.walk("VEVENT")
        if (event := _event(part, timezone)) is not None
    )


def _calendars(data: bytes) -> Sequence[icalendar.Component]:
    if b"BEGIN:VCALENDAR" not in data.upper():
        raise CalendarError(f"This is no calendar: it has no BEGIN:VCALENDAR. {_REMEDY}")
    if data.upper().rstrip()[-13:] != b"END:VCALENDAR":
        raise CalendarError(f"This calendar is cut off: its last line is not END:VCALENDAR. {_REMEDY}")
    try:
        return icalendar.Calendar.from_ical(data, multiple=True)
    except _BROKEN as error:
        raise CalendarError(f"This calendar cannot be read: {_brief(error)} {_REMEDY}") from error


def _brief(error: Exception) -> str:
    words = " ".join(str(error).split())
    return f"{words[:120]}…" if len(words) > 120 else f"{words}."  # noqa: PLR2004 - a line of a terminal and a half


def _event(part: icalendar.Component, timezone: str) -> Event | None:
    uid = _text(part, "UID")
    try:
        when = _when(part, timezone)
    except _BROKEN as error:
        if not uid.endswith(f"@{DOMAIN}"):
            return None
        title = _text(part, "SUMMARY") or uid
        raise CalendarError(f"The event {title!r} has no readable start and end. {_REMEDY}") from error
    description, notes = split_description(_text(part, "DESCRIPTION"))
    season, address, generation = _identity(part, uid)
    return Event(
        uid=uid,
        when=when,
        title=_text(part, "SUMMARY"),
        last_modified=_moment(part, "LAST-MODIFIED") or _moment(part, "DTSTAMP") or _NEVER,
        season=season,
        address=address,
        generation=generation,
        description=_without_link(description, _text(part, "URL")),
        notes=notes,
        location=_text(part, "LOCATION"),
        url=_text(part, "URL"),
        reminder=_reminder(part, when),
        categories=_categories(part),
        colour=_text(part, "COLOR"),
        busy=_text(part, "TRANSP").upper() != "TRANSPARENT",
        private=_text(part, "CLASS").upper() in {"PRIVATE", "CONFIDENTIAL"},
        status=_status(part),
        sequence=_number(part, "SEQUENCE"),
        related_to=_text(part, "RELATED-TO"),
        revision=_number(part, "X-COUNTBACK-REVISION"),
        base=_base(part),
    )


# --- what is ours ----------------------------------------------------------------------------------------------------


def _identity(part: icalendar.Component, uid: str) -> tuple[str, str, int]:
    """Season, address and generation, if they are those of this UID; else an event that is known by its UID alone.

    Of a private calendar there is no address, and the season is sealed.
    """
    season, address = _own(part, "SEASON"), _own(part, "ADDRESS")
    generation = _number(part, "X-COUNTBACK-GENERATION")
    if address and uid == event_uid(season, address, generation):
        return season, address, generation
    if season and not address and uid.endswith(f"@{DOMAIN}"):
        return season, "", generation
    return "", "", 0


def _base(part: icalendar.Component) -> Prints | None:
    text = _own(part, "BASE")
    return Prints.from_text(text) if text else None


def _own(part: icalendar.Component, name: str) -> str:
    """A property of ours; icalendar leaves the escapes of those it does not know."""
    return str(unescape_backslash(_text(part, f"X-COUNTBACK-{name}")))


# --- values ----------------------------------------------------------------------------------------------------------


def _property(part: icalendar.Component, name: str) -> Any:  # noqa: ANN401 - icalendar's properties share no type
    """The property, the first one where another program wrote several."""
    value = part.get(name)
    return value[0] if isinstance(value, list) and value else value


def _part_of(part: icalendar.Component, name: str, what: str) -> Any:  # noqa: ANN401 - as above
    """An attribute of a property that may be missing or broken: then None."""
    try:
        return getattr(_property(part, name), what, None)
    except _BROKEN:
        return None


def _text(part: icalendar.Component, name: str) -> str:
    value = _property(part, name)
    return "" if value is None else str(value)


def _number(part: icalendar.Component, name: str) -> int:
    text = _text(part, name)
    return int(text) if text.isdecimal() and text.isascii() else 0


def _moment(part: icalendar.Component, name: str) -> datetime | None:
    value = _part_of(part, name, "dt")
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else None


def _status(part: icalendar.Component) -> Status:
    text = _text(part, "STATUS").upper()
    return Status(text) if text in set(Status) else Status.CONFIRMED


def _categories(part: icalendar.Component) -> tuple[str, ...]:
    return tuple(str(category) for category in _part_of(part, "CATEGORIES", "cats") or ())


def _without_link(description: str, url: str) -> str:
    """Our block as it was before the link was set under it."""
    return description.removesuffix(url).rstrip() if url else description


def _when(part: icalendar.Component, timezone: str) -> When:
    start = _property(part, "DTSTART").dt
    end = _end(part, start)
    if not isinstance(start, datetime):
        return AllDay(start, max(end, start + _DAY))
    zone = _zone(start, timezone)
    return Timed(_in(start, zone, timezone), _in(end, zone, timezone), zone)


def _end(part: icalendar.Component, start: date) -> Any:  # noqa: ANN401 - a date or a datetime, as the start is
    """DTEND, or the start and DURATION; without either a day, or no time at all (RFC 5545 3.6.1)."""
    if (end := _property(part, "DTEND")) is not None:
        if isinstance(end.dt, datetime) is not isinstance(start, datetime):
            raise TypeError("a day and an hour")
        return end.dt
    duration = _property(part, "DURATION")
    if duration is not None:
        return start + duration.dt
    return start if isinstance(start, datetime) else start + _DAY


def _zone(moment: datetime, timezone: str) -> str:
    """The IANA name of the zone that a time is told in.

    The athlete's where it names none, or one of the file's own; and for UTC, in which a time is written that its zone
    cannot tell alike to every app: its day is the one that the athlete's clocks show.
    """
    key = str(getattr(moment.tzinfo, "key", "UTC"))
    try:
        return timezone if key == "UTC" else ZoneInfo(key).key
    except (ZoneInfoNotFoundError, ValueError):
        return timezone


def _in(moment: datetime, zone: str, timezone: str) -> datetime:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(timezone))
    return moment.astimezone(UTC).astimezone(ZoneInfo(zone))


def _reminder(part: icalendar.Component, when: When) -> int | None:
    """Minutes before the start of the first alarm that tells them."""
    return next((minutes for minutes in _alarms(part, when)), None)


def _alarms(part: icalendar.Component, when: When) -> Iterator[int]:
    for alarm in part.walk("VALARM"):
        trigger = _part_of(alarm, "TRIGGER", "dt")
        if isinstance(trigger, timedelta):
            yield -(trigger // _MINUTE)
        elif isinstance(trigger, datetime) and trigger.tzinfo and isinstance(when, Timed):
            yield (when.start - trigger) // _MINUTE
