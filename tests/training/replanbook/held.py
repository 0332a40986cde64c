"""The rules of sections 2 to 4 after a shift: those of the season's rule book, but for what section 6 itself orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.training.rulebook import RULES as SEASON_RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.training.replanbook.case import Case
    from tests.training.rulebook.shapes import Breach


def season_rules(case: Case) -> Iterator[Breach]:
    """Section 6: every rule of sections 2 to 4 holds after a shift."""
    for rule in SEASON_RULES:
        yield from rule(case.facts)


RULES = (season_rules,)
