"""What a careful coach would object to: findings with codes, never a refusal. docs/findings.md explains each code.

Four rooms of checks, one function a finding: about days off, about the layout of each race, about the athlete's
settings and fitness, and about what the weeks came to. `CODES` names those of a plan as first made, `AFTER_DAYS_OFF`
the others; what the making of the plan itself notes is in `replan.REPLAN_CODES` with these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.training.checks.layout import LAYOUT
from countback.training.checks.lost import LOST
from countback.training.checks.made import ERROR, INFO, WARNING, Made
from countback.training.checks.settings import SETTINGS
from countback.training.checks.weeks import WEEKS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from countback.training.model import Finding

__all__ = ["AFTER_DAYS_OFF", "CODES", "Made", "check", "gravest_first"]


def check(made: Made) -> tuple[Finding, ...]:
    """All findings about a plan, the gravest first, then in the order of the season."""
    found = [finding for one in LOST for finding in one(made)]
    found += [finding for segment in made.skeleton.segments for one in LAYOUT for finding in one(made, segment)]
    found += [finding for one in (*SETTINGS, *WEEKS) for finding in one(made)]
    return gravest_first(found)


def gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order in which they are told."""
    gravity = {ERROR: 0, WARNING: 1, INFO: 2}
    return tuple(sorted(findings, key=lambda finding: gravity[finding.severity]))


CODES = (
    "too-soon", "races-too-close", "races-bridged", "races-close", "base-below-floor", "base-short", "base-skipped",
    "base-long", "specific-short", "recovery-week-cut", "recovery-short", "taper-short",
    "cycle-not-possible", "base-and-taper-only",
    "id-derived", "start-assumed", "pace-assumed", "longest-assumed", "easy-pace-unused", "away-outside",
    "longest-over-weekly", "taper-in-weeks", "continuous-ignored", "growth-fast",
    "down-weeks-off", "peak-far", "peak-below-weekly", "no-strength", "strength-not-placed", "heart-rate-incomplete",
    "goal-far", "marathon-optimistic", "run-walk-first", "run-walk-stays", "volume-not-held",
    "return-not-held", "easy-held", "peak-held", "volume-low", "long-short", "long-far", "long-cap-held", "peak-low",
    "race-before-race", "race-in-recovery", "race-over-week", "race-outside-block", "quality-moved", "long-moved",
    "quality-day-free",
)  # fmt: skip
"""Every code of a plan as first made, in the order of docs/findings.md."""

AFTER_DAYS_OFF = (
    "goal-slower", "goal-revise", "goal-new", "goal-season", "fitness-lost", "ask-a-doctor", "race-in-absence",
    "race-on-way-back",
)  # fmt: skip
"""The codes of what days off do, in that order, too."""
