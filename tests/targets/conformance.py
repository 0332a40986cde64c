"""What every door must do, whatever is behind it: one suite, inherited once for each kind of calendar.

A door's test module gives a `Place`, with the calendar and an athlete in it, and inherits `DoorConformance`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import pytest

from countback.events.event import Group, Timed, event_uid, prints
from countback.ledger.store import in_memory
from countback.sync.patience import Patience
from countback.sync.run import sync
from countback.sync.values import Order
from countback.targets.port import (
    Applied,
    Delete,
    Deleted,
    Insert,
    Look,
    Patch,
    Remote,
    TokenExpired,
    Unknown,
    Write,
)
from tests.sync.paper import ADDRESSES, RACE, SEASON, Changed, PaperPlanner, first_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from countback.events.event import Event
    from countback.ledger.store import Opened
    from countback.sync.values import Told
    from countback.targets.port import Door

LOOK = Look("Paper", "Europe/Berlin", "Training")
LONG = ADDRESSES[5]
DAY = timedelta(days=1)


class Place(Protocol):
    """A calendar of some kind, and the athlete who has it open."""

    def door(self) -> Door:
        """A door to it, with nothing counted; a new one each time."""
        ...

    def rename(self, uid: str, title: str) -> None:
        """The athlete renames an event."""
        ...

    def drag(self, uid: str, by: timedelta) -> None:
        """The athlete moves an event."""
        ...

    def delete(self, uid: str) -> None:
        """The athlete deletes an event."""
        ...

    def add_foreign(self) -> None:
        """The athlete makes an event of their own."""
        ...

    def foreign(self) -> object:
        """All there is of that event, so that any change shows."""
        ...


def noted(event: Event, **changes: object) -> Event:
    """An event with the base that a merge would give it."""
    changed = replace(event, **changes)  # type: ignore[arg-type]
    return replace(changed, base=prints(changed), revision=1)


def ours(door: Door, token: str | None = None) -> tuple[dict[str, Remote], str]:
    """What a read tells of our own events, and its token."""
    found: dict[str, Remote] = {}
    newest = ""
    for page in door.pull(token):
        found |= {remote.uid: remote for remote in page.remotes if remote.uid.endswith("@countback")}
        newest = page.token or newest
    return found, newest


def inserted(door: Door, *events: Event) -> list[Remote]:
    """Events put in, each answered whole."""
    outcomes = door.send([Insert(event) for event in events])
    assert all(isinstance(outcome, Applied) for outcome in outcomes), outcomes
    return [outcome.remote for outcome in outcomes if isinstance(outcome, Applied)]


class DoorConformance:
    """The suite. Subclasses have a fixture `place`."""

    @pytest.fixture
    def place(self) -> Place:
        """The calendar."""
        raise NotImplementedError

    @pytest.fixture
    def door(self, place: Place) -> Door:
        """A door to a calendar that is there."""
        door = place.door()
        if not door.calendar:
            door.make(LOOK)
        return door

    # --- what is written comes back ---

    def test_a_calendar_is_made_once_and_has_an_id(self, place: Place) -> None:
        """Empty before, told after."""
        door = place.door()
        assert not door.calendar
        made = door.make(LOOK)
        assert made
        assert made == door.calendar
        assert ours(door)[0] == {}
        assert door.describe()

    def test_every_group_of_fields_comes_back_as_it_was_written(self, door: Door) -> None:
        """By fingerprint; with identity, base and revision."""
        events = [noted(event, location="the park", busy=True) for event in first_plan().values()]
        for event, remote in zip(events, inserted(door, *events), strict=True):
            here = remote.event
            assert here
            assert remote.etag
            assert prints(here) == event.base == here.base
            assert (here.season, here.address, here.generation, here.revision) == (SEASON, event.address, 0, 1)

    def test_what_was_answered_is_what_a_read_tells(self, door: Door) -> None:
        """Etags too."""
        told = inserted(door, *map(noted, first_plan().values()))
        found, _ = ours(door)
        assert {remote.uid: remote.etag for remote in told} == {uid: one.etag for uid, one in found.items()}

    def test_an_identity_is_used_once(self, door: Door) -> None:
        """A second insert is not a success, whatever else it is."""
        event = noted(first_plan()[LONG])
        inserted(door, event)
        (outcome,) = door.send([Insert(replace(event, title="again"))])
        assert isinstance(outcome, Unknown)
        found, _ = ours(door)
        assert found[event.uid].event
        assert [one.event.title for one in found.values() if one.event] == [event.title]

    # --- preconditions ---

    def test_a_patch_changes_its_groups_and_nothing_else(self, door: Door) -> None:
        """The title is written, the hour that the event names otherwise is not."""
        (remote,) = inserted(door, noted(first_plan()[LONG]))
        wanted = noted(first_plan()[LONG], title="Hills", colour="crimson")
        (outcome,) = door.send([Patch(wanted, frozenset({Group.TITLE}), remote.etag)])
        assert isinstance(outcome, Applied)
        here = outcome.remote.event
        assert here
        assert (here.title, here.colour) == ("Hills", first_plan()[LONG].colour)
        assert outcome.remote.etag != remote.etag
        assert here.base == wanted.base

    def test_timed_becomes_whole_days_and_back(self, door: Door) -> None:
        """Without a rest of the one in the other."""
        timed, whole = first_plan()[LONG], first_plan()["r/base"]
        (remote,) = inserted(door, noted(timed))
        for when in (whole.when, timed.when):
            wanted = noted(timed, when=when)
            (outcome,) = door.send([Patch(wanted, frozenset({Group.WHEN}), remote.etag)])
            assert isinstance(outcome, Applied)
            remote = outcome.remote
            assert remote.event
            assert prints(remote.event).when == prints(wanted).when

    def test_nothing_is_patched_or_deleted_that_changed_meanwhile(self, place: Place, door: Door) -> None:
        """The etag is the precondition."""
        (remote,) = inserted(door, noted(first_plan()[LONG]))
        place.rename(remote.uid, "With Ana")
        event = noted(first_plan()[LONG], title="Hills")
        for write in (Patch(event, frozenset({Group.TITLE}), remote.etag), Delete(event, remote.etag)):
            (outcome,) = door.send([write])
            assert isinstance(outcome, Unknown)
        found, _ = ours(door)
        here = found[remote.uid].event
        assert here
        assert here.title == "With Ana"

    def test_a_deletion_is_told_and_done_once(self, door: Door) -> None:
        """The second one is no success."""
        (remote,) = inserted(door, noted(first_plan()[LONG]))
        assert remote.event
        assert [type(one) for one in door.send([Delete(remote.event, remote.etag)])] == [Deleted]
        assert [type(one) for one in door.send([Delete(remote.event, remote.etag)])] == [Unknown]
        found, _ = ours(door)
        assert all(one.event is None for one in found.values())

    def test_one_write_that_fails_leaves_the_others_alone(self, place: Place, door: Door) -> None:
        """Outcomes come in the order of the writes."""
        (remote,) = inserted(door, noted(first_plan()[LONG]))
        place.rename(remote.uid, "With Ana")
        event = noted(first_plan()[LONG], title="Hills")
        writes: list[Write] = [Patch(event, frozenset({Group.TITLE}), remote.etag), Insert(noted(first_plan()[RACE]))]
        assert [type(one) for one in door.send(writes)] == [Unknown, Applied]

    # --- reading ---

    def test_a_token_tells_what_changed_since(self, place: Place, door: Door) -> None:
        """All of it, or that it is no good; then a read without one tells all."""
        inserted(door, *map(noted, first_plan().values()))
        _, token = ours(door)
        place.rename(event_uid(SEASON, LONG), "With Ana")
        try:
            found, _ = ours(door, token)
        except TokenExpired:
            found, _ = ours(door)
        here = found[event_uid(SEASON, LONG)].event
        assert here
        assert here.title == "With Ana"

    def test_nothing_new_is_told_as_nothing(self, door: Door) -> None:
        """By the newest token."""
        inserted(door, *map(noted, first_plan().values()))
        _, token = ours(door)
        assert ours(door, token)[0] == {}

    # --- whole runs ---

    @pytest.fixture
    def ledger(self) -> Iterator[Opened]:
        """A ledger of this test's own."""
        opened = in_memory()
        yield opened
        opened.connection.close()

    def _sync(self, place: Place, ledger: Opened, planner: PaperPlanner) -> Told:
        slept: list[float] = []
        told = sync(place.door(), ledger.target("it"), planner, Order("it", LOOK), Patience(slept.append, lambda: 0.5))
        assert (told.refusal, told.halt, told.pending, slept) == (None, None, 0, [])
        return told

    def test_a_settled_calendar_is_one_request_and_no_write(self, place: Place, ledger: Opened) -> None:
        """After all was written, and told back."""
        planner = PaperPlanner()
        first = self._sync(place, ledger, planner)
        assert len(first.done) == len(planner.wish(()).events) - 2  # two sessions have begun
        second = self._sync(place, ledger, planner)
        assert (second.done, second.kept, second.moved, second.requests) == ([], (), [], 1)

    def test_edits_stay_and_come_back(self, place: Place, ledger: Opened) -> None:
        """Dragged, renamed, deleted; foreign events untouched; the plan's other changes arrive."""
        planner = PaperPlanner()
        self._sync(place, ledger, planner)
        place.add_foreign()
        before = place.foreign()
        place.drag(event_uid(SEASON, LONG), DAY)
        place.rename(event_uid(SEASON, ADDRESSES[6]), "With Ana")
        place.delete(event_uid(SEASON, ADDRESSES[7]))
        planner.diary.append(Changed(ADDRESSES[8], title="Hills"))
        told = self._sync(place, ledger, planner)
        assert [write.event.address for write in told.done] == [ADDRESSES[8]]
        assert [move.address for move in told.moved] == [LONG]
        assert told.skipped == [ADDRESSES[7]]
        assert [(one.address, one.field, one.yours) for one in told.kept] == [(ADDRESSES[6], "title", "With Ana")]
        assert place.foreign() == before
        assert self._sync(place, ledger, planner).done == []

    def test_a_run_across_the_change_of_clocks_keeps_its_hour(self, place: Place, ledger: Opened) -> None:
        """Half past six in the evening, before and after the night of the change."""
        planner = PaperPlanner()
        self._sync(place, ledger, planner)
        found, _ = ours(place.door())
        starts = {one.event.address: one.event.when for one in found.values() if one.event}
        hours = [when.start.hour for address, when in starts.items() if isinstance(when, Timed) and address != RACE]
        assert set(hours) == {18}

    def test_a_lost_ledger_writes_nothing(self, place: Place, ledger: Opened) -> None:
        """The base is in the events."""
        planner = PaperPlanner()
        self._sync(place, ledger, planner)
        place.rename(event_uid(SEASON, LONG), "With Ana")
        other = in_memory()
        try:
            told = self._sync(place, other, planner)
        finally:
            other.connection.close()
        assert (told.done, [one.yours for one in told.kept]) == ([], ["With Ana"])
