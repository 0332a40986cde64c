"""The tables of the training document, copied by hand once more: a second pair of eyes on `rules/*.toml`.

Only numbers live here. Weeks, days and minutes are named so; fractions are shares of one; km are kilometres.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What a distance asks for (section 2, first table; last hard session from section 4)."""

    name: str
    km: float
    taper_days: tuple[int, int]  # minimum, default
    taper: tuple[float, ...]
    specific: tuple[int, int]  # first cut, default
    build_max: int
    base: tuple[int, int, int]
    recovery_days: tuple[int, int, int]
    comeback: tuple[float, ...]
    cap_minutes: int
    cap_km: float
    bridge: int
    last_hard: int


ROWS = (
    Row("5k", 5, (4, 7), (0.70,), (6, 8), 4, (4, 6, 12), (3, 7, 10), (0.70, 0.90), 90, 16, 3, 4),
    Row("10k", 10, (5, 7), (0.65,), (6, 8), 4, (4, 8, 12), (7, 7, 14), (0.60, 0.85), 110, 20, 4, 4),
    Row("half", 21.0975, (7, 14), (0.80, 0.45), (6, 8), 6, (4, 8, 12), (7, 14, 21), (0.40, 0.65, 0.85), 130, 25, 6, 5),
    Row(
        "marathon",
        42.195,
        (14, 21),
        (0.80, 0.60, 0.40),
        (6, 8),
        8,
        (6, 10, 12),
        (14, 14, 28),
        (0.20, 0.40, 0.60, 0.75, 0.90),
        150,
        35,
        8,
        6,
    ),
    Row(
        "50k",
        50,
        (10, 14),
        (0.65, 0.40),
        (6, 8),
        8,
        (6, 10, 12),
        (14, 21, 28),
        (0.15, 0.35, 0.55, 0.75, 0.90),
        240,
        40,
        10,
        6,
    ),
)
SPECIFIC_LEAST = 4
FEWEST_BEFORE_RECOVERY_WEEK = 3
AGE_FACTOR = ((60, 1.75), (50, 1.5), (40, 1.25))


@dataclass(frozen=True)
class LevelRow:
    """What experience asks for (section 2, second table)."""

    runs: tuple[int, int, int]  # default, least, most
    quality: tuple[int, int, int]  # base, build, specific
    down_to: float
    strength: tuple[int, int]  # base, specific


LEVELS = {
    "beginner": LevelRow((3, 3, 4), (0, 0, 0), 0.80, (2, 2)),
    "novice": LevelRow((4, 3, 5), (0, 0, 1), 0.80, (2, 1)),
    "intermediate": LevelRow((5, 4, 6), (0, 1, 2), 0.75, (2, 1)),
    "advanced": LevelRow((6, 5, 7), (0, 1, 2), 0.75, (2, 1)),
    "high-mileage": LevelRow((7, 7, 7), (0, 1, 3), 0.55, (2, 1)),
}
LONG_SHARE = {3: 0.50, 4: 0.40, 5: 0.35, 6: 0.30, 7: 0.25}
PEAK_KM = {  # the upper end of each band (section 3)
    "beginner": (30, 35, 45, 60, 65),
    "novice": (40, 45, 55, 65, 75),
    "intermediate": (55, 60, 70, 85, 90),
    "advanced": (80, 95, 105, 120, 130),
    "high-mileage": (130, 150, 160, 180, 180),
}
ENVELOPE = {3: (0.71, 1.00), 2: (0.64, 0.94), 1: (0.51, 0.94), 0: (0.18, 0.66)}  # share of the peak week, by weeks out
ENVELOPE_LONG = (0.20, 0.47)
ZONES = {
    "threshold": "T",
    "10k": "T",
    "interval": "I",
    "5k": "I",
    "repetition": "R",
    "marathon": "M",
    "half": "M",
    "steady": "M",
}
FAST = ("T", "I", "R")
ZONE_SHARE = {"T": 0.10, "I": 0.08, "R": 0.05, "M": 0.20}
ZONE_KM = {"I": 10.0, "R": 8.0, "M": 29.0}
ZONE_MINUTES = {"M": 110.0}
EASY_EFFORTS = ("easy", "long", "walk", "strides", "strength", "cross")
LEAST_WORK = {"T": ("minutes", 8.0), "I": ("km", 2.0), "R": ("km", 1.0)}
TEST_METRES = {"mile": 1609, "3k": 3000, "5k": 5000}
LADDER = "8×(1 min run, 1:30 walk)"
KM_PER_MILE = 1.609344
MARATHON = "marathon"


def row_of(km: float) -> Row:
    """The nearest row by log-distance (section 2)."""
    return min(ROWS, key=lambda row: abs(math.log(row.km / km)))


def peak_km(level: str, km: float) -> float:
    """The upper end of the peak band for a level and a distance (section 3)."""
    return PEAK_KM[level][ROWS.index(row_of(km))]
