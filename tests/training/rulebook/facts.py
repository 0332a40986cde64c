"""A season and its `show --json`, taken apart into facts that rules can be checked on; nothing is judged here.

Amounts of running are integer tenths of the plan's unit, as the growth rules want them exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from tests.training.rulebook.shapes import RUNS, PhaseFact, Piece, RaceFact, SessionFact, WeekFact
from tests.training.rulebook.tables import KM_PER_MILE, LEVELS, LevelRow, row_of

Json = Mapping[str, Any]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
COUNTS_AS_DOWN = 6  # days away
DISTANCES = {"5k": 5.0, "10k": 10.0, "half": 21.0975, "marathon": 42.195, "50k": 50.0}


@dataclass(frozen=True)
class Facts:
    """Everything that the rules ask about a season and its plan."""

    season: Json
    shown: Json

    def setting(self, table: str, key: str) -> Any:  # noqa: ANN401 -- what a TOML file says may be anything
        """A key of `season.toml`, None where it is not given."""
        return self.season.get(table, {}).get(key)

    @cached_property
    def level(self) -> str:
        """The athlete's level."""
        return str(self.season["athlete"]["level"])

    @cached_property
    def level_row(self) -> LevelRow:
        """The level's row."""
        return LEVELS[self.level]

    @cached_property
    def unit(self) -> str:
        """The plan's unit: that of `weekly`."""
        return str(self.season["athlete"]["weekly"]).split()[1]

    @cached_property
    def weekly(self) -> int:
        """What the athlete runs now, in tenths."""
        return self.tenths(str(self.season["athlete"]["weekly"]))

    def tenths(self, quantity: str) -> int:
        """`"45 km"` in tenths of the plan's unit; km and miles convert, minutes stand alone."""
        number, unit = quantity.split()
        value = float(number)
        if unit != self.unit:
            value *= {("km", "mi"): 1 / KM_PER_MILE, ("mi", "km"): KM_PER_MILE}[unit, self.unit]
        return round(value * 10)

    @cached_property
    def start(self) -> date:
        """The season's first day."""
        given = self.setting("plan", "start")
        return given if isinstance(given, date) else self.phases[0].start

    @cached_property
    def rest(self) -> frozenset[int]:
        """The weekdays that the athlete rests on."""
        return frozenset(WEEKDAYS.index(name) for name in self.setting("week", "rest") or ())

    @cached_property
    def long_day(self) -> int | None:
        """The weekday that the athlete wants the long run on."""
        name = self.setting("week", "long")
        return WEEKDAYS.index(name) if name else None

    @cached_property
    def usual_runs(self) -> int:
        """Running days a week."""
        return int(self.setting("week", "runs") or min(self.level_row.runs[0], 7 - len(self.rest)))

    @cached_property
    def growth(self) -> int:
        """The growth allowed from week to week, in thousandths."""
        return round(float(self.setting("plan", "growth") or 1.10) * 1000)

    @cached_property
    def down_every(self) -> int:
        """Weeks from down week to down week, 0 for never."""
        given = self.setting("plan", "down_every")
        return 4 if given is None else 0 if given == "never" else int(given)

    @cached_property
    def races(self) -> tuple[RaceFact, ...]:
        """All races that stand, by day."""
        standing = {race["id"] for race in self.shown["season"]["races"]}
        return tuple(race for race in self.by_id.values() if race.id in standing)

    @cached_property
    def goals(self) -> tuple[RaceFact, ...]:
        """The A races that stand, by day."""
        return tuple(race for race in self.races if race.priority == "A")

    @cached_property
    def ends(self) -> tuple[RaceFact, ...]:
        """The A races that weeks count back from: a cancelled one where there is no other."""
        gone = tuple(race for race in self.by_id.values() if race.priority == "A")[-1:]
        return self.goals or gone

    @cached_property
    def tune_ups(self) -> tuple[RaceFact, ...]:
        """The B and C races by day."""
        return tuple(race for race in self.races if race.priority != "A")

    @cached_property
    def by_id(self) -> dict[str, RaceFact]:
        """Races by id, in the order of their days."""
        season = self.shown["season"]
        shown = sorted([*season["races"], *season.get("cancelled", ())], key=lambda race: str(race["date"]))
        return {
            r["id"]: RaceFact(r["id"], day_of(r["date"]), r["distance_km"], r["priority"], row_of(r["distance_km"]))
            for r in shown
        }

    def told(self, race: RaceFact) -> Json:
        """What `season.toml` says of a race."""
        return next((told for told in self.season["race"] if told["date"] == race.day), {})

    def previous(self, race: RaceFact) -> RaceFact | None:
        """The A race before a race's."""
        return next((other for other in reversed(self.goals) if other.day < race.day), None)

    @cached_property
    def phases(self) -> tuple[PhaseFact, ...]:
        """The phases as shown."""
        return tuple(
            PhaseFact(p["race"], p["kind"], day_of(p["start"]), day_of(p["end"]), p["weeks"], p["why"])
            for p in self.shown["phases"]
        )

    @cached_property
    def sessions(self) -> tuple[SessionFact, ...]:
        """The sessions as shown, by day."""
        return tuple(sorted((self._session(s) for s in self.shown["sessions"]), key=lambda s: s.day))

    @cached_property
    def weeks(self) -> tuple[WeekFact, ...]:
        """The weeks as shown."""
        return tuple(self._week(week) for week in self.shown["weeks"])

    @cached_property
    def whole_weeks(self) -> tuple[WeekFact, ...]:
        """The weeks that counts include: all but a part week at the start."""
        return tuple(week for week in self.weeks if not week.part)

    @cached_property
    def away(self) -> tuple[tuple[date, date, str], ...]:
        """Absences known ahead: first day, last day, what running is possible."""
        return tuple((a["from"], a["to"], a.get("running", "none")) for a in self.season.get("away", ()))

    def away_days(self, week: WeekFact) -> int:
        """Days of a week on which the athlete is away."""
        days = [week.start + timedelta(n) for n in range(7)]
        return sum(any(first <= day <= last for first, last, _ in self.away) for day in days)

    def off_days(self, week: WeekFact) -> int:
        """Days of a week away, or on the way back from six days or more without running: as many again (section 6)."""
        back = [
            (last + timedelta(1), last + (last - first) + timedelta(1))
            for first, last, running in self.away
            if running == "none" and (last - first).days + 1 >= COUNTS_AS_DOWN
        ]
        days = [week.start + timedelta(n) for n in range(7)]
        ways = [*back, *((first, last) for first, last, _ in self.away)]
        return sum(any(first <= day <= last for first, last in ways) for day in days)

    def races_in(self, week: WeekFact) -> list[RaceFact]:
        """The races inside a week."""
        return [race for race in self.races if week.start <= race.day <= week.end]

    def race_of(self, week: WeekFact) -> RaceFact:
        """The race that a week carries."""
        return self.by_id[week.race]

    def amount(self, km: float) -> int:
        """Kilometres in tenths of a plan counted in a distance."""
        return round(km * 10 if self.unit == "km" else km * 10 / KM_PER_MILE)

    def say(self, amount: float) -> str:
        """An amount in words."""
        return f"{amount / 10:g} {self.unit}"

    @cached_property
    def _by_week(self) -> dict[date, list[SessionFact]]:
        found: dict[date, list[SessionFact]] = {}
        for session in self.sessions:
            found.setdefault(session.day - timedelta(session.day.weekday()), []).append(session)
        return found

    def _week(self, week: Json) -> WeekFact:
        start = day_of(week["start"])
        return WeekFact(
            start,
            week["race"],
            week["to_go"],
            week["phase"],
            round(week["volume"] * 10),
            round((week["longest"] or 0) * 10),
            week["down"],
            start < self.start,
            week.get("why", "not shown"),
            tuple(self._by_week.get(start, ())),
        )

    def _session(self, s: Json) -> SessionFact:
        return SessionFact(
            s["address"],
            s["uid"],
            day_of(s["date"]),
            datetime.fromisoformat(s["start"]) if s["start"] else None,
            s["kind"],
            s["title"],
            s["minutes"],
            s["distance_km"],
            self._running(s),
            s["hard"],
            s["why"],
            tuple(pieces(s["steps"])),
        )

    def _running(self, s: Json) -> int:
        if s["kind"] not in RUNS:
            return 0
        return int(s["minutes"]) * 10 if self.unit == "min" else self.amount(s["distance_km"] or 0.0)


def day_of(value: str | date) -> date:
    """A date, from JSON's text or as it is."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def pieces(steps: list[Json], times: int = 1) -> list[Piece]:
    """Steps laid out, each once with all its repetitions."""
    found: list[Piece] = []
    for step in steps:
        if "times" in step:
            found += pieces(step["steps"], times * int(step["times"]))
        else:
            found.append(piece(step, times))
    return found


def piece(step: Json, times: int) -> Piece:
    """One step; time and distance complete each other by the middle of its pace."""
    pace = (step.get("target") or {}).get("pace")
    per_km = sum(pace) / 2 if pace else None
    seconds, metres = step["seconds"], step["metres"]
    km = metres / 1000 if metres else seconds / per_km if seconds and per_km else None
    if not seconds and metres and per_km:
        seconds = metres / 1000 * per_km
    return Piece(
        step["kind"], step["effort"], seconds * times if seconds else None, km * times if km is not None else None
    )
