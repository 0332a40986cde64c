"""A week as it stands in two plans, in one line: `T-08w  Mon  2 Aug  specific   62 km → 45 km   6 moved, 1 dropped`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.events import units
from countback.training.model import Priority
from countback.views import words
from countback.views.paper import PHASES, WIDTH, line, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rich.text import Text

    from countback.training.model import Plan, Week


def week_lines(before: Plan, after: Plan, start: date, told: str) -> Iterator[Text]:
    """The week that begins on `start`, and what is told of it beside, or below where it is long."""
    pair = [_at(plan, start) for plan in (before, after)]
    week = pair[1] or pair[0]
    if week is None:
        yield line(f"  {words.day(start)}  ", (told, "dim"))
        return
    amounts = dict.fromkeys(units.amount(one.volume, after.season.unit) for one in pair if one)
    label = (f"{week.phase.value:9}", PHASES[week.phase])
    head = (f"  {words.to_go(week)}  {words.day(start)}  ", label, f" {' → '.join(amounts):18} ")
    goals = {race.id: race.name for race in after.season.races if race.priority is Priority.A}
    if len(goals) > 1 and week.race in goals:  # weeks count back from more than one race
        told = f"{told} · {goals[week.race]}" if told else goals[week.race]
    beside = len(line(*head).plain) + len(told) <= WIDTH
    yield line(*head, (told if beside else "", "dim"))
    if not beside:
        yield wrapped(told, 21, "dim")


def _at(plan: Plan, start: date) -> Week | None:
    return next((week for week in plan.weeks if week.start == start), None)
