"""`countback race`: a race on another day, cancelled, or entered after the plan was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, news, which
from countback.cli.days import Looking, day, perhaps
from countback.cli.stop import Stop
from countback.files import choices, distances, moments
from countback.files.disagreements import races_after
from countback.files.problem import Unfit
from countback.files.slugs import race_id
from countback.training.diary import RaceAdded, RaceChanged
from countback.training.model import Priority, Race
from countback.training.titles import in_words

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from datetime import date
    from typing import TypeVar

    from countback.files.disagreements import Races

    T = TypeVar("T")

_CANCELLED = ("cancelled", "canceled")
_OF_A_NEW_RACE = ("distance", "priority", "goal", "race_start")


def run(told: Namespace) -> int:
    """Show what the race changes, and write it down."""
    stands = given.standing(told)
    today, on = given.today(told, stands.season), news.told_on(told, stands)
    name, text = _parted(told.race, told.when, today)
    races = races_after(stands.season, stands.diary)
    known = which.race(races.values(), name)
    to = None if text.lower() in _CANCELLED else day(text, today, Looking.AHEAD)
    if known is None:
        return news.tell(told, stands, RaceAdded(on, _new(told, name, races, to)))
    if given_too := [name for name in _OF_A_NEW_RACE if getattr(told, name)]:
        option = f"--{given_too[0].replace('_', '-')}"
        raise Stop(f"{known.name} is in the season already ({known.id}): {option} is for a race that is not.")
    return news.tell(told, stands, RaceChanged(on, known.id, to))


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
        hint = f"the races are {', '.join(races) or 'none'}; a new one is entered with its --distance"
        raise Stop(f"{name!r} is no race of this season; {hint}.")
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
