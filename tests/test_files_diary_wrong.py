"""Wrong diaries: each mistake is told with its line, what was found and what fits; all of them in one go."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from countback.files.diary import Written, against, parse_written
from countback.files.disagreements import Background
from countback.files.season import parse_season
from countback.training.model import Season
from countback.training.replan import plan_of
from countback.training.season import build

if TYPE_CHECKING:
    from countback.files.problem import Problem

SEASON = """\
id = "berlin-k3f9"
created = 2026-12-28
[athlete]
level = "intermediate"
timezone = "Europe/Berlin"
weekly = "45 km"
[plan]
start = 2027-01-04
[[race]]
id = "berlin-2027"
name = "Berlin Marathon"
date = 2027-09-26
distance = "marathon"
[[race]]
id = "city-2027"
name = "City 10k"
date = 2027-06-20
distance = "10k"
priority = "B"
"""

GOOD = """\
# my diary
[[entry]]
on = 2027-05-10
kind = "ill"
from = 2027-05-03
to = 2027-05-09
fever = true

[[entry]]
on = 2027-05-11
kind = "moved"
session = "berlin-2027/T-08w/long"
to = 2027-07-31

[[entry]]
on = 2027-05-12
kind = "race"
id = "berlin-2027"
date = 2027-10-10

[[entry]]
on = 2027-05-13
kind = "tested"
distance = "5k"
time = "21:40"

[[entry]]
on = 2027-05-14
kind = "weekly"
volume = "40 km"

[[entry]]
on = 2027-05-15
kind = "race"
added = true
name = "Trail 15"
date = 2027-08-15
distance = "15 km"
priority = "C"
"""

JARGON = ("Input should", "validation", "Value error", "pydantic", "type=", "Traceback", "PosixPath", "<class")

# What of GOOD is replaced, by what; the line of the one problem, and words in it.
WRONG = (
    # no TOML
    ("# my diary", "my diary", 1, "after a key there must be ="),
    ("[[entry]]\non = 2027-05-10", "[[entry]\non = 2027-05-10", 2, "closing ]"),
    ("on = 2027-05-10", "on = 2027-02-30", 3, "no such day"),
    ("on = 2027-05-10", "on = 2027-05-10\non = 2027-05-10", 4, "this key stands here a second time; keep one"),
    ("on = 2027-05-10", "on = 2027-05-10 monday", 3, "something stands after the value"),
    ("on = 2027-05-10", "on = 2027-5-1", 3, "a date is written with two digits each: 2027-05-01"),
    ("on = 2027-05-10", "on = 2027-05-0", 3, "no such day in the calendar; a date is written as 2027-09-26"),
    ('kind = "ill"', "kind = ill", 4, "text needs quotes"),
    ("fever = true", "fever = true\nfever = true", 8, "second time"),
    # keys
    ("# my diary", "entries = 1", 1, '"entries" is not a key of diary.toml; did you mean "entry"?'),
    ("from =", "form =", 5, '"form" is not a key of an [[entry]] of kind "ill"; did you mean "from"?'),
    (
        'volume = "40 km"',
        'volume = "40 km"\nxyzzy = 1',
        31,
        'is not a key of an [[entry]] of kind "weekly"; its keys are',
        '"volume"',
    ),
    ("fever = true", 'session = "x"', 7, '"session" is not a key of an [[entry]] of kind "ill"'),
    ("fever = true", "feber = true", 7, 'did you mean "fever"?'),
    (
        'kind = "weekly"\nvolume = "40 km"',
        'kind = "undone"\nvolume = "40 km"',
        30,
        '"volume" is not a key of an [[entry]] of kind "undone"',
    ),
    # missing
    ("on = 2027-05-10\n", "", 2, "needs on"),
    ('kind = "ill"\n', "", 2, "needs kind"),
    ("to = 2027-05-09\n", "", 2, 'an [[entry]] of kind "ill" needs to: last day without running'),
    ("to = 2027-07-31\n", "", 9, "needs to: its day, or day and hour"),
    ("date = 2027-10-10\n", "", 15, "needs its new day, date = 2027-10-10, or cancelled = true"),
    ('time = "21:40"\n', "", 21, "needs time"),
    ('name = "Trail 15"\n', "", 32, "needs name"),
    # values
    ('"ill"', '"il"', 4, 'did you mean "ill"?'),
    ('"ill"', '"party"', 4, '"missed", "ill", "injured", "away", "skipped"'),
    ("from = 2027-05-03", "from = 2027-05-03T10:00:00", 5, "a date alone belongs here: 2027-05-03"),
    ("to = 2027-05-09", 'to = "next week"', 6, "year-month-day"),
    ("fever = true", 'fever = "yes"', 7, "true or false fits here, without quotes"),
    ("berlin-2027/T-08w/long", "the long one", 12, "the address of a session belongs here", "berlin-2027/T-08w/long"),
    ("to = 2027-07-31", "to = 2027-07-31T07:30:00Z", 13, "without a zone"),
    ("to = 2027-07-31", "to = 17", 13, "a date belongs here"),
    ('distance = "5k"', 'distance = "5"', 24, "the unit is missing"),
    ('time = "21:40"', 'time = "1:40"', 25, "nobody has run 5 km that fast"),
    ('volume = "40 km"', "volume = 40", 30, "with its unit"),
    ("added = true", 'added = "yes"', 35, "true or false"),
    ('priority = "C"', 'priority = "D"', 39, '"A", "B" or "C" fits here'),
    ('priority = "C"', 'goal = "20:00"', 39, "nobody has run 15 km that fast"),
    # contradictions
    ("to = 2027-05-09", "to = 2027-05-02", 6, "before from = 2027-05-03; swap them"),
    ("date = 2027-10-10", "date = 2027-10-10\ncancelled = true", 19, "take one of the two out"),
    ("on = 2027-05-10", "on = 2026-12-01", 3, "before the season, which begins on 2026-12-28"),
    (
        "from = 2027-05-03\nto = 2027-05-09",
        "from = 2026-12-28\nto = 2026-12-31",
        6,
        "before the plan's first, 2027-01-04",
    ),
    ("from = 2027-05-03\nto = 2027-05-09", "from = 2030-05-03\nto = 2030-05-09", 5, "the season is over by then"),
    ("T-08w/long", "T-08w/lung", 12, "no session of this season", 'did you mean "berlin-2027/T-08w/long"?'),
    ("T-08w/long", "T-99w/long", 12, "no session of this season has this address"),
    ("to = 2027-07-31", "to = 2027-06-20", 13, "this is the day of City 10k; nothing else fits a race day"),
    ("to = 2027-07-31", "to = 2026-12-31", 13, "before the season, which begins on 2027-01-04"),
    ("T-08w/long", "T-00w/race", 12, 'a race is moved by an entry of kind "race"'),
    ('id = "berlin-2027"', 'id = "berlin-2072"', 18, 'did you mean "berlin-2027"?'),
    ('id = "berlin-2027"', 'id = "oslo"', 18, "the races are city-2027, berlin-2027"),
    ("date = 2027-10-10", "date = 2027-06-20", 19, "on this day is City 10k already"),
    ("date = 2027-10-10", "date = 2027-05-01", 19, "before the day it was told"),
    ("date = 2027-08-15", "date = 2027-10-10", 37, "on this day is Berlin Marathon already"),
    ('name = "Trail 15"', 'name = "Trail 15"\nid = "city-2027"', 37, "City 10k has this id already"),
    (
        'date = 2027-08-15\ndistance = "15 km"\npriority = "C"',
        'distance = "15 km"\ndate = 2027-10-09',
        38,
        "two A races do not fit one week",
    ),
    # what season.toml would say of a [[race]]
    ('priority = "C"', "taper_days = 28", 39, "a forced four-week taper failed: 21 days at most (S48)"),
    ('priority = "C"', "taper_days = 3", 39, "7 to 14 days fit Trail 15 (15 km)"),
    ("date = 2027-08-15", "date = 2040-08-15", 37, "more than five years after the season begins"),
    ("date = 2027-10-10", "date = 2098-10-10", 19, "more than five years after the season begins"),
)


def _background() -> Background:
    season = parse_season(SEASON.encode())
    assert isinstance(season, Season)
    plan = build(season)

    return Background(season, plan.start, plan.end, partial(plan_of, season))


@pytest.fixture(scope="module")
def known() -> Background:
    """The season of SEASON and its plan."""
    return _background()


def problems_of(text: str, known: Background) -> tuple[Problem, ...]:
    """What is wrong with a diary, by itself or with the season."""
    written = parse_written(text.encode())
    return against(written, known) if isinstance(written, Written) else written


@pytest.mark.parametrize(("old", "new", "line", "words"), [(old, new, line, words) for old, new, line, *words in WRONG])
def test_a_mistake_is_told_with_its_line_and_what_fits(
    old: str, new: str, line: int, words: list[str], known: Background
) -> None:
    """One mistake is one problem, on its line, in words that a runner can act on."""
    assert old in GOOD
    (problem,) = problems_of(GOOD.replace(old, new, 1), known)
    assert (problem.file, problem.line) == ("diary.toml", line), str(problem)
    for word in words:
        assert word in problem.message
    assert not [word for word in JARGON if word in problem.message]


def test_the_model_of_all_wrong_diaries_is_right(known: Background) -> None:
    """What the cases change is a diary without a problem."""
    assert problems_of(GOOD, known) == ()


def test_every_mistake_is_told_in_one_go(known: Background) -> None:
    """In the order of the file, across entries."""
    text = GOOD.replace("fever = true", "fever = 1").replace('"21:40"', '"soon"').replace('"40 km"', '"40"')
    assert [problem.line for problem in problems_of(text, known)] == [7, 25, 30]


def test_an_entry_of_no_kind_is_told_once(known: Background) -> None:
    """Nobody knows which keys it should have; nothing that only follows is told."""
    assert len(problems_of('[[entry]]\non = 2027-05-10\nkind = "x"\nfrom = 3\n', known)) == 1


def test_single_brackets_are_explained(known: Background) -> None:
    """[entry] where there is one entry is the likeliest slip of all."""
    (problem,) = problems_of("[entry]\non = 2027-05-10\n", known)
    assert "write [[entry]], in double brackets" in problem.message


def test_days_that_are_in_the_diary_already_are_told(known: Background) -> None:
    """Overlapping absences, whatever their causes; days side by side are none."""
    ill = '\n[[entry]]\non = 2027-05-20\nkind = "missed"\nfrom = 2027-05-09\nto = 2027-05-12\n'
    (problem,) = problems_of(GOOD + ill, known)
    assert problem.line == GOOD.count("\n") + 5
    assert "2027-05-03 to 2027-05-09 is in the diary already, as ill" in problem.message
    assert problems_of(GOOD + ill.replace("from = 2027-05-09", "from = 2027-05-10"), known) == ()


TAKEN_BACK = '\n[[entry]]\non = 2027-05-21\nkind = "undone"\n'


def test_days_that_were_taken_back_may_be_told_anew(known: Background) -> None:
    """An absence that no longer stands overlaps nothing; one that still does is in the way."""
    first = GOOD.partition("\n\n")[0] + "\n"
    again = '\n[[entry]]\non = 2027-05-20\nkind = "injured"\nfrom = 2027-05-08\nto = 2027-05-12\n'
    assert problems_of(first + TAKEN_BACK + again, known) == ()
    (problem,) = problems_of(first + TAKEN_BACK + again + again.replace("injured", "ill"), known)
    assert "in the diary already, as injured" in problem.message


def test_a_race_that_was_taken_back_is_where_it_was(known: Background) -> None:
    """Its day is free again, the earlier one is not; and a race that was not entered can be."""
    entries = GOOD.split("\n\n")
    marathon, trail = f"\n{entries[2]}\n", f"\n{entries[5]}"
    moved = '\n[[entry]]\non = 2027-05-22\nkind = "moved"\nsession = "berlin-2027/T-08w/long"\nto = {}\n'
    assert problems_of(marathon + TAKEN_BACK + moved.format("2027-10-10"), known) == ()
    (problem,) = problems_of(marathon + TAKEN_BACK + moved.format("2027-09-26"), known)
    assert "the day of Berlin Marathon" in problem.message
    assert problems_of(trail + TAKEN_BACK + trail, known) == ()


def test_nothing_is_taken_back_before_the_season(known: Background) -> None:
    """An undone entry has its day, too."""
    (problem,) = problems_of(RAN + TAKEN_BACK.replace("2027-05-21", "2026-05-21"), known)
    assert (problem.line, "before the season" in problem.message) == (7, True)


def test_what_is_not_there_cannot_be_taken_back(known: Background) -> None:
    """With the line of the first entry that finds nothing; that season.toml was edited is no news to take back."""
    edited = '[[entry]]\non = 2027-05-20\nkind = "edited"\ndigest = "sha256:1f"\n'
    assert problems_of(GOOD + 6 * TAKEN_BACK, known) == ()
    (problem,) = problems_of(edited + GOOD + 7 * TAKEN_BACK, known)
    assert problem.line == (edited + GOOD + 7 * TAKEN_BACK).count("\n")
    assert 'kind = "undone": no entry before this one is left to take back' in problem.message


def test_a_race_is_where_earlier_entries_put_it(known: Background) -> None:
    """A session may go to the day that a race has left, and not to the one that it went to."""
    moved = '\n[[entry]]\non = 2027-05-20\nkind = "moved"\nsession = "berlin-2027/T-08w/long"\nto = {}\n'
    assert problems_of(GOOD + moved.format("2027-09-26"), known) == ()
    (problem,) = problems_of(GOOD + moved.format("2027-10-10"), known)
    assert "the day of Berlin Marathon" in problem.message


def test_a_race_that_comes_in_is_held_to_the_plan_as_the_others() -> None:
    """[plan] may set what does not fit it; a base that a beginner cannot skip is refused, too."""
    plan, beginner = "[plan]\ntaper_days = 21", 'level = "beginner"'
    text = SEASON.replace("[plan]", plan)
    season = parse_season(text.replace('level = "intermediate"', beginner).encode())
    assert isinstance(season, Season), season
    first = build(season)
    known = Background(season, first.start, first.end, partial(plan_of, season))
    race = {"added": "true", "name": '"Fast 5k"', "date": "2027-12-05", "distance": '"5k"'}
    (problem,) = problems_of(entry("2027-05-01", "race", **race), known)
    assert "days fit Fast 5k (5k); for one race alone it may stand" in problem.message
    (problem,) = problems_of(entry("2027-05-01", "race", **race, taper_days="10", base_weeks="0"), known)
    assert "a beginner cannot skip base (S10)" in problem.message
    assert problems_of(entry("2027-05-01", "race", **race, taper_days="10"), known) == ()
    assert problems_of(entry("2027-05-01", "race", **race, priority='"C"'), known) == ()


def test_a_race_that_was_run_stays(known: Background) -> None:
    """Nobody moves yesterday's race."""
    text = '[[entry]]\non = 2027-06-21\nkind = "race"\nid = "city-2027"\ndate = 2027-07-04\n'
    (problem,) = problems_of(text, known)
    assert "City 10k was on 2027-06-20, which is past" in problem.message


def test_a_cancelled_race_is_unknown_afterwards(known: Background) -> None:
    """It cannot be moved any more, and its day is free."""
    cancelled = '[[entry]]\non = 2027-05-01\nkind = "race"\nid = "city-2027"\ncancelled = true\n'
    again = cancelled.replace("05-01", "05-02")
    (problem,) = problems_of(cancelled + again, known)
    assert (problem.line, "no race of this season" in problem.message) == (9, True)


def test_a_session_of_a_plan_made_on_the_way_is_known() -> None:
    """An entry may speak of a session that a later entry took out of the plan."""
    season = parse_season(SEASON.encode())
    assert isinstance(season, Season)
    late = "berlin-2027/T-30w/easy-9"
    text = (
        '[[entry]]\non = 2027-01-05\nkind = "weekly"\nvolume = "40 km"\n'
        f'[[entry]]\non = 2027-01-06\nkind = "skipped"\nsession = "{late}"\n'
        '[[entry]]\non = 2027-01-07\nkind = "weekly"\nvolume = "45 km"\n'
    )
    first = build(season)
    session = next(one for one in first.sessions if one.slot == "easy-1")
    week = replace(first.weeks[0], sessions=(replace(session, address=late),))
    other = replace(first, weeks=(week, *first.weeks[1:]))
    known = Background(season, first.start, first.end, lambda diary: other if len(diary) == 1 else first)
    assert problems_of(text, known) == ()


def entry(on: str, kind: str, **keys: str) -> str:
    """An entry as people write it."""
    lines = (f"{key.rstrip('_')} = {value}\n" for key, value in keys.items())
    return f'[[entry]]\non = {on}\nkind = "{kind}"\n{"".join(lines)}'


T20, T01 = '"berlin-2027/T-20w/long"', '"berlin-2027/T-01w/easy-1"'  # Sundays: 9 May and 19 September
RAN = entry("2027-05-09", "done", session=T20)

# What no command would write, with the last line that is wrong, and words about it.
IMPOSSIBLE = (
    (entry("2027-09-14", "moved", session=T01, to="2027-06-26"), 5, "before the day it was told (on = 2027-09-14)"),
    (entry("2027-09-14", "moved", session=T20, to="2027-09-16"), 4, "Sun 9 May 2027 was long past"),
    (entry("2027-09-14", "moved", session=T01, to="2028-09-26"), 5, "outside the season, which ends on"),
    (entry("2027-03-20", "done", session=T20), 4, "Sun 9 May 2027 was still to come (on = 2027-03-20)"),
    (entry("2027-03-20", "skipped", session='"berlin-2027/T-00w/race"'), 4, "this is a race", "cancelled = true"),
    (RAN + RAN, 8, "in the diary already, as done"),
    (2 * RAN.replace("done", "skipped"), 8, "in the diary already, as left out"),
    (RAN + entry("2027-05-10", "missed", from_="2027-05-08", to="2027-05-09"), 8, "is in the diary as done"),
    (
        entry("2027-06-20", "done", session='"berlin-2027/T-14w/race"')
        + entry("2027-06-20", "race", id='"city-2027"', date="2027-07-04"),
        8,
        "City 10k was run on Sun 20 Jun 2027; a race that was run stays",
    ),
)


@pytest.mark.parametrize(("text", "line", "words"), [(text, line, words) for text, line, *words in IMPOSSIBLE])
def test_what_no_command_would_write_is_no_entry_by_hand(
    text: str, line: int, words: list[str], known: Background
) -> None:
    """Each entry is held to the plan as it stood when it was told; taken back, to nothing."""
    (problem,) = problems_of(text, known)
    assert problem.line == line
    assert not [word for word in words if word not in problem.message], problem.message
    assert problems_of(text + TAKEN_BACK, known) == ()


def test_a_day_inside_its_week_makes_no_entry_wrong(known: Background) -> None:
    """The long day may be edited later, and yesterday's run dragged to tomorrow, over the end of a week too."""
    early = entry("2027-05-08", "done", session=T20)
    dragged = entry("2027-05-11", "moved", session=T20, to="2027-05-12")
    assert problems_of(early, known) == problems_of(dragged, known) == ()


CUT = "the last line has no end, so the file may have been cut off there"


@pytest.mark.parametrize(
    ("kept", "line"),
    [('priority = "', 39), ("priority = ", 39), ("priority", 39), ('distance = "15', 38), ("date = 2027-08-1", 37)],
)
def test_a_file_that_was_cut_off_says_where(kept: str, line: int, known: Background) -> None:
    """A disk that was full, a copy that was broken off."""
    problems = problems_of(GOOD[: GOOD.rindex(kept) + len(kept)], known)
    assert problems[-1].line == line or "needs" in problems[-1].message
    assert CUT in problems[-1].message


def test_a_last_line_without_an_end_is_no_problem_by_itself(known: Background) -> None:
    """Some editors write none."""
    assert problems_of(GOOD.rstrip(), known) == ()
