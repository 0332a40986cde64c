"""Which events of a calendar are ours, and of which address: by what they tell, else by their identity.

Other apps wipe what we noted in an event; its UID stays, and UIDs are derived: those an address can have are tried.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from countback.events.event import event_uid, of_season

if TYPE_CHECKING:
    from collections.abc import Mapping

    from countback.events.merge.nouns import Remote, Row, Wish

_TRIED = 2
"""Generations that are tried beyond the last one known: another machine may be so many restores ahead."""


@dataclass(slots=True)
class Sight:
    """What the calendar holds of one address, by generation; live events carry their identity, wiped or not."""

    live: dict[int, Remote] = field(default_factory=dict)
    cancelled: set[int] = field(default_factory=set)

    @property
    def newest(self) -> Remote | None:
        """The live event of the highest generation: the one to adopt."""
        return self.live[max(self.live)] if self.live else None

    @property
    def older(self) -> list[Remote]:
        """Live events beside the newest: there should be none."""
        return [self.live[generation] for generation in sorted(self.live)[:-1]]


def sights(wish: Wish, remotes: Mapping[str, Remote], rows: Mapping[str, Row]) -> dict[str, Sight]:
    """By address, what the calendar holds of this season. Foreign events and those of other seasons are left out."""
    found: defaultdict[str, Sight] = defaultdict(Sight)
    unclaimed = {}
    for uid, remote in remotes.items():
        event = remote.event
        if event is None or not event.address:
            unclaimed[uid] = remote
        elif event.season == wish.season:
            found[event.address].live[event.generation] = remote
    if unclaimed:
        _by_identity(wish, unclaimed, rows, found)
    return dict(found)


def _by_identity(
    wish: Wish, unclaimed: Mapping[str, Remote], rows: Mapping[str, Row], found: defaultdict[str, Sight]
) -> None:
    """Deleted and wiped events tell no address: every address that we know of is asked for the UIDs it can have."""
    for address in {event.address: None for event in wish.events} | dict.fromkeys(rows) | dict.fromkeys(list(found)):
        known = rows[address].generation if address in rows else 0
        highest = max(known, wish.restores.get(address, 0), *(found[address].live if address in found else ()))
        generation = 0
        while generation <= highest + _TRIED:
            remote = unclaimed.get(event_uid(wish.season, address, generation))
            if remote is not None:
                _claim(found[address], remote, wish.season, address, generation)
                highest = max(highest, generation)
            generation += 1


def _claim(sight: Sight, remote: Remote, season: str, address: str, generation: int) -> None:
    if remote.event is None:
        sight.cancelled.add(generation)
        return
    event = replace(remote.event, uid=remote.uid, season=season, address=address, generation=generation)
    sight.live[generation] = replace(remote, event=event)


def newest_revision(season: str, remotes: Mapping[str, Remote]) -> int:
    """The newest plan that the calendar's events were written from, 0 for none."""
    events = (remote.event for remote in remotes.values() if remote.event is not None)
    return max((event.revision for event in events if of_season(event, season)), default=0)
