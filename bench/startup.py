"""Start-up: from the shell's call to the answer, beside a Python that does nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

FOLDER = Path(__file__).parent
ROUNDS = 15
_CASES = {
    "python that does nothing": ["-c", "pass"],
    "countback --help": ["-m", "countback", "--help"],
    "countback show": ["-m", "countback", "show", "--today", "2026-10-01"],
    "countback show --json": ["-m", "countback", "show", "--json"],
}


def _seconds(arguments: list[str]) -> float:
    begin = perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=FOLDER)
    return perf_counter() - begin


def bench() -> None:
    """Print the median of each case, and how many bare Pythons that is."""
    bare = 0.0
    for name, arguments in _CASES.items():
        taken = median(_seconds(arguments) for _ in range(ROUNDS))
        bare = bare or taken
        print(f"  {name:25} {1000 * taken:6.0f}   {taken / bare:4.1f} ×")
