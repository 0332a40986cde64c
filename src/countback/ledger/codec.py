"""An event as one line of JSON, and back: for the ledger's mirror of a calendar."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from countback.events.event import AllDay, Event, Prints, Status, Timed
from countback.events.merge.nouns import Seen

if TYPE_CHECKING:
    from countback.events.event import When

_PLAIN = tuple(
    field.name for field in fields(Event) if field.name not in {"when", "last_modified", "categories", "status", "base"}
)


def event_text(event: Event) -> str:
    """The event, all of it."""
    told: dict[str, Any] = {name: getattr(event, name) for name in _PLAIN}
    told["when"] = _when_told(event.when)
    told["last_modified"] = event.last_modified.isoformat()
    told["categories"] = list(event.categories)
    told["status"] = event.status.value
    told["base"] = event.base.to_text() if event.base else None
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def read_event(text: str) -> Event:
    """The event that `event_text` told. Raises ValueError, KeyError or TypeError where it is another text."""
    told = json.loads(text)
    return Event(
        **{name: told[name] for name in _PLAIN},
        when=_when_read(told["when"]),
        last_modified=datetime.fromisoformat(told["last_modified"]),
        categories=tuple(told["categories"]),
        status=Status(told["status"]),
        base=None if told["base"] is None else Prints.from_text(told["base"]),
    )


def _when_told(when: When) -> list[str]:
    match when:
        case AllDay(start, end):
            return [start.isoformat(), end.isoformat()]
        case Timed(start, end, zone):
            return [start.isoformat(), end.isoformat(), zone]


def _when_read(told: list[str]) -> When:
    if len(told) == 2:  # noqa: PLR2004 - whole days have no zone
        return AllDay(date.fromisoformat(told[0]), date.fromisoformat(told[1]))
    start, end, zone = told
    return Timed(_moment(start, zone), _moment(end, zone), zone)


def _moment(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(ZoneInfo(zone))


def seen_text(seen: Seen) -> str:
    """What was noted of an event."""
    return json.dumps([seen.base.to_text(), seen.echo.to_text(), seen.last.to_text()])


def read_seen(text: str) -> Seen:
    """What `seen_text` told."""
    return Seen(*(Prints.from_text(one) for one in json.loads(text)))
