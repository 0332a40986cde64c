"""One run: pull, settle, merge, send, and again while anything is unknown, at most six times.

Whatever ends it, the next run goes on from what the calendar tells: the base of every merge is in the events, and the
intents tell our deletions from the athlete's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from countback.events.event import event_uid
from countback.events.merge import says
from countback.events.merge.after import deleted
from countback.events.merge.decide import merge
from countback.events.merge.known import newest_revision
from countback.events.merge.nouns import UNSEEN, Decision, Delete, Life, Row
from countback.sync.patience import ROUNDS, Patience
from countback.sync.reading import read
from countback.sync.sending import Sent, send
from countback.sync.values import Order, Planner, Told
from countback.targets.port import CalendarGone, Refusal, TryLater
from countback.training.diary import Moved, Skipped

if TYPE_CHECKING:
    from countback.events.merge.nouns import Remote, Wish
    from countback.ledger.store import Ledger
    from countback.targets.port import Door, Write
    from countback.training.diary import Entry

_REPLANS = 5
"""Times that the plan is made anew around what the athlete did before the rest waits for the next run."""


def sync(door: Door, ledger: Ledger, planner: Planner, order: Order, patience: Patience) -> Told:
    """Make the calendar equal to the plan, save where the athlete changed something. Refusals are told, not raised."""
    run = _Run(door, ledger, planner, order, patience)
    try:
        run.have_calendar()
        run.rounds()
    except Refusal as refusal:
        run.told.refusal = refusal
    run.close()
    return run.told


@dataclass(slots=True)
class _Run:
    """The state of a run: what is told in the end, and what is known of writes without an answer."""

    door: Door
    ledger: Ledger
    planner: Planner
    order: Order
    patience: Patience
    told: Told = field(default_factory=Told)
    entries: list[Entry] = field(default_factory=list)  # a dry run's, that are not in the diary
    wish: Wish | None = None
    revision: int = 0
    open: dict[str, Write] = field(default_factory=dict)
    taken: Counter[str] = field(default_factory=Counter)
    aside: set[str] = field(default_factory=set)

    # --- the calendar ---

    def have_calendar(self) -> None:
        """Make the calendar where there is none, the intent first: its id is known only by the answer."""
        known = self.ledger.get("calendar")
        if self.door.calendar:
            if known != self.door.calendar:
                self.ledger.forget()
                self.ledger.put("calendar", self.door.calendar)
            return
        if known:
            raise CalendarGone(f"{self.door.describe()} is no longer there.")
        if self.order.dry:
            return
        if self.ledger.get("making"):
            self.told.findings.append(says.empty_calendar())
        self.ledger.put("making", "yes")
        made = self._made()
        with self.ledger.transaction():
            self.ledger.put("calendar", made)
            self.ledger.put("making", "")

    def _made(self) -> str:
        for tries in range(ROUNDS):
            try:
                return self.door.make(self.order.look)
            except TryLater as later:
                last = tries == ROUNDS - 1 or not self.patience.outlasts(later.wait)
                if not later.untouched or last:
                    raise
                self.patience.pause(tries, later.wait)
            except Refusal:
                self.ledger.put("making", "")
                raise
        raise AssertionError("the last round returns or raises")

    # --- rounds ---

    def rounds(self) -> None:
        """Up to six; a wait that is too long, or the last round, leaves the rest to the next run."""
        for tries in range(ROUNDS):
            asked = self._round()
            if asked is None or tries == ROUNDS - 1 or not self.patience.outlasts(asked):
                return
            self.patience.pause(tries, asked)

    def _round(self) -> float | None:
        """Read, decide, write. None where all is concluded, else the seconds that the calendar asks to wait."""
        try:
            self._read()
        except TryLater as later:
            self.told.refusal = later
            return later.wait
        self.told.refusal = None
        decision = self._decided()
        if decision.halt:
            self.told.halt = decision.halt
            self.ledger.put("token", "")  # so that the next run sees for itself
            return None
        writes = [write for write in decision.writes if write.uid not in self.aside]
        self.told.kept = decision.kept
        self.told.pending = len(writes)
        if self.order.dry:
            self._pretend(writes)
            return None
        return self._write(decision, writes)

    def _pretend(self, writes: list[Write]) -> None:
        self.told.done, self.told.pending = writes, 0

    # --- read ---

    def _read(self) -> None:
        if not self.door.calendar:
            return
        wish = self._planned()
        complete = read(self.door, self.ledger, wish)
        remotes = self.ledger.remotes()
        missing = [uid for uid in self.taken if uid not in remotes]
        if missing and not complete:
            read(self.door, self.ledger, wish, anew=True)
            remotes = self.ledger.remotes()
        self._settle(remotes)
        self._dead(remotes)
        self._credit(remotes)

    def _planned(self) -> Wish:
        if self.wish is None:
            self.wish = self.planner.wish(self.entries)
        return self.wish

    def _settle(self, remotes: dict[str, Remote]) -> None:
        """Deletions that we had begun: where the event is gone, we did it; where it lives, we did not."""
        season, rows = self._planned().season, self.ledger.rows()
        with self.ledger.transaction():
            for uid, address in self.ledger.intents().items():
                row, remote = rows.get(address), remotes.get(uid)
                is_gone = remote is None or remote.event is None
                if is_gone and row and uid == event_uid(season, address, row.generation):
                    self.ledger.save((deleted(row),))
                self.ledger.conclude(uid)

    def _dead(self, remotes: dict[str, Remote]) -> None:
        """An identity in use, twice said so, by an event that no read shows: a forgotten deletion. Take the next."""
        rows = self.ledger.rows() if self.taken else {}
        for uid, write in list(self.open.items()):
            if uid in remotes:
                del self.taken[uid]
            elif self.taken[uid] > 1:
                del self.taken[uid]
                row = rows.get(write.event.address) or Row(write.event.address, 0, Life.NEW)
                self.ledger.save((replace(row, generation=write.event.generation + 1, life=Life.NEW, seen=UNSEEN),))

    def _credit(self, remotes: dict[str, Remote]) -> None:
        """Writes whose answer was lost, and that turn out to have been done."""
        for write in self.open.values():
            remote = remotes.get(write.uid)
            event = remote.event if remote else None
            if (event is None) if isinstance(write, Delete) else (event is not None and event.base == write.event.base):
                self.told.done.append(write)
        self.open.clear()

    # --- decide ---

    def _decided(self) -> Decision:
        """Merge; what the athlete did goes into the diary, and the plan is made again around it, until it settles."""
        remotes = self.ledger.remotes()
        for _ in range(_REPLANS):
            wish = self._wish(remotes)
            decision = merge(wish, remotes, self.ledger.rows(), self._revision())
            if decision.halt or not decision.news:
                break
            self._note(wish, decision)
        else:
            decision = replace(decision, writes=(), findings=(*decision.findings, says.unsettled()))
        new = [finding for finding in decision.findings if finding not in self.told.findings]
        self.told.findings.extend(new)
        return decision

    def _wish(self, remotes: dict[str, Remote]) -> Wish:
        """The plan's, never taken for older than what this folder has brought to the calendar itself."""
        wish = self._planned()
        revision = max(wish.revision, self._revision())
        if self.order.take_over:
            revision = max(revision, newest_revision(wish.season, remotes))
        self.revision = revision
        return replace(wish, revision=revision)

    def _revision(self) -> int:
        return int(self.ledger.get("revision") or 0)

    def _note(self, wish: Wish, decision: Decision) -> None:
        """The diary first: if all ends here, the ledger learns of it from the calendar once more."""
        on = wish.now.date()
        entries: list[Entry] = [Moved(on, move.address, move.spot.day, move.spot.at) for move in decision.moved]
        entries += [Skipped(on, address) for address in decision.skipped]
        entries += [Skipped(on, address, restored=True) for address in decision.restored]
        if self.order.dry:
            self.entries += entries
        else:
            self.planner.note(entries)
        self.ledger.save(decision.rows)
        self.told.moved += decision.moved
        self.told.skipped += decision.skipped
        self.told.restored += decision.restored
        self.wish = None

    # --- write ---

    def _write(self, decision: Decision, writes: list[Write]) -> float | None:
        with self.ledger.transaction():
            self.ledger.save(decision.rows)
            if decision.rows or writes:
                self.ledger.put("revision", str(self.revision))
        if not writes:
            return None
        sent = Sent()
        try:
            send(self.door, self.ledger, writes, self.order.progress, sent)
        finally:
            self._take(sent)
        return None if not sent.open and not sent.unsent else sent.wait

    def _take(self, sent: Sent) -> None:
        self.told.done += sent.done
        self.told.pending -= len(sent.done) + len(sent.rejected)
        self.told.findings += sent.rejected.values()
        self.aside |= sent.rejected.keys()
        self.open = {write.uid: write for write in sent.open}
        self.taken.update(sent.taken)

    # --- the end ---

    def close(self) -> None:
        """What is told of the calendar itself, and what the ledger notes of the run."""
        told = self.told
        if self.wish and not self.order.dry:
            self.ledger.log(self.wish.now.isoformat(timespec="seconds"), _summary(told))
            self.ledger.put("pending", str(told.pending or ""))
        told.calendar, told.requests = self.door.calendar, self.door.requests
        told.described = self.door.describe()


def _summary(told: Told) -> str:
    """A line for the log: no text of the athlete's."""
    if told.refusal:
        return f"refused: {told.refusal.name}, {told.pending} pending"
    if told.halt:
        return f"stopped to ask: {told.halt.gone} of {told.halt.known} gone"
    return f"{len(told.done)} written, {told.pending} pending"
