"""Event → content lines of RFC 5545: escaped, folded, the same bytes each time.

Written here and not by icalendar: it folds by encoding every character by itself (about 1 000 events a second), and it
escapes a backslash before an N in a text as a newline. The head and the time zones are made in `ics`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from countback.events.event import AllDay, Status, clean, clean_line, join_description, prints, sealed
from countback.events.zones import plain

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from countback.events.event import Event, Timed

LIMIT = 75  # octets a line, without its end (RFC 5545 3.1)
_END = "\r\n"
_HOUR = 60


def vevent(event: Event, zones: Container[str]) -> str:
    """The VEVENT as folded lines. Times are told in their own zone where it is among `zones`, else in UTC."""
    return "".join(fold(line) + _END for line in _lines(event, zones))


def document(head: Iterable[str], vevents: Iterable[str]) -> bytes:
    """The bytes of a calendar: unfolded lines of its head (time zones included), then the text of its events."""
    lines = "".join(fold(line) + _END for line in ("BEGIN:VCALENDAR", *head))
    return "".join((lines, *vevents, "END:VCALENDAR", _END)).encode()


def escape(text: str) -> str:
    """TEXT of RFC 5545 3.3.11: backslash, semicolon, comma and newline are escaped, nothing else."""
    return clean(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> str:
    """At most 75 octets a line; neither a character nor an escape sequence is split."""
    if len(line) <= LIMIT and line.isascii():
        return line
    raw, parts, start, room = line.encode(), [], 0, LIMIT
    while len(raw) - start > room:
        cut = _cut(raw, start + room)
        parts.append(raw[start:cut])
        start, room = cut, LIMIT - 1  # the space at its start counts
    return "\r\n ".join(part.decode() for part in (*parts, raw[start:]))


def _cut(raw: bytes, cut: int) -> int:
    """The last place up to `cut` between two characters and not behind an escaping backslash."""
    while raw[cut] & 0xC0 == 0x80:  # noqa: PLR2004 - a continuation byte of UTF-8
        cut -= 1
    head = raw[:cut]
    backslashes = len(head) - len(head.rstrip(b"\\"))
    return cut - backslashes % 2


def _lines(event: Event, zones: Container[str]) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(event.uid)}"
    yield f"DTSTAMP:{_utc(event.last_modified)}"
    yield f"LAST-MODIFIED:{_utc(event.last_modified)}"
    yield f"SEQUENCE:{event.sequence}"
    yield from _when(event.when, zones)
    yield f"SUMMARY:{escape(clean_line(event.title))}"
    yield from _texts(event)
    yield f"STATUS:{event.status}"
    yield f"TRANSP:{'OPAQUE' if event.busy and event.status is not Status.CANCELLED else 'TRANSPARENT'}"
    yield from _ours(event)
    yield from _alarm(event)
    yield "END:VEVENT"


def _texts(event: Event) -> Iterator[str]:
    """What is left out when there is nothing to say."""
    if description := _description(event):
        yield f"DESCRIPTION:{escape(description)}"
    if event.location:
        yield f"LOCATION:{escape(clean_line(event.location))}"
    if event.url:
        yield f"URL:{clean_line(event.url)}"
    if event.categories:
        yield f"CATEGORIES:{','.join(map(escape, event.categories))}"
    if event.colour:
        yield f"COLOR:{escape(event.colour)}"
    if event.private:
        yield "CLASS:PRIVATE"
    if event.related_to:
        yield f"RELATED-TO;RELTYPE=PARENT:{escape(event.related_to)}"


def _description(event: Event) -> str:
    """The link stands last in our block: some apps show no URL."""
    block = event.description
    if event.url and not block.endswith(event.url):
        block = f"{block}\n\n{event.url}".lstrip()
    return join_description(block, event.notes)


def _when(when: Timed | AllDay, zones: Container[str]) -> tuple[str, str]:
    if isinstance(when, AllDay):
        return f"DTSTART;VALUE=DATE:{_day(when.start)}", f"DTEND;VALUE=DATE:{_day(when.end)}"
    if when.zone in zones and told_locally(when):
        return _local("DTSTART", when.start, when.zone), _local("DTEND", when.end, when.zone)
    return f"DTSTART:{_utc(when.start)}", f"DTEND:{_utc(when.end)}"


def told_locally(when: Timed) -> bool:
    """Whether both ends are local times that every app takes for the same instant."""
    return plain(when.start) and plain(when.end)


def _ours(event: Event) -> Iterator[str]:
    """What makes the event known again, and what was written: the base of a later merge (SYNC.md section 1).

    An address names the race and the kind of session: in a private calendar the UID alone tells which event it is.
    """
    if not event.address and event.base is None:
        return
    base = event.base or prints(event)
    hidden = event.private and bool(event.address)
    if season := sealed(event.season) if hidden else event.season:
        yield f"X-COUNTBACK-SEASON:{escape(season)}"
    if event.address and not hidden:
        yield f"X-COUNTBACK-ADDRESS:{escape(event.address)}"
    yield f"X-COUNTBACK-GENERATION:{event.generation}"
    yield f"X-COUNTBACK-REVISION:{event.revision}"
    yield f"X-COUNTBACK-BASE:{base.to_text()}"


def _alarm(event: Event) -> Iterator[str]:
    """One alarm: Outlook keeps no second one. A cancelled event rings for nobody."""
    if event.reminder is None or event.status is Status.CANCELLED:
        return
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{escape(clean_line(event.title))}"
    yield f"TRIGGER:{_before(event.reminder)}"
    yield "END:VALARM"


def _before(minutes: int) -> str:
    if minutes == 0:
        return "PT0S"
    return f"-PT{minutes // _HOUR}H" if minutes % _HOUR == 0 else f"-PT{minutes}M"


def _local(name: str, moment: datetime, zone: str) -> str:
    return f"{name};TZID={zone}:{moment.strftime('%Y%m%dT%H%M%S')}"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")
