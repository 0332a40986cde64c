"""`countback done`: a session that was run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, news, which
from countback.cli.stop import Stop
from countback.training.diary import Done
from countback.training.model import SessionKind
from countback.training.titles import dated

if TYPE_CHECKING:
    from argparse import Namespace

    from countback.training.model import Session


def run(told: Namespace) -> int:
    """Write it down; the plan ahead stays as it is. Stop where its day is still to come."""
    stands = given.standing(told)
    today = given.today(told, stands.season)
    session = which.latest(stands.plan, told.session, today)
    if session.date > today:
        raise _to_come(session)
    return news.tell(told, stands, Done(news.told_on(told, stands), session.address))


def _to_come(session: Session) -> Stop:
    """What was run before its day is moved first, so that its week is planned around it."""
    told = f"{session.title} is on {dated(session.date)}, which is to come: on that day it can be told as done"
    if session.kind is SessionKind.RACE:
        return Stop(f"{told}.")
    return Stop(f"{told}. Was it run already? Then first: countback moved {session.address} today")
