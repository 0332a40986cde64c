"""A sync as it grows: reading 5 000 events as Google tells them and merging them with a plan, and run after run."""

from __future__ import annotations

import tracemalloc
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from countback.events.event import Event, Timed, event_uid, prints
from countback.events.merge.decide import merge
from countback.events.merge.nouns import Wish
from countback.ledger.store import in_memory
from countback.sync.patience import Patience
from countback.sync.run import sync
from countback.sync.values import Order
from countback.targets.google_events import inserted, remote
from countback.targets.port import Look, Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from countback.targets.port import Outcome, Remote, Write
    from countback.training.diary import Entry

EVENTS = 5_000
RUNS = 30
ZONE = "Europe/Berlin"
_START = datetime(2027, 1, 4, 6, 30, tzinfo=ZoneInfo(ZONE))


@dataclass(frozen=True, slots=True)
class Figures:
    """CPU seconds for reading and for merging, and the most memory of both together, in MB."""

    events: int
    reading: float
    merging: float
    peak: float


def bench(events: int = EVENTS) -> Figures:
    """Read the answer of Google, and merge it with a plan that differs in every tenth event."""
    plan = tuple(map(_event, range(events)))
    wish = Wish("bench", tuple(_changed(*pair) for pair in enumerate(plan)), 0, _START - timedelta(days=1))
    told = list(map(_told, plan))
    begin = process_time()
    remotes = {one.uid: one for one in (remote(item, ZONE) for item in told)}
    read = process_time()
    merge(wish, remotes, {})
    merged = process_time()
    return Figures(events, read - begin, merged - read, _peak(wish, told))


def _peak(wish: Wish, told: list[dict[str, Any]]) -> float:
    """Measured apart: tracing memory takes time."""
    tracemalloc.start()
    remotes = {one.uid: one for one in (remote(item, ZONE) for item in told)}
    merge(wish, remotes, {})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


def runs(events: int, count: int) -> list[float]:
    """CPU seconds of whole runs, ledger and all: over a calendar that is right already, then with nothing new."""
    return [process_time() - begin for begin in _running(events, count)]


def held(events: int, count: int) -> list[float]:
    """The memory that is held after each of so many runs, in MB."""
    tracemalloc.start()
    after = [tracemalloc.get_traced_memory()[0] / 1e6 for _ in _running(events, count)]
    tracemalloc.stop()
    return after


def _running(events: int, count: int) -> Iterator[float]:
    """The moment at which each run began, told at its end."""
    plan = tuple(map(_event, range(events)))
    ledger, door, planner = in_memory().target("bench"), _Door(list(map(_told, plan))), _Planner(plan)
    for _ in range(count):
        begin = process_time()
        sync(door, ledger, planner, Order("bench", Look("Bench", ZONE)), Patience(lambda _: None, lambda: 0.5))
        yield begin


def _event(number: int) -> Event:
    """A session, one an hour from the start on."""
    start = (_START.astimezone(UTC) + timedelta(hours=number)).astimezone(_START.tzinfo)
    address = f"bench-2027/T-{number:05}w/easy-1"
    event = Event(
        uid=event_uid("bench", address),
        when=Timed(start, (start.astimezone(UTC) + timedelta(minutes=62)).astimezone(_START.tzinfo), ZONE),
        title="Easy run, 10 km",
        last_modified=datetime(2027, 1, 1, tzinfo=UTC),
        season="bench",
        address=address,
        description="10 km, about 1:02 h\n\nFeel: you can talk (RPE 2–3)\n\nWhy: base is easy running",
        reminder=720,
        colour="mediumseagreen",
    )
    return replace(event, base=prints(event))


def _changed(number: int, event: Event) -> Event:
    return event if number % 10 else replace(event, title="Easy run, 9 km")


def _told(event: Event) -> dict[str, Any]:
    """As Google tells it."""
    more = {"etag": '"1"', "status": "confirmed", "updated": "2027-01-01T00:00:00.000Z", "sequence": 0}
    return inserted(event) | more


class _Door:
    """A calendar that holds what it holds."""

    calendar, batch_size, requests = "bench", 50, 0

    def __init__(self, told: list[dict[str, Any]]) -> None:
        self._told = told

    def describe(self) -> str:
        return "a calendar"

    def make(self, look: Look) -> str:
        return look.name

    def pull(self, token: str | None) -> Iterator[Page]:
        items = [] if token else self._told
        for first in range(0, len(items), 2500):
            yield Page(tuple(_read(items[first : first + 2500])))
        yield Page((), "token")

    def send(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        raise AssertionError(f"nothing is to be written: {len(writes)}")


def _read(items: list[dict[str, Any]]) -> Iterator[Remote]:
    return (remote(item, ZONE) for item in items)


@dataclass(frozen=True, slots=True)
class _Planner:
    """The plan as it stands."""

    events: tuple[Event, ...]

    def wish(self, _more: Sequence[Entry]) -> Wish:
        return Wish("bench", self.events, 0, _START - timedelta(days=1))

    def note(self, entries: Sequence[Entry]) -> None:
        raise AssertionError(f"nothing has happened: {entries}")


def report() -> None:
    """Print the figures of one run."""
    for figures in (bench(EVENTS // 2), bench(EVENTS)):
        each = 1e6 * (figures.reading + figures.merging) / figures.events
        print(
            f"  {figures.events} events             {figures.reading:7.2f} read, {figures.merging:.2f} merged;"
            f" {each:.0f} µs each, {figures.peak:.0f} MB at most"
        )
    first, again = runs(EVENTS, 2)
    print(f"  a whole run over {EVENTS}     {first:7.2f}; the next, with nothing new, {again:.2f}")
    after = held(EVENTS // 20, RUNS)
    print(f"  memory after 2 runs      {after[1]:8.2f} MB, after {RUNS} {after[-1]:.2f} MB")


if __name__ == "__main__":
    report()
