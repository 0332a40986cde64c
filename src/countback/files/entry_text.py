"""An entry as diary.toml has it: what `append_entry` writes and people read."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, assert_never

from countback.training.diary import (
    Absent,
    Cause,
    Done,
    Edited,
    Entry,
    Moved,
    RaceAdded,
    RaceChanged,
    Skipped,
    Tested,
    Undone,
    Weekly,
)
from countback.training.titles import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from countback.training.model import Layout, Race

Value = str | date | bool | int | None


def entry_text(entry: Entry) -> str:
    """The entry as a `[[entry]]` of TOML, its lines ended by a line feed. Keys that would say nothing are left out."""
    pairs = (("on", entry.on), *_pairs(entry))
    lines = (f"{key} = {_toml(value)}" for key, value in pairs if value is not None and value is not False)
    return "\n".join(("[[entry]]", *lines, ""))


def _pairs(entry: Entry) -> tuple[tuple[str, Value], ...]:
    match entry:
        case Absent():
            return _absent(entry)
        case Skipped():
            return ("kind", "skipped"), ("session", entry.session), ("restored", entry.restored)
        case Moved():
            to = entry.to if entry.at is None else datetime.combine(entry.to, entry.at)
            return ("kind", "moved"), ("session", entry.session), ("to", to)
        case Done():
            return ("kind", "done"), ("session", entry.session)
        case RaceChanged() | RaceAdded():
            return ("kind", "race"), *_race_pairs(entry)
        case Tested() | Weekly() | Edited() | Undone():
            return _about_no_day(entry)
        case _:
            assert_never(entry)


def _absent(entry: Absent) -> tuple[tuple[str, Value], ...]:
    return (
        ("kind", entry.cause.value),
        ("from", entry.start),
        ("to", entry.end),
        ("cross_trained", entry.cross_trained),
        ("fever", entry.fever and entry.cause is Cause.ILL),
    )


def _race_pairs(entry: RaceChanged | RaceAdded) -> tuple[tuple[str, Value], ...]:
    if isinstance(entry, RaceChanged):
        return ("id", entry.race), ("date", entry.to), ("cancelled", entry.to is None)
    return ("added", True), *_race(entry.race), *_layout(entry.race.layout)


def _race(race: Race) -> Iterator[tuple[str, Value]]:
    yield from (("id", race.id), ("name", race.name), ("date", race.date))
    yield "distance", race.distance_text or f"{race.distance_km:g} km"
    yield "priority", race.priority.value
    yield "start", race.start.strftime("%H:%M") if race.start else None
    yield "goal", "finish" if race.finish else in_words(race.goal) if race.goal else None


def _layout(layout: Layout) -> Iterator[tuple[str, Value]]:
    yield from (("base_weeks", layout.base_weeks), ("specific_weeks", layout.specific_weeks))
    yield from (("cycle_weeks", layout.cycle_weeks), ("taper_days", layout.taper_days))
    yield "recovery_days", layout.recovery_days
    yield "peak", f"{layout.peak.tenths / 10:g} {layout.peak.unit}" if layout.peak else None


def _about_no_day(entry: Tested | Weekly | Edited | Undone) -> tuple[tuple[str, Value], ...]:
    """What is told of the athlete or the files, not of a day or session."""
    match entry:
        case Tested():
            distance = f"{entry.result.distance_km!r} km".replace(".0 km", " km")
            return ("kind", "tested"), ("distance", distance), ("time", in_words(entry.result.seconds))
        case Weekly():
            return ("kind", "weekly"), ("volume", f"{entry.volume.tenths / 10:g} {entry.volume.unit}")
        case Edited():
            return ("kind", "edited"), ("digest", entry.digest)
        case Undone():
            return (("kind", "undone"),)


def _toml(value: Value) -> str:
    match value:
        case bool():
            return str(value).lower()
        case date():  # a date-time too, which has seconds in TOML
            return value.isoformat()
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case _:
            return str(value)
