"""Lines with colours, put on a terminal or into a pipe. The palette is here; what is said is decided elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from countback.training.model import PhaseKind, SessionKind, Severity, State

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH = 80
"""Columns of a page: what every terminal has."""

PHASES = {
    PhaseKind.RECOVERY: "cyan",
    PhaseKind.RETURN: "cyan",
    PhaseKind.OPEN: "bright_blue",
    PhaseKind.BASE: "green",
    PhaseKind.BUILD: "yellow",
    PhaseKind.SPECIFIC: "magenta",
    PhaseKind.TAPER: "blue",
}
SESSIONS = {
    SessionKind.QUALITY: "magenta",
    SessionKind.TEST: "magenta",
    SessionKind.LONG: "green",
    SessionKind.RACE: "bold red",
    SessionKind.STRENGTH: "dim",
    SessionKind.CROSS: "dim",
}
SEVERITIES = {Severity.INFO: "cyan", Severity.WARNING: "yellow", Severity.ERROR: "bold red"}
MARKS = {Severity.INFO: "·", Severity.WARNING: "!", Severity.ERROR: "‼"}
STATES = {State.DONE: "✓", State.MISSED: "✗", State.SKIPPED: "–", State.PLANNED: " "}
PINNED = "↔"


def line(*parts: str | tuple[str, str]) -> Text:
    """A line of plain and of styled parts: `line("  ", ("base", "green"))`."""
    return Text.assemble(*(part for part in parts if part and part[0]), no_wrap=True)


def column(text: str, width: int) -> str:
    """Text cut or filled to a number of columns, wide characters counted as two."""
    return cut(text, width) + " " * max(0, width - cell_len(text))


def cut(text: str, width: int) -> str:
    """Text of at most so many columns, with … where something is missing."""
    one = Text(text)
    one.truncate(max(1, width), overflow="ellipsis")
    return one.plain


def head(text: str) -> Text:
    """A heading."""
    return Text(text, style="bold")


def quiet(text: str, indent: int = 0) -> list[Text]:
    """A sentence in the background, wrapped to the page."""
    return wrapped(text, indent, "dim")


def wrapped(text: str, indent: int = 0, style: str = "") -> list[Text]:
    """Text broken into lines of the page's width, each indented."""
    console = Console(width=WIDTH, file=None)
    margin = " " * indent
    lines = Text(text, style=style).wrap(console, WIDTH - indent)
    return [Text.assemble(margin, one) for one in lines]


def bullet(mark: str, text: str, style: str = "", indent: int = 2) -> list[Text]:
    """Text behind a mark, wrapped with a hanging indent."""
    lines = wrapped(text, indent + len(mark) + 1)
    lines[0] = Text.assemble(" " * indent, (mark, style), " ", lines[0][indent + len(mark) + 1 :])
    return lines


def put(lines: Iterable[Text], stream: TextIO) -> None:
    """Write lines: with colours to a terminal that has them, else as plain text without trailing space."""
    if not stream.isatty():
        stream.writelines(f"{one.plain.rstrip()}\n" for one in lines)
        return
    console = Console(file=stream, highlight=False, soft_wrap=True)
    for one in lines:
        console.print(one)
