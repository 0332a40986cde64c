"""The text of an .ics file in pieces, so that what is not ours stays as it is to the byte.

A calendar app's file holds more than we know of: its own properties, alarms, attendees, events. Reading the whole and
writing it anew would lose some of it; here, single lines of single events are exchanged.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from countback.events.event import Group

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # as RFC 5545 ends lines: U+2028 and its like may stand in a text
_ALWAYS = ("DTSTAMP", "LAST-MODIFIED")
_NOTED = "X-COUNTBACK-"
_LINES: Mapping[Group, tuple[str, ...]] = {
    Group.WHEN: ("DTSTART", "DTEND", "DURATION", "SEQUENCE"),
    Group.TITLE: ("SUMMARY", "CATEGORIES", "CLASS"),
    Group.DESCRIPTION: ("DESCRIPTION", "X-ALT-DESC", "URL", "RELATED-TO"),
    Group.LOCATION: ("LOCATION", "GEO", "X-APPLE-STRUCTURED-LOCATION"),
    Group.REMINDERS: ("VALARM",),
    Group.COLOUR: ("COLOR",),
    Group.BUSY: ("TRANSP",),
}
"""The properties, and the part, that a group of fields is told by."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a calendar as it stands: a component by its `kind`, or lines between components (`kind` is empty)."""

    kind: str
    text: str

    @property
    def uid(self) -> str:
        """The UID of an event; empty where there is none, or where it is but one day of a repeated event."""
        lines = dict(_properties(self))
        return "" if "RECURRENCE-ID" in lines else lines.get("UID", "")

    @property
    def zone(self) -> str:
        """The TZID of a time zone."""
        return dict(_properties(self)).get("TZID", "")

    @property
    def etag(self) -> str:
        """Changes with the text."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def pieces(data: bytes) -> list[Piece]:
    """The text, whole: joined again it is the same."""
    found: list[Piece] = []
    lines: list[str] = []
    depth, kind = 0, ""
    for line in _LINE.findall(data.decode("utf-8", "surrogateescape")):
        name, _, value = line.strip().upper().partition(":")
        if name == "BEGIN" and value != "VCALENDAR":
            if depth == 0:
                found, lines, kind = [*found, *_piece("", lines)], [], value
            depth += 1
        lines.append(line)
        if name == "END" and value != "VCALENDAR":
            depth -= 1
            if depth == 0:
                found, lines = [*found, *_piece(kind, lines)], []
    return [*found, *_piece("", lines)]


def _piece(kind: str, lines: Sequence[str]) -> tuple[Piece, ...]:
    return (Piece(kind, "".join(lines)),) if lines else ()


def joined(parts: Iterable[Piece]) -> bytes:
    """The bytes of a calendar."""
    return "".join(part.text for part in parts).encode("utf-8", "surrogateescape")


def newline(data: bytes) -> str:
    """The line end that a file uses; the RFC's where it has none."""
    return "\n" if b"\n" in data and b"\r\n" not in data else "\r\n"


def with_newline(piece: Piece, end: str) -> Piece:
    """A piece of ours with the line ends of the file it goes into."""
    return piece if end == "\r\n" else replace(piece, text=piece.text.replace("\r\n", end))


# --- changing it -----------------------------------------------------------------------------------------------------


def added(parts: Sequence[Piece], new: Sequence[Piece]) -> list[Piece]:
    """With more events, at the end of the calendar, and the time zones that it lacks, before its first component."""
    known = {part.zone for part in parts if part.kind == "VTIMEZONE"}
    zones = [piece for piece in new if piece.kind == "VTIMEZONE" and piece.zone not in known]
    events = [piece for piece in new if piece.kind == "VEVENT"]
    last = max(number for number, part in enumerate(parts) if not part.kind and "END:VCALENDAR" in part.text.upper())
    head, tail = _parted(parts[last], "END:VCALENDAR")
    grown = [*parts[:last], *head, *events, *tail, *parts[last + 1 :]]
    first = next(number for number, part in enumerate(grown) if part.kind)
    return [*grown[:first], *zones, *grown[first:]]


def _parted(part: Piece, line: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """A piece before and from a line on."""
    at = part.text.upper().rindex(line)
    return _piece("", [part.text[:at]] if at else []), (Piece("", part.text[at:]),)


def patched(old: Piece, new: Piece, groups: Iterable[Group]) -> Piece:
    """An event with the lines of some groups, and those that tell what we noted, taken from another text of it."""
    names = {*_ALWAYS, *(name for group in groups for name in _LINES[group])}
    kept = [text for name, text in _entries(old) if name not in names and not name.startswith(_NOTED)]
    fresh = [text for name, text in _entries(new) if name in names or name.startswith(_NOTED)]
    return Piece(old.kind, "".join((*kept[:-1], *_in_order(fresh), kept[-1])))


def _in_order(texts: list[str]) -> list[str]:
    """Alarms come last in an event."""
    return sorted(texts, key=lambda text: text.upper().startswith("BEGIN:"))


def _entries(piece: Piece) -> Iterator[tuple[str, str]]:
    """The properties of a component, folded as they are, its parts each as one, its own BEGIN and END too."""
    lines: list[str] = []
    depth, name = 0, ""
    for line in _LINE.findall(piece.text):
        if line[:1] not in " \t" and depth < 2 and lines:  # noqa: PLR2004 - inside the component, not in a part of it
            yield name, "".join(lines)
            lines = []
        word, _, value = line.strip().upper().partition(":")
        if word == "BEGIN":
            depth += 1
        if depth < 2 and line[:1] not in " \t":  # noqa: PLR2004 - as above
            name = word.partition(";")[0]
        elif depth == 2 and word == "BEGIN":  # noqa: PLR2004 - as above
            name = value
        lines.append(line)
        if word == "END":
            depth -= 1
    if lines:
        yield name, "".join(lines)


def _properties(piece: Piece) -> Iterator[tuple[str, str]]:
    """Names and raw values, unfolded."""
    for name, text in _entries(piece):
        yield name, _FOLD.sub("", text).strip().partition(":")[2]
