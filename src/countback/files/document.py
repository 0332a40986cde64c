"""A TOML file as it is on disk: its text and its data, or the one problem that keeps it from being read."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from countback.files.problem import Problem
from countback.files.words import found

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is TOML. What its keys mean is not known here."""

    name: str
    text: str
    data: dict[str, object] = field(compare=False)  # it follows from the text, and no dict can be hashed


def read_document(path: Path) -> Document | Problem:
    """The TOML file at `path`; a problem when there is none or it cannot be read."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Problem(path.name, None, f"there is no such file in {path.parent}; `countback init` writes one")
    except NotADirectoryError:
        return Problem(path.name, None, f"{path.parent} is no folder; a season is one, with this file in it")
    except OSError as error:
        return Problem(path.name, None, f"the file cannot be read: {error.strerror or 'the system refuses'}")
    return parse_document(path.name, content)


def parse_document(name: str, content: bytes) -> Document | Problem:
    """The content of a TOML file; a problem when it is no UTF-8 or no TOML."""
    try:
        text = content.decode("utf-8-sig")  # editors on Windows put a byte order mark first
    except UnicodeDecodeError as error:
        return Problem(name, _line_of(content, error.start), "this is not UTF-8 text; save the file as UTF-8")
    try:
        return Document(name, text, tomllib.loads(text))
    except (ValueError, RecursionError) as error:
        return _not_toml(name, text, str(error))


MANY = ("race", "away", "entry")
"""Tables of which a file can have several."""


def _line_of(content: bytes, offset: int) -> int:
    return content.count(b"\n", 0, offset) + 1


def _not_toml(name: str, text: str, error: str) -> Problem:
    if "\r" in text.replace("\r\n", ""):
        ends = "the lines end in a carriage return alone; save the file with the line ends of Unix or Windows"
        return Problem(name, text.partition("\r")[0].count("\n") + 1, ends)
    if error.startswith("Exceeds the limit") and (huge := re.search(r"[0-9_]{4000}", text)):
        return Problem(name, text.count("\n", 0, huge.start()) + 1, "no number is that long; mend or take it out")
    place = re.search(r"\(at line ([0-9]+), column [0-9]+\)", error)
    lines = text.split("\n")  # TOML's own line ends, which its column and line count by; U+0085 and its like end none
    line = int(place[1]) if place else len(lines)
    written = lines[min(line, len(lines)) - 1].strip()
    many = re.fullmatch(rf"\[+({'|'.join(MANY)})\]+", written)
    if many and error.startswith("Cannot"):
        singles = (number for number, one in enumerate(lines, 1) if one.strip() == f"[{many[1]}]")
        single = line if not written.startswith("[[") else next(singles, line)
        explained = f"write [[{many[1]}]], in double brackets, above each {many[1]}"
        return Problem(name, single, f"{explained}; the line is: {lines[single - 1].strip()}")
    if re.search(r"=\s*(\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./]\d{1,2}[./]\d{1,2})", written):
        return Problem(name, line, f"a date is written as 2027-09-26, without quotes; the line is: {found(written)}")
    explained = _short_date(written) or _no_comma(error, written) or _comma_after(error, written) or _explained(error)
    return Problem(name, line, f"{explained}{f'; the line is: {found(written)}' if written else ''}")


def _short_date(written: str) -> str | None:
    """`2027-9-6`, which TOML does not take for a date; nor one that no calendar has. Of a right date, nothing."""
    parts = re.search(r"=\s*(\d{4})-(\d{1,2})-(\d{1,2})\b", written)
    if parts is None:
        return None
    try:
        whole = str(date(*map(int, parts.groups())))
    except ValueError:
        return "there is no such day in the calendar; a date is written as 2027-09-26"
    return None if whole in written else f"a date is written with two digits each: {whole}"


def _comma_after(error: str, written: str) -> str | None:
    """A comma behind a value, as other languages have it between two keys; the same in a table of braces."""
    if not written.endswith(","):
        return None
    if "{" in written and error.startswith("Invalid initial character"):
        return "a table in braces stands on one line, without a comma at its end"
    return "a comma stands after the value; take it out" if error.startswith("Expected newline") else None


def _no_comma(error: str, written: str) -> str | None:
    """Two values of a list with nothing between them, on one line or on two."""
    apart = error.startswith("Unclosed array") and re.search(r"^[\"'\d]|[\"'\d]\s+[\"'\d]", written)
    return "a comma is missing between two values" if apart else None


_EXPLAINED = (
    ("Expected '=' after a key", "after a key there must be ="),
    ("Invalid value", 'what stands after = is no value; text needs quotes, as in "sunday"'),
    ("Invalid statement", "this is neither a key nor a [table]"),
    ("Invalid initial character for a key", "a key is missing here"),
    ("Unterminated string", "the closing quote is missing"),
    ("Illegal character", "a quote is missing, or the text holds a character that must not be there"),
    ("Cannot overwrite a value", "this key stands here a second time; keep one of the two"),
    ("Cannot declare", "this table stands here a second time; put its keys into the first one"),
    ("Cannot mutate", "this table stands here a second time; put its keys into the first one"),
    ("Duplicate inline table key", "this key stands here a second time; keep one of the two"),
    ("Unclosed array", "the closing ] is missing"),
    ("Unclosed inline table", "the closing } is missing"),
    ("Expected newline", "something stands after the value; text needs quotes around all of it, remarks begin with #"),
    ("Expected ']", "the closing ] of the table's name is missing"),
    ("Unescaped '\\'", "a backslash in text is written twice, \\\\"),
    ("Invalid hex", "a backslash in text is written twice, \\\\"),
    ("Escaped character", "a backslash in text is written twice, \\\\"),
    ("Invalid date", "there is no such day or hour; a date is written as 2027-09-26"),
)


def _explained(error: str) -> str:
    plain = next((plain for start, plain in _EXPLAINED if error.startswith(start)), "this cannot be read as TOML")
    return f"{plain} (the file ends before that)" if error.endswith("(at end of document)") else plain
