"""What a run is given, and what it has to tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from countback.events.merge.nouns import Halt, Kept, Move, Wish, Write
    from countback.targets.port import Look, Refusal
    from countback.training.diary import Entry
    from countback.training.model import Finding


class Planner(Protocol):
    """The athlete's files, as a run sees them."""

    def wish(self, more: Sequence[Entry]) -> Wish:
        """What the plan wants, made from the diary and `more` entries that are not in it (a dry run's)."""
        ...

    def note(self, entries: Sequence[Entry]) -> None:
        """Put entries into the diary. One that the diary refuses is told as refused by the next `wish`, as a move."""
        ...


def quiet(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True, slots=True)
class Order:
    """How a run is wanted: under which name the ledger knows the target, how a new calendar shall look.

    `take_over` takes this plan for the newest; `dry` writes nothing into calendar and diary (and is given a ledger that
    may be thrown away); `progress` is told how many writes of how many were tried.
    """

    target: str
    look: Look
    dry: bool = False
    take_over: bool = False
    progress: Callable[[int, int], None] = quiet


@dataclass(slots=True)
class Told:
    """What a run did, or in a dry run would do; filled while it goes on.

    `done` are the writes concluded, `pending` how many are left for a later run, `refusal` what ended it early.
    """

    done: list[Write] = field(default_factory=list)
    kept: tuple[Kept, ...] = ()
    moved: list[Move] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    pending: int = 0
    halt: Halt | None = None
    refusal: Refusal | None = None
    requests: int = 0
    calendar: str = ""
    described: str = ""
