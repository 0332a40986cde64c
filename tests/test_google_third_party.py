"""Edits by a library of other people, through the same server, are respected as the athlete's own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.google_folder import Folder
from tests.google_server import GoogleServer
from tests.google_server.client import google_client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Gcsa = Any  # ships no types


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    """A season that was synced once."""
    with GoogleServer() as server:
        made = Folder(server, tmp_path)
        made.sync("google")
        yield made
        made.keeps_its_secrets()


@pytest.fixture
def gcsa(folder: Folder) -> Iterator[Gcsa]:
    """The calendar as gcsa sees it, a library that many scripts edit their calendars with."""
    library = pytest.importorskip("gcsa.google_calendar", reason="gcsa is not installed")
    (calendar,) = folder.server.made_calendars
    with google_client(folder.server) as service:
        seen = library.GoogleCalendar(calendar, credentials=service._http.credentials)  # noqa: SLF001
        seen.service = service
        yield seen


def test_what_another_program_edits_stays(folder: Folder, gcsa: Gcsa) -> None:
    """It renames one, moves one and deletes one, with PUT, from what it has read; then the plan shifts."""
    renamed, moved, deleted = (gcsa.get_event(event_id) for event_id in list(folder.planned())[5:8])
    renamed.summary = "With Anna"
    moved.start, moved.end = (at + timedelta(hours=10) for at in (moved.start, moved.end))
    gcsa.update_event(renamed)
    gcsa.update_event(moved)
    gcsa.delete_event(deleted)
    folder.plan_later()
    told = folder.sync()
    assert [(one["field"], one["yours"]) for one in told["kept"]] == [("title", "With Anna")]
    assert (len(told["moved"]), len(told["skipped"])) == (1, 1)
    start = folder.athlete.event(moved.event_id)["start"]
    folder.check(
        {renamed.event_id: {"summary": "With Anna"}, moved.event_id: {"start": start}}, frozenset({deleted.event_id})
    )
    assert gcsa.get_event(moved.event_id).start == moved.start
    folder.settled()


def test_what_another_program_reads_is_what_was_planned(folder: Folder, gcsa: Gcsa) -> None:
    """Times, lengths and reminders, over the change of the clock."""
    for event_id, session in folder.planned().items():
        event = gcsa.get_event(event_id)
        assert event.start.isoformat() == session["start"]
        assert (event.end - event.start).total_seconds() == 60 * session["minutes"]
        assert [reminder.minutes_before_start for reminder in event.reminders] == [720]
