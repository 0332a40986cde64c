"""The suite of all doors, at the strict local Google server."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from countback.targets.google_events import google_id
from tests.google_door import google_door, keep_sign_in
from tests.google_server import GoogleServer
from tests.targets.conformance import DoorConformance

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta
    from pathlib import Path

    from countback.targets.google import GoogleDoor
    from countback.targets.google_store import Store
    from tests.google_server import Athlete


@dataclass
class GooglePlace:
    """The calendar at the server, once it was made, and the athlete who has it open."""

    server: GoogleServer
    store: Store
    doors: ExitStack = field(default_factory=ExitStack)

    def door(self) -> GoogleDoor:
        """A new one, closed with all others at the end."""
        calendar = next(iter(self.server.made_calendars), "")
        return self.doors.enter_context(google_door(self.server, self.store, calendar))

    @property
    def athlete(self) -> Athlete:
        """The athlete."""
        return self.server.athlete(self.server.made_calendars[0])

    def rename(self, uid: str, title: str) -> None:
        """In the app."""
        self.athlete.edit(google_id(uid), summary=title)

    def drag(self, uid: str, by: timedelta) -> None:
        """With a finger."""
        self.athlete.drag(google_id(uid), by)

    def delete(self, uid: str) -> None:
        """Into the bin."""
        self.athlete.delete(google_id(uid))

    def add_foreign(self) -> None:
        """An all-day event."""
        self.athlete.add("Dentist", {"date": "2027-03-25"}, {"date": "2027-03-26"})

    def foreign(self) -> object:
        """As the server has stored it, etag included."""
        return self.athlete.titled("Dentist")


class TestGoogle(DoorConformance):
    """Google Calendar."""

    @pytest.fixture
    def place(self, tmp_path: Path) -> Iterator[GooglePlace]:
        """A server without a calendar of ours."""
        with GoogleServer() as server, ExitStack() as doors:
            yield GooglePlace(server, keep_sign_in(server, tmp_path / "config"), doors)
