"""A first season.toml: from answers to a text that explains itself and reads back without a problem."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from countback.files.distances import distance
from countback.files.moments import day
from countback.files.problem import Unfit
from countback.files.season import RULES
from countback.files.slugs import race_id
from countback.files.table import validate
from countback.files.tables import AthleteTable, PlanTable, RaceTable, SeasonTable, TimesTable, WeekTable
from countback.training.model import Level
from countback.training.rules import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from countback.files.table import Table

Value = str | tuple[str, ...] | int | bool | None


@dataclass(frozen=True, slots=True)
class Answers:
    """What `init` was told, as the athlete wrote it; what was not told stays out of the file, as a remark.

    `weekly`, `longest` without a unit are minutes for beginners, else km. Weekdays are English names, dates ISO text.
    """

    level: str
    timezone: str
    weekly: str
    race: str
    date: str
    distance: str
    goal: str | None = None
    race_start: str | None = None
    longest: str | None = None
    recent_race: str | None = None
    easy_pace: str | None = None
    long: str | None = None
    quality: tuple[str, ...] | None = None
    rest: tuple[str, ...] | None = None
    runs: int | None = None
    time: str | None = None
    start: str | None = None
    name: str | None = None


_KEYS: Final[dict[str, tuple[type[Table], str]]] = {
    **{key: (AthleteTable, key) for key in ("level", "timezone", "weekly", "longest", "recent_race", "easy_pace")},
    **{key: (WeekTable, key) for key in ("long", "quality", "rest", "runs")},
    **{key: (RaceTable, key) for key in ("date", "distance", "goal")},
    "race": (RaceTable, "name"),
    "race_start": (RaceTable, "start"),
    "time": (TimesTable, "default"),
    "start": (PlanTable, "start"),
    "name": (SeasonTable, "name"),
}


def unfit(answer: str, value: Value, since: date = date.min) -> str | None:
    """Why a value is no answer to the question (a field of `Answers`), in words; None where it fits.

    A race is after `since`, the day from which there can be a plan.
    """
    table, key = _KEYS[answer]
    _, mistakes = validate(table, {key: list(value) if isinstance(value, tuple) else value}, "")
    if not mistakes and answer == "date" and isinstance(value, str) and day(value) <= since:
        return f"{value}: a race is after {since}, the first day that can be planned"
    return mistakes[0].message if mistakes else None


def season_text(answers: Answers, season_id: str, created: date) -> str:
    """A commented season.toml. Whoever calls reads it once with `parse_season`: answers may contradict each other."""
    blocks = (
        _head(answers, season_id, created),
        _athlete(answers),
        _week(answers),
        _plan(answers, created),
        _race(answers),
    )
    return "\n".join("\n".join(block) + "\n" for block in (*blocks, _rest()))


def _head(answers: Answers, season_id: str, created: date) -> Iterator[str]:
    yield "# A season of countback. `countback show` shows the plan that follows from it, `countback check`"
    yield "# what a coach would object to. Lines that begin with # are not read: take the # away to use them."
    yield ""
    yield _line("rules", RULES, "the training tables; a plan stays as it is when newer ones come")
    yield _line("id", season_id, "made once; events in calendars are known by it, so keep it")
    yield f"{f'created = {created}':<36} # the day this file was made"
    yield _line("name", answers.name, "the season as you call it", "On to Berlin")


def _athlete(answers: Answers) -> Iterator[str]:
    time_only = answers.level == Level.BEGINNER
    yield "[athlete]"
    yield _line("level", answers.level, "beginner, novice, intermediate, advanced or high-mileage")
    yield _line("timezone", answers.timezone, "the time zone of your sessions")
    yield _line("weekly", answers.weekly, "what you run in a week now: km, mi or min")
    yield _line("longest", answers.longest, "your longest run of the last 30 days", "40 min" if time_only else "14 km")
    yield _line("recent_race", answers.recent_race, "a recent result; it gives your paces", "10k 47:30")
    yield _line("easy_pace", answers.easy_pace, "or the pace of your easy runs", "6:10/km")
    if not time_only:
        yield _line("continuous", None, "you train and race all the time: base may be skipped", example=True)
    yield _line("age", None, "from 40 on, recovery after a race takes longer", 42)
    yield _line("max_hr", None, "highest heart rate, only if measured; gives heart rates to train by", 186)
    yield _line("rest_hr", None, "resting heart rate", 52)


def _week(answers: Answers) -> Iterator[str]:
    yield "[week]"
    yield _line("long", answers.long, "the day of the long run", "sunday")
    yield _line("quality", answers.quality, "the days of fast sessions", ("tuesday", "thursday"))
    every_day = _usual_runs(answers.level) == 7  # noqa: PLR2004 - days of a week
    yield _line("rest", answers.rest, "days on which nothing is planned", () if every_day else ("monday",))
    yield _line("runs", answers.runs, "days a week with a run", _usual_runs(answers.level))
    yield _line("strength", None, "strength sessions a week", 2)
    yield _line("test", None, "the fitness test of the base phase: mile, 3k or 5k", "3k")
    yield _line("starts", None, "the day a week begins with on screen", "sunday")
    yield ""
    yield "[week.times]"
    yield _line("default", answers.time, "when sessions start; a day without an hour has all-day events", "06:30")
    yield _line("saturday", None, "and so for each weekday", "08:00")


def _plan(answers: Answers, created: date) -> Iterator[str]:
    yield "[plan]"
    yield _date_line("start", answers.start, "first day of the plan", created.isoformat())
    yield _line("growth", None, "a week at most so many times the biggest before it", 1.08)
    yield _line("down_every", None, 'every so many weeks an easier one, or "never"', 4)
    yield _line("down_to", None, "and how easy: its share of the weeks before", 0.75)
    yield _line("long_cap", None, "the longest run ever", "150 min")
    yield _line("peak", None, "the biggest week", "240 min" if answers.level == Level.BEGINNER else "70 km")


def _race(answers: Answers) -> Iterator[str]:
    yield "[[race]]"
    yield _line("name", answers.race, "one such block for each race")
    yield _line("id", _race_id(answers), "events in calendars are known by it, so keep it")
    yield _date_line("date", answers.date, "year-month-day", answers.date)
    yield _line("start", answers.race_start, "the start, local time", "09:15")
    yield _line("distance", answers.distance, "5k, 10k, half, marathon, 50k, or as in 15 km, 10 mi")
    yield _line("priority", "A", "A: all is laid out for it; B: a small taper; C: run out of training")
    yield _line("goal", answers.goal, 'a time, as in 3:45:00, or "finish"', "finish")
    yield from _layout(answers)


def _layout(answers: Answers) -> Iterator[str]:
    """The race's own layout, with the rules' defaults as examples."""
    try:
        row = load(RULES).distance(distance(answers.distance).km)
    except Unfit:
        return
    yield _line("base_weeks", None, "weeks of base, where you want it otherwise than the rules", row.base_weeks[1])
    yield _line("specific_weeks", None, "weeks of specific training", row.specific_weeks[1])
    yield _line("taper_days", None, "days of taper", row.taper_days[1])
    yield _line("recovery_days", None, "days of recovery after the race", row.recovery_days[1])


def _rest() -> Iterator[str]:
    yield "# Days known ahead; one such block for each stretch."
    yield "#[[away]]"
    yield "#from = 2027-07-10"
    yield "#to = 2027-07-17"
    yield _line("running", None, "none or easy", "none")
    yield ""
    yield "[calendar]"
    yield _line("name", None, "the name of the calendar", "Countback")
    yield _line("reminder", None, "how long before a session to remind, or none", "12 h")
    yield _line("banners", None, "an all-day event over each phase", example=True)
    yield _line("busy", None, "sessions block time for others", example=False)
    yield _line("private", None, "neutral titles, for a calendar that others see", example=False)
    yield _line("buffer", None, "time to get ready, and to shower", ("10 min", "15 min"))


def _line(key: str, value: Value, remark: str, example: Value | float = None) -> str:
    """A key with its remark; a remark altogether, with an example, where there is no value."""
    told = f"{key} = {_toml(value)}" if value is not None else f"#{key} = {_toml(example)}"
    return f"{told:<36} # {remark}"


def _date_line(key: str, value: str | None, remark: str, example: str) -> str:
    line = f"{key} = {_date(value)}" if value is not None else f"#{key} = {_date(example)}"
    return f"{line:<36} # {remark}"


def _date(text: str) -> str:
    try:
        return day(text).isoformat()
    except Unfit:
        return _toml(text)  # reading it will say what is wrong with it


def _toml(value: Value | float) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(item) for item in value)}]"
    if isinstance(value, str):
        return _quoted(value)
    return str(value).lower()


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's, but for DEL; what a terminal sent that is no text becomes `?`."""
    whole = text.encode("utf-8", "replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")


def _usual_runs(level: str) -> int:
    rows = load(RULES).levels
    return rows[Level(level)].runs[1] if level in list(Level) else rows[Level.INTERMEDIATE].runs[1]


def _race_id(answers: Answers) -> str | None:
    try:
        return race_id(answers.race, answers.distance, day(answers.date), ())
    except Unfit:
        return None
