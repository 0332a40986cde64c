"""`countback check`: what a careful coach would object to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, say
from countback.cli.stop import FINDINGS
from countback.training.model import Severity

if TYPE_CHECKING:
    from argparse import Namespace


def run(told: Namespace) -> int:
    """Print all findings; 1 under --strict if there are warnings or errors. What only informs is no objection."""
    plan = given.plan(told)
    if told.json:
        from countback.views import data

        say.data({"findings": [data.finding(one) for one in plan.findings]})
    else:
        from countback.views import overview

        say.lines(overview.all_findings(plan))
    objections = [one for one in plan.findings if one.severity is not Severity.INFO]
    return FINDINGS if told.strict and objections else 0
