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
"""Columns of a page where nobody looks at it, in a pipe or a file."""
_WIDEST = 120
"""Longer lines are hard to read, however wide the terminal."""
_NARROWEST = 20
_LEAST = 24
"""Columns without which text is not set in as far as its head."""
_SET_IN = 4

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
    """Text filled to a number of columns, wide characters counted as two; what is longer stays whole."""
    return text + " " * max(0, width - cell_len(text))


def cut(text: str, width: int) -> str:
    """Text of at most so many columns, with … where something is missing."""
    one = Text(text)
    one.truncate(max(1, width), overflow="ellipsis")
    return one.plain


def head(text: str) -> Text:
    """A heading."""
    return Text(text, style="bold")


class Prose(Text):
    """A line that is broken between words where the page ends; what follows is set in by `hang` columns."""

    __slots__ = ("hang",)

    def __init__(self, *parts: str | tuple[str, str], hang: int) -> None:
        """Parts as `line` takes them; the first `hang` characters are the head that the text stands behind."""
        super().__init__()
        self.append_text(line(*parts))
        self.hang = hang


def quiet(text: str, indent: int = 0) -> Prose:
    """A sentence in the background."""
    return wrapped(text, indent, "dim")


def wrapped(text: str, indent: int = 0, style: str = "") -> Prose:
    """Sentences, all lines of them set in."""
    return Prose(" " * indent, (text, style), hang=indent)


def bullet(mark: str, text: str, style: str = "", indent: int = 2) -> Prose:
    """Text behind a mark, its other lines set in as far."""
    return Prose(" " * indent, (mark, style), f" {text}", hang=indent + len(mark) + 1)


def page(stream: TextIO) -> int:
    """Columns that there are for a line: a terminal's own, as far as one likes to read them."""
    if not stream.isatty():
        return WIDTH
    return max(_NARROWEST, min(Console(file=stream).width, _WIDEST))


def put(lines: Iterable[Text], stream: TextIO) -> None:
    """Write lines: with colours to a terminal that has them, else as plain text without trailing space.

    Prose is broken where the page ends. So is a row of a table on a terminal that has no room for it; a pipe, which
    has no end, gets it whole.
    """
    width = page(stream)
    if not stream.isatty():
        texts = (row for one in lines for row in (_broken(one, width, one.hang) if isinstance(one, Prose) else [one]))
        stream.writelines(f"{one.plain.rstrip()}\n" for one in texts)
        return
    console = Console(file=stream, highlight=False, soft_wrap=True)
    for one in lines:
        for row in _broken(one, width, one.hang if isinstance(one, Prose) else _SET_IN):
            console.print(row)


def _broken(one: Text, width: int, hang: int) -> Iterable[Text]:
    """A line in as many as it takes, all but the first set in."""
    if one.cell_len <= width:
        return [one]
    if one.overflow == "crop":
        return [one[:width]]
    if width - hang < _LEAST:
        hang = min(hang, _SET_IN)
    head, text = one.divide([hang])
    first, *more = text.wrap(Console(width=width, file=None), width - hang, no_wrap=False)
    return [Text.assemble(head, first), *(Text.assemble(" " * hang, row) for row in more)]
