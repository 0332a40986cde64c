"""Days, spans and clock times as the terminal says them. English and the same under every locale.

Amounts, lengths and paces are told as in the calendar: `events.units`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from countback.training.model import DAY, WEEK
from countback.training.titles import MONTHS, WEEKDAYS, dated

if TYPE_CHECKING:
    from datetime import date

    from countback.training.model import Race, Session, Week


def day(when: date) -> str:
    """`Sun 26 Sep`."""
    return f"{WEEKDAYS[when.weekday()]} {when.day:2} {MONTHS[when.month - 1]}"


def full_day(when: date) -> str:
    """`Sun 26 Sep 2027`."""
    return f"{day(when)} {when.year}"


def plain_day(when: date) -> str:
    """`Sun 6 Jun`, in a sentence."""
    return " ".join(day(when).split())


def moment(when: date) -> str:
    """`Sun 6 Jun 2027, 08:00`, or the day alone where no hour is told."""
    return f"{dated(when)}, {when:%H:%M}" if isinstance(when, datetime) else dated(when)


def until(when: date, since: date) -> str:
    """The end of what begins at `since`: on the same day its hour alone."""
    same = isinstance(when, datetime) and isinstance(since, datetime) and when.date() == since.date()
    return f"{when:%H:%M}" if same else moment(when)


def span(start: date, end: date) -> str:
    """`Mon 5 Jul – Sun 25 Jul 2027`, always as wide."""
    return f"{full_day(start)} – {full_day(end)}" if start.year != end.year else f"{day(start)}      – {full_day(end)}"


def count(number: int, thing: str) -> str:
    """`1 week`, `3 weeks`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def distance(race: Race) -> str:
    """The distance as the athlete gave it, `marathon`; in km where they gave nothing."""
    return race.distance_text or f"{race.distance_km:g} km"


def hours(one: Session) -> str:
    """`06:30–07:25`; `any time` where no hour was given."""
    if one.start is None:
        return "any time"
    begin = datetime.combine(one.date, one.start)
    return f"{begin:%H:%M}–{begin + timedelta(minutes=one.minutes):%H:%M}"


_AHEAD = {"missed": "off", "skipped": "left out"}


def became(word: str, when: date, today: date) -> str:
    """What became of a session of a day, in the tense of that day: what is ahead cannot be missed yet."""
    return _AHEAD.get(word, word) if when > today else word


def to_go(week: Week) -> str:
    """`T-08w`: the weeks to the race week; after it `T+01w`."""
    return f"T-{week.to_go:02}w" if week.to_go >= 0 else f"T+{-week.to_go:02}w"


def ahead(today: date, when: date) -> str:
    """How far away a day is: `today`, `in 9 days`, `in 14 weeks`, `2 weeks ago`."""
    gap = when - today
    if not gap:
        return "today"
    far = abs(gap)
    text = count(round(far / WEEK), "week") if far >= 3 * WEEK else count(far // DAY, "day")
    return f"in {text}" if gap > timedelta() else f"{text} ago"
