"""Rules on fitness tests: when, how far apart, which (S27 to S29, section 4)."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.training.rulebook.load import comeback_place
from tests.training.rulebook.sessions import km
from tests.training.rulebook.shapes import Breach, SessionFact, WeekFact
from tests.training.rulebook.tables import TEST_METRES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tests.training.rulebook.facts import Facts

TEST_GAP = (28, 42)


def test_weeks(facts: Facts) -> Iterator[Breach]:
    """Section 4: tests fall in down weeks of base and build and in the recovery week."""
    for week in facts.weeks:
        first = week.phase == "recovery" and week.to_go > 0 and not after_a_race(facts, week)
        fine = (week.down and week.phase in ("base", "build")) or first
        for session in week.of("test") if not fine else ():
            yield Breach("section 4 test week", session.address, f"{week.phase}, down: {week.down}")
        if len(week.of("test")) > 1:
            yield Breach("section 4 test week", str(week.start), "two tests")


def after_a_race(facts: Facts, week: WeekFact) -> bool:
    """Whether a recovery week is that after an A race, not the one that absorbs the base."""
    return any(
        p.kind == "recovery" and p.start <= week.start <= p.end and follows_race(facts, p.start) for p in facts.phases
    )


def follows_race(facts: Facts, start: object) -> bool:
    """Whether a phase starts right after an A race."""
    return any(start in (race.day + timedelta(1), race.monday + timedelta(7)) for race in facts.goals)


def test_gaps(facts: Facts) -> Iterator[Breach]:
    """S27: tests are 28–42 days apart."""
    tests = [session for session in facts.sessions if session.kind == "test"]
    for before, after in pairwise(tests):
        days, same = (after.day - before.day).days, cycle(before) == cycle(after)
        if days < TEST_GAP[0] or (same and days > TEST_GAP[1] and not bent(facts, before.day, after.day)):
            yield Breach("S27 tests 4–6 weeks apart", after.address, f"{days} days after {before.address}")


def bent(facts: Facts, first: date, last: date) -> bool:
    """Whether a race or an absence between two days may have taken a test's place."""
    raced = any(first < race.day < last for race in facts.races)
    return raced or any(first <= end and start <= last for start, end, _ in facts.away)


def cycle(session: SessionFact) -> str:
    """The race whose cycle a session belongs to."""
    return session.address.split("/")[0]


def test_count(facts: Facts) -> Iterator[Breach]:
    """S27: as many tests as 28–42 days apart allow, in a plan that nothing else bends."""
    for race in facts.goals:
        weeks = [week for week in facts.whole_weeks if week.race == race.id and may_test(facts, week)]
        late = bool(facts.setting("week", "test"))  # the user's kind waits until the single-run rule holds
        if facts.tune_ups or facts.away or facts.previous(race) or late:
            continue
        asked = longest_chain([(week.start - facts.start).days // 7 for week in weeks])
        shown = sum(cycle(session) == race.id for session in facts.sessions if session.kind == "test")
        if shown < asked:
            told = f"{shown} of {asked} that weeks {[str(week.start) for week in weeks]} allow"
            yield Breach("S27 tests missing", race.id, told)


def may_test(facts: Facts, week: WeekFact) -> bool:
    """Whether a test may stand in a week."""
    down = week.down and week.phase in ("base", "build") and comeback_place(facts, week) is None
    return down or (week.phase == "recovery" and week.to_go > 0 and not after_a_race(facts, week))


def longest_chain(weeks: list[int]) -> int:
    """The most weeks that can be chosen so that each is four to six after the one before."""
    best: dict[int, int] = {}
    for week in weeks:
        best[week] = 1 + max((count for other, count in best.items() if 4 <= week - other <= 6), default=0)
    return max(best.values(), default=0)


def same_test(facts: Facts) -> Iterator[Breach]:
    """S28, S29: a test is a mile, 3K or 5K, the user's if told, the same all through one base."""
    wanted = facts.setting("week", "test")
    kinds: dict[str, int] = {}
    for session in facts.sessions:
        if session.kind != "test":
            continue
        metres = test_metres(session)
        told = any("test" in finding["message"].lower() for finding in facts.shown["findings"])
        if metres is None or (wanted and metres != TEST_METRES[wanted] and not told):
            yield Breach("S28 test", session.address, f"{metres} m, wanted {wanted or 'mile, 3k or 5k'}")
        elif kinds.setdefault(cycle(session), metres) != metres:
            yield Breach("S29 same test", session.address, f"{metres} m after {kinds[cycle(session)]} m")


def test_metres(session: SessionFact) -> int | None:
    """The distance of a test by its steps, as one of the three kinds."""
    found = round(1000 * km([piece for piece in session.pieces if piece.effort == "test"]))
    return next((metres for metres in TEST_METRES.values() if abs(metres - found) <= 2), None)


RULES = (test_weeks, test_gaps, test_count, same_test)
