"""`python -m tests.mutants [NAME …]`: show for each mutant which test catches it; exit with 1 where none does."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.mutants import MUTANTS, caught


def main(names: list[str]) -> int:
    """Try each."""
    missed = 0
    for mutant in MUTANTS:
        if names and mutant.name not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            by = caught(mutant, Path(folder))
        missed += not by
        sys.stdout.write(f"{mutant.name:24} {by or 'NOT CAUGHT'}\n")
        sys.stdout.flush()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
