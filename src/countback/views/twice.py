"""A week, or a phase, as it stands in two plans, in one line.

`T-08w  Mon  2 Aug  specific   62 km → 45 km   6 moved, 1 dropped`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.events import units
from countback.training.model import Priority
from countback.views import words
from countback.views.paper import PHASES, WIDTH, head, line, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rich.text import Text

    from countback.training.model import Phase, PhaseKind, Plan


def week_lines(before: Plan, after: Plan, start: date, told: str) -> Iterator[Text]:
    """The week that begins on `start`, and what is told of it beside, or below where it is long."""
    pair = [plan.week_of(start) for plan in (before, after)]
    week = pair[1] or pair[0]
    if week is None:
        yield line(f"  {words.day(start)}  ", (told, "dim"))
        return
    amounts = dict.fromkeys(units.amount(one.volume, after.season.unit) for one in pair if one)
    label = (f"{week.phase.value:9}", PHASES[week.phase])
    start_of = (f"  {words.to_go(week)}  {words.day(start)}  ", label, f" {' → '.join(amounts):18} ")
    goals = {race.id: race.name for race in after.standing if race.priority is Priority.A}
    if len(goals) > 1 and week.race in goals:  # weeks count back from more than one race
        told = f"{told} · {goals[week.race]}" if told else goals[week.race]
    beside = len(line(*start_of).plain) + len(told) <= WIDTH
    yield line(*start_of, (told if beside else "", "dim"))
    if not beside:
        yield wrapped(told, 21, "dim")


def phase_lines(before: Plan, after: Plan) -> Iterator[Text]:
    """The phases that are others now: ` build      10 May –  4 Jul   8 weeks  →  10 May – 18 Jul  10 weeks`."""
    old, new = _changed(before, after), _changed(after, before)
    pairs = [(old.get(key), new.get(key)) for key in dict.fromkeys((*old, *new))]
    if pairs:
        yield head("Phases: before → now")
    for one, now in sorted(pairs, key=lambda pair: max(phase.start for phase in pair if phase)):
        kind = next(phase.kind for phase in (now, one) if phase)
        yield line("  ", (f"{kind.value:9}", PHASES[kind]), f"  {_stretch(one):25}  →  {_stretch(now)}")


def _changed(plan: Plan, other: Plan) -> dict[tuple[str, PhaseKind, bool, int], Phase]:
    """The phases that the other plan has not: of which race and kind, whether after it, the how manieth of these."""
    there = {(phase.kind, phase.start, phase.end) for phase in other.phases}
    found: dict[tuple[str, PhaseKind, bool, int], Phase] = {}
    raced = {race.id: race.date for race in plan.season.races}
    for phase in plan.phases:
        if (phase.kind, phase.start, phase.end) in there:
            continue
        what = (phase.race, phase.kind, phase.start > raced[phase.race])
        found[*what, sum(key[:3] == what for key in found)] = phase
    return found


def _stretch(phase: Phase | None) -> str:
    """` 5 Jul – 11 Jul   1 week`; a stroke where there is none."""
    if phase is None:
        return "–"
    far = phase.start.year != phase.end.year
    first, last = (words.day(day)[4:] + (f" {day:%Y}" if far else "") for day in (phase.start, phase.end))
    return f"{first} – {last}  {words.count(phase.weeks, 'week'):>8}"
