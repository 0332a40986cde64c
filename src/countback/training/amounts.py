"""How much a week holds after what tune-up races and days away take from it (section 4, section 6)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from countback.training.coach import race_amount, tune_up, window
from countback.training.load import LOADED
from countback.training.model import WEEK, Priority
from countback.training.phases import days_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from countback.training.coach import Brief, Coach
    from countback.training.model import Race
    from countback.training.phases import Frame
    from countback.training.week import Days


def tune_ups_of(coach: Coach, monday: date) -> tuple[tuple[int, Race], ...]:
    """The B and C races of the week from a Monday, with their weekdays."""
    races = ((at.weekday(), race) for at in days_of(monday) for race in coach.race_days.get(at, ()))
    return tuple((day, race) for day, race in races if race.priority is not Priority.A)


def volume_of(coach: Coach, brief: Brief, tune_ups: Sequence[tuple[int, Race]], closed: Days) -> int:
    """The week's volume after what travel and tune-up races take from it."""
    volume, scale = brief.target.volume, coach.kit.scale
    away = window(brief.frame, coach.away) & closed
    if away and not brief.frame.part:
        volume = scale.near(volume * _part_left(coach, brief, closed))
    volume = scale.near(volume * back_percent(coach, brief.frame) / 100)
    if tune_ups and not brief.target.down:
        volume = scale.down(volume * min(tune_up(race, coach.rules).volume for _, race in tune_ups) / 100)
    elif not tune_ups and long_lost(coach, brief):
        volume = scale.down(volume * coach.rules.races.long_lost / 100)
    elif not tune_ups:
        volume = scale.down(volume * after_percent(coach, brief) / 100)
    return max(volume, sum(race_amount(race, coach) for _, race in tune_ups))


def runs_left(coach: Coach, frame: Frame, closed: Days) -> int:
    """The usual runs that days away leave of a week: a few in any case, on other days, where it has some at all."""
    open_days = len(coach.usual - closed)
    if not open_days or not window(frame, coach.away) or frame.part:
        return open_days
    return max(open_days, min(coach.rules.off.away_runs, coach.runs, WEEK.days - len(closed)))


def _part_left(coach: Coach, brief: Brief, closed: Days) -> float:
    """The part of a usual week that days away leave: its long run moves to a day that is left, easy runs drop out."""
    load, left, usual = brief.load, runs_left(coach, brief.frame, closed), len(coach.usual)
    long = brief.frame.start + timedelta(coach.pattern.long)
    if not left or usual == 1 or not load.long or brief.frame.phase not in LOADED or long in coach.no_long:
        return min(1, left / usual)
    part = load.long / load.level
    return min(1, part + (left - 1) * (1 - part) / (usual - 1))


def back_percent(coach: Coach, frame: Frame) -> float:
    """What a week is of a usual one for being on the way back from a journey; a taper and a recovery stay."""
    if not coach.back or frame.phase not in LOADED:
        return 100
    days = [day for day in days_of(frame.start) if day not in coach.away]
    return sum(coach.back.get(day, 100) for day in days) / max(len(days), 1)


def after_percent(coach: Coach, brief: Brief) -> int:
    """What a week is of a usual one for being mostly the easy days after a tune-up race, in %."""
    monday, rules = brief.frame.start, coach.rules
    if brief.frame.phase not in LOADED or brief.target.down:
        return 100
    found = [100]
    for _, race in tune_ups_of(coach, monday - WEEK):
        row = tune_up(race, rules)
        if (race.date - monday).days + row.after(race.distance_km) + 1 >= rules.races.after_easy_days:
            found.append(row.volume)
    return min(found)


def long_lost(coach: Coach, brief: Brief) -> bool:
    """Whether the easy days around a tune-up race take the week's long run, in a week that would grow or hold."""
    day = brief.frame.start + timedelta(coach.pattern.long)
    near = any(
        abs((race.date - day).days) <= WEEK.days for race in coach.season.races if race.priority is not Priority.A
    )
    return near and day in coach.no_long and not brief.target.down and brief.frame.phase in LOADED
