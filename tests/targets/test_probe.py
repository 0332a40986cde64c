"""The strict local server is kept honest by programs that we did not write."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from tests.google_server import GoogleServer
from tests.google_server.client import google_client
from tests.google_server.methods import SCOPE

if TYPE_CHECKING:
    from collections.abc import Iterator

PROBE = Path(__file__).parents[3] / "shared" / "tools" / "probe_google.py"
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def server() -> Iterator[GoogleServer]:
    """A server with nothing in it."""
    with GoogleServer() as running:
        yield running


@pytest.mark.skipif(not PROBE.exists(), reason="the probe is not part of this repository: ../shared/tools is not there")
def test_the_probe_finds_nothing_to_object_to(server: GoogleServer) -> None:
    """Fifty black-box checks of what claims to be the Calendar API, all passed."""
    command = [sys.executable, str(PROBE), server.root, server.sign_in.granted(f"{SCOPE}calendar")["token"]]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    failed = [line for line in result.stdout.splitlines() if line.startswith("FAIL")]
    assert not failed
    assert result.stdout.endswith("50/50 pass\n"), result.stderr


@pytest.fixture
def gcsa(server: GoogleServer) -> Iterator[Any]:
    """A calendar as seen by gcsa, a library of other people that many scripts edit their calendars with."""
    google_calendar = pytest.importorskip("gcsa.google_calendar", reason="gcsa is not installed")
    with google_client(server) as service:
        made = service.calendars().insert(body={"summary": "Countback", "timeZone": "Europe/Berlin"}).execute()
        calendar = google_calendar.GoogleCalendar(made["id"], credentials=service._http.credentials)  # noqa: SLF001
        calendar.service = service
        yield calendar


def titles(gcsa: Any) -> list[str]:  # noqa: ANN401 - ships no types
    """The titles of March 2027, by start."""
    found = gcsa.get_events(date(2027, 3, 1), date(2027, 4, 1), "startTime", "Europe/Berlin", single_events=True)
    return [event.summary for event in found]


def test_a_third_party_client_reads_what_is_there(server: GoogleServer, gcsa: Any) -> None:  # noqa: ANN401
    """Timed and all-day events come out as they went in."""
    athlete = server.athlete(gcsa.default_calendar)
    start, end = {"dateTime": "2027-03-28T01:30:00+01:00"}, {"dateTime": "2027-03-28T03:30:00+02:00"}
    run = athlete.add("Long run", start, end)
    athlete.add("Base", {"date": "2027-03-01"}, {"date": "2027-03-29"})
    assert titles(gcsa) == ["Base", "Long run"]
    event = gcsa.get_event(run["id"])
    assert event.start == datetime(2027, 3, 28, 1, 30, tzinfo=BERLIN)
    assert event.end.timestamp() - event.start.timestamp() == 3600  # over the change to summer time


def test_a_third_party_client_edits_through_the_server(server: GoogleServer, gcsa: Any) -> None:  # noqa: ANN401
    """Adding, moving, renaming and deleting arrive, each under a new etag."""
    event_type = pytest.importorskip("gcsa.event").Event
    start = datetime(2027, 3, 14, 8, tzinfo=BERLIN)
    added = gcsa.add_event(event_type("Long run", start, start + timedelta(hours=2), timezone="Europe/Berlin"))
    athlete = server.athlete(gcsa.default_calendar)
    before = athlete.event(added.event_id)["etag"]
    added.summary, added.start, added.end = "Mine", start - timedelta(days=1), start - timedelta(hours=22)
    gcsa.update_event(added)
    after = athlete.event(added.event_id)
    assert after["summary"] == "Mine"
    assert after["start"]["dateTime"] == "2027-03-13T08:00:00+01:00"
    assert after["etag"] != before
    gcsa.delete_event(added)
    assert (titles(gcsa), athlete.event(added.event_id)["status"]) == ([], "cancelled")


def test_a_third_party_client_keeps_what_it_does_not_know(server: GoogleServer, gcsa: Any) -> None:  # noqa: ANN401
    """It writes with PUT, from what it has read: the extended properties survive because it sends them back."""
    event = server.athlete(gcsa.default_calendar).add(
        "Long run",
        {"date": "2027-03-14"},
        {"date": "2027-03-15"},
        extendedProperties={"private": {"countback-address": "berlin-2027/T-28w/long"}},
    )
    read = gcsa.get_event(event["id"])
    read.summary = "Mine"
    gcsa.update_event(read)
    stored = server.athlete(gcsa.default_calendar).event(event["id"])
    assert stored["summary"] == "Mine"
    assert stored["extendedProperties"] == event["extendedProperties"]
