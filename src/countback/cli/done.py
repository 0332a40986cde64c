"""`countback done`: a session that was run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, news, which
from countback.cli.stop import Stop
from countback.training.diary import Done

if TYPE_CHECKING:
    from argparse import Namespace


def run(told: Namespace) -> int:
    """Write it down; the plan ahead stays as it is."""
    stands = given.standing(told)
    today = given.today(told, stands.season)
    session = which.latest(stands.plan, told.session, today)
    if session.date > today:
        raise Stop(f"{session.title} is on {session.date}, which is still ahead; countback moved brings it forward.")
    return news.tell(told, stands, Done(news.told_on(told, stands), session.address))
