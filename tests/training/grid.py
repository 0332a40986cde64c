"""Seasons over the grid that the planner must hold on: every seed gives the same ones, as dicts and as TOML text.

Distances and odd ones × levels × 4–40 weeks × race weekdays × run days × volumes × km, mi, min × week starts × long and
rest days × tests × B and C races × absences × several A races × starts inside a week.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DISTANCES = ("5k", "10k", "half", "marathon", "50k")
ODD = ("15 km", "10 mi", "30 km", "8 km", "3 km", "40 mi")
WEEKLY_KM = {  # about what a level runs, lowest and highest
    "beginner": (8, 30),
    "novice": (15, 45),
    "intermediate": (25, 65),
    "advanced": (45, 105),
    "high-mileage": (80, 170),
}
RUNS = {"beginner": (3, 4), "novice": (3, 5), "intermediate": (4, 6), "advanced": (5, 7), "high-mileage": (7, 7)}
SHARE = {3: 0.50, 4: 0.40, 5: 0.35, 6: 0.30, 7: 0.25}
EASY_PACE = {"beginner": 435, "novice": 400, "intermediate": 360, "advanced": 320, "high-mileage": 285}  # s/km
TEN_K = {"beginner": 66, "novice": 57, "intermediate": 49, "advanced": 42, "high-mileage": 36}  # minutes
NO_RACE_NEAR = 10
MILE = 1.609344
EPOCH = date(2026, 12, 7)


def seasons(count: int, seed: int = 0) -> Iterator[dict[str, Any]]:
    """The first seasons of a seed."""
    for number in range(count):
        yield season(f"{seed}-{number}")


def season(seed: str) -> dict[str, Any]:
    """One season, as `season.toml` would hold it."""
    chance = Random(seed)  # noqa: S311 -- seeded: the same grid everywhere
    level = chance.choice(tuple(WEEKLY_KM))
    runs = chance.randint(*RUNS[level])
    week = week_table(chance, level, runs)
    start = EPOCH + timedelta(7 * chance.randrange(60) + chance.choice((0, 0, 0, 0, 1, 2, 3, 4, 5, 6)))
    races = race_tables(chance, start)
    days = int(week.get("runs", min(RUNS[level][0] if level == "high-mileage" else default_runs(level), 7)))
    athlete = athlete_table(chance, level, days)
    found = {
        "rules": "classic-1",
        "athlete": athlete,
        "week": week,
        "plan": {"start": start} | plan_table(chance, level, athlete["weekly"].split()[1]),
        "race": races,
        "away": away_tables(chance, start, races),
    }
    return {key: value for key, value in found.items() if value}


def marathon(seed: str) -> dict[str, Any]:
    """A season for one marathon on a weekend, 12 to 40 weeks from its Monday on; nobody of these is a beginner."""
    chance = Random(seed)  # noqa: S311 -- as above
    level = chance.choice(tuple(WEEKLY_KM)[1:])
    start = monday(EPOCH) + timedelta(7 * chance.randrange(60))
    day = start + timedelta(7 * chance.randint(12, 40) - chance.choice((1, 2)))
    runs = chance.randint(*RUNS[level])
    athlete = athlete_table(chance, level, runs)
    goal = {"name": "Marathon", "id": "marathon", "date": day, "distance": "marathon", "priority": "A"}
    return {"athlete": athlete, "week": {"runs": runs}, "plan": {"start": start}, "race": [goal]}


def default_runs(level: str) -> int:
    """Running days where the season names none."""
    return {"beginner": 3, "novice": 4, "intermediate": 5, "advanced": 6, "high-mileage": 7}[level]


def athlete_table(chance: Random, level: str, runs: int) -> dict[str, Any]:
    """Who runs: level, volume in one of the units, and now and then the rest."""
    unit = chance.choice(("min", "min", "km") if level == "beginner" else ("km", "km", "mi", "min"))
    weekly_km = chance.uniform(*WEEKLY_KM[level])
    weekly = amount(weekly_km, unit, EASY_PACE[level])
    found: dict[str, Any] = {"level": level, "timezone": "Europe/Berlin", "weekly": f"{weekly:g} {unit}"}
    if chance.random() < 0.7:
        longest = weekly * SHARE[runs] * chance.uniform(0.6, 1.2)
        found["longest"] = f"{round(longest):d} {unit}"
    pace = chance.random()
    if pace < 0.6:
        found["recent_race"] = f"10k {TEN_K[level]}:{chance.randrange(60):02}"
    elif pace < 0.8:
        found["easy_pace"] = f"{EASY_PACE[level] // 60}:{EASY_PACE[level] % 60:02}/km"
    if level not in ("beginner", "novice") and chance.random() < 0.2:
        found["continuous"] = True
    if chance.random() < 0.2:
        found |= {"max_hr": 188, "rest_hr": 50}
    if chance.random() < 0.3:
        found["age"] = chance.choice((28, 44, 53, 66))
    return found


def amount(km: float, unit: str, pace: int) -> float:
    """A round amount in a unit."""
    value = {"km": km, "mi": km / MILE, "min": km * pace / 60}[unit]
    return round(value / 5) * 5 if unit == "min" else round(value)


def week_table(chance: Random, level: str, runs: int) -> dict[str, Any]:
    """The athlete's week: run days, rest days, long and quality days that fit together."""
    found: dict[str, Any] = {}
    if chance.random() < 0.5:
        found["runs"] = runs
    runs = found.get("runs", default_runs(level))
    order = chance.sample(range(7), 7)
    rest = sorted(order[: chance.randint(1, 7 - runs)]) if runs < 7 and chance.random() < 0.5 else []
    if rest:
        found["rest"] = [WEEKDAYS[day] for day in rest]
    if chance.random() < 0.6:
        found["long"] = WEEKDAYS[next(day for day in order if day not in rest)]
    if chance.random() < 0.25:
        found |= quality_days(chance, found, rest)
    if chance.random() < 0.4:
        found["test"] = chance.choice(("mile", "3k", "5k"))
    if chance.random() < 0.2:
        found["starts"] = "sunday"
    if chance.random() < 0.3:
        found["times"] = {"default": "06:30", "saturday": "08:00", "sunday": "09:15"}
    return found


def quality_days(chance: Random, week: Mapping[str, Any], rest: list[int]) -> dict[str, Any]:
    """Two quality days away from each other and from the long day, where there are such."""
    long = WEEKDAYS.index(week.get("long", "sunday"))
    free = [day for day in range(7) if day not in rest and (day - long) % 7 not in (0, 1, 6)]
    pairs = [(one, two) for one in free for two in free if 1 < two - one < 6]
    return {"quality": [WEEKDAYS[day] for day in chance.choice(pairs)]} if pairs and "long" in week else {}


def plan_table(chance: Random, level: str, unit: str) -> dict[str, Any]:
    """Settings of the plan, few of them at a time."""
    options = {
        "growth": chance.choice((1.05, 1.08, 1.12)),
        "down_every": chance.choice((3, 5, "never")),
        "down_to": chance.choice((0.6, 0.7, 0.85)),
    }
    found: dict[str, Any] = {key: value for key, value in options.items() if chance.random() < 0.08}
    if chance.random() < 0.08 and unit != "min":
        found["peak"] = f"{amount(WEEKLY_KM[level][1] * chance.uniform(0.8, 1.2), unit, EASY_PACE[level]):g} {unit}"
    if level != "beginner" and chance.random() < 0.05:
        found["base_weeks"] = chance.choice((8, 10, 14))
    return found


def race_tables(chance: Random, start: date) -> list[dict[str, Any]]:
    """One to three A races, with B and C races between."""
    weeks = chance.randint(4, 40)
    goals = [race(chance, "A", monday(start) + timedelta(7 * weeks + chance.randrange(7)))]
    while chance.random() < 0.2 and len(goals) < 3:
        goals.append(
            race(chance, "A", monday(goals[-1]["date"]) + timedelta(7 * chance.randint(4, 26) + chance.randrange(7)))
        )
    found = goals + tune_ups(chance, start, goals)
    for number, each in enumerate(sorted(found, key=lambda race: race["date"]), 1):
        each["id"] = f"race-{number}"
    return sorted(found, key=lambda race: race["date"])


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(day.weekday())


def race(chance: Random, priority: str, day: date) -> dict[str, Any]:
    """One race; A races of all five distances and now and then an odd one."""
    distance = chance.choice(DISTANCES if chance.random() < 0.85 else ODD)
    if priority != "A":
        distance = chance.choice(("5k", "10k", "15 km", "half"))
    found: dict[str, Any] = {"name": f"The {distance}", "date": day, "distance": distance, "priority": priority}
    return found | ({"start": "10:00"} if chance.random() < 0.5 else {})


def tune_ups(chance: Random, start: date, goals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """B and C races, none within ten days of an A race or of another."""
    found: list[dict[str, Any]] = []
    days = (goals[-1]["date"] - start).days
    for _ in range(chance.choice((0, 0, 0, 0, 1, 2))):
        day = start + timedelta(chance.randrange(10, max(11, days - NO_RACE_NEAR)))
        near = any(abs((other["date"] - day).days) <= NO_RACE_NEAR + 4 for other in [*goals, *found])
        if not near:
            found.append(race(chance, chance.choice("BC"), day))
    return found


def away_tables(chance: Random, start: date, races: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Absences known ahead that no race falls into."""
    if chance.random() > 0.15:
        return []
    days = (races[-1]["date"] - start).days
    first = start + timedelta(chance.randrange(1, days))
    last = first + timedelta(chance.randrange(10))
    clash = any(first - timedelta(3) <= race["date"] <= last + timedelta(1) for race in races)
    return [] if clash else [{"from": first, "to": last, "running": chance.choice(("none", "easy"))}]


def toml(season: Mapping[str, Any]) -> str:
    """A season as `season.toml` would be written."""
    lines = [f"{key} = {value_of(value)}" for key, value in season.items() if not isinstance(value, dict | list)]
    for name, table in season.items():
        if isinstance(table, dict):
            lines += table_lines(f"[{name}]", table)
            lines += [
                line
                for key, inner in table.items()
                if isinstance(inner, dict)
                for line in table_lines(f"[{name}.{key}]", inner)
            ]
        elif isinstance(table, list):
            lines += [line for row in table for line in table_lines(f"[[{name}]]", row)]
    return "\n".join(lines) + "\n"


def table_lines(head: str, table: Mapping[str, Any]) -> list[str]:
    """One table, its inner tables aside."""
    return ["", head, *(f"{key} = {value_of(value)}" for key, value in table.items() if not isinstance(value, dict))]


def value_of(value: object) -> str:
    """A TOML value."""
    if isinstance(value, list):
        return f"[{', '.join(map(value_of, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
