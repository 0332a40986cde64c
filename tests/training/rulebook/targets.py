"""Rules on how a step should feel: RPE, paces by VDOT, heart rate only when measured (sections 4 and 5)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tests.training.rulebook.facts import DISTANCES, Facts, Json
from tests.training.rulebook.shapes import Breach
from tests.training.rulebook.tables import KM_PER_MILE

if TYPE_CHECKING:
    from collections.abc import Iterator

RPE = {
    "easy": (2, 3),
    "long": (3, 4),
    "marathon": (4, 5),
    "threshold": (6, 7),
    "interval": (8, 8),
    "repetition": (8, 9),
}
RESERVE = {"marathon": (0.73, 0.84), "threshold": (0.77, 0.88), "interval": (0.91, 0.94)}
CLOSE = 3  # s/km


def oxygen(speed: float) -> float:
    """The oxygen cost of a speed in m/min."""
    return -4.60 + 0.182258 * speed + 0.000104 * speed**2


def speed_at(cost: float) -> float:
    """The speed in m/min of an oxygen cost: the quadratic's positive root."""
    return (-0.182258 + math.sqrt(0.182258**2 + 4 * 0.000104 * (cost + 4.60))) / (2 * 0.000104)


def vdot_of(km: float, minutes: float) -> float:
    """Daniels & Gilbert 1979."""
    share = 0.8 + 0.1894393 * math.exp(-0.012778 * minutes) + 0.2989558 * math.exp(-0.1932605 * minutes)
    return oxygen(km * 1000 / minutes) / share


def race_minutes(km: float, vdot: float) -> float:
    """The time for a distance, by bisection."""
    low, high = km * 1.5, km * 30
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if vdot_of(km, middle) > vdot else (low, middle)
    return low


def pace_of(effort: str, vdot: float) -> float | None:
    """The pace of an effort in s/km, where section 5 gives one formula for it."""
    fractions = {
        "threshold": 0.88,
        "interval": 0.984 if vdot < 37 else 0.975,
        "repetition": 1.05 + 0.0014 * max(0.0, 50 - vdot),
    }
    if effort == "marathon":
        return race_minutes(42.195, vdot) * 60 / 42.195 + 0.75 * max(0.0, 44 - vdot)
    return 60000 / speed_at(vdot * fractions[effort]) if effort in fractions else None


def fitness(facts: Facts) -> float | None:
    """The VDOT of the recent race; None where none is told."""
    told = facts.setting("athlete", "recent_race")
    if not told:
        return None
    distance, clock = str(told).rsplit(maxsplit=1)
    hours = [int(part) for part in clock.split(":")]
    minutes = sum(part * 60**place for place, part in enumerate(reversed(hours))) / 60
    return vdot_of(DISTANCES.get(distance) or float(distance.split()[0]), minutes)


def steps(facts: Facts) -> Iterator[tuple[str, Json, Json]]:
    """Every step that has a target: address, step, target."""
    for session in facts.shown["sessions"]:
        for part in session["steps"]:
            for step in part.get("steps", [part]):
                if step.get("target"):
                    yield session["address"], step, step["target"]


def felt(facts: Facts) -> Iterator[Breach]:
    """Section 4: RPE by kind; S12: 2–3 in base."""
    for address, step, target in steps(facts):
        asked = RPE.get(step["effort"])
        if asked and tuple(target["rpe"]) != asked:
            yield Breach("section 4 RPE", address, f"{step['effort']} {target['rpe']}, asked {asked}")


def paces(facts: Facts) -> Iterator[Breach]:
    """Section 5: paces come from current fitness."""
    vdot = fitness(facts)
    if vdot is None:
        return
    asked = {effort: pace_of(effort, vdot) for effort in RPE}
    for address, step, target in steps(facts):
        pace, shown = asked.get(step["effort"]), target["pace"]
        if pace and shown and not shown[0] - CLOSE <= pace <= shown[1] + CLOSE:
            yield Breach("section 5 pace", address, f"{step['effort']} {shown}, asked {pace:.0f} s/km")


def hearts(facts: Facts) -> Iterator[Breach]:
    """S13, section 5: heart rates only from a measured maximum, as shares of the reserve."""
    top, low = facts.setting("athlete", "max_hr"), facts.setting("athlete", "rest_hr")
    for address, step, target in steps(facts):
        shown = target["heart_rate"]
        if shown and not top:
            yield Breach("S13 heart rate measured only", address, f"{shown}")
        asked = RESERVE.get(step["effort"])
        if shown and asked and top and low and off(shown, [low + share * (top - low) for share in asked]):
            yield Breach("section 4 heart rate", address, f"{step['effort']} {shown}")


def off(shown: Any, asked: list[float]) -> bool:  # noqa: ANN401 -- JSON
    """Whether a pair of heart rates is more than a beat beside what is asked."""
    return any(abs(one - other) > 1 for one, other in zip(shown, asked, strict=True))


def gentle_units(facts: Facts) -> Iterator[Breach]:
    """Contract: a pace has its fast end first, and is one that people run."""
    for address, step, target in steps(facts):
        shown = target["pace"]
        if shown and not 120 <= shown[0] <= shown[1] <= 900 * KM_PER_MILE:
            yield Breach("contract pace", address, f"{step['effort']} {shown}")


RULES = (felt, paces, hearts, gentle_units)
