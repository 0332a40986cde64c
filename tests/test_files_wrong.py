"""Wrong season files: each mistake is told with its line, what was found and what fits; all of them in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from countback.files.season import parse_season, read_season

if TYPE_CHECKING:
    from pathlib import Path

    from countback.files.problem import Problem

GOOD = """\
rules = "classic-1"
id = "berlin-k3f9"
created = 2027-03-30

[athlete]
level = "intermediate"
timezone = "Europe/Berlin"
weekly = "45 km"
longest = "14 km"
recent_race = "10k 47:30"

[week]
long = "sunday"
quality = ["tuesday", "thursday"]
rest = ["monday"]

[week.times]
default = "06:30"

[plan]
start = 2027-04-05

[[race]]
name = "Berlin Marathon"
date = 2027-09-26
distance = "marathon"
goal = "3:45:00"

[[race]]
name = "Stadtlauf"
date = 2027-06-20
distance = "10k"
priority = "C"

[[away]]
from = 2027-07-10
to = 2027-07-17

[calendar]
reminder = "12 h"
"""

JARGON = ("Input should", "validation", "Value error", "pydantic", "type=", "Traceback", "PosixPath", "<class")

# What of GOOD is replaced, by what; the line of the one problem, and words in it.
WRONG = (
    # no TOML
    ('id = "berlin-k3f9"', "id = berlin-k3f9", 2, "text needs quotes"),
    ('id = "berlin-k3f9"', 'id = "berlin-k3f9', 2, "quote is missing"),
    ('id = "berlin-k3f9"', "id", 2, "after a key there must be ="),
    ('id = "berlin-k3f9"', "id =", 2, "is no value"),
    ('id = "berlin-k3f9"', 'id = "a" "b"', 2, "something stands after the value"),
    ('id = "berlin-k3f9"', 'id = "a"\nid = "b"', 3, "second time"),
    ('id = "berlin-k3f9"', 'id = "C:\\dir"', 2, "backslash"),
    ("[week]", "[week", 12, "closing ]"),
    ("[plan]", "[athlete]", 20, "this table stands here a second time"),
    ("[plan]", "[race]\n[race]", 21, "write [[race]], in double brackets, above each race"),
    ('rest = ["monday"]', 'rest = ["monday"', 17, "closing ] is missing"),
    ("date = 2027-09-26", "date = 2027-09-31", 25, "no such day"),
    ("date = 2027-09-26", "date = 2027-09-32", 25, "no such day"),
    ("date = 2027-09-26", "date = 26.09.2027", 25, "a date is written as 2027-09-26"),
    ("date = 2027-09-26", "date = 2027/09/26", 25, "a date is written as 2027-09-26"),
    ("date = 2027-09-26", "date = 2027-9-6", 25, "a date is written with two digits each: 2027-09-06"),
    ("date = 2027-09-26", "date = 2027-9-26 # Sunday", 25, "two digits each: 2027-09-26"),
    ('["tuesday", "thursday"]', '["tuesday" "thursday"]', 14, "a comma is missing between two values"),
    ('["tuesday", "thursday"]', '[\n"tuesday"\n"thursday"\n]', 16, "a comma is missing between two values"),
    # keys
    ("long =", "longg =", 13, '"longg" is not a key of [week]; did you mean "long"?'),
    ("weekly =", "weakly =", 8, '"weakly" is not a key of [athlete]; did you mean "weekly"?'),
    ('distance = "10k"', 'distanz = "10k"', 32, '"distanz" is not a key of [[race]]; did you mean "distance"?'),
    ("default =", "weekday =", 18, 'is not a key of [week.times]; did you mean "wednesday"?'),
    ("[calendar]", "[calender]", 39, '"calender" is not a key of season.toml; did you mean "calendar"?'),
    ('rest = ["monday"]', "growth = 1.08", 15, '"growth" is not a key of [week]; it belongs to [plan]'),
    ('longest = "14 km"', 'name = "Me"', 9, "it belongs to the top of the file"),
    ("start = 2027-04-05", "xyzzy = 1", 21, 'its keys are "base_weeks"'),
    ('recent_race = "10k 47:30"', '"we ird" = 1', 10, '"we ird" is not a key of [athlete]'),
    # missing
    ('timezone = "Europe/Berlin"\n', "", 5, "[athlete] needs timezone", 'timezone = "Europe/Berlin"'),
    ("date = 2027-06-20\n", "", 29, "[[race]] needs date"),
    ("from = 2027-07-10\n", "", 35, "[[away]] needs from"),
    # structure
    ("[week]", "[[week]]", 12, "write [week] on a line of its own"),
    ("[week.times]\ndefault =", "times =", 17, 'times = "06:30": a table belongs here; write [week.times]'),
    ("[plan]", "[[plan]]", 20, "write [plan] on a line of its own"),
    # values of a wrong kind
    ('rules = "classic-1"', 'rules = "classic-9"', 1, '"classic-9"', '"classic-1" fits here'),
    ('id = "berlin-k3f9"', 'id = "Berlin 27"', 2, "hyphens", '"berlin-27" would do'),
    ('id = "berlin-k3f9"', "id = 27", 2, "an id is text, in quotes"),
    ("created = 2027-03-30", 'created = "30.3.2027"', 3, "year-month-day: 2027-09-26"),
    ('"intermediate"', '"intermediat"', 6, 'did you mean "intermediate"?'),
    ('"intermediate"', "3", 6, "level = 3", '"beginner", "novice"'),
    ("Europe/Berlin", "Europe/Berln", 7, 'did you mean "Europe/Berlin"?'),
    ("Europe/Berlin", "new york", 7, 'did you mean "America/New_York"?'),
    ("Europe/Berlin", "qqq", 7, "continent/city"),
    ('"45 km"', "45", 8, "weekly = 45", "with its unit", '"45 km", "28 mi" or "200 min"'),
    ('"45 km"', '"45"', 8, "the unit is missing"),
    ('"45 km"', '"45 parasangs"', 8, '"parasangs" is no unit'),
    ('"45 km"', '"3:20"', 8, '"3 h 20 min"'),
    ('"45 km"', '"0 km"', 8, "between 0.1 and 400 km", 'a beginner who does not run yet writes "20 min"'),
    ('"45 km"', '"4500 km"', 8, "between 0.1 and 400 km"),
    ('"45 km"', '"45.25 km"', 8, "finer than a tenth"),
    ('"45 km"', '"2 weeks"', 8, "one distance or one time"),
    ('"45 km"', "true", 8, "weekly = true"),
    ('"10k 47:30"', '"47:30"', 10, "a distance and a time"),
    ('"10k 47:30"', '"10k 0:47"', 10, "nobody has run 10 km that fast", 'hours and minutes are written "47:00"'),
    ('"10k 47:30"', '"10k 1:30"', 10, "nobody has run 10 km that fast", 'hours and minutes are written "1:30:00"'),
    (
        '"10k 47:30"',
        '"half 9:30"',
        10,
        "km that fast; as hours and minutes, slower than walking",
    ),
    ('"10k 47:30"', '"half 0:50"', 10, "nobody has run 21.0975 km that fast"),
    ('"10k 47:30"', '"10k 14:47:30"', 10, "slower than walking"),
    ('recent_race = "10k 47:30"', 'easy_pace = "6:70/km"', 10, '"6:10/km" or "9:55/mi"'),
    ('recent_race = "10k 47:30"', 'easy_pace = "1:10/km"', 10, "nobody's easy pace"),
    ('recent_race = "10k 47:30"', 'continuous = "yes"', 10, "true or false fits here, without quotes"),
    ('recent_race = "10k 47:30"', "age = 7", 10, "10 to 100 years"),
    ('recent_race = "10k 47:30"', "max_hr = 180.5", 10, "whole number of beats a minute"),
    ('long = "sunday"', 'long = "sumday"', 13, 'did you mean "sunday"?'),
    ('["tuesday", "thursday"]', '"tuesday"', 14, 'in brackets: ["tuesday"]'),
    ('["tuesday", "thursday"]', '"tuesday, thursday"', 14, 'in brackets: ["tuesday", "thursday"]'),
    ('["tuesday", "thursday"]', '"tue and thu"', 14, 'in brackets: ["tue", "thu"]'),
    ('["tuesday", "thursday"]', '["tuesday", "Thorsday"]', 14, '"Thorsday" is no weekday; did you mean "thursday"?'),
    ('["tuesday", "thursday"]', '["tuesday", "tuesday"]', 14, '"tuesday" stands here twice'),
    ('rest = ["monday"]', 'rest = ["monday", "monday"]', 15, '"monday" stands here twice'),
    ('rest = ["monday"]', 'starts = "friday"', 15, '"monday" or "sunday" fits here'),
    ('rest = ["monday"]', 'test = "12k"', 15, '"mile", "3k" or "5k" fits here'),
    ('"06:30"', '"6.30"', 18, "a time of day"),
    ('"06:30"', '"24:00"', 18, "no such time of day"),
    ("start = 2027-04-05", "start = 2027-04-05T10:00:00", 21, "a date alone belongs here: 2027-04-05"),
    ("start = 2027-04-05", "start = 1066-10-14", 21, "1970"),
    ("start = 2027-04-05", "growth = 1.2", 21, "growth = 1.2", "1.03 to 1.15"),
    ("start = 2027-04-05", 'growth = "ten"', 21, '1.08 or "8 %"'),
    ("start = 2027-04-05", "growth = inf", 21, "growth = inf"),
    ("start = 2027-04-05", "down_every = 6", 21, "3 to 5 weeks", '"never"'),
    ("start = 2027-04-05", "down_to = 0.3", 21, "0.40 to 0.90"),
    ("start = 2027-04-05", 'long_cap = "5 h"', 21, "at most 4 h"),
    ("start = 2027-04-05", "base_weeks = 60", 21, "0 to 52 weeks"),
    ("start = 2027-04-05", 'taper_days = "2 km"', 21, "days or weeks belong here"),
    ('"06:30"', "06:30:45", 18, "hours and minutes fit here, no seconds", '"06:30"'),
    ("start = 2027-04-05", "start = 2027-04-05,", 21, "a comma stands after the value; take it out"),
    (
        "start = 2027-04-05",
        "away = { from = 2027-04-05,\n to = 2027-04-06 }",
        21,
        "a table in braces stands on one line",
    ),
    ("start = 2027-04-05", f"base_weeks = {'9' * 5000}", 21, "no number is that long"),
    ("start = 2027-04-05", "specific_weeks = -2", 21, "6 to 8 weeks fit Berlin Marathon"),
    ('priority = "C"', 'priority = "C"\nspecific_weeks = -2', 34, "specific_weeks = -2: 6 to 8 weeks fit"),
    ("start = 2027-04-05", "down_every = -1", 21, "3 to 5 weeks", '"never"'),
    ("start = 2027-04-05", "down_every = 0", 21, 'no down weeks at all are written "never"'),
    ("start = 2027-04-05", "taper_weeks = 3", 21, 'did you mean "taper_days"?'),
    ('rest = ["monday"]', "runs = 0", 15, "4 to 6 fit the level intermediate"),
    ('rest = ["monday"]', "strength = -1", 15, "0 to 6 sessions a week fit (S32)"),
    ('timezone = "Europe/Berlin"', 'timezone = "Factory"', 7, "no time zone of that name"),
    ('name = "Stadtlauf"', 'name = " "', 30, "one line of text"),
    ('name = "Stadtlauf"', 'name = "\\u200d"', 30, "one line of text fits here, 1 to 120 characters"),
    ('name = "Stadtlauf"', 'name = "a\\nb"', 30, '"a\\nb"', "take out the line break (U+000A)"),
    ('name = "Stadtlauf"', 'name = "a\\u2028b"', 30, '"a\\u2028b"', "take out U+2028, line separator"),
    ('name = "Stadtlauf"', 'name = "a\u202eb"', 30, '"a\\u202eb"', "take out U+202E, right-to-left override"),
    ('name = "Stadtlauf"', 'name = "a\\u0085b"', 30, "take out U+0085, a control character"),
    ('"marathon"', '"\u2066marathn"', 26, '"\\u2066marathn"'),
    ('"marathon"', '"marathn"', 26, 'did you mean "marathon"?'),
    ('"marathon"', '"42"', 26, '"42 km" or "42 mi"'),
    ('"marathon"', '"900 km"', 26, "between 1 and 250 km"),
    ('"marathon"', "42.195", 26, "a distance belongs here, in quotes"),
    ('priority = "C"', 'priority = "D"', 33, '"A", "B" or "C" fits here'),
    ('"3:45:00"', '"sub 4"', 27, '"3:45:00" or "47:30", or "finish"'),
    ('"3:45:00"', '"3:45:75"', 27, "hours:minutes:seconds"),
    ("to = 2027-07-17", 'to = 2027-07-17\nrunning = "some"', 38, '"none" or "easy" fits here'),
    ('"12 h"', '"12"', 40, "the unit is missing"),
    ('"12 h"', '"60 days"', 40, "at most 672 h"),
    ('reminder = "12 h"', 'buffer = ["10 min"]', 40, "two times belong here"),
    ('reminder = "12 h"', 'buffer = ["10 min", 5]', 40, "with its unit"),
    # contradictions
    ('long = "sunday"', 'long = "monday"', 13, "this is a rest day"),
    ('long = "sunday"', 'long = "tuesday"', 14, 'quality has "tuesday", which is the long day'),
    ('rest = ["monday"]', 'rest = ["thursday"]', 14, 'quality and rest both have "thursday"'),
    (
        'rest = ["monday"]',
        'rest = ["mon", "wed", "fri"]',
        15,
        "rest takes 3 of 7 days, which leaves 4 for 5 runs",
        "runs = 4",
    ),
    ('rest = ["monday"]', "runs = 3", 15, "4 to 6 fit the level intermediate"),
    ('rest = ["monday"]', "strength = 7", 15, "0 to 6 sessions a week fit (S32)"),
    ('rest = ["monday"]', 'rest = ["mon", "wed"]\nstrength = 6', 16, "only 5 days are no rest days"),
    ("start = 2027-04-05", "start = 2027-06-21", 31, "before the season begins ([plan] start = 2027-06-21)"),
    ("date = 2027-09-26", "date = 2033-09-26", 25, "more than five years after"),
    ("start = 2027-04-05", "taper_days = 28", 21, "a forced four-week taper failed: 21 days at most (S48)"),
    ("start = 2027-04-05", "taper_days = 10", 21, "14 to 21 days fit Berlin Marathon (marathon)"),
    ('goal = "3:45:00"', "taper_days = 28", 27, "a forced four-week taper failed: 21 days at most (S48)"),
    ('goal = "3:45:00"', 'recovery_days = "9 days"', 27, "14 to 28 days fit"),
    ('goal = "3:45:00"', "specific_weeks = 10", 27, "6 to 8 weeks fit"),
    ("date = 2027-06-20", "date = 2027-09-26", 31, "on this day is Berlin Marathon already"),
    (
        'date = 2027-06-20\ndistance = "10k"\npriority = "C"',
        'distance = "10k"\ndate = 2027-09-24',
        32,
        "in the same week",
    ),
    ('name = "Berlin Marathon"', 'name = "Berlin Marathon"\npriority = "B"', 25, "no race has the priority A"),
    ('"3:45:00"', '"1:45:00"', 27, 'goal = "1:45:00"', "nobody has run 42.195 km that fast"),
    ('"3:45:00"', '"1:15"', 27, 'goal = "1:15"', "nobody has run 42.195 km that fast"),
    ("to = 2027-07-17", "to = 2027-07-07", 37, "before from = 2027-07-10"),
    ('"intermediate"', '"beginner"\ncontinuous = true', 7, "(S10, S14)"),
)


@pytest.mark.parametrize(("old", "new", "line", "words"), [(old, new, line, words) for old, new, line, *words in WRONG])
def test_a_mistake_is_told_with_its_line_and_what_fits(old: str, new: str, line: int, words: list[str]) -> None:
    """One mistake is one problem, on its line, in words that a runner can act on."""
    assert GOOD.count(old) == 1
    (problem,) = _problems(GOOD.replace(old, new))
    assert (problem.file, problem.line) == ("season.toml", line)
    for word in words:
        assert word in problem.message
    assert not [word for word in JARGON if word in problem.message]


def _problems(text: str) -> tuple[Problem, ...]:
    season = parse_season(text.encode())
    assert isinstance(season, tuple), "no problem was found"
    return season


def _told(text: str) -> list[str]:
    return [str(problem) for problem in _problems(text)]


def test_the_model_of_all_wrong_files_is_right() -> None:
    """What the cases change is a season without a problem."""
    assert not isinstance(parse_season(GOOD.encode()), tuple)


def test_every_mistake_is_told_in_one_go_in_the_order_of_the_file() -> None:
    """Wrong keys, wrong values and contradictions come together."""
    text = GOOD.replace("longest", "longst").replace('"tuesday", "thursday"', '"monday"').replace("-26", "-20")
    text = text.replace("09-20", "06-20").replace("3:45:00", "soon")
    assert [(problem.line, problem.message.split(":")[0]) for problem in _problems(text)] == [
        (9, '"longst" is not a key of [athlete]; did you mean "longest"?'),
        (14, 'quality and rest both have "monday"; take it out of one of them'),
        (27, 'goal = "soon"'),
        (31, "date = 2027-06-20"),
    ]


def test_what_only_follows_from_a_mistake_is_not_told() -> None:
    """A needed key that is misspelled is not reported as missing as well."""
    assert len(_problems(GOOD.replace("[athlete]", "[athlet]"))) == 1
    assert len(_problems(GOOD.replace('name = "Stadtlauf"', 'nam = "Stadtlauf"'))) == 1


def test_an_empty_file_is_told_what_a_season_needs() -> None:
    """The first file that somebody makes by hand."""
    assert _told("") == [
        "season.toml:1: season.toml needs [athlete]: who runs, and what they run now",
        "season.toml:1: season.toml needs [[race]]: the races, an A race among them",
    ]


def test_single_brackets_around_race_are_explained() -> None:
    """[race] where there is one race is the likeliest slip of all."""
    (told,) = _told(GOOD.replace("[[race]]", "[race]", 1).replace("[[race]]", "[[away]]").split("[[away]]")[0])
    assert told == "season.toml:23: race = {…}: write [[race]], in double brackets, above each race"


def test_an_item_that_is_no_table_is_told_beside_the_others() -> None:
    """The races after it keep their places."""
    text = GOOD.split("[[race]]", maxsplit=1)[0]
    text = 'race = [7, { name = "A", date = 2027-05-02, distance = "10q" }]\n' + text
    assert [(problem.line, problem.message.split(":")[0]) for problem in _problems(text)] == [
        (1, "race = 7"),
        (1, 'distance = "10q"'),
    ]


def test_a_race_on_the_first_day_is_no_problem() -> None:
    """A season may begin with a race."""
    assert not isinstance(parse_season(GOOD.replace("start = 2027-04-05", "start = 2027-06-20").encode()), tuple)


def test_two_races_with_one_id_are_told() -> None:
    """The second of them is where to change something."""
    text = GOOD.replace("distance", 'id = "city"\ndistance')
    assert _told(text) == ['season.toml:33: id = "city": Berlin Marathon has this id already; each race needs its own']


def test_heart_rates_that_are_swapped_are_told() -> None:
    """A resting heart rate above the highest one cannot give zones."""
    (told,) = _told(GOOD.replace("[week]", "max_hr = 120\nrest_hr = 140\n[week]", 1))
    assert told == "season.toml:13: rest_hr = 140: the resting heart rate lies below the highest one (max_hr = 120)"


def test_a_beginner_cannot_skip_base_in_plan_nor_race() -> None:
    """S10, wherever base_weeks stands."""
    text = GOOD.replace("intermediate", "beginner")
    for old in ("start = 2027-04-05", 'goal = "3:45:00"'):
        (told,) = _told(text.replace(old, "base_weeks = 0"))
        assert told.endswith("base_weeks = 0: a beginner cannot skip base (S10); leave it out")


def test_one_day_away_in_two_ways_is_told() -> None:
    """The same day cannot be without running and with easy running."""
    text = GOOD.replace("[calendar]", '[[away]]\nfrom = 2027-07-17\nto = 2027-07-20\nrunning = "easy"\n[calendar]')
    (told,) = _told(text)
    assert told.startswith("season.toml:40: from = 2027-07-17: these days are away already")


def test_lines_are_found_in_inline_tables_dotted_keys_and_quoted_ones() -> None:
    """TOML has many ways to write a table; the line is right in each."""
    text = """
athlete.level = "novise"
"athlete"."timezone" = "Mars"
athlete.weekly = "30 km"
race = [
  { name = "A", date = 2027-05-02, distance = "10k" },
  # a remark between two races
  { name = "B", date = 2027-06-06, distance = "10q" },
]
week = { times = { default = "8" } }
"""
    assert [problem.line for problem in _problems(text)] == [2, 3, 8, 10]


def test_a_table_inside_a_race_belongs_to_the_last_race() -> None:
    """Below two [[race]], [race.x] is told on its own line."""
    (told,) = _told(GOOD.replace("[[away]]", "[race.plan]\ntaper_days = 7\n[[away]]"))
    assert told.startswith('season.toml:35: "plan" is not a key of [[race]]')


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    """Files saved by an editor on Windows are read, and their lines counted alike."""
    content = GOOD.replace("\n", "\r\n").encode("utf-8-sig")
    assert not isinstance(parse_season(content), tuple)
    wrong = parse_season(content.replace(b"longest", b"longst"))
    assert isinstance(wrong, tuple)
    assert [problem.line for problem in wrong] == [9]


@pytest.mark.parametrize("content", [GOOD.encode("utf-16"), b'id = "caf\xe9"', b"\x00", b"\xff\xfe"])
def test_what_is_no_text_is_told(content: bytes) -> None:
    """UTF-16, Latin-1 and binary files end in one problem."""
    problems = parse_season(content)
    assert isinstance(problems, tuple)
    assert len(problems) == 1


def test_a_file_that_is_nested_without_end_is_told() -> None:
    """Thousands of brackets exhaust the parser, not the program."""
    assert len(_problems(f"id = {'[' * 20_000}")) == 1


def test_numbers_of_any_size_are_told() -> None:
    """A number with thousands of digits is refused like any other wrong one."""
    assert len(_problems(GOOD.replace("[week]", f"age = {'9' * 4400}\n[week]", 1))) == 1
    (told,) = _told(GOOD.replace("[week]", f"age = 0x{'f' * 9000}\n[week]", 1))
    assert "age = a huge number" in told


def test_a_folder_without_a_season_says_what_to_do(tmp_path: Path) -> None:
    """No file: no line, but the command that writes one."""
    (problem,) = _read_problems(tmp_path)
    assert str(problem).startswith("season.toml: there is no such file")
    assert "countback init" in problem.message


def test_a_file_is_no_folder_of_a_season(tmp_path: Path) -> None:
    """The problem names what was taken for a folder."""
    (tmp_path / "notes.txt").write_text("x")
    (problem,) = _read_problems(tmp_path / "notes.txt")
    assert "notes.txt is no folder" in problem.message


def test_lines_that_end_in_a_carriage_return_alone_are_told() -> None:
    """As old machines wrote them; those of Windows are read."""
    (problem,) = _problems(GOOD.replace("\n", "\r"))
    assert (problem.line, problem.message.partition(";")[0]) == (1, "the lines end in a carriage return alone")
    assert not isinstance(parse_season(GOOD.replace("\n", "\r\n").encode()), tuple)


def test_only_a_week_of_nothing_is_told_how_a_beginner_writes_it() -> None:
    """Not the longest run, nor a week of a thousand kilometres."""
    for old, new in (('"14 km"', '"0 km"'), ('"45 km"', '"1000 km"')):
        (told,) = _told(GOOD.replace(old, new))
        assert told.endswith("between 0.1 and 400 km fits here")


def test_a_level_that_is_wrong_does_not_hide_that_nobody_runs_so_often() -> None:
    """The bounds of all levels hold then."""
    text = GOOD.replace('"intermediate"', '"x"').replace('rest = ["monday"]', "runs = 99")
    assert "season.toml:15: runs = 99: 3 to 7 fit, by the level" in _told(text)


def test_a_season_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A folder of that name is no season."""
    (tmp_path / "season.toml").mkdir()
    (problem,) = _read_problems(tmp_path)
    assert problem.line is None
    assert "cannot be read" in problem.message


def test_a_season_is_read_from_its_folder(tmp_path: Path) -> None:
    """What is on disk is what is parsed."""
    (tmp_path / "season.toml").write_text(GOOD)
    assert read_season(tmp_path) == parse_season(GOOD.encode())


def _read_problems(folder: Path) -> tuple[Problem, ...]:
    problems = read_season(folder)
    assert isinstance(problems, tuple)
    return problems
