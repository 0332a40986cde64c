"""Whatever is in season.toml: a season or problems, never an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from countback.files.schema import schema
from countback.files.season import parse_season
from countback.training.model import Season

if TYPE_CHECKING:
    from collections.abc import Callable

    from countback.files.problem import Problem

GOOD = b"""\
id = "berlin-k3f9"
created = 2027-03-30
[athlete]
level = "intermediate"
timezone = "Europe/Berlin"
weekly = "45 km"
age = 42
[week]
quality = ["tuesday", "thursday"]
times = { default = "06:30" }
[plan]
start = 2027-04-05
growth = 1.08
[[race]]
name = "Berlin Marathon"
date = 2027-09-26
distance = "marathon"
goal = "3:45:00"
[[away]]
from = 2027-07-10
to = 2027-07-17
[calendar]
buffer = ["10 min", "15 min"]
"""

_SCHEMA = schema()
KEYS = sorted({"x", *(key for table in [_SCHEMA, *_SCHEMA["definitions"].values()] for key in table["properties"])})
VALUES = st.one_of(
    st.integers().map(str),
    st.floats().map(lambda number: repr(number).replace("e+", "e")),
    st.sampled_from(
        [
            "true",
            "{}",
            "[]",
            "[[[]]]",
            "[1, {}]",
            "{a = 1}",
            "2027-02-28",
            "07:00:00",
            "1979-05-27T07:32:00Z",
            "0x" + "f" * 99,
        ]
    ),
    st.sampled_from(
        ["45 km", "marathon", "3:45:00", "08:00", "monday", "8 %", "2 weeks", "none", "A", "Europe/Berlin"]
    ).map(repr),
    st.text(st.characters(codec="utf-8", exclude_characters="'\n\r")).map(lambda text: f"'{text}'"),
)
HEADERS = st.sampled_from(
    ["[athlete]", "[week]", "[week.times]", "[plan]", "[[race]]", "[[away]]", "[calendar]", "[race.x]", "[[x.y]]"]
)
LINES = st.one_of(HEADERS, st.builds("{} = {}".format, st.sampled_from(KEYS), VALUES))


def _is_told(result: Season | tuple[Problem, ...], content: bytes) -> bool:
    """A season, or problems that each name a line of the file."""
    if isinstance(result, Season):
        return True
    last = content.count(b"\n") + 1
    return bool(result) and all(problem.line is not None and 1 <= problem.line <= last for problem in result)


@given(st.binary())
def test_random_bytes_are_told(content: bytes) -> None:
    """No file of bytes raises."""
    assert _is_told(parse_season(content), content)


@settings(max_examples=300)
@given(st.lists(LINES, max_size=30))
@example(["age = 0", "age = '\x85'"])  # no line end, though str.splitlines() takes it for one
def test_random_keys_and_values_are_told(lines: list[str]) -> None:
    """Any key with any value in any table, as often as it likes."""
    content = "\n".join(lines).encode()
    assert _is_told(parse_season(content), content)


@settings(max_examples=300)
@given(st.data())
def test_a_good_file_with_one_line_changed_is_told(data: st.DataObject) -> None:
    """Each key with any value: what is left of the file is still checked."""
    lines = GOOD.decode().splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    key = lines[number].split("=")[0].strip()
    lines[number] = data.draw(st.one_of(LINES, VALUES.map(_keyed(key)), st.just("")))
    content = "\n".join(lines).encode()
    assert _is_told(parse_season(content), content)


def _keyed(key: str) -> Callable[[str], str]:
    return f"{key} = {{}}".format


@settings(max_examples=200)
@given(st.integers(0, len(GOOD)), st.integers(0, 20), st.binary(max_size=5))
def test_a_good_file_with_some_bytes_changed_is_told(start: int, length: int, bytes_instead: bytes) -> None:
    """A slip of the hand, anywhere."""
    content = GOOD[:start] + bytes_instead + GOOD[start + length :]
    assert _is_told(parse_season(content), content)


@given(st.integers(0, len(GOOD)))
def test_a_file_that_is_cut_off_is_told(length: int) -> None:
    """A disk that was full."""
    assert _is_told(parse_season(GOOD[:length]), GOOD[:length])
