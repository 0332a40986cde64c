"""Send in batches, and commit after each. What the calendar answers whole is a conclusion; nothing else is."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from countback.events.merge import says
from countback.events.merge.after import deleted, written
from countback.events.merge.nouns import UNSEEN, Delete, Life, Remote, Row
from countback.targets.port import Applied, Deleted, Rejected, TryLater, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from countback.ledger.store import Ledger
    from countback.targets.port import Door, Outcome, Write
    from countback.training.model import Finding


@dataclass(slots=True)
class Sent:
    """What became of one round of writes.

    `open` are the writes that only a read can tell about, `taken` and `gone` those of them whose identity was said to
    be in use, or not to be there. `wait` is the longest that was asked for, in seconds.
    """

    done: list[Write] = field(default_factory=list)
    open: list[Write] = field(default_factory=list)
    unsent: int = 0
    taken: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    rejected: dict[str, Finding] = field(default_factory=dict)
    wait: float = 0.0
    throttled: bool = False


def send(door: Door, ledger: Ledger, writes: Sequence[Write], progress: Callable[[int, int], None], sent: Sent) -> None:
    """Send all, or until the door is throttled; `sent` is filled as it goes. Raises `Refusal`."""
    tried = 0
    for batch in _batches(door, writes):
        progress(tried, len(writes))
        ledger.intend((write.uid, write.event.address) for write in batch if isinstance(write, Delete))
        sent.unsent = len(writes) - tried - len(batch)
        outcomes = _outcomes(door, batch)
        tried += len(batch)
        _record(ledger, batch, outcomes, sent)
        if sent.throttled:
            break
    progress(tried, len(writes))


def _outcomes(door: Door, batch: Sequence[Write]) -> Sequence[Outcome]:
    """What became of each; where the server failed as a whole, nobody knows, and the rest of the round is not tried."""
    try:
        return door.send(batch)
    except TryLater as later:
        return [Unknown(str(later), later.wait, throttled=True)] * len(batch)


def _batches(door: Door, writes: Sequence[Write]) -> Iterator[tuple[Write, ...]]:
    """As many at a time as the door takes then."""
    rest = iter(writes)
    while batch := tuple(islice(rest, max(1, door.batch_size))):
        yield batch


def _record(ledger: Ledger, batch: Sequence[Write], outcomes: Sequence[Outcome], sent: Sent) -> None:
    """One transaction for what became of a batch."""
    certain = any(isinstance(outcome, Applied | Deleted) for outcome in outcomes)
    with ledger.transaction():
        for write, outcome in zip(batch, outcomes, strict=True):
            row = ledger.row(write.event.address)
            match outcome:
                case Applied(remote):
                    _conclude(ledger, write, row, remote)
                    sent.done.append(write)
                case Deleted():
                    _conclude(ledger, write, row, Remote(write.uid))
                    sent.done.append(write)
                case Rejected(why):
                    ledger.conclude(write.uid)
                    sent.rejected[write.uid] = says.rejected(write.event.title, write.event.address, why)
                case Unknown() as unknown:
                    _leave_open(ledger, write, unknown, sent, certain=certain)


def _conclude(ledger: Ledger, write: Write, row: Row | None, remote: Remote) -> None:
    row = row or Row(write.event.address, write.event.generation, Life.NEW, seen=UNSEEN)
    ledger.mirror((remote,))
    ledger.conclude(write.uid)
    if isinstance(write, Delete):
        if row.generation == write.event.generation:
            ledger.save((deleted(row),))
    elif remote.event is not None:
        ledger.save((written(row, write, remote.event),))


def _leave_open(ledger: Ledger, write: Write, unknown: Unknown, sent: Sent, *, certain: bool) -> None:
    """Only a read can tell. Of a deletion whose event is gone, it cannot tell who did it.

    If the other parts of the batch were done now, this is no batch delivered twice: somebody else deleted it, and our
    intent is void.
    """
    sent.open.append(write)
    sent.wait = max(sent.wait, unknown.wait)
    sent.throttled = sent.throttled or unknown.throttled
    if unknown.taken:
        sent.taken.add(write.uid)
    if unknown.gone and certain and isinstance(write, Delete):
        ledger.conclude(write.uid)
