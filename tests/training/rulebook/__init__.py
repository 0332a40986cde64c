"""What a careful coach checks on any plan, from outside: the rules of the training document against `show --json`.

Nothing here imports the planner. Each rule is one small function that names its source; `breaches` asks them all.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from tests.training.rulebook import (
    around,
    contract,
    days,
    layout,
    load,
    rhythm,
    said,
    sessions,
    strength,
    targets,
    trials,
)
from tests.training.rulebook.facts import Facts, Json

if TYPE_CHECKING:
    from tests.training.rulebook.shapes import Breach

ROOMS = (layout, load, rhythm, days, around, strength, sessions, trials, targets, contract, said)
RULES = tuple(rule for room in ROOMS for rule in room.RULES)


def breaches(season: Json, shown: Json) -> list[Breach]:
    """The rules that a plan breaks: `season` as written in `season.toml`, `shown` as `show --json` prints."""
    facts = Facts(season, shown)
    return [breach for rule in RULES for breach in rule(facts)]


def breaches_of(text: str, shown: Json) -> list[Breach]:
    """As `breaches`, from the text of a `season.toml`."""
    return breaches(tomllib.loads(text), shown)
