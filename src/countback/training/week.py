"""Place a week's sessions on the athlete's days: exact search for the week that costs least.

A `Demand` says what the week should hold and what its days allow; `place` tries every choice of days for the hard
sessions that keeps hard days apart, fills in the easy runs where they cost least, and takes the cheapest. Costs are
rows of the rules (`[placement]`). Days are 0 (Monday) to 6. Results are cached: most weeks of a season ask for the
same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from countback.training.model import WeekPrefs
    from countback.training.rows import Placement
    from countback.training.rules import Rules

Days = frozenset[int]
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Pattern:
    """The athlete's week: a letter for each day, the days of the long run and of quality, and days that are rest."""

    letters: str
    long: int
    quality: tuple[int, ...]
    rest: Days


@dataclass(frozen=True, slots=True)
class Demand:
    """What a week should hold, and what its days allow.

    `closed`: no running at all. `easy_only`: nothing hard. `taken`: days of races, which are hard. `before`/`after`:
    the Sunday before or the Monday after is hard. `quality_closed`: no quality there (strength the day before).
    `test_from`: a test is not before this day.
    """

    pattern: Pattern
    runs: int
    long: bool
    quality: int
    test: bool
    closed: Days
    easy_only: Days
    taken: Days
    before: bool = False
    after: bool = False
    quality_closed: Days = frozenset()
    way_back: bool = False
    test_from: int = 0


@dataclass(frozen=True, slots=True)
class _Hard:
    """One choice of days for the long run and the fast sessions; `all` holds the races too, in order."""

    long: int | None
    fast: tuple[int, ...]
    all: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """The days of a week's runs; `easy` the cheapest first, so that a smaller week drops the dearest."""

    long: int | None
    quality: tuple[int, ...]
    test: int | None
    easy: tuple[int, ...]
    cost: int


def pattern(prefs: WeekPrefs, runs: int, rules: Rules) -> Pattern:
    """The pattern of so many runs, with the athlete's long day, quality days and rest days (section 2)."""
    letters = list(rules.pattern(runs))
    home, rest = letters.index("L"), frozenset(prefs.rest or ())
    long = _nearest(home, rest) if prefs.long is None else prefs.long
    letters[home], letters[long] = letters[long], letters[home]
    quality = tuple(day for day, letter in enumerate(letters) if letter == "Q")
    if prefs.quality is not None:
        quality = tuple(day for day in prefs.quality if day != long)
        letters = ["E" if letter == "Q" else letter for letter in letters]
        for day in quality:
            letters[day] = "Q"
    return Pattern("".join("R" if day in rest else letter for day, letter in enumerate(letters)), long, quality, rest)


def _nearest(home: int, rest: Days) -> int:
    """The day nearest to the pattern's long day that is no rest day, the later of two."""
    return min((day for day in range(7) if day not in rest), key=lambda day: (abs(day - home), -day), default=home)


@lru_cache(maxsize=4096)
def place(demand: Demand, costs: Placement) -> Placed:
    """The cheapest week that holds as much of the demand as its days allow; what does not fit is left out.

    Hard sessions give way in this order: the second quality session, the first, the test; then the long run leaves the
    athlete's day, and at last gives way too.
    """
    for wanted, long_days in _lesser(demand):
        found = min(_candidates(wanted, long_days, costs), key=_order, default=None)
        if found is not None:
            return found
    msg = "a week without hard sessions always has a place"
    raise AssertionError(msg)


def _order(placed: Placed) -> tuple[int, int, tuple[int, ...]]:
    """Cheapest first; of equals the one with the later long run, then the earlier quality days."""
    return placed.cost, -(placed.long or 0), placed.quality


def _lesser(demand: Demand) -> Iterator[tuple[Demand, Sequence[int]]]:
    """The demand and its lesser forms, each with the days that its long run may take."""
    home = demand.pattern.long
    usual: tuple[Sequence[int], ...] = ((home,), [day for day in range(7) if day != home])
    for days in usual if demand.long else ():
        for test in (True, False) if demand.test else (False,):
            for quality in range(demand.quality, -1, -1):
                yield replace(demand, test=test, quality=quality), days
    for test in (True, False) if demand.test else (False,):
        for quality in range(demand.quality, -1, -1):
            yield replace(demand, long=False, test=test, quality=quality), ()


def _candidates(demand: Demand, long_days: Sequence[int], costs: Placement) -> Iterator[Placed]:
    """Every way to put the hard sessions on days that keep hard and easy apart."""
    days = [day for day in range(7) if day not in demand.closed | demand.taken]
    hard_days = [day for day in days if day not in demand.easy_only]
    fast = demand.quality + demand.test
    for long in [day for day in long_days if day in hard_days] if demand.long else (None,):
        for chosen in combinations(
            [day for day in hard_days if day not in demand.quality_closed and day != long], fast
        ):
            if demand.test and chosen[0] < demand.test_from:
                continue
            hard = tuple(sorted({*chosen, *demand.taken, *(() if long is None else (long,))}))
            if _apart(hard, demand):
                yield _fill(demand, costs, days, _Hard(long, chosen, hard))


def _apart(hard: Sequence[int], demand: Demand) -> bool:
    """No two hard days side by side, the neighbours of the week included."""
    around = [*([-1] if demand.before else []), *hard, *([7] if demand.after else [])]
    own = set(hard) - demand.taken
    return all(b - a > 1 or not ({a, b} & own) for a, b in pairwise(around))


def _fill(demand: Demand, costs: Placement, days: Sequence[int], hard: _Hard) -> Placed:
    """The week with these hard days: easy runs on the days that cost least, and what it all costs."""
    table = costs.easy_on_way_back if demand.way_back else costs.easy_on
    letters = demand.pattern.letters
    free = sorted(
        (table[letters[day]], beside(day, hard.all), _uneven(day, hard.all), day) for day in days if day not in hard.all
    )
    easy = free[: max(0, demand.runs - len(hard.all))]
    cost = sum(price for price, *_ in easy) + _hard_cost(demand, costs, hard)
    test = hard.fast[0] if demand.test else None
    return Placed(hard.long, hard.fast[demand.test :], test, tuple(day for *_, day in easy), cost)


def beside(day: int, hard: Collection[int]) -> int:
    """How many hard days a day stands beside."""
    return sum(abs(day - other) == 1 for other in hard)


def _uneven(day: int, hard: Sequence[int]) -> int:
    """How unevenly a day and the hard ones are spread over weeks like this one: the squares of the gaps."""
    days = sorted([day, *hard])
    return sum((b - a) ** 2 for a, b in pairwise([*days, days[0] + 7]))


def _hard_cost(demand: Demand, costs: Placement, hard: _Hard) -> int:
    cost = 0 if hard.long is None else _long_cost(demand, costs, hard.long)
    quality = demand.pattern.quality
    if not quality:  # a level without quality days tests on a day of easy running
        return cost + sum(costs.easy_on[demand.pattern.letters[day]] for day in hard.fast)
    for day in hard.fast:
        if day not in quality:
            nearest = min((abs(day - other) for other in quality), default=0)
            cost += costs.quality_off_pattern + costs.quality_moved_a_day * nearest
            cost += costs.easy_on[demand.pattern.letters[day]]
    return cost + costs.hard_close * sum(b - a == 2 for a, b in pairwise(hard.all))  # noqa: PLR2004


def _long_cost(demand: Demand, costs: Placement, long: int) -> int:
    near = any(abs(day - long) == 2 for day in demand.taken)  # noqa: PLR2004
    return costs.long_moved_a_day * abs(long - demand.pattern.long) + costs.long_near_race * near


@dataclass(frozen=True, slots=True)
class StrengthDemand:
    """Where strength may go.

    `running`: days with a run; `fast`: quality or test days; `after`: the next Monday may be one. `closed`: no strength
    at all there.
    """

    pattern: Pattern
    sessions: int
    running: Days
    fast: Days
    long: int | None
    closed: Days
    after: bool


@lru_cache(maxsize=4096)
def place_strength(demand: StrengthDemand, costs: Placement) -> tuple[int, ...]:
    """The days of strength: after quality the same day, or 36 h before the next; never on a rest day (section 4)."""
    days = [day for day in range(7) if _strength_fits(demand, day)]
    sessions = min(demand.sessions, len(days))
    return min(combinations(days, sessions), key=lambda chosen: (_strength_cost(demand, costs, chosen), chosen))


def _strength_fits(demand: StrengthDemand, day: int) -> bool:
    letter = demand.pattern.letters[day]
    if day in demand.closed or day in demand.pattern.rest or (letter == "R" and day not in demand.running):
        return False
    tomorrow = demand.after if day == SUNDAY else day + 1 in demand.fast
    return day in demand.fast or not tomorrow


def _strength_cost(demand: StrengthDemand, costs: Placement, chosen: tuple[int, ...]) -> int:
    letters = demand.pattern.letters
    on = ("L" if day == demand.long else letters[day] for day in chosen if day not in demand.fast)
    cost = sum(costs.strength_on[letter] for letter in on)
    cost += costs.strength_with_run * sum(day in demand.running for day in chosen)
    cost += costs.strength_before_long * sum(day + 1 == demand.long for day in chosen)
    return cost + costs.strength_beside * sum(b - a == 1 for a, b in combinations(chosen, 2))
