"""What the athlete means: `T-08w`, `2027-08-01`, `tomorrow`, `long`, `berlin-2027/T-08w/long`."""

from __future__ import annotations

import re
from datetime import date, timedelta
from difflib import SequenceMatcher, get_close_matches
from typing import TYPE_CHECKING

from countback.training.model import WEEK, Session, Week
from countback.views import words

if TYPE_CHECKING:
    from countback.training.model import Plan

Found = Session | Week | date

_WEEK = re.compile(r"(?:(?P<race>[a-z0-9-]+)/)?t(?P<sign>[-+−])(?P<number>\d{1,3})w?", re.IGNORECASE)
_TELLING = 3  # so many letters of a name say which one it is
_MOST = 3
_NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}


def find(plan: Plan, text: str, today: date) -> Found | None:
    """The session, the week or the day that a text means; None where it means nothing.

    A week without its race is that of the race which today's week counts to, else the next one of that number from
    today on, else the last one there was; so is a session without its race or its week.
    """
    return _day(text, today) or plan.by_address.get(text) or _week(plan, text, today) or _session(plan, text, today)


def _day(text: str, today: date) -> date | None:
    if text.lower() in _NEAR:
        return today + timedelta(days=_NEAR[text.lower()])
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _week(plan: Plan, text: str, today: date) -> Week | None:
    told = _WEEK.fullmatch(text)
    if told is None:
        return None
    to_go = _to_go(told)
    same = [week for week in plan.weeks if week.to_go == to_go and told["race"] in (None, week.race)]
    same = [week for week in same if week.race == race_of(plan, today)] or same
    coming = [week for week in same if week.start + WEEK > today]
    return coming[0] if coming else same[-1] if same else None


def _to_go(told: re.Match[str]) -> int:
    """The weeks to the race week that a text tells, negative after it."""
    return int(told["number"]) * (-1 if told["sign"] == "+" else 1)


def race_of(plan: Plan, day: date) -> str | None:
    """The race that a day's week counts to."""
    week = plan.week_of(day)
    return week.race if week else None


def sessions(plan: Plan, text: str, today: date) -> list[Session]:
    """All whose address ends so, by date; with a week (`T-08w/long`) those of today's race, if it has any.

    Where a race moved, a slot asked for again (`long~2`) is one of them.
    """
    same = [one for one in plan.sessions if _ends_so(one.address.lower(), f"/{text.lower()}")]
    race = race_of(plan, today) if "/" in text else None
    own = [one for one in same if race is not None and one.address.startswith(f"{race}/")]
    return sorted(own or same, key=lambda one: one.date)


def _ends_so(address: str, end: str) -> bool:
    return address.endswith(end) or address.partition("~")[0].endswith(end)


def _session(plan: Plan, text: str, today: date) -> Session | None:
    """By the end of its address: `T-08w/long`, `long`."""
    same = sessions(plan, text, today)
    coming = [one for one in same if one.date >= today]
    return coming[0] if coming else same[-1] if same else None


def suggestions(plan: Plan, text: str, today: date) -> list[str]:
    """What was meant, perhaps: names that begin so, else those whose spelling comes close; the nearest days first."""
    if told := _WEEK.fullmatch(text):
        return _nearest(plan, told, today)
    near = sorted(plan.sessions, key=lambda one: abs(one.date - today))
    names = [*(one.slot for one in near), *(one.address.partition("/")[2] for one in near)]
    asked = text.casefold()
    begun = [name for name in dict.fromkeys(names) if name.casefold().startswith(asked)]
    if len(asked) >= _TELLING and begun:
        return begun[:_MOST]
    return _alike(asked, [*names, *(one.address for one in near), *(words.to_go(week) for week in plan.weeks)])


def _nearest(plan: Plan, told: re.Match[str], today: date) -> list[str]:
    """The week whose number is nearest to one that there is none of: of the race that is named, else of today's."""
    number = _to_go(told)
    race = told["race"].casefold() if told["race"] else race_of(plan, today)
    weeks = [week for week in plan.weeks if week.race == race] or list(plan.weeks)
    return [words.to_go(week) for week in sorted(weeks, key=lambda week: abs(week.to_go - number))[:1]]


def _alike(asked: str, names: list[str]) -> list[str]:
    """Of the names that come close, those that come closest; of several as close, the first ones."""
    folded = {name.casefold(): name for name in reversed(names)}
    close = get_close_matches(asked, folded, n=len(folded), cutoff=0.6)
    best = sorted(close, key=lambda name: (-_likeness(asked, name), names.index(folded[name])))
    return [folded[name] for name in best[:_MOST]]


def _likeness(asked: str, name: str) -> float:
    return round(SequenceMatcher(a=asked, b=name).ratio(), 2)
