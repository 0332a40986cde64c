"""Which calendars a season has, and how to come to them: the ledger in `.countback`, and the doors by name."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from countback.cli.stop import Stop
from countback.files.atomic import write_atomic
from countback.ledger.lock import Busy, locked
from countback.ledger.store import NAME, NewerSchema, Opened, aside, borrowed, opened
from countback.targets.port import Look

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from datetime import datetime

    from countback.targets.port import Door
    from countback.training.model import Season

STATE = ".countback"
GOOGLE = "google"
LATER = 75
_LOCK = "sync.lock"
_GENERAL = ""  # the ledger's notes that are of no single target


@dataclass(frozen=True, slots=True)
class Target:
    """A calendar by the name that the ledger has for it: of a file its path, seen from the season's folder."""

    name: str
    folder: Path

    @property
    def is_google(self) -> bool:
        """Whether it is at Google."""
        return self.name == GOOGLE

    @property
    def path(self) -> Path:
        """Of a file, where it is."""
        return self.folder / self.name


def named(told: Namespace, text: str) -> Target:
    """The target of the command line: `google`, or a file. Raises Stop for what is neither."""
    if text == GOOGLE:
        return Target(GOOGLE, told.folder)
    if not text.lower().endswith((".ics", ".ical", ".icalendar")):
        raise Stop(f"{text!r} is no calendar that countback can keep: name google, or a file that ends in .ics.")
    path, folder = Path(text).absolute(), told.folder.absolute()
    if path.is_relative_to(folder):
        path = path.relative_to(folder)
    return Target(os.fspath(path), told.folder)


def known(ledger: Opened, told: Namespace) -> Target:
    """The calendar that was named last, or the only one. Raises Stop where there is none."""
    names = ledger.targets()
    last = ledger.target(_GENERAL).get("last")
    name = last if last in names else next(iter(names), "")
    if not name:
        raise Stop(_no_calendar(ledger, told))
    return Target(name, told.folder)


def _no_calendar(ledger: Opened, told: Namespace) -> str:
    """Why none is known: there never was one, or the ledger that knew it was damaged, in this run or an earlier one."""
    path = told.folder / STATE / NAME
    if ledger.damaged is None and not aside(path).exists():
        return "There is no calendar yet. Say where: countback sync google, or countback sync plan.ics"
    return (
        f"{path} was damaged (set aside as {aside(path).name}), and with it went which calendar this is. Name it once "
        "more: countback sync plan.ics, or countback sync google --calendar ID. What is in the calendar is found again."
    )


def remember(ledger: Opened, target: Target) -> None:
    """From now on plain `sync` knows it."""
    ledger.target(_GENERAL).put("last", target.name)


@contextmanager
def the_ledger(told: Namespace, *, dry: bool = False) -> Iterator[Opened]:
    """The season's ledger, for this process alone; in a dry run a copy of it, and no trace. Raises Stop."""
    folder = told.folder / STATE
    try:
        if dry:
            with borrowed(folder) as ledger:
                yield ledger
            return
        folder.mkdir(mode=0o700, exist_ok=True)
        with locked(folder / _LOCK), opened(folder) as ledger:
            yield ledger
    except Busy:
        raise Stop("Another sync of this season is running. Try again when it is done.", code=LATER) from None
    except NewerSchema:
        raise Stop(
            f"{folder / NAME} was written by a newer countback. Use that one, or delete the file: nothing but old "
            "deletions is lost."
        ) from None


@contextmanager
def door(told: Namespace, target: Target, season: Season, now: datetime, calendar: str) -> Iterator[Door]:
    """The door to a calendar. Raises Refusal."""
    if not target.is_google:
        from countback.targets.file import FileDoor

        yield FileDoor(target.path, target.name, look(season), write_atomic, lambda: now)
        return
    from countback.targets.google import open_door

    with open_door(told.calendar or calendar) as google:
        yield google


def look(season: Season) -> Look:
    """How a calendar that we make looks."""
    return Look(season.calendar_name, season.athlete.timezone, "Kept by countback. What you change here stays.")
