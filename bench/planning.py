"""Planning: the first time in a process (the tables are parsed then), and again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import process_time

from countback.files.season import parse_season
from countback.training.model import Season
from countback.training.season import build

FOLDER = Path(__file__).parent
ROUNDS = 50
PROCESSES = 5
_COLD = "from bench.planning import once; print(once())"


def season() -> Season:
    """The season that is planned."""
    read = parse_season((FOLDER / "season.toml").read_bytes())
    if not isinstance(read, Season):
        raise SystemExit("\n".join(map(str, read)))
    return read


def once() -> float:
    """Milliseconds of CPU for one plan."""
    told = season()
    begin = process_time()
    build(told)
    return 1000 * (process_time() - begin)


def _fresh() -> float:
    command = [sys.executable, "-c", _COLD]
    return float(subprocess.run(command, check=True, capture_output=True, text=True, cwd=FOLDER.parent).stdout)


def bench() -> None:
    """Print both."""
    weeks = len(build(season()).weeks)
    warm = sorted(once() for _ in range(ROUNDS))
    print(f"  cold, tables and all   {median(_fresh() for _ in range(PROCESSES)):7.1f}")
    print(f"  warm                   {median(warm):7.1f}   (best {warm[0]:.1f}, worst {warm[-1]:.1f}; {weeks} weeks)")
