"""Rules on strength: how often, how far from quality, and when no more (sections 2 and 4)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from tests.training.rulebook.load import is_up
from tests.training.rulebook.shapes import Breach, SessionFact
from tests.training.rulebook.tables import MARATHON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.training.rulebook.facts import Facts

APART = timedelta(hours=36)
BEFORE_MARATHON = timedelta(10)


def strength_apart(facts: Facts) -> Iterator[Breach]:
    """Section 4: strength follows a quality run or test the same day, or ends ≥ 36 h before the next one."""
    hard = [s for s in facts.sessions if s.kind in ("quality", "test", "race")]
    for session in facts.sessions:
        if session.kind != "strength":
            continue
        for other in hard:
            wrong = session_before(session, other)
            if wrong:
                yield Breach("section 4 strength", session.address, f"{wrong} {other.address}")


def session_before(strength: SessionFact, other: SessionFact) -> str:
    """What is wrong between a strength session and a quality run, in words; empty where nothing is."""
    if strength.day == other.day:
        both = strength.start and other.start
        return "the same day before" if both and moment(strength) < moment(other) else ""
    end = moment(strength) + timedelta(minutes=strength.minutes)
    if strength.day < other.day and moment(other) - end < APART:
        return f"{(moment(other) - end).total_seconds() / 3600:.0f} h before"
    return ""


def moment(session: SessionFact) -> datetime:
    """When a session begins: its hour, or midday where none is given."""
    return session.start.replace(tzinfo=None) if session.start else datetime.combine(session.day, time(12))


def strength_before_race(facts: Facts) -> Iterator[Breach]:
    """Section 4: no strength in race week, none in the last 10 days before a marathon."""
    for week in facts.weeks:
        for session in week.of("strength") if week.to_go == 0 else ():
            yield Breach("section 4 no strength in race week", session.address, f"{session.day}")
    for race in facts.goals:
        for session in facts.sessions:
            near = timedelta(0) <= race.day - session.day <= BEFORE_MARATHON
            if race.row.name == MARATHON and near and session.kind == "strength":
                told = f"{(race.day - session.day).days} days before"
                yield Breach("section 4 no strength before a marathon", session.address, told)


def strength_count(facts: Facts) -> Iterator[Breach]:
    """Section 2: strength twice a week in base, once in the specific block (or as often as the user says)."""
    given = facts.setting("week", "strength")
    for week in facts.whole_weeks:
        if week.phase not in ("base", "build", "specific") or facts.races_in(week) or facts.off_days(week):
            continue
        asked = facts.level_row.strength[1 if week.phase == "specific" else 0]
        count, asked = len(week.of("strength")), asked if given is None else given
        if count > max(asked, 2 if is_up(facts, week) else asked):
            yield Breach("section 2 strength too often", str(week.start), f"{count} in {week.phase}, asked {asked}")
        if count < asked and week.phase == "base":
            yield Breach("section 2 strength missing", str(week.start), f"{count} in {week.phase}, asked {asked}")
        if not count and asked and week.phase != "base":
            yield Breach("section 2 strength missing", str(week.start), f"{count} in {week.phase}, asked {asked}")


RULES = (strength_apart, strength_before_race, strength_count)
