"""Problems in the athlete's files: values, never exceptions. A `Mistake` knows its key, a `Problem` its line."""

from __future__ import annotations

from dataclasses import dataclass

Path = tuple[str | int, ...]
"""The way to a value in a TOML document: `("race", 1, "date")` is the date of the second race."""


class Unfit(ValueError):  # noqa: N818 - not an error of the program: a value of the athlete's that does not fit its key
    """A value does not fit its key; the message says why and what fits."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong at a key. `meant` are keys that were probably meant: they are not reported as missing, too."""

    path: Path
    message: str
    meant: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong in a file, and what to do about it. `line` counts from 1; None when it is about the whole file."""

    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        """`season.toml:12: "longg" is not a key of [week]; did you mean "long"?`."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}"
