"""Which session or race the athlete means: `T-08w/long`, `long`, `yesterday`, `berlin`. Raises Stop, with hints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli.dates import Looking
from countback.cli.days import perhaps
from countback.cli.stop import Stop
from countback.files.words import likely
from countback.training.model import Session, State, Week
from countback.training.titles import dated
from countback.views.find import find, sessions, suggestions

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from countback.training.model import Plan, Race


def coming(plan: Plan, text: str, today: date) -> Session:
    """The session meant by somebody who has it before them: of several, the first from today on."""
    found = _meant(plan, text, today, Looking.AHEAD)
    return next((one for one in found if one.date >= today), found[-1])


def latest(plan: Plan, text: str, today: date) -> Session:
    """The session meant by somebody who has it behind them: of several, the last one up to today."""
    found = _meant(plan, text, today, Looking.BACK)
    return next((one for one in reversed(found) if one.date <= today), found[0])


def nearest(plan: Plan, text: str, today: date) -> Session:
    """The session meant where both could be: of several, the nearest to today, what days off took least of all."""
    found = _meant(plan, text, today, Looking.BACK)
    found = [one for one in found if one.state is not State.MISSED] or found
    return min(found, key=lambda one: (abs(one.date - today), one.date))


def _meant(plan: Plan, text: str, today: date, looking: Looking) -> Sequence[Session]:
    """The sessions that a text can mean, by date; at least one."""
    text = text.strip()
    if text in plan.by_address:
        return (plan.by_address[text],)
    if day := perhaps(text, today, looking, (plan.start, plan.end)):
        return (_only(plan, day),)
    same = sessions(plan, text, today)
    if not same:
        raise Stop(_unknown(plan, text, today))
    return same


def _only(plan: Plan, day: date) -> Session:
    found = [one for one in plan.sessions if one.date == day]
    if not found:
        week = plan.week_of(day)
        own = next((one.address.rpartition("/")[0] for one in week.sessions if not one.pinned), "") if week else ""
        raise Stop(f"There is no session on {dated(day)}; countback show {own or day} shows the days around it.")
    if len(found) > 1:
        raise Stop(f"On {dated(day)} are {' and '.join(one.address for one in found)}: name one of them.")
    return found[0]


def _unknown(plan: Plan, text: str, today: date) -> str:
    match find(plan, text, today):
        case Week(sessions=sessions):
            return f"{text!r} is a week; name one of its sessions: {', '.join(one.slot for one in sessions)}"
        case _:
            near = " or ".join(suggestions(plan, text, today))
            hint = f"did you mean {near}?" if near else "write T-08w/long, or long for the nearest one"
            return f"{text!r} is no session of this season; {hint}"


def race(races: Collection[Race], text: str) -> Race | None:
    """The race that is meant by its id, its name or the beginning of one; None where no race is."""
    words = text.strip().casefold()
    exact = [one for one in races if words in (one.id, one.name.casefold())]
    found = exact or [one for one in races if one.id.startswith(words) or one.name.casefold().startswith(words)]
    if len(found) > 1:
        raise Stop(f"{text!r} could be {' or '.join(one.id for one in found)}: name one of them.")
    return found[0] if found and words else None


def likely_race(races: Collection[Race], text: str) -> Race | None:
    """The race that a slip of the pen means, perhaps: by its id, its name or a word of it."""
    names = {name: one for one in races for name in (*one.name.casefold().split(), one.id, one.name.casefold())}
    return names.get(likely(text, names) or "")
