"""`python -m countback`: the same as the `countback` command."""

from __future__ import annotations

from countback.cli import entry

if __name__ == "__main__":
    entry()
