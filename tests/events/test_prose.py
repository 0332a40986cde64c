"""Sessions in words: what a runner reads on a watch."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from countback.events import prose, units
from countback.training.model import Effort, Repeat, SessionKind, Step, StepKind, Target, Unit
from countback.training.titles import in_words
from tests import factories

WARM = Step(StepKind.WARMUP, Effort.EASY, seconds=900)


@pytest.mark.parametrize(
    ("tenths", "unit", "words"),
    [(140, Unit.KM, "14 km"), (85, Unit.MI, "8.5 mi"), (450, Unit.MIN, "45 min"), (800, Unit.MIN, "1:20 h")],
)
def test_amounts_are_in_the_plans_unit(tenths: int, unit: Unit, words: str) -> None:
    """No trailing zero, and hours from an hour on."""
    assert units.amount(tenths, unit) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (45, "45 s"),
        (60, "1 min"),
        (90, "90 s"),
        (150, "2:30 min"),
        (900, "15 min"),
        (4800, "1:20 h"),
        (3630, "1:00:30 h"),
    ],
)
def test_short_stretches_are_told_in_seconds(seconds: int, words: str) -> None:
    """As coaches say them: 90 s jog, 2:30 min."""
    assert units.stretch(seconds) == words


@pytest.mark.parametrize(
    ("metres", "unit", "words"),
    [
        (400, Unit.KM, "400 m"),
        (1000, Unit.KM, "1000 m"),
        (1200, Unit.KM, "1.2 km"),
        (14000, Unit.KM, "14 km"),
        (1609, Unit.KM, "1 mi"),
        (3219, Unit.KM, "2 mi"),
        (13679, Unit.MI, "8.5 mi"),
        (800, Unit.MI, "800 m"),
        (5000, Unit.MI, "5 km"),
        (42195, Unit.KM, "42.2 km"),
        (2240, Unit.KM, "2.2 km"),
        (910, Unit.KM, "910 m"),
        (1200, Unit.MI, "1200 m"),
        (3000, Unit.MI, "3 km"),
        (2400, Unit.MI, "1.5 mi"),
        (2240, Unit.MI, "1.4 mi"),
    ],
)
def test_distances_are_told_as_the_track_and_the_plan_do(metres: int, unit: Unit, words: str) -> None:
    """Laps stay metres, mile repeats stay miles, runs take the plan's unit."""
    assert units.distance(metres, unit) == words


def test_a_kilometre_on_the_way_is_no_lap() -> None:
    """Beside `12 km at marathon pace` the cool-down is `1 km`; shorter ways and plans of miles are as ever."""
    told = [(1000, Unit.KM), (900, Unit.KM), (1000, Unit.MI), (2000, Unit.KM)]
    assert [units.way(metres, unit) for metres, unit in told] == ["1 km", "900 m", "1000 m", "2 km"]
    cool_down = factories.session(steps=(Step(StepKind.COOLDOWN, Effort.EASY, metres=1000),))
    repeats = factories.session(steps=(Step(StepKind.WORK, Effort.TEN_K, metres=1000),))
    starts = [prose.step_lines(one, Unit.KM)[0].partition(" at ")[0] for one in (cool_down, repeats)]
    assert [start.partition(" easy")[0] for start in starts] == ["1 km", "1000 m"]


def test_paces_are_per_km_or_per_mile() -> None:
    """268–275 s/km are 7:11–7:23 a mile; one pace is no range."""
    assert units.pace(268, 275, Unit.KM) == "4:28–4:35/km"
    assert units.pace(268, 275, Unit.MI) == "7:11–7:23/mi"
    assert units.pace(320, 320, Unit.MIN) == "5:20/km"


def test_race_times_have_hours_when_there_are_any() -> None:
    """47:30 and 3:45:00."""
    assert in_words(2850) == "47:30"
    assert in_words(13500) == "3:45:00"


def test_repeats_are_one_line_with_what_comes_between() -> None:
    """Warm-up, repeats, cool-down: three lines."""
    session = factories.quality(factories.START)
    assert prose.step_lines(session, Unit.KM) == (
        "15 min easy to warm up (5:50–6:30/km)",
        "6 × 800 m at 10k pace (4:28–4:35/km), 90 s jog after each",
        "10 min easy to cool down (5:50–6:30/km)",
    )


def line(*steps: Step | Repeat, unit: Unit = Unit.KM) -> str:
    """The words for one step."""
    return prose.step_lines(factories.session(steps=steps), unit)[0]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step(StepKind.WORK, Effort.THRESHOLD, seconds=1200), "20 min at threshold (4:36–4:44/km, HR 162–172)"),
        (Step(StepKind.OTHER, Effort.STRENGTH, seconds=1800), "30 min strength (RPE 4–6)"),
        (
            Step(StepKind.OTHER, Effort.CROSS, seconds=2700, note="bike or pool"),
            "45 min cross-training, easy; bike or pool",
        ),
        (Step(StepKind.WORK, Effort.MARATHON, metres=16000), "16 km at marathon pace"),
        (Step(StepKind.RECOVER, Effort.EASY, seconds=120), "2 min jog"),
        (Step(StepKind.WALK, Effort.WALK, seconds=300), "5 min walk"),
        (Step(StepKind.COOLDOWN, Effort.CROSS, seconds=625), "10 min cross-training, easy to cool down"),
        (Step(StepKind.WORK, Effort.MARATHON, seconds=625), "10:25 min at marathon pace"),
    ],
)
def test_a_target_is_told_as_far_as_it_is_known(step: Step, words: str) -> None:
    """Pace and heart rate where there are any, else RPE, else nothing."""
    assert line(step) == words


@pytest.mark.parametrize(
    ("repeat", "words"),
    [
        (
            Repeat(8, (Step(StepKind.RUN, Effort.EASY, seconds=60), Step(StepKind.WALK, Effort.WALK, seconds=90))),
            "8 × 1 min easy (5:50–6:30/km), 90 s walk after each",
        ),
        (Repeat(6, (Step(StepKind.STRIDES, Effort.STRIDES, seconds=20),)), "6 × 20 s strides"),
        (
            Repeat(
                2,
                (
                    Step(StepKind.RUN, Effort.MARATHON, seconds=90),
                    Step(StepKind.WALK, Effort.WALK, seconds=90),
                    Step(StepKind.RUN, Effort.MARATHON, seconds=180),
                    Step(StepKind.WALK, Effort.WALK, seconds=180),
                ),
            ),
            "2 × (90 s at marathon pace + 90 s walk + 3 min at marathon pace), 3 min walk after each",
        ),
        (Repeat(1, (Step(StepKind.WORK, Effort.HALF, seconds=600),)), "10 min at half-marathon pace"),
        (
            Repeat(3, (Step(StepKind.RECOVER, Effort.EASY, seconds=60),)),
            "3 × 1 min jog",
        ),
    ],
)
def test_every_shape_of_repeat_reads_as_a_coach_writes_it(repeat: Repeat, words: str) -> None:
    """Run and walk, strides, ladders, one of a kind."""
    assert line(repeat) == words


def test_a_plan_in_miles_has_paces_per_mile() -> None:
    """The unit of the plan decides, the track stays metric."""
    repeat = Repeat(
        4, (Step(StepKind.WORK, Effort.TEN_K, metres=1609), Step(StepKind.RECOVER, Effort.EASY, seconds=60))
    )
    assert line(repeat, unit=Unit.MI) == "4 × 1 mi at 10k pace (7:11–7:23/mi), 1 min jog after each"


def test_a_single_step_tells_the_whole_in_one_line() -> None:
    """No line that says the same again."""
    assert prose.what_lines(factories.session(), Unit.KM) == ("8 km easy (5:50–6:30/km), about 50 min",)
    assert prose.what_lines(factories.strength(factories.START), Unit.KM) == ("30 min strength (RPE 4–6)",)
    assert prose.what_lines(factories.quality(factories.START), Unit.KM)[0] == "10.8 km, about 1:02 h"


def test_feeling_is_told_of_what_the_session_is_for() -> None:
    """Of the work, not of the warm-up; of two kinds of work, both."""
    session = factories.session(steps=(WARM, Step(StepKind.WORK, Effort.TEN_K, metres=3000)))
    assert prose.feel_lines(session) == ("hard and even, you could do one more at the end (RPE 6–7)",)
    mixed = (Step(StepKind.RUN, Effort.LONG, metres=9000), Step(StepKind.WORK, Effort.MARATHON, metres=9000))
    assert len(prose.feel_lines(factories.session(steps=mixed))) == 2


def test_every_effort_and_every_kind_of_step_has_words() -> None:
    """A new effort without words must not reach an athlete."""
    for effort in Effort:
        for kind in StepKind:
            session = factories.session(steps=(Step(kind, effort, seconds=600),))
            assert prose.step_lines(session, Unit.KM)[0].startswith("10 min ")
            assert prose.feel_lines(session)[0]


@pytest.mark.parametrize(
    ("title", "kind", "whole"),
    [
        ("Easy run", SessionKind.EASY, "Easy run, 8 km"),
        ("6 × 800 m", SessionKind.QUALITY, "6 × 800 m"),
        ("Berlin Marathon", SessionKind.RACE, "Berlin Marathon"),
    ],
)
def test_a_title_tells_how_much_unless_it_does_already(title: str, kind: SessionKind, whole: str) -> None:
    """The month view of a phone shows the title alone."""
    assert prose.title(factories.session(title=title, kind=kind), Unit.KM) == whole


def test_a_race_tells_start_distance_and_goal() -> None:
    """Whatever of them there is."""
    (race,) = factories.season().races
    assert prose.race_lines(race, Unit.KM) == ("Start 09:15, marathon", "Goal 3:45:00 (5:20/km)")
    assert prose.race_lines(replace(race, goal=None, finish=True), Unit.KM)[1] == "Goal: to finish"
    assert prose.race_lines(replace(race, goal=None, start=None), Unit.KM) == ("marathon",)
    assert prose.race_lines(replace(race, start=time(7)), Unit.MI)[1] == "Goal 3:45:00 (8:35/mi)"


def test_a_target_of_one_value_is_no_range() -> None:
    """RPE 5, not RPE 5–5."""
    session = factories.session(targets=((Effort.EASY, Target(rpe=(5, 5))),))
    assert prose.step_lines(session, Unit.KM) == ("8 km easy (RPE 5)",)
