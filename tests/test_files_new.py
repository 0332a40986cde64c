"""The season.toml that `init` writes: it reads back as what was answered, and explains itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countback.files.new import Answers, season_text, unfit
from countback.files.season import parse_season
from countback.training.model import Level, Quantity, Season, Unit

ANSWERS = Answers(
    level="intermediate",
    timezone="Europe/Berlin",
    weekly="45 km",
    race="Berlin Marathon",
    date="2027-09-26",
    distance="marathon",
)
CREATED = date(2027, 3, 30)


def _text(answers: Answers) -> str:
    return season_text(answers, "berlin-k3f9", CREATED)


def _season(text: str) -> Season:
    season = parse_season(text.encode())
    assert isinstance(season, Season), season
    return season


def test_five_answers_make_a_season() -> None:
    """What was told is there, what was not is left to the rules, and the ids are in the file."""
    season = _season(_text(ANSWERS))
    assert (season.id, season.created, season.derived_id) == ("berlin-k3f9", CREATED, False)
    assert season.athlete.weekly == Quantity(450, Unit.KM)
    assert season.races[0].id == "berlin-marathon-2027"
    assert 'id = "berlin-marathon-2027"' in _text(ANSWERS)
    assert (season.week.long, season.plan.start, season.races[0].goal) == (None, None, None)


def test_every_answer_is_read_back() -> None:
    """Nothing of what was told is lost."""
    answers = replace(
        ANSWERS,
        goal="3:45:00",
        race_start="09:15",
        longest="14 km",
        recent_race="10k 47:30",
        easy_pace="6:10/km",
        long="saturday",
        quality=("tuesday",),
        rest=("monday", "friday"),
        runs=4,
        time="06:30",
        start="2027-04-05",
        name='"On" to \\ Berlin',
    )
    season = _season(_text(answers))
    athlete, week, race = season.athlete, season.week, season.races[0]
    assert (race.goal, race.start and race.start.hour) == (13_500, 9)
    assert (athlete.longest, athlete.easy_pace) == (Quantity(140, Unit.KM), 370)
    assert athlete.recent_race
    assert (week.long, week.quality, week.rest, week.runs) == (5, (1,), (0, 4), 4)
    assert week.times[0]
    assert (season.plan.start, season.name) == (date(2027, 4, 5), '"On" to \\ Berlin')


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("distance", ["5k", "10k", "half", "marathon", "50k", "15 km"])
def test_every_key_that_is_offered_as_a_remark_can_be_used(level: Level, distance: str) -> None:
    """Taking away every # at once gives a season without a problem."""
    text = _text(replace(ANSWERS, level=level.value, distance=distance))
    _season(re.sub(r"^#(?=\S)", "", text, flags=re.MULTILINE))


def test_every_key_has_a_remark_and_fits_a_screen() -> None:
    """One line each, explained."""
    for line in _text(ANSWERS).splitlines():
        assert len(line) <= 110
        assert " # " in line or not re.match(r"#?\w+ =", line) or re.match("#(from|to) ", line)


def test_the_same_answers_give_the_same_text() -> None:
    """Clock and chance are arguments."""
    assert _text(ANSWERS) == _text(ANSWERS)


def test_a_wrong_answer_is_told_before_anything_is_written() -> None:
    """As the reader of the file would tell it."""
    assert unfit("weekly", "45 km") is None
    assert "the unit is missing" in str(unfit("weekly", "80"))
    assert 'did you mean "tuesday"' in str(unfit("quality", ("tusday",)))
    assert "year-month-day" in str(unfit("date", "26.9.2027"))
    assert "after 2027-09-26" in str(unfit("date", "2027-09-26", date(2027, 9, 26)))
    assert unfit("date", "2027-09-27", date(2027, 9, 26)) is None
    assert unfit("race", "Berlin") is None


@given(st.text(), st.text(), st.text())
def test_no_answer_breaks_the_text(race: str, weekly: str, day: str) -> None:
    """Whatever is typed: the text is TOML, and what is wrong is told with a line."""
    text = _text(replace(ANSWERS, race=race, weekly=weekly, date=day))
    season = parse_season(text.encode())
    assert isinstance(season, Season) or all(problem.line and "=" in problem.message for problem in season)
