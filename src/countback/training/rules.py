"""The shape of the training tables: what a row of `rules/*.toml` is called and typed. The numbers are in the tables alone.

The tables are part of the program, as code is; `load` parses each once. A name that no table has raises `LookupError`.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from countback.training.model import Effort, Level, Unit

Span = tuple[int, int, int]  # min, default, max
Range = tuple[int, int]  # first to last, or low to high
Why = Mapping[str, str]

__all__ = ["Rules", "load", "names"]


@dataclass(frozen=True, slots=True)
class Volume:
    """Growth of the week and of one run; thousandths, minutes, km."""

    growth: int
    growth_settable: Range
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
    long_over_average: int
    double_over_minutes: int
    double_week_km: int
    tenths_below: Mapping[Unit, int]


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
    """What a level can take: run days, quality and strength a week by phase, the week's pattern, easy pace in s/km."""

    level: Level
    runs: Span
    quality: Mapping[str, int]
    down_every: int
    down_to: int
    strength: Mapping[str, int]
    week: str
    easy_pace: int
    source: str


@dataclass(frozen=True, slots=True)
class Zone:
    """An effort: fraction of VDOT (slow, fast) if it has one, RPE (0–10), % of the heart-rate reserve (low, high)."""

    rpe: Range
    fraction: tuple[float, float] | None = None
    heart_rate: Range | None = None
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
    first_share: int
    third: str
    strides: Strides


@dataclass(frozen=True, slots=True)
class Cap:
    """How much fast running of a kind fits a week: the smallest of % of the week, minutes, km; and what is too little."""

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
    """The fast part of a long run: minutes or km from first to last week, in every n-th week."""

    effort: Effort
    every: int
    on: int
    minutes: Range | None = None
    km: Range | None = None


@dataclass(frozen=True, slots=True)
class LongRow:
    """The long run of the specific block, minutes from first to last week."""

    minutes: Range
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
    """Race days and the days around them; `run_at_most` in % of the usual run."""

    run_at_most: int
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


@dataclass(frozen=True)
class Rules:
    """All tables of one name."""

    name: str
    volume: Volume
    share: Mapping[int, int]
    distances: Mapping[str, DistanceRow]
    layout: LayoutRow
    levels: Mapping[Level, LevelRow]
    peak: Mapping[Level, Mapping[str, Range]]
    zones: Mapping[Effort, Zone]
    quality: QualityRow
    caps: Mapping[str, Cap]
    cap_of: Mapping[Effort, str]
    workouts: Mapping[str, Mapping[str, tuple[Form, ...]]]
    taper: Mapping[str, tuple[Form, ...]]
    long: Mapping[str, LongRow]
    test: TestRow
    strength: StrengthRow
    cross_minutes: int
    races: Races
    ladder: Ladder
    placement: Placement
    why: WhyTexts
    advice: Why

    def distance(self, km: float) -> DistanceRow:
        """The row of a race distance: the nearest one, by the logarithm of the distance."""
        return min(self.distances.values(), key=lambda row: abs(math.log(km / row.km)))

    def pattern(self, runs: int) -> str:
        """The week's pattern, seven letters from Monday, of the level that has so many runs by default."""
        rows = (row for row in self.levels.values() if row.runs[1] == runs)
        return next(rows, self.levels[Level.HIGH_MILEAGE]).week.replace(" ", "")


def grain(unit: Unit, tenths: int, tenths_below: int) -> int:
    """The step, in tenths of the unit, that a total is planned in: a minute, half a km or mile, a tenth for little ones."""
    if unit is Unit.MIN:
        return 10
    return 5 if tenths >= tenths_below else 1


def names() -> tuple[str, ...]:
    """The names of the shipped tables."""
    folder = resources.files("countback").joinpath("rules")
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


@lru_cache
def load(name: str) -> Rules:
    """The tables of this name. Raises LookupError for a name that is not shipped."""
    if name not in names():
        raise LookupError(name)
    text = resources.files("countback").joinpath("rules", f"{name}.toml").read_text(encoding="utf-8")
    return _rules(tomllib.loads(text))


def _rules(raw: dict[str, Any]) -> Rules:
    caps = {
        key: Cap(**_tuples(row) | {"efforts": tuple(map(Effort, row["efforts"]))}) for key, row in raw["caps"].items()
    }
    workouts = dict(raw["workouts"])
    taper = {key: tuple(map(_form, rows)) for key, rows in workouts.pop("taper").items()}
    layout = dict(raw["layout"])
    return Rules(
        name=raw["name"],
        volume=Volume(**_tuples(raw["volume"]) | {"tenths_below": _by_unit(raw["volume"]["tenths_below"])}),
        share={int(runs): percent for runs, percent in raw["share"].items()},
        distances={key: _distance(key, row) for key, row in raw["distances"].items()},
        layout=LayoutRow(carry_over=CarryOver(**layout.pop("carry_over")), **_tuples(layout)),
        levels={Level(key): LevelRow(level=Level(key), **_tuples(row)) for key, row in raw["levels"].items()},
        peak={Level(key): _tuples(row) for key, row in raw["peak"].items()},
        zones={Effort(key): Zone(**_tuples(row)) for key, row in raw["zones"].items()},
        quality=QualityRow(**_tuples(raw["quality"]) | {"strides": Strides(**raw["quality"]["strides"])}),
        caps=caps,
        cap_of={effort: key for key, cap in caps.items() for effort in cap.efforts},
        workouts={key: {q: tuple(map(_form, forms)) for q, forms in rows.items()} for key, rows in workouts.items()},
        taper=taper,
        long={key: _long(row) for key, row in raw["long"].items()},
        test=TestRow(**_tuples(raw["test"])),
        strength=StrengthRow(**raw["strength"]),
        cross_minutes=raw["cross"]["minutes"],
        races=Races(**_tuples(raw["races"]) | {key: TuneUp(**raw["races"][key]) for key in ("b", "c")}),
        ladder=Ladder(**raw["ladder"] | {"rungs": tuple(Rung(**_tuples(rung)) for rung in raw["ladder"]["rungs"])}),
        placement=Placement(**raw["placement"]),
        why=WhyTexts(**raw["why"]),
        advice=raw["advice"],
    )


def _by_unit(row: Mapping[str, int]) -> dict[Unit, int]:
    return {Unit(key): value for key, value in row.items()}


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its lists as tuples, as deep as they go."""
    return {key: _frozen(value) for key, value in row.items()}


def _frozen(value: Any) -> Any:  # noqa: ANN401 - a TOML value
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _distance(key: str, row: Mapping[str, Any]) -> DistanceRow:
    values = _tuples(row)
    return DistanceRow(key=key, return_=values.pop("return"), **values)


def _form(row: Mapping[str, Any]) -> Form:
    values = _tuples(row)
    seconds = values.pop("seconds", None)
    return Form(
        effort=Effort(values.pop("effort")),
        from_=values.pop("from", 0),
        seconds=(seconds, seconds) if isinstance(seconds, int) else seconds,
        **values,
    )


def _long(row: Mapping[str, Any]) -> LongRow:
    values = _tuples(row)
    fast = values.pop("fast", None)
    return LongRow(fast=fast and Fast(**_tuples(fast) | {"effort": Effort(fast["effort"])}), **values)
