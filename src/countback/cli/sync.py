"""`countback sync`: a calendar and the plan made equal, save where the athlete changed something."""

from __future__ import annotations

import hashlib
import random
import sqlite3
import sys
import time
from typing import TYPE_CHECKING

from countback.cli import calendars, given, say, synced
from countback.cli.keeper import Asked, Keeper
from countback.cli.stop import FINDINGS, Stop
from countback.events.merge import says
from countback.files.season import FILE
from countback.sync.patience import Patience
from countback.sync.run import sync
from countback.sync.values import Order, Told, quiet
from countback.targets.port import CalendarGone, Refusal
from countback.training.diary import Edited, Moved, Skipped

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from countback.cli.calendars import Target
    from countback.ledger.store import Ledger, Opened


def run(told: Namespace) -> int:
    """Do it, tell it; the code says whether anything is left."""
    asked = Asked(from_start=told.from_start, deletions_accepted=told.accept_deletions)
    return keep(told, asked)


def keep(told: Namespace, asked: Asked) -> int:
    """A run for any command that ends in one. Raises Stop."""
    given.standing(told)  # what is wrong in the files is told before anything is touched
    try:
        with calendars.the_ledger(told, dry=told.dry_run) as ledger:
            return _kept(told, ledger, asked)
    except Refusal as refusal:
        raise Stop(str(refusal), code=refusal.code) from None
    except sqlite3.Error as error:
        raise Stop(f"The ledger in {told.folder / calendars.STATE} cannot be written: {error}") from None


def _kept(told: Namespace, ledger: Opened, asked: Asked) -> int:
    target = _target(told, ledger)
    own = ledger.target(target.name)
    if told.new:
        own.forget()
    keeper = Keeper(told, asked)
    _season_edited(told, own, keeper)
    stands = given.standing(told)
    now = given.now(told, stands.season)
    order = Order(target.name, calendars.look(stands.season), told.dry_run, told.take_over, _progress(told))
    with calendars.door(told, target, stands.season, now, own.get("calendar")) as door:
        result = sync(door, own, keeper, order, Patience(time.sleep, random.random))
    if result.calendar and not told.dry_run:
        calendars.remember(ledger, target)
    _add_findings(result, ledger, keeper)
    synced.tell(told, target, result)
    return _code(told, target, result)


def _target(told: Namespace, ledger: Opened) -> Target:
    if told.target:
        return calendars.named(told, told.target)
    return calendars.named(told, calendars.GOOGLE) if told.calendar else calendars.known(ledger, told)


def _season_edited(told: Namespace, ledger: Ledger, keeper: Keeper) -> None:
    """A changed season.toml makes a newer plan: a copy of the folder without the change must not undo it."""
    digest = f"sha256:{hashlib.sha256((told.folder / FILE).read_bytes()).hexdigest()[:12]}"
    stands = given.standing(told)
    noted = [entry.digest for entry in stands.diary if isinstance(entry, Edited)]
    known = {*noted[-1:], ledger.get("season")} - {""}
    if known and digest not in known and not told.dry_run:
        keeper.note((Edited(given.today(told, stands.season), digest),))
    ledger.put("season", digest)


def _add_findings(result: Told, ledger: Opened, keeper: Keeper) -> None:
    if ledger.damaged:
        result.findings.append(says.ledger_lost(str(ledger.damaged)))
    result.findings += [says.not_noted(entry, why) for entry, why in keeper.refused]
    refused = {entry.session for entry, _ in keeper.refused if isinstance(entry, Moved | Skipped)}
    result.moved = [move for move in result.moved if move.address not in refused]
    result.skipped = [address for address in result.skipped if address not in refused]


def _code(told: Namespace, target: Target, result: Told) -> int:
    if result.refusal:
        say.note(str(result.refusal))
        if isinstance(result.refusal, CalendarGone):
            where = target.name if target.is_google else target.path
            say.note(f"To begin with a new one: countback sync {where} --new")
        return result.refusal.code
    if result.halt:
        return FINDINGS
    if result.pending:
        return calendars.LATER
    return FINDINGS if told.strict and (result.kept or result.findings) else 0


def _progress(told: Namespace) -> Callable[[int, int], None]:
    """A bar on a terminal; nothing into a pipe."""
    if told.json or not sys.stderr.isatty():
        return quiet
    return _bar


def _bar(done: int, total: int) -> None:
    width = 30
    full = width * done // max(1, total)
    end = "\n" if done >= total else ""
    say.prompt(f"\r{'█' * full}{'░' * (width - full)} {done} of {total}{end}")
