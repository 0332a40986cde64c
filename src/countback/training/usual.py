"""The athlete's usual week: its pattern, and the weekdays of running in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from countback.training.week import SUNDAY, Days, Demand, Pattern, Placed, pattern, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from countback.training.model import Season
    from countback.training.rules import Rules


def usual_week(season: Season, runs: int, rules: Rules) -> tuple[Pattern, Days]:
    """The athlete's week with quality days that hold week after week, and the weekdays of running in such a week.

    Where the athlete names no long day, it is the one nearest the pattern's that leaves room for the most quality.
    """
    level = rules.levels[season.athlete.level].quality["specific"]
    week = pattern(season.week, runs, rules)
    if len(_lasting(week, runs, level, rules).quality) < level:
        others = _other_weeks(season, week, runs, rules)
        week = max([week, *others], key=lambda one: len(_lasting(one, runs, level, rules).quality))
    placed = _lasting(week, runs, min(level, len(week.quality)), rules)
    if len(placed.quality) == len(week.quality) and placed.quality != week.quality:
        letters = ["E" if letter == "Q" else letter for letter in week.letters]
        for day in placed.quality:
            letters[day] = "Q"
        week = replace(week, letters="".join(letters), quality=placed.quality)
    return week, frozenset({*placed.quality, *placed.easy} | ({placed.long} if placed.long is not None else set()))


def _other_weeks(season: Season, first: Pattern, runs: int, rules: Rules) -> Iterator[Pattern]:
    """The week with each other long day, the nearest first; none where the athlete names that or the quality days."""
    if season.week.long is None and season.week.quality is None:
        others = sorted(set(range(7)) - first.rest - {first.long}, key=lambda day: (abs(day - first.long), -day))
        yield from (pattern(replace(season.week, long=day), runs, rules) for day in others)


def _lasting(week: Pattern, runs: int, quality: int, rules: Rules) -> Placed:
    """The days of a week with so many quality sessions that can follow one like it.

    A choice that puts hard days on Sunday and on Monday holds for one week alone: the one that loses least is taken.
    """
    shut = ((), (SUNDAY,), (0,))
    tries = [place(_demand(week, runs, quality, closed), rules.placement) for closed in shut]
    lasting = [one for one in tries if not {0, SUNDAY} <= {one.long, *one.quality}]
    return min(lasting, key=lambda one: (-len(one.quality), one.cost, one.quality))


def _demand(week: Pattern, runs: int, quality: int, closed: tuple[int, ...]) -> Demand:
    return Demand(
        pattern=week,
        runs=runs,
        long=True,
        quality=quality,
        test=False,
        closed=week.rest,
        easy_only=frozenset(),
        taken=frozenset(),
        after=week.long == 0,
        quality_closed=frozenset(closed),
    )
