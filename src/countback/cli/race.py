"""`countback race`: a race on another day, cancelled, or entered after the plan was made."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from countback.cli import given, news, which
from countback.cli.dates import Looking
from countback.cli.days import day, perhaps
from countback.cli.stop import Stop
from countback.files import choices, distances, moments
from countback.files.diary import FILE as DIARY
from countback.files.disagreements import races_after
from countback.files.problem import Unfit
from countback.files.season import FILE as SEASON
from countback.files.slugs import race_id
from countback.files.words import likely
from countback.training.diary import RaceAdded, RaceChanged, standing
from countback.training.model import Priority, Race
from countback.training.titles import dated, in_words

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from datetime import date
    from typing import TypeVar

    from countback.cli.given import Standing
    from countback.files.disagreements import Races

    T = TypeVar("T")

_CANCELLED = ("cancelled", "canceled")
_OF_A_NEW_RACE = ("distance", "priority", "goal", "race_start")
_KEYS = {"race_start": "start"}
_A_YEAR = timedelta(days=366)


def run(told: Namespace) -> int:
    """Show what the race changes, and write it down."""
    stands = given.standing(told)
    today, on = given.today(told, stands.season), news.told_on(told, stands)
    name, text = _parted(told.race, told.when, today)
    races = races_after(stands.season, stands.diary)
    known = which.race(races.values(), name)
    to = None if text.lower() in _CANCELLED else _day(text, today)
    _refuse_far(to, stands)
    if known is None:
        if not told.distance and (gone := _cancelled(stands, name)):
            raise Stop(gone)
        return news.tell(told, stands, RaceAdded(on, _new(told, name, races, to)))
    if given_too := [name for name in _OF_A_NEW_RACE if getattr(told, name)]:
        raise _edited_by_hand(stands, known, given_too[0], getattr(told, given_too[0]))
    return news.tell(told, stands, RaceChanged(on, known.id, to))


def _day(text: str, today: date) -> date:
    """The day of a race, which is to come; Stop for any other, with what may have been meant."""
    if perhaps(text, today, Looking.AHEAD) is None and likely(text.lower(), _CANCELLED):
        raise Stop(f"{text!r} is no day; did you mean {_CANCELLED[0]}?")
    found = day(text, today, Looking.AHEAD)
    if found < today:
        raise Stop(f"{dated(found)} is past; a race is moved to a day that is still to come.")
    return found


def _refuse_far(day: date | None, stands: Standing) -> None:
    """A day so long after all that is planned is a slip of the pen, or of another season."""
    if day is not None and day - stands.plan.end > _A_YEAR:
        raise Stop(
            f"{dated(day)} is more than a year after this season, which ends on {dated(stands.plan.end)}. "
            "If that is meant, make it a season of its own: countback init in a new folder."
        )


def _cancelled(stands: Standing, name: str) -> str:
    """That a race was taken out of the season, and how it comes back; empty where it was not."""
    every = races_after(stands.season, tuple(one for one in standing(stands.diary) if isinstance(one, RaceAdded)))
    found = which.race(every.values(), name)
    if found is None:
        return ""
    told = f'countback race "{found.name}" DATE --distance "{found.distance_text}"'
    return f"{found.name} was cancelled. countback undo takes that back if it was the last news; else enter it: {told}"


def _edited_by_hand(stands: Standing, known: Race, key: str, value: str) -> Stop:
    """What else a race is stands in a file, where it is changed."""
    from_start = any(one.id == known.id for one in stands.season.races)
    file, table = (SEASON, "[[race]]") if from_start else (DIARY, "[[entry]]")
    option, line = f"--{key.replace('_', '-')}", f"{_KEYS.get(key, key)} = {json.dumps(value, ensure_ascii=False)}"
    return Stop(
        f"{known.name} is in the season already ({known.id}): {option} is for a race that is not. "
        f"Change it in {file}, in the {table} of {known.name}: {line}"
    )


def _parted(name: str, text: str, today: date) -> tuple[str, str]:
    """The name and when: a name may have several words, its day is all that can be one."""
    words = text.split()
    for number in range(len(words)):
        when = " ".join(words[number:])
        if when.lower() in _CANCELLED or perhaps(when, today, Looking.AHEAD):
            return " ".join((name, *words[:number])), when
    return name, text


def _new(told: Namespace, name: str, races: Races, when: date | None) -> Race:
    """A race that the season does not know yet; Stop where that cannot be meant."""
    if when is None or not told.distance:
        near = which.likely_race(races.values(), name)
        guess = f"; did you mean {near.name} ({near.id})?" if near else f"; the races are {', '.join(races) or 'none'}."
        raise Stop(f"{name!r} is no race of this season{guess} A new one is entered with its --distance.")
    name = _fit("RACE", choices.name, name)
    distance = _fit("--distance", distances.distance, told.distance)
    goal = _fit("--goal", distances.goal, told.goal) if told.goal else None
    return Race(
        id=race_id(name, distance.text, when, races.keys()),
        name=name,
        date=when,
        distance_km=distance.km,
        distance_text=distance.text,
        priority=_fit("--priority", choices.priority, told.priority) if told.priority else Priority.C,
        start=_fit("--race-start", moments.clock, told.race_start) if told.race_start else None,
        goal=_reached("--goal", distance.km, goal) if isinstance(goal, tuple) else None,
        finish=isinstance(goal, distances.Finish),
    )


def _reached(option: str, distance_km: float, readings: moments.Readings) -> int:
    """The time that is meant; Stop where nobody runs it."""
    if why := distances.implausible(distance_km, readings):
        raise Stop(f"{option} {in_words(readings[0])!r}: {why}")
    return distances.meant(distance_km, readings)


def _fit(option: str, reads: Callable[[object], T], text: str) -> T:
    try:
        return reads(text)
    except Unfit as error:
        raise Stop(f"{option} {text!r}: {error}") from None
