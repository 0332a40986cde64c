"""What tests of the door to Google share: a sign-in that is kept already, events, and a clock that nobody waits for."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from countback.events.event import AllDay, Event, Timed, event_uid, prints
from countback.targets import google_http
from countback.targets.google import UNITS_A_MINUTE, GoogleDoor
from countback.targets.google_auth import Access
from countback.targets.google_store import Kept, Store, Tokens, parse_client
from countback.targets.pace import Pace
from countback.targets.port import Look
from tests.google_server import APP_CREATED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.google_server import GoogleServer

SEASON = "s0123456789ab"
BERLIN = ZoneInfo("Europe/Berlin")
LOOK = Look("Countback", "Europe/Berlin", "Training for a race")


class FakeTime:
    """A clock that only sleeping moves; `slept` is how long, in seconds, each time."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        """The seconds so far."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Nobody waits; the clock moves on."""
        self.slept.append(seconds)
        self.now += seconds


def keep_sign_in(server: GoogleServer, folder: Path, life: timedelta = timedelta(hours=1)) -> Store:
    """A folder in which someone has signed in at the server; the access token says it is good for `life`."""
    tokens = server.sign_in.granted(APP_CREATED)
    client = parse_client(str(server.credentials).replace("'", '"').encode(), "credentials.json")
    store = Store(folder)
    expiry = datetime.now(UTC) + life
    store.write(Kept(client, Tokens(tokens["token"], tokens["refresh_token"], expiry, (APP_CREATED,))))
    return store


@contextmanager
def google_door(
    server: GoogleServer, store: Store, calendar: str = "", *, seconds: float = 5, per_page: int = 2500
) -> Iterator[GoogleDoor]:
    """The door to the local server, with a fake clock for its pace."""
    kept = store.read()
    assert kept
    assert kept.tokens
    access = Access(store, kept.client, kept.tokens, lambda: datetime.now(UTC))
    http = google_http.SignedHttp(access, google_http.transport(server.root, seconds))
    time = FakeTime()
    client = google_http.client(http, server.root)
    with GoogleDoor(http, client, calendar, Pace(UNITS_A_MINUTE, time.clock, time.sleep), per_page) as door:
        yield door


def run(number: int = 0, **changes: object) -> Event:
    """A session of an hour at half past six in Berlin, one a day from 1 March 2027; what we note is in its base."""
    start = datetime(2027, 3, 1, 6, 30, tzinfo=BERLIN) + timedelta(days=number)
    address = f"berlin-2027/T-{number:02}d/easy-1"
    event = Event(
        uid=event_uid(SEASON, address),
        when=Timed(start, start + timedelta(hours=1), "Europe/Berlin"),
        title="Easy run, 10 km",
        last_modified=datetime(2027, 1, 1, tzinfo=UTC),
        season=SEASON,
        address=address,
        description="10 km\n\nFeel: you can talk",
        reminder=720,
        colour="mediumseagreen",
    )
    return noted(replace(event, **changes))  # type: ignore[arg-type]


def banner(first: date, last: date) -> Event:
    """An all-day event over a phase, both days included."""
    address = "berlin-2027/base"
    return noted(
        Event(
            uid=event_uid(SEASON, address),
            when=AllDay(first, last + timedelta(days=1)),
            title="Base: Berlin Marathon",
            last_modified=datetime(2027, 1, 1, tzinfo=UTC),
            season=SEASON,
            address=address,
            colour="silver",
        )
    )


def noted(event: Event) -> Event:
    """With its own fingerprints as the base, as the merge gives it to a door."""
    return replace(event, base=prints(event))
