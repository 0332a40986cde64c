"""`python -m tests.training.replanbook [COUNT] [SEED] [RULE]`: plans a grid of seasons with diaries, counts breaches.

One example each, and the share of sessions that stay after a missed day or week; with RULE (a part of its name) the
season and diary of its first examples in full.
"""

from __future__ import annotations

import sys
import traceback

from tests.training.grid import season, toml
from tests.training.replanbook import breaches, fewest
from tests.training.replanbook.case import case
from tests.training.rulebook.__main__ import SHOWN_IN_FULL, Tally, arguments, report


def judged(name: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The diary of a seed, and the breaches; a planner that fails is one."""
    try:
        found = case(name)
        told = [str(entry) for entry in found.diary]
        return told, [(breach.rule, f"{breach.where}: {breach.message}") for breach in breaches(found)]
    except Exception as error:  # noqa: BLE001 -- whatever the planner raises belongs into the histogram
        frame = [f for f in traceback.extract_tb(error.__traceback__) if "/src/countback/" in f.filename][-1:]
        where = f"{frame[0].filename.rsplit('/', 1)[-1]}:{frame[0].lineno}" if frame else "the book"
        return [], [(f"failed: {type(error).__name__} {where}", str(error)[:300])]


def main(count: int, seed: str, rule: str | None) -> int:
    """Plan, plan again and judge; 1 where a rule was broken."""
    tally, full = Tally(), 0
    for number in range(count):
        name = f"{seed}-{number}"
        diary, found = judged(name)
        if rule:
            found = [(broken, words) for broken, words in found if rule.lower() in broken.lower()]
        tally.take(name, found)
        if rule and found and full < SHOWN_IN_FULL:
            full += 1
            print(f"# --- season {name}", toml(season(name)), *diary, *(f"#   {a}: {b}" for a, b in found), sep="\n")  # noqa: T201
    report(tally, count)
    if not rule:
        fewest.report(count, seed)
    return int(tally.clean < count)


if __name__ == "__main__":
    sys.exit(main(*arguments(sys.argv[1:])))
