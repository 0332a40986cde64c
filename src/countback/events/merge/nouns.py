"""The values of a merge: what goes in (`Wish`, `Remote`, `Row`), what comes out (`Decision`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from countback.events.event import Prints

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime, time

    from countback.events.event import Event, Group, When
    from countback.training.model import Finding

NO_PRINTS = Prints()

# --- the calendar's side ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Remote:
    """An event as the calendar has it.

    `uid` is the identity at every door: `events.event_uid` for one of ours (a door whose ids are shorter adds what is
    missing), for others anything that does not end in `@countback`. It is told even where another program wiped all
    that we noted. `event` is None where the event is deleted: nothing but its identity is promised then.
    `event.season`, `address` and `generation` are told only if they give this very `uid` (a copied event carries
    another's), `event.base` as far as it was found. `etag` is the precondition for a write, empty for a deleted event.
    """

    uid: str
    etag: str = ""
    event: Event | None = None


# --- what is written -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Insert:
    """Add an event under `event.uid`; never over one that is there, deleted ones included.

    The door notes in it, within the same request: season, address, generation, revision, and `event.base`.
    """

    event: Event

    @property
    def uid(self) -> str:
        """Which event it is about."""
        return self.event.uid


@dataclass(frozen=True, slots=True)
class Patch:
    """Change some groups of an event, if it is still the one with this etag; all else stays as the calendar has it.

    `event` is the whole event as it shall be: the athlete's values in the groups that are not written, their notes
    below our block of the description. `event.base` and `event.revision` are noted with it, as for `Insert`.
    """

    event: Event
    groups: frozenset[Group]
    etag: str

    @property
    def uid(self) -> str:
        """Which event it is about."""
        return self.event.uid


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete an event, if it is still the one with this etag; `event` is how it stands now."""

    event: Event
    etag: str

    @property
    def uid(self) -> str:
        """Which event it is about."""
        return self.event.uid


Write = Insert | Patch | Delete

# --- the ledger's side -----------------------------------------------------------------------------------------------


class Life(StrEnum):
    """What we know of the event of an address."""

    NEW = "new"  # never seen live: an insert was tried, or will be
    LIVE = "live"
    TOMBSTONE = "tombstone"  # the athlete deleted it
    OURS = "ours"  # we deleted it


@dataclass(frozen=True, slots=True)
class Seen:
    """Fingerprints of one event: what we wrote, what the calendar made of it, and how it stood at the last look.

    `echo` differs from `base` where the calendar normalises what it stores: a value equal to it is no edit.
    """

    base: Prints = NO_PRINTS
    echo: Prints = NO_PRINTS
    last: Prints = NO_PRINTS


UNSEEN = Seen()


@dataclass(frozen=True, slots=True)
class Row:
    """What the ledger knows of an address: its latest generation, how many restores and moves of it were heeded."""

    address: str
    generation: int
    life: Life
    restores: int = 0
    seen: Seen = UNSEEN
    moves: int = 0


# --- the plan's side -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a session stands for its athlete: the day and, where there is one, the hour of the run itself."""

    day: date
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What the plan wants of the calendar, and what the diary already says.

    `revision` is the plan's; `now` is aware and in the athlete's zone; `before` are the minutes by which an event
    begins earlier than its session. `sessions` are the addresses that the diary can speak of (no banners, no races);
    `moves`, `skipped` and `wanted_again` its last word on them; `times_moved` how often it ever moved each, taken back
    or not; `restores` how often it ever restored it, or took back that it was left out; `moves_undone` the moves that
    it took back, each with the revision since which it does not stand. `last_dropped` tells the revision of the latest
    plan that had no event of an address, 0 where every one had; it may be slow, and is asked only where nothing else
    tells who deleted an event. `from_start` wants past events too. `accepted` are addresses where the plan's value is
    taken over the athlete's, `deletions_accepted` answers the guard.
    """

    season: str
    events: tuple[Event, ...]
    revision: int
    now: datetime
    before: int = 0
    sessions: frozenset[str] = frozenset()
    moves: Mapping[str, Spot] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    restores: Mapping[str, int] = field(default_factory=dict)
    times_moved: Mapping[str, int] = field(default_factory=dict)
    wanted_again: frozenset[str] = frozenset()
    moves_undone: Mapping[tuple[str, Spot], int] = field(default_factory=dict)
    last_dropped: Callable[[str], int] = lambda _address: 0
    from_start: bool = False
    accepted: frozenset[str] = frozenset()
    deletions_accepted: bool = False

    @property
    def addresses(self) -> frozenset[str]:
        """What the plan has."""
        return frozenset(event.address for event in self.events)


# --- what is decided -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """Something of the athlete's that stays although the plan wants something else; both told as text.

    `field` is the name of a `Group`, or `event` where the athlete deleted all of it.
    """

    address: str
    field: str
    yours: str
    plan: str


@dataclass(frozen=True, slots=True)
class Move:
    """A session that the athlete moved in the calendar: where the plan has it, where it is, what the diary notes."""

    address: str
    origin: When
    to: When
    spot: Spot


@dataclass(frozen=True, slots=True)
class Halt:
    """The guard: so many of the known events are gone that nothing is done before the athlete was asked."""

    gone: int
    known: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do. `writes` are in the order of sending; `moved`, `skipped`, `restored` belong into the diary.

    `rows` are the ledger's rows that change whatever becomes of the writes. With a `halt` there is nothing else.
    """

    writes: tuple[Write, ...] = ()
    rows: tuple[Row, ...] = ()
    kept: tuple[Kept, ...] = ()
    moved: tuple[Move, ...] = ()
    skipped: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    halt: Halt | None = None

    @property
    def news(self) -> bool:
        """Whether something goes into the diary, so that the plan has to be made again."""
        return bool(self.moved or self.skipped or self.restored)
