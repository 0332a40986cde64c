"""`countback accept`: the plan's value over what was changed in the calendar, for one session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import calendars, given, which
from countback.cli.keeper import Asked
from countback.cli.sync import keep

if TYPE_CHECKING:
    from argparse import Namespace


def run(told: Namespace) -> int:
    """Sync, this session as the plan has it. An address that the plan has no longer may be named in full."""
    stands = given.standing(told)
    with calendars.the_ledger(told, dry=True) as ledger:
        known = {address for name in ledger.targets() for address in ledger.target(name).rows()}
    if told.session in known:
        return keep(told, Asked(accepted=frozenset({told.session})))
    session = which.nearest(stands.plan, told.session, given.today(told, stands.season))
    return keep(told, Asked(accepted=frozenset({session.address})))
