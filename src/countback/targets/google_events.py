"""An event as Google's API tells it, and back: pure functions, no request is made here.

Every table of what a field becomes stands here: times, whole days, reminders, colours, busy, and the private extended
properties that hold what was last written (SYNC.md section 1, "The base is in the event").
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from zlib import crc32
from zoneinfo import ZoneInfo

from countback.events.event import (
    DOMAIN,
    AllDay,
    Event,
    Group,
    Prints,
    Status,
    Timed,
    When,
    event_id,
    join_description,
    split_description,
)
from countback.targets.port import Remote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Json = dict[str, Any]

PREFIX = "countback-"
LONGEST_VALUE = 1024
LONGEST_REMINDER = 40_320
_OUR_ID = re.compile("[0-9a-v]{32}")

COLOURS = {
    "silver": "1",  # lavender
    "mediumseagreen": "2",  # sage
    "purple": "3",  # grape
    "salmon": "4",  # flamingo
    "goldenrod": "5",  # banana
    "darkorange": "6",  # tangerine
    "teal": "7",  # peacock
    "slategray": "8",  # graphite
    "royalblue": "9",  # blueberry
    "seagreen": "10",  # basil
    "crimson": "11",  # tomato
}
"""Names of CSS3 to Google's eleven colours of events, one to one."""
_NAMES = {number: name for name, number in COLOURS.items()}
_THEIRS = ("recurrence", "attendees")


class NotWhole(ValueError):  # noqa: N818 - an answer, not a mistake of ours
    """A resource without what every whole one has: cut off on its way."""


# --- ours → Google ---------------------------------------------------------------------------------------------------


def google_id(uid: str) -> str:
    """The id of an event at Google, from its UID."""
    return uid.removesuffix(f"@{DOMAIN}").removesuffix("@google.com")


def inserted(event: Event) -> Json:
    """The body of events.insert."""
    return {"id": google_id(event.uid)} | _without_nulls(patched(event, frozenset(Group)))


def patched(event: Event, groups: frozenset[Group]) -> Json:
    """The body of events.patch: the groups that change, and what was written, for the next merge."""
    body: Json = {}
    for group in sorted(groups):
        body |= _FIELDS[group](event)
    return body | {"extendedProperties": {"private": properties(event)}}


def properties(event: Event) -> dict[str, str]:
    """What is noted in the event itself, every value short enough not to be cut in silence."""
    base = event.base or Prints()
    noted = {
        "season": event.season,
        "address": event.address,
        "generation": str(event.generation),
        "revision": str(event.revision),
        **{group.value: base.get(group) for group in Group},
    }
    return {f"{PREFIX}{name}": value[:LONGEST_VALUE] for name, value in noted.items() if value}


def _when_fields(when: When) -> Json:
    """Both kinds of keys: a patch from all-day to timed, or back, needs the other one cleared (SYNC.md section 2)."""
    match when:
        case AllDay(start, end):
            return {side: _day(day) for side, day in (("start", start), ("end", end))}
        case Timed(start, end, zone):
            return {side: _moment(moment, zone) for side, moment in (("start", start), ("end", end))}


def _day(day: date) -> Json:
    return {"date": day.isoformat(), "dateTime": None, "timeZone": None}


def _moment(moment: datetime, zone: str) -> Json:
    local = moment.astimezone(ZoneInfo(zone))
    return {"date": None, "dateTime": local.isoformat(timespec="seconds"), "timeZone": zone}


def _reminders(minutes: int | None) -> Json:
    """Not the calendar's default; an empty list is none."""
    overrides = [] if minutes is None else [{"method": "popup", "minutes": min(max(minutes, 0), LONGEST_REMINDER)}]
    return {"useDefault": False, "overrides": overrides}


def _visibility(event: Event) -> Json:
    """Private if asked for. Never the other way round: who hides an event by hand wants it hidden."""
    return {"visibility": "private"} if event.private else {}


def _source(event: Event) -> Json:
    """A link, if it leads somewhere: Google takes no other kind."""
    return {"source": {"title": DOMAIN, "url": event.url}} if event.url.startswith(("https://", "http://")) else {}


# The fields of each group; null where a patch has to clear one.
_FIELDS: dict[Group, Callable[[Event], Json]] = {
    Group.WHEN: lambda event: _when_fields(event.when),
    Group.TITLE: lambda event: {"summary": event.title or None, **_visibility(event)},
    Group.DESCRIPTION: lambda event: {
        "description": join_description(event.description, event.notes) or None,
        **_source(event),
    },
    Group.LOCATION: lambda event: {"location": event.location or None},
    Group.REMINDERS: lambda event: {"reminders": _reminders(event.reminder)},
    Group.COLOUR: lambda event: {"colorId": COLOURS.get(event.colour)},
    Group.BUSY: lambda event: {"transparency": "opaque" if event.busy else "transparent"},
}


def _without_nulls(body: Json) -> Json:
    return {
        name: _without_nulls(value) if isinstance(value, dict) else value
        for name, value in body.items()
        if value is not None
    }


# --- Google → ours ---------------------------------------------------------------------------------------------------


def uid_of(google_id: str) -> str:
    """The UID of an event, from its id at Google alone; only ours have ids of this length and these letters."""
    return f"{google_id}@{DOMAIN}" if _OUR_ID.fullmatch(google_id) else f"{google_id}@google.com"


def remote(resource: object, zone: str) -> Remote:
    """An event as Google tells it; `zone` is the calendar's, for times that name none. Raises `NotWhole`."""
    if not isinstance(resource, dict) or not isinstance(resource.get("id"), str):
        raise NotWhole("an event without an id")
    uid = uid_of(resource["id"])
    if resource.get("status") == "cancelled":
        return Remote(uid)
    if not isinstance(resource.get("etag"), str):
        raise NotWhole("an event without an etag")
    try:
        return Remote(uid, resource["etag"], _event(resource, uid, zone))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotWhole(f"an event that makes no sense ({type(error).__name__})") from None


def listed(resources: Iterable[object], zone: str) -> Iterator[Remote]:
    """The events of a list. Raises `NotWhole`; but what is not ours may be of a kind that we know nothing of."""
    for resource in resources:
        try:
            yield remote(resource, zone)
        except NotWhole:
            if not isinstance(resource, dict) or _OUR_ID.fullmatch(str(resource.get("id", "0" * 32))):
                raise


def _event(resource: Json, uid: str, zone: str) -> Event:
    description, notes = _description(resource.get("description", ""))
    event = Event(
        uid=uid,
        when=_when(resource["start"], resource["end"], zone),
        title=resource.get("summary", ""),
        last_modified=_instant(resource.get("updated")),
        description=description,
        notes=notes,
        location=resource.get("location", ""),
        url=resource.get("source", {}).get("url", ""),
        reminder=_reminder(resource.get("reminders", {})),
        colour=_colour(resource),
        busy=resource.get("transparency") != "transparent",
        private=resource.get("visibility") in {"private", "confidential"},
        status=Status.TENTATIVE if resource.get("status") == "tentative" else Status.CONFIRMED,
        sequence=int(resource.get("sequence", 0)),
    )
    return _noted(event, resource.get("extendedProperties", {}).get("private", {}))


def _noted(event: Event, found: Json) -> Event:
    """With what we noted in it, if it was noted in this very event: a copy carries the notes of its original."""
    season, address = found.get(f"{PREFIX}season", ""), found.get(f"{PREFIX}address", "")
    generation = _number(found.get(f"{PREFIX}generation"))
    if not address or uid_of(event_id(season, address, generation)) != event.uid:
        return event
    base = Prints(**{group.value: str(found.get(f"{PREFIX}{group.value}", "")) for group in Group})
    revision = _number(found.get(f"{PREFIX}revision"))
    return replace(event, season=season, address=address, generation=generation, revision=revision, base=base)


def _number(text: object) -> int:
    return int(text) if isinstance(text, str) and text.isdecimal() else 0


def _when(start: Json, end: Json, zone: str) -> When:
    """Whole days stay days, whatever the zone; a time is told in the zone that its start names."""
    if "date" in start:
        return AllDay(date.fromisoformat(start["date"]), date.fromisoformat(end["date"]))
    name = _known(start.get("timeZone", ""), zone)
    return Timed(_moment_of(start, name), _moment_of(end, name), name)


def _known(*names: str) -> str:
    """The first name that is an IANA zone of this machine; Google has a few of its own (`GMT+01:00`)."""
    return next(filter(_is_zone, names), "UTC")


@cache
def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name).key)
    except (KeyError, ValueError, OSError):
        return False


def _moment_of(told: Json, zone: str) -> datetime:
    moment = datetime.fromisoformat(told["dateTime"])
    local = ZoneInfo(zone)
    return moment.astimezone(local) if moment.tzinfo else moment.replace(tzinfo=local)


def _instant(text: str | None) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC) if text else datetime.fromtimestamp(0, UTC)


def _reminder(found: Json) -> int | None:
    """Minutes before; a negative number stands for what one number cannot tell, the same one for the same reminders."""
    overrides = found.get("overrides", [])
    if found.get("useDefault", not overrides):
        return -1
    match overrides:
        case []:
            return None
        case [{"method": "popup", "minutes": int(minutes)}]:
            return minutes
    ordered = sorted((str(each.get("method")), int(each.get("minutes", 0))) for each in overrides)
    return -2 - crc32(repr(ordered).encode())


def _colour(resource: Json) -> str:
    """The name of the colour. Who repeats an event or invites others has made it theirs, and no group tells of that."""
    number = str(resource.get("colorId", ""))
    name = _NAMES.get(number, number and f"google-{number}")
    return " ".join((name, *(key for key in _THEIRS if resource.get(key)))).strip()


# --- descriptions that were edited in a browser ----------------------------------------------------------------------

_WEB_EDITOR = re.compile(r"<(?:br|p|div|span|ul|ol|html-blob)\b[^>]*>", re.IGNORECASE)
_LINE_END = re.compile(r"<br\s*/?>|</(?:p|div|li|ul|ol)>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:a|b|i|u|p|em|ol|ul|li|div|span|strong|html-blob)\b[^>]*>", re.IGNORECASE)


def _description(text: str) -> tuple[str, str]:
    """Our block as plain text, and the athlete's notes as they are.

    Google's editor in a browser makes HTML of a whole description as soon as a letter is typed into it.
    """
    if not _WEB_EDITOR.search(text):
        return split_description(text)
    lines = _LINE_END.sub("\n", text).split("\n")
    ours, notes = split_description("\n".join(map(_bare_marker, lines)))
    return html.unescape(_TAG.sub("", ours)).replace("\xa0", " ").rstrip(), notes


def _bare_marker(line: str) -> str:
    """A line without its tags if it is the marker line."""
    bare = _TAG.sub("", line)
    return bare if bare.strip(" -–—") == DOMAIN else line
