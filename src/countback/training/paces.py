"""Paces from current fitness: VDOT, race equivalence and effort zones (Daniels & Gilbert, *Oxygen Power*, 1979).

Pure arithmetic. Which share of VDOT an effort is run at, how it feels and where the heart rate lies are rows of the
rules (`Zone`), like its published corrections; the formula lives here. Paces are seconds per kilometre, (fast, slow).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, sqrt
from typing import TYPE_CHECKING

from countback.training.model import Effort, Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from countback.training.model import Athlete
    from countback.training.rows import Zone

BY_EFFORT = frozenset({Effort.EASY, Effort.LONG, Effort.WALK})  # no test and no day off changes these
# Speeds between which every race is run, in metres a second, and the halvings that find its time to 1/100 s.
_SLOWEST, _FASTEST = 0.7, 12.0
_HALVINGS = 23


def _oxygen(speed: float) -> float:
    """Oxygen cost in ml/kg/min of running at a speed in m/min."""
    return -4.60 + 0.182258 * speed + 0.000104 * speed * speed


def _sustained(minutes: float) -> float:
    """The share of VO₂max that a race of this length is run at."""
    return 0.8 + 0.1894393 * exp(-0.012778 * minutes) + 0.2989558 * exp(-0.1932605 * minutes)


def _speed(oxygen: float) -> float:
    """The speed in m/min with this oxygen cost: the positive root of `_oxygen`."""
    return (sqrt(0.182258 * 0.182258 + 4 * 0.000104 * (4.60 + oxygen)) - 0.182258) / (2 * 0.000104)


def vdot(distance_km: float, seconds: float) -> float:
    """The fitness that a race result shows, in ml/kg/min."""
    minutes = seconds / 60
    return _oxygen(1000 * distance_km / minutes) / _sustained(minutes)


def race_seconds(fitness: float, distance_km: float) -> float:
    """The race time in seconds that a VDOT predicts, by bisection."""
    fast, slow = 1000 * distance_km / _FASTEST, 1000 * distance_km / _SLOWEST
    for _ in range(_HALVINGS):
        middle = (fast + slow) / 2
        fast, slow = (middle, slow) if vdot(distance_km, middle) > fitness else (fast, middle)
    return (fast + slow) / 2


def race_pace(fitness: float, distance_km: float) -> float:
    """The predicted race pace in s/km."""
    return race_seconds(fitness, distance_km) / distance_km


def pace_at(fitness: float, fraction: float) -> float:
    """The pace in s/km at a fraction of VDOT."""
    return 60_000 / _speed(fitness * fraction)


def vdot_from_easy_pace(seconds_per_km: float, zones: Mapping[Effort, Zone]) -> float:
    """The VDOT whose easy pace, the middle of the easy zone, is this one; the inverse of `Paces.easy_pace`."""
    return _oxygen(60_000 / seconds_per_km) / _middle(zones[Effort.EASY])


def _middle(zone: Zone) -> float:
    if zone.fraction is None:
        msg = "the easy zone needs a fraction of VDOT: every conversion between minutes and kilometres hangs on it"
        raise ValueError(msg)
    return sum(zone.fraction) / 2


@dataclass(frozen=True)
class Paces:
    """What every effort means at one level of fitness. `easy_pace`, in s/km, converts minutes and kilometres."""

    vdot: float
    easy_pace: int
    ranges: Mapping[Effort, tuple[int, int]]
    zones: Mapping[Effort, Zone]

    def pace(self, effort: Effort) -> tuple[int, int] | None:
        """The pace range (fast, slow) of an effort in s/km; None where pace is no guide (a walk, a test, strides)."""
        return self.ranges.get(effort)

    def seconds_per_km(self, effort: Effort) -> int:
        """One pace in s/km to reckon lengths with: the middle of the range, the easy pace where there is none."""
        fast, slow = self.ranges.get(effort, (self.easy_pace, self.easy_pace))
        return round((fast + slow) / 2)

    def with_fast(self, today: Paces) -> Paces:
        """These paces with the fast ones of today's fitness: easy running goes by effort (S17), and lengths stay."""
        by_effort = {effort: pace for effort, pace in self.ranges.items() if effort in BY_EFFORT}
        return replace(self, ranges={**today.ranges, **by_effort})

    def target(self, effort: Effort, athlete: Athlete) -> Target | None:
        """How an effort should feel; heart rates only from a measured maximum and resting rate (S13)."""
        zone = self.zones.get(effort)
        if zone is None:
            return None
        return Target(zone.rpe, self.pace(effort), _heart_rate(zone, athlete))

    def targets(self, efforts: Iterable[Effort], athlete: Athlete) -> tuple[tuple[Effort, Target], ...]:
        """The targets of some efforts, each once, in the order of `Effort`."""
        wanted = set(efforts)
        found = ((effort, self.target(effort, athlete)) for effort in Effort if effort in wanted)
        return tuple((effort, target) for effort, target in found if target is not None)


def _heart_rate(zone: Zone, athlete: Athlete) -> tuple[int, int] | None:
    """Karvonen: rest + share of the reserve."""
    if zone.heart_rate is None or athlete.max_hr is None or athlete.rest_hr is None:
        return None
    reserve = athlete.max_hr - athlete.rest_hr
    low, high = zone.heart_rate
    return round(athlete.rest_hr + reserve * low / 100), round(athlete.rest_hr + reserve * high / 100)


def paces_for(fitness: float, zones: Mapping[Effort, Zone]) -> Paces:
    """All paces at a VDOT. `zones` must have the easy zone, with its fraction; else ValueError."""
    ranges = {effort: _range(fitness, zone) for effort, zone in zones.items() if zone.fraction or zone.race_km}
    easy = round(pace_at(fitness, _middle(zones[Effort.EASY])))
    return Paces(fitness, easy, ranges, zones)


def _range(fitness: float, zone: Zone) -> tuple[int, int]:
    """The pace (fast, slow) of a zone: by its fraction of VDOT, or by the race whose predicted pace it is."""
    lacking = max(0.0, zone.below - fitness)
    if zone.fraction:
        corrected = zone.fraction_below if zone.fraction_below and lacking else zone.fraction
        slow, fast = (part + zone.faster * lacking for part in corrected)
        return round(pace_at(fitness, fast)), round(pace_at(fitness, slow))
    pace = race_pace(fitness, zone.race_km or 0) + zone.slower * lacking
    fast_behind, slow_behind = zone.behind
    return round(pace + fast_behind), round(pace + slow_behind)
