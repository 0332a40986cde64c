"""A right season.toml: what each key becomes, and what holds where it is left out."""

from __future__ import annotations

from datetime import date, time

import hypothesis
import pytest
from hypothesis import strategies as st

from countback.files.choices import TESTS, zone_names
from countback.files.distances import implausible
from countback.files.moments import race_time
from countback.files.season import parse_season
from countback.training.model import (
    METRES_PER_MILE,
    Athlete,
    Away,
    CalendarPrefs,
    Layout,
    Level,
    Performance,
    PlanPrefs,
    Priority,
    Quantity,
    Race,
    Running,
    Season,
    Unit,
    WeekPrefs,
)
from countback.training.rules import load

FULL = """
rules = "classic-1"
id = "berlin-k3f9"
created = 2027-03-30
name = "On to Berlin"

[athlete]
level = "advanced"
timezone = "Europe/Berlin"
weekly = "45.5 km"
longest = "75 min"
recent_race = "half marathon 1:45:00"
easy_pace = "9:55/mi"
continuous = true
age = 42
max_hr = 186
rest_hr = 52

[week]
long = "saturday"
quality = ["thursday", "tue"]
rest = ["monday"]
starts = "sunday"
runs = 6
strength = 3
test = "mile"

[week.times]
default = "6:30"
saturday = 08:00:00

[plan]
start = "2027-04-05"
growth = "8 %"
down_every = 3
down_to = "80 %"
long_cap = "2 h 45 min"
peak = "70 km"
base_weeks = 14
cycle_weeks = 16

[[race]]
name = "Berlin Marathon"
date = 2027-09-26
start = "09:15"
distance = "Marathon"
priority = "a"
goal = 03:15:00
specific_weeks = 7
taper_days = "2 weeks"
recovery_days = 21

[[race]]
name = "Stadtlauf"
date = 2027-06-20
distance = "10 mi"
priority = "C"
goal = "finish"
id = "city"

[[away]]
from = 2027-07-10
to = 2027-07-17
running = "easy"

[calendar]
name = "Running"
reminder = "1 h 30 min"
banners = false
busy = true
private = true
buffer = ["10 min", "15 min"]
"""

LEAST = """
athlete = { level = "novice", timezone = "America/New_York", weekly = "3 h 20 min" }
race = [{ name = "Kölner Straßenlauf", date = 2027-10-03, distance = "half" }]
"""


def _season(text: str) -> Season:
    season = parse_season(text.encode())
    assert isinstance(season, Season), season
    return season


def test_every_key_becomes_what_it_says() -> None:
    """All keys of a full season, in the units of the model."""
    half_past_six, eight = time(6, 30), time(8)
    assert _season(FULL) == Season(
        id="berlin-k3f9",
        rules="classic-1",
        athlete=Athlete(
            level=Level.ADVANCED,
            timezone="Europe/Berlin",
            weekly=Quantity(455, Unit.KM),
            longest=Quantity(750, Unit.MIN),
            recent_race=Performance(21.0975, 6300),
            easy_pace=370,
            continuous=True,
            age=42,
            max_hr=186,
            rest_hr=52,
        ),
        races=(
            Race(
                id="city",
                name="Stadtlauf",
                date=date(2027, 6, 20),
                distance_km=10 * METRES_PER_MILE / 1000,
                distance_text="10 mi",
                priority=Priority.C,
                finish=True,
            ),
            Race(
                id="berlin-marathon-2027",
                derived_id=True,
                name="Berlin Marathon",
                date=date(2027, 9, 26),
                distance_km=42.195,
                distance_text="Marathon",
                start=time(9, 15),
                goal=11_700,
                layout=Layout(specific_weeks=7, taper_days=14, recovery_days=21),
            ),
        ),
        week=WeekPrefs(
            long=5,
            quality=(1, 3),
            rest=(0,),
            starts=6,
            runs=6,
            strength=3,
            test="mile",
            times=(half_past_six, half_past_six, half_past_six, half_past_six, half_past_six, eight, half_past_six),
        ),
        plan=PlanPrefs(
            start=date(2027, 4, 5),
            growth=1080,
            down_every=3,
            down_to=80,
            long_cap=165,
            layout=Layout(base_weeks=14, cycle_weeks=16, peak=Quantity(700, Unit.KM)),
        ),
        away=(Away(date(2027, 7, 10), date(2027, 7, 17), Running.EASY),),
        calendar=CalendarPrefs(name="Running", reminder=90, banners=False, busy=True, private=True, buffer=(10, 15)),
        name="On to Berlin",
        created=date(2027, 3, 30),
    )


def test_what_is_left_out_is_the_models_default() -> None:
    """Ten lines are enough; the ids are derived, and that is told."""
    season = _season(LEAST)
    assert season.week == WeekPrefs()
    assert season.plan == PlanPrefs()
    assert season.calendar == CalendarPrefs()
    assert (season.rules, season.away, season.created) == ("classic-1", (), None)
    assert season.athlete.weekly == Quantity(2000, Unit.MIN)
    (race,) = season.races
    assert (race.id, race.priority, race.start) == ("kolner-strassenlauf-2027", Priority.A, None)
    assert (season.id, season.derived_id) == ("kolner-strassenlauf-2027", True)


def test_a_race_that_moves_within_its_year_keeps_the_derived_ids() -> None:
    """Else every event in a calendar would be made anew."""
    moved = _season(LEAST.replace("2027-10-03", "2027-10-10"))
    assert (moved.id, moved.races[0].id) == (_season(LEAST).id, _season(LEAST).races[0].id)


def test_seasons_of_two_years_with_one_race_id_have_ids_of_their_own() -> None:
    """An id is unique over seasons."""
    text = LEAST.replace("distance =", 'id = "home", distance =')
    assert [_season(text).id, _season(text.replace("2027", "2028")).id] == ["home-2027", "home-2028"]


@pytest.mark.parametrize(
    ("name", "race_id"),
    [
        ("Berlin Marathon 2027", "berlin-marathon-2027"),
        ("東京マラソン", "half-2027"),
        ("  Ærø – rundt! ", "aero-rundt-2027"),
        ("x" * 100, f"{'x' * 56}-2027"),
    ],
)
def test_ids_come_from_names_in_any_script(name: str, race_id: str) -> None:
    """An id is ASCII, never empty, and has the year once."""
    assert _season(LEAST.replace("Kölner Straßenlauf", name)).races[0].id == race_id


@pytest.mark.parametrize(
    "name",
    [
        "👨\u200d👩\u200d👧 run",
        "می\u200cدود",
        "שלום\u200f 10k",
        "Lauf\u00a0X",
        "Zürich\u00adMarathon",
        "e\u0301lan",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    ],
)
def test_names_of_any_script_are_kept_as_they_are(name: str) -> None:
    """Joined emoji, joiners of Persian, marks of direction, spaces that do not break, soft hyphens."""
    assert _season(LEAST.replace("Kölner Straßenlauf", name)).races[0].name == name


def test_races_of_one_name_are_numbered_by_date() -> None:
    """The order in the file does not matter; ids that are given are left alone."""
    text = LEAST.split("race =", maxsplit=1)[0]
    for day, given in (("2027-09-05", ""), ("2027-05-02", ""), ("2027-07-04", 'id = "parkrun-2027-2"')):
        text += f'\n[[race]]\nname = "Parkrun"\ndate = {day}\ndistance = "5k"\n{given}'
    ids = [(race.date.month, race.id) for race in _season(text).races]
    assert ids == [(5, "parkrun-2027"), (7, "parkrun-2027-2"), (9, "parkrun-2027-3")]


@pytest.mark.parametrize(
    ("text", "km"),
    [
        ("5k", 5.0),
        ("10K", 10.0),
        ("50k", 50.0),
        ("half", 21.0975),
        ("Half-Marathon", 21.0975),
        ("half  marathon", 21.0975),
        ("mile", 1.609344),
        ("15 km", 15.0),
        ("21,1 km", 21.1),
        ("10 miles", 16.09344),
        ("1500 m", 1.5),
    ],
)
def test_distances_by_name_and_number(text: str, km: float) -> None:
    """A distance is kept in km, and as it was written."""
    (race,) = _season(LEAST.replace('"half"', f'"{text}"')).races
    assert race.distance_km == pytest.approx(km, abs=1e-9)
    assert race.distance_text == " ".join(text.split())


@pytest.mark.parametrize(
    ("distance", "text", "seconds"),
    [
        ("half", "1:55", 6900),
        ("half", "1:55:00", 6900),
        ("half", "95:30", 5730),
        ("marathon", "3:45", 13500),
        ("50k", "5:05", 18300),
        ("100 km", "12:30", 45000),
        ("10k", "47:30", 2850),
        ("15 km", "1:20:00", 4800),
    ],
)
def test_a_time_of_two_numbers_is_read_as_it_can_be_run(distance: str, text: str, seconds: int) -> None:
    """Hours and minutes from 20 km on, where nobody runs so many minutes; as a goal and as a result."""
    race = f'distance = "{distance}", goal = "{text}"'
    season = _season(
        LEAST.replace('distance = "half"', race).replace('"3 h 20 min"', f'"3 h", recent_race = "{distance} {text}"')
    )
    assert season.races[0].goal == seconds
    assert season.athlete.recent_race
    assert season.athlete.recent_race.seconds == seconds


@hypothesis.given(st.floats(1, 250), st.integers(0, 999), st.integers(0, 59))
def test_no_time_can_be_read_in_two_ways(distance_km: float, first: int, second: int) -> None:
    """Who runs it in minutes does not walk it in as many hours."""
    readings = race_time(f"{first}:{second:02}")
    assert [implausible(distance_km, (seconds,)) for seconds in readings].count(None) <= 1


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("45 km", Quantity(450, Unit.KM)),
        ("45km", Quantity(450, Unit.KM)),
        ("42,5 km", Quantity(425, Unit.KM)),
        ("28 mi", Quantity(280, Unit.MI)),
        ("28.3 miles", Quantity(283, Unit.MI)),
        ("200 min", Quantity(2000, Unit.MIN)),
        ("3 h", Quantity(1800, Unit.MIN)),
        ("1.5 hours", Quantity(900, Unit.MIN)),
    ],
)
def test_weekly_amounts_give_the_unit_of_the_plan(text: str, quantity: Quantity) -> None:
    """Hours are minutes; distances stay in their unit."""
    season = _season(LEAST.replace("3 h 20 min", text))
    assert season.athlete.weekly == quantity
    assert season.unit is quantity.unit


@pytest.mark.parametrize(("text", "growth"), [("1.08", 1080), ('"8 %"', 1080), ('"7,5%"', 1075), ("1.1", 1100)])
def test_growth_is_exact(text: str, growth: int) -> None:
    """Thousandths, without the noise of floats."""
    assert _season(f"{LEAST}plan.growth = {text}").plan.growth == growth


def test_never_and_none_are_words() -> None:
    """No down weeks, no reminder."""
    season = _season(f'{LEAST}plan.down_every = "never"\ncalendar.reminder = "none"')
    assert (season.plan.down_every, season.calendar.reminder) == (0, None)


def test_a_reminder_may_come_weeks_ahead() -> None:
    """Four at most, as calendars have it."""
    assert _season(f'{LEAST}calendar.reminder = "2 weeks"').calendar.reminder == 20_160


def test_the_same_file_gives_the_same_season() -> None:
    """A season is a value."""
    assert _season(FULL) == _season(FULL)
    assert hash(_season(FULL)) == hash(_season(FULL))


def test_the_words_of_the_file_are_those_of_the_rules() -> None:
    """What `test` may be is what the tables know."""
    assert set(TESTS) == set(load("classic-1").test.kinds)


def test_time_zones_are_those_of_the_tz_database() -> None:
    """Every machine knows the same ones."""
    assert {"Europe/Berlin", "Australia/Lord_Howe", "UTC"} <= zone_names()
    assert "localtime" not in zone_names()
