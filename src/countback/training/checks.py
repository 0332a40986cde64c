"""What a careful coach would object to: findings with codes, never a refusal. docs/findings.md explains each."""

from __future__ import annotations

from collections.abc import Sequence

from countback.training.coach import Coach, Filled
from countback.training.model import Finding, Plan
from countback.training.phases import Skeleton


def check(plan: Plan, skeleton: Skeleton, coach: Coach, filled: Sequence[Filled]) -> tuple[Finding, ...]:
    """All findings about a plan, the gravest first."""
    return ()
