"""A calendar, one or two machines that keep it, an athlete who changes it; and what must hold after every step.

The invariants are those of SYNC.md section 5. What the athlete did is remembered here, apart from the program.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from countback.events.event import AllDay, Event, Group, Prints, Timed, begun, event_uid, prints
from countback.events.merge.nouns import Delete, Life, Spot
from countback.events.merge.shift import spot
from countback.ledger.store import Ledger, Opened, in_memory
from countback.sync.patience import Patience
from countback.sync.run import sync
from countback.sync.values import Order, Told
from countback.targets.port import Look, Remote
from countback.training.diary import Moved, standing
from tests.sync.paper import ADDRESSES, BANNER, RACE, SEASON, Changed, PaperPlanner, first_plan
from tests.targets.memory import KilledError, MemoryCalendar, MemoryDoor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from sqlite3 import Connection

    from countback.events.merge.nouns import Row
    from countback.targets.port import Write
    from tests.targets.memory import Fault

ALL = (*ADDRESSES, BANNER, RACE)
GENERATIONS = 12
UIDS = {event_uid(SEASON, one, n): (one, n) for one in ALL for n in range(GENERATIONS)}
LOOK = Look("Paper", "Europe/Berlin")


class DyingLedger(Ledger):
    """A ledger in whose process the light goes out before some change; what is not committed by then is lost."""

    def __init__(self, connection: Connection, dies_at: int) -> None:
        super().__init__(connection, "memory")
        self._left = dies_at

    def _step(self) -> None:
        self._left -= 1
        if not self._left:
            raise KilledError

    def put(self, key: str, value: str) -> None:
        """A note."""
        self._step()
        super().put(key, value)

    def save(self, rows: Iterable[Row]) -> None:
        """Rows."""
        self._step()
        super().save(rows)

    def stage(self, remotes: Iterable[Remote]) -> None:
        """A page."""
        self._step()
        super().stage(remotes)

    def mirror(self, remotes: Iterable[Remote]) -> None:
        """Events as written."""
        self._step()
        super().mirror(remotes)

    def believe(self, token: str, *, complete: bool) -> None:
        """A whole read."""
        self._step()
        super().believe(token, complete=complete)

    def intend(self, deletions: Iterable[tuple[str, str]]) -> None:
        """Deletions to come."""
        self._step()
        super().intend(deletions)

    def conclude(self, uid: str) -> None:
        """A deletion done with."""
        self._step()
        super().conclude(uid)


@dataclass
class Machine:
    """A folder on some computer: its diary and its ledger."""

    planner: PaperPlanner = field(default_factory=PaperPlanner)
    ledger: Opened = field(default_factory=in_memory)

    def __del__(self) -> None:
        """Close the ledger, which Python would otherwise complain of; a thread that is not its own may collect it."""
        with suppress(sqlite3.ProgrammingError):
            self.ledger.connection.close()

    def lose_ledger(self) -> None:
        """`.countback` is gone."""
        self.ledger.connection.close()
        self.ledger = in_memory()

    def rows(self) -> dict[str, Row]:
        """What it knows."""
        return self.ledger.target("memory").rows()

    def tombstones(self) -> set[str]:
        """Addresses that this machine takes for deleted by the athlete."""
        return {row.address for row in self.rows().values() if row.life is Life.TOMBSTONE}


@dataclass(frozen=True)
class Trouble:
    """What a run meets: faults by the number of a request, something done before each, a list that is not whole."""

    faults: dict[int, Fault] = field(default_factory=dict)
    before: Callable[[int], None] = lambda _number: None
    shown: Callable[[list[Remote]], list[Remote]] = lambda remotes: remotes
    batch_size: int = 50
    page_size: int = 5
    dies_at: int = 0  # the process ends before this change of the ledger, counted from 1


NONE = Trouble()
ONE_PAGE = Trouble(page_size=1000)


@dataclass
class World:
    """All there is, and what the athlete did: `owned` values by UID and group, `deleted` addresses, foreign events."""

    store: MemoryCalendar = field(default_factory=MemoryCalendar)
    machines: list[Machine] = field(default_factory=lambda: [Machine()])
    owned: dict[tuple[str, Group], str] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    ever_deleted: set[str] = field(default_factory=set)
    ever_dropped: set[str] = field(default_factory=set)
    foreign: dict[str, Remote] = field(default_factory=dict)
    wiped: dict[str, Prints] = field(default_factory=dict)
    sleeps: list[float] = field(default_factory=list)
    door: MemoryDoor | None = None
    lost: bool = False
    untold: set[str] = field(default_factory=set)

    # --- the program ---

    def sync(self, machine: int = 0, trouble: Trouble = NONE, *, dry: bool = False) -> Told | None:
        """A run on a machine; None where it was killed. Deletions are held against I11 as they happen."""
        one = self.machines[machine]
        door = self.door = MemoryDoor(
            self.store, trouble.faults, trouble.before, trouble.shown, trouble.batch_size, trouble.page_size
        )
        order = Order("memory", LOOK, dry=dry)
        patience = Patience(self.sleeps.append, lambda: 0.5)
        try:
            ledger = DyingLedger(one.ledger.connection, trouble.dies_at)
            return sync(door, ledger, one.planner, order, patience)
        except KilledError:
            return None
        finally:
            self._saw(door.sent, one)

    def _saw(self, sent: list[Write], machine: Machine) -> None:
        for write in sent:
            if isinstance(write, Delete):
                self.ever_dropped.add(write.event.address)
                if self.store.events[write.uid].event is None:
                    self._not_precious(write.event, machine)

    def _not_precious(self, event: Event, machine: Machine) -> None:
        assert not begun(event.when, machine.planner.now), "I11: a past event was deleted"
        base = event.base or self.wiped.get(event.uid) or Prints()
        edits = [g for uid, g in self.owned if uid == event.uid and prints(event).get(g) != base.get(g)]
        assert not (edits or event.notes) or event.address in self.deleted, f"I11: an edited event was deleted: {edits}"

    # --- the athlete ---

    def ours(self) -> dict[str, Event]:
        """Our live events, by UID."""
        return {uid: event for uid, event in self.store.live().items() if uid in UIDS}

    def edit(self, uid: str, group: Group, **values: object) -> None:
        """Change one group of an event."""
        event = replace(self.ours()[uid], **values)  # type: ignore[arg-type]
        self.store.put(uid, event)
        value = prints(event).get(group)
        as_written = event.base is not None and value == event.base.get(group)
        if as_written and not (group is Group.WHEN and self._was_seen_moved(UIDS[uid][0])):
            self.owned.pop((uid, group), None)
        else:
            self.owned[uid, group] = value

    def _was_seen_moved(self, one: str) -> bool:
        """Whether the last look saw it moved; else moving it back is as if nothing had been.

        Of two machines, one may have looked and the other not: that one takes the diary's move for a command. So does a
        machine that has lost its ledger.
        """
        if len(self.machines) > 1 or self.lost:
            return False
        entries = (entry for machine in self.machines for entry in standing(tuple(machine.planner.diary)))
        return any(isinstance(entry, Moved) and entry.session == one for entry in entries)

    def annotate(self, uid: str) -> None:
        """Write below our block."""
        self.store.put(uid, replace(self.ours()[uid], notes="felt good"))

    def drag(self, uid: str, hours: int) -> None:
        """Move an event, its length kept."""
        when = self.ours()[uid].when
        by = timedelta(hours=hours)
        if isinstance(when, AllDay):
            by = timedelta(days=hours // 24 or 1)
            moved: AllDay | Timed = AllDay(when.start + by, when.end + by)
        else:
            moved = Timed(when.start + by, when.end + by, when.zone)
        self.edit(uid, Group.WHEN, when=moved)

    def delete(self, uid: str) -> None:
        """Delete an event for good."""
        one = UIDS[uid][0]
        self.store.put(uid, None)
        self.deleted.add(one)
        self.ever_deleted.add(one)
        self.forget_who(one)

    def loses_ledger(self, machine: int) -> None:
        """What no diary and no calendar tells is lost.

        Deletions that the service has forgotten too, and those that no run has seen, of sessions that the plan had
        dropped in between; that an event was moved back to where it was written.
        """
        one = self.machines[machine]
        known = {UIDS[uid][0] for uid in self.store.events if uid in UIDS}
        self.deleted &= known - (self.ever_dropped - one.tombstones())
        one.lose_ledger()
        self.lost = True
        for address in self.deleted - one.planner.wish(()).skipped:
            self.forget_who(address)
        for address in {one for one, _ in UIDS.values()}:
            self.took_back_a_move(address)

    def plan_drops(self, machine: int, one: str) -> None:
        """The plan of a machine drops a session."""
        self.machines[machine].planner.diary.append(Changed(one, drop=True))
        self.forget_who(one)

    def forget_who(self, one: str) -> None:
        """Nothing tells the athlete's deletion from ours: the plan has dropped it once, and a lost ledger knew when."""
        known = all(one in {row.address for row in each.rows().values()} for each in self.machines)
        entries = (entry for each in self.machines for entry in each.planner.diary)
        dropped = any(isinstance(entry, Changed) and entry.drop and entry.address == one for entry in entries)
        if self.lost and dropped and not known and one in self.deleted:
            self.untold.add(one)

    def took_back_a_move(self, one: str) -> None:
        """The diary no longer tells of a move: where the event stands as we wrote it, the plan has it again."""
        for uid, event in self.ours().items():
            if UIDS[uid][0] == one and prints(event).when == (event.base or self.wiped[uid]).when:
                self.owned.pop((uid, Group.WHEN), None)

    def goes_back(self, machine: int, move: Moved) -> None:
        """A move is taken back: where the last look saw the event there, the plan has its time again."""
        one = self.machines[machine]
        if one.planner.wish(()).moves.get(move.session) == Spot(move.to, move.at):
            return
        row = one.rows().get(move.session)
        for uid, event in self.ours().items():
            here = prints(event).when
            there = spot(event.when, 0, one.planner.now) == Spot(move.to, move.at)
            if UIDS[uid][0] == move.session and there and (row is None or row.seen.last.when == here):
                self.owned.pop((uid, Group.WHEN), None)

    def took_back_a_skip(self, machine: int, one: str) -> None:
        """Left out no more: it lives again, if the machine had seen that it was deleted; else nobody can tell."""
        row = self.machines[machine].rows().get(one)
        if row is not None and row.life is Life.TOMBSTONE:
            self.restored(one)
            return
        self.untold.add(one)

    def restored(self, one: str) -> None:
        """The athlete wants it again."""
        self.deleted.discard(one)
        self.untold.discard(one)

    def wipe(self, uid: str) -> None:
        """Another app rewrites an event and loses what we noted."""
        event = self.ours()[uid]
        self.wiped[uid] = event.base or self.wiped[uid]
        self.store.put(uid, replace(event, season="", address="", generation=0, revision=0, base=None))

    def add_foreign(self, number: int) -> None:
        """An event of the athlete's own, or a copy of one of ours with another identity."""
        event = replace(first_plan()[ADDRESSES[0]], uid=f"foreign-{number}@else", season="", address="", base=None)
        self.store.put(event.uid, event)
        self.foreign[event.uid] = self.store.remote(event.uid)

    # --- what must hold ---

    def check(self) -> None:
        """After every step."""
        live = self.ours()
        by_address: dict[str, list[str]] = {}
        for uid in live:
            by_address.setdefault(UIDS[uid][0], []).append(uid)
        doubled = {one: uids for one, uids in by_address.items() if len(uids) > 1}
        assert not doubled, f"I1: more than one live event: {doubled}"
        for (uid, group), value in self.owned.items():
            if uid in live:
                assert prints(live[uid]).get(group) == value, f"I2: {UIDS[uid]} {group} was overwritten"
        undead = self.deleted & by_address.keys() - self.untold
        assert not undead, f"I3: deleted and alive: {undead}"
        for uid, remote in self.foreign.items():
            assert self.store.remote(uid) == remote, f"I4: {uid} was touched"
        self._check_tombstones()

    def _check_tombstones(self) -> None:
        """I13. Who deleted what another machine knew of, nobody can always tell from the calendar alone."""
        blurred = self.ever_dropped if len(self.machines) > 1 else set()
        for machine in self.machines:
            made_up = machine.tombstones() - self.ever_deleted - blurred
            assert not made_up, f"I13: tombstones that the athlete did not make: {made_up}"

    def settle(self, machine: int) -> Told:
        """The faults have stopped: the run succeeds, the next is one request, and the calendar is what it should be."""
        told = self.sync(machine)
        assert told is not None
        if told.halt:
            one = self.machines[machine].planner
            one.deletions_accepted = True
            told = self.sync(machine)
            one.deletions_accepted = False
            assert told is not None
        assert (told.refusal, told.halt, told.pending) == (None, None, 0), told
        again = self.sync(machine, ONE_PAGE)
        assert again is not None
        self._settled(machine, again)
        return told

    def _settled(self, machine: int, again: Told) -> None:
        assert self.door is not None
        ledger = self.machines[machine].ledger.target("memory")
        assert (self.door.requests, self.door.sent) == (1, []), f"I6: not settled: {self.door.sent}"
        assert not ledger.intents(), "I7: an intent is left"
        mirror = {uid: remote.event for uid, remote in ledger.remotes().items()}
        known = {uid: event for uid, event in mirror.items() if event is not None}
        assert known == self.ours(), "I7: the token is ahead of the items"
        if not any(finding.code == "sync-older-plan" for finding in again.findings):
            self.converged(machine)

    def converged(self, machine: int) -> None:
        """I5: every planned, not deleted session is live with the plan's values save the athlete's own."""
        one = self.machines[machine]
        wish = one.planner.wish(())
        live = {UIDS[uid][0]: event for uid, event in self.ours().items()}
        blurred = self.ever_dropped if len(self.machines) > 1 else set()
        for plan in wish.events:
            if begun(plan.when, wish.now) or plan.address in self.deleted:
                continue
            if plan.address in blurred | self.untold and plan.address not in live:
                continue
            event = live.get(plan.address)
            assert event is not None, f"I5: {plan.address} is missing"
            if not begun(event.when, wish.now):
                self._as_planned(plan, event)
        for stray in live.keys() - {plan.address for plan in wish.events}:
            self._rightly_left(live[stray], wish.now)

    def _as_planned(self, plan: Event, event: Event) -> None:
        for group in Group:
            if (event.uid, group) in self.owned or event.base is None:
                continue
            rewritten = replace(plan, description=self.store.rewrite(plan.description))
            fitting = {prints(one).get(group) for one in (plan, rewritten)}
            assert prints(event).get(group) in fitting, f"I5: {plan.address} {group} is not the plan's"

    def _rightly_left(self, event: Event, now: datetime) -> None:
        edited = any(uid == event.uid for uid, _ in self.owned) or event.notes or event.base is None
        strange = event.base is not None and prints(event).description != event.base.description
        rewritten = strange and self.store.rewrite("words") != "words"  # and killed before the ledger noted it
        assert edited or rewritten or begun(event.when, now), f"I5: {UIDS[event.uid]} is a leftover"
