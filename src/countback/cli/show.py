"""`countback show`: the season, a week, a day or a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, say
from countback.cli.stop import Stop
from countback.training.model import Session, Week

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import date

    from countback.training.model import Plan
    from countback.views.find import Found


def run(told: Namespace) -> int:
    """Print what is asked for; Stop when there is no such thing."""
    plan = given.plan(told)
    today = given.today(told, plan.season)
    wanted = _wanted(plan, told.what, today) if told.what else None
    if told.json:
        _data(plan, wanted)
    else:
        _lines(plan, wanted, today, why=told.why)
    return 0


def _wanted(plan: Plan, text: str, today: date) -> Found:
    from countback.views.find import find, suggestions

    found = find(plan, text, today)
    if found is None:
        near = " or ".join(suggestions(plan, text))
        help_ = f"did you mean {near}?" if near else "name a week (T-08w), a day (2027-08-01) or a session (T-08w/long)"
        raise Stop(f"{text!r} is no week, day or session of this season; {help_}")
    return found


def _data(plan: Plan, wanted: Found | None) -> None:
    from countback.views import data

    match wanted:
        case None:
            say.data(data.as_json(plan))
        case Session():
            say.data(data.session(wanted, plan.season))
        case Week():
            say.data(data.week(wanted, plan.season))
        case day:
            say.data(data.day(plan, day))


def _lines(plan: Plan, wanted: Found | None, today: date, *, why: bool) -> None:
    from countback.views import detail, overview

    match wanted:
        case None:
            say.lines(overview.overview(plan, today, why=why))
        case Session():
            say.lines(detail.session(plan, wanted))
        case Week():
            say.lines(detail.week(plan, wanted, why=why))
        case day:
            say.lines(detail.day(plan, day))
