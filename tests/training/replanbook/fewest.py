"""How few sessions change after a missed day and a missed week: on the three examples and on random seasons."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from countback.files.season import parse_season
from countback.training.model import Season
from tests.training.grid import season as grid_season
from tests.training.replanbook.case import read
from tests.training.replanbook.kept import Share, shares

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from countback.training.diary import Absent

Told = tuple[str, "Absent", Share]
EXAMPLES = Path(__file__).parents[3] / "examples"
EVERY = 6  # so many weeks apart are the absences of a random season


def examples() -> Iterator[tuple[str, list[Told]]]:
    """Each example with what every missed day and week leaves of it."""
    for file in sorted(EXAMPLES.glob("*/season.toml")):
        season = parse_season(file.read_bytes())
        if isinstance(season, Season):
            yield file.parent.name, [(file.parent.name, *found) for found in shares(season, 1)]


def random_seasons(count: int, seed: str) -> list[Told]:
    """What missed days and weeks leave of the seasons of a seed."""
    names = [f"{seed}-{number}" for number in range(count)]
    return [(name, *found) for name in names for found in shares(read(grid_season(name)), EVERY)]


def lines(name: str, told: Iterable[Told]) -> Iterator[str]:
    """The share kept after a missed day and after a missed week, and the rules that forced the rest."""
    told = list(told)
    for kind, found in (
        ("a day", [each for each in told if each[1].start == each[1].end]),
        ("a week", [each for each in told if each[1].start < each[1].end]),
    ):
        if not found:
            continue
        worst, total = min(found, key=lambda each: each[2].share), sum(share.total for _, _, share in found)
        middle = median(share.share for _, _, share in found)
        yield f"{name}, {kind} missed: median {middle:.1%}, worst {worst[2].share:.1%} ({worst[0]}, {worst[1].start})"
        for reason, changed in sum((share.reasons for _, _, share in found), Counter()).most_common():
            yield f"    {changed / total:6.2%}  {reason}"


def report(count: int, seed: str) -> None:
    """Print it."""
    print("\nSessions after the way back that keep day, hour and content; why others do not")  # noqa: T201
    for name, told in (*examples(), (f"{count} random seasons", random_seasons(count, seed))):
        print(*lines(name, told), sep="\n")  # noqa: T201
