"""The command line as a runner has it: real processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").iterdir())
COMMAND = (sys.executable, "-m", "countback")


@dataclass(frozen=True, slots=True)
class Ended:
    """What a process left: its exit code, and what it wrote."""

    code: int
    out: str
    err: str


def run(*arguments: str, cwd: Path | None = None, stdin: str = "", **environment: str) -> Ended:
    """Run `countback` in a folder; no terminal anywhere, 80 columns, no variable of ours but the given ones."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("COUNTBACK_", "FORCE_COLOR"))}
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        input=stdin.encode(),
        capture_output=True,
        check=False,
        timeout=60,
        env={**clean, "COLUMNS": "80", **environment},
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def example(name: str, folder: Path) -> Path:
    """A copy of an example's season, to be changed."""
    shutil.copy(ROOT / "examples" / name / "season.toml", folder / "season.toml")
    return folder
