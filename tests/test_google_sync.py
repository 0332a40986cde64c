"""The whole run against the strict Google server: what it costs, and every fault at every request of it.

`COUNTBACK_FAULTS=all` enumerates more places within answers and batches than CI does.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from countback.events.event import MARKER
from tests.google_door import keep_sign_in
from tests.google_season import Machine, Plan, address, event_id
from tests.google_server import (
    Before,
    CutOff,
    CutPart,
    Drop,
    Ending,
    GoogleServer,
    Lose,
    Refuse,
    RefuseParts,
    Shorten,
    Stall,
    StallAnswer,
    StopAfter,
    Then,
    Twice,
    calls,
    nth,
)
from tests.google_server import refusals as why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from countback.targets.port import Door, Look, Outcome, Page, Write
    from tests.google_server.faults import Action

FORTY = frozenset(range(40))
MANY = os.environ.get("COUNTBACK_FAULTS") == "all"


@pytest.fixture
def server() -> Iterator[GoogleServer]:
    """A server with nothing wrong so far."""
    with GoogleServer() as running:
        yield running


@pytest.fixture
def machine(server: GoogleServer, tmp_path: Path) -> Machine:
    """A machine on which nothing was synced yet."""
    return Machine(server, keep_sign_in(server, tmp_path / "config"), tmp_path, Plan(sessions=60))


def synced(machine: Machine) -> Machine:
    """After a first sync, with nothing counted so far."""
    assert machine.sync().refusal is None
    machine.server.journal.clear()
    return machine


# --- what a run costs ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sessions", [1, 49, 50, 51, 100, 120, 300])
def test_a_first_sync_costs_a_request_for_every_fifty_events(machine: Machine, sessions: int) -> None:
    """One that makes the calendar, one that reads it, and the batches; no token request."""
    machine.plan.sessions = sessions
    told = machine.sync()
    batches = -(-sessions // 50)
    assert (machine.server.journal.api_requests, told.requests) == (2 + batches, 2 + batches)
    assert machine.server.journal.token_requests == 0
    assert len(machine.server.journal.writes) == sessions
    machine.check()


def test_nothing_changed_is_one_request_and_no_write(machine: Machine) -> None:
    """And no token request."""
    synced(machine).settled()
    assert machine.server.journal.token_requests == 0


@pytest.mark.parametrize("changed", [1, 3, 50, 51, 60])
def test_so_many_changes_are_so_many_writes(machine: Machine, changed: int) -> None:
    """One read, the batches, and exactly one write for each changed session."""
    synced(machine).plan.change(shifted=frozenset(range(changed)))
    told = machine.sync()
    assert (machine.server.journal.api_requests, told.requests) == (1 + -(-changed // 50),) * 2
    assert machine.server.journal.writes == [("events.patch", 200)] * changed
    machine.check()
    machine.settled()


def test_a_sync_token_that_ended_costs_one_request_more(machine: Machine) -> None:
    """The list in full, and nothing is written."""
    synced(machine).athlete.expire_sync_tokens()
    told = machine.sync()
    assert (told.done, told.requests, machine.server.journal.calls) == ([], 2, ["events.list"] * 2)


def test_an_access_token_that_ended_costs_a_token_request(machine: Machine) -> None:
    """Of the calendar, no request more."""
    synced(machine)
    machine.store = keep_sign_in(machine.server, machine.store.folder, timedelta(0))
    machine.sync()
    assert (machine.server.journal.api_requests, machine.server.journal.token_requests) == (1, 1)
    machine.settled()
    assert machine.server.journal.token_requests == 0


def test_a_patch_names_its_group_and_no_other(machine: Machine) -> None:
    """A session that is renamed keeps its hour, and the other way round."""
    synced(machine).plan.change(renamed=frozenset({3}))
    machine.sync()
    (part,) = machine.server.journal.entries[-1].received.parts
    assert b'"summary"' in part.body
    assert not [name for name in (b'"start"', b'"description"', b'"reminders"') if name in part.body]


# --- the athlete -----------------------------------------------------------------------------------------------------


def test_a_dragged_session_stays_and_the_diary_knows(machine: Machine) -> None:
    """It comes back as `moved`, and the next run has nothing to do."""
    dragged = synced(machine).athlete.drag(event_id(5), timedelta(days=-1, hours=2))
    told = machine.sync()
    assert [(move.address, move.spot.at.hour if move.spot.at else None) for move in told.moved] == [(address(5), 8)]
    assert machine.athlete.event(event_id(5))["start"] == dragged["start"]
    machine.plan.change(shifted=FORTY)
    machine.sync()
    assert machine.athlete.event(event_id(5))["start"] == dragged["start"]
    machine.check(mine={5: {"start": dragged["start"], "end": dragged["end"]}})
    machine.settled()


def test_a_deleted_session_is_skipped_and_never_comes_back(machine: Machine) -> None:
    """Not by a changed plan, nor when Google has forgotten it, or its id stays taken."""
    synced(machine).athlete.delete(event_id(7))
    assert machine.sync().skipped == [address(7)]
    machine.athlete.bury_tombstones()
    machine.plan.change(shifted=FORTY)
    machine.sync()
    machine.check(gone=frozenset({7}))
    machine.settled()


def test_a_rename_and_a_note_stay_while_the_hour_follows_the_plan(machine: Machine) -> None:
    """Field by field; notes below the marker move along with a renewed text."""
    athlete = synced(machine).athlete
    athlete.edit(event_id(2), summary="With Anna")
    note = f"{athlete.event(event_id(3))['description']}\n{MARKER}\nNew shoes"
    athlete.edit(event_id(3), description=note)
    machine.plan.change(shifted=FORTY, renamed=FORTY)
    told = machine.sync()
    assert [(kept.address, kept.field, kept.yours) for kept in told.kept] == [(address(2), "title", "With Anna")]
    assert athlete.event(event_id(3))["description"].endswith("New shoes")
    machine.check(mine={2: {"summary": "With Anna"}})


def test_what_the_service_rewrites_is_no_edit(machine: Machine) -> None:
    """Descriptions that come back otherwise than they were sent do not freeze, nor are they written for ever."""
    machine.server.account.rewrite = lambda text: text.replace("you can talk", "you  can talk.")
    synced(machine).settled()
    machine.plan.change(shifted=FORTY)
    machine.sync()
    assert machine.server.journal.writes == [("events.patch", 200)] * 40


def test_what_another_app_wiped_is_known_by_its_id(machine: Machine) -> None:
    """The ledger knows what we wrote; the next write notes it in the event again."""
    synced(machine).athlete.wipe_properties(event_id(3))
    machine.plan.change(shifted=FORTY)
    machine.sync()
    assert machine.server.journal.writes == [("events.patch", 200)] * 40
    machine.check()
    machine.settled()


def test_a_copy_of_an_event_is_the_athletes_own(machine: Machine) -> None:
    """Google copies our notes along with it; it is not touched, etag included, and nothing counts as doubled."""
    athlete = synced(machine).athlete
    original = athlete.event(event_id(3))
    names = ("extendedProperties", "description", "reminders")
    copy = athlete.add("Copy", original["start"], original["end"], **{name: original[name] for name in names})
    machine.plan.change(shifted=FORTY, dropped=frozenset({41}))
    machine.sync()
    assert athlete.event(copy["id"]) == copy
    assert machine.server.journal.writes == [("events.patch", 200)] * 40 + [("events.delete", 204)]
    machine.settled()


def test_two_reminders_survive_a_new_plan(machine: Machine) -> None:
    """What one number cannot tell is the athlete's all the same."""
    theirs = {"useDefault": False, "overrides": [{"method": "email", "minutes": 60}, {"method": "popup", "minutes": 9}]}
    synced(machine).athlete.edit(event_id(3), reminders=theirs)
    machine.plan.change(shifted=FORTY)
    machine.sync()
    assert machine.athlete.event(event_id(3))["reminders"] == theirs
    machine.settled()


def test_a_new_machine_takes_the_calendar_over(machine: Machine, tmp_path: Path) -> None:
    """No ledger, the same calendar: one read, no write."""
    calendar = synced(machine).calendar
    other = replace(machine, folder=tmp_path / "other")
    other.folder.mkdir()
    from countback.ledger.store import opened

    with opened(other.folder) as ledgers:
        ledgers.target("google").put("calendar", calendar)
    told = other.sync()
    assert (told.done, told.findings, machine.server.journal.calls) == ([], [], ["events.list"])


# --- every fault at every request ------------------------------------------------------------------------------------

REFUSALS = (
    *(why.TOO_MANY, why.RATE_LIMIT, why.USER_RATE_LIMIT, why.QUOTA, why.DAILY_LIMIT, why.BACKEND, why.UNAVAILABLE),
    *(why.FORBIDDEN, why.NOT_FOUND, why.CONFLICT, why.DUPLICATE, why.PRECONDITION, why.DELETED, why.FULL_SYNC),
    replace(why.TOO_MANY, retry_after=20),
)
SHARES = tuple(n / 20 for n in range(20)) if MANY else (0.0, 0.3, 0.6, 0.95)
PLACES = tuple(range(10)) if MANY else (0, 5, 9)


def transport_faults() -> list[tuple[str, Action]]:
    """What happens on the way."""
    cuts = [(f"cut-{share}-{ending.name}", CutOff(share, ending)) for share in SHARES for ending in Ending]
    parts = [(f"part-{place}-{share}", CutPart(place, share)) for place in PLACES for share in SHARES[1:3]]
    stops = [(f"stop-after-{place}", StopAfter(place)) for place in PLACES]
    throttled = [(f"throttled-{n}", RefuseParts(frozenset(PLACES[:n]), why.TOO_MANY)) for n in (1, len(PLACES))]
    whole: list[tuple[str, Action]] = [
        ("drop", Drop()),
        ("lose", Lose()),
        ("twice", Twice()),
        ("stall", Stall(0.02)),
        ("late", StallAnswer(0.02)),
    ]
    return [*whole, *cuts, *parts, *stops, *throttled]


def refusals() -> list[tuple[str, Action]]:
    """What the server says, to all or to one part."""
    whole = [(f"{each.code}-{each.reason}-{each.retry_after}", Refuse(each)) for each in REFUSALS]
    return whole + [(f"part-{each.code}-{each.reason}", RefuseParts(frozenset({1}), each)) for each in REFUSALS[:-1]]


FAULTS = dict(transport_faults() + refusals())
PART_ONLY = (CutPart, StopAfter, RefuseParts)
FIRST_SYNC = ("calendars.insert", "events.list", "batch", "batch")
SHIFT = ("events.list", "batch")


def boundaries(requests: tuple[str, ...]) -> list[tuple[int, str]]:
    """Each request with each fault that can befall it."""
    return [
        (number, name)
        for number, request in enumerate(requests, 1)
        for name, fault in FAULTS.items()
        if request == "batch" or not isinstance(fault, PART_ONLY)
    ]


def finished(machine: Machine) -> None:
    """The next run sets everything right; where Google asked to stop, some hours have passed."""
    machine.server.faults.clear()
    told = machine.sync()
    assert told.refusal is None, told.refusal
    assert told.pending == 0


@pytest.mark.parametrize(("number", "fault"), boundaries(FIRST_SYNC))
def test_a_first_sync_survives(machine: Machine, number: int, fault: str) -> None:
    """Whatever befalls one of its requests: nothing doubled, all there after the next run, which then rests."""
    machine.server.faults.script(nth(number), FAULTS[fault])
    machine.sync()
    finished(machine)
    machine.check()
    assert not [slept for slept in machine.slept if slept > 120]
    machine.settled()


@pytest.mark.parametrize(("number", "fault"), boundaries(SHIFT))
def test_a_shift_of_forty_events_survives(machine: Machine, number: int, fault: str) -> None:
    """Whatever befalls one of its requests; what the athlete did before it is still there, and three are dropped."""
    athlete = synced(machine).athlete
    athlete.edit(event_id(4), summary="With Anna")
    athlete.edit(event_id(5), location="Park")
    athlete.delete(event_id(6))
    machine.plan.change(shifted=FORTY, dropped=frozenset({41, 42, 43}))
    machine.server.faults.script(nth(number), FAULTS[fault])
    machine.sync()
    finished(machine)
    machine.check(mine={4: {"summary": "With Anna"}, 5: {"location": "Park"}}, gone=frozenset({6}))
    machine.settled()


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("then", [Before, Then])
@pytest.mark.parametrize("what", ["edit", "drag", "delete", "edit-dropped", "edit-all"])
def test_the_athlete_may_act_at_any_moment(machine: Machine, number: int, then: type[Before | Then], what: str) -> None:
    """Between any two requests, or before an answer arrives: it is respected."""
    athlete = synced(machine).athlete
    acts = {
        "edit": lambda: athlete.edit(event_id(1), summary="Mine"),
        "drag": lambda: athlete.drag(event_id(1), timedelta(hours=3)),
        "delete": lambda: athlete.delete(event_id(1)),
        "edit-dropped": lambda: athlete.edit(event_id(41), summary="Mine"),
        "edit-all": lambda: [athlete.edit(event_id(n), location="Park") for n in range(45)],
    }
    machine.plan.change(shifted=FORTY, dropped=frozenset({41, 42, 43}))
    machine.server.faults.script(nth(number), then(acts[what]))
    machine.sync()
    finished(machine)
    live = {one: events[0] for one, events in machine.live().items()}
    match what:
        case "edit":
            assert live[address(1)]["summary"] == "Mine"
        case "delete":
            assert address(1) not in live
        case "edit-dropped":
            is_there = address(41) in live
            assert is_there is (number == 1 or then is Before)  # else it had been deleted before
        case "edit-all":
            assert all(live[address(n)]["location"] == "Park" for n in range(41))
        case "drag":
            assert [entry for entry in machine.plan.diary if getattr(entry, "session", "") == address(1)]
    machine.settled()


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_permission_revoked_at_any_moment_ends_the_run_and_loses_nothing(machine: Machine, number: int) -> None:
    """Exit 3; after signing in again the sync goes on as if nothing had been."""
    machine.server.faults.script(nth(number), Before(machine.server.sign_in.revoke_all))
    told = machine.sync()
    assert told.refusal is not None
    assert told.refusal.code == 3
    machine.store = keep_sign_in(machine.server, machine.store.folder)
    finished(machine)
    machine.check()
    machine.settled()


@pytest.mark.parametrize("number", [1, 2])
def test_an_access_token_that_ends_at_any_moment_is_renewed(machine: Machine, number: int) -> None:
    """The run goes on."""
    synced(machine).plan.change(shifted=FORTY)
    machine.server.faults.script(nth(number), Before(machine.server.sign_in.expire_access))
    told = machine.sync()
    assert (told.refusal, told.pending) == (None, 0)
    machine.check()
    machine.settled()


@pytest.mark.parametrize("left", [0, 1, 20, 50])
def test_a_list_that_is_cut_short_deletes_nothing(machine: Machine, left: int) -> None:
    """Empty, or with most events gone: nothing is written, nothing skipped; a whole list later, all is well."""
    athlete = synced(machine).athlete
    athlete.expire_sync_tokens()
    machine.plan.change(shifted=FORTY)
    machine.server.faults.script(calls("events.list"), Shorten(left), skip=1)
    told = machine.sync()
    assert told.skipped == []
    finished(machine)
    machine.check()
    machine.settled()


def test_a_calendar_that_was_deleted_is_told(machine: Machine) -> None:
    """And nothing is made anew behind the athlete's back."""
    synced(machine).athlete.delete_calendar()
    told = machine.sync()
    assert told.refusal
    assert "is not there" in str(told.refusal)
    assert machine.server.made_calendars == []


def test_one_event_that_google_refuses_does_not_stop_the_others(machine: Machine) -> None:
    """It is set aside and told."""
    machine.server.faults.script(calls("events.insert"), RefuseParts(frozenset({3}), why.TIME_RANGE_EMPTY))
    told = machine.sync()
    assert [finding.session for finding in told.findings] == [address(3)]
    assert len(machine.athlete.events()) == 59


# --- the process ends ------------------------------------------------------------------------------------------------


class KilledError(BaseException):
    """The process ends here. Nothing may catch it."""


@dataclass
class Dying:
    """A door at which the process ends, before or after the call with a number: what was answered is never noted."""

    door: Door
    number: int
    before: bool
    calls: int = 0

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the door has
        """All but the calls that make requests is the door's."""
        return getattr(self.door, name)

    def _call(self, ask: Callable[[], Any]) -> Any:  # noqa: ANN401 - as above
        self.calls += 1
        if self.before and self.calls == self.number:
            raise KilledError
        answer = ask()
        if self.calls == self.number:
            raise KilledError
        return answer

    def make(self, look: Look) -> str:
        """Make the calendar, or die."""
        return str(self._call(lambda: self.door.make(look)))

    def pull(self, token: str | None) -> Iterator[Page]:
        """Read a page at a time, or die in between."""
        pages = iter(self.door.pull(token))
        while page := self._call(lambda: next(pages, None)):
            yield page

    def send(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """Write, or die."""
        return cast("Sequence[Outcome]", self._call(lambda: self.door.send(writes)))


def dies(machine: Machine, number: int, *, before: bool) -> bool:
    """A run that ends at a call; whether it got that far."""
    machine.through = lambda door: cast("Door", Dying(door, number, before))
    try:
        machine.sync()
    except KilledError:
        return True
    finally:
        machine.through = lambda door: door
    return False


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("number", range(1, 6))
def test_a_first_sync_that_is_killed_between_answer_and_note(machine: Machine, number: int, before: bool) -> None:  # noqa: FBT001
    """What Google did and the ledger never learned of is found in the events themselves."""
    assert dies(machine, number, before=before)
    finished(machine)
    machine.check()
    machine.settled()


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("number", range(1, 4))
def test_a_shift_that_is_killed_between_answer_and_note(machine: Machine, number: int, before: bool) -> None:  # noqa: FBT001
    """Deletions of ours among them: they are not taken for the athlete's."""
    athlete = synced(machine).athlete
    athlete.edit(event_id(4), summary="With Anna")
    athlete.delete(event_id(6))
    machine.plan.change(shifted=FORTY, dropped=frozenset({41, 42, 43}))
    assert dies(machine, number, before=before)
    finished(machine)
    machine.check(mine={4: {"summary": "With Anna"}}, gone=frozenset({6}))
    machine.plan.change(dropped=frozenset())
    finished(machine)
    machine.check(mine={4: {"summary": "With Anna"}}, gone=frozenset({6}))
    machine.settled()
