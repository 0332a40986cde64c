"""The transcripts in the documentation: what they say, and what the program really prints.

A fenced block of kind `console` is a session in a fresh folder that holds the examples: each line that begins with `$ `
is typed, the lines below it are what came back. `python -m tests.docs` writes them anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(block: str) -> list[str]:
    """What is typed in a block."""
    return [line[2:] for line in block.splitlines() if line.startswith("$ ")]


def replayed(page: Path) -> str:
    """The page with its transcripts as the program prints them, one folder for all of a page."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "examples", Path(folder) / "examples")
        shell = _Shell(Path(folder))
        return _BLOCK.sub(lambda found: f"```console\n{shell.replay(found[1])}```", page.read_text("utf-8"))


class _Shell:
    """A shell that remembers the folder it is in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**os.environ, "PATH": path, "COLUMNS": "80", "TZ": "Europe/Berlin"}

    def replay(self, block: str) -> str:
        """The block with what its commands print now."""
        return "".join(f"$ {command}\n{self.run(command)}" for command in commands(block))

    def run(self, command: str) -> str:
        """What a command prints, both streams; `cd` moves on."""
        if command.startswith("cd "):
            self.folder = self.folder / command[3:]
            return ""
        done = subprocess.run(
            ["bash", "-c", f"{command} 2>&1"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=60,
        )
        return done.stdout.decode()


if __name__ == "__main__":
    for each in PAGES:
        each.write_text(replayed(each), "utf-8")
