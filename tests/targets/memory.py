"""A calendar in memory that means what Google's means, and a door to it at which anything can go wrong.

Identities are never free again, deleted events stay as their id, etags guard writes, tokens expire.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from countback.events.event import Group
from countback.events.merge.fields import FIELDS_OF
from countback.targets.port import (
    Applied,
    CalendarGone,
    Delete,
    Deleted,
    Insert,
    Look,
    Outcome,
    Page,
    Patch,
    QuotaSpent,
    Rejected,
    Remote,
    SignInNeeded,
    TokenExpired,
    TryLater,
    Unknown,
    Write,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from countback.events.event import Event


class KilledError(BaseException):
    """The process ends here. Nothing may catch it."""


@dataclass
class Stored:
    """An event, None where it is deleted, under the number of its first and its last change."""

    born: int
    changed: int
    event: Event | None


@dataclass
class MemoryCalendar:
    """What the service holds. `rewrite` is what it does to descriptions, `taken` are ids of events it has forgotten."""

    events: dict[str, Stored] = field(default_factory=dict)
    number: int = 0
    valid_from: int = 0
    taken: set[str] = field(default_factory=set)
    rewrite: Callable[[str], str] = str
    there: bool = True

    def put(self, uid: str, event: Event | None) -> Stored:
        """Store an event under a new etag."""
        self.number += 1
        old = self.events.get(uid)
        self.events[uid] = Stored(old.born if old else self.number, self.number, event)
        return self.events[uid]

    def live(self) -> dict[str, Event]:
        """The events that are not deleted."""
        return {uid: stored.event for uid, stored in self.events.items() if stored.event is not None}

    def remote(self, uid: str) -> Remote:
        """An event as a door tells it: identities that do not belong to the UID are not told."""
        stored = self.events[uid]
        return Remote(uid, str(stored.changed) if stored.event else "", stored.event)

    def purge(self, *, bury: bool = False) -> None:
        """Forget deleted events; buried, their ids stay taken."""
        dead = [uid for uid, stored in self.events.items() if stored.event is None]
        for uid in dead:
            del self.events[uid]
        self.taken.update(dead if bury else ())
        self.expire()

    def expire(self) -> None:
        """No token given out so far is good any more."""
        self.number += 1
        self.valid_from = self.number


class Fault(Enum):
    """What goes wrong at a request."""

    KILLED_BEFORE = auto()
    KILLED_AFTER = auto()
    LOST = auto()  # done, and the answer lost
    HALF = auto()  # half of a batch done, the rest of the answer cut off
    TWICE = auto()  # delivered twice, the second answer comes back
    THROTTLED_PART = auto()  # one part is refused inside a whole answer
    TOO_MANY = auto()  # 429 for all, with Retry-After
    BROKEN = auto()  # 5xx, nothing done
    BROKEN_AFTER = auto()  # 5xx, all done
    OUT_OF_REACH = auto()
    SIGNED_OUT = auto()
    QUOTA = auto()
    EXPIRED = auto()
    EXPIRED_LATER = auto()  # on a later page
    DUPLICATE = auto()  # 409 for every insert, nothing done


@dataclass
class MemoryDoor:
    """A door to a calendar in memory. `faults` befall requests by number, from 1; `before` is done before each."""

    store: MemoryCalendar
    faults: dict[int, Fault] = field(default_factory=dict)
    before: Callable[[int], None] = lambda _number: None
    shown: Callable[[list[Remote]], list[Remote]] = lambda remotes: remotes
    batch_size: int = 50
    page_size: int = 5
    made: str = "memory"
    requests: int = 0
    writes: Counter[type] = field(default_factory=Counter)
    sent: list[Write] = field(default_factory=list)

    @property
    def calendar(self) -> str:
        """The id."""
        return self.made

    def describe(self) -> str:
        """In words."""
        return "a calendar in memory"

    def make(self, look: Look) -> str:
        """Make it."""
        fault = self._request()
        self.made = f"memory of {look.name}"
        if fault is Fault.LOST:
            self.made = ""
            raise TryLater("lost")
        return self.made

    # --- reading ---

    def pull(self, token: str | None) -> Iterator[Page]:
        """Pages of what has changed since a number."""
        since = int(token) if token else None
        number, reached = self.store.number, 0
        while True:
            fault = self._request()
            self._maybe_expire(fault, since, later=reached > 0)
            found = [s for s in self._after(since) if s[0] > reached]
            page = self.shown([self.store.remote(uid) for _, uid in found[: self.page_size]])
            if fault is Fault.KILLED_AFTER:
                raise KilledError
            last = len(found) <= self.page_size
            yield Page(tuple(page), str(number) if last else None)
            if last:
                return
            reached = found[self.page_size - 1][0]

    def _after(self, since: int | None) -> list[tuple[int, str]]:
        found = (
            (stored.born, uid) for uid, stored in self.store.events.items() if since is None or stored.changed > since
        )
        return sorted(found)

    def _maybe_expire(self, fault: Fault | None, since: int | None, *, later: bool) -> None:
        if since is None:
            return
        if since < self.store.valid_from or fault is Fault.EXPIRED or (fault is Fault.EXPIRED_LATER and later):
            raise TokenExpired

    def _request(self) -> Fault | None:
        """Count a request; what befalls it as a whole befalls it here."""
        self.requests += 1
        self.before(self.requests)
        fault = self.faults.get(self.requests)
        match fault:
            case Fault.KILLED_BEFORE:
                raise KilledError
            case Fault.OUT_OF_REACH:
                raise TryLater("no route", untouched=True)
            case Fault.SIGNED_OUT:
                raise SignInNeeded("sign in again")
            case Fault.QUOTA:
                raise QuotaSpent("tomorrow")
        if not self.store.there:
            raise CalendarGone("gone")
        return fault

    # --- writing ---

    def send(self, writes: Sequence[Write]) -> Sequence[Outcome]:  # noqa: PLR0911 - to each fault its answer
        """A batch."""
        assert len(writes) <= self.batch_size
        fault = self._request()
        self.sent += writes
        self.writes.update(map(type, writes))
        match fault:
            case Fault.TOO_MANY:
                return [Unknown("429", wait=2, throttled=True)] * len(writes)
            case Fault.BROKEN:
                return [Unknown("503")] * len(writes)
            case Fault.DUPLICATE:
                return [
                    Unknown("409", taken=True) if isinstance(write, Insert) else self._one(write) for write in writes
                ]
            case Fault.THROTTLED_PART:
                return [*map(self._one, writes[:-1]), Unknown("429", throttled=True)]
            case Fault.HALF:
                half = len(writes) // 2
                return [*map(self._one, writes[:half]), *[Unknown("cut off")] * (len(writes) - half)]
        outcomes = [self._one(write) for write in writes]
        match fault:
            case Fault.KILLED_AFTER:
                raise KilledError
            case Fault.LOST | Fault.BROKEN_AFTER:
                return [Unknown("lost")] * len(writes)
            case Fault.TWICE:
                return [self._one(write) for write in writes]
        return outcomes

    def _one(self, write: Write) -> Outcome:
        match write:
            case Insert(event):
                return self._insert(event)
            case Patch():
                return self._guarded(write, write.etag) or self._patch(write)
            case Delete(event, etag):
                refused = self._guarded(write, etag)
                if refused is None:
                    self.store.put(event.uid, None)
                return refused or Deleted()

    def _guarded(self, write: Patch | Delete, etag: str) -> Unknown | None:
        stored = self.store.events.get(write.uid)
        if stored is None or stored.event is None:
            return Unknown("410" if stored else "404", gone=True)
        return None if etag == str(stored.changed) else Unknown("412")

    def _insert(self, event: Event) -> Outcome:
        if event.uid in self.store.events or event.uid in self.store.taken:
            return Unknown("409", taken=True)
        if event.title == "not to be taken":
            return Rejected("400")
        kept = replace(event, description=self.store.rewrite(event.description))
        self.store.put(event.uid, kept)
        return Applied(self.store.remote(event.uid))

    def _patch(self, write: Patch) -> Outcome:
        here = self.store.events[write.uid].event
        assert here is not None
        new = write.event
        values = {name: getattr(new, name) for group in write.groups for name in FIELDS_OF[group]}
        if Group.DESCRIPTION in write.groups:
            values |= {"notes": new.notes, "description": self.store.rewrite(new.description)}
        ours = {name: getattr(new, name) for name in ("season", "address", "generation", "revision", "base")}
        self.store.put(write.uid, replace(here, **values, **ours))
        return Applied(self.store.remote(write.uid))
