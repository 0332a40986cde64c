"""`countback restore`: a session that was deleted in the calendar, or skipped, comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import calendars, given, news, say, which
from countback.cli.keeper import Asked
from countback.cli.stop import Stop
from countback.cli.sync import keep
from countback.events.merge.nouns import Life
from countback.events.schedule import schedule
from countback.training.diary import Skipped
from countback.training.model import SessionKind, State

if TYPE_CHECKING:
    from argparse import Namespace

    from countback.cli.given import Standing


def run(told: Namespace) -> int:
    """Write it into the diary, and sync; what the diary does not speak of (banners, races) is restored by the sync.

    Where no calendar was ever synced, the diary is all that there is.
    """
    stands = given.standing(told)
    address = _address(told, stands)
    session = stands.plan.by_address.get(address)
    if not ((session and session.state is State.SKIPPED) or _buried(told, address)):
        raise Stop(f"{address} is neither skipped nor deleted; countback sync brings what is missing.")
    if session is None or session.kind is SessionKind.RACE:
        return keep(told, Asked(restored=frozenset({address})))
    entry = Skipped(news.told_on(told, stands), address, restored=True)
    if not _synced(told):
        return news.tell(told, stands, entry)
    if told.dry_run:
        return keep(told, Asked(more=(entry,)))
    news.write(told, stands, entry)
    say.note(stands.said(entry))
    return keep(told, Asked())


def _address(told: Namespace, stands: Standing) -> str:
    """A session by its address or as `show` takes it; a banner by its address."""
    if told.session in {event.address for event in schedule(stands.plan)}:
        return str(told.session)
    return which.nearest(stands.plan, told.session, given.today(told, stands.season)).address


def _synced(told: Namespace) -> bool:
    """Whether there is a calendar that the plan is kept equal to."""
    with calendars.the_ledger(told, dry=True) as ledger:
        return bool(ledger.targets()) or ledger.damaged is not None


def _buried(told: Namespace, address: str) -> bool:
    """Whether the athlete deleted it in any calendar."""
    with calendars.the_ledger(told, dry=True) as ledger:
        rows = [ledger.target(name).row(address) for name in ledger.targets()]
    return any(row is not None and row.life is Life.TOMBSTONE for row in rows)
