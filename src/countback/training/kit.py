"""What sizing a session needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from countback.training.paces import Paces
    from countback.training.rules import Rules
    from countback.training.scale import Scale


@dataclass(frozen=True, slots=True, eq=False)
class Kit:
    """What sizing a session needs: rules, the plan's scale, today's paces.

    Another one takes its place when fitness changes; weeks sized with the old one are then checked again.
    """

    rules: Rules
    scale: Scale
    paces: Paces
