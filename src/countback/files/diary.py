"""diary.toml → the entries of a diary, or every problem in it. A season without the file has an empty diary.

Two steps. `read_written` finds what is wrong in each entry by itself; `against` what does not go together, or with the
season and its plan, which only the caller knows. What was taken back has to go with nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from countback.files.disagreements import Background, disagreements, strangers
from countback.files.document import Document, parse_document
from countback.files.entries import DiaryTable, EntryTable, RaceAddedTable, table_of
from countback.files.misfits import misfits
from countback.files.problem import Mistake, Problem
from countback.files.season import located
from countback.files.table import missing, settled, validate
from countback.training.diary import Undone, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from countback.files.problem import Path as Key
    from countback.training.diary import Diary

FILE: Final = "diary.toml"
_CUT = "; the last line has no end, so the file may have been cut off there"


@dataclass(frozen=True, slots=True)
class Written:
    """A diary as it is on disk: its entries, and the file that they stand in."""

    diary: Diary
    document: Document


def read_diary(folder: Path) -> Diary | tuple[Problem, ...]:
    """The diary of this folder, or every problem in its diary.toml, in the order of its lines. Raises nothing."""
    written = read_written(folder)
    return (disagreeing(written) or written.diary) if isinstance(written, Written) else written


def read_written(folder: Path) -> Written | tuple[Problem, ...]:
    """What stands in diary.toml, or every problem in an entry by itself; what does not go together is asked later."""
    try:
        content = (folder / FILE).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        content = b""
    except OSError as error:
        return (Problem(FILE, None, f"the file cannot be read: {error.strerror or 'the system refuses'}"),)
    return parse_written(content)


def parse_written(content: bytes) -> Written | tuple[Problem, ...]:
    """As `read_written`, from the content of a diary.toml."""
    document = parse_document(FILE, content)
    if isinstance(document, Problem):
        return (replace(document, message=document.message + _CUT),) if _cut_there(document, content) else (document,)
    tables, mistakes = _tables(document)
    if mistakes:
        return _told(document, mistakes)
    return Written(tuple(table.entry() for table in tables), document)


def disagreeing(written: Written) -> tuple[Problem, ...]:
    """What in a diary does not go together; nothing where all does."""
    mistakes = tuple(disagreements(written.diary))
    return _told(written.document, mistakes) if mistakes else ()


def against(written: Written, known: Background) -> tuple[Problem, ...]:
    """What in a diary does not go together, or with the season and its plan; nothing where all does."""
    mistakes = _at_odds(written, known)
    return _told(written.document, mistakes) if mistakes else ()


def wrong_entries(written: Written, known: Background) -> frozenset[int]:
    """The places of the entries, from 0, that `against` has problems with."""
    return frozenset(int(mistake.path[1]) for mistake in _at_odds(written, known))


def never_right(written: Written, known: Background) -> frozenset[int]:
    """The places of the entries that were wrong when they were told, of a diary in which these are taken back.

    No program read the diary while they stood, so no plan was ever made of them: none can be.
    """
    wrong: set[int] = set()
    standing = {number for number, _ in numbered(written.diary)}
    for number, entry in enumerate(written.diary):
        if number in standing or isinstance(entry, Undone):
            continue
        before = tuple(one for place, one in numbered(written.diary[:number]) if place not in wrong)
        if len(before) in wrong_entries(replace(written, diary=(*before, entry)), known):
            wrong.add(number)
    return frozenset(wrong)


def _at_odds(written: Written, known: Background) -> tuple[Mistake, ...]:
    diary = written.diary
    return tuple(disagreements(diary)) or tuple(strangers(diary, known)) or tuple(misfits(diary, known))


def _tables(document: Document) -> tuple[tuple[EntryTable | RaceAddedTable, ...], tuple[Mistake, ...]]:
    """The entries' tables as far as they are right, and what is wrong in them."""
    _, mistakes = validate(DiaryTable, document.data, FILE)
    tables = []
    items = document.data.get("entry", ())
    for number, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            table, wrong = _table(item, ("entry", number))
            tables.append(table)
            mistakes += wrong
    return tuple(tables), mistakes


def _table(item: Mapping[str, object], path: Key) -> tuple[EntryTable | RaceAddedTable, tuple[Mistake, ...]]:
    kind = table_of(item)
    name = f'an [[entry]] of kind "{item["kind"]}"' if kind is not EntryTable else "an [[entry]]"
    if kind is EntryTable:  # without its kind, nobody knows which of the other keys fit
        item = {key: value for key, value in item.items() if key in {"on", "kind"}}
    table, wrong = validate(kind, item, name)
    mistakes = settled(wrong, _further(table, name))
    return table, tuple(_inside(mistake, path) for mistake in mistakes)


def _further(table: EntryTable | RaceAddedTable, name: str) -> Iterator[Mistake]:
    yield from missing(table, (), name)
    yield from table.own_mistakes()


def _inside(mistake: Mistake, path: Key) -> Mistake:
    return Mistake((*path, *mistake.path), mistake.message)


def _told(document: Document, mistakes: tuple[Mistake, ...]) -> tuple[Problem, ...]:
    """The mistakes with their lines; where the file has no end, one in what comes last says so."""
    problems = located(document, mistakes)
    entries = document.data.get("entry")
    last = ("entry", len(entries) - 1) if isinstance(entries, list) else ()
    if document.text.endswith("\n") or not any(mistake.path[:2] == last for mistake in mistakes):
        return problems
    return (*problems[:-1], replace(problems[-1], message=problems[-1].message + _CUT))


def _cut_there(problem: Problem, content: bytes) -> bool:
    """Whether what is no TOML is the last line, and that has no end."""
    return not content.endswith(b"\n") and problem.line is not None and problem.line > content.count(b"\n")
