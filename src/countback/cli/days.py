"""Days as people say them: `yesterday`, `monday`, `last week`, `thu 3 may`, `3-9 may`, `since monday`. Raises Stop.

Where a day could be behind or ahead, a command says which way it looks: what was missed is behind, what is moved goes
ahead. A day without its year is the nearest one inside the season, where a command can only mean one of that. Of a
stretch, the end is looked for from its beginning on.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta, weekday

from countback.cli.dates import DAYS, Looking, Span, written
from countback.cli.stop import Stop
from countback.training.titles import dated

_EXAMPLES: Final = "2027-05-03, yesterday, monday, last friday, 3 may, in 2 days"
_NAMED: Final = {"day before yesterday": -2, "yesterday": -1, "today": 0, "now": 0, "tomorrow": 1}
_WEEKS: Final = {"last": -1, "this": 0, "next": 1}
_YEARS: Final = range(1970, 2101)
_HOUR: Final = re.compile(r"(?P<day>.*?)(?: +(?:at )?|(?<=\d)t)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::00)?")
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBERS: Final = re.compile(r"\d{1,4}[./-]\d{1,2}(?:[./-](?:\d{4}|\d{1,2})?)?")
_HALF_A_YEAR: Final = 183  # days: a stretch of more, told without a year, is one whose ends are the wrong way round
_TO: Final = re.compile(r"\s*\.\.+\s*|\s+(?:to|until|-|–)\s+|(?<=[a-z])[-–](?=\w)|(?<=\d)[-–](?=[a-z])", re.IGNORECASE)
_NUMBER: Final = r"\d{1,2}(?:st|nd|rd|th)?\.?"
_JOINED: Final = r"\s*(?:-|–|\.\.+|\bto\b|\buntil\b)\s*"
_TWO: Final = rf"(?P<first>{_NUMBER}){_JOINED}(?:the )?(?P<last>{_NUMBER})"
_OF_A_MONTH: Final = (
    re.compile(rf"(?:the )?{_TWO}(?P<after> (?:of )?[a-z]+\.?(?: \d{{4}})?)"),
    re.compile(rf"(?P<before>[a-z]+\.? ){_TWO}(?P<after>(?: \d{{4}})?)"),
)
_SATURDAY: Final = 5


def day(text: str, today: date, looking: Looking, season: Span | None = None) -> date:
    """One day. Raises Stop when nobody could tell which."""
    found = perhaps(text, today, looking, season)
    if found is None or found.year not in _YEARS:
        raise Stop(f"{text!r} is no day; write it like {_EXAMPLES}")
    return found


def perhaps(text: str, today: date, looking: Looking, season: Span | None = None) -> date | None:
    """One day, or None where the text is something else. Raises Stop for a day that no calendar has."""
    words = _plain(text)
    return _fixed(words, today) or _weekday(words, today, looking) or written(words, today, looking, season)


def span(text: str, today: date, looking: Looking, season: Span) -> Span:
    """A stretch of days, both ends included: `monday..wednesday`, `last week`, one day. Raises Stop."""
    if named := _named(_plain(text), today, looking):
        return named
    first, *more = _ends(text)
    if not more:
        _refuse_two(text, today, looking, season)
    start = day(first, today, looking, season)
    end = _end(more[0], today, start) if more else start
    if end < start:  # `last monday..last friday`, told on a Wednesday, are both of last week
        start = _of_a_week(_plain(first), end) or start
    if more and (end - start).days > _HALF_A_YEAR and not re.search(r"\d{4}", more[0]):
        end -= relativedelta(years=1)  # read from its beginning on, an end before that is one of the next year
    if end < start:
        raise Stop(f"{text!r} ends ({dated(end)}) before it begins ({dated(start)}); swap them, or write both dates")
    return start, end


def _named(words: str, today: date, looking: Looking) -> Span | None:
    """`last week`, `this weekend`, `since monday`: a stretch that has a name, or that ends today."""
    if since := re.fullmatch(r"(?:ever )?since (.+)", words):
        return day(since[1], today, Looking.BACK), today
    told = re.fullmatch(r"(?:(last|this|next|the) )?(week|weekend)", words)
    if told is None or (told[2] == "week" and told[1] not in _WEEKS):
        return None
    monday = _to_weekday(today, 0, Looking.BACK)
    if told[2] == "week":
        monday += timedelta(weeks=_WEEKS[told[1]])
        return monday, monday + timedelta(days=6)
    saturday = monday + timedelta(days=_SATURDAY)
    if told[1] in _WEEKS:
        _refuse_either(words, today, saturday)
        saturday += timedelta(weeks=_WEEKS[told[1]])
    elif looking is Looking.BACK and saturday > today:
        saturday -= timedelta(weeks=1)
    return saturday, saturday + timedelta(days=1)


def _refuse_either(words: str, today: date, saturday: date) -> None:
    """Before a weekend, the next one is this week's to some and the next week's to others."""
    if words == "next weekend" and today < saturday:
        other = saturday + timedelta(weeks=1)
        raise Stop(f"{words!r} could begin on {dated(saturday)} or {dated(other)}; write this weekend, or both dates")


def _ends(text: str) -> list[str]:
    """The two ends of a stretch, or the one day that it is. Days of one month share it: `3-9 may`, `may 3 to 9`."""
    words = _plain(text).removeprefix("from ")
    if told := next((found for one in _OF_A_MONTH if (found := one.fullmatch(words))), None):
        before, after = told.groupdict().get("before") or "", told["after"]
        return [f"{before}{told[end]}{after}" for end in ("first", "last")]
    return _TO.split(text.removeprefix("from "), maxsplit=1)


def _end(text: str, today: date, start: date) -> date:
    """The end of a stretch: what today does not fix is the first such day from the beginning on."""
    return day(text, today if _fixed(_plain(text), today) else start, Looking.AHEAD)


def _refuse_two(text: str, today: date, looking: Looking, season: Span) -> None:
    """Two days without a word between them could be two days, or all from the one to the other."""
    words = [] if perhaps(text, today, looking, season) else text.split()
    for number in range(1, len(words)):
        two = " ".join(words[:number]), " ".join(words[number:])
        if all(perhaps(one, today, looking, season) for one in two):
            raise Stop(f"{text!r} are two days; all from the one to the other are written {'..'.join(two)}")


def _plain(text: str) -> str:
    return " ".join(text.lower().replace(",", " ").split())


def _fixed(words: str, today: date) -> date | None:
    """A day that does not depend on which way one looks."""
    return _iso(words) or _near(words, today) or _counted(words, today) or _of_a_week(words, today)


def moment(text: str, today: date, own: date) -> tuple[date, time | None]:
    """A day ahead, and the hour if one is told: `saturday 07:30`. Raises Stop.

    What is moved has a day of its `own`: an hour alone is of that day, a weekday alone of its week.
    """
    told = _HOUR.fullmatch(f" {text.lower()}".replace("  ", " ").rstrip())
    if told is None:
        return _ahead(text, today, own), None
    hour, minute = int(told["hour"]), int(told["minute"])
    if hour > 23 or minute > 59:  # noqa: PLR2004
        raise Stop(f"{text!r} has no such time of day; 00:00 to 23:59 fits")
    return _ahead(told["day"], today, own) if told["day"].strip() else own, time(hour, minute)


def _ahead(text: str, today: date, own: date) -> date:
    alone = _plain(text).removeprefix("on ") in DAYS
    return day(text, max(today, own - timedelta(days=own.weekday())) if alone else today, Looking.AHEAD)


def names_weekday(text: str) -> bool:
    """Whether a day is told by its weekday alone, with an hour or without: `friday 07:30`, not `fri 18 june`."""
    words = _plain(text).split()
    return bool(words) and words[-1 if len(words) == 1 or ":" not in words[-1] else -2] in DAYS


def _iso(words: str) -> date | None:
    """`2027-05-03`; where day and month stand the other way round, nothing is guessed."""
    if _NUMBERS.fullmatch(words) and not _ISO.fullmatch(words):
        raise Stop(f"{words!r} is no day: in numbers it is written year-month-day, as in 2027-04-09; or say 9 april")
    if not _ISO.fullmatch(words):
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise Stop(f"{words}: there is no such day in the calendar") from None


def _near(words: str, today: date) -> date | None:
    return today + timedelta(days=_NAMED[words]) if words in _NAMED else None


def _counted(words: str, today: date) -> date | None:
    """`3 days ago`, `a week ago`, `in 2 weeks`."""
    told = re.fullmatch(r"(in )?(an?|one|\d{1,3}) (day|week)s?( ago)?", words)
    if told is None or bool(told[1]) == bool(told[4]):
        return None
    return today + (int(told[2]) if told[2].isdigit() else 1) * (1 if told[1] else -1) * timedelta(**{f"{told[3]}s": 1})


def _of_a_week(words: str, today: date) -> date | None:
    """`last monday` and `next monday` are never today; `this monday` is of the week from Monday to Sunday."""
    before, _, name = words.rpartition(" ")
    if name not in DAYS:
        return None
    number = DAYS[name]
    match before:
        case "last":
            return _to_weekday(today - timedelta(days=1), number, Looking.BACK)
        case "next":
            return _to_weekday(today + timedelta(days=1), number, Looking.AHEAD)
        case "this":
            return _to_weekday(today, 0, Looking.BACK) + timedelta(days=number)
    return None


def _weekday(words: str, today: date, looking: Looking) -> date | None:
    """`monday` is the next or the last one, today counting."""
    name = words.removeprefix("on ")
    return _to_weekday(today, DAYS[name], looking) if name in DAYS else None


def _to_weekday(start: date, number: int, looking: Looking) -> date:
    """The nearest day with this weekday, the start itself counting."""
    found: date = start + relativedelta(weekday=weekday(number)(int(looking)))
    return found
