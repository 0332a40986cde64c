"""What goes wrong at the strict local server, seen through Google's own client.

These pin what SYNC.md section 3 says of that client, too: a sync that is right under these faults has to know them.
"""

from __future__ import annotations

import http.client
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from google.auth.exceptions import RefreshError
from googleapiclient.errors import HttpError

from tests.google_server import (
    ALWAYS,
    Before,
    CutOff,
    CutPart,
    Drop,
    Ending,
    GoogleServer,
    Lose,
    Point,
    Refuse,
    RefuseParts,
    Reword,
    Shorten,
    Stall,
    StallAnswer,
    StopAfter,
    Then,
    Twice,
    any_request,
    batches,
    calls,
    later_pages,
    nth,
    token_request,
    writes,
)
from tests.google_server import refusals as why
from tests.google_server.caller import run
from tests.google_server.client import Google, google_client
from tests.google_server.methods import SCOPE
from tests.google_server.script import script

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def server() -> Iterator[GoogleServer]:
    """A server with nothing wrong so far."""
    with GoogleServer() as running:
        yield running


@pytest.fixture
def client(server: GoogleServer) -> Iterator[Google]:
    """Google's client, signed in, with a connection that is open already."""
    with google_client(server) as signed_in:
        signed_in.events().list(calendarId="primary").execute()
        server.journal.clear()
        yield signed_in


def insert(client: Google, day: int = 1) -> Google:
    """A request for an event, abcd1 on the first."""
    return client.events().insert(calendarId="primary", body=run(f"abcd{day}", day))


def batched(client: Google, count: int) -> dict[str, Any]:
    """Send a batch of inserts; what its callback was given, by place: an answer or an error."""
    results: dict[str, Any] = {}
    batch = client.new_batch_http_request(callback=lambda key, answer, error: results.update({key: error or answer}))
    for day in range(1, count + 1):
        batch.add(insert(client, day), request_id=str(day - 1))
    batch.execute()
    return results


def outcome(request: Google) -> int:
    """The status that a request ends with."""
    try:
        request.execute()
    except HttpError as error:
        return int(error.status_code)
    return 200


def stored(server: GoogleServer) -> list[str]:
    """The ids of the live events."""
    return [event["id"] for event in server.athlete().events()]


# --- before ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "refusal",
    [why.BACKEND, why.UNAVAILABLE, why.TOO_MANY, why.RATE_LIMIT, why.USER_RATE_LIMIT, why.QUOTA, why.FORBIDDEN],
)
def test_a_refused_request_is_not_applied(server: GoogleServer, client: Google, refusal: why.Refusal) -> None:
    """The caller reads code and reason, and the next request passes."""
    server.faults.script(calls("events.insert"), Refuse(refusal))
    with pytest.raises(HttpError) as caught:
        insert(client).execute()
    assert (caught.value.status_code, caught.value.error_details[0]["reason"]) == (refusal.code, refusal.reason)
    assert stored(server) == []
    insert(client).execute()
    assert stored(server) == ["abcd1"]


def test_a_limit_says_when_to_come_back(server: GoogleServer, client: Google) -> None:
    """Retry-After is a header of the answer."""
    server.faults.script(any_request, Refuse(why.Refusal(429, "rateLimitExceeded", "Slow", "usageLimits", None, 7)))
    with pytest.raises(HttpError) as caught:
        insert(client).execute()
    assert caught.value.resp["retry-after"] == "7"


def test_googles_client_sends_again_what_was_dropped(server: GoogleServer, client: Google) -> None:
    """A kept-alive connection that ends without an answer is tried again by httplib2, unasked."""
    server.faults.script(writes, Drop())
    insert(client).execute()
    assert server.journal.writes == [("events.insert", None), ("events.insert", 200)]


def test_a_request_dropped_time_and_again_fails(server: GoogleServer, client: Google) -> None:
    """And nothing was applied."""
    server.faults.script(any_request, Drop(), times=ALWAYS)
    with pytest.raises(ConnectionError):
        insert(client).execute()
    assert stored(server) == []


def test_a_request_can_wait_in_vain(server: GoogleServer) -> None:
    """A time-out before the request was applied."""
    server.faults.script(writes, Stall(30))
    with google_client(server, timeout=0.1) as hasty, pytest.raises(TimeoutError):
        insert(hasty).execute()
    assert stored(server) == []


def test_the_athlete_can_act_between_any_two_requests(server: GoogleServer, client: Google) -> None:
    """An edit just before a patch makes its etag stale."""
    etag = insert(client).execute()["etag"]
    server.faults.script(nth(2), Before(lambda: server.athlete().edit("abcd1", summary="Mine")))
    patch = client.events().patch(calendarId="primary", eventId="abcd1", body={"summary": "Ours"})
    patch.headers["If-Match"] = etag
    with pytest.raises(HttpError, match="Precondition Failed"):
        patch.execute()
    assert server.athlete().event("abcd1")["summary"] == "Mine"


def test_the_sign_in_can_be_revoked_midway(server: GoogleServer, client: Google) -> None:
    """The access token is refused, and so is renewing it."""
    server.faults.script(nth(1), Before(server.sign_in.revoke_all))
    with pytest.raises(RefreshError, match="invalid_grant"):
        insert(client).execute()
    assert (server.journal.api_requests, server.journal.token_requests) == (1, 1)


def test_an_expired_access_token_costs_a_token_request(server: GoogleServer, client: Google) -> None:
    """The client renews it and sends again; API and token requests are counted apart."""
    server.sign_in.expire_access()
    insert(client).execute()
    assert (server.journal.api_requests, server.journal.token_requests) == (2, 1)


def test_renewing_a_token_can_fail_as_well(server: GoogleServer, client: Google) -> None:
    """The token endpoint has its own faults; those of the API leave it alone."""
    server.sign_in.expire_access()
    server.faults.script(token_request, Refuse(why.FORBIDDEN), times=ALWAYS)
    with pytest.raises(RefreshError):
        insert(client).execute()
    assert stored(server) == []


# --- while -----------------------------------------------------------------------------------------------------------


def test_an_insert_delivered_twice_is_a_duplicate_of_itself(server: GoogleServer, client: Google) -> None:
    """The caller hears 409 about its own event."""
    server.faults.script(writes, Twice())
    with pytest.raises(HttpError, match="already exists"):
        insert(client).execute()
    assert stored(server) == ["abcd1"]


def test_parts_of_a_batch_can_be_throttled_inside_a_success(server: GoogleServer, client: Google) -> None:
    """The batch is a 200, two of its parts are not, the others are done."""
    server.faults.script(batches, RefuseParts(frozenset({0, 2})))
    results = batched(client, 4)
    assert [getattr(results[key], "status_code", 200) for key in sorted(results)] == [429, 200, 429, 200]
    assert stored(server) == ["abcd2", "abcd4"]
    assert [status for _, status in server.journal.writes] == [429, 200, 429, 200]


def test_a_batch_can_be_half_done(server: GoogleServer, client: Google) -> None:
    """Two parts are applied, then the connection ends; httplib2 sends all again and is told of duplicates."""
    server.faults.script(batches, StopAfter(2))
    results = batched(client, 4)
    assert [getattr(results[key], "status_code", 200) for key in sorted(results)] == [409, 409, 200, 200]
    assert server.journal.api_requests == 2


def test_the_parts_of_a_batch_can_be_done_in_any_order(server: GoogleServer, client: Google) -> None:
    """Google promises none; the answers find their requests by id."""
    server.service.batch_order = lambda places: places[::-1]
    results = batched(client, 3)
    assert stored(server) == ["abcd3", "abcd2", "abcd1"]
    assert [results[key]["id"] for key in ("0", "1", "2")] == ["abcd1", "abcd2", "abcd3"]


def test_a_list_can_come_back_empty(server: GoogleServer, client: Google) -> None:
    """A success, with a good sync token, that hides everything."""
    insert(client).execute()
    server.faults.script(calls("events.list"), Shorten())
    page = client.events().list(calendarId="primary", maxResults=1).execute()
    assert page["items"] == []
    assert "nextPageToken" not in page
    assert client.events().list(calendarId="primary", syncToken=page["nextSyncToken"]).execute()["items"] == []


# --- after -----------------------------------------------------------------------------------------------------------


def test_a_lost_answer_ends_in_a_duplicate(server: GoogleServer, client: Google) -> None:
    """Applied, not answered, sent again by httplib2: 409 on our own event (SYNC.md section 3.2)."""
    server.faults.script(writes, Lose())
    with pytest.raises(HttpError, match="already exists"):
        insert(client).execute()
    assert server.journal.writes == [("events.insert", 200), ("events.insert", 409)]
    assert [entry.answered for entry in server.journal.entries] == [False, True]


def test_an_answer_can_come_too_late(server: GoogleServer) -> None:
    """A time-out after the request was applied."""
    server.faults.script(writes, StallAnswer(30))
    with google_client(server, timeout=0.1) as hasty, pytest.raises(TimeoutError):
        insert(hasty).execute()
    assert stored(server) == ["abcd1"]


def test_an_answer_can_be_shorter_than_it_says(server: GoogleServer, client: Google) -> None:
    """The client notices missing bytes."""
    server.faults.script(writes, CutOff(0.5, Ending.SHORT))
    with pytest.raises(http.client.IncompleteRead):
        insert(client).execute()
    assert stored(server) == ["abcd1"]


def test_a_cut_answer_without_a_length_is_handed_on_as_text(server: GoogleServer, client: Google) -> None:
    """No error at all: what is no JSON is given to the caller as it came."""
    server.faults.script(writes, CutOff(0.5, Ending.QUIET))
    assert isinstance(insert(client).execute(), str)
    assert stored(server) == ["abcd1"]


def test_a_batch_cut_off_fails_without_any_callback(server: GoogleServer, client: Google) -> None:
    """All parts applied, none told: a KeyError from inside Google's client (SYNC.md section 3.3)."""
    server.faults.script(batches, CutOff(0.5, Ending.QUIET))
    with pytest.raises(KeyError):
        batched(client, 4)
    assert len(stored(server)) == 4


def test_a_part_cut_off_is_handed_on_as_a_success(server: GoogleServer, client: Google) -> None:
    """The callback gets broken text where an event should be, and no error (SYNC.md section 3.3)."""
    server.faults.script(batches, CutPart(1, 0.5))
    results = batched(client, 3)
    assert results["0"]["id"] == "abcd1"
    assert isinstance(results["1"], str)


def test_an_answer_can_be_reworded(server: GoogleServer, client: Google) -> None:
    """For what nobody foresaw: any change to the JSON of an answer."""
    server.faults.script(writes, Reword(lambda event: event | {"summary": "?"}))
    assert insert(client).execute()["summary"] == "?"
    assert server.athlete().event("abcd1")["summary"] == "Easy run"


def test_the_athlete_can_act_before_the_answer_arrives(server: GoogleServer, client: Google) -> None:
    """The etag that the caller is told is stale when it comes."""
    server.faults.script(writes, Then(lambda: server.athlete().delete("abcd1")))
    told = insert(client).execute()
    assert server.athlete().event("abcd1")["etag"] != told["etag"]


# --- whoever dies ----------------------------------------------------------------------------------------------------


def test_a_caller_killed_while_sending_has_sent_nothing(server: GoogleServer) -> None:
    """Half a request is none, and the server goes on."""
    token = server.sign_in.granted(f"{SCOPE}calendar")["token"]
    head = f"POST /calendar/v3/calendars/primary/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
    with socket.create_connection(("127.0.0.1", int(server.root.rsplit(":", 1)[1].strip("/")))) as dying:
        dying.sendall(f"{head}Content-Type: application/json\r\nContent-Length: 400\r\n\r\n{{".encode())
    with google_client(server) as other:
        insert(other).execute()
    assert server.journal.calls == ["events.insert"]


def test_two_machines_can_write_at_once(server: GoogleServer) -> None:
    """Each change has an etag and a number of its own, and no event is there twice."""

    def machine(first: int) -> None:
        with google_client(server) as own:
            for day in range(first, first + 10):
                outcome(insert(own, day))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(machine, (1, 6)))
    events = server.athlete().events()
    assert len({event["id"] for event in events}) == len({event["etag"] for event in events}) == len(events) == 15
    assert sorted(status or 0 for _, status in server.journal.writes) == [200] * 15 + [409] * 5


def fails_for_want_of_a_server(client: Google) -> None:
    """A request that ends because nobody is there any more."""
    with pytest.raises(OSError, match=r"refused|closed|reset"):
        insert(client).execute()


def test_a_server_stops_with_callers_waiting() -> None:
    """No thread is left behind by a connection that idles, and none waits out its stall."""
    before, arrived = threading.active_count(), threading.Event()
    with GoogleServer() as server, google_client(server) as idle, google_client(server, timeout=60) as waiting:
        idle.calendars().get(calendarId="primary").execute()
        server.faults.script(writes, StallAnswer(60), times=ALWAYS)
        server.faults.watch = lambda _, point: arrived.set() if point is Point.AFTER else None
        caller = threading.Thread(target=fails_for_want_of_a_server, args=[waiting])
        caller.start()
        assert arrived.wait(5)
        server.stop()
        caller.join(5)
        assert threading.active_count() == before


# --- the script ------------------------------------------------------------------------------------------------------


def test_a_later_page_can_fail_where_the_first_did_not(server: GoogleServer, client: Google) -> None:
    """410 in the middle of a list."""
    for day in range(1, 4):
        insert(client, day).execute()
    server.faults.script(later_pages, Refuse(why.FULL_SYNC))
    listing = client.events().list(calendarId="primary", maxResults=2)
    page = listing.execute()
    with pytest.raises(HttpError) as caught:
        client.events().list_next(listing, page).execute()
    assert caught.value.status_code == 410


def test_faults_come_where_and_as_often_as_scripted(server: GoogleServer, client: Google) -> None:
    """The second and third that fit fail, then no more; nothing is left over."""
    server.faults.script(any_request, Refuse(why.BACKEND), times=2, skip=1)
    assert [outcome(insert(client, day)) for day in range(1, 5)] == [200, 500, 500, 200]
    assert server.faults.pending == 0


def test_every_boundary_can_be_watched(server: GoogleServer, client: Google) -> None:
    """Three points a request, in order: what an enumeration of faults runs over."""
    seen: list[tuple[int, Point]] = []
    server.faults.watch = lambda received, point: seen.append((received.number, point))
    insert(client, 1).execute()
    batched(client, 2)
    assert seen == [(number, point) for number in (1, 2) for point in Point]


def test_a_batch_is_one_request_with_its_parts_listed(server: GoogleServer, client: Google) -> None:
    """What SYNC.md section 4 counts."""
    batched(client, 50)
    (entry,) = server.journal.entries
    assert server.journal.api_requests == 1
    assert entry.received.calls == ("events.insert",) * 50
    assert len(server.journal.writes) == 50


def test_a_batch_of_more_than_fifty_is_refused_whole(server: GoogleServer, client: Google) -> None:
    """Nothing of it is applied."""
    with pytest.raises(HttpError) as caught:
        batched(client, 51)
    assert caught.value.status_code == 400
    assert stored(server) == []


@pytest.mark.filterwarnings(
    "ignore:unclosed:ResourceWarning"
)  # Google's client renews over a connection it leaves open
def test_an_expired_token_fails_in_the_parts_of_a_batch(server: GoogleServer, client: Google) -> None:
    """The batch is a 200, its parts are 401: Google's client renews and sends those again."""
    server.sign_in.expire_access()
    results = batched(client, 2)
    assert [results[key]["id"] for key in ("0", "1")] == ["abcd1", "abcd2"]
    assert (server.journal.api_requests, server.journal.token_requests) == (2, 1)


@pytest.mark.parametrize(
    ("item", "status"),
    [
        ({"do": "refuse", "code": 429, "reason": "rateLimitExceeded", "retry_after": 3}, 429),
        ({"nth": 1, "do": "refuse", "code": 403, "reason": "quotaExceeded"}, 403),
        ({"calls": "events.insert", "kind": "api", "do": "twice"}, 409),
        ({"do": "lose", "times": 1}, 409),
        ({"do": "drop"}, 200),
        ({"kind": "batch", "do": "drop", "times": "always"}, 200),
    ],
)
def test_faults_can_be_told_in_json(server: GoogleServer, client: Google, item: dict[str, Any], status: int) -> None:
    """As the process takes them on its command line."""
    script(server, [item])
    assert outcome(insert(client)) == status
