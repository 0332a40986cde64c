"""`countback show`: the season, a week, a day or a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, say
from countback.cli.stop import Stop
from countback.training.model import WEEK, Session, Week

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import date

    from countback.cli.given import Standing
    from countback.training.model import Plan
    from countback.views.find import Found
    from countback.views.original import Row


_NAMES = "name a week (T-08w), a day (2027-08-01, monday, 4 april), a session (T-08w/long) or a race"


def run(told: Namespace) -> int:
    """Print what is asked for; Stop when there is no such thing."""
    stands = given.standing(told)
    plan, today = stands.plan, given.today(told, stands.season)
    wanted = _wanted(plan, told.what, today) if told.what else None
    if told.original:
        _original(stands, wanted, today, as_json=told.json)
    elif told.json:
        _data(plan, wanted)
    else:
        _lines(plan, wanted, today, why=told.why)
    return 0


def _wanted(plan: Plan, text: str, today: date) -> Found:
    from countback.files.choices import WEEKDAYS
    from countback.files.words import likely
    from countback.views.find import find, suggestions

    found = find(plan, text, today) or _as_said(plan, text, today) or _of_race(plan, text)
    if found is None:
        near = likely(text, WEEKDAYS) or " or ".join(suggestions(plan, text, today))
        help_ = f"did you mean {near}?" if near else _NAMES
        raise Stop(f"{text!r} is no week, day or session of this season; {help_}")
    return found


def _of_race(plan: Plan, text: str) -> Session | None:
    """The day of a race that is told by its name, or the beginning of it."""
    from countback.cli import which

    race = which.race(plan.standing, text)
    return plan.run_of(race) if race else None


def _as_said(plan: Plan, text: str, today: date) -> Found | None:
    """A day or a week as people say it: `tuesday`, `next week`; None where it is neither."""
    from countback.cli import days
    from countback.cli.dates import Looking

    if text.lower() in {"last week", "this week", "next week"}:
        start, _ = days.span(text, today, Looking.AHEAD, (plan.start, plan.end))
        return plan.week_of(start) or start
    return days.perhaps(text, today, Looking.AHEAD, (plan.start, plan.end))


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


def _original(stands: Standing, wanted: Found | None, today: date, *, as_json: bool) -> None:
    """The plan as first made, beside what became of it."""
    from countback.views import original

    first, now = stands.plan_after(()), stands.plan
    if as_json:
        say.data(original.as_json(first, now, stands.diary, lambda row: _of(row, wanted)))
    elif wanted is None:
        say.lines(original.season(first, now, stands.diary, today))
    else:
        say.lines(original.sessions(first, now, lambda row: _of(row, wanted), today))


def _of(row: Row, wanted: Found | None) -> bool:
    """Whether a session as first made is, or was made for, what is wanted."""
    match wanted:
        case None:
            return True
        case Session():
            return row.address == wanted.address
        case Week():
            return wanted.start <= row.day < wanted.start + WEEK
        case day:
            return row.day == day


def _lines(plan: Plan, wanted: Found | None, today: date, *, why: bool) -> None:
    from countback.views import detail, overview

    match wanted:
        case None:
            say.lines(overview.overview(plan, today, why=why, width=say.width()))
        case Session():
            say.lines(detail.session(plan, wanted, today))
        case Week():
            say.lines(detail.week(plan, wanted, today, why=why))
        case day:
            say.lines(detail.day(plan, day, today))
