"""Directed cases of a run: what it costs, what each fault does at each request, what the diary hears."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product

import pytest

from countback.events.event import Group, event_uid, prints
from countback.events.merge.nouns import Delete, Insert, Life, Patch
from countback.events.merge.shift import spot
from countback.targets.port import CalendarGone, QuotaSpent, Remote, SignInNeeded, TryLater
from countback.training.diary import Moved, Skipped, Undone
from countback.training.model import DAY
from tests.sync.paper import ADDRESSES, BANNER, RACE, SEASON, Changed, first_plan
from tests.sync.world import ONE_PAGE, UIDS, Machine, Trouble, World
from tests.targets.memory import Fault

AHEAD = ADDRESSES[4:]
DRAGGED, DROPPED, RENAMED, DELETED = AHEAD[:4]


def uid(address: str, generation: int = 0) -> str:
    """The identity of an address."""
    return event_uid(SEASON, address, generation)


@pytest.fixture
def world() -> World:
    """A calendar that was filled once, and settled."""
    one = World()
    one.settle(0)
    return one


def changes(world: World, *entries: object) -> None:
    """The plan changes."""
    world.machines[0].planner.diary.extend(entries)


# --- what a run costs ------------------------------------------------------------------------------------------------


def test_a_first_sync_costs_a_read_and_the_batches() -> None:
    """Ten events ahead, in batches of four: 1 + ⌈10/4⌉."""
    world = World()
    told = world.sync(trouble=Trouble(batch_size=4))
    assert told
    assert (told.requests, len(told.done)) == (4, len(world.ours()))


def test_when_nothing_changed_a_run_is_one_request(world: World) -> None:
    """And no write."""
    told = world.sync(trouble=ONE_PAGE)
    assert told
    assert (told.requests, told.done) == (1, [])


def test_changed_sessions_cost_a_write_each(world: World) -> None:
    """One patch, one insert, one deletion: three writes in one batch."""
    changes(world, Changed(DRAGGED, title="Hills"), Changed(DROPPED, drop=True))
    told = world.sync(trouble=ONE_PAGE)
    assert told
    assert (told.requests, Counter(map(type, told.done))) == (2, {Patch: 1, Delete: 1})
    changes(world, Changed(DROPPED, drop=False))
    told = world.sync(trouble=ONE_PAGE)
    assert told
    assert (told.requests, Counter(map(type, told.done))) == (2, {Insert: 1})
    assert uid(DROPPED, 1) in world.ours()


def test_an_expired_token_costs_one_more_read(world: World) -> None:
    """And nothing is written again."""
    world.store.expire()
    told = world.sync(trouble=ONE_PAGE)
    assert told
    assert (told.requests, told.done) == (2, [])


def test_a_shift_writes_what_shifted_and_nothing_else(world: World) -> None:
    """Six sessions a day later."""
    changes(world, *(Changed(address, days=1) for address in AHEAD))
    told = world.sync(trouble=ONE_PAGE)
    assert told
    assert {write.event.address for write in told.done} == set(AHEAD)
    assert all(isinstance(write, Patch) and write.groups == {Group.WHEN} for write in told.done)


# --- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fault", "request_"), list(product(Fault, range(1, 6))), ids=str)
@pytest.mark.parametrize("shift", [False, True], ids=["first", "shift"])
def test_every_fault_at_every_request_is_made_good_by_the_next_run(fault: Fault, request_: int, *, shift: bool) -> None:
    """Nothing doubled, no edit lost, nothing deleted alive; a token never ahead of its items."""
    world = World()
    if shift:
        _shifted(world)
    world.sync(trouble=Trouble({request_: fault}, batch_size=3))
    world.check()
    world.settle(0)
    world.check()


@pytest.mark.parametrize("step", range(1, 60))
@pytest.mark.parametrize("shift", [False, True], ids=["first", "shift"])
def test_wherever_the_light_goes_out_the_next_run_makes_it_good(step: int, *, shift: bool) -> None:
    """Before each change of the ledger, those after a write's answer too."""
    world = World()
    if shift:
        _shifted(world)
    world.sync(trouble=Trouble(dies_at=step, batch_size=4))
    world.check()
    world.settle(0)
    world.check()


def _shifted(world: World) -> None:
    world.settle(0)
    changes(world, *(Changed(address, days=1, title="Hills") for address in AHEAD), Changed(AHEAD[-1], drop=True))
    world.drag(uid(DRAGGED), 24)
    world.edit(uid(RENAMED), Group.TITLE, title="With Ana")
    world.delete(uid(DELETED))
    world.add_foreign(1)


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.HALF, Fault.TWICE, Fault.BROKEN_AFTER, Fault.THROTTLED_PART])
def test_what_is_unknown_is_read_again_in_the_same_run(fault: Fault) -> None:
    """The run ends well, and has counted what was done."""
    world = World()
    told = world.sync(trouble=Trouble({2 + 1: fault, 2: fault}, page_size=1000))
    assert told
    assert (told.refusal, told.pending) == (None, 0)
    assert len({write.uid for write in told.done}) == len(world.ours())


def test_a_server_that_stays_broken_is_left_for_later(world: World) -> None:
    """Six rounds, each after a longer wait at the most; what is left is told."""
    changes(world, Changed(DRAGGED, title="Hills"))
    told = world.sync(trouble=Trouble(dict.fromkeys(range(2, 40, 2), Fault.BROKEN)))
    assert told
    assert (told.pending, len(world.sleeps)) == (1, 5)
    assert world.sleeps == sorted(world.sleeps)


def test_the_wait_is_never_under_what_was_asked_for(world: World) -> None:
    """Retry-After: 2 s."""
    changes(world, Changed(DRAGGED, title="Hills"))
    world.sync(trouble=Trouble({2: Fault.TOO_MANY}))
    assert len(world.sleeps) == 1
    assert world.sleeps[0] >= 2


@pytest.mark.parametrize(("fault", "refusal"), [(Fault.SIGNED_OUT, SignInNeeded), (Fault.QUOTA, QuotaSpent)])
def test_a_refusal_ends_the_run_and_is_told(world: World, fault: Fault, refusal: type[Exception]) -> None:
    """With what is left; no round is tried again."""
    changes(world, Changed(DRAGGED, title="Hills"))
    told = world.sync(trouble=Trouble({2: fault}, page_size=1000))
    assert told
    assert (type(told.refusal), told.pending, world.sleeps) == (refusal, 1, [])


def test_a_calendar_that_is_gone_is_told(world: World) -> None:
    """And not made anew."""
    world.store.there = False
    told = world.sync()
    assert told
    assert isinstance(told.refusal, CalendarGone)


def test_out_of_reach_is_told_after_six_tries() -> None:
    """There was no read."""
    told = World().sync(trouble=Trouble(dict.fromkeys(range(1, 10), Fault.OUT_OF_REACH)))
    assert told
    assert (type(told.refusal), told.requests) == (TryLater, 6)


def test_an_identity_that_a_forgotten_event_holds_is_passed_over() -> None:
    """Ledger lost, deletions forgotten, but the id is taken: the next generation, once that is sure."""
    world = World()
    world.settle(0)
    changes(world, Changed(DROPPED, drop=True))
    world.settle(0)
    changes(world, Changed(DROPPED, drop=False))
    world.store.purge(bury=True)
    world.machines[0].lose_ledger()
    world.lost = True
    world.settle(0)
    assert uid(DROPPED, 1) in world.ours()


def test_a_duplicate_that_is_none_changes_no_identity() -> None:
    """409 for what is not there, once: the same identity is tried again."""
    world = World()
    world.sync(trouble=Trouble({2: Fault.DUPLICATE}))
    assert {UIDS[one][1] for one in world.ours()} == {0}
    assert {UIDS[one][0] for one in world.ours()} == {*ADDRESSES[2:], BANNER, RACE}


def test_what_the_calendar_refuses_for_good_is_set_aside() -> None:
    """The rest is written, and it is told."""
    world = World()
    changes(world, Changed(DRAGGED, title="not to be taken"))
    told = world.sync()
    assert told
    assert (len(told.done), told.pending) == (len(world.ours()), 0)
    assert [finding.code for finding in told.findings] == ["sync-rejected"]


# --- who deleted it --------------------------------------------------------------------------------------------------


def test_our_own_deletion_after_a_kill_is_no_tombstone(world: World) -> None:
    """Killed after the server had done it: the intent tells that it was us; the plan may bring it back."""
    changes(world, Changed(DROPPED, drop=True))
    assert world.sync(trouble=Trouble({2: Fault.KILLED_AFTER}, page_size=1000)) is None
    world.settle(0)
    assert world.machines[0].tombstones() == set()
    changes(world, Changed(DROPPED, drop=False))
    world.settle(0)
    assert uid(DROPPED, 1) in world.ours()


def test_a_deletion_that_another_hand_was_quicker_with_is_theirs(world: World) -> None:
    """The rest of the batch was done then and there, so it was not delivered twice."""
    changes(world, Changed(DROPPED, drop=True), Changed(RENAMED, title="Hills"))
    world.sync(trouble=Trouble(before=lambda number: world.delete(uid(DROPPED)) if number == 2 else None, page_size=99))
    changes(world, Changed(DROPPED, drop=False))
    world.settle(0)
    world.check()


def test_deleted_while_the_token_was_no_good(world: World) -> None:
    """Purged and expired: what is known to have lived and is absent was deleted."""
    world.delete(uid(DELETED))
    world.store.purge()
    told = world.settle(0)
    assert told.skipped == [DELETED]
    world.check()


def test_a_list_cut_short_by_less_than_the_guard_is_looked_at_twice(world: World) -> None:
    """Three events missing once are no deletions."""
    world.store.expire()
    cut = iter([True])

    def shown(remotes: list[Remote]) -> list[Remote]:
        return remotes[3:] if next(cut, False) else remotes

    told = world.sync(trouble=Trouble(shown=shown, page_size=1000))
    assert told
    assert (told.done, told.skipped) == ([], [])
    assert world.machines[0].tombstones() == set()


def test_an_empty_list_stops_the_run_until_it_is_answered(world: World) -> None:
    """Nothing is written, it is asked; the next run reads for itself."""
    world.store.expire()
    told = world.sync(trouble=Trouble(shown=lambda _: []))
    assert told
    assert told.halt
    assert (told.done, world.machines[0].planner.diary) == ([], [])
    again = world.sync()
    assert again
    assert (again.halt, again.done) == (None, [])


def test_many_deletions_are_asked_about_and_then_believed(world: World) -> None:
    """Six of ten."""
    for address in AHEAD:
        world.delete(uid(address))
    told = world.sync()
    assert told
    assert told.halt
    world.machines[0].planner.deletions_accepted = True
    told = world.sync()
    assert told
    assert sorted(told.skipped) == sorted(AHEAD)


# --- the diary -------------------------------------------------------------------------------------------------------


def test_a_dragged_session_is_in_the_diary_and_the_plan_is_made_around_it(world: World) -> None:
    """In the same run; nothing is left to report."""
    world.drag(uid(DRAGGED), 24)
    told = world.sync()
    assert told
    (entry,) = world.machines[0].planner.diary
    assert isinstance(entry, Moved)
    assert ([move.address for move in told.moved], told.kept, told.done) == ([DRAGGED], (), [])


def test_a_plan_that_does_not_follow_leaves_the_session_where_it_is(world: World) -> None:
    """And the diary is told once."""
    world.machines[0].planner.stubborn = True
    world.drag(uid(DRAGGED), 24)
    for _ in range(3):
        world.settle(0)
        world.check()
    assert len(world.machines[0].planner.diary) == 1


def test_a_deleted_session_is_skipped_until_it_is_restored(world: World) -> None:
    """Restored, it lives in the next generation; deleted again, it stays so."""
    planner = world.machines[0].planner
    world.delete(uid(DELETED))
    world.settle(0)
    planner.diary.append(Skipped(planner.now.date(), DELETED, restored=True))
    world.restored(DELETED)
    world.settle(0)
    assert uid(DELETED, 1) in world.ours()
    world.delete(uid(DELETED, 1))
    world.settle(0)
    world.check()
    assert [type(entry) for entry in planner.diary] == [Skipped] * 3


def test_a_move_that_is_undone_is_undone_in_the_calendar(world: World) -> None:
    """The event goes back where the plan has it, once; dragged there again, that is a new edit, and can be undone."""
    planner = world.machines[0].planner
    as_planned = first_plan()[DRAGGED].when
    for _ in range(2):
        world.drag(uid(DRAGGED), 24)
        assert [move.address for move in world.settle(0).moved] == [DRAGGED]
        planner.diary.append(Undone(planner.now.date()))
        world.owned.clear()
        told = world.settle(0)
        assert ([write.event.address for write in told.done], told.moved, told.kept) == ([DRAGGED], [], ())
        assert world.ours()[uid(DRAGGED)].when == as_planned
    assert [type(entry) for entry in planner.diary] == [Moved, Undone] * 2


def test_a_move_that_is_undone_goes_back_to_the_move_before(world: World) -> None:
    """Dragged twice, and one of them taken back."""
    for _ in range(2):
        world.drag(uid(DRAGGED), 24)
        world.settle(0)
    before = world.ours()[uid(DRAGGED)].when
    changes(world, Undone(world.machines[0].planner.now.date()))
    world.owned.clear()
    assert [write.event.address for write in world.settle(0).done] == [DRAGGED]
    day = before.start - world.ours()[uid(DRAGGED)].when.start
    assert day == DAY


def test_a_move_after_the_undo_is_a_new_one(world: World) -> None:
    """Dragged, undone, and dragged elsewhere before any run looked: there it stays."""
    world.drag(uid(DRAGGED), 24)
    world.settle(0)
    changes(world, Undone(world.machines[0].planner.now.date()))
    world.drag(uid(DRAGGED), 24)
    told = world.settle(0)
    assert ([move.address for move in told.moved], told.done) == ([DRAGGED], [])
    world.check()


def test_a_drag_to_where_the_diary_once_had_it_is_no_undo(world: World) -> None:
    """Told by command and taken back before any run, then dragged there: that is the athlete's last word."""
    today = world.machines[0].planner.now.date()
    world.drag(uid(DRAGGED), 24)
    there = spot(world.ours()[uid(DRAGGED)].when, 0, world.machines[0].planner.now)
    world.drag(uid(DRAGGED), -24)
    changes(world, Moved(today, DRAGGED, there.day, there.at), Undone(today))
    world.drag(uid(DRAGGED), 24)
    told = world.settle(0)
    assert ([move.address for move in told.moved], told.done) == ([DRAGGED], [])
    world.check()


def test_without_a_ledger_an_undone_move_is_undone_all_the_same(world: World) -> None:
    """The event tells from which plan it was written."""
    world.drag(uid(DRAGGED), 24)
    world.settle(0)
    changes(world, Undone(world.machines[0].planner.now.date()))
    world.machines[0].lose_ledger()
    world.owned.clear()
    told = world.settle(0)
    assert ([write.event.address for write in told.done], told.moved) == ([DRAGGED], [])


def test_a_session_whose_move_is_undone_goes_when_the_plan_drops_it(world: World) -> None:
    """Nothing in it is the athlete's any more."""
    world.drag(uid(DRAGGED), 24)
    world.settle(0)
    changes(world, Undone(world.machines[0].planner.now.date()), Changed(DRAGGED, drop=True))
    world.owned.clear()
    assert [type(write) for write in world.settle(0).done] == [Delete]
    assert uid(DRAGGED) not in world.ours()


def test_a_skip_that_is_undone_brings_the_session_back(world: World) -> None:
    """In the next generation, as if it had been restored; deleted again, that is a new deletion."""
    planner = world.machines[0].planner
    for generation in range(2):
        world.delete(uid(DELETED, generation))
        assert world.settle(0).skipped == [DELETED]
        planner.diary.append(Undone(planner.now.date()))
        world.restored(DELETED)
        assert world.settle(0).skipped == []
        assert uid(DELETED, generation + 1) in world.ours()
    assert [type(entry) for entry in planner.diary] == [Skipped, Undone] * 2


def test_a_deletion_after_an_undone_skip_holds(world: World) -> None:
    """Left out by command and taken back before any run, then deleted: that is the athlete's last word."""
    today = world.machines[0].planner.now.date()
    changes(world, Skipped(today, DELETED), Undone(today))
    world.delete(uid(DELETED))
    assert world.settle(0).skipped == [DELETED]
    world.check()


def test_brought_back_from_the_bin_it_is_in_the_plan_again(world: World) -> None:
    """The diary hears of that, too."""
    event = world.ours()[uid(DELETED)]
    world.delete(uid(DELETED))
    world.settle(0)
    world.store.put(uid(DELETED), event)
    world.restored(DELETED)
    told = world.settle(0)
    assert (told.restored, told.done) == ([DELETED], [])


def test_a_dry_run_tells_the_same_and_writes_nothing(world: World) -> None:
    """Neither calendar nor diary."""
    changes(world, Changed(RENAMED, title="Hills"))
    world.drag(uid(DRAGGED), 24)
    world.delete(uid(DELETED))
    before, diary = dict(world.store.events), list(world.machines[0].planner.diary)
    dry = world.sync(dry=True)
    assert dry
    assert (world.store.events, world.machines[0].planner.diary) == (before, diary)
    world.machines[0].lose_ledger()
    assert [write.event.address for write in dry.done] == [RENAMED]
    assert ([move.address for move in dry.moved], dry.skipped) == ([DRAGGED], [DELETED])


# --- machines --------------------------------------------------------------------------------------------------------


def test_a_lost_ledger_changes_nothing(world: World) -> None:
    """The base is in the events."""
    world.edit(uid(RENAMED), Group.TITLE, title="With Ana")
    world.delete(uid(DELETED))
    world.settle(0)
    world.machines[0].lose_ledger()
    world.lost = True
    told = world.settle(0)
    assert (told.done, told.skipped, told.moved) == ([], [], [])


def test_an_older_copy_of_the_folder_writes_nothing(world: World) -> None:
    """And says why."""
    world.machines.append(Machine())
    changes(world, Changed(RENAMED, title="Hills"))
    world.settle(0)
    before = dict(world.store.events)
    told = world.sync(1)
    assert told
    assert world.store.events == before
    assert [finding.code for finding in told.findings] == ["sync-older-plan"]


def test_what_was_undone_on_this_machine_is_no_older_plan(world: World) -> None:
    """The diary is shorter than what the calendar was written from, but this folder has seen that itself."""
    changes(world, Changed(RENAMED, title="Hills"))
    world.settle(0)
    world.machines[0].planner.diary.pop()
    world.settle(0)
    assert world.ours()[uid(RENAMED)].title == first_plan()[RENAMED].title


def test_two_machines_with_the_same_plan_write_once(world: World) -> None:
    """The second finds nothing to do."""
    world.machines.append(Machine())
    changes(world, *(Changed(address, title="Hills") for address in AHEAD))
    world.machines[1].planner.diary = list(world.machines[0].planner.diary)
    world.settle(0)
    told = world.sync(1)
    assert told
    assert told.done == []


# --- what the service does -------------------------------------------------------------------------------------------


def test_a_description_that_the_service_rewrites_is_written_once() -> None:
    """No endless rewriting; the plan's next change is written all the same."""
    world = World()
    world.store.rewrite = lambda text: f"{text} (normalised)"
    world.settle(0)
    changes(world, Changed(RENAMED, title="Hills"))
    told = world.sync()
    assert told
    assert [write.groups for write in told.done if isinstance(write, Patch)] == [frozenset({Group.TITLE})]


def test_wiped_notes_are_known_from_the_ledger(world: World) -> None:
    """The plan's next change is written, and the notes with it."""
    world.wipe(uid(RENAMED))
    changes(world, Changed(RENAMED, title="Hills"))
    world.settle(0)
    event = world.ours()[uid(RENAMED)]
    assert event.base
    assert (event.title, event.address, event.base.title) == ("Hills", RENAMED, prints(event).title)


def test_banners_and_races_are_kept_as_sessions_are(world: World) -> None:
    """A deleted race stays deleted, a dragged one stays; neither is in the diary."""
    world.drag(uid(RACE), 24)
    world.settle(0)
    world.delete(uid(RACE))
    told = world.settle(0)
    assert [(one.address, one.field) for one in told.kept] == [(RACE, "event")]
    assert world.machines[0].planner.diary == []
    assert world.machines[0].ledger.target("memory").row(RACE) is not None
    assert BANNER in first_plan()


def test_no_tombstone_is_left_over_by_a_run_that_inserted(world: World) -> None:
    """Every row of a live event says so."""
    rows = world.machines[0].ledger.target("memory").rows()
    assert {row.life for row in rows.values()} == {Life.LIVE}
    assert replace(world.ours()[uid(RACE)], base=None)
