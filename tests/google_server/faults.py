"""What can go wrong between a caller and the service, as values that a test scripts.

    faults.script(calls("events.list"), Refuse(RATE_LIMIT), times=2)
    faults.script(nth(3), Lose())
    faults.script(nth(2), Before(lambda: athlete.delete(event_id)))

A request passes three points. BEFORE it is handled: it may never arrive, be refused, be kept waiting. WHILE it is
handled: it may be delivered twice, a batch may be done in part. AFTER it was applied: its answer may be lost, cut off,
or tell less than the truth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from .journal import WRITES, Kind, Received
from .refusals import TOO_MANY, Json, Refusal

Where = Callable[[Received], bool]


class Point(Enum):
    """Where on its way a request is."""

    BEFORE = 1
    WHILE = 2
    AFTER = 3


class Ending(Enum):
    """How an answer that is cut off ends. What a client can notice differs."""

    SHORT = "fewer bytes come than the length in the header says"
    QUIET = "no length was told: the end of the connection looks like the end of the answer"


@dataclass(frozen=True)
class Drop:
    """The request is lost: never applied, and the connection is closed."""

    point: ClassVar = Point.BEFORE


@dataclass(frozen=True)
class Refuse:
    """The request is not applied but answered with an error."""

    refusal: Refusal
    point: ClassVar = Point.BEFORE


@dataclass(frozen=True)
class Stall:
    """The request is not applied; after the time given, in seconds, the connection is closed."""

    seconds: float
    point: ClassVar = Point.BEFORE


@dataclass(frozen=True)
class Before:
    """Something else happens first (the athlete edits, the sign-in is revoked); then the request is handled."""

    happen: Callable[[], object]
    point: ClassVar = Point.BEFORE


@dataclass(frozen=True)
class Twice:
    """The request is delivered twice; the caller is told what came of the second delivery."""

    point: ClassVar = Point.WHILE


@dataclass(frozen=True)
class RefuseParts:
    """The parts of a batch with these places (from 0) are refused inside a 200; the others are applied."""

    places: frozenset[int]
    refusal: Refusal = TOO_MANY
    point: ClassVar = Point.WHILE


@dataclass(frozen=True)
class StopAfter:
    """A batch is applied up to a number of parts; then the connection is closed without an answer."""

    parts: int
    point: ClassVar = Point.WHILE


@dataclass(frozen=True)
class Lose:
    """The request is applied, the answer lost: the connection is closed."""

    point: ClassVar = Point.AFTER


@dataclass(frozen=True)
class StallAnswer:
    """The request is applied; the connection is closed after the time given, in seconds, without an answer."""

    seconds: float
    point: ClassVar = Point.AFTER


@dataclass(frozen=True)
class CutOff:
    """The request is applied; only this share of the answer's body arrives."""

    share: float
    ending: Ending
    point: ClassVar = Point.AFTER


@dataclass(frozen=True)
class CutPart:
    """A batch is applied; in its answer the JSON of one part (from 0) is cut to this share, all else is whole."""

    place: int
    share: float
    point: ClassVar = Point.AFTER


@dataclass(frozen=True)
class Shorten:
    """A list tells no more than its first items and claims to be complete; 0 is an empty list."""

    items: int = 0
    point: ClassVar = Point.WHILE


@dataclass(frozen=True)
class Reword:
    """The JSON of an answer is replaced; in a batch, that of every part."""

    change: Callable[[Json], Json]
    point: ClassVar = Point.AFTER


@dataclass(frozen=True)
class Then:
    """Something else happens after the request was applied and before it is answered."""

    happen: Callable[[], object]
    point: ClassVar = Point.AFTER


Action = (
    Drop
    | Refuse
    | Stall
    | Before
    | Twice
    | RefuseParts
    | StopAfter
    | Lose
    | StallAnswer
    | CutOff
    | CutPart
    | Shorten
    | Reword
    | Then
)


@dataclass
class _Scripted:
    where: Where
    action: Action
    left: int
    skip: int


@dataclass
class Faults:
    """The faults to come. `watch` is called at every point of every request, whatever is scripted."""

    watch: Callable[[Received, Point], None] | None = None
    _scripted: list[_Scripted] = field(default_factory=list)

    def script(self, where: Where, action: Action, *, times: int = 1, skip: int = 0) -> None:
        """Let something go wrong for the next `times` requests that fit, after `skip` that fit and pass."""
        self._scripted.append(_Scripted(where, action, times, skip))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._scripted.clear()

    @property
    def pending(self) -> int:
        """How many scripted faults have not been used up."""
        return sum(scripted.left > 0 for scripted in self._scripted)

    def due(self, received: Received, point: Point) -> list[Action]:
        """What goes wrong for a request at a point, in the order in which it was scripted; it is used up by asking."""
        if self.watch:
            self.watch(received, point)
        fitting = [s for s in self._scripted if s.action.point is point and s.left > 0 and s.where(received)]
        return [scripted.action for scripted in fitting if _used(scripted)]


def _used(scripted: _Scripted) -> bool:
    if scripted.skip > 0:
        scripted.skip -= 1
        return False
    scripted.left -= 1
    return True


ALWAYS = 1_000_000


def any_request(received: Received) -> bool:
    """Every request to the API."""
    return received.kind is not Kind.SIGN_IN


def token_request(received: Received) -> bool:
    """Every request to the sign-in."""
    return received.kind is Kind.SIGN_IN


def batches(received: Received) -> bool:
    """Every batch."""
    return received.kind is Kind.BATCH


def writes(received: Received) -> bool:
    """Every request that writes events, alone or in a batch."""
    return any(method in WRITES for method in received.calls)


def later_pages(received: Received) -> bool:
    """Every page of a list but the first."""
    return received.method == "events.list" and "pageToken=" in received.target


def calls(method: str) -> Where:
    """Every request that calls a method, alone or in a batch."""
    return lambda received: method in received.calls


def nth(number: int) -> Where:
    """The request to the API with this number, from 1, since the start or the journal's last `clear`."""
    return lambda received: received.kind is not Kind.SIGN_IN and received.number == number
