"""Pull: pages are staged; items and token are believed in one transaction, after the last page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.events.event import event_uid
from countback.events.merge.decide import guard
from countback.events.merge.nouns import Life
from countback.targets.port import TokenExpired, TryLater

if TYPE_CHECKING:
    from countback.events.merge.nouns import Wish
    from countback.ledger.store import Ledger
    from countback.targets.port import Door


def read(door: Door, ledger: Ledger, wish: Wish, *, anew: bool = False) -> bool:
    """Bring the ledger's mirror up to date; answers whether all of the calendar was read.

    `anew` reads all whatever the token. Where the token is no good any more, the token alone is dropped: what is known
    to exist tells what is missing. Raises `Refusal`.
    """
    token = None if anew else ledger.get("token") or None
    try:
        newest = _stage(door, ledger, token)
    except TokenExpired:
        ledger.put("token", "")
        token, newest = None, _all(door, ledger)
    complete = token is None
    if complete and _misses_some(ledger, wish):
        newest = _again(door, ledger)
    ledger.believe(newest, complete=complete)
    return complete


def _all(door: Door, ledger: Ledger) -> str:
    try:
        return _stage(door, ledger, None)
    except TokenExpired:
        raise TryLater("The calendar changed while it was read.") from None


def _stage(door: Door, ledger: Ledger, token: str | None) -> str:
    """All pages of a read, none of them believed; answers the new token."""
    ledger.unstage()
    return _pages(door, ledger, token)


def _pages(door: Door, ledger: Ledger, token: str | None) -> str:
    newest = ""
    for page in door.pull(token):
        ledger.stage(page.remotes)
        newest = page.token or ""
    return newest


def _misses_some(ledger: Ledger, wish: Wish) -> bool:
    """Whether known events are missing without a word, but too few for the guard: a list may have been cut short."""
    staged, rows = ledger.staged(), ledger.rows()
    if guard(wish, staged, rows):
        return False
    live = (row for row in rows.values() if row.life is Life.LIVE)
    return any(event_uid(wish.season, row.address, row.generation) not in staged for row in live)


def _again(door: Door, ledger: Ledger) -> str:
    """A second look over the first: only what is in neither is not there."""
    try:
        return _pages(door, ledger, None)
    except TokenExpired:
        raise TryLater("The calendar changed while it was read.") from None
