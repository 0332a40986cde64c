"""diary.toml read: every kind of entry, in the words that people write it in."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

import pytest

from countback.files.diary import parse_written, read_diary
from countback.files.problem import Problem
from countback.training.diary import (
    Absent,
    Cause,
    Done,
    Edited,
    Moved,
    RaceAdded,
    RaceChanged,
    Skipped,
    Undone,
    Weekly,
)
from countback.training.diary import Tested as Result  # pytest takes a class called Test… for tests
from countback.training.model import Performance, Priority, Quantity, Race, Unit

if TYPE_CHECKING:
    from pathlib import Path

    from countback.training.diary import Diary, Entry

ON = date(2027, 5, 10)
DAY = date(2027, 5, 3)
LONG = "berlin-2027/T-08w/long"

ENTRIES = (
    ('kind = "missed"\nfrom = 2027-05-03\nto = 2027-05-03', Absent(ON, Cause.MISSED, DAY, DAY)),
    (
        'kind = "ill"\nfrom = 2027-05-03\nto = 2027-05-09\nfever = true',
        Absent(ON, Cause.ILL, DAY, date(2027, 5, 9), fever=True),
    ),
    (
        'kind = "Injured"\nfrom = "2027-05-03"\nto = 2027-05-09\ncross_trained = true',
        Absent(ON, Cause.INJURED, DAY, date(2027, 5, 9), cross_trained=True),
    ),
    ('kind = "away"\nfrom = 2027-07-03\nto = 2027-07-04', Absent(ON, Cause.AWAY, date(2027, 7, 3), date(2027, 7, 4))),
    (f'kind = "skipped"\nsession = "{LONG}"', Skipped(ON, LONG)),
    (f'kind = "skipped"\nsession = "{LONG}"\nrestored = true', Skipped(ON, LONG, restored=True)),
    (f'kind = "moved"\nsession = "{LONG}"\nto = 2027-05-15', Moved(ON, LONG, date(2027, 5, 15))),
    (f'kind = "moved"\nsession = "{LONG}"\nto = 2027-05-15T07:30:00', Moved(ON, LONG, date(2027, 5, 15), time(7, 30))),
    (f'kind = "moved"\nsession = "{LONG}"\nto = "2027-05-15 07:30"', Moved(ON, LONG, date(2027, 5, 15), time(7, 30))),
    (f'kind = "done"\nsession = "{LONG}~2"', Done(ON, f"{LONG}~2")),
    ('kind = "race"\nid = "berlin-2027"\ndate = 2027-10-10', RaceChanged(ON, "berlin-2027", date(2027, 10, 10))),
    ('kind = "race"\nid = "berlin-2027"\ncancelled = true', RaceChanged(ON, "berlin-2027", None)),
    (
        'kind = "race"\nadded=true\nname = "City"\ndate = 2027-06-20\ndistance = "10k"\ngoal = "47:30"\nstart="10:00"',
        RaceAdded(
            ON,
            Race("city-2027", "City", date(2027, 6, 20), 10.0, "10k", Priority.A, time(10), 47 * 60 + 30),
        ),
    ),
    ('kind = "tested"\ndistance = "5k"\ntime = "21:40"', Result(ON, Performance(5.0, 1300))),
    ('kind = "weekly"\nvolume = "40 km"', Weekly(ON, Quantity(400, Unit.KM))),
    ('kind = "edited"\ndigest = "sha256:1f"', Edited(ON, "sha256:1f")),
    ('kind = "undone"', Undone(ON)),
)


def diary_of(text: str) -> Diary:
    """The diary in a text; its problems are a failure."""
    written = parse_written(text.encode())
    assert not isinstance(written, tuple), [str(problem) for problem in written]
    return written.diary


@pytest.mark.parametrize(("keys", "entry"), ENTRIES, ids=lambda one: type(one).__name__)
def test_every_kind_of_entry_is_read(keys: str, entry: Entry) -> None:
    """What stands there is what comes out, behind an entry that can be taken back."""
    first = '[[entry]]\non = 2027-05-10\nkind = "weekly"\nvolume = "35 km"\n'
    assert diary_of(f"{first}[[entry]]\non = 2027-05-10\n{keys}\n") == (Weekly(ON, Quantity(350, Unit.KM)), entry)


def test_entries_keep_the_order_of_the_file() -> None:
    """Whatever their dates: the file tells what was said first."""
    texts = [f"[[entry]]\non = 2027-05-{30 - n}\n{keys}\n" for n, (keys, _) in enumerate(ENTRIES[4:])]
    assert [type(entry) for entry in diary_of("\n".join(texts))] == [type(entry) for _, entry in ENTRIES[4:]]


def test_a_season_without_a_diary_has_an_empty_one(tmp_path: Path) -> None:
    """No file, no news; nor is a folder that is none a traceback."""
    assert read_diary(tmp_path) == ()
    assert read_diary(tmp_path / "nowhere") == ()
    (tmp_path / "diary.toml").write_text("# nothing yet\n")
    assert read_diary(tmp_path) == ()


def test_a_diary_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A folder of that name is no diary."""
    (tmp_path / "diary.toml").mkdir()
    (problem,) = read_diary(tmp_path)
    assert isinstance(problem, Problem)
    assert "cannot be read" in problem.message


def test_a_diary_from_windows_is_read() -> None:
    """A byte order mark and CR LF change nothing."""
    text = "\ufeff[[entry]]\r\non = 2027-05-10\r\nkind = 'weekly'\r\nvolume = '40 km'\r\n"
    assert diary_of(text) == (Weekly(ON, Quantity(400, Unit.KM)),)
