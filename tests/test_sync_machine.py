"""The athlete edits, the plan shifts, the server fails, a second machine writes: everything that must hold, holds.

150 histories of 30 steps for each of the three machines below, always the same ones, so that nobody is stopped by what
another change let in; with COUNTBACK_HISTORIES so many others, drawn anew each time.
"""

from __future__ import annotations

import os
from datetime import time
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from countback.events.event import Group, begun
from countback.events.merge.nouns import Spot
from countback.training.diary import Moved, Skipped, Undone, undoable
from countback.training.model import DAY
from tests.sync.paper import ADDRESSES, BANNER, Changed
from tests.sync.world import UIDS, Machine, Trouble, World
from tests.targets.memory import Fault

if TYPE_CHECKING:
    from countback.targets.port import Remote

ASKED = os.environ.get("COUNTBACK_HISTORIES")
HISTORIES = int(ASKED or "150")
STEPS = 30

PICK = st.integers(0, 40)
FAULTS = st.dictionaries(st.integers(1, 6), st.sampled_from(Fault), max_size=3)
EDITS: dict[Group, tuple[dict[str, Any], ...]] = {
    Group.TITLE: ({"title": "Run with Ana"}, {"title": "Long run 3"}),
    Group.DESCRIPTION: ({"description": "my own words"},),
    Group.LOCATION: ({"location": "the park"}, {"location": ""}),
    Group.REMINDERS: ({"reminder": None}, {"reminder": 30}),
    Group.COLOUR: ({"colour": "crimson"},),
    Group.BUSY: ({"busy": True}, {"busy": False}),
}
VALUES = [(group, values) for group, each in EDITS.items() for values in each]


class SyncMachine(RuleBasedStateMachine):
    """One machine, one athlete."""

    machines = 1

    def __init__(self) -> None:
        super().__init__()
        self.world = World(machines=[Machine() for _ in range(self.machines)])
        self.foreigners = 0

    # --- choosing ---

    def _machine(self, number: int) -> int:
        return number % len(self.world.machines)

    def _newest(self) -> int:
        """The machine whose plan is the newest, by what its diary and its ledger say."""
        return max(range(len(self.world.machines)), key=self._revision)

    def _revision(self, number: int) -> int:
        machine = self.world.machines[number]
        return max(len(machine.planner.diary), int(machine.ledger.target("memory").get("revision") or 0))

    def _future(self, number: int) -> str | None:
        """One of our live events that has not begun."""
        now = self.world.machines[0].planner.now
        found = sorted(uid for uid, event in self.world.ours().items() if not begun(event.when, now))
        return found[number % len(found)] if found else None

    # --- the program ---

    @initialize()
    def first_sync(self) -> None:
        """The calendar is filled."""
        self.world.settle(0)

    @rule(number=PICK)
    def sync(self, number: int) -> None:
        """A run without trouble."""
        self.world.sync(self._machine(number))

    @rule(number=PICK, faults=FAULTS, size=st.sampled_from([2, 3, 50]))
    def sync_in_trouble(self, number: int, faults: dict[int, Fault], size: int) -> None:
        """A run with faults at some of its requests."""
        self.world.sync(self._machine(number), Trouble(faults, batch_size=size))

    @rule(number=PICK, at=st.integers(1, 40))
    def sync_until_the_light_goes_out(self, number: int, at: int) -> None:
        """A run that ends before some change of the ledger."""
        self.world.sync(self._machine(number), Trouble(dies_at=at))

    @rule(number=PICK, at=st.integers(1, 4), edit=st.sampled_from(["drag", "delete", "rename", "note"]))
    def sync_while_editing(self, number: int, at: int, edit: str) -> None:
        """The athlete does something between two requests."""

        def meddle(request: int) -> None:
            if request == at:
                self._meddle(number, edit)

        self.world.sync(self._machine(number), Trouble(before=meddle))

    def _meddle(self, number: int, edit: str) -> None:
        uid = self._future(number)
        if uid is None:
            return
        match edit:
            case "drag":
                self.world.drag(uid, 24)
            case "delete":
                self.world.delete(uid)
            case "rename":
                self.world.edit(uid, Group.TITLE, title="Renamed meanwhile")
            case _:
                self.world.annotate(uid)

    @rule(number=PICK)
    def sync_with_an_empty_list(self, number: int) -> None:
        """A server that lists nothing: nothing may be written to the calendar."""
        self.world.store.expire()
        before = dict(self.world.store.events)
        machine = self.world.machines[self._machine(number)]
        known = any(row.life == "live" for row in machine.ledger.target("memory").rows().values())
        if known:
            self.world.sync(self._machine(number), Trouble(shown=_nothing))
            assert self.world.store.events == before, "I12: an empty list led to writes"

    @rule(number=PICK)
    def dry_run(self, number: int) -> None:
        """Looking changes nothing, in calendar and diary."""
        machine = self.world.machines[self._machine(number)]
        before, diary = dict(self.world.store.events), list(machine.planner.diary)
        ledger = machine.ledger
        machine.ledger = _copy(ledger)
        self.world.sync(self._machine(number), dry=True)
        machine.ledger.connection.close()
        machine.ledger = ledger
        assert self.world.store.events == before
        assert machine.planner.diary == diary

    @rule()
    def settle(self) -> None:
        """The faults stop: it converges."""
        self.world.settle(self._newest())

    @rule(days=st.integers(1, 2))
    def time_passes(self, days: int) -> None:
        """Days go by, the same on every machine."""
        for machine in self.world.machines:
            machine.planner.now += days * DAY

    # --- the athlete in the calendar ---

    @rule(number=PICK, edit=st.sampled_from(VALUES))
    def edits(self, number: int, edit: tuple[Group, dict[str, Any]]) -> None:
        """One field of one event."""
        uid = self._future(number)
        if uid:
            self.world.edit(uid, edit[0], **edit[1])

    @rule(number=PICK, hours=st.sampled_from([-24, -2, 3, 24, 48]))
    def drags(self, number: int, hours: int) -> None:
        """An event to another day or hour."""
        uid = self._future(number)
        if uid:
            self.world.drag(uid, hours)

    @rule(number=PICK)
    def drags_and_back(self, number: int) -> None:
        """Moved, synced, and moved back to where it was written."""
        uid = self._future(number)
        if uid is None or UIDS[uid][0] == BANNER:
            return
        self.world.drag(uid, 3)
        self.world.sync(self._newest())
        if uid in self.world.ours():
            self.world.drag(uid, -3)
        self.world.sync(self._newest())

    @rule(number=PICK)
    def annotates(self, number: int) -> None:
        """Words below our block."""
        uid = self._future(number)
        if uid:
            self.world.annotate(uid)

    @rule(number=PICK)
    def deletes(self, number: int) -> None:
        """An event."""
        uid = self._future(number)
        if uid:
            self.world.delete(uid)

    @rule(number=PICK)
    def loses_notes(self, number: int) -> None:
        """Another app wipes what we noted."""
        uid = self._future(number)
        if uid:
            self.world.wipe(uid)

    @rule()
    def adds_own(self) -> None:
        """An event that is none of our business."""
        self.foreigners += 1
        self.world.add_foreign(self.foreigners)

    # --- the athlete at the keyboard ---

    def _keyboard(self) -> Machine:
        return self.world.machines[self._newest()]

    @rule(number=PICK, title=st.sampled_from(["Easy run", "Hills", "Long run 3"]))
    def plan_changes_a_title(self, number: int, title: str) -> None:
        """The plan wants other words."""
        self._keyboard().planner.diary.append(Changed(ADDRESSES[number % 10], title=title))

    @rule(days=st.sampled_from([-1, 1]), count=st.integers(1, 10))
    def plan_shifts(self, days: int, count: int) -> None:
        """Several sessions on other days."""
        diary = self._keyboard().planner.diary
        diary += [Changed(address, days=days) for address in ADDRESSES[-count:]]

    @rule(number=PICK)
    def plan_drops(self, number: int) -> None:
        """A session goes."""
        self.world.plan_drops(self._newest(), ADDRESSES[number % 10])

    @rule(number=PICK)
    def plan_brings_back(self, number: int) -> None:
        """A session that the plan had dropped."""
        self._keyboard().planner.diary.append(Changed(ADDRESSES[number % 10], drop=False))

    @rule()
    def undoes(self) -> None:
        """The last entry is taken back."""
        planner = self._keyboard().planner
        entry: object = undoable(tuple(planner.diary))
        if entry is not None:
            planner.diary.append(Undone(planner.now.date()))
        if isinstance(entry, Moved):
            self.world.took_back_a_move(entry.session)
            self.world.goes_back(self._newest(), entry)
        if isinstance(entry, Skipped) and not entry.restored:
            self.world.took_back_a_skip(self._newest(), entry.session)

    @rule(number=PICK, hours=st.sampled_from([-24, 3, 24]))
    def drags_and_undoes(self, number: int, hours: int) -> None:
        """Moved, synced, and taken back at the keyboard."""
        uid = self._future(number)
        if uid is None or UIDS[uid][0] == BANNER:
            return
        self.world.drag(uid, hours)
        self._undoes_what_a_run_finds()

    @rule(number=PICK)
    def deletes_and_undoes(self, number: int) -> None:
        """Deleted, synced, and taken back at the keyboard."""
        uid = self._future(number)
        if uid:
            self.world.delete(uid)
            self._undoes_what_a_run_finds()

    def _undoes_what_a_run_finds(self) -> None:
        """The last thing that the diary hears is taken back: the next run does not tell it again."""
        found = self.world.sync(self._newest())
        last: object = undoable(tuple(self._keyboard().planner.diary))
        self.undoes()
        told = self.world.sync(self._newest())
        if not found or not told:
            return
        if isinstance(last, Moved) and last.session in {move.address for move in found.moved}:
            assert Spot(last.to, last.at) not in {m.spot for m in told.moved if m.address == last.session}, "undone"
        if isinstance(last, Skipped) and last.session in found.skipped:
            assert last.session not in told.skipped, "undone"

    @rule(number=PICK)
    def restores(self, number: int) -> None:
        """A deleted session is wanted again."""
        wanted = sorted(self.world.deleted & set(ADDRESSES))
        machine = self._keyboard()
        known = [one for one in wanted if one in machine.tombstones()]
        if known:
            one = known[number % len(known)]
            machine.planner.diary.append(Skipped(machine.planner.now.date(), one, restored=True))
            self.world.restored(one)

    @rule(number=PICK)
    def says_moved(self, number: int) -> None:
        """By command, and not in the calendar. The athlete's last word counts."""
        one = ADDRESSES[number % 10]
        machine = self._keyboard()
        self.world.sync(self._newest())
        if one not in machine.planner.wish(()).addresses:
            return
        today = machine.planner.now.date()
        machine.planner.diary.append(Moved(today, one, today + 2 * DAY, time(7)))
        for uid, group in list(self.world.owned):
            if UIDS[uid][0] == one and group is Group.WHEN:
                del self.world.owned[uid, group]

    # --- what befalls the service and the machines ---

    @rule(bury=st.booleans())
    def service_forgets(self, bury: bool) -> None:  # noqa: FBT001 - hypothesis calls it
        """Deleted events are purged; older tokens are no good."""
        if not self.world.lost:
            self.world.store.purge(bury=bury)

    @rule()
    def tokens_expire(self) -> None:
        """A list in full is asked for."""
        self.world.store.expire()

    @rule()
    def service_rewrites(self) -> None:
        """Descriptions are normalised from now on."""
        self.world.store.rewrite = _normalised

    @invariant()
    def holds(self) -> None:
        """I1 to I4 and I13, after every step."""
        self.world.check()


class TwoMachines(SyncMachine):
    """A second machine with the same or an older copy of the folder, and ledgers that get lost."""

    machines = 2

    @rule()
    def copies_folder(self) -> None:
        """The files of the newest plan come to the other machine."""
        newest = self._keyboard().planner
        for machine in self.world.machines:
            machine.planner.diary = list(newest.diary)

    @rule(bury=st.booleans())
    def service_forgets(self, bury: bool) -> None:  # noqa: FBT001 - hypothesis calls it
        """What no ledger has seen, no ledger can know of: each machine looks first."""
        self.copies_folder()
        for number in range(len(self.world.machines)):
            self.world.sync(number)
        super().service_forgets(bury)

    @rule(number=PICK)
    def loses_ledger(self, number: int) -> None:
        """`.countback` is deleted, or was never copied."""
        self.world.loses_ledger(self._machine(number))

    @rule(number=PICK)
    def old_machine_syncs(self, number: int) -> None:
        """I10: an older plan never changes a newer one's events."""
        old = self._machine(number)
        mine = self._revision(old)
        newer = {uid: event for uid, event in self.world.ours().items() if event.revision > mine}
        self.world.sync(old)
        after = self.world.ours()
        assert {uid: after.get(uid) for uid in newer} == newer, "I10: an older plan changed a newer one's events"


class Forgetful(SyncMachine):
    """One machine whose ledger gets lost."""

    @rule()
    def loses_ledger(self) -> None:
        """`.countback` is deleted."""
        self.world.loses_ledger(0)


def _nothing(_found: list[Remote]) -> list[Remote]:
    return []


def _normalised(text: str) -> str:
    return " ".join(text.split()) + " (normalised)" if text and "(normalised)" not in text else text


def _copy(ledger: Any) -> Any:  # noqa: ANN401 - an open ledger
    from countback.ledger.store import in_memory

    copy = in_memory()
    ledger.connection.backup(copy.connection)
    return copy


_PROFILE = settings(
    max_examples=HISTORIES,
    stateful_step_count=STEPS,
    derandomize=not ASKED,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestOneMachine = SyncMachine.TestCase
TestOneMachine.settings = _PROFILE
TestForgetful = Forgetful.TestCase
TestForgetful.settings = _PROFILE
TestTwoMachines = TwoMachines.TestCase
TestTwoMachines.settings = _PROFILE
