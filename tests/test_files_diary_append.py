"""Writing diary.toml: nothing is lost, whoever writes, whatever stands there, whenever the program is killed."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countback.files.append import append_entry, appended, undo
from countback.files.diary import Written, parse_written, read_diary
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
    standing,
)
from countback.training.diary import Tested as Result  # pytest takes a class called Test… for tests
from countback.training.model import Layout, Performance, Priority, Quantity, Race, Unit

if TYPE_CHECKING:
    from pathlib import Path

    from countback.training.diary import Entry

ILL = Absent(date(2027, 5, 10), Cause.ILL, date(2027, 5, 3), date(2027, 5, 9), fever=True)
DONE = Done(date(2027, 5, 11), "berlin-2027/T-20w/long")
NOTES = b"# in my words\r\n\r\n   [[entry]]\r\non=2027-05-01 # Sat\nkind   = 'done'\nsession='b/T-21w/long'"


# --- what is written is what is read ---------------------------------------------------------------------------------

DAYS = st.dates(date(2020, 1, 1), date(2090, 12, 31))
ADDRESSES = st.builds(
    "{}/T{}{:02}w/{}".format,
    st.sampled_from(["berlin-2027", "a", "10k-2"]),
    st.sampled_from("+-"),
    st.integers(0, 120),
    st.sampled_from(["long", "easy-1", "quality-12", "race", "race-2", "long~2"]),
)
HOURS = st.times().map(lambda hour: hour.replace(second=0, microsecond=0))
NAMES = st.text(min_size=1, max_size=30).map(str.strip).filter(lambda name: name and name.isprintable())
AMOUNTS = st.builds(Quantity, st.integers(1, 2400), st.sampled_from(Unit))
RACES = st.builds(
    Race,
    id=st.sampled_from(["berlin-2027", "x", "10k-2"]),
    name=NAMES,
    date=DAYS,
    distance_km=st.just(10.0),
    distance_text=st.just("10k"),
    priority=st.sampled_from(Priority),
    start=st.none() | HOURS,
    goal=st.none() | st.integers(30 * 60, 180 * 60),
    layout=st.builds(Layout, base_weeks=st.none() | st.integers(1, 52), peak=st.none() | AMOUNTS),
)
ENTRIES = st.one_of(
    st.builds(
        lambda on, cause, ends, trained, fever: Absent(
            on, cause, min(ends), max(ends), trained, fever and cause is Cause.ILL
        ),
        DAYS,
        st.sampled_from(Cause),
        st.tuples(DAYS, DAYS),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(Skipped, DAYS, ADDRESSES, st.booleans()),
    st.builds(Moved, DAYS, ADDRESSES, DAYS, st.none() | HOURS),
    st.builds(Done, DAYS, ADDRESSES),
    st.builds(RaceChanged, DAYS, st.sampled_from(["berlin-2027", "x"]), st.none() | DAYS),
    st.builds(RaceAdded, DAYS, RACES),
    st.builds(
        Result, DAYS, st.sampled_from([Performance(5.0, 1300), Performance(21.0975, 6300), Performance(1.609344, 400)])
    ),
    st.builds(Weekly, DAYS, AMOUNTS),
    st.builds(Edited, DAYS, NAMES),
)
TODAY = date(2027, 5, 14)


@settings(max_examples=400)
@given(ENTRIES)
def test_what_is_written_is_what_is_read(entry: Entry) -> None:
    """Every entry, whatever is in it, comes back the same."""
    written = parse_written(appended(b"", entry))
    assert isinstance(written, Written), written
    assert written.diary == (entry,)


# --- bytes -----------------------------------------------------------------------------------------------------------


def test_a_first_entry_makes_the_file(tmp_path: Path) -> None:
    """With a line for whoever opens it."""
    assert append_entry(tmp_path, ILL) == ()
    assert (tmp_path / "diary.toml").read_text() == (
        "# What happened, one [[entry]] each. countback adds to it; you may edit it.\n\n"
        '[[entry]]\non = 2027-05-10\nkind = "ill"\nfrom = 2027-05-03\nto = 2027-05-09\nfever = true\n'
    )


@pytest.mark.parametrize("content", [NOTES, b"# only a remark", b"\xef\xbb\xbf# marked\n", b"\n\n\n"])
def test_what_stands_there_stays_to_the_byte(content: bytes, tmp_path: Path) -> None:
    """Remarks, odd spaces, line ends, a byte order mark, a last line without an end."""
    (tmp_path / "diary.toml").write_bytes(content)
    assert append_entry(tmp_path, DONE) == ()
    assert (tmp_path / "diary.toml").read_bytes().startswith(content)
    assert read_diary(tmp_path)[-1] == DONE


@settings(max_examples=100)
@given(
    st.lists(ENTRIES.filter(lambda entry: not isinstance(entry, Absent)), min_size=1, max_size=4),
    ENTRIES.filter(lambda entry: not isinstance(entry, Edited)),
)
def test_what_is_taken_back_no_longer_stands(entries: list[Entry], last: Entry) -> None:
    """An entry written and taken back: the same entries stand as before, and two more are in the file."""
    content = b"# mine\n"
    for entry in entries:
        content = appended(content, entry)
    both = parse_written(appended(appended(content, last), Undone(last.on)))
    assert isinstance(both, Written), both
    assert both.diary == (*entries, last, Undone(last.on))
    assert standing(both.diary) == tuple(entries)


def test_taking_back_cuts_nothing_out(tmp_path: Path) -> None:
    """What stood there stays to the byte, remarks too: the number of entries never falls."""
    before = appended(b"# above\n", DONE) + b"\n# shoes: 640 km\n"
    (tmp_path / "diary.toml").write_bytes(before)
    assert undo(tmp_path, DONE, TODAY) == ()
    after = (tmp_path / "diary.toml").read_bytes()
    assert after == before + b'\n[[entry]]\non = 2027-05-14\nkind = "undone"\n'


def test_only_the_entry_that_is_meant_is_taken_back(tmp_path: Path) -> None:
    """Another program may have added one since it was shown."""
    append_entry(tmp_path, ILL)
    append_entry(tmp_path, DONE)
    before = (tmp_path / "diary.toml").read_bytes()
    (problem,) = undo(tmp_path, ILL, TODAY)
    assert "changed meanwhile" in problem.message
    assert (tmp_path / "diary.toml").read_bytes() == before
    assert undo(tmp_path, DONE, TODAY) == ()
    assert read_diary(tmp_path) == (ILL, DONE, Undone(TODAY))
    assert undo(tmp_path, ILL, TODAY) == ()
    assert read_diary(tmp_path)[3:] == (Undone(TODAY),)


def test_an_entry_that_contradicts_the_diary_is_not_written(tmp_path: Path) -> None:
    """The file stays right: what would make it wrong comes back as a problem."""
    append_entry(tmp_path, ILL)
    before = (tmp_path / "diary.toml").read_bytes()
    (problem,) = append_entry(tmp_path, Absent(date(2027, 5, 11), Cause.MISSED, date(2027, 5, 9), date(2027, 5, 9)))
    assert "in the diary already" in problem.message
    assert (tmp_path / "diary.toml").read_bytes() == before


@pytest.mark.parametrize("content", [b"[[entry]\n", b"entry = []\n", b"[[entry]]\non = 2027-05-10\nkind = 'x'\n"])
def test_a_wrong_diary_is_not_written_to(content: bytes, tmp_path: Path) -> None:
    """Nothing is put behind what cannot be read."""
    (tmp_path / "diary.toml").write_bytes(content)
    assert append_entry(tmp_path, DONE)
    assert (tmp_path / "diary.toml").read_bytes() == content


# --- whenever it is killed, whoever else writes ----------------------------------------------------------------------

KILLED = """
import os, random, signal, sys, time
from datetime import date
from pathlib import Path
from countback.files.append import append_entry
from countback.files.diary import read_diary
from countback.training.diary import Edited

folder, chance = Path(sys.argv[1]), random.Random(8)
for trial in range(50):
    before = read_diary(folder)
    child = os.fork()
    if not child:
        for number in range(len(before), 10_000):
            append_entry(folder, Edited(date(2027, 1, 4), str(number)))
    time.sleep(chance.uniform(0.001, 0.03))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    after = read_diary(folder)
    assert [entry.digest for entry in after] == [str(number) for number in range(len(after))], (trial, after)
    assert after[: len(before)] == before
    if len(after) > 60:
        (folder / "diary.toml").unlink()
append_entry(folder, Edited(date(2027, 1, 4), "last"))
assert read_diary(folder)[-1].digest == "last"
print(*sorted(path.name for path in folder.iterdir()))
"""

WRITING = """
import sys
from datetime import date
from pathlib import Path
from countback.files.append import append_entry
from countback.training.diary import Edited
for number in range(20):
    assert append_entry(Path(sys.argv[1]), Edited(date(2027, 1, 4), f"{sys.argv[2]}-{number}")) == ()
"""


def test_killed_at_fifty_moments_the_diary_is_whole(tmp_path: Path) -> None:
    """A real process, killed without notice: the old file or the new one, nothing lost, and no litter stays."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)], capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == [".countback", "diary.toml"]


def test_two_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each entry of both is there, each one's in its order."""
    writers = [subprocess.Popen([sys.executable, "-c", WRITING, str(tmp_path), name]) for name in "ab"]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    diary = read_diary(tmp_path)
    digests = [entry.digest for entry in diary if isinstance(entry, Edited)]
    assert len(digests) == 40
    for name in "ab":
        assert [one for one in digests if one.startswith(name)] == [f"{name}-{number}" for number in range(20)]


# --- whatever stands there -------------------------------------------------------------------------------------------

GOOD = appended(appended(b"# mine\n", ILL), Moved(date(2027, 5, 12), "b/T-08w/long", date(2027, 5, 15), time(7)))
KEYS = ("on", "kind", "from", "to", "session", "id", "date", "cancelled", "added", "distance", "time", "volume", "x")
VALUES = st.one_of(
    st.integers().map(str),
    st.sampled_from(["true", "{}", "[]", "[1]", "2027-02-28", "07:00:00", "2027-05-27T07:32:00Z", "inf"]),
    st.sampled_from(["missed", "race", "moved", "tested", "5k", "21:40", "40 km", "b/T-08w/long"]).map(repr),
)
LINES = st.one_of(st.just("[[entry]]"), st.builds("{} = {}".format, st.sampled_from(KEYS), VALUES))


def _is_told(content: bytes) -> bool:
    """A diary, or problems that each name a line of the file."""
    written = parse_written(content)
    last = content.count(b"\n") + 1
    return isinstance(written, Written) or all(one.line is not None and 1 <= one.line <= last for one in written)


@settings(max_examples=200)
@given(st.binary() | st.lists(LINES, max_size=20).map(lambda lines: "\n".join(lines).encode()))
def test_whatever_stands_in_a_diary_is_told(content: bytes) -> None:
    """Never an exception, always a line."""
    assert _is_told(content)


@settings(max_examples=150)
@given(st.integers(0, len(GOOD)), st.integers(0, 12), st.binary(max_size=4))
def test_a_slip_of_the_hand_is_told(start: int, length: int, instead: bytes) -> None:
    """Some bytes of a good diary changed, anywhere."""
    assert _is_told(GOOD[:start] + instead + GOOD[start + length :])


def test_a_diary_cut_anywhere_is_told() -> None:
    """Every prefix of a good file."""
    assert all(_is_told(GOOD[:length]) for length in range(len(GOOD)))
