"""What the diary once told and has taken back: an event that stands where that was told is no news of the athlete's.

Pure. The revision of a plan is the number of entries behind it, so each `Undone` is the revision since which something
no longer stands; an event that was written from that plan or a later one has heard of it (`decide`).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from countback.events.merge.nouns import Spot
from countback.training.diary import Moved, Skipped, Undone, undoable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from countback.training.diary import Diary, News


def moves_undone(diary: Diary) -> Mapping[tuple[str, Spot], int]:
    """Sessions with the places they were moved to and are no longer, each with the revision that took it back."""
    undone = ((number, entry) for number, entry in _undone(diary) if isinstance(entry, Moved))
    return {(entry.session, Spot(entry.to, entry.at)): number for number, entry in undone}


def skips_undone(diary: Diary) -> Counter[str]:
    """How often each session was left out, and that taken back: it is wanted again, as if it had been restored."""
    undone = (entry for _, entry in _undone(diary))
    return Counter(entry.session for entry in undone if isinstance(entry, Skipped) and not entry.restored)


def wanted_again(standing: Diary) -> frozenset[str]:
    """The sessions whose last word in the diary is that they are restored."""
    last = {entry.session: entry.restored for entry in standing if isinstance(entry, Skipped)}
    return frozenset(address for address, is_so in last.items() if is_so)


def _undone(diary: Diary) -> Iterator[tuple[int, News]]:
    for number, entry in enumerate(diary, 1):
        last = undoable(diary[: number - 1]) if isinstance(entry, Undone) else None
        if last is not None:
            yield number, last
