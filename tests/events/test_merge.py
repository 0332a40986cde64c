"""The tables of SYNC.md section 1, row by row; generations, older plans, the guard."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from countback.events.event import Event, Group, Prints, event_uid, prints, reborn, sealed
from countback.events.merge.after import deleted, written
from countback.events.merge.decide import guard, merge
from countback.events.merge.fields import told_when
from countback.events.merge.nouns import (
    Decision,
    Delete,
    Insert,
    Kept,
    Life,
    Patch,
    Remote,
    Row,
    Seen,
    Spot,
    Wish,
)
from countback.training.model import DAY
from tests.sync.paper import ADDRESSES, BANNER, MONDAY, RACE, SEASON, PaperPlanner, first_plan, timed

FUTURE = ADDRESSES[5]
PAST = ADDRESSES[0]
PLAN = first_plan()[FUTURE]
PLANNED = timed(MONDAY.date() + 3 * DAY, time(18, 30))
LATER = timed(MONDAY.date() + 4 * DAY, time(7))
MUCH_LATER = timed(MONDAY.date() + 6 * DAY, time(9))


def wish(*events: Event, **more: Any) -> Wish:  # noqa: ANN401 - the fields of Wish
    """A plan of these events."""
    return replace(PaperPlanner().wish(()), events=events, **more)


def there(plan: Event = PLAN, generation: int = 0, **edits: Any) -> Remote:  # noqa: ANN401 - the fields of Event
    """An event as we wrote it, and as the athlete then changed it."""
    event = reborn(plan, generation) if generation else plan
    event = replace(event, base=prints(plan))
    return Remote(event.uid, "etag", replace(event, **edits))


def row(life: Life = Life.LIVE, address: str = FUTURE, generation: int = 0, **more: Any) -> Row:  # noqa: ANN401
    """What the ledger knows."""
    return Row(address, generation, life, **more)


def decided(one: Wish, *remotes: Remote, rows: tuple[Row, ...] = (), revision: int = 0) -> Decision:
    """What is decided; the guard is not asked here, where there is but one event."""
    known = {each.address: each for each in rows}
    return merge(replace(one, deletions_accepted=True), {each.uid: each for each in remotes}, known, revision)


def gone(generation: int = 0, address: str = FUTURE) -> Remote:
    """A deleted event, of which nothing but the identity is told."""
    return Remote(event_uid(SEASON, address, generation))


# --- the field table -------------------------------------------------------------------------------------------------

NEW: dict[Group, dict[str, Any]] = {
    Group.WHEN: {"when": LATER},
    Group.TITLE: {"title": "Hills"},
    Group.DESCRIPTION: {"description": "Up and down."},
    Group.LOCATION: {"location": "the hill"},
    Group.REMINDERS: {"reminder": 60},
    Group.COLOUR: {"colour": "crimson"},
    Group.BUSY: {"busy": True},
}
MINE: dict[Group, dict[str, Any]] = {
    Group.WHEN: {"when": MUCH_LATER},
    Group.TITLE: {"title": "With Ana"},
    Group.DESCRIPTION: {"description": "Whatever."},
    Group.LOCATION: {"location": "the park"},
    Group.REMINDERS: {"reminder": None},
    Group.COLOUR: {"colour": "teal"},
    Group.BUSY: {"busy": True},
}
EACH = pytest.mark.parametrize("group", Group)


@EACH
def test_neither_changed_it(group: Group) -> None:
    """No and no: nothing."""
    assert decided(wish(PLAN), there(), rows=(row(),)).writes == ()
    assert group in MINE


@EACH
def test_the_plan_changed_it(group: Group) -> None:
    """Yes and no: the plan's value is written, that group alone, and noted as what was written."""
    plan = replace(PLAN, **NEW[group])
    (patch,) = decided(wish(plan), there()).writes
    assert isinstance(patch, Patch)
    assert (patch.groups, patch.etag) == (frozenset({group}), "etag")
    assert prints(patch.event).get(group) == prints(plan).get(group)
    assert patch.event.base == prints(plan)


@EACH
def test_the_athlete_changed_it(group: Group) -> None:
    """No and yes: theirs stays, and is told."""
    decision = decided(wish(PLAN), there(**MINE[group]))
    assert decision.writes == ()
    assert [move.address for move in decision.moved] == ([FUTURE] if group is Group.WHEN else [])
    assert [kept.field for kept in decision.kept] == ([] if group is Group.WHEN else [group.value])


@EACH
def test_both_changed_it_to_the_same(group: Group) -> None:
    """Yes and yes, alike: nothing."""
    decision = decided(wish(replace(PLAN, **NEW[group])), there(**NEW[group]))
    assert (decision.writes, decision.kept, decision.moved) == ((), (), ())


@EACH
def test_both_changed_it_otherwise(group: Group) -> None:
    """Yes and yes: theirs stays, and what the plan wanted is told."""
    plan = replace(PLAN, **(NEW[group] if group is not Group.BUSY else {"busy": True}))
    mine = MINE[group] if group is not Group.BUSY else {"busy": True, "title": "With Ana"}
    decision = decided(wish(plan), there(**mine))
    assert decision.writes == ()
    assert decision.kept or decision.moved


def test_an_edit_of_one_field_leaves_the_others_to_the_plan() -> None:
    """A renamed session still moves with the plan, and keeps its name; its base still says that the name is theirs."""
    (patch,) = decided(wish(replace(PLAN, when=LATER)), there(title="With Ana")).writes
    assert isinstance(patch, Patch)
    assert (patch.groups, patch.event.title, patch.event.when) == (frozenset({Group.WHEN}), "With Ana", LATER)
    assert patch.event.base
    assert patch.event.base.title == prints(PLAN).title


def test_notes_below_the_marker_are_carried_along() -> None:
    """Our block changes, the athlete's words below it stay."""
    (patch,) = decided(wish(replace(PLAN, description="New words.")), there(notes="Felt good.")).writes
    assert isinstance(patch, Patch)
    assert (patch.event.description, patch.event.notes) == ("New words.", "Felt good.")


def test_what_the_calendar_made_of_our_value_is_no_edit() -> None:
    """A normalised description is rewritten only when the plan's changes."""
    seen = Seen(base=prints(PLAN), echo=prints(replace(PLAN, description="What to do")))
    remote = there(description="What to do")
    assert decided(wish(PLAN), remote, rows=(row(seen=seen),)).writes == ()
    (patch,) = decided(wish(replace(PLAN, description="Other.")), remote, rows=(row(seen=seen),)).writes
    assert isinstance(patch, Patch)
    assert patch.groups == {Group.DESCRIPTION}


def test_wiped_fingerprints_are_taken_from_the_ledger() -> None:
    """Another app lost them; the ledger knows what we wrote."""
    remote = replace(there(), event=replace(PLAN, season="", address="", base=None))
    (patch,) = decided(wish(replace(PLAN, title="Hills")), remote, rows=(row(seen=Seen(base=prints(PLAN))),)).writes
    assert isinstance(patch, Patch)
    assert (patch.groups, patch.event.address) == (frozenset({Group.TITLE}), FUTURE)


def test_wiped_fingerprints_that_nobody_knows_keep_what_is_there() -> None:
    """And it is said."""
    remote = replace(there(), event=replace(PLAN, season="", address="", base=None, title="?"))
    decision = decided(wish(replace(PLAN, when=LATER)), remote)
    assert (decision.writes, decision.moved) == ((), ())
    assert {kept.field for kept in decision.kept} == {"title", "when"}
    assert [finding.code for finding in decision.findings] == ["sync-unknown-origin"]


def test_accepting_takes_the_plans_value() -> None:
    """Over the athlete's, for that session alone."""
    decision = decided(wish(PLAN, accepted=frozenset({FUTURE})), there(title="With Ana", when=LATER))
    (patch,) = decision.writes
    assert isinstance(patch, Patch)
    assert (patch.groups, decision.moved, decision.kept) == (frozenset({Group.TITLE, Group.WHEN}), (), ())


# --- moves -----------------------------------------------------------------------------------------------------------


def test_a_dragged_session_is_told_to_the_diary() -> None:
    """With the day and hour of the run itself: the event begins earlier by the buffer."""
    decision = decided(wish(PLAN, before=10), there(when=LATER))
    (move,) = decision.moved
    start = LATER.start + timedelta(minutes=10)
    assert (move.origin, move.to, move.spot) == (PLANNED, LATER, Spot(start.date(), start.time()))


def test_a_move_that_the_diary_has_is_not_told_again() -> None:
    """Where the plan does not follow, the event stays and that is told."""
    spot = Spot(LATER.start.date(), LATER.start.time())
    decision = decided(wish(PLAN, moves={FUTURE: spot}), there(when=LATER))
    assert decision.moved == ()
    assert decision.kept == (Kept(FUTURE, "when", told_when(LATER), told_when(PLANNED)),)


def test_moved_and_moved_back_is_one_more_move() -> None:
    """It stands where we wrote it, but the diary says otherwise, and the athlete has the last word."""
    seen = Seen(base=prints(PLAN), last=prints(replace(PLAN, when=LATER)))
    plan = replace(PLAN, when=LATER)
    spot = Spot(LATER.start.date(), LATER.start.time())
    decision = decided(wish(plan, moves={FUTURE: spot}), there(), rows=(row(seen=seen),))
    assert (decision.writes, [move.to for move in decision.moved]) == ((), [PLANNED])


def test_the_diarys_later_word_counts() -> None:
    """Dragged, then moved elsewhere by command: the event follows."""
    seen = Seen(base=prints(PLAN), last=prints(replace(PLAN, when=LATER)))
    plan = replace(PLAN, when=MUCH_LATER)
    spot = Spot(MUCH_LATER.start.date(), None)
    told = wish(plan, moves={FUTURE: spot}, times_moved={FUTURE: 2})
    (patch,) = decided(told, there(when=LATER), rows=(row(seen=seen, moves=1),)).writes
    assert isinstance(patch, Patch)
    assert patch.groups == {Group.WHEN}
    assert decided(told, there(when=LATER), rows=(row(seen=seen, moves=2),)).writes == ()


def test_a_moved_race_stays_and_is_told() -> None:
    """The diary does not hear of races by way of the calendar: moving one plans the season anew."""
    plan = first_plan()[RACE]
    decision = decided(wish(plan), there(plan, when=LATER))
    assert (decision.writes, decision.moved) == ((), ())
    assert decision.kept == (Kept(RACE, "when", told_when(LATER), told_when(plan.when)),)


# --- the event table -------------------------------------------------------------------------------------------------


def test_absent_and_never_live_is_inserted() -> None:
    """With the base and the plan's revision in it."""
    (insert,) = decided(wish(PLAN, revision=3)).writes
    assert isinstance(insert, Insert)
    assert (insert.uid, insert.event.base, insert.event.revision) == (PLAN.uid, prints(PLAN), 3)


@pytest.mark.parametrize("remotes", [(), (gone(),)], ids=["absent", "cancelled"])
def test_a_live_event_that_is_gone_was_deleted_by_the_athlete(remotes: tuple[Remote, ...]) -> None:
    """A tombstone, and the diary learns of it."""
    decision = decided(wish(PLAN), *remotes, rows=(row(),))
    assert (decision.writes, decision.skipped) == ((), (FUTURE,))
    assert [(one.life, one.generation) for one in decision.rows] == [(Life.TOMBSTONE, 0)]


def test_a_tombstone_stays_one() -> None:
    """Whatever the calendar still knows of it."""
    for remotes in ((), (gone(),)):
        decision = decided(wish(PLAN, skipped=frozenset({FUTURE})), *remotes, rows=(row(Life.TOMBSTONE),))
        assert (decision.writes, decision.skipped) == ((), ())


def test_a_restored_session_lives_in_the_next_generation() -> None:
    """Restored once more than the ledger had heeded."""
    (insert,) = decided(wish(PLAN, restores={FUTURE: 1}), gone(), rows=(row(Life.TOMBSTONE),)).writes
    assert isinstance(insert, Insert)
    assert (insert.event.generation, insert.uid) == (1, event_uid(SEASON, FUTURE, 1))
    stays = decided(wish(PLAN, restores={FUTURE: 1}), gone(1), rows=(row(Life.TOMBSTONE, generation=1, restores=1),))
    assert stays.writes == ()


def test_what_we_deleted_comes_again_in_the_next_generation() -> None:
    """The plan wants it again."""
    (insert,) = decided(wish(PLAN), gone(), rows=(row(Life.OURS),)).writes
    assert isinstance(insert, Insert)
    assert insert.event.generation == 1


def test_without_a_ledger_a_deleted_event_was_deleted_by_the_athlete() -> None:
    """Nobody else is known to delete; but a restore in the diary counts."""
    assert decided(wish(PLAN), gone()).skipped == (FUTURE,)
    (insert,) = decided(wish(PLAN, restores={FUTURE: 1}), gone()).writes
    assert isinstance(insert, Insert)
    assert insert.event.generation == 1


def test_without_a_ledger_what_the_plan_once_dropped_was_deleted_by_us() -> None:
    """And with one, only if another machine has brought a plan since."""
    dropped = wish(PLAN, first_plan()[RACE], revision=5, last_dropped=lambda one: 4 * (one == FUTURE))
    newer = there(first_plan()[RACE], revision=5)
    for rows, revision, again in (((), 0, True), ((row(),), 3, True), ((row(),), 4, False), ((row(),), 5, False)):
        decision = decided(dropped, newer, gone(), rows=rows, revision=revision)
        assert [write.event.generation for write in decision.writes] == ([1] if again else [])
        assert decision.skipped == (() if again else (FUTURE,))


def test_the_highest_live_generation_is_adopted() -> None:
    """And an older one that lives beside it goes."""
    decision = decided(wish(PLAN), there(), there(generation=2), rows=(row(Life.TOMBSTONE),))
    assert [(type(write), write.event.generation) for write in decision.writes] == [(Delete, 0)]
    assert [(one.life, one.generation) for one in decision.rows] == [(Life.LIVE, 2)]


def test_an_unedited_future_event_that_the_plan_dropped_is_deleted() -> None:
    """Under its etag."""
    (delete,) = decided(wish(), there(), rows=(row(),)).writes
    assert isinstance(delete, Delete)
    assert (delete.uid, delete.etag) == (PLAN.uid, "etag")


@pytest.mark.parametrize("edit", [{"title": "With Ana"}, {"notes": "Felt good."}, {"base": None}])
def test_an_edited_event_that_the_plan_dropped_stays(edit: dict[str, Any]) -> None:
    """A field, words below ours, or nobody knows: it is left, and told."""
    decision = decided(wish(), there(**edit), rows=(row(),))
    assert decision.writes == ()
    assert [finding.code for finding in decision.findings] == ["sync-edited-and-dropped"]


def test_what_has_begun_is_never_touched() -> None:
    """Neither changed nor deleted nor, unless asked for, inserted."""
    plan = first_plan()[PAST]
    assert decided(wish(replace(plan, title="Hills")), there(plan)).writes == ()
    assert decided(wish(), there(plan)).writes == ()
    assert decided(wish(plan)).writes == ()
    assert len(decided(wish(plan, from_start=True)).writes) == 1


def test_a_past_event_that_is_deleted_is_no_news() -> None:
    """It stays deleted; the diary need not know."""
    plan = first_plan()[PAST]
    decision = decided(wish(plan), rows=(row(address=PAST),))
    assert (decision.skipped, [one.life for one in decision.rows]) == ((), [Life.TOMBSTONE])


def test_a_deleted_race_stays_deleted_and_is_told() -> None:
    """The diary does not hear of races, or banners, by way of the calendar."""
    plan = first_plan()[RACE]
    decision = decided(wish(plan), rows=(row(address=RACE),))
    assert (decision.writes, decision.skipped) == ((), ())
    assert [(kept.address, kept.field) for kept in decision.kept] == [(RACE, "event")]


def test_brought_back_from_the_bin_is_restored() -> None:
    """The diary had it skipped."""
    decision = decided(wish(skipped=frozenset({FUTURE})), there(), rows=(row(Life.TOMBSTONE),))
    assert (decision.writes, decision.restored) == ((), (FUTURE,))


def test_foreign_events_are_no_concern() -> None:
    """Nor those of another season, nor a copy of ours."""
    foreign = Remote("x@else", "etag", replace(PLAN, uid="x@else", season="", address=""))
    other = Remote("y@countback", "etag", replace(PLAN, uid="y@countback", season="other"))
    assert decided(wish(), foreign, other) == Decision()


# --- the plan's age --------------------------------------------------------------------------------------------------


def test_a_private_event_that_tells_no_address_is_known_by_its_uid() -> None:
    """Nothing to do where nothing changed; a newer plan's private events are seen as such."""
    private = replace(PLAN, private=True)
    remote = there(private, season=sealed(SEASON), address="")
    assert decided(wish(private), remote) == Decision(rows=decided(wish(private), there(private)).rows)
    newer = replace(remote, event=replace(private, season=sealed(SEASON), address="", revision=7))
    assert [each.code for each in decided(wish(private), newer).findings] == ["sync-older-plan"]


def test_an_older_plan_decides_nothing() -> None:
    """Some event of this season was written from a newer one."""
    newer = replace(there(), event=replace(PLAN, base=prints(PLAN), revision=5, title="Hills"))
    decision = decided(wish(PLAN, first_plan()[RACE], revision=4), newer)
    assert (decision.writes, decision.rows, decision.skipped) == ((), (), ())
    assert [finding.code for finding in decision.findings] == ["sync-older-plan"]


def test_what_another_machines_newer_plan_dropped_was_not_deleted_by_the_athlete() -> None:
    """The calendar has a newer plan than this ledger brought, and this plan agrees that the session is gone."""
    newer = there(first_plan()[RACE], revision=5)
    after = decided(wish(first_plan()[RACE], revision=5), newer, gone(), rows=(row(),), revision=4)
    assert [one.life for one in after.rows if one.address == FUTURE] == [Life.OURS]
    before = decided(wish(first_plan()[RACE], revision=5), newer, gone(), rows=(row(),), revision=5)
    assert [one.life for one in before.rows if one.address == FUTURE] == [Life.TOMBSTONE]


# --- the guard -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("known", "missing", "asks"), [(10, 5, False), (10, 6, True), (40, 12, False), (40, 13, True)])
def test_the_guard_asks_when_too_many_are_gone(known: int, missing: int, *, asks: bool) -> None:
    """More than five, and more than three in ten."""
    addresses = [f"r/T-00w/easy-{number}" for number in range(known)]
    rows = {one: Row(one, 0, Life.LIVE) for one in addresses}
    left = (replace(PLAN, address=one, uid=event_uid(SEASON, one)) for one in addresses[missing:])
    remotes = {event.uid: Remote(event.uid, "etag", event) for event in left}
    wanted = wish(*(replace(PLAN, address=one) for one in addresses))
    assert bool(guard(wanted, remotes, rows)) is asks
    assert guard(wish(), remotes, rows) is None, "the plan has dropped them all"


def test_the_guard_asks_when_all_are_gone() -> None:
    """However few there were. Nothing is decided but to ask; once told so, they count as deleted."""
    assert merge(wish(), {}, {FUTURE: row()}).halt
    halted = merge(wish(PLAN), {}, {FUTURE: row()})
    assert halted.halt
    assert (halted.writes, halted.rows, halted.skipped) == ((), (), ())
    assert merge(wish(PLAN, deletions_accepted=True), {}, {FUTURE: row()}).skipped == (FUTURE,)


# --- order, and what is noted ----------------------------------------------------------------------------------------


def test_the_nearest_come_first_and_deletions_last() -> None:
    """A run that is cut short has done what matters most."""
    dropped = (ADDRESSES[4], FUTURE)
    events = [event for address, event in first_plan().items() if address not in dropped]
    writes = decided(wish(*reversed(events)), there(first_plan()[ADDRESSES[4]]), there()).writes
    assert [write.event.address for write in writes] == [BANNER, *ADDRESSES[2:4], *ADDRESSES[6:], RACE, *dropped]
    assert [isinstance(write, Delete) for write in writes] == [False] * 8 + [True] * 2


def test_a_concluded_write_leaves_what_the_calendar_made_of_it() -> None:
    """An insert of all groups, a patch of its own; a deletion leaves that it was ours."""
    here = replace(PLAN, title="normalised", description="too")
    all_ = written(row(Life.NEW), Insert(replace(PLAN, base=prints(PLAN))), here)
    assert (all_.life, all_.seen) == (Life.LIVE, Seen(prints(PLAN), prints(here), prints(here)))
    patch = Patch(replace(PLAN, base=prints(PLAN)), frozenset({Group.TITLE}), "etag")
    one = written(row(), patch, here).seen.echo
    assert one == Prints(title=prints(here).title)
    assert deleted(row()).life is Life.OURS


def test_now_is_the_athletes() -> None:
    """What these tests take for granted of their paper season."""
    assert first_plan()[PAST].when == timed(MONDAY.date() - 2 * DAY, time(18, 30))
    assert first_plan()[FUTURE].when == PLANNED
