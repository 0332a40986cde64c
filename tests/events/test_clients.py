"""Our files in other people's programs: `ics_check` beside the repository runs them, where it is there.

Only clients that install quickly; all sixteen run by hand with `../shared/tools/ics_check/check_ics.sh FILE.ics`.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from countback.events.event import Event, by_start
from countback.events.export import export
from countback.events.ics import to_ics
from countback.events.schedule import schedule
from countback.training.model import State
from tests import factories
from tests.factories import RACE_ID

SCRIPT = Path(__file__).parents[3] / "shared/tools/ics_check/check_ics.sh"
CLIENTS = "icalendar,ical,ics.py,vobject,khal,ical.js,node-ical,ts-ics,libical,calcurse,ruby-icalendar,sabre"
PARTS = "npm pip php libical calcurse ruby"
NOTHING_RAN = 2
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Europe/Dublin",
    "Australia/Lord_Howe",
    "Asia/Jerusalem",
    "America/Nuuk",
    "Asia/Kolkata",
    "Africa/Casablanca",
)

pytestmark = pytest.mark.skipif(not SCRIPT.exists(), reason="ics_check is not beside the repository")


def check(*arguments: object) -> str:
    """What the clients say to our files; the clients are installed at the first call."""
    env = {**os.environ, "ICAL_CHECK_PARTS": PARTS}
    command = ["bash", str(SCRIPT), "--only", CLIENTS, *map(str, arguments)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode == NOTHING_RAN:
        pytest.skip(f"no client could be installed: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stdout
    return done.stdout


def write(path: Path, events: tuple[Event, ...]) -> Path:
    """A file of the athlete in Berlin."""
    path.write_bytes(to_ics(events, "Countback", "Europe/Berlin"))
    return path


def changes_of_the_clock(zone: str) -> list[date]:
    """The days of 2027 on which a zone's clocks change; one day of March where they never do."""
    noons = [datetime(2027, 1, 1, 12, tzinfo=ZoneInfo(zone)) + timedelta(days=n) for n in range(365)]
    days = [day.date() for day in noons if (day - timedelta(days=1)).utcoffset() != day.utcoffset()]
    return days or [date(2027, 3, 28)]


def around_the_change(zone: str) -> tuple[Event, ...]:
    """Sessions at all hours of the night of a change and of the days beside it, and one without an hour."""
    run = factories.session()
    days = [day + timedelta(days=n) for day in changes_of_the_clock(zone) for n in (-1, 0, 1)]
    hours = [time(hour, 10) for hour in (0, 1, 2, 3, 6, 23)]
    sessions = tuple(
        replace(run, address=f"{zone}/{day}/{start}", date=day, start=start) for day in days for start in (*hours, None)
    )
    return schedule(factories.plan(factories.with_zone(zone), sessions))


def test_all_clients_agree_in_all_zones_on_both_changes_of_the_clock(tmp_path: Path) -> None:
    """Every start, end, title and text; and the bytes are without fault."""
    events = sorted((event for zone in ZONES for event in around_the_change(zone)), key=by_start)
    result = check(write(tmp_path / "zones.ics", tuple(events)))
    assert "PASS zones.ics" in result
    assert "0 lint errors, 0 warnings" in result


def test_all_clients_agree_on_a_season_and_on_what_was_cancelled_in_it(tmp_path: Path) -> None:
    """A fresh export, and one over it."""
    first, second = two_exports(tmp_path)
    result = check(first, second)
    assert result.count("PASS season") == 2
    assert result.count("0 lint errors, 0 warnings") == 2


def test_importing_again_updates_and_doubles_nothing(tmp_path: Path) -> None:
    """In khal, which keeps a calendar as its own files: the moved session moved, the cancelled one is cancelled."""
    result = check("--reimport", *two_exports(tmp_path))
    (khal,) = [line.split() for line in result.splitlines() if line.startswith("khal ")]
    assert khal[1:4] == ["28", "1/0/0", "0/0"]
    assert "{'CANCELLED': 1}" in result


def two_exports(folder: Path) -> tuple[Path, Path]:
    """A season, and again after one session moved and another was skipped."""
    plan = factories.plan()
    earlier = schedule(plan)
    moved = factories.with_session(plan, f"{RACE_ID}/T-04w/long", date=date(2027, 8, 28))
    later = factories.with_session(moved, f"{RACE_ID}/T-03w/easy-1", state=State.SKIPPED)
    again = export(schedule(later), earlier, datetime(2027, 8, 1, tzinfo=UTC)).events
    return write(folder / "season-1.ics", earlier), write(folder / "season-2.ics", again)
