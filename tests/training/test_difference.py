"""What planning again changed: each session that is not the same, once, with what became of it and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from countback.training.difference import Part, What, difference, grouped, part_of
from countback.training.model import DAY, WEEK, Effort, PhaseKind, Plan, SessionKind, State, Step, StepKind, Target
from tests.factories import RACE_DAY, RACE_ID, START, plan, with_session

QUALITY = f"{RACE_ID}/T-04w/quality-1"
EASY = f"{RACE_ID}/T-04w/easy-1"
RACE = f"{RACE_ID}/T-00w/race"
TUESDAY = START + WEEK + DAY
SHORTER = (Step(StepKind.RUN, Effort.EASY, metres=5000),)

CHANGES = (
    (EASY, {"date": TUESDAY + DAY}, What.MOVED),
    (EASY, {"start": time(18)}, What.MOVED),
    (EASY, {"pinned": True}, What.MOVED),
    (EASY, {"amount": 50, "minutes": 31, "steps": SHORTER, "title": "Easy run 5 km"}, What.RESIZED),
    (EASY, {"kind": SessionKind.CROSS, "title": "Bike 45 min", "amount": 0}, What.CHANGED),
    (EASY, {"why": "Back after 7 days off."}, What.CHANGED),
    (EASY, {"targets": ((Effort.EASY, Target((2, 3), (360, 400))),)}, What.CHANGED),
    (EASY, {"state": State.DONE}, What.CHANGED),
    (EASY, {"state": State.SKIPPED}, What.DROPPED),
    (EASY, {"state": State.MISSED}, What.DROPPED),
)


def without(of: Plan, address: str) -> Plan:
    """The plan without one session."""
    weeks = (replace(w, sessions=tuple(s for s in w.sessions if s.address != address)) for w in of.weeks)
    return replace(of, weeks=tuple(weeks))


@pytest.mark.parametrize(("address", "changes", "what"), CHANGES, ids=str)
def test_a_change_is_named(address: str, changes: dict[str, object], what: What) -> None:
    """One session changed is one change, with the session before and after."""
    before = plan()
    after = with_session(before, address, **changes)
    (change,) = difference(before, after)
    assert (change.address, change.what) == (address, what)
    assert (change.before, change.after) == (before.by_address[address], after.by_address[address])


def test_nothing_new_is_no_difference() -> None:
    """Not even where the plans are other objects."""
    assert difference(plan(), plan()) == ()


def test_what_is_gone_and_what_is_new_is_told() -> None:
    """By the address; the other side is empty."""
    whole, less = plan(), without(plan(), QUALITY)
    (gone,) = difference(whole, less)
    (new,) = difference(less, whole)
    assert (gone.what, gone.after, gone.session.address) == (What.DROPPED, None, QUALITY)
    assert (new.what, new.before, new.session.address) == (What.ADDED, None, QUALITY)


def test_a_session_taken_up_again_is_added() -> None:
    """The other way round from leaving it out."""
    left = with_session(plan(), EASY, state=State.SKIPPED)
    assert [change.what for change in difference(left, plan())] == [What.ADDED]


def test_changes_come_by_their_new_day() -> None:
    """As one reads a calendar."""
    before = plan()
    after = with_session(with_session(before, EASY, date=TUESDAY - DAY), QUALITY, state=State.DONE)
    assert [change.address for change in difference(before, after)] == [EASY, QUALITY]


# --- slight ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "slight"),
    [
        ({"targets": ()}, True),
        ({"why": "news"}, True),
        ({"advice": ("Mind the heat.",)}, True),
        ({"minutes": 52}, True),
        ({"title": "Easy run 5 km"}, False),
        ({"date": TUESDAY}, False),
        ({"state": State.DONE}, False),
        ({"hard": True}, False),
    ],
    ids=str,
)
def test_what_one_sees_in_a_calendar_is_more_than_slight(changes: dict[str, object], *, slight: bool) -> None:
    """Paces and reasons are slight; day, hour, title and state are not."""
    (change,) = difference(plan(), with_session(plan(), EASY, **changes))
    assert change.slight is slight


def test_strength_follows_its_run_slightly() -> None:
    """When the run before it gets shorter it begins earlier; nobody moved it."""
    before = with_session(plan(), EASY, after=QUALITY, start=time(7, 50))
    (change,) = difference(before, with_session(before, EASY, start=time(7, 30)))
    assert (change.what, change.slight) == (What.CHANGED, True)


# --- why -------------------------------------------------------------------------------------------------------------


def test_the_reason_is_what_is_news() -> None:
    """The session's own reason, else its week's, where they are new; else the entry's."""
    before = plan()
    moved = with_session(before, EASY, date=TUESDAY)
    week = replace(moved, weeks=tuple(replace(w, why="Back after 7 days off.") for w in moved.weeks))
    own = with_session(week, EASY, why="Moved for the race.")
    reasons = [difference(before, after, "You moved it.")[0].why for after in (moved, week, own)]
    assert reasons == ["You moved it.", "Back after 7 days off.", "Moved for the race."]


def test_what_is_gone_has_the_reason_of_its_week() -> None:
    """It has none of its own any more."""
    after = without(plan(), QUALITY)
    after = replace(after, weeks=tuple(replace(w, why="Nothing fast for now.") for w in after.weeks))
    (change,) = difference(plan(), after, "You were ill.")
    assert change.why == "Nothing fast for now."


def test_what_was_a_reason_before_explains_no_change() -> None:
    """A week that is smaller than it was has not become so by what it was before, nor by what other weeks are."""
    even = replace(plan(), weeks=tuple(replace(w, why="An even step.") for w in plan().weeks))
    first, second, *rest = even.weeks
    race_week = replace(even, weeks=(first, replace(second, why="Race week."), *rest))
    for before in (even, race_week):
        less = without(even, QUALITY)
        less = replace(less, weeks=tuple(replace(w, volume=w.volume - 10) for w in less.weeks))
        reasons = {change.why for change in difference(before, less, "Days off.")}
        assert reasons == {"Days off."}


def test_what_was_left_out_and_then_run_is_no_new_session() -> None:
    """It has become done."""
    left, done = (with_session(plan(), EASY, state=state) for state in (State.SKIPPED, State.DONE))
    assert [change.what for change in difference(left, done)] == [What.CHANGED]
    assert [change.what for change in difference(done, left)] == [What.DROPPED]


# --- this week, the block, the race ----------------------------------------------------------------------------------


def _parts(today_weeks: int) -> dict[str, Part]:
    """The part of every session of the plan, seen so many weeks into it."""
    before = plan()
    weeks = tuple(replace(w, phase=PhaseKind.TAPER) if w.to_go < 3 else w for w in before.weeks)
    after = replace(before, weeks=tuple(replace(w, why="news") for w in weeks))
    for one in before.sessions:
        after = with_session(after, one.address, why="news")
    today = START + timedelta(weeks=today_weeks, days=2)
    return {change.address: part_of(change, after, today) for change in difference(before, after)}


def test_a_runner_thinks_of_this_week_of_the_block_of_the_race() -> None:
    """The taper belongs to the race."""
    parts = _parts(0)
    for address, part in parts.items():
        to_go = int(address.split("/")[1][2:4])
        assert part is (Part.THIS_WEEK if to_go == 5 else Part.BLOCK if to_go >= 3 else Part.RACE), address


def test_what_is_past_belongs_to_this_week() -> None:
    """So does the race, in its week."""
    assert set(_parts(1).values()) == set(Part)
    assert set(_parts(5).values()) == {Part.THIS_WEEK}


def test_groups_hold_every_change_once() -> None:
    """In the order of the parts; an empty part is left out."""
    before = plan()
    after = with_session(with_session(before, QUALITY, why="x"), RACE, date=RACE_DAY + WEEK)
    changes = difference(before, after)
    found = list(grouped(changes, after, START))
    assert [part for part, _ in found] == [Part.BLOCK, Part.RACE]
    assert sorted(change.address for _, part in found for change in part) == sorted(c.address for c in changes)
