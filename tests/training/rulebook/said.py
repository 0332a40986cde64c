"""Rules on what must be said: nothing is cut, clamped or left out in silence (sections 2 and 3)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tests.training.rulebook.layout import asks, bridged, split
from tests.training.rulebook.load import exempt, is_up, quantum
from tests.training.rulebook.shapes import Breach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.training.rulebook.facts import Facts

NOT_INFO = ("warning", "error")


def severities(facts: Facts) -> list[str]:
    """The severities of all findings."""
    return [finding["severity"] for finding in facts.shown["findings"]]


def cuts(facts: Facts) -> Iterator[Breach]:
    """Section 2: base below its floor is warned of, and so is a season that does not fit."""
    for race in facts.goals:
        before = facts.previous(race)
        if before is not None and bridged(before, race):
            continue
        asked = list(asks(facts, race))
        answers = [split(ask) for ask in asked]
        low = all(
            answer is None or answer.get("base", 0) < ask.floor for ask, answer in zip(asked, answers, strict=True)
        )
        if low and not set(severities(facts)) & set(NOT_INFO):
            yield Breach("section 2 nothing is clamped silently", race.id, f"{asked[0].weeks} weeks, no warning")


def too_near(facts: Facts) -> Iterator[Breach]:
    """Section 2: A races nearer than the row's `bridge` are told of."""
    for before, race in pairwise(facts.goals):
        weeks = (race.day - before.day).days // 7
        if weeks < min(before.row.bridge, race.row.bridge) and not severities(facts):
            yield Breach("section 2 A–A weeks", race.id, f"{weeks} weeks after {before.id}, nothing said")


def week_one(facts: Facts) -> Iterator[Breach]:
    """Section 3: week 1 is the athlete's own; what days and caps cannot hold is said."""
    week = facts.whole_weeks[0]
    own = is_up(facts, week) and not exempt(facts, week) and week.phase != "taper"
    if own and week.volume < facts.weekly - quantum(facts, facts.weekly) and not severities(facts):
        told = f"{facts.say(week.volume)}, the athlete runs {facts.say(facts.weekly)}, nothing said"
        yield Breach("section 3 not planned, with a finding", str(week.start), told)


def messages(facts: Facts) -> Iterator[Breach]:
    """Contract: a finding has a code, a severity, words, and points at what exists."""
    addresses = {session.address for session in facts.sessions}
    weeks = {str(week.start) for week in facts.weeks}
    for finding in facts.shown["findings"]:
        if finding["severity"] not in ("info", *NOT_INFO) or not finding["message"].strip() or not finding["code"]:
            yield Breach("contract finding", finding["code"], f"{finding}")
        if finding["session"] not in {None, *addresses} or finding["week"] not in {None, *weeks}:
            yield Breach("contract finding points nowhere", finding["code"], f"{finding['session']} {finding['week']}")


RULES = (cuts, too_near, week_one, messages)
