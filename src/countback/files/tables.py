"""The tables of season.toml: which keys there are, what fits them, and what editors are told about them.

Only names and kinds stand here; what fits a key is in `amounts`, `moments`, `distances` and `choices`, what fits
together in `contradictions`, and the numbers of training in the rules.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, ClassVar

from pydantic import Field, PlainValidator, WithJsonSchema

from countback.files import amounts, choices, distances, moments
from countback.files.table import Table
from countback.training.model import CalendarPrefs, Level, Performance, Priority, Quantity, Running

_WEEKDAYS = list(choices.WEEKDAYS)
_TEXT = WithJsonSchema({"type": "string"})
_DAYS = WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string"}]})
_SHARE = WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": "%"}]})

Name = Annotated[str | None, PlainValidator(choices.name), WithJsonSchema({"type": "string", "minLength": 1})]
Ident = Annotated[
    str | None,
    PlainValidator(choices.ident),
    WithJsonSchema({"type": "string", "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"}),
]
Day = Annotated[date | None, PlainValidator(moments.day), WithJsonSchema({"type": "string", "format": "date"})]
Clock = Annotated[time | None, PlainValidator(moments.clock), _TEXT]
Amount = Annotated[Quantity | None, PlainValidator(amounts.quantity), _TEXT]
Weeks = Annotated[
    int | None, PlainValidator(choices.weeks), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 52})
]
Days = Annotated[int | None, PlainValidator(amounts.days), _DAYS]
YesNo = Annotated[bool, PlainValidator(choices.yes_no), WithJsonSchema({"type": "boolean"})]
Weekday = Annotated[int | None, PlainValidator(choices.weekday), WithJsonSchema({"enum": _WEEKDAYS})]
Weekdays = Annotated[
    tuple[int, ...] | None,
    PlainValidator(choices.weekdays),
    WithJsonSchema({"type": "array", "items": {"enum": _WEEKDAYS}, "uniqueItems": True}),
]


class LayoutKeys(Table):
    """The keys of the layout, for the whole season or for one race."""

    base_weeks: Weeks = Field(default=None, description="weeks of base before the race", examples=[10])
    specific_weeks: Annotated[
        int | None, PlainValidator(choices.specific_weeks), WithJsonSchema({"type": "integer", "minimum": 1})
    ] = Field(default=None, description="weeks of specific training before the taper", examples=[8])
    cycle_weeks: Weeks = Field(
        default=None,
        description="weeks from the end of base to the race: build, recovery week, specific and taper",
        examples=[16],
    )
    taper_days: Days = Field(default=None, description="days of taper before the race", examples=[14, "2 weeks"])
    recovery_days: Days = Field(default=None, description="days of recovery after the race", examples=[14, "2 weeks"])
    peak: Amount = Field(default=None, description="volume of the biggest week", examples=["70 km"])


class AthleteTable(Table):
    """Who runs, and what they run now."""

    needed: ClassVar = ("level", "timezone", "weekly")

    level: Annotated[
        Level | None, PlainValidator(choices.level), WithJsonSchema({"enum": [level.value for level in Level]})
    ] = Field(default=None, description="experience, from the first 5k to high mileage", examples=["intermediate"])
    timezone: Annotated[str | None, PlainValidator(choices.timezone), _TEXT] = Field(
        default=None, description="time zone of the sessions", examples=["Europe/Berlin"]
    )
    weekly: Annotated[Quantity | None, PlainValidator(amounts.weekly), _TEXT] = Field(
        default=None,
        description="what you run in a week now; the plan is counted in its unit",
        examples=["45 km", "28 mi", "200 min"],
    )
    longest: Amount = Field(default=None, description="longest run of the last 30 days", examples=["14 km", "75 min"])
    recent_race: Annotated[Performance | None, PlainValidator(distances.performance), _TEXT] = Field(
        default=None, description="a recent result; it gives the paces", examples=["10k 47:30", "half 1:45:00"]
    )
    easy_pace: Annotated[int | None, PlainValidator(amounts.pace), _TEXT] = Field(
        default=None, description="pace of easy runs, where there is no recent race", examples=["6:10/km", "9:55/mi"]
    )
    continuous: YesNo = Field(
        default=False, description="trains and races all the time: base may be skipped", examples=[True]
    )
    age: Annotated[int | None, PlainValidator(choices.age), WithJsonSchema({"type": "integer"})] = Field(
        default=None, description="age in years; recovery takes longer from 40", examples=[42]
    )
    max_hr: Annotated[int | None, PlainValidator(choices.max_hr), WithJsonSchema({"type": "integer"})] = Field(
        default=None, description="highest heart rate, measured and not computed, in beats a minute", examples=[186]
    )
    rest_hr: Annotated[int | None, PlainValidator(choices.rest_hr), WithJsonSchema({"type": "integer"})] = Field(
        default=None, description="resting heart rate, in beats a minute", examples=[52]
    )


class TimesTable(Table):
    """When sessions start, local time; a day without an hour has all-day events."""

    default: Clock = Field(default=None, description="start on days that have no key of their own", examples=["06:30"])
    monday: Clock = Field(default=None, description="start on Mondays", examples=["06:30"])
    tuesday: Clock = Field(default=None, description="start on Tuesdays", examples=["06:30"])
    wednesday: Clock = Field(default=None, description="start on Wednesdays", examples=["18:15"])
    thursday: Clock = Field(default=None, description="start on Thursdays", examples=["06:30"])
    friday: Clock = Field(default=None, description="start on Fridays", examples=["06:30"])
    saturday: Clock = Field(default=None, description="start on Saturdays", examples=["08:00"])
    sunday: Clock = Field(default=None, description="start on Sundays", examples=["08:00"])


class WeekTable(Table):
    """The athlete's week; what is left out follows the level's pattern."""

    long: Weekday = Field(default=None, description="day of the long run", examples=["sunday"])
    quality: Weekdays = Field(default=None, description="days of quality sessions", examples=[["tuesday", "thursday"]])
    rest: Weekdays = Field(default=None, description="days on which nothing is planned", examples=[["monday"]])
    starts: Annotated[
        int | None, PlainValidator(choices.first_weekday), WithJsonSchema({"enum": ["monday", "sunday"]})
    ] = Field(
        default=None, description="first day of a week on screen; plans run Monday to Sunday", examples=["sunday"]
    )
    runs: Annotated[int | None, PlainValidator(choices.runs), WithJsonSchema({"type": "integer", "minimum": 1})] = (
        Field(default=None, description="days a week with a run", examples=[5])
    )
    strength: Annotated[
        int | None, PlainValidator(choices.strength), WithJsonSchema({"type": "integer", "minimum": 0})
    ] = Field(default=None, description="strength sessions a week", examples=[2])
    test: Annotated[str | None, PlainValidator(choices.test), WithJsonSchema({"enum": list(choices.TESTS)})] = Field(
        default=None, description="fitness test of the base phase", examples=["5k"]
    )
    times: TimesTable = Field(default=TimesTable(), description="when sessions start")


class PlanTable(LayoutKeys):
    """Settings of the plan; all optional. Those of the layout may stand in a [[race]] as well, where they win."""

    start: Day = Field(default=None, description="first day of the plan", examples=["2027-04-05"])
    growth: Annotated[int | None, PlainValidator(amounts.growth), _SHARE] = Field(
        default=None, description="how much a week may grow over the biggest before it", examples=[1.08, "8 %"]
    )
    down_every: Annotated[
        int | None,
        PlainValidator(choices.down_every),
        WithJsonSchema({"anyOf": [{"type": "integer"}, {"const": "never"}]}),
    ] = Field(default=None, description="every how many weeks one is a down week", examples=[4, "never"])
    down_to: Annotated[int | None, PlainValidator(amounts.down_to), _SHARE] = Field(
        default=None, description="volume of a down week, as a share of the weeks before", examples=[0.75, "75 %"]
    )
    long_cap: Annotated[int | None, PlainValidator(amounts.long_cap), _TEXT] = Field(
        default=None, description="longest run ever, as a time", examples=["150 min", "3 h"]
    )


class RaceTable(LayoutKeys):
    """A race."""

    needed: ClassVar[tuple[str, ...]] = ("name", "date", "distance")

    name: Name = Field(default=None, description="the race as you call it", examples=["Berlin Marathon"])
    date: Day = Field(default=None, description="day of the race", examples=["2027-09-26"])
    start: Clock = Field(default=None, description="start of the race, local time", examples=["09:15"])
    distance: Annotated[distances.Distance | None, PlainValidator(distances.distance), _TEXT] = Field(
        default=None,
        description="length of the race",
        examples=["marathon", "half", "5k", "10k", "50k", "15 km", "10 mi"],
    )
    priority: Annotated[
        Priority | None, PlainValidator(choices.priority), WithJsonSchema({"enum": [each.value for each in Priority]})
    ] = Field(
        default=None,
        description="A: the season is laid out for it; B: a small taper; C: run out of training",
        examples=["A"],
    )
    goal: Annotated[moments.Readings | distances.Finish | None, PlainValidator(distances.goal), _TEXT] = Field(
        default=None,
        description="time to reach, h:mm:ss or m:ss (from 20 km on also h:mm), or finish",
        examples=["3:45:00", "finish"],
    )
    id: Ident = Field(
        default=None,
        description="id in addresses of sessions; keep it once there is a calendar",
        examples=["berlin-2027"],
    )


class AwayTable(Table):
    """Days known ahead on which there is no running, or easy running only; both ends included."""

    needed: ClassVar = ("from", "to")

    from_: Day = Field(default=None, alias="from", description="first day away", examples=["2027-07-10"])
    to: Day = Field(default=None, description="last day away", examples=["2027-07-17"])
    running: Annotated[
        Running | None, PlainValidator(choices.running), WithJsonSchema({"enum": [each.value for each in Running]})
    ] = Field(default=None, description="what running is possible; none unless given", examples=["easy"])


_CALENDAR = CalendarPrefs()


class CalendarTable(Table):
    """How the plan looks in a calendar."""

    name: Name = Field(default=None, description="name of the calendar", examples=["Countback"])
    reminder: Annotated[int | None, PlainValidator(amounts.reminder), _TEXT] = Field(
        default=_CALENDAR.reminder,
        description="how long before a session to remind, or none",
        examples=["12 h", "30 min", "none"],
    )
    banners: YesNo = Field(default=_CALENDAR.banners, description="an all-day event over each phase", examples=[False])
    busy: YesNo = Field(default=_CALENDAR.busy, description="sessions block time in free/busy", examples=[True])
    private: YesNo = Field(
        default=_CALENDAR.private, description="neutral titles, for a shared calendar", examples=[True]
    )
    buffer: Annotated[
        tuple[int, int],
        PlainValidator(amounts.buffer),
        WithJsonSchema({"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}),
    ] = Field(default=_CALENDAR.buffer, description="time before and after a session", examples=[["10 min", "15 min"]])


class SeasonTable(Table):
    """A season of countback: what the athlete wants. All else is worked out from it."""

    needed: ClassVar = ("athlete", "race")

    rules: Annotated[str | None, PlainValidator(choices.rules), _TEXT] = Field(
        default=None, description="table of training rules", examples=["classic-1"]
    )
    id: Ident = Field(
        default=None, description="id of the season; keep it once there is a calendar", examples=["spring-2027-k3f9"]
    )
    created: Day = Field(default=None, description="day on which the season was made", examples=["2027-03-30"])
    name: Name = Field(default=None, description="the season as you call it", examples=["On to Berlin"])
    athlete: AthleteTable | None = Field(default=None, description="who runs, and what they run now")
    week: WeekTable = Field(default=WeekTable(), description="the athlete's week")
    plan: PlanTable = Field(default=PlanTable(), description="settings of the plan")
    race: tuple[RaceTable, ...] = Field(default=(), description="the races, an A race among them")
    away: tuple[AwayTable, ...] = Field(
        default=(), description="days known ahead without running, or with easy running only"
    )
    calendar: CalendarTable = Field(default=CalendarTable(), description="how the plan looks in a calendar")
