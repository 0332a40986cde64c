"""The protocol that every door speaks, in the words of calendars, and what a server may refuse.

A door knows one kind of calendar (Google, a local .ics, later CalDAV) and decides nothing: it reads, writes under a
precondition, and tells what became of each write. Doors know this module and not each other; `sync` knows no door.

What ends a run (`code` is the exit code, the message is for the athlete: what was found, what to do):

    Refusal
    ├── SignInNeeded      3   no sign-in, or it is no longer good
    ├── NotPermitted      3   signed in, but not allowed
    ├── CalendarGone      3   the calendar is not there (any more)
    ├── WrongCalendar     2   a calendar file that cannot be used as it is
    ├── QuotaSpent       75   no more requests for hours
    └── TryLater         75   the network or the server failed; `wait` seconds were asked for

What ends a read, and no more: `TokenExpired`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol

from countback.events.merge.nouns import Delete, Insert, Patch, Remote, Write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "Applied",
    "CalendarGone",
    "Delete",
    "Deleted",
    "Door",
    "Insert",
    "Look",
    "NotPermitted",
    "Outcome",
    "Page",
    "Patch",
    "QuotaSpent",
    "Refusal",
    "Rejected",
    "Remote",
    "SignInNeeded",
    "TokenExpired",
    "TryLater",
    "Unknown",
    "Write",
    "WrongCalendar",
]

# --- what is read; what is written is `Insert | Patch | Delete`, as the merge decides it ---------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a read. `token` is on the last page only, and good for nothing before all pages are kept."""

    remotes: tuple[Remote, ...]
    token: str | None = None


# --- what became of a write ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Applied:
    """It was done: the calendar answered with the whole event as it is now, identity and etag included."""

    remote: Remote


@dataclass(frozen=True, slots=True)
class Deleted:
    """It was deleted by this very request."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Anything may have happened: 409, 412, 403, 404, 410, 429, 5xx, a lost or cut-off answer. Only a read can tell.

    `wait` is what the server asked for (Retry-After), in seconds; `throttled` where it said that we were too quick;
    `taken` where it said that the identity is in use (409), which may be by a deleted event that no read shows; `gone`
    where it said that the event is not there (404, 410), which may be our own doing, delivered twice.
    """

    why: str
    wait: float = 0.0
    throttled: bool = False
    taken: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """This write is wrong in itself (400): sending it again is no use. The others go on."""

    why: str


Outcome = Applied | Deleted | Unknown | Rejected

# --- the door --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Look:
    """How a calendar that we make shall look: its name, its IANA zone, and a line on what it is."""

    name: str
    zone: str
    about: str = ""


class Door(Protocol):
    """A calendar, seen from here. Every method may raise a `Refusal`.

    `calendar` is the calendar's id, empty while there is none. `batch_size` is the most writes that one `send` takes;
    it is asked for before each, so a door may lower it when throttled. `requests` counts requests to the calendar so
    far, retries included, none for tokens. Pacing is the door's own, waiting after a failure is `sync`'s.
    """

    @property
    def calendar(self) -> str:
        """The id of the calendar; empty while there is none."""
        ...

    @property
    def batch_size(self) -> int:
        """The most writes in one `send`, at least 1."""
        ...

    @property
    def requests(self) -> int:
        """How many requests were made to the calendar."""
        ...

    def describe(self) -> str:
        """The calendar in a few words, for the athlete: no request."""
        ...

    def make(self, look: Look) -> str:
        """Make the calendar and answer its id. A lost answer (`TryLater`) may leave an empty one behind."""
        ...

    def pull(self, token: str | None) -> Iterator[Page]:
        """What has changed since a token, deleted events included; without one all events there are.

        After a read without a token, an event that was in none of its pages does not exist. Raises `TokenExpired`, on
        any page: then what came so far is void, and only a read without a token helps.
        """
        ...

    def send(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """Try the writes, in any order, and tell what became of each, in theirs. No write depends on another.

        Raises a `Refusal` only where going on is no use; what became of the writes is unknown then.
        """
        ...


# --- what a server says instead --------------------------------------------------------------------------------------


class Code(StrEnum):
    """Names of refusals, for programs that read the ledger's log."""

    SIGN_IN = "sign-in"
    PERMISSION = "permission"
    GONE = "gone"
    WRONG = "wrong"
    QUOTA = "quota"
    LATER = "later"


class TokenExpired(Exception):  # noqa: N818 - no error: the calendar's way of asking for a read in full
    """The token is no good any more; everything else that is known still is."""


class Refusal(Exception):  # noqa: N818 - the server is in its right
    """A server that does not do what was asked, and why, in words for the athlete."""

    code: ClassVar[int] = 3
    name: ClassVar[Code] = Code.PERMISSION


class SignInNeeded(Refusal):
    """There is no sign-in, or it is no longer good."""

    name = Code.SIGN_IN


class NotPermitted(Refusal):
    """Signed in, but not allowed to do this."""

    name = Code.PERMISSION


class CalendarGone(Refusal):
    """The calendar is not there."""

    name = Code.GONE


class WrongCalendar(Refusal):
    """A calendar that cannot be used as it is: a file that is none, or is cut off."""

    code = 2
    name = Code.WRONG


class QuotaSpent(Refusal):
    """The day's quota is used up: hours, not seconds."""

    code = 75
    name = Code.QUOTA


class TryLater(Refusal):
    """The network or the server failed. `wait` is what the server asked for, in seconds, else 0.

    `untouched` where it is certain that nothing was done (429, no connection at all): then `make` may be tried again.
    """

    code = 75
    name = Code.LATER

    def __init__(self, message: str, wait: float = 0.0, *, untouched: bool = False) -> None:
        super().__init__(message)
        self.wait = wait
        self.untouched = untouched
