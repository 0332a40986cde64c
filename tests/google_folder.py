"""A season's folder, the command line as real processes over it, and a server that can end them at any moment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.google_door import keep_sign_in
from tests.runs import COMMAND, Ended

if TYPE_CHECKING:
    from pathlib import Path

    from tests.google_server import Athlete, GoogleServer

TODAY = "2027-01-02"
SEASON = """\
rules = "classic-1"
id = "kill-me"
created = 2027-01-01

[athlete]
level = "intermediate"
timezone = "Europe/Berlin"
weekly = "35 km"

[week]
long = "sunday"
rest = ["monday"]

[week.times]
default = "06:30"

[plan]
start = 2027-01-04

[[race]]
id = "spring-2027"
name = "Spring 10k"
date = 2027-03-28
start = "10:00"
distance = "10k"
priority = "A"
"""
Json = dict[str, Any]


@dataclass
class Folder:
    """A folder with a season in it, signed in at a server; `said` is all that its commands ever printed."""

    server: GoogleServer
    path: Path
    said: list[str] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None

    def __post_init__(self) -> None:
        """Write the season, sign in."""
        (self.path / "season.toml").write_text(SEASON)
        keep_sign_in(self.server, self.path / "config")

    # --- commands ---

    def start(self, *told: str) -> subprocess.Popen[str]:
        """A command that runs."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COUNTBACK_")}
        own = {"COUNTBACK_CONFIG": str(self.path / "config"), "COUNTBACK_GOOGLE_ROOT": self.server.root}
        self.process = subprocess.Popen(
            [*COMMAND, *told, "--today", TODAY],
            cwd=self.path,
            env={**kept, **own},
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        return self.process

    def run(self, *told: str) -> Ended:
        """A command that has ended; never with a traceback."""
        process = self.start(*told)
        out, err = process.communicate(timeout=120)
        self.process = None
        self.said += [out, err]
        assert "Traceback" not in err, err
        return Ended(process.returncode, out, err)

    def sync(self, *told: str) -> Json:
        """A sync that has to succeed: what it tells."""
        ended = self.run("sync", *told, "--json")
        assert ended.code == 0, ended
        result: Json = json.loads(ended.out)
        return result

    def kill(self) -> None:
        """End the command that runs, as a power cut does."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)

    def killed(self, *told: str) -> bool:
        """Run a command that the server, or a clock, is to kill; whether it was."""
        process = self.process or self.start(*told)
        out, err = process.communicate(timeout=120)
        self.said += [out, err]
        self.process = None
        return process.returncode == -signal.SIGKILL

    def plan_later(self) -> None:
        """Every session moves: the athlete told another hour."""
        path = self.path / "season.toml"
        path.write_text(path.read_text().replace('default = "06:30"', 'default = "07:15"'))

    # --- what is there ---

    @property
    def athlete(self) -> Athlete:
        """The athlete, with the calendar of the season open: the one with events, where a killed run left another."""
        open_ = [self.server.athlete(calendar) for calendar in self.server.made_calendars]
        return max(open_, key=lambda athlete: len(athlete.events()))

    def planned(self) -> dict[str, Json]:
        """The sessions as `show` has them, by their id at Google."""
        ended = self.run("show", "--json")
        sessions = json.loads(ended.out)["sessions"]
        return {one["uid"].partition("@")[0]: one for one in sessions if one["state"] == "planned"}

    def check(self, edited: dict[str, Json], deleted: frozenset[str] = frozenset()) -> None:
        """No session twice, none missing but deleted ones; edits are there; everything else is as `show` says."""
        live = {event["id"]: event for event in self.athlete.events()}
        noted = [event.get("extendedProperties", {}).get("private", {}) for event in live.values()]
        addresses = [each["countback-address"] for each in noted if each]
        assert len(addresses) == len(set(addresses)), "doubled"
        assert not deleted & live.keys(), "came back"
        for event_id, session in self.planned().items():
            if event_id not in deleted:
                self._holds(live[event_id], session, edited.get(event_id, {}))

    def _holds(self, event: Json, session: Json, edit: Json) -> None:
        for name, value in edit.items():
            assert event[name] == value, f"lost: {name}"
        if "summary" not in edit:
            assert session["title"] in event["summary"]
        if "start" not in edit:
            assert datetime.fromisoformat(event["start"]["dateTime"]) == datetime.fromisoformat(session["start"])

    def settled(self) -> None:
        """One more run is one request and no write."""
        self.server.journal.clear()
        told = self.sync()
        assert (told["inserted"], told["patched"], told["deleted"], told["pending"]) == (0, 0, 0, 0)
        assert self.server.journal.calls == ["events.list"]

    def keeps_its_secrets(self) -> None:
        """No token, code or client secret in any output, nor in any file but the one that is for them."""
        kept = self.path / "config" / "google.json"
        assert kept.stat().st_mode & 0o777 == 0o600
        files = [path for path in self.path.rglob("*") if path.is_file() and path.name != kept.name]
        told = "".join(self.said).encode() + b"".join(path.read_bytes() for path in files)
        assert files
        assert not [secret for secret in self.server.sign_in.secrets if secret.encode() in told]
