"""Putting a result on stdout: as lines or as JSON."""

from __future__ import annotations

import json
import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

    from rich.text import Text


def data(result: object) -> None:
    """A result as JSON, for programs."""
    sys.stdout.write(json.dumps(result, indent=2, ensure_ascii=False) + "\n")


def command(told: Namespace, *words: str) -> str:
    """A command as one would type it here: with the season's folder, where that is another."""
    folder = () if told.folder == Path() else ("-C", os.fspath(told.folder))
    return shlex.join(["countback", *folder, *words])


def lines(texts: Iterable[Text]) -> None:
    """A result for people."""
    from countback.views.paper import put

    put(texts, sys.stdout)


def width() -> int:
    """Columns that a result for people may take."""
    from countback.views.paper import page

    return page(sys.stdout)


def note(text: str) -> None:
    """Something by the way, on stderr; behind the result where both go to one place (`2>&1`)."""
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")


def prompt(text: str) -> None:
    """A question, on stderr, the answer to be typed behind it."""
    sys.stdout.flush()
    sys.stderr.write(text)
    sys.stderr.flush()
