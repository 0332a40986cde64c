"""Writing diary.toml: entries are put behind what is there; nothing that stands in it is ever taken out.

Whatever happens, the file is the old one or the new one (`atomic`), and two programs that write at once lose nothing:
each takes a lock (`alone`), reads the files anew, and only then writes. What the athlete wrote stays as it is to the
byte.
"""

from __future__ import annotations

import fcntl
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from countback.files.atomic import write_atomic
from countback.files.diary import FILE, Written, disagreeing, parse_written
from countback.files.entry_text import entry_text
from countback.files.problem import Problem
from countback.training.diary import Undone, undoable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from countback.training.diary import Entry, News

STATE: Final = ".countback"
_LOCK: Final = "diary.lock"
_HEAD: Final = "# What happened, one [[entry]] each. countback adds to it; you may edit it.\n"


@dataclass(frozen=True, slots=True)
class Pen:
    """The right to write the diary of a folder, as long as `alone` lasts."""

    folder: Path

    def add(self, entry: Entry) -> tuple[Problem, ...]:
        """Put an entry at the end of the folder's diary.toml, which is made where there is none.

        Nothing is written, and the problems come back, where the diary is wrong in itself as it is or would be with the
        entry; their lines are those of the file with it. Raises OSError when the folder cannot be written to.
        """
        grown = appended(_content(self.folder), entry)
        written = parse_written(grown)
        problems = disagreeing(written) if isinstance(written, Written) else written
        if not problems:
            write_atomic(self.folder / FILE, grown)
        return problems


def append_entry(folder: Path, entry: Entry) -> tuple[Problem, ...]:
    """As `Pen.add`, for an entry that goes with the season whatever another program writes before it."""
    with alone(folder) as pen:
        return pen.add(entry)


def undo(folder: Path, last: News, on: date) -> tuple[Problem, ...]:
    """Take back the last entry that still stands, by an entry of the day `on`; `last` is the one that is meant.

    Nothing is written, and the problems come back, where an entry is wrong in itself or another one is the last now.
    What does not go together is no hindrance: this is the way out of it. Raises OSError as `Pen.add`.
    """
    with alone(folder):
        content = _content(folder)
        written = parse_written(content)
        if not isinstance(written, Written):
            return written
        if undoable(written.diary) != last:
            return (Problem(FILE, None, "the diary was changed meanwhile: nothing was taken back; look again"),)
        write_atomic(folder / FILE, appended(content, Undone(on)))
    return ()


def appended(content: bytes, entry: Entry) -> bytes:
    """The content of a diary.toml with an entry behind it, in the line ends that it has."""
    text = entry_text(entry) if content.strip() else f"{_HEAD}\n{entry_text(entry)}"
    if content.strip():
        text = ("\n" if content.endswith(b"\n") else "\n\n") + text
    if b"\r\n" in content:
        text = text.replace("\n", "\r\n")
    return content + text.encode()


def _content(folder: Path) -> bytes:
    with suppress(FileNotFoundError):
        return (folder / FILE).read_bytes()
    return b""


@contextmanager
def alone(folder: Path) -> Iterator[Pen]:
    """Only one program at a time writes this diary; what one that was killed left half written is swept up.

    What is read in here is what the entry is written behind. Raises OSError when the folder cannot be written to.
    """
    (folder / STATE).mkdir(exist_ok=True)
    with (folder / STATE / _LOCK).open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go when the file is closed, even by a kill
        for rest in folder.glob(f".{FILE}.*.tmp"):
            rest.unlink(missing_ok=True)
        yield Pen(folder)
