"""Words out of a list, numbers within bounds, names and ids. Raises `Unfit`."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Final, TypeVar

from countback.files.problem import Unfit
from countback.files.slugs import slug
from countback.files.words import UNSHOWN, found, likely, listed
from countback.training.model import Level, Priority, Running
from countback.training.rules import names

if TYPE_CHECKING:
    from collections.abc import Iterable

Word = TypeVar("Word", bound=StrEnum)

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TESTS: Final = ("mile", "3k", "5k")
_SHORT_DAYS: Final = {name[:length]: name for name in WEEKDAYS for length in (2, 3, 4, 5)}
_NOWHERE: Final = {"Factory"}
"""What the tz database calls a machine whose zone was never set."""
_LONGEST_NAME: Final = 120
_SEEN: Final = "LMNPS"
"""The first letters of the categories of what is seen: letters, marks, numbers, punctuation, symbols."""


def one_of(value: object, options: Iterable[str]) -> str:
    """The option that the text names, whatever its case."""
    options = tuple(options)
    by_folded = {option.casefold(): option for option in options}
    text = value.strip() if isinstance(value, str) else ""
    if text.casefold() in by_folded:
        return by_folded[text.casefold()]
    near = likely(text, options) if len(options) > 1 else None
    guess = f'did you mean "{near}"? ' if near else ""
    raise Unfit(f"{guess}{listed(options)} fits here")


def _member(kind: type[Word], value: object) -> Word:
    return kind(one_of(value, [member.value for member in kind]))


level = partial(_member, Level)
priority = partial(_member, Priority)
running = partial(_member, Running)


def test(value: object) -> str:
    """The kind of fitness test (S28)."""
    return one_of(value, TESTS)


def weekday(value: object) -> int:
    """A weekday from Monday = 0, by its English name or the beginning of it."""
    name = value.strip().casefold() if isinstance(value, str) else ""
    return WEEKDAYS.index(one_of(_SHORT_DAYS.get(name, value), WEEKDAYS))


def first_weekday(value: object) -> int:
    """The day with which a week is shown: Monday = 0 or Sunday = 6."""
    return WEEKDAYS.index(one_of(value, ("monday", "sunday")))


def weekdays(value: object) -> tuple[int, ...]:
    """A list of weekdays, in the order of the week: `["tuesday", "thursday"]`."""
    if not isinstance(value, list):
        days = re.findall(r"\w+", value.replace(" and ", " ")) if isinstance(value, str) else []
        raise Unfit(f"a list belongs here, in brackets: {found(days or ['tuesday'])}")
    numbers = [_listed_day(item) for item in value]
    if twice := [WEEKDAYS[number] for number in numbers if numbers.count(number) > 1]:
        raise Unfit(f'"{twice[0]}" stands here twice')
    return tuple(sorted(numbers))


def _listed_day(item: object) -> int:
    try:
        return weekday(item)
    except Unfit as error:
        raise Unfit(f"{found(item)} is no weekday; {error}") from None


def count(value: object, what: str) -> int:
    """A whole number, of which the training rules know the bounds (`limits`); `what` says what is counted."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unfit(f"a whole number of {what} belongs here, without quotes")
    return value


def whole(value: object, least: int, most: int, what: str) -> int:
    """A whole number between two bounds, both included; `what` says what is counted."""
    value = count(value, what)
    if not least <= value <= most:
        raise Unfit(f"{least} to {most} {what} fit here")
    return value


weeks = partial(whole, least=0, most=52, what="weeks")
specific_weeks = partial(count, what="weeks")
runs = partial(count, what="runs a week")
strength = partial(count, what="strength sessions a week")
age = partial(whole, least=10, most=100, what="years")
max_hr = partial(whole, least=100, most=230, what="beats a minute")
rest_hr = partial(whole, least=25, most=150, what="beats a minute")


def down_every(value: object) -> int:
    """Every how many weeks one is a down week; 0 for `"never"`."""
    if isinstance(value, str) and value.strip().casefold() == "never":
        return 0
    try:
        weeks = count(value, "weeks")
    except Unfit as error:
        raise Unfit(f'{error}, or "never"') from None
    if weeks == 0:
        raise Unfit('no down weeks at all are written "never"')
    return weeks


def yes_no(value: object) -> bool:
    """`true` or `false`."""
    if not isinstance(value, bool):
        raise Unfit("true or false fits here, without quotes")
    return value


def name(value: object) -> str:
    """A name: one line of text, in any script, joined emoji too."""
    if not isinstance(value, str):
        raise Unfit("text belongs here, in quotes")
    text = value.strip()
    if odd := UNSHOWN.search(text):
        raise Unfit(f"one line of text fits here; take out {_named(odd[0])}")
    if not any(unicodedata.category(letter)[0] in _SEEN for letter in text) or len(text) > _LONGEST_NAME:
        raise Unfit(f"one line of text fits here, 1 to {_LONGEST_NAME} characters")
    return text


def _named(letter: str) -> str:
    """A character that nobody sees, by its number and its name: `U+202E, right-to-left override`."""
    number = f"U+{ord(letter):04X}"
    if letter in "\r\n":
        return f"the line break ({number})"
    return f"{number}, {unicodedata.name(letter, 'a control character').lower()}"


def ident(value: object) -> str:
    """An id: small letters, digits and hyphens. It goes into addresses and, through them, into the calendar's UIDs."""
    if not isinstance(value, str):
        raise Unfit('an id is text, in quotes: "berlin-2027"')
    if not re.fullmatch("[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?", value):
        example = slug(value)[:64].strip("-") or "berlin-2027"
        raise Unfit(f'an id is made of a–z, 0–9 and hyphens, 64 at most; "{example}" would do')
    return value


def timezone(value: object) -> str:
    """The IANA name of a time zone, as the tz database writes it."""
    zones = zone_names()
    if isinstance(value, str) and value in zones:
        return value
    cities = {zone.rsplit("/", 1)[-1].replace("_", " "): zone for zone in sorted(zones, reverse=True)}
    text = value if isinstance(value, str) else ""
    near = cities.get(text.strip().title()) or likely(text, zones) or cities.get(likely(text, cities) or "")
    guess = f'did you mean "{near}"?' if near else 'it is written as continent/city: "Europe/Berlin"'
    raise Unfit(f"no time zone of that name; {guess}")


@cache
def zone_names() -> frozenset[str]:
    """All time zones: those of the tzdata package, so that every machine knows the same ones."""
    return frozenset(files("tzdata").joinpath("zones").read_text("ascii").split()) - _NOWHERE


def rules(value: object) -> str:
    """The name of a table of rules that ships with countback."""
    return one_of(value, names())
