"""`python -m tests.training.rulebook [COUNT] [SEED] [RULE]`: plans a grid of seasons, counts breaches by rule.

One example each; with RULE (a part of its name) the season of its first examples in full.
"""

from __future__ import annotations

import sys
import traceback
from collections import Counter
from dataclasses import dataclass, field

from tests.plans import planned
from tests.training.grid import season, toml
from tests.training.rulebook import breaches

SHOWN_IN_FULL = 3


@dataclass
class Tally:
    """What was found so far: breaches and seasons by rule, the shortest-season example of each."""

    seasons: Counter[str] = field(default_factory=Counter)
    breaches: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    clean: int = 0

    def take(self, name: str, found: list[tuple[str, str]]) -> None:
        """Count one season's breaches: rule and words."""
        self.clean += not found
        self.breaches.update(rule for rule, _ in found)
        self.seasons.update({rule for rule, _ in found})
        for rule, words in found:
            self.examples.setdefault(rule, f"{name}: {words}")


def judged(name: str) -> list[tuple[str, str]]:
    """The breaches of one grid season; a planner that fails is one."""
    told = season(name)
    try:
        shown = planned(toml(told))
    except Exception as error:  # noqa: BLE001 -- whatever the planner raises belongs into the histogram
        frame = [f for f in traceback.extract_tb(error.__traceback__) if "countback" in f.filename][-1]
        where = f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
        return [(f"failed: {type(error).__name__} {where}", str(error)[:300])]
    return [(breach.rule, f"{breach.where}: {breach.message}") for breach in breaches(told, shown)]


def main(count: int, seed: str, rule: str | None) -> int:
    """Plan and judge; 1 where a rule was broken."""
    tally, full = Tally(), 0
    for number in range(count):
        name = f"{seed}-{number}"
        found = judged(name)
        if rule:
            found = [(broken, words) for broken, words in found if rule.lower() in broken.lower()]
        tally.take(name, found)
        if rule and found and full < SHOWN_IN_FULL:
            full += 1
            print(f"# --- season {name}", toml(season(name)), *(f"#   {a}: {b}" for a, b in found), sep="\n")  # noqa: T201
    report(tally, count)
    return int(tally.clean < count)


def report(tally: Tally, count: int) -> None:
    """The histogram, most seasons first."""
    print(f"{tally.clean} of {count} seasons keep every rule\n\nseasons breaches  rule")  # noqa: T201
    for rule, seasons in tally.seasons.most_common():
        print(f"{seasons:7} {tally.breaches[rule]:8}  {rule}\n{'':18}{tally.examples[rule]}")  # noqa: T201


def arguments(given: list[str]) -> tuple[int, str, str | None]:
    """COUNT, SEED, RULE."""
    told = [*given, *["", "", ""][len(given) :]]
    return int(told[0] or 200), told[1] or "0", told[2] or None


if __name__ == "__main__":
    sys.exit(main(*arguments(sys.argv[1:])))
