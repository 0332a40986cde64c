"""What a concluded write leaves in the ledger."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from countback.events.event import Group, Prints, prints
from countback.events.merge.fields import make_prints
from countback.events.merge.nouns import Insert, Life, Patch, Row, Seen

if TYPE_CHECKING:
    from countback.events.event import Event


def written(row: Row, write: Insert | Patch, here: Event) -> Row:
    """The row after an insert or a patch that the calendar answered with `here`.

    The calendar's own form of what we wrote is remembered for the groups that we wrote, and for no other.
    """
    groups = frozenset(Group) if isinstance(write, Insert) else write.groups
    found, noted = prints(here), write.event.base or Prints()
    echo = make_prints({group: (found if group in groups else row.seen.echo).get(group) for group in Group})
    return replace(row, generation=write.event.generation, life=Life.LIVE, seen=Seen(noted, echo, found))


def deleted(row: Row) -> Row:
    """The row after we deleted its event: a later plan may bring it back, in the next generation."""
    return replace(row, life=Life.OURS)
