"""Plausible bugs of a sync, and whether the tests catch each: the tests of the tests (SYNC.md section 5).

    python -m tests.mutants            # all of them
    python -m tests.mutants no-intents

A mutant is one piece of the program's text exchanged for another, in a copy of the sources.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SUITES = (
    "tests/sync/test_run.py",
    "tests/events/test_merge.py",
    "tests/targets/test_file.py",
    "tests/test_sync_machine.py",
)
FAILED = 1  # pytest's exit code where tests ran and some failed


@dataclass(frozen=True, slots=True)
class Mutant:
    """A bug: in which module, what stands there, and what would stand there instead."""

    name: str
    module: str
    right: str
    wrong: str

    def put_into(self, source: Path) -> None:
        """Change the copy. Raises ValueError where the program no longer says what the mutant changes."""
        path = source / "countback" / self.module
        text = path.read_text("utf-8")
        if text.count(self.right) != 1:
            raise ValueError(f"{self.module} no longer says once: {self.right!r}")
        path.write_text(text.replace(self.right, self.wrong), encoding="utf-8")


MUTANTS = (
    Mutant(
        "last-write-wins",
        "events/merge/fields.py",
        "keep = frozenset(group for group in differing if _is_edit(group, written, here, seen))",
        "keep: frozenset[Group] = frozenset()",
    ),
    Mutant(
        "no-if-match",
        "targets/file.py",
        "return None if remote.etag == write.etag else",
        "return None if remote.etag else",
    ),
    Mutant(
        "random-ids",
        "events/event.py",
        'digest = hashlib.sha256(f"{season_id}/{address}/{generation}".encode()).digest()',
        "digest = __import__('os').urandom(32)",
    ),
    Mutant(
        "state-wiped-on-410",
        "sync/reading.py",
        'ledger.put("token", "")\n',
        "ledger.forget()\n",
    ),
    Mutant(
        "cancelled-brought-back",
        "events/merge/decide.py",
        "if row.life is Life.OURS or _restored(case, row) or by_another:",
        "if row.life is not Life.NEW or by_another:",
    ),
    Mutant(
        "token-before-items",
        "sync/reading.py",
        '        ledger.stage(page.remotes)\n        newest = page.token or ""\n',
        '        newest = page.token or ""\n        ledger.put("token", newest)\n        ledger.stage(page.remotes)\n',
    ),
    Mutant(
        "edited-deleted",
        "events/merge/decide.py",
        "touched = bool(event.notes) or bool(_edits(case, event, seen))",
        "touched = False",
    ),
    Mutant(
        "absence-ignored",
        "sync/reading.py",
        "ledger.believe(newest, complete=complete)",
        "ledger.believe(newest, complete=False)",
    ),
    Mutant(
        "no-intents",
        "sync/sending.py",
        "ledger.intend((write.uid, write.event.address) for write in batch if isinstance(write, Delete))",
        "pass",
    ),
    Mutant(
        "409-is-success",
        "sync/sending.py",
        "    sent.open.append(write)\n",
        "    if unknown.taken:\n"
        "        ledger.save((Row(write.event.address, write.event.generation, Life.LIVE),))\n"
        "        sent.done.append(write)\n"
        "        return\n"
        "    sent.open.append(write)\n",
    ),
    Mutant(
        "no-plan-revision",
        "events/merge/decide.py",
        "if newest > wish.revision:",
        "if newest > wish.revision + 1000:",
    ),
)


def caught(mutant: Mutant, folder: Path) -> str:
    """The line in which pytest tells what failed; empty where nothing did. `folder` is for the copy."""
    source = folder / "src"
    shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
    mutant.put_into(source)
    environment = {**os.environ, "PYTHONPATH": str(source), "COUNTBACK_HISTORIES": "60", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", *SUITES],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    failed = [line for line in done.stdout.splitlines() if line.startswith("FAILED ")]
    if done.returncode not in {0, FAILED}:
        raise RuntimeError(f"{mutant.name}: the tests did not run\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return failed[0] if failed else ""
