"""`countback skipped`: a session that was, or will be, left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, news, which
from countback.cli.stop import Stop
from countback.training.diary import Skipped
from countback.training.model import SessionKind

if TYPE_CHECKING:
    from argparse import Namespace


def run(told: Namespace) -> int:
    """Show what that changes, and write it down."""
    stands = given.standing(told)
    session = which.nearest(stands.plan, told.session, given.today(told, stands.season))
    if session.kind is SessionKind.RACE:
        raise Stop(f"{session.title} is a race: countback race … cancelled takes it out.")
    return news.tell(told, stands, Skipped(news.told_on(told, stands), session.address))
