"""The training tables of one name, and how they are read. What a row is called and typed is in `rows`.

The tables are part of the program, as code is; `load` parses each once. A name that no table has raises `LookupError`.
"""

from __future__ import annotations

import math
import tomllib
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from countback.training.model import Effort, Level, Unit
from countback.training.rows import (
    Cap,
    CarryOver,
    DistanceRow,
    Fast,
    Form,
    Ladder,
    LayoutRow,
    LevelRow,
    LongRow,
    Off,
    OffRow,
    Placement,
    QualityRow,
    Races,
    Range,
    Rung,
    StrengthRow,
    Strides,
    TestRow,
    TuneUp,
    Volume,
    Why,
    WhyTexts,
    Zone,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    off: Off
    why: WhyTexts
    advice: Why

    def distance(self, km: float) -> DistanceRow:
        """The row of a race distance: the nearest one, by the logarithm of the distance."""
        rows, between = self._distances
        return rows[bisect_left(between, km)]

    @cached_property
    def _distances(self) -> tuple[list[DistanceRow], list[float]]:
        """The rows from short to long, and the distances up to which each but the last is the nearest."""
        rows = sorted(self.distances.values(), key=lambda row: row.km)
        return rows, [math.sqrt(shorter.km * longer.km) for shorter, longer in pairwise(rows)]

    def pattern(self, runs: int) -> str:
        """The week's pattern, seven letters from Monday, of the level that has so many runs by default."""
        rows = (row for row in self.levels.values() if row.runs[1] == runs)
        return next(rows, self.levels[Level.HIGH_MILEAGE]).week.replace(" ", "")


def grain(unit: Unit, tenths: int, tenths_below: int) -> int:
    """The step, in tenths of the unit, that a total is planned in: a minute, half a km or mile, a tenth if little."""
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
        off=Off(**raw["off"] | {"rows": tuple(OffRow(**_tuples(row)) for row in raw["off"]["rows"])}),
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
