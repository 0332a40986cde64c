"""The rows of the training tables: what each is called and typed. The numbers stand in `rules/*.toml` alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from countback.training.model import Level

if TYPE_CHECKING:
    from countback.training.model import Effort, Unit

Span = tuple[int, int, int]  # min, default, max
Range = tuple[int, int]  # first to last, or low to high
Why = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Volume:
    """Growth of the week and of one run; thousandths, minutes, km."""

    growth: int
    growth_settable: Range
    growth_even: int
    down_to_settable: Range
    down_every_settable: Range
    run_growth: int
    run_window_days: int
    run_step_minutes: int
    run_step_km: float
    run_floor_minutes: int
    run_floor_km: float
    established_of: Range
    shortest_run_minutes: int
    shortest_taper_run_minutes: int
    way_back_run_at_most: int
    long_share_least: int
    long_share_easing: int
    long_over_average: int
    easy_of_long: int
    easy_of_long_at_most: int
    easy_slack: int
    easy_midweek: int
    easy_beside_long: int
    double_over_minutes: int
    double_week_km: int
    tenths_below: Mapping[Unit, int]

    def easy_limits(self, level: Level) -> Range:
        """How much of the long run an easy run may come to, in %: any, and the longest; a beginner's are even."""
        usual = self.easy_of_long_at_most * self.easy_slack // 100
        midweek = usual * self.easy_midweek // 100
        return (midweek if level is Level.BEGINNER else usual), midweek


@dataclass(frozen=True, slots=True)
class DistanceRow:
    """What a race distance asks for: the row of the table, percentages of the established volume."""

    key: str
    km: float
    taper_days: Span
    taper: tuple[int, ...]
    specific_weeks: Span
    build_weeks: int
    base_weeks: Span
    recovery_days: Span
    return_: tuple[int, ...]
    long_cap_minutes: Range
    long_cap_km: int
    km_before_specific: int
    weeks_from_a_to_a: Range
    last_hard_days: int
    rest_days_after: int
    source: str
    peak_long_share: int = 0
    easy_week_long_share: int = 100


@dataclass(frozen=True, slots=True)
class CarryOver:
    """What base carries over from one race to the next (S41–S44); ratios in %."""

    short_km: float
    same_ratio: int
    near_ratio: int
    floor_same: int
    floor_up: int


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """Limits of the layout."""

    taper_days_at_most: int
    specific_at_least: int
    weeks_under_recovery_week: int
    base_default: Mapping[str, int]
    experienced: tuple[str, ...]
    recovery_by_age: tuple[Range, ...]
    carry_over: CarryOver


@dataclass(frozen=True, slots=True)
class LevelRow:
    """What a level can take: run days, quality and strength a week by phase, the week's pattern, easy pace in s/km.

    No easy run grows beyond `easy_minutes`. Volume grows in `even_steps`, or as fast as it may (S31); so do the first
    `template_weeks` (S24, S25).
    """

    level: Level
    runs: Span
    quality: Mapping[str, int]
    down_every: int
    down_to: int
    strength: Mapping[str, int]
    week: str
    easy_pace: int
    easy_minutes: int
    source: str
    even_steps: bool = True
    template_weeks: int = 0


@dataclass(frozen=True, slots=True)
class Zone:
    """An effort: RPE (0–10), % of the heart-rate reserve (low, high), and its pace, where pace is a guide.

    That is a `fraction` of VDOT (slow, fast), or the predicted pace of a race over `race_km` and so many s/km `behind`
    it (fast, slow). Under a VDOT of `below` it is `fraction_below`, or so much of VDOT `faster`, or so many s/km
    `slower`, for every point that is lacking.
    """

    rpe: Range
    fraction: tuple[float, float] | None = None
    heart_rate: Range | None = None
    race_km: float | None = None
    behind: Range = (0, 0)
    below: float = 0.0
    fraction_below: tuple[float, float] | None = None
    faster: float = 0.0
    slower: float = 0.0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Strides:
    """Short relaxed accelerations at the end of an easy run; seconds."""

    times: int
    seconds: int
    recover: int
    after_weeks: int


@dataclass(frozen=True, slots=True)
class QualityRow:
    """What holds for every quality session."""

    hard_minutes_at_most: int
    warmup_minutes: Range
    first_week: int
    first_share: int
    third: str
    strides: Strides


@dataclass(frozen=True, slots=True)
class Cap:
    """How much fast running of a kind fits a week: the least of % of the week, minutes, km; and what is too little."""

    efforts: tuple[Effort, ...]
    percent: int
    minutes: int | None = None
    km: int | None = None
    least_minutes: int | None = None
    least_km: float | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A row of the session library: repeats at an effort; pairs run from the block's first to its last week."""

    effort: Effort
    times: Range
    metres: int | None = None
    seconds: Range | None = None
    recover: Range = (0, 0)
    from_: int = 0
    every: int = 1
    on: int = 0
    percent: Range | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fast:
    """The fast part of a long run: minutes or km from first to last week, every n-th week; at most `percent` of it."""

    effort: Effort
    every: int
    on: int
    percent: int
    minutes: Range | None = None
    km: Range | None = None


@dataclass(frozen=True, slots=True)
class LongRow:
    """The long run of the specific block, minutes from first to last week."""

    minutes: Range
    base: int | None = None
    fast: Fast | None = None
    every: int = 1
    between: int = 100
    back_to_back: Range | None = None
    advice: str = ""


@dataclass(frozen=True, slots=True)
class TestRow:
    """Fitness tests: days between two, the kinds in km from short to long, easy minutes on each side."""

    days_apart: Range
    kinds: Mapping[str, float]
    margin_minutes: int
    source: str


@dataclass(frozen=True, slots=True)
class StrengthRow:
    """Strength training."""

    minutes: int
    hours_before_quality: int
    none_before_marathon_days: int
    most_a_week: int
    source: str


@dataclass(frozen=True, slots=True)
class TuneUp:
    """What a B or C race asks of the days around it; `volume` in % of the week."""

    easy_before: int
    easy_before_long: int
    long_km: float
    volume: int
    easy_after_least: int
    easy_after_per_km: int

    def before(self, distance_km: float) -> int:
        """Easy days before such a race."""
        return self.easy_before_long if distance_km >= self.long_km else self.easy_before

    def after(self, distance_km: float) -> int:
        """Easy days after such a race."""
        return max(self.easy_after_least, math.ceil(distance_km / self.easy_after_per_km))


@dataclass(frozen=True, slots=True)
class Races:
    """Race days and the days around them; `run_at_most` and `race_week_run_at_most` in % of the usual run."""

    run_at_most: int
    race_week_run_at_most: int
    race_week_run_minutes: int
    shorter_each: int
    longer_each: int
    after_easy_days: int
    eve_of_c: int
    back_long: int
    long_lost: int
    shakeout_minutes: Range
    b: TuneUp
    c: TuneUp
    none_before_a_days: int
    source: str


@dataclass(frozen=True, slots=True)
class Rung:
    """A run/walk session: seconds of running (positive) and walking (negative), `times` over."""

    times: int
    steps: tuple[int, ...]

    @property
    def minutes(self) -> int:
        """The whole length, walks included, without the walk after the last run; minutes, rounded up."""
        return math.ceil(self.times * sum(abs(step) for step in self.steps) / 60)


@dataclass(frozen=True, slots=True)
class Ladder:
    """From walking to 20–30 minutes without stopping (S23)."""

    until_minutes: int
    runs: int
    rungs: tuple[Rung, ...]
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """What a day costs a session; the week with the lowest sum is taken."""

    long_moved_a_day: int
    quality_off_pattern: int
    quality_moved_a_day: int
    hard_close: int
    long_near_race: int
    easy_on: Mapping[str, int]
    easy_on_way_back: Mapping[str, int]
    strength_on: Mapping[str, int]
    strength_beside: int
    strength_before_long: int
    strength_with_run: int


@dataclass(frozen=True, slots=True)
class WhyTexts:
    """One sentence for each thing that a plan does, naming its rule."""

    phase: Why
    week: Why
    session: Why
    off: Why


@dataclass(frozen=True, slots=True)
class OffRow:
    """What days off in a row up to `until` ask for on the return; `ramp` in % of the established volume.

    `ramp_days` 0 is as many days as were lost. `easy`: as many easy days. `light`: one light quality session after the
    ramp. `phase`: what the ramp's weeks are. `goal`: what it does to the goal, within `late` weeks of the race.
    """

    until: int
    ramp: tuple[int, ...]
    ramp_days: int = 0
    easy: bool = False
    light: bool = False
    phase: str = ""
    goal: str = ""
    late: int = 0


@dataclass(frozen=True, slots=True)
class Off:
    """Days off: the rows by their length, and what holds for all. Fitness in ten-thousandths of VDOT a day."""

    easy_days_fever: int
    fever_days: int
    injury_days: int
    pain_free_weeks: int
    forget_days: int
    away_days: int
    away_runs: int
    fitness_from_days: int
    fitness_per_day: int
    fitness_least: int
    cross_trained_per_day: int
    cross_trained_least: int
    slower_percent: Range
    source: str
    rows: tuple[OffRow, ...]

    def row(self, days: int) -> OffRow:
        """The row of so many days off in a row."""
        return next(row for row in self.rows if days <= row.until)

    def asks_for_ladder(self, days: int) -> bool:
        """Whether an injury of so many days sends back to running and walking (section 6): its way back is a season."""
        return self.row(days).ramp_days > 0

    def fitness(self, days: int, *, cross_trained: bool) -> float:
        """What is left of VDOT after so many days off (section 6)."""
        lost = max(0, days - self.fitness_from_days)
        per_day, least = self.fitness_per_day, self.fitness_least
        if cross_trained:
            per_day, least = self.cross_trained_per_day, self.cross_trained_least
        return max(least, 10_000 - per_day * lost) / 10_000
