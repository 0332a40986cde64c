"""`countback status`: which calendars are kept, when last, and what is left to do. No request is made."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from countback.cli import calendars, given, say
from countback.events.merge.nouns import Life
from countback.views import words

if TYPE_CHECKING:
    from argparse import Namespace

    from countback.ledger.store import Ledger


def run(told: Namespace) -> int:
    """Print it."""
    given.standing(told)
    with calendars.the_ledger(told, dry=True) as ledger:
        found = [_one(name, ledger.target(name)) for name in ledger.targets()]
    if told.json:
        say.data({"targets": found})
    elif not found:
        sys.stdout.write("No calendar is kept yet. Next: countback sync google, or countback sync plan.ics\n")
    else:
        sys.stdout.writelines(f"{line}\n" for one in found for line in _lines(one))
    return 0


def _one(name: str, ledger: Ledger) -> dict[str, object]:
    lives = Counter(row.life for row in ledger.rows().values())
    at, what = ledger.last() or ("", "never synced")
    return {
        "target": name,
        "calendar": ledger.get("calendar"),
        "last": at or None,
        "result": what,
        "events": lives[Life.LIVE],
        "deleted_by_you": lives[Life.TOMBSTONE],
        "pending": int(ledger.get("pending") or 0),
    }


def _last(at: object) -> str:
    return words.moment(datetime.fromisoformat(at)) if isinstance(at, str) else "never"


def _lines(one: dict[str, object]) -> list[str]:
    pending = one["pending"]
    left = f"{words.count(pending, 'change')} left to do" if isinstance(pending, int) and pending else "nothing left"
    return [
        f"{one['target']}  {one['calendar']}" if one["target"] != one["calendar"] else str(one["target"]),
        f"  last sync {_last(one['last'])}: {one['result']}",
        f"  {one['events']} events, {one['deleted_by_you']} deleted by you, {left}",
    ]
