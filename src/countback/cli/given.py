"""What every command begins with: the season in its folder, the plan for it, and what day it is."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from countback.cli.stop import Stop
from countback.files.season import read_season
from countback.training.model import Season
from countback.training.season import build

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import date

    from countback.training.model import Plan


def season(told: Namespace) -> Season:
    """The season of the folder; else its problems, every one."""
    read = read_season(told.folder)
    if isinstance(read, Season):
        return read
    raise Stop(*map(str, read))


def plan(told: Namespace) -> Plan:
    """The plan of the folder's season."""
    return build(season(told))


def now(told: Namespace, one: Season) -> datetime:
    """The moment in the athlete's zone; with `--today` the first of that day, so that all of it is still ahead."""
    zone = ZoneInfo(one.athlete.timezone)
    return datetime.combine(told.today, time(), zone) if told.today else datetime.now(zone)


def today(told: Namespace, one: Season) -> date:
    """What day it is where the athlete lives."""
    return now(told, one).date()
