"""The request log: what reached the server, in order, and what was answered.

A batch is one request with its parts listed; requests for tokens are counted apart. No token is ever logged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from itertools import zip_longest

WRITES = ("events.insert", "events.patch", "events.update", "events.delete", "events.import", "events.move")


class Kind(Enum):
    """What a request is for."""

    API = "api"
    BATCH = "batch"
    SIGN_IN = "sign-in"


@dataclass(frozen=True)
class Received:
    """A request as it came in. `number` counts requests of its kind (batches with the API's), from 1.

    `method` is an id of the discovery document (`events.list`), `batch`, a path of the sign-in, or empty for what the
    API does not have. `target` is path and query, `parts` what a batch holds, `etag` its If-Match.
    """

    kind: Kind
    number: int
    method: str
    target: str
    body: bytes = b""
    parts: tuple[Received, ...] = ()
    etag: str | None = None

    @property
    def calls(self) -> tuple[str, ...]:
        """The methods called: those of the parts for a batch."""
        return tuple(part.method for part in self.parts) or (self.method,)


@dataclass
class Entry:
    """A request and what came of it on the server, whether the caller was told (`answered`) or not.

    `status` is None for what was never handled, `parts` are the statuses of a batch's parts.
    """

    received: Received
    status: int | None = None
    parts: tuple[int | None, ...] = ()
    answered: bool = False

    @property
    def outcomes(self) -> tuple[tuple[str, int | None], ...]:
        """Each method called, with the status it ended with."""
        statuses = self.parts or (self.status,)
        return tuple(zip_longest(self.received.calls, statuses[: len(self.received.calls)]))


@dataclass
class Journal:
    """All requests since the start or the last `clear`."""

    entries: list[Entry] = field(default_factory=list)
    _seen: dict[bool, int] = field(default_factory=dict)

    def number(self, kind: Kind) -> int:
        """The number of the next request of a kind."""
        sign_in = kind is Kind.SIGN_IN
        self._seen[sign_in] = self._seen.get(sign_in, 0) + 1
        return self._seen[sign_in]

    def clear(self) -> None:
        """Forget all; counting starts again at 1."""
        self.entries.clear()
        self._seen.clear()

    @property
    def api_requests(self) -> int:
        """Requests to the API; a batch is one."""
        return sum(entry.received.kind is not Kind.SIGN_IN for entry in self.entries)

    @property
    def token_requests(self) -> int:
        """Requests to sign in or to renew a token."""
        return sum(entry.received.kind is Kind.SIGN_IN for entry in self.entries)

    @property
    def calls(self) -> list[str]:
        """Every method called, in order, parts of batches among them."""
        return [method for entry in self.entries for method in entry.received.calls]

    @property
    def writes(self) -> list[tuple[str, int | None]]:
        """Every write to an event that was asked for, with the status it ended with."""
        return [outcome for entry in self.entries for outcome in entry.outcomes if outcome[0] in WRITES]
