"""What must hold when the plan shifts: section 6 of the training document, asked from outside, of the plan's values.

Nothing here imports the rooms that plan again but for `plan_of`. Each rule is one small function that names its source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.training.replanbook import back, held, races, steady, tapers

if TYPE_CHECKING:
    from tests.training.replanbook.case import Case
    from tests.training.rulebook.shapes import Breach

ROOMS = (steady, tapers, back, races, held)
RULES = tuple(rule for room in ROOMS for rule in room.RULES)


def breaches(case: Case) -> list[Breach]:
    """The rules that planning again breaks."""
    return [breach for rule in RULES for breach in rule(case)]
