"""SIGKILL in real processes: at every request of a first sync and of a shift, and at any moment.

`COUNTBACK_KILLS` is how many moments are tried at random (12 unless told).
"""

from __future__ import annotations

import os
import random
import threading
from typing import TYPE_CHECKING

import pytest

from tests.google_folder import Folder
from tests.google_server import Before, Drop, GoogleServer, StopAfter, Then, nth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.google_folder import Json

MOMENTS = int(os.environ.get("COUNTBACK_KILLS", "12"))
FIRST_SYNC = ("make", "list", "batch", "batch")
SHIFT = ("list", "batch", "batch")
POINTS = ("before it arrives", "when it is done", "when it is half done")


@pytest.fixture
def server() -> Iterator[GoogleServer]:
    """A server with nothing wrong so far."""
    with GoogleServer() as running:
        yield running


@pytest.fixture
def folder(server: GoogleServer, tmp_path: Path) -> Iterator[Folder]:
    """A folder in which nothing was synced yet; whatever happens in it, no secret leaves its place."""
    made = Folder(server, tmp_path)
    yield made
    made.keeps_its_secrets()


def points(requests: tuple[str, ...]) -> list[tuple[int, str]]:
    """Every request, and where on its way; only a batch can be half done."""
    numbered = enumerate(requests, 1)
    return [(n, point) for n, request in numbered for point in POINTS if request == "batch" or point != POINTS[2]]


def kill_at(folder: Folder, number: int, point: str) -> None:
    """Let the server end the process at a request."""
    faults = folder.server.faults
    match point:
        case "before it arrives":
            faults.script(nth(number), Before(folder.kill))
            faults.script(nth(number), Drop())
        case "when it is done":
            faults.script(nth(number), Then(folder.kill))
        case _:
            faults.script(nth(number), Before(folder.kill))
            faults.script(nth(number), StopAfter(7))


def edited(folder: Folder) -> tuple[dict[str, Json], frozenset[str]]:
    """The athlete renames one session, gives one a place, drags one, deletes one, and has an event of their own."""
    athlete, ids = folder.athlete, list(folder.planned())
    title, place, dragged, deleted = ids[3], ids[4], ids[12], ids[20]
    athlete.edit(title, summary="With Anna")
    athlete.edit(place, location="Park")
    start = athlete.event(dragged)["start"]["dateTime"]
    moved = {side: {"dateTime": at.replace("T0", "T1")} for side, at in _span(athlete.event(dragged)).items()}
    assert moved["start"]["dateTime"] != start
    after = athlete.edit(dragged, **moved)
    athlete.delete(deleted)
    athlete.add("Dentist", {"date": "2027-02-01"}, {"date": "2027-02-02"})
    mine = {title: {"summary": "With Anna"}, place: {"location": "Park"}, dragged: {"start": after["start"]}}
    return mine, frozenset({deleted})


def _span(event: Json) -> dict[str, str]:
    return {side: event[side]["dateTime"] for side in ("start", "end")}


@pytest.mark.parametrize(("number", "point"), points(FIRST_SYNC))
def test_a_first_sync_killed_at_a_request(folder: Folder, number: int, point: str) -> None:
    """The next sync sets everything right, and the one after that has nothing to do."""
    kill_at(folder, number, point)
    assert folder.killed("sync", "google")
    folder.sync("google")
    folder.check({})
    folder.settled()


@pytest.mark.parametrize(("number", "point"), points(SHIFT))
def test_a_shift_killed_at_a_request(folder: Folder, number: int, point: str) -> None:
    """The same, with what the athlete did before it: every edit is there, the deleted session is not."""
    folder.sync("google")
    mine, deleted = edited(folder)
    own = folder.athlete.titled("Dentist")
    folder.plan_later()
    folder.server.journal.clear()
    kill_at(folder, number, point)
    assert folder.killed("sync")
    folder.sync()
    folder.check(mine, deleted)
    assert folder.athlete.titled("Dentist") == own  # etag included
    folder.settled()


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_sync_killed_at_any_moment(folder: Folder, moment: int) -> None:
    """Between answer and note, while the ledger is written, while the diary is: first syncs and shifts by turns."""
    chance = random.Random(moment)  # noqa: S311 - the same moments each time
    mine: dict[str, Json] = {}
    deleted: frozenset[str] = frozenset()
    if moment % 2:
        folder.sync("google")
        mine, deleted = edited(folder)
        folder.plan_later()
    folder.start("sync", "google")
    clock = threading.Timer(chance.uniform(0.1, 0.9), folder.kill)
    clock.start()
    folder.killed()
    clock.cancel()
    clock.join()
    folder.sync("google")
    folder.check(mine, deleted)
    folder.settled()


def test_a_shift_changes_what_it_shall(folder: Folder) -> None:
    """What the enumeration stands on: two full batches for the first, more than forty events that move."""
    assert folder.sync("google")["inserted"] > 51
    folder.plan_later()
    folder.server.journal.clear()
    told = folder.sync()
    assert told["patched"] > 51
    assert told["requests"] == len(SHIFT)
    folder.check({})


def test_two_syncs_at_once_wait_for_each_other(folder: Folder) -> None:
    """The second is told to come back; nothing is doubled."""
    seen: list[int] = []
    folder.server.faults.script(nth(3), Before(lambda: seen.append(folder.run("sync", "google").code)))
    first = folder.start("sync", "google")
    first.communicate(timeout=60)
    assert (first.returncode, seen) == (0, [75])
    folder.check({})
    folder.settled()
