"""The event table of SYNC.md section 1 and the guard: what to do with every event that the plan or the calendar has.

Pure. An older plan decides nothing at all over events of a newer one: it does not know what it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from countback.events.event import AllDay, Group, begun, by_start, event_uid, prints, reborn
from countback.events.merge import fields, says
from countback.events.merge.known import Sight, newest_revision, sights
from countback.events.merge.nouns import (
    UNSEEN,
    Decision,
    Delete,
    Halt,
    Insert,
    Kept,
    Life,
    Move,
    Patch,
    Row,
    Spot,
)
from countback.events.merge.shift import spot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from countback.events.event import Event, When
    from countback.events.merge.nouns import Remote, Seen, Wish, Write
    from countback.training.model import Finding

LEAST, SHARE = 5, 0.3
"""The guard: so many events may go between two reads, or that share of all, whichever is more."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is decided about one address; a `Decision` is made of them."""

    writes: tuple[Write, ...] = ()
    row: Row | None = None
    kept: tuple[Kept, ...] = ()
    moved: Move | None = None
    skipped: bool = False
    restored: bool = False
    findings: tuple[Finding, ...] = ()


NOTHING = Part()


@dataclass(frozen=True, slots=True)
class Case:
    """One address: what the plan wants, what the calendar holds, what the ledger knows."""

    address: str
    wish: Wish
    plan: Event | None
    sight: Sight
    row: Row | None
    revision: int  # of the newest plan that this ledger brought to the calendar
    newest: int  # of the newest plan that any machine did

    @property
    def others(self) -> bool:
        """Whether another machine has brought a newer plan than this one."""
        return self.newest > self.revision

    @property
    def restores(self) -> int:
        """How often the diary restores it, or takes back that it was left out."""
        return self.wish.restores.get(self.address, 0)

    @property
    def times_moved(self) -> int:
        """How often the diary moves it."""
        return self.wish.times_moved.get(self.address, 0)

    @property
    def generation(self) -> int:
        """The highest generation that is known from anywhere, -1 for none."""
        known = (self.row.generation,) if self.row else ()
        return max((*self.sight.live, *self.sight.cancelled, *known), default=-1)


def merge(wish: Wish, remotes: Mapping[str, Remote], rows: Mapping[str, Row], revision: int = 0) -> Decision:
    """Decide. `remotes` is all that the calendar holds, by UID; `rows` the ledger, by address.

    `revision` is that of the newest plan which this ledger brought to the calendar.
    """
    newest = newest_revision(wish.season, remotes)
    if newest > wish.revision:
        return Decision(findings=(says.older_plan(wish.revision, newest),))
    halt = None if wish.deletions_accepted else guard(wish, remotes, rows)
    if halt:
        return Decision(halt=halt)
    seen = sights(wish, remotes, rows)
    plan = {event.address: event for event in wish.events}
    cases = (
        Case(address, wish, plan.get(address), seen.get(address, Sight()), rows.get(address), revision, newest)
        for address in sorted(plan.keys() | seen.keys() | rows.keys())
    )
    return _joined([(case, _decide(case)) for case in cases])


def guard(wish: Wish, remotes: Mapping[str, Remote], rows: Mapping[str, Row]) -> Halt | None:
    """Whether so many known events are gone that a server's mistake is likelier than an athlete's wish.

    Those that the plan has dropped do not count, unless all are gone: another machine may have deleted them.
    """
    live = [row for row in rows.values() if row.life is Life.LIVE]
    gone = [row for row in live if not _is_live(wish.season, row, remotes)]
    wanted = wish.addresses
    too_many = sum(row.address in wanted for row in gone) > max(LEAST, SHARE * len(live))
    return Halt(len(gone), len(live)) if too_many or (gone and len(gone) == len(live)) else None


def _is_live(season: str, row: Row, remotes: Mapping[str, Remote]) -> bool:
    remote = remotes.get(event_uid(season, row.address, row.generation))
    return remote is not None and remote.event is not None


# --- the event table -------------------------------------------------------------------------------------------------


def _decide(case: Case) -> Part:
    remote = case.sight.newest
    if case.plan is not None:
        part = _adopted(case, case.plan, remote) if remote else _absent(case, case.plan)
    else:
        part = _unwanted(case, remote) if remote else _gone(case)
    surplus = [_dropped(case, older, UNSEEN) for older in case.sight.older]
    return replace(part, writes=(*part.writes, *(write for one in surplus for write in one.writes)))


def _absent(case: Case, plan: Event) -> Part:
    """In the plan and not in the calendar: never there, deleted by the athlete, or deleted by us."""
    row, cancelled = case.row, case.sight.cancelled
    if row is None:
        ours = not cancelled or case.restores > max(cancelled) or _dropped_since(case, 0)
        return _insert(case, plan, max(case.restores, case.generation + 1)) if ours else _deleted(case, plan)
    if row.life is Life.NEW and row.generation not in cancelled:
        return _insert(case, plan, row.generation)
    by_another = case.others and row.life is Life.LIVE and _dropped_since(case, case.revision)
    if row.life is Life.OURS or _restored(case, row) or by_another:
        return _insert(case, plan, case.generation + 1)
    return _deleted(case, plan)


def _restored(case: Case, row: Row) -> bool:
    """Whether the diary wants it again since its deletion.

    A skip taken back wants it only where the deletion was seen before: one that nobody has seen may be the later word.
    """
    was_seen = row.life is Life.TOMBSTONE
    return case.restores > row.restores and (was_seen or case.address in case.wish.wanted_again)


def _dropped_since(case: Case, revision: int) -> bool:
    """Whether a plan after that revision had no such event, so that a machine of ours may have deleted it.

    Asked where the ledger is lost, or another machine has been at work; the athlete's own deletions that a run has seen
    are in the diary, and drop nothing from the plan in this sense.
    """
    return case.wish.last_dropped(case.address) > revision


def _insert(case: Case, plan: Event, generation: int) -> Part:
    if _too_late(plan.when, case.wish.now) and not case.wish.from_start:
        return NOTHING
    event = reborn(plan, generation) if generation else plan
    event = replace(event, base=prints(plan), revision=case.wish.revision)
    return Part((Insert(event),), Row(case.address, generation, Life.NEW, case.restores))


def _too_late(when: When, now: datetime) -> bool:
    """Whether there is nothing to add any more: a session that has begun, a phase that is over."""
    return when.end <= now.date() if isinstance(when, AllDay) else begun(when, now)


def _deleted(case: Case, plan: Event) -> Part:
    """By the athlete: it never comes back until restored. The diary learns of sessions that are still ahead."""
    known = case.row if case.row and case.row.life is Life.TOMBSTONE else None
    row = known or Row(case.address, case.generation, Life.TOMBSTONE, case.restores)
    wish = case.wish
    changed = None if known else row
    if begun(plan.when, wish.now):
        return Part(row=changed)
    if case.address not in wish.sessions or case.address in wish.skipped:
        return Part(row=changed, kept=(Kept(case.address, "event", "deleted", plan.title),))
    return Part(row=changed, skipped=True)


def _gone(case: Case) -> Part:
    """Neither in the plan nor in the calendar. Who deleted it decides whether it may come back with a later plan."""
    row = case.row
    if row is None or row.life in (Life.TOMBSTONE, Life.OURS):
        return NOTHING
    if row.life is Life.NEW and row.generation not in case.sight.cancelled:
        return NOTHING
    by_another = case.others and case.address not in case.wish.skipped
    life = Life.OURS if by_another else Life.TOMBSTONE
    return Part(row=replace(row, life=life, restores=case.restores))


def _adopted(case: Case, plan: Event, remote: Remote) -> Part:
    """In both: group by group, as the field table says. What has begun is never changed."""
    event, seen = _event(remote), _seen(case, remote)
    if begun(event.when, case.wish.now):
        return Part(row=_live_row(case, event, seen, case.times_moved))
    table = _heeded(case, plan, event, fields.compare(plan, event, seen))
    to_be_moved = case.row if Group.WHEN in table.write else None
    row = _live_row(case, event, seen, to_be_moved.moves if to_be_moved else case.times_moved)
    moved = _move(case, plan, event) if Group.WHEN in table.keep - table.unknown else None
    write = frozenset() if begun(plan.when, case.wish.now) else table.write
    kept = tuple(
        Kept(case.address, group.value, fields.told(event, group), fields.told(plan, group))
        for group in Group
        if group in table.keep and not (moved and group is Group.WHEN)
    )
    wiped = (says.unknown_origin(case.address, table.unknown),) if table.unknown else ()
    writes = (_patch(plan, remote, write, seen, case.wish.revision),) if write else ()
    return Part(writes, row, kept, moved, findings=wiped)


def _heeded(case: Case, plan: Event, event: Event, table: fields.Fields) -> fields.Fields:
    """The table, after what the athlete has said otherwise: accepted it, or told the diary of a move.

    Where the diary has it where it is, it stays. Of a move in the calendar and one in the diary, the later counts; and
    where the diary took the calendar's move back, the plan's.
    """
    if case.address in case.wish.accepted:
        return fields.Fields(table.write | table.keep, frozenset(), frozenset())
    if Group.WHEN not in table.write | table.keep:
        return table
    here = spot(event.when, case.wish.before, case.wish.now)
    if here == case.wish.moves.get(case.address):
        return replace(table, write=table.write - {Group.WHEN}, keep=table.keep | {Group.WHEN})
    if Group.WHEN not in table.unknown and (_told_later(case, plan, event) or _taken_back(case, event, here)):
        return replace(table, write=table.write | {Group.WHEN}, keep=table.keep - {Group.WHEN})
    return table


def _told_later(case: Case, plan: Event, event: Event) -> bool:
    """Whether the diary was told of a move since the last look, to where the plan has it, and the calendar was not."""
    row, known = case.row, case.wish.moves.get(case.address)
    if row is None or known is None or case.times_moved <= row.moves:
        return False
    there = spot(plan.when, case.wish.before, case.wish.now)
    follows = known.day == there.day and known.at in (None, there.at)
    return follows and _last_when(case, event) == prints(event).when


def _taken_back(case: Case, event: Event, here: Spot) -> bool:
    """Whether the diary had moved it to where it is and took that back, and no plan was written into it since.

    Where the last look saw it elsewhere, the athlete has moved it here once more; a lost ledger has seen nothing.
    """
    undone = case.wish.moves_undone.get((case.address, here), 0)
    return event.revision < undone and _last_when(case, event) in {"", prints(event).when}


def _last_when(case: Case, event: Event) -> str:
    """Where the last look saw this very event, empty where there was none."""
    row = case.row
    return row.seen.last.when if row and row.generation == event.generation else ""


def _patch(plan: Event, remote: Remote, groups: frozenset[Group], seen: Seen, revision: int) -> Patch:
    return Patch(fields.merged(plan, _event(remote), groups, seen, revision), groups, remote.etag)


def _unwanted(case: Case, remote: Remote) -> Part:
    """In the calendar and not in the plan: ours to delete, unless the athlete had a hand in it."""
    event, seen = _event(remote), _seen(case, remote)
    if case.row and case.row.life is Life.TOMBSTONE and not begun(event.when, case.wish.now):
        if case.address in case.wish.skipped:
            return Part(restored=True)
        return Part(findings=(says.brought_back(event),))
    return replace(_dropped(case, remote, seen), row=_live_row(case, event, seen, case.times_moved))


def _dropped(case: Case, remote: Remote, seen: Seen) -> Part:
    event = _event(remote)
    if begun(event.when, case.wish.now):
        return NOTHING
    touched = bool(event.notes) or bool(_edits(case, event, seen))
    if touched and case.address not in case.wish.accepted:
        return Part(findings=(says.edited_and_dropped(event),))
    return Part((Delete(event, remote.etag),))


def _edits(case: Case, event: Event, seen: Seen) -> frozenset[Group]:
    """What of it is the athlete's: a move that the diary took back no longer is."""
    here = spot(event.when, case.wish.before, case.wish.now)
    undone = {Group.WHEN} if _taken_back(case, event, here) else set()
    return fields.edited(event, seen) - undone


# --- smaller questions -----------------------------------------------------------------------------------------------


def _move(case: Case, plan: Event, event: Event) -> Move | None:
    """The diary entry for a session that stands elsewhere now; None where there is none to make."""
    wish = case.wish
    there, here = spot(plan.when, wish.before, wish.now), spot(event.when, wish.before, wish.now)
    same = there == here or (here.at is None and here.day == there.day)
    known = wish.moves.get(case.address)
    if same or here == known or case.address not in wish.sessions or here.day < wish.now.date():
        return None
    return Move(case.address, plan.when, event.when, Spot(here.day, here.at))


def _event(remote: Remote) -> Event:
    if remote.event is None:
        raise ValueError(f"{remote.uid} is deleted, not live")
    return remote.event


def _seen(case: Case, remote: Remote) -> Seen:
    """What the ledger noted of this very event; nothing of another generation is of use."""
    row = case.row
    return row.seen if row and row.generation == _event(remote).generation else UNSEEN


def _live_row(case: Case, event: Event, seen: Seen, moves: int) -> Row | None:
    """How the ledger has it after this look; None where it has it so already.

    `moves` of the diary have been heeded; one that is still to be written has not.
    """
    written = fields.base(event, seen)
    echo = {group: seen.echo.get(group) for group in Group if seen.base.get(group) == written.get(group)}
    noted = replace(seen, base=written, echo=fields.make_prints(echo), last=prints(event))
    row = Row(case.address, event.generation, Life.LIVE, case.restores, noted, moves)
    return None if row == case.row else row


def _joined(parts: list[tuple[Case, Part]]) -> Decision:
    all_ = [part for _, part in parts]
    return Decision(
        writes=_in_order(write for part in all_ for write in part.writes),
        rows=tuple(part.row for part in all_ if part.row),
        kept=tuple(kept for part in all_ for kept in part.kept),
        moved=tuple(part.moved for part in all_ if part.moved),
        skipped=tuple(case.address for case, part in parts if part.skipped),
        restored=tuple(case.address for case, part in parts if part.restored),
        findings=tuple(finding for part in all_ for finding in part.findings),
    )


def _in_order(writes: Iterable[Write]) -> tuple[Write, ...]:
    """The nearest first, since a run may be cut short; deletions last, since what is missing hurts more than a surplus.

    What is past comes after what is ahead: it is written only where asked for.
    """
    return tuple(sorted(writes, key=lambda write: (isinstance(write, Delete), by_start(write.event))))
