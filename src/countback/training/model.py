"""The nouns of a season: race, athlete, phase, week, session, step, plan. All frozen; no rule of training lives here.

Units. A plan is counted in one unit (`Unit`), and every amount of running is an integer number of *tenths* of it
(`450` is 45 km, 45 mi or 45 min), so that sums and the growth rules are exact. Paces are seconds per kilometre,
durations of steps are seconds, distances of steps are metres, lengths of sessions are minutes.
Weekdays count from Monday = 0, as `date.weekday()` does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

METRES_PER_MILE = 1609.344
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


def monday(day: date) -> date:
    """The Monday of the week that the day is in."""
    return day - timedelta(days=day.weekday())


class Unit(StrEnum):
    """The unit that a plan is counted in; it follows what the athlete gives as `weekly`."""

    KM = "km"
    MI = "mi"
    MIN = "min"


class Level(StrEnum):
    """Experience (S16), from the first 5k to high mileage."""

    BEGINNER = "beginner"
    NOVICE = "novice"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"
    HIGH_MILEAGE = "high-mileage"


class Priority(StrEnum):
    """A: the season is laid out for it. B: a small taper. C: run out of training."""

    A = "A"
    B = "B"
    C = "C"


class PhaseKind(StrEnum):
    """A stretch of weeks with one purpose."""

    RECOVERY = "recovery"
    RETURN = "return"
    OPEN = "open"
    BASE = "base"
    BUILD = "build"
    SPECIFIC = "specific"
    TAPER = "taper"


class SessionKind(StrEnum):
    """What a session is for."""

    EASY = "easy"
    LONG = "long"
    QUALITY = "quality"
    TEST = "test"
    RACE = "race"
    STRENGTH = "strength"
    CROSS = "cross"
    SHAKEOUT = "shakeout"


class Effort(StrEnum):
    """How hard a step is: the key to its pace, heart rate and RPE."""

    WALK = "walk"
    EASY = "easy"
    LONG = "long"
    STEADY = "steady"  # half-marathon pace + 10–15 s/km
    MARATHON = "marathon"
    HALF = "half"
    THRESHOLD = "threshold"
    TEN_K = "10k"
    INTERVAL = "interval"
    FIVE_K = "5k"
    REPETITION = "repetition"
    STRIDES = "strides"
    TEST = "test"
    RACE = "race"
    STRENGTH = "strength"
    CROSS = "cross"


class StepKind(StrEnum):
    """The part that a step plays in its session."""

    WARMUP = "warmup"
    RUN = "run"
    WORK = "work"
    RECOVER = "recover"
    WALK = "walk"
    STRIDES = "strides"
    COOLDOWN = "cooldown"
    OTHER = "other"


class State(StrEnum):
    """What became of a session."""

    PLANNED = "planned"
    DONE = "done"
    MISSED = "missed"
    SKIPPED = "skipped"


NOT_RUN = frozenset({State.MISSED, State.SKIPPED})


class Severity(StrEnum):
    """How much a finding matters: `info` tells, `warning` asks to be weighed, `error` says that it cannot go well."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Running(StrEnum):
    """What running is possible while away."""

    NONE = "none"
    EASY = "easy"


# --- what the athlete says -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount of running as the athlete gave it: `tenths` of `unit`."""

    tenths: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Performance:
    """A race or test result: the distance in km and the time in seconds."""

    distance_km: float
    seconds: int


@dataclass(frozen=True, slots=True)
class Athlete:
    """Who runs. `easy_pace` in s/km; heart rates in beats a minute, the maximum *measured* (S13); age in years."""

    level: Level
    timezone: str
    weekly: Quantity
    longest: Quantity | None = None
    recent_race: Performance | None = None
    easy_pace: int | None = None
    continuous: bool = False
    age: int | None = None
    max_hr: int | None = None
    rest_hr: int | None = None


@dataclass(frozen=True, slots=True)
class WeekPrefs:
    """The athlete's week. Weekdays from Monday = 0; None leaves the choice to the level's pattern.

    `times` holds seven start times, Monday first; None is an all-day event. `starts` is for display only.
    """

    long: int | None = None
    quality: tuple[int, ...] | None = None
    rest: tuple[int, ...] | None = None
    starts: int = 0
    runs: int | None = None
    strength: int | None = None
    test: str | None = None  # "mile", "3k" or "5k" (S28)
    times: tuple[time | None, ...] = (None,) * 7


@dataclass(frozen=True, slots=True)
class Layout:
    """Overrides of the layout, for the whole season (`[plan]`) or one race (`[[race]]`); None means the default."""

    base_weeks: int | None = None
    specific_weeks: int | None = None
    cycle_weeks: int | None = None
    taper_days: int | None = None
    recovery_days: int | None = None
    peak: Quantity | None = None

    def over(self, general: Layout) -> Layout:
        """These overrides, with `general` where they say nothing."""
        pairs = ((getattr(self, name), getattr(general, name), name) for name in self.__slots__)
        return Layout(**{name: own if own is not None else other for own, other, name in pairs})


@dataclass(frozen=True, slots=True)
class PlanPrefs:
    """Settings of the plan. `growth` in thousandths (1100 = +10 % a week), `down_to` in hundredths.

    `down_every` is in weeks, 0 for never. `long_cap` is the longest run allowed, in minutes.
    """

    start: date | None = None
    growth: int | None = None
    down_every: int | None = None
    down_to: int | None = None
    long_cap: int | None = None
    layout: Layout = Layout()


@dataclass(frozen=True, slots=True)
class Race:
    """A race. `goal` in seconds; `finish` when the goal is to finish: base and taper only."""

    id: str
    name: str
    date: date
    distance_km: float
    distance_text: str
    priority: Priority = Priority.A
    start: time | None = None
    goal: int | None = None
    finish: bool = False
    layout: Layout = Layout()
    derived_id: bool = False  # the file had no id: it was derived from the name


@dataclass(frozen=True, slots=True)
class Away:
    """Days known ahead on which there is no running, or easy running only; both ends included."""

    start: date
    end: date
    running: Running = Running.NONE


@dataclass(frozen=True, slots=True)
class CalendarPrefs:
    """How the plan looks in a calendar. `reminder` and `buffer` (before, after) in minutes; reminder None is none."""

    name: str = "Countback"
    reminder: int | None = 720
    banners: bool = True
    busy: bool = False
    private: bool = False
    buffer: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Season:
    """All that `season.toml` says. Races are sorted by date; at least one is an A race."""

    id: str
    rules: str
    athlete: Athlete
    races: tuple[Race, ...]
    week: WeekPrefs = WeekPrefs()
    plan: PlanPrefs = PlanPrefs()
    away: tuple[Away, ...] = ()
    calendar: CalendarPrefs = CalendarPrefs()
    name: str = ""
    created: date | None = None
    derived_id: bool = False  # the file had no id: it was derived from the first race

    @property
    def unit(self) -> Unit:
        """The plan's unit."""
        return self.athlete.weekly.unit

    @property
    def calendar_name(self) -> str:
        """What a calendar of the season is called: with its own name, where it has one."""
        return f"{self.calendar.name}: {self.name}" if self.name else self.calendar.name


# --- what the coach answers ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of a session, by time (`seconds`) or by distance (`metres`); `note` says what the effort does not."""

    kind: StepKind
    effort: Effort
    seconds: int | None = None
    metres: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Steps done several times over."""

    times: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """How a step should feel: RPE (0–10), and, where known, pace in s/km (fast, slow) and heart rate (low, high)."""

    rpe: tuple[int, int]
    pace: tuple[int, int] | None = None
    heart_rate: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One session of one day.

    `address` counts back from the race and never changes (`berlin-2027/T-08w/long`). `amount` is its running in tenths
    of the plan's unit, 0 for strength and cross-training; `minutes` its whole length. `hard` marks what may not stand
    beside another hard day. `targets` tells pace, heart rate and RPE of every effort in its steps. `advice` are
    sentences for the athlete (talk test, walk breaks, hills). `start` is the local hour, None for an all-day event.
    """

    address: str
    date: date
    kind: SessionKind
    title: str
    minutes: int
    amount: int = 0
    distance_km: float | None = None
    hard: bool = False
    steps: tuple[Step | Repeat, ...] = ()
    why: str = ""
    advice: tuple[str, ...] = ()
    targets: tuple[tuple[Effort, Target], ...] = ()
    state: State = State.PLANNED
    pinned: bool = False
    start: time | None = None
    after: str | None = None  # address of the session of the same day that this one follows

    @property
    def slot(self) -> str:
        """The last part of the address: `long`, `quality-1`, `easy-2`."""
        return self.address.rsplit("/", 1)[1]


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of weeks with one purpose; `start` and `end` are days, both included; `weeks` counts whole weeks."""

    race: str
    kind: PhaseKind
    start: date
    end: date
    weeks: int
    why: str


@dataclass(frozen=True, slots=True)
class Week:
    """A calendar week, Monday to Sunday. `volume` and `longest` in tenths of the plan's unit, the A race not counted.

    `to_go` counts weeks to the race week of `race`: 0 is race week, negative after it.
    """

    start: date
    race: str
    to_go: int
    phase: PhaseKind
    volume: int
    longest: int
    down: bool
    why: str
    sessions: tuple[Session, ...] = ()
    part: bool = False  # the season starts or ends inside it


@dataclass(frozen=True, slots=True)
class Finding:
    """What a careful coach would object to. `session` is an address, `week` the Monday of the week it is about."""

    code: str
    severity: Severity
    message: str
    session: str | None = None
    week: date | None = None


@dataclass(frozen=True)
class Plan:
    """The season's plan: a value, the same for the same season and diary.

    `vdot` is today's fitness, in which `fitness_factor` is what days off left of it; `fit_for` what it is good for, in
    seconds by race id, where the athlete told it. An A race stays in the season when it is `cancelled`: weeks bear its
    name.
    """

    season: Season
    start: date
    phases: tuple[Phase, ...]
    weeks: tuple[Week, ...]
    findings: tuple[Finding, ...] = ()
    fit_for: Mapping[str, int] = field(default_factory=dict)
    vdot: float = 0.0
    fitness_factor: float = 1.0
    cancelled: frozenset[str] = frozenset()

    @property
    def end(self) -> date:
        """The last day of the last week."""
        return self.weeks[-1].start + WEEK - DAY

    @property
    def sessions(self) -> Iterator[Session]:
        """All sessions, by date."""
        return (session for week in self.weeks for session in week.sessions)

    def week_of(self, day: date) -> Week | None:
        """The week that a day is in; None where the plan has none."""
        return next((week for week in self.weeks if week.start <= day < week.start + WEEK), None)

    def run_of(self, race: Race) -> Session | None:
        """The session of a race; None where there is none."""
        what = (SessionKind.RACE, race.date, race.name)
        return next((one for one in self.sessions if (one.kind, one.date, one.title) == what), None)

    @cached_property
    def standing(self) -> tuple[Race, ...]:
        """The races that are not cancelled."""
        return tuple(race for race in self.season.races if race.id not in self.cancelled)

    @cached_property
    def by_address(self) -> dict[str, Session]:
        """Sessions by their address."""
        return {session.address: session for session in self.sessions}
