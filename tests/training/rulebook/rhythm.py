"""Rules on when a week is down and how far (sections 2 and 3)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.training.rulebook.load import EASY_PHASES, comeback_place, exempt, is_up, quantum
from tests.training.rulebook.shapes import Breach, WeekFact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.training.rulebook.facts import Facts


def down_amount(facts: Facts) -> Iterator[Breach]:
    """Section 2: a down week is the level's fraction of the up weeks before it."""
    given = facts.setting("plan", "down_to")
    fraction = float(given) if given else facts.level_row.down_to
    highest = facts.weekly
    for at, week in enumerate(facts.whole_weeks):
        if is_up(facts, week):
            highest = week.volume if at == 0 else max(highest, week.volume)
        plain = week.phase not in EASY_PHASES and not exempt(facts, week) and not week.of("race")
        if week.down and plain and week.volume > fraction * highest + quantum(facts, highest):
            told = f"{facts.say(week.volume)}, asked {fraction} × {facts.say(highest)}"
            yield Breach("section 2 down week too much", str(week.start), told)


def longest_row(facts: Facts, last: WeekFact) -> int:
    """How many up weeks stand in a row up to a week (this one included)."""
    before = [week for week in facts.whole_weeks if week.start <= last.start]
    count = 0
    for week in reversed(before):
        if not is_up(facts, week):
            break
        count += 1
    return count


def up_in_a_row(facts: Facts) -> Iterator[Breach]:
    """Section 3: at most `down_every` − 1 up weeks in a row."""
    for week in facts.whole_weeks if facts.down_every else ():
        if longest_row(facts, week) == facts.down_every:
            yield Breach("section 3 up weeks in a row", str(week.start), f"the {facts.down_every}th up week in a row")


def stretches(facts: Facts) -> Iterator[list[WeekFact]]:
    """The stretches between easy ones: open, base, build, specific weeks in one row."""
    row: list[WeekFact] = []
    for week in facts.whole_weeks:
        if week.phase in EASY_PHASES or comeback_place(facts, week) is not None:
            yield from [row] if row else []
            row = []
        else:
            row.append(week)
    yield from [row] if row else []


def down_pattern(length: int, every: int) -> list[bool]:
    """Which weeks of a stretch are down: as few as keep the rows, spread evenly, longer rows first, an up week last."""
    downs = max(0, math.ceil((length - (every - 1)) / every)) if every else 0
    least, longer = divmod(length - downs, downs + 1)
    rows = [least + (at < longer) for at in range(downs + 1)]
    return [down for row in rows for down in [*[False] * row, True]][:-1]


def down_weeks(facts: Facts) -> Iterator[Breach]:
    """Section 3: down weeks are as few as possible, evenly spread, the longer rows first."""
    for stretch in stretches(facts):
        asked = down_pattern(len(stretch), facts.down_every)
        shown = [week.down for week in stretch]
        if shown != asked and not any(facts.away_days(week) >= 6 for week in stretch):
            told = f"{''.join('UD'[down] for down in shown)}, asked {''.join('UD'[down] for down in asked)}"
            yield Breach(
                "section 3 down weeks", str(stretch[0].start), f"{told} ({stretch[0].phase}–{stretch[-1].phase})"
            )


def comeback_without_down(facts: Facts) -> Iterator[Breach]:
    """Section 2: no down week among the return's weeks."""
    for week in facts.whole_weeks:
        if week.down and week.phase == "base" and comeback_place(facts, week) is not None:
            yield Breach("section 2 no down week in the return", str(week.start), f"to go {week.to_go}")


RULES = (down_amount, up_in_a_row, down_weeks, comeback_without_down)
