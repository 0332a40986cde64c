"""The part of a VEVENT that is ours: identity, values, and a fingerprint of each group of fields.

Pure and standard library only. What a session becomes is decided in `schedule`, how it is written in `ics`.
"""

from __future__ import annotations

import hashlib
import html
import re
from base64 import b32hexencode
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from enum import StrEnum

DOMAIN = "countback"
MARKER = "— countback —"
"""The last line of our block in a description: what stands below it is the athlete's (SYNC.md section 1)."""


class CalendarError(ValueError):
    """A calendar file that cannot be used as it is. The message says what was found, and what to do."""


class Status(StrEnum):
    """STATUS of a VEVENT (RFC 5545 3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


class Category(StrEnum):
    """The fixed list that CATEGORIES are taken from, so that a calendar app can colour and filter by them."""

    TRAINING = "Training"
    EASY = "Easy run"
    LONG = "Long run"
    QUALITY = "Quality"
    TEST = "Test"
    RACE = "Race"
    STRENGTH = "Strength"
    CROSS = "Cross-training"
    PHASE = "Phase"


class Group(StrEnum):
    """The groups of fields that are merged as one: the athlete's edit of one of them leaves the others to the plan."""

    WHEN = "when"
    TITLE = "title"
    DESCRIPTION = "description"
    LOCATION = "location"
    REMINDERS = "reminders"
    COLOUR = "colour"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Timed:
    """From an instant to an instant: both aware, in the IANA zone `zone`."""

    start: datetime
    end: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class AllDay:
    """Whole days, wherever one is; `end` is the day after the last one (RFC 5545 3.6.1)."""

    start: date
    end: date


When = Timed | AllDay


@dataclass(frozen=True, slots=True)
class Prints:
    """One short fingerprint for each `Group`, empty where it is not known (another program dropped it)."""

    when: str = ""
    title: str = ""
    description: str = ""
    location: str = ""
    reminders: str = ""
    colour: str = ""
    busy: str = ""

    def get(self, group: Group) -> str:
        """The fingerprint of one group."""
        return str(getattr(self, group.value))

    def to_text(self) -> str:
        """`when=… title=…`: fit for a property of a calendar."""
        return " ".join(f"{f.name}={getattr(self, f.name)}" for f in fields(self))

    @classmethod
    def from_text(cls, text: str) -> Prints:
        """Read `to_text`; what is not there stays empty."""
        pairs = dict(part.split("=", 1) for part in text.split() if "=" in part)
        return cls(**{f.name: pairs[f.name] for f in fields(cls) if f.name in pairs})


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a calendar.

    `season` and `address` are empty where the event is not ours, or where another program dropped what we noted. An
    event of a private calendar that was read back has no address, and its season `sealed`: its UID tells which it is.
    `reminder` is in minutes before the start (before midnight for whole days), None for none. `description` is our
    block alone, `notes` what the athlete wrote below it. `last_modified` is DTSTAMP and LAST-MODIFIED both.
    `related_to` is the UID of the phase's banner. `revision` is the plan's when this was last written, `base` what was
    then written; it is no part of the value: two events are equal when the athlete sees the same.
    """

    uid: str
    when: When
    title: str
    last_modified: datetime
    season: str = ""
    address: str = ""
    generation: int = 0
    description: str = ""
    notes: str = ""
    location: str = ""
    url: str = ""
    reminder: int | None = None
    categories: tuple[str, ...] = ()
    colour: str = ""
    busy: bool = False
    private: bool = False
    status: Status = Status.CONFIRMED
    sequence: int = 0
    related_to: str = ""
    revision: int = 0
    base: Prints | None = field(default=None, compare=False)

    @property
    def ours(self) -> bool:
        """Whether this program made it, by any season."""
        return self.uid.endswith(f"@{DOMAIN}")

    @property
    def cancelled(self) -> bool:
        """Whether it is kept only to tell that it no longer stands."""
        return self.status is Status.CANCELLED


def event_id(season_id: str, address: str, generation: int = 0) -> str:
    """The identity of a session in every calendar, fit to be an id at Google: 32 characters of `0-9a-v` (SYNC.md 1)."""
    digest = hashlib.sha256(f"{season_id}/{address}/{generation}".encode()).digest()
    return b32hexencode(digest).decode("ascii")[:32].lower()


def event_uid(season_id: str, address: str, generation: int = 0) -> str:
    """The one place where the address of a session becomes the UID of its event."""
    return f"{event_id(season_id, address, generation)}@{DOMAIN}"


def sealed(season_id: str) -> str:
    """A season's id in a calendar that others see: the same each time, and telling nothing of races."""
    return event_id(season_id, "")


def of_season(event: Event, season_id: str) -> bool:
    """Whether an event says that it is of this season, openly or sealed."""
    return event.season in {season_id, sealed(season_id)}


def reborn(event: Event, generation: int) -> Event:
    """The same event under the identity of another generation (restored after a deletion)."""
    return replace(event, uid=event_uid(event.season, event.address, generation), generation=generation)


def begun(when: When, now: datetime) -> bool:
    """Whether the start is past; of whole days, when the first of them is."""
    return when.start < now.date() if isinstance(when, AllDay) else when.start < now


def by_start(event: Event) -> tuple[date, bool, float, str]:
    """The order of events in a calendar: by day, whole days first, the longest first, then by instant and address."""
    match event.when:
        case AllDay(start, end):
            return start, False, -(end - start).days, event.address
        case Timed(start, _, _):
            return start.date(), True, start.timestamp(), event.address


# --- canonical values ------------------------------------------------------------------------------------------------

# Some parsers split lines at these, as str.splitlines() does; CR LF and a lone CR are line breaks as well.
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str:
    """Text as every calendar may hold it: LF is the only line break, no control characters (RFC 5545 3.1)."""
    if text.isascii() and text.isprintable():
        return text
    return _CONTROL.sub("", _BREAKS.sub("\n", text).replace("\t", " "))


def clean_line(text: str) -> str:
    """Text for one line: a newline in a title cuts the description in some apps."""
    return re.sub("[ \n]+", " ", clean(text)).strip(" ")


def split_description(text: str) -> tuple[str, str]:
    """Our block and the athlete's notes below the marker; all of it is ours where the marker is gone."""
    lines = clean(text).split("\n")
    for number, line in enumerate(lines):
        if line.strip(" -–—") == DOMAIN and line.strip() != DOMAIN:
            return "\n".join(lines[:number]).rstrip(), "\n".join(lines[number + 1 :]).strip()
    return "\n".join(lines), ""


def join_description(description: str, notes: str) -> str:
    """What stands in the calendar: our block, the marker, the athlete's notes. Nothing where there is neither."""
    if not description and not notes:
        return ""
    return "\n".join(part for part in (description, MARKER, notes) if part)


def _canonical_text(text: str) -> str:
    """Without what servers and apps normalise: line ends, entities, space at line ends."""
    return "\n".join(line.rstrip() for line in html.unescape(clean(text)).split("\n")).strip()


def _canonical_when(when: When) -> str:
    """Instants alone: a server that names the same zone otherwise, or tells it as UTC, has moved nothing."""
    match when:
        case AllDay(start, end):
            return f"{start}/{end}"
        case Timed(start, end, _):
            return f"{start.astimezone(UTC):%Y%m%dT%H%M%S}/{end.astimezone(UTC):%Y%m%dT%H%M%S}"


def _print(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:10]


def prints(event: Event) -> Prints:
    """The fingerprint of each group of an event's values as they are now."""
    return Prints(
        when=_print(_canonical_when(event.when)),
        title=_print(_canonical_text(event.title)),
        description=_print(_canonical_text(event.description)),
        location=_print(_canonical_text(event.location)),
        reminders=_print("none" if event.reminder is None else str(event.reminder)),
        colour=_print(event.colour),
        busy=_print(str(event.busy)),
    )
