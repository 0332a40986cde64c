"""What the making of a season's weeks shares: the athlete's wishes, rules and paces, and the days that are marked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from countback.training.load import Terms
from countback.training.model import Effort, Priority, Race, Season, SessionKind, Target, Unit, Week, monday
from countback.training.phases import days_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from countback.training.kit import Kit
    from countback.training.load import Load, WeekKind, WeekTarget
    from countback.training.phases import Frame
    from countback.training.rows import TuneUp
    from countback.training.rules import Rules
    from countback.training.week import Days, Pattern

NO_DAYS: Days = frozenset()
Targets = Callable[[tuple[Effort, ...], frozenset[Effort]], tuple[tuple[Effort, Target], ...]]
NONE_BY_FEEL: frozenset[Effort] = frozenset()


@dataclass(frozen=True)
class Coach:
    """What the weeks are planned with: the athlete's wishes, rules, paces and marked days. News may replace it.

    `first` is the season's first day. The runs of a week fall on the weekdays `usual`. `closed` are days without any
    running, `easy_only` days without anything hard, `race_easy` those of them that races ask for, `no_long` those on
    which they take the week's long run; `eves` days before A and B races; `away` days without running while away,
    `back` the days after long ones with their part of the usual running in %. `race_minutes` are goal or predicted
    times by race id; `targets` tells how efforts should feel, some of them without a pace. `lost` are the days off so
    far, where they were more than one in a row.
    """

    season: Season
    first: date
    rules: Rules
    kit: Kit
    pattern: Pattern
    usual: Days
    race_days: Mapping[date, tuple[Race, ...]]
    closed: frozenset[date]
    easy_only: frozenset[date]
    race_easy: frozenset[date]
    no_long: frozenset[date]
    eves: frozenset[date]
    away: frozenset[date]
    back: Mapping[date, int]
    race_minutes: Mapping[str, int]
    targets: Targets
    lost: frozenset[date] = frozenset()

    @cached_property
    def terms(self) -> Terms:
        """What the volume of every week is reckoned by."""
        return Terms(self.season, self.kit.scale, self.rules)

    @property
    def runs(self) -> int:
        """Run days a week."""
        return self.terms.runs

    def long_displaced(self, frame: Frame) -> bool:
        """Whether a race is on the long day of a week, or too near it for a long run."""
        day = days_of(frame.start)[self.pattern.long]
        return day in self.race_easy or day in self.race_days

    @cached_property
    def standing(self) -> tuple[Race, ...]:
        """The races that are not cancelled: an A race stays in the season, with no day of its own."""
        held = {race.id for races in self.race_days.values() for race in races}
        return tuple(race for race in self.season.races if race.id in held)

    @cached_property
    def ways_back(self) -> tuple[tuple[date, tuple[int, ...]], ...]:
        """The return fractions after each A race that stands, in %, with the Monday of its week."""
        races = (race for race in self.standing if race.priority is Priority.A)
        return tuple((monday(race.date), self.rules.distance(race.distance_km).return_) for race in races)


@dataclass(frozen=True, slots=True)
class Brief:
    """What this week is asked to be: the layout's frame, the load's target, and what came before it.

    `hard_after`: something hard is on the Monday after it. `turn` counts the weeks of the phase that had a quality
    session so far, `ups_left` the up weeks of the block still to come. `test_from` is the first weekday that a
    test may be on; `rung` is the run/walk ladder's, if on it; `behind` are the sessions of the week that are past,
    on its weekdays `past`, or left out; of the week `run` tenths are behind it.
    """

    frame: Frame
    kind: WeekKind
    target: WeekTarget
    load: Load
    progress: float
    test: str | None
    hard_before: bool
    strength_before: bool
    hard_after: bool
    turn: int
    ups_left: int
    test_from: int
    rung: int | None = None
    behind: tuple[SessionKind, ...] = ()
    past: Days = NO_DAYS
    run: int = 0


@dataclass(frozen=True, slots=True)
class Filled:
    """A week with its sessions, the runs that the 30-day rule looks back on, and the day of its test.

    `counted` is the volume that growth is measured from. `missing` is what days and caps could not hold, `shaped` what
    would have made easy runs too long beside the long run; both in tenths.
    """

    week: Week
    runs: tuple[tuple[date, int], ...]
    counted: int
    whole: bool
    hard_sunday: bool
    strength_sunday: bool
    missing: int
    shaped: int
    test: date | None
    quality: bool
    long: int
    easy: int


def tune_up(race: Race, rules: Rules) -> TuneUp:
    """The row of a B or C race."""
    return rules.races.b if race.priority is Priority.B else rules.races.c


def window(frame: Frame, days: frozenset[date]) -> Days:
    """The weekdays of the week that are among these days."""
    return frozenset([day.weekday() for day in days.intersection(days_of(frame.start))]) if days else NO_DAYS


def race_amount(race: Race, coach: Coach) -> int:
    """A race's running in tenths of the plan's unit."""
    if coach.season.unit is Unit.MIN:
        return coach.race_minutes[race.id] * 10
    return round(1000 * race.distance_km / coach.kit.scale.metres)


def long_cap(coach: Coach, frame: Frame) -> int:
    """The longest run before the week's race by its row, in tenths."""
    return coach.terms.long_cap(coach.rules.distance(frame.race.distance_km))


def run_limits(coach: Coach, load: Load, frame: Frame) -> tuple[int, int]:
    """The longest run that should be in the week, and that may be, in tenths (Frandsen 2025).

    10 % over the longest of 30 days, or a small step more; never over the race's cap. The first weeks stay at the
    athlete's own longest run.
    """
    cap = long_cap(coach, frame)
    volume, scale = coach.rules.volume, coach.kit.scale
    by_time = scale.unit is Unit.MIN
    longest = load.longest(frame.start, volume)
    if longest is None:
        longest = scale.of_minutes(volume.run_floor_minutes) if by_time else scale.of_metres(1000 * volume.run_floor_km)
        return min(longest, cap), min(longest, cap)
    if not load.begun:
        return min(longest, cap), min(longest, cap)
    step = 10 * volume.run_step_minutes if by_time else scale.of_metres(1000 * volume.run_step_km)
    soft = longest * volume.run_growth // 1000
    return min(soft, cap), min(max(soft, longest + step), cap)
