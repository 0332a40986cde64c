"""The door to Google against the strict local server: what is asked, which answers count, what each error means."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httplib2
import pytest

from countback.events.event import AllDay, Group
from countback.targets import google_http
from countback.targets.google import GoogleDoor
from countback.targets.google_auth import Access
from countback.targets.google_events import google_id
from countback.targets.pace import Pace
from countback.targets.port import (
    Applied,
    CalendarGone,
    Delete,
    Deleted,
    Insert,
    NotPermitted,
    Patch,
    QuotaSpent,
    Refusal,
    Rejected,
    Remote,
    SignInNeeded,
    TokenExpired,
    TryLater,
    Unknown,
)
from tests.google_door import LOOK, FakeTime, google_door, keep_sign_in, run
from tests.google_server import (
    ALWAYS,
    Before,
    CutOff,
    CutPart,
    Drop,
    Ending,
    GoogleServer,
    Lose,
    Refuse,
    RefuseParts,
    Reword,
    Stall,
    StopAfter,
    Twice,
    any_request,
    batches,
    calls,
    later_pages,
    token_request,
)
from tests.google_server import refusals as why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from countback.events.event import Event
    from countback.targets.google_store import Store
    from countback.targets.port import Outcome, Page, Write
    from tests.google_server.faults import Action


@pytest.fixture
def server() -> Iterator[GoogleServer]:
    """A server with nothing wrong so far."""
    with GoogleServer() as running:
        yield running


@pytest.fixture
def store(server: GoogleServer, tmp_path: Path) -> Store:
    """Where a sign-in at the server is kept."""
    return keep_sign_in(server, tmp_path / "config")


@pytest.fixture
def door(server: GoogleServer, store: Store) -> Iterator[GoogleDoor]:
    """A door to a calendar made by it, with nothing counted so far."""
    with google_door(server, store) as opened:
        opened.make(LOOK)
        opened.send([Delete(run(99), '"0"')])  # so that colouring the calendar is behind us
        server.journal.clear()
        yield opened


def inserted(door: GoogleDoor, *events: Event) -> list[Remote]:
    """The events, put into the calendar."""
    outcomes = door.send([Insert(event) for event in events])
    assert all(isinstance(outcome, Applied) for outcome in outcomes), outcomes
    return [outcome.remote for outcome in outcomes if isinstance(outcome, Applied)]


def pulled(door: GoogleDoor, token: str | None = None) -> list[Page]:
    """All pages."""
    return list(door.pull(token))


def sent(door: GoogleDoor, *events: Event) -> list[Outcome]:
    """What becomes of inserts."""
    return list(door.send([Insert(event) for event in events]))


# --- where it leads --------------------------------------------------------------------------------------------------


def test_with_another_root_nothing_goes_to_google() -> None:
    """Neither requests nor batches: the client's own setting forgets the latter, the token in them."""
    where = google_http.root({"COUNTBACK_GOOGLE_ROOT": "http://127.0.0.1:4802"})
    client = google_http.client(google_http.transport(where), where)
    assert client.new_batch_http_request()._batch_uri == "http://127.0.0.1:4802/batch/calendar/v3"  # noqa: SLF001
    assert client.events().list(calendarId="x").uri.startswith("http://127.0.0.1:4802/calendar/v3/")
    assert "googleapis.com" not in str([v for v in google_http.description(where).values() if isinstance(v, str)][:20])


def test_without_a_root_it_is_googles_own() -> None:
    """As the client ships it."""
    client = google_http.client(google_http.transport(None), google_http.root({}))
    assert client.new_batch_http_request()._batch_uri == "https://www.googleapis.com/batch/calendar/v3"  # noqa: SLF001


def test_the_calendar_is_made_with_its_name_and_zone(server: GoogleServer, store: Store) -> None:
    """One request, and its colour travels with the first events."""
    with google_door(server, store) as door:
        made = door.make(LOOK)
        inserted(door, run())
        resource = server.account.calendar(made)
        assert (resource.resource["summary"], resource.zone) == ("Countback", "Europe/Berlin")
        assert resource.entry == {"colorId": "8"}
        assert (door.calendar, door.requests, server.journal.api_requests) == (made, 2, 2)
        assert made in door.describe()


def test_a_full_batch_leaves_no_room_for_colour(server: GoogleServer, store: Store) -> None:
    """Fifty parts are fifty parts: an ornament costs no request."""
    with google_door(server, store) as door:
        door.make(LOOK)
        inserted(door, *map(run, range(50)))
        assert server.journal.api_requests == 2
        inserted(door, run(50))
        assert server.account.calendar(door.calendar).entry == {"colorId": "8"}


# --- reading ---------------------------------------------------------------------------------------------------------


def test_a_read_tells_events_deletions_and_a_token(server: GoogleServer, door: GoogleDoor) -> None:
    """In full first, then what has changed, deleted events by their identity alone."""
    inserted(door, run(0), run(1))
    (page,) = pulled(door)
    assert {remote.uid for remote in page.remotes} >= {run(0).uid, run(1).uid}
    server.athlete(door.calendar).delete(google_id(run(0).uid))
    (changes,) = pulled(door, page.token)
    assert changes.remotes == (Remote(run(0).uid),)
    (nothing,) = pulled(door, changes.token)
    assert nothing.remotes == ()


def test_every_page_is_asked_for_in_the_same_way(server: GoogleServer, store: Store) -> None:
    """Google wants the parameters of the first request in all others; and a token is on the last page only."""
    with google_door(server, store, per_page=3) as door:
        door.make(LOOK)
        inserted(door, *map(run, range(8)))
        server.journal.clear()
        pages = pulled(door)
        assert [len(page.remotes) for page in pages] == [3, 3, 2]
        assert [bool(page.token) for page in pages] == [False, False, True]
        pulled(door, pages[-1].token)
    queries = [parse_qs(urlsplit(entry.received.target).query) for entry in server.journal.entries]
    for query in queries:
        assert (query["showDeleted"], query["maxResults"]) == (["true"], ["3"])
        assert set(query) <= {"showDeleted", "maxResults", "pageToken", "syncToken", "alt"}


@pytest.mark.parametrize("refusal", [why.FULL_SYNC, why.UPDATED_MIN_TOO_LONG_AGO, why.BAD_SYNC_TOKEN])
def test_a_token_that_is_no_good_any_more(server: GoogleServer, door: GoogleDoor, refusal: why.Refusal) -> None:
    """Asks for a read in full, and says nothing else."""
    (page,) = pulled(door)
    server.faults.script(calls("events.list"), Refuse(refusal))
    with pytest.raises(TokenExpired):
        pulled(door, page.token)


def test_a_token_can_end_on_a_later_page(server: GoogleServer, store: Store) -> None:
    """What came before is void."""
    with google_door(server, store, per_page=2) as door:
        door.make(LOOK)
        (page,) = pulled(door)
        inserted(door, *map(run, range(5)))
        server.faults.script(later_pages, Refuse(why.FULL_SYNC))
        pages = door.pull(page.token)
        assert next(pages).token is None
        with pytest.raises(TokenExpired):
            next(pages)


@pytest.mark.parametrize(
    ("refusal", "kind", "wait"),
    [
        (why.RATE_LIMIT, TryLater, 0),
        (why.USER_RATE_LIMIT, TryLater, 0),
        (why.Refusal(429, "rateLimitExceeded", "Slow", "usageLimits", None, 7), TryLater, 7),
        (why.BACKEND, TryLater, 0),
        (replace(why.UNAVAILABLE, retry_after=30), TryLater, 30),
        (why.QUOTA, QuotaSpent, None),
        (why.DAILY_LIMIT, QuotaSpent, None),
        (why.FORBIDDEN, NotPermitted, None),
        (why.NO_SCOPE, NotPermitted, None),
        (why.Refusal(403, "accessNotConfigured", "Not on", "usageLimits"), NotPermitted, None),
        (why.NOT_FOUND, CalendarGone, None),
        (why.FULL_SYNC, TryLater, 0),  # of a read without a token, there is nothing to drop
        (why.BAD_CREDENTIALS, SignInNeeded, None),
    ],
)
def test_what_a_refused_read_means(
    server: GoogleServer, door: GoogleDoor, refusal: why.Refusal, kind: type[Refusal], wait: float | None
) -> None:
    """A 403 is three things, and so is a 410: the reason decides."""
    server.faults.script(calls("events.list"), Refuse(refusal), times=ALWAYS)
    with pytest.raises(kind) as caught:
        pulled(door)
    assert getattr(caught.value, "wait", None) == wait


def test_a_calendar_of_others_is_not_ours_to_touch(server: GoogleServer, store: Store) -> None:
    """The permission is for calendars that we made; another one is named in what is said."""
    with google_door(server, store, "primary") as door, pytest.raises(NotPermitted, match="calendars that it made"):
        pulled(door)


def test_a_calendar_that_was_deleted(server: GoogleServer, door: GoogleDoor) -> None:
    """Is said to be gone, by its id, and how to begin anew."""
    server.athlete(door.calendar).delete_calendar()
    with pytest.raises(CalendarGone, match="countback disconnect") as caught:
        pulled(door)
    assert door.calendar in str(caught.value)


@pytest.mark.parametrize("ending", list(Ending))
@pytest.mark.parametrize("share", [0.0, 0.4, 0.9, 0.999])
def test_a_list_that_was_cut_off_is_no_list(
    server: GoogleServer, door: GoogleDoor, ending: Ending, share: float
) -> None:
    """Whether bytes are missed or not."""
    inserted(door, run())
    server.faults.script(calls("events.list"), CutOff(share, ending), times=ALWAYS)
    with pytest.raises(TryLater):
        pulled(door)


@pytest.mark.parametrize("lacking", ["items", "nextSyncToken"])
def test_a_list_that_lacks_something_is_no_list(server: GoogleServer, door: GoogleDoor, lacking: str) -> None:
    """A success without its items, or without an end, is believed in nothing."""
    server.faults.script(calls("events.list"), Reword(lambda body: {k: v for k, v in body.items() if k != lacking}))
    with pytest.raises(TryLater):
        pulled(door)


def test_an_event_without_an_etag_makes_the_list_void(server: GoogleServer, door: GoogleDoor) -> None:
    """Nothing could be written under a precondition then."""
    inserted(door, run())
    server.faults.script(
        calls("events.list"),
        Reword(lambda body: body | {"items": [{k: v for k, v in e.items() if k != "etag"} for e in body["items"]]}),
    )
    with pytest.raises(TryLater, match="etag"):
        pulled(door)


@pytest.mark.parametrize("fault", [Drop(), Stall(0.05)])
def test_a_read_that_nobody_answers(server: GoogleServer, door: GoogleDoor, fault: Drop | Stall) -> None:
    """Later, perhaps."""
    server.faults.script(any_request, fault, times=ALWAYS)
    with pytest.raises(TryLater, match="could not be reached"):
        pulled(door)


def test_a_server_that_is_not_there(server: GoogleServer, store: Store) -> None:
    """Certainly nothing was done."""
    with google_door(server, store) as door:
        server.stop()
        with pytest.raises(TryLater) as caught:
            door.make(LOOK)
        assert caught.value.untouched


# --- making a calendar -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [Lose(), CutOff(0.5, Ending.SHORT), CutOff(0.5, Ending.QUIET), Stall(0.05)])
def test_a_calendar_is_never_made_twice_unasked(server: GoogleServer, store: Store, fault: Action) -> None:
    """Whatever becomes of the answer, the request is sent once; httplib2 by itself would send it again."""
    server.faults.script(calls("calendars.insert"), fault)
    with google_door(server, store) as door:
        with pytest.raises(TryLater) as caught:
            door.make(LOOK)
        assert not caught.value.untouched
        assert server.journal.calls == ["calendars.insert"]
        assert door.calendar == ""


def test_a_calendar_refused_for_haste_was_not_made(server: GoogleServer, store: Store) -> None:
    """So it may be tried again."""
    server.faults.script(calls("calendars.insert"), Refuse(replace(why.TOO_MANY, retry_after=3)))
    with google_door(server, store) as door:
        with pytest.raises(TryLater) as caught:
            door.make(LOOK)
        assert (caught.value.untouched, caught.value.wait) == (True, 3)
        assert door.make(LOOK)


# --- writing ---------------------------------------------------------------------------------------------------------


def test_a_batch_is_one_request(server: GoogleServer, door: GoogleDoor) -> None:
    """Inserts, patches and deletions together, each with its own precondition."""
    first, second = inserted(door, run(0), run(1))
    server.journal.clear()
    moved = run(0, when=AllDay(date(2027, 3, 1), date(2027, 3, 2)))
    outcomes = door.send(
        [Patch(moved, frozenset({Group.WHEN}), first.etag), Delete(run(1), second.etag), Insert(run(2))]
    )
    assert [type(outcome) for outcome in outcomes] == [Applied, Deleted, Applied]
    (entry,) = server.journal.entries
    assert [part.etag for part in entry.received.parts] == [first.etag, second.etag, None]
    assert isinstance(outcomes[0], Applied)
    assert outcomes[0].remote.event
    assert outcomes[0].remote.event.when == moved.when


def test_outcomes_come_in_the_order_of_the_writes(server: GoogleServer, door: GoogleDoor) -> None:
    """Google does the parts of a batch in any order."""
    server.service.batch_order = lambda places: places[::-1]
    assert [remote.uid for remote in inserted(door, *map(run, range(5)))] == [run(n).uid for n in range(5)]


def test_nothing_to_send_is_no_request(server: GoogleServer, door: GoogleDoor) -> None:
    """An empty batch stays at home."""
    assert list(door.send([])) == []
    assert server.journal.api_requests == 0


def test_an_event_that_was_edited_meanwhile_is_not_written(server: GoogleServer, door: GoogleDoor) -> None:
    """412: the edit stays, and we have to read again."""
    (remote,) = inserted(door, run())
    athlete = server.athlete(door.calendar)
    athlete.edit(google_id(run().uid), summary="Mine")
    changed = run(title="Easy run, 12 km")
    assert door.send([Patch(changed, frozenset({Group.TITLE}), remote.etag), Delete(run(), remote.etag)]) == [
        Unknown("412 conditionNotMet"),
        Unknown("412 conditionNotMet"),
    ]
    assert athlete.event(google_id(run().uid))["summary"] == "Mine"


def test_what_errors_of_one_write_mean(door: GoogleDoor) -> None:
    """409 is taken, 404 and 410 are gone, 400 is wrong in itself; none of the first three is a conclusion."""
    (remote,) = inserted(door, run())
    door.send([Delete(run(), remote.etag)])
    assert door.send([Insert(run()), Delete(run(), remote.etag), Delete(run(7), '"1"'), Insert(run(3))])[:3] == [
        Unknown("409 duplicate", taken=True),
        Unknown("410 deleted", gone=True),
        Unknown("404 notFound", gone=True),
    ]
    wrong, right = sent(door, run(4, when=AllDay(date(2027, 3, 2), date(2027, 3, 2))), run(5))
    assert isinstance(wrong, Rejected)
    assert "time range" in wrong.why
    assert isinstance(right, Applied)


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [
        (why.TOO_MANY, Unknown("429 rateLimitExceeded", throttled=True)),
        (replace(why.TOO_MANY, retry_after=9), Unknown("429 rateLimitExceeded", wait=9, throttled=True)),
        (why.RATE_LIMIT, Unknown("403 rateLimitExceeded", throttled=True)),
        (why.USER_RATE_LIMIT, Unknown("403 userRateLimitExceeded", throttled=True)),
        (why.BACKEND, Unknown("500 backendError")),
        (why.UNAVAILABLE, Unknown("503 backendError")),
        (why.CONFLICT, Unknown("409 conflict")),
        (why.PRECONDITION, Unknown("412 conditionNotMet")),
        (why.DELETED, Unknown("410 deleted", gone=True)),
        (why.NOT_FOUND, Unknown("404 notFound", gone=True)),
    ],
)
@pytest.mark.parametrize("whole", [True, False])
def test_a_refused_write_is_unknown(
    server: GoogleServer,
    door: GoogleDoor,
    refusal: why.Refusal,
    outcome: Unknown,
    whole: bool,  # noqa: FBT001
) -> None:
    """As the answer to the batch, or inside a 200; the other parts are done."""
    server.faults.script(batches, Refuse(refusal) if whole else RefuseParts(frozenset({1}), refusal))
    outcomes = sent(door, run(0), run(1))
    assert outcomes[1] == outcome
    assert isinstance(outcomes[0], Unknown if whole else Applied)


@pytest.mark.parametrize("refusal", [why.QUOTA, why.DAILY_LIMIT, why.FORBIDDEN, why.NO_SCOPE])
def test_a_stop_is_raised_once_nothing_else_is_to_be_told(
    server: GoogleServer, door: GoogleDoor, refusal: why.Refusal
) -> None:
    """What was done before it is told first; then the refusal is met again."""
    server.faults.script(batches, RefuseParts(frozenset({1}), refusal), times=2)
    first, second = sent(door, run(0), run(1))
    assert isinstance(first, Applied)
    assert isinstance(second, Unknown)
    server.faults.clear()
    server.faults.script(batches, RefuseParts(frozenset({0}), refusal))
    with pytest.raises(QuotaSpent if refusal in (why.QUOTA, why.DAILY_LIMIT) else NotPermitted):
        sent(door, run(1))


def test_a_whole_batch_that_is_found_fault_with_condemns_no_write(server: GoogleServer, door: GoogleDoor) -> None:
    """A 400 on the envelope says nothing of what is in it."""
    server.faults.script(batches, Refuse(why.PARSE_ERROR))
    assert sent(door, run()) == [Unknown("400 parseError")]


@pytest.mark.parametrize(
    "fault",
    [
        Drop(),
        Lose(),
        Stall(0.05),
        StopAfter(1),
        *(CutOff(share, ending) for share in (0.0, 0.2, 0.5, 0.8, 0.99) for ending in Ending),
    ],
)
def test_an_answer_that_never_came_whole_is_unknown(server: GoogleServer, door: GoogleDoor, fault: Action) -> None:
    """Sent once, whatever happens; no part counts of which the answer is not whole."""
    server.faults.script(batches, fault)
    outcomes = sent(door, *map(run, range(3)))
    assert len(outcomes) == 3
    assert any(isinstance(outcome, Unknown) for outcome in outcomes)
    assert server.journal.calls == ["events.insert"] * 3
    for outcome in outcomes:
        if isinstance(outcome, Applied):
            assert server.athlete(door.calendar).event(google_id(outcome.remote.uid))["etag"] == outcome.remote.etag


class Replay(httplib2.Http):  # type: ignore[misc]
    """A connection that remembers the last answer, and then gives as much of it as it is told, and no more."""

    def __init__(self) -> None:
        super().__init__(timeout=5)
        self.head: Any = None
        self.whole = b""
        self.keep: int | None = None

    def request(self, *told: Any, **more: Any) -> tuple[Any, bytes]:  # noqa: ANN401 - httplib2 has no types
        """The real answer, or the beginning of the last one."""
        if self.keep is None:
            self.head, self.whole = super().request(*told, **more)
        return self.head, self.whole[: self.keep]


@pytest.fixture
def replay(server: GoogleServer, store: Store) -> Iterator[tuple[Replay, GoogleDoor]]:
    """Such a connection, and a door to a calendar over it."""
    kept, http, time = store.read(), Replay(), FakeTime()
    assert kept
    assert kept.tokens
    signed = google_http.SignedHttp(Access(store, kept.client, kept.tokens, lambda: datetime.now(UTC)), http)
    with GoogleDoor(signed, google_http.client(signed, server.root), "", Pace(10**9, time.clock, time.sleep)) as door:
        door.make(LOOK)
        yield http, door


def test_an_answer_may_end_at_any_byte(replay: tuple[Replay, GoogleDoor]) -> None:
    """Whatever Google's client makes of it: no error comes out, and what counts as done was done."""
    http, door = replay
    (first,) = inserted(door, run(0))
    writes: list[Write] = [Insert(run(1)), Delete(run(0), first.etag), Insert(run(0))]
    told = door.send(writes)
    assert [type(outcome) for outcome in told] == [Applied, Deleted, Unknown]
    for keep in (*range(600), *range(600, len(http.whole), 7)):  # all headers of the first part, and then some
        http.keep = keep
        for outcome, real in zip(door.send(writes), told, strict=True):
            assert outcome == real or isinstance(outcome, Unknown)


def test_a_list_may_end_at_any_byte(replay: tuple[Replay, GoogleDoor]) -> None:
    """It is whole, or it is none."""
    http, door = replay
    inserted(door, run(0))
    pulled(door)
    for keep in range(len(http.whole.rstrip())):
        http.keep = keep
        with pytest.raises(TryLater):
            pulled(door)


def test_a_connection_that_died_while_idle_costs_nothing(server: GoogleServer, door: GoogleDoor) -> None:
    """Writes are sent once, so they take a fresh one."""
    pulled(door)
    server._http.hang_up()  # noqa: SLF001 - as a service does with who is silent for long
    inserted(door, run())
    assert server.journal.calls == ["events.list", "events.insert"]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_half_an_event_is_no_success(server: GoogleServer, door: GoogleDoor, share: float) -> None:
    """Google's client hands the cut text on as if it were the event."""
    server.faults.script(batches, CutPart(1, share))
    assert [type(outcome) for outcome in sent(door, *map(run, range(3)))] == [Applied, Unknown, Applied]


@pytest.mark.parametrize(
    "change", [{"id": "0" * 32}, {"id": 7}, {"etag": None}, {"start": {}}, {"status": "cancelled"}]
)
def test_another_event_is_no_answer(server: GoogleServer, door: GoogleDoor, change: dict[str, Any]) -> None:
    """A success that does not tell of this very event, alive and whole."""
    server.faults.script(batches, Reword(lambda event: event | change))
    assert [type(outcome) for outcome in sent(door, run())] == [Unknown]


def test_a_batch_delivered_twice_is_told_of_duplicates(server: GoogleServer, door: GoogleDoor) -> None:
    """409 about our own events: a read will tell."""
    server.faults.script(batches, Twice())
    assert sent(door, run()) == [Unknown("409 duplicate", taken=True)]


def test_batches_are_halved_while_throttled(server: GoogleServer, door: GoogleDoor) -> None:
    """And grow again."""
    server.faults.script(batches, RefuseParts(frozenset({0})), times=2)
    sizes = [door.batch_size]
    for number in range(4):
        sent(door, run(number))
        sizes.append(door.batch_size)
    assert sizes == [50, 25, 12, 24, 48]
    server.faults.script(batches, Refuse(why.TOO_MANY), times=9)
    for _ in range(9):
        sent(door, run(9))
    assert door.batch_size == 1


# --- not too quick ---------------------------------------------------------------------------------------------------


def test_units_are_spent_at_five_hundred_a_minute() -> None:
    """In no minute more, and no waiting before that."""
    time = FakeTime()
    pace, spent = Pace(500, time.clock, time.sleep), []
    for _ in range(40):
        pace.spend(150)
        spent.append(time.now)
        time.now += 1
    assert time.slept[0] == pytest.approx(57)  # the fourth fits when the first is a minute old
    assert all(sum(150 for at in spent if moment <= at < moment + 60) <= 500 for moment in spent)


def test_more_than_a_minute_holds_is_spent_at_once_in_an_empty_one() -> None:
    """It could never be spent otherwise."""
    time = FakeTime()
    pace = Pace(500, time.clock, time.sleep)
    pace.spend(900)
    pace.spend(1)
    assert time.slept == [60]


# --- the sign-in while it is used ------------------------------------------------------------------------------------


def test_a_good_token_costs_no_request(server: GoogleServer, door: GoogleDoor) -> None:
    """It is kept with its end."""
    pulled(door)
    assert (server.journal.token_requests, door.requests) == (0, 3)


def test_a_token_about_to_end_is_renewed_before_it_is_used(server: GoogleServer, tmp_path: Path) -> None:
    """And kept, so that the next run has it."""
    store = keep_sign_in(server, tmp_path / "late", timedelta(seconds=60))
    for _ in range(2):
        with google_door(server, store) as door:
            door.make(LOOK)
    assert (server.journal.token_requests, server.journal.api_requests) == (1, 2)


def test_a_token_refused_is_renewed_once(server: GoogleServer, door: GoogleDoor) -> None:
    """The request is made again, and counted."""
    before = door.requests
    server.sign_in.expire_access()
    pulled(door)
    assert (server.journal.token_requests, server.journal.api_requests, door.requests - before) == (1, 2, 2)


def test_a_token_refused_within_a_batch_is_renewed_once(server: GoogleServer, door: GoogleDoor) -> None:
    """The batch is a 200 there, its parts are 401: nothing was done, all is sent again."""
    server.sign_in.expire_access()
    inserted(door, run(0), run(1))
    assert (server.journal.token_requests, server.journal.api_requests) == (1, 2)


@pytest.mark.parametrize("what", ["pull", "send", "make"])
def test_a_permission_taken_back_midway_ends_the_run(server: GoogleServer, door: GoogleDoor, what: str) -> None:
    """With words for what to do, testing mode's seven days among them, and no secret in them."""
    server.faults.script(any_request, Before(server.sign_in.revoke_all))
    asked: dict[str, Callable[[], object]] = {
        "pull": lambda: pulled(door),
        "send": lambda: sent(door, run()),
        "make": lambda: door.make(LOOK),
    }
    with pytest.raises(SignInNeeded, match="seven days") as caught:
        asked[what]()
    assert caught.value.code == 3
    assert not [secret for secret in server.sign_in.secrets if secret in str(caught.value)]
    assert server.athlete(door.calendar).events() == []


@pytest.mark.parametrize("fault", [Drop(), CutOff(0.5, Ending.QUIET), CutOff(0.5, Ending.SHORT), Refuse(why.FORBIDDEN)])
def test_a_sign_in_that_gives_no_answer_is_for_later(server: GoogleServer, door: GoogleDoor, fault: Action) -> None:
    """The permission may be as good as ever."""
    server.sign_in.expire_access()
    server.faults.script(token_request, fault, times=ALWAYS)
    with pytest.raises(TryLater):
        pulled(door)


class Recorder(httplib2.Http):  # type: ignore[misc]
    """A connection that sends nothing and remembers what it was to send."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, object, dict[str, str]]] = []

    def request(self, uri: str, method: str = "GET", body: object = None, **more: Any) -> tuple[Any, bytes]:  # noqa: ANN401, ARG002
        """Remember."""
        self.seen.append((uri, body, more["headers"]))
        return httplib2.Response({"status": "503"}), b""


@pytest.mark.parametrize("root", [None, "http://127.0.0.1:9/"])
def test_the_token_travels_in_one_header_to_one_address(server: GoogleServer, store: Store, root: str | None) -> None:
    """Not in the text of a batch, and never to Google when another root is set."""
    kept, recorder = store.read(), Recorder()
    assert kept
    assert kept.tokens
    http = google_http.SignedHttp(Access(store, kept.client, kept.tokens, lambda: datetime.now(UTC)), recorder)
    time = FakeTime()
    door = GoogleDoor(http, google_http.client(http, root), "c_1@x", Pace(500, time.clock, time.sleep))
    sent(door, run())
    with pytest.raises(TryLater):
        pulled(door)
    assert [uri.startswith(root or "https://www.googleapis.com/") for uri, _, _ in recorder.seen] == [True, True]
    assert not recorder.follow_redirects
    for _, body, headers in recorder.seen:
        assert headers["authorization"] == f"Bearer {kept.tokens.access}"
        assert not [secret for secret in server.sign_in.secrets if secret in str(body)]
