"""Entries that do not touch: two that are told, and reach, months apart give the same plan in either order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from countback.training.diary import Absent, Cause, Done, Moved, Skipped
from countback.training.model import SessionKind
from countback.training.replan import plan_of
from tests.training.diaries import fits
from tests.training.replanbook.steady import difference
from tests.training.rulebook.shapes import Breach

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from countback.training.diary import Entry
    from countback.training.model import Plan, Season, Session

APART = timedelta(70)
DAY = timedelta(1)


def pair(plan: Plan, seed: str) -> tuple[Entry, Entry] | None:
    """Two entries at least ten weeks apart; None where a season is too short for them."""
    chance = Random(f"pair {seed}")  # noqa: S311 -- seeded: the same pairs everywhere
    last = plan.season.races[-1].date - timedelta(14)
    first = [s for s in plan.sessions if s.date + APART < last and s.kind is not SessionKind.RACE]
    if not first:
        return None
    one = chance.choice(first)
    later = [s for s in plan.sessions if one.date + APART <= s.date < last and s.kind is not SessionKind.RACE]
    pair = (entry(one, chance), entry(chance.choice(later), chance)) if later else None
    return pair if pair and fits(plan.season, plan.start, pair) else None


def entry(session: Session, chance: Random) -> Entry:
    """Something small about a session: done, skipped, moved by a day, or one to five days off."""
    on: date = session.date
    kind = chance.randrange(4)
    if kind == 0:
        return Done(on, session.address)
    if kind == 1:
        return Skipped(on, session.address)
    if kind == 2:
        return Moved(on, session.address, on + DAY)
    return Absent(on + DAY, Cause.MISSED, on - chance.randrange(5) * DAY, on)


def touching(season: Season, seed: str) -> Iterator[Breach]:
    """Two entries that do not touch give one plan, in whichever order they were told."""
    found = pair(plan_of(season, ()), seed)
    if found is None:
        return
    one, other = found
    forth, back = plan_of(season, (one, other)), plan_of(season, (other, one))
    if settled(forth) != settled(back):
        yield Breach("entries that do not touch commute", f"{one}, {other}", difference(forth, back))


def settled(plan: Plan) -> Plan:
    """A plan with its findings in one order."""
    return replace(plan, findings=tuple(sorted(plan.findings, key=repr)))
