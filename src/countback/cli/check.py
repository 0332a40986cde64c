"""`countback check`: what a careful coach would object to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, say
from countback.cli.stop import FINDINGS

if TYPE_CHECKING:
    from argparse import Namespace


def run(told: Namespace) -> int:
    """Print all findings; 1 under --strict if there are any."""
    plan = given.plan(told)
    if told.json:
        from countback.views import data

        say.data({"findings": [data.finding(one) for one in plan.findings]})
    else:
        from countback.views import overview

        say.lines(overview.all_findings(plan))
    return FINDINGS if told.strict and plan.findings else 0
