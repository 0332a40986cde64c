"""`countback export`: the plan as a calendar file, over an earlier export if there is one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from countback.cli import given, say
from countback.cli.stop import Stop
from countback.events.event import CalendarError
from countback.events.export import Change, Export, export
from countback.events.ics import MAX_BYTES, to_ics
from countback.events.read import read_ics
from countback.events.schedule import schedule
from countback.files.atomic import write_atomic
from countback.files.diary import FILE as DIARY
from countback.files.season import FILE as SEASON
from countback.views.words import count

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from countback.cli.given import Standing
    from countback.events.event import Event
    from countback.training.model import Plan

STDOUT = "-"
OWN = (SEASON, DIARY)
AGAIN = """\
Importing it again: Apple, Google, Evolution and khal update the events they know. Thunderbird keeps the old ones and
Outlook adds copies: there, keep a calendar for the season alone, delete it and import anew. docs/calendar-apps.md"""
FIRST = "Import it into a calendar of its own; docs/calendar-apps.md tells why and how."
_TOLD = (Change.ADDED, Change.MOVED, Change.REWRITTEN, Change.CANCELLED, Change.UNCHANGED)


def run(told: Namespace) -> int:
    """Write the file and tell what changed in it."""
    if told.output == STDOUT and (told.only_changed or told.json):
        raise Stop("the calendar goes to stdout (-o -): --json and --only-changed need a file, as in -o season.ics")
    stands = given.standing(told)
    plan = stands.plan
    if told.output == "":
        raise Stop("-o needs the name of a file, as in -o season.ics, or - for stdout")
    if told.output and Path(told.output).name in OWN:
        raise Stop(f"{told.output} is the season's own file: name another, as in -o season.ics")
    path = None if told.output == STDOUT else Path(told.output) if told.output else told.folder / "season.ics"
    made = _made(told, stands, path)
    if path is None:
        sys.stdout.buffer.write(_text(plan, made.events))
    else:
        _write(told, plan, made, path)
    return 0


def _made(told: Namespace, stands: Standing, path: Path | None) -> Export:
    try:
        earlier = _earlier(path, stands.plan)
        return export(schedule(stands.plan, stands.origin()), earlier, given.now(told, stands.season))
    except CalendarError as error:
        raise Stop(f"{path}: {error}") from error


def _earlier(path: Path | None, plan: Plan) -> tuple[Event, ...] | None:
    if path is None or not path.exists():
        return None
    if not path.is_file():
        raise Stop(f"{path} is no file: name one, as in -o season.ics, or - for stdout")
    return read_ics(path.read_bytes(), plan.season.athlete.timezone)


def _text(plan: Plan, events: Sequence[Event]) -> bytes:
    return to_ics(events, plan.season.calendar_name, plan.season.athlete.timezone)


def _write(told: Namespace, plan: Plan, made: Export, path: Path) -> None:
    """The file, if anything in it changes, and what changed by itself where that is asked for."""
    text = _text(plan, made.events)
    if len(text) > MAX_BYTES:
        say.note(f"{path} has {len(text)} bytes: Google Calendar refuses files over {MAX_BYTES}.")
    if not path.exists() or path.read_bytes() != text:
        write_atomic(path, text)
    changes = path.with_name(f"{path.stem}-changes.ics") if told.only_changed else None
    if changes and made.only_changed:
        write_atomic(changes, _text(plan, made.only_changed))
    _tell(told, plan, made, path, changes)


def _tell(told: Namespace, plan: Plan, made: Export, path: Path, changes: Path | None) -> None:
    if told.json:
        written = str(changes) if changes and made.only_changed else None
        counts = {change.value: made.count(change) for change in _TOLD} | {"removed": made.removed}
        say.data({"file": str(path), "changes": written, "events": len(made.lines), **counts})
        return
    parts = ", ".join(f"{number} {what}" for what, number in _counted(made) if number)
    sys.stdout.write(f"{path}: {count(len(made.lines), 'event')} ({parts})\n")
    if changes and made.only_changed:
        sys.stdout.write(f"{changes}: {count(len(made.only_changed), 'event')} to import\n")
    elif changes:
        sys.stdout.write(f"Nothing changed, so there is nothing to import; {changes.name} was not written.\n")
    if made.count(Change.ADDED) == len(made.lines):
        say.note(FIRST)
    elif made.only_changed:
        say.note(AGAIN)
    if plan.season.calendar.private and (open_ := sum(not event.private for event in made.events)):
        kept = f"Past or cancelled: {count(open_, 'event')} titled as before the calendar was private"
        say.note(f"{kept}; for a file without them, name another with -o.")
    if plan.season.derived_id:
        say.note("season.toml has no id: it is taken from the first race, so changing that race makes new events.")


def _counted(made: Export) -> tuple[tuple[str, int], ...]:
    """What became of the events, in words, and of how many."""
    texts = sum(line.says_otherwise for line in made.lines if line.change is Change.REWRITTEN)
    return (
        ("added", made.count(Change.ADDED)),
        ("at another time or length", made.count(Change.MOVED)),
        ("with another text", texts),
        ("otherwise changed", made.count(Change.REWRITTEN) - texts),
        ("cancelled", made.count(Change.CANCELLED)),
        ("unchanged", made.count(Change.UNCHANGED)),
        ("cancelled before and past, taken out", made.removed),
    )
