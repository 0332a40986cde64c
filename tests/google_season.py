"""A season for the door to Google: so many sessions, a plan that shifts, and what must hold in the calendar."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from countback.events.event import Event, Timed, event_uid, prints
from countback.events.merge.nouns import Spot, Wish
from countback.ledger.store import opened
from countback.sync.patience import Patience
from countback.sync.run import sync
from countback.sync.values import Order, Told
from countback.targets.google_events import google_id, remote
from countback.training.diary import Moved, Skipped
from tests.google_door import BERLIN, LOOK, SEASON, google_door, run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from countback.targets.google_store import Store
    from countback.targets.port import Door
    from countback.training.diary import Entry
    from tests.google_server import Athlete, GoogleServer

NOW = datetime(2027, 2, 1, 12, 0, tzinfo=BERLIN)
Json = dict[str, Any]


def address(number: int) -> str:
    """The address of a session."""
    return run(number).address


def event_id(number: int) -> str:
    """The id of a session at Google, as first made."""
    return google_id(event_uid(SEASON, address(number)))


@dataclass
class Plan:
    """The season's files: so many sessions, one a day; some shifted by a day, renamed or dropped; and the diary."""

    sessions: int
    shifted: frozenset[int] = frozenset()
    renamed: frozenset[int] = frozenset()
    dropped: frozenset[int] = frozenset()
    diary: list[Entry] = field(default_factory=list)
    edits: int = 0

    def change(self, **to: frozenset[int]) -> None:
        """The plan shifts, by an entry of the diary."""
        self.edits += 1
        for name, value in to.items():
            setattr(self, name, value)

    def note(self, entries: Sequence[Entry]) -> None:
        """What came back from the calendar."""
        self.diary += entries

    def wish(self, more: Sequence[Entry]) -> Wish:
        """The plan around the diary."""
        entries = (*self.diary, *more)
        moves = {entry.session: Spot(entry.to, entry.at) for entry in entries if isinstance(entry, Moved)}
        skipped = frozenset(entry.session for entry in entries if isinstance(entry, Skipped))
        events = (self.event(number, moves) for number in range(self.sessions) if number not in self.dropped)
        return Wish(
            season=SEASON,
            events=tuple(event for event in events if event.address not in skipped),
            revision=self.edits + len(entries),
            now=NOW,
            sessions=frozenset(map(address, range(self.sessions))),
            moves=moves,
            skipped=skipped,
        )

    def event(self, number: int, moves: dict[str, Spot]) -> Event:
        """A session as the plan has it now."""
        event = run(number + 1 if number in self.shifted else number)
        title = "Easy run, 12 km" if number in self.renamed else event.title
        event = replace(event, uid=event_uid(SEASON, address(number)), address=address(number), title=title, base=None)
        spot = moves.get(event.address)
        return event if spot is None else replace(event, when=_at(spot))


def _at(spot: Spot) -> Timed:
    start = datetime.combine(spot.day, spot.at or datetime(2027, 1, 1, 6, 30).time(), BERLIN)  # noqa: DTZ001
    return Timed(start, start + timedelta(hours=1), "Europe/Berlin")


@dataclass
class Machine:
    """A folder with its ledger, and the plan in it; `slept` is how long it waited, in seconds, each time."""

    server: GoogleServer
    store: Store
    folder: Path
    plan: Plan
    slept: list[float] = field(default_factory=list)
    seconds: float = 5
    through: Callable[[Door], Door] = lambda door: door

    def sync(self) -> Told:
        """A run, as the command line makes one."""
        with opened(self.folder) as ledgers:
            ledger = ledgers.target("google")
            with google_door(self.server, self.store, ledger.get("calendar"), seconds=self.seconds) as door:
                patience = Patience(self.slept.append, lambda: 0.5)
                return sync(self.through(door), ledger, self.plan, Order("google", LOOK), patience)

    @property
    def calendar(self) -> str:
        """The id of the calendar."""
        with opened(self.folder) as ledgers:
            return ledgers.target("google").get("calendar")

    @property
    def athlete(self) -> Athlete:
        """The athlete, with this calendar open."""
        return self.server.athlete(self.calendar)

    # --- what must hold ---

    def live(self) -> dict[str, list[Json]]:
        """Our live events by what they note as their address."""
        found: dict[str, list[Json]] = {}
        for event in self.athlete.events():
            noted = event.get("extendedProperties", {}).get("private", {}).get("countback-address")
            if noted:
                found.setdefault(noted, []).append(event)
        return found

    def check(self, *, mine: dict[int, Json] | None = None, gone: frozenset[int] = frozenset()) -> None:
        """Nothing is doubled, nothing of the athlete's (`mine`) lost, and all else is as planned (I1, I2, I3, I5)."""
        live, wish = self.live(), self.plan.wish(())
        assert not {one: len(events) for one, events in live.items() if len(events) > 1}, "doubled"
        wanted = {event.address: event for event in wish.events}
        theirs = {address(number): values for number, values in (mine or {}).items()}
        assert not {address(number) for number in gone} & live.keys(), "came back"
        assert {one for one in wanted if one not in live} == {address(number) for number in gone} - wish.skipped
        assert not set(live) - set(wanted) - set(theirs), "left behind"
        for one, events in live.items():
            self._holds(events[0], wanted.get(one), theirs.get(one, {}))

    def _holds(self, event: Json, planned: Event | None, theirs: Json) -> None:
        for name, value in theirs.items():
            assert event.get(name) == value, f"lost: {name} of {event['summary']}"
        if planned is None:
            return
        found = remote(event, "Europe/Berlin").event
        assert found
        here, there = prints(found), prints(planned)
        freed = {"summary": "title", "location": "location", "start": "when", "end": "when"}
        assert not [
            name
            for name in ("when", "title", "description", "location", "reminders", "colour", "busy")
            if name not in {freed[key] for key in theirs} and getattr(here, name) != getattr(there, name)
        ], f"not as planned: {planned.address}"

    def settled(self) -> None:
        """One more run is one request and no write (I6)."""
        self.server.journal.clear()
        told = self.sync()
        assert told.refusal is None, told.refusal
        assert (told.pending, told.halt, told.done) == (0, None, [])
        assert self.server.journal.calls == ["events.list"]


def day(number: int) -> date:
    """The day of a session as first planned."""
    return (NOW.date().replace(month=3, day=1)) + timedelta(days=number)
