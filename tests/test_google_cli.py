"""`sync google` and what belongs to it, by the command line: words and exit codes, dry runs, a calendar's end."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.google_folder import Folder
from tests.google_server import ALWAYS, Before, GoogleServer, Refuse, any_request
from tests.google_server import refusals as why

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    """A season's folder, signed in; whatever happens in it, no secret leaves its place."""
    with GoogleServer() as server:
        made = Folder(server, tmp_path)
        yield made
        if (tmp_path / "config" / "google.json").exists():
            made.keeps_its_secrets()


def test_a_sync_tells_what_it_cost(folder: Folder) -> None:
    """As the server counted it, and a second one is a single request."""
    first = folder.sync("google")
    assert first["requests"] == folder.server.journal.api_requests
    assert first["inserted"] == len(folder.athlete.events())
    assert first["calendar"] == folder.server.made_calendars[0]
    assert folder.sync()["requests"] == 1


def test_the_calendar_is_called_as_the_season_has_it(folder: Folder) -> None:
    """With its zone, and a word on what it is."""
    folder.sync("google")
    resource = folder.server.account.calendar(folder.server.made_calendars[0]).resource
    assert (resource["summary"], resource["timeZone"]) == ("Countback", "Europe/Berlin")
    assert resource["description"]


def test_a_dry_run_writes_nothing_anywhere(folder: Folder) -> None:
    """Neither at Google nor on the disk."""
    before = {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()}
    told = folder.sync("google", "--dry-run")
    assert told["inserted"] > 50
    assert folder.server.journal.calls == []
    assert {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()} == before
    folder.sync("google")
    folder.plan_later()
    folder.athlete.delete(next(iter(folder.planned())))
    folder.server.journal.clear()
    told = folder.sync("--dry-run")
    assert (told["patched"] > 50, len(told["skipped"])) == (True, 1)
    assert folder.server.journal.calls == ["events.list"]
    assert not (folder.path / "diary.toml").exists()


def test_without_a_sign_in_it_says_how_to_come_by_one(folder: Folder) -> None:
    """Exit 3."""
    (folder.path / "config" / "google.json").unlink()
    ended = folder.run("sync", "google")
    assert (ended.code, ended.out) == (3, "")
    assert "countback connect google --credentials" in ended.err


def test_testing_modes_seven_days_are_told_when_they_are_over(folder: Folder) -> None:
    """Exit 3, and the way on; what was done before stays done."""
    folder.sync("google")
    folder.server.sign_in.revoke_all()
    ended = folder.run("sync")
    assert ended.code == 3
    assert "seven days" in ended.err
    assert "countback connect google" in ended.err


@pytest.mark.parametrize(
    ("refusal", "code", "said"),
    [
        (why.QUOTA, 75, "quota"),
        (replace(why.TOO_MANY, retry_after=3600), 75, "pause"),
        (why.FORBIDDEN, 3, "does not permit"),
        (why.Refusal(403, "accessNotConfigured", "Not on", "usageLimits"), 3, "not switched on"),
    ],
)
def test_what_google_refuses_has_an_exit_code(folder: Folder, refusal: why.Refusal, code: int, said: str) -> None:
    """3 to do something about it, 75 to try again; never a traceback."""
    folder.sync("google")
    folder.server.faults.script(any_request, Refuse(refusal), times=ALWAYS)
    ended = folder.run("sync")
    assert (ended.code, said in ended.err) == (code, True), ended


def test_a_calendar_deleted_at_google_is_told_and_can_be_made_anew(folder: Folder) -> None:
    """Not by itself: the athlete may have meant it."""
    folder.sync("google")
    folder.athlete.delete_calendar()
    ended = folder.run("sync")
    assert ended.code == 3
    assert "disconnect --remove-calendar" in ended.err
    assert folder.server.made_calendars == []
    assert folder.run("disconnect", "--remove-calendar").code == 0
    again = Folder(folder.server, folder.path)
    assert again.sync("google")["inserted"] > 50


def test_disconnect_removes_the_calendar_only_if_asked(folder: Folder) -> None:
    """Its own calendar, and then the sign-in."""
    folder.sync("google")
    assert "stay as they are" in folder.run("disconnect").out
    assert len(folder.server.made_calendars) == 1
    again = Folder(folder.server, folder.path)
    ended = again.run("disconnect", "--remove-calendar")
    assert (ended.code, "Removed the calendar" in ended.out, "Signed out" in ended.out) == (0, True, True)
    assert folder.server.made_calendars == []
    assert json.loads(again.run("status", "--json").out)["targets"] == []


def test_a_calendar_that_cannot_be_removed_leaves_the_sign_in(folder: Folder) -> None:
    """So that it can be tried again."""
    folder.sync("google")
    folder.server.faults.script(any_request, Refuse(why.BACKEND))
    ended = folder.run("disconnect", "--remove-calendar")
    assert (ended.code, "Signed out" in ended.out) == (75, False)
    assert folder.run("disconnect", "--remove-calendar").code == 0


def test_there_is_no_calendar_to_remove(folder: Folder) -> None:
    """Said, with what to do; nothing is signed out behind one's back."""
    ended = folder.run("disconnect", "--remove-calendar")
    assert (ended.code, "-C" in ended.err) == (2, True)
    assert "tokens" in (folder.path / "config" / "google.json").read_text()


def test_another_machine_takes_the_calendar_by_its_id(folder: Folder, tmp_path: Path) -> None:
    """The same season elsewhere: one read, nothing to do."""
    calendar = folder.sync("google")["calendar"]
    (tmp_path / "other").mkdir()
    other = Folder(folder.server, tmp_path / "other")
    told = other.sync("google", "--calendar", calendar)
    assert (told["inserted"], told["patched"], told["requests"]) == (0, 0, 1)


def test_a_permission_revoked_midway_loses_nothing(folder: Folder) -> None:
    """After signing in again the sync goes on."""
    folder.server.faults.script(lambda received: received.number == 3, Before(folder.server.sign_in.revoke_all))
    assert folder.run("sync", "google").code == 3
    again = Folder(folder.server, folder.path)
    again.sync("google")
    again.check({})
    again.settled()
