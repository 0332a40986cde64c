"""`countback done`: a session that was run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, news, which
from countback.cli.stop import Stop
from countback.training.diary import Done
from countback.training.model import monday
from countback.views.words import dated

if TYPE_CHECKING:
    from argparse import Namespace


def run(told: Namespace) -> int:
    """Write it down; the plan ahead stays as it is. What was run before its day in the week can be told as well."""
    stands = given.standing(told)
    today = given.today(told, stands.season)
    session = which.latest(stands.plan, told.session, today)
    if monday(session.date) > monday(today):
        raise Stop(f"{session.title} is on {dated(session.date)}, a later week; countback moved brings it forward.")
    return news.tell(told, stands, Done(news.told_on(told, stands), session.address))
