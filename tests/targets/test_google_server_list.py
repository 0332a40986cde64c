"""events.list of the strict local server: pages, sync tokens, and what the athlete does between two requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.google_server.athlete import Athlete
from tests.google_server.caller import Caller, events_of, run
from tests.google_server.service import Service


@pytest.fixture
def caller() -> Caller:
    """An app at a service where it is always noon."""
    return Caller(Service(lambda: datetime(2027, 3, 1, 12, tzinfo=UTC)))


@pytest.fixture
def calendar(caller: Caller) -> str:
    """A calendar with five events, abcd1 to abcd5."""
    made: str = caller.done("POST", "calendars", {"summary": "Countback"})["id"]
    for day in range(1, 6):
        caller.done("POST", events_of(made), run(f"abcd{day}", day))
    return made


@pytest.fixture
def athlete(caller: Caller, calendar: str) -> Athlete:
    """The athlete, looking at that calendar."""
    return Athlete(caller.service.account, calendar)


def ids(page: dict[str, list[dict[str, str]]]) -> list[str]:
    """The ids on a page, deleted ones marked."""
    return [item["id"] + ("×" if item["status"] == "cancelled" else "") for item in page["items"]]


def token(caller: Caller, calendar: str) -> str:
    """A sync token for the calendar as it is now."""
    given: str = caller.done("GET", events_of(calendar))["nextSyncToken"]
    return given


def test_the_sync_token_stands_on_the_last_page_alone(caller: Caller, calendar: str) -> None:
    """Three pages of two, the token on the third."""
    page = caller.done("GET", events_of(calendar, maxResults=2))
    seen = ids(page)
    while "nextPageToken" in page:
        assert "nextSyncToken" not in page
        page = caller.done("GET", events_of(calendar, maxResults=2, pageToken=page["nextPageToken"]))
        seen += ids(page)
    assert seen == ["abcd1", "abcd2", "abcd3", "abcd4", "abcd5"]
    assert "nextSyncToken" in page


def test_a_change_between_two_pages_is_not_lost(caller: Caller, calendar: str, athlete: Athlete) -> None:
    """An event that was on page one already is told again with the next token."""
    first = caller.done("GET", events_of(calendar, maxResults=3))
    athlete.edit("abcd1", summary="Mine")
    second = caller.done("GET", events_of(calendar, maxResults=3, pageToken=first["nextPageToken"]))
    assert ids(first) + ids(second) == ["abcd1", "abcd2", "abcd3", "abcd4", "abcd5"]  # the order is stable
    assert ids(caller.done("GET", events_of(calendar, syncToken=second["nextSyncToken"]))) == ["abcd1"]


def test_a_page_token_is_for_the_request_that_it_came_from(caller: Caller, calendar: str) -> None:
    """With other parameters it is refused, and so is one that was never given."""
    page = caller.done("GET", events_of(calendar, maxResults=2))
    other = events_of(calendar, maxResults=3, pageToken=page["nextPageToken"])
    assert caller.why_not("GET", other)[0] == 400
    assert caller.why_not("GET", events_of(calendar, pageToken="1"))[0] == 400


def test_changes_since_a_token_come_in_pages_too(caller: Caller, calendar: str, athlete: Athlete) -> None:
    """The new token covers all of them."""
    since = token(caller, calendar)
    for day in range(1, 6):
        athlete.edit(f"abcd{day}", summary="Mine")
    first = caller.done("GET", events_of(calendar, syncToken=since, maxResults=4))
    rest = events_of(calendar, syncToken=since, maxResults=4, pageToken=first["nextPageToken"])
    assert ids(first) + ids(last := caller.done("GET", rest)) == ["abcd1", "abcd2", "abcd3", "abcd4", "abcd5"]
    assert ids(caller.done("GET", events_of(calendar, syncToken=last["nextSyncToken"]))) == []


def test_a_deletion_comes_as_an_id_and_no_more(caller: Caller, calendar: str, athlete: Athlete) -> None:
    """Whoever needs more has to have kept it: nothing else is promised."""
    since = token(caller, calendar)
    athlete.delete("abcd2")
    (item,) = caller.done("GET", events_of(calendar, syncToken=since))["items"]
    assert item == {"kind": "calendar#event", "etag": item["etag"], "id": "abcd2", "status": "cancelled"}


def test_deleted_events_are_listed_in_full_only_when_asked_for(caller: Caller, calendar: str, athlete: Athlete) -> None:
    """`showDeleted=true` tells the tombstones, the default hides them."""
    athlete.delete("abcd2")
    assert ids(caller.done("GET", events_of(calendar))) == ["abcd1", "abcd3", "abcd4", "abcd5"]
    assert "abcd2×" in ids(caller.done("GET", events_of(calendar, showDeleted="true")))


@pytest.mark.parametrize("name", ["iCalUID", "q", "privateExtendedProperty", "sharedExtendedProperty"])
def test_a_filter_does_not_go_with_a_sync_token(caller: Caller, calendar: str, name: str) -> None:
    """Refused, and a list that was filtered so gives no token."""
    since = token(caller, calendar)
    assert caller.why_not("GET", events_of(calendar, syncToken=since) + f"&{name}=a%3Db")[0] == 400
    assert "nextSyncToken" not in caller.done("GET", events_of(calendar) + f"?{name}=a%3Db")


@pytest.mark.parametrize(
    "other", ["timeMin=2027-01-01T00:00:00Z", "updatedMin=2027-02-28T00:00:00Z", "orderBy=updated", "showDeleted=false"]
)
def test_what_else_does_not_go_with_a_sync_token(caller: Caller, calendar: str, other: str) -> None:
    """Time bounds, orders, and hiding what was deleted."""
    since = token(caller, calendar)
    assert caller.why_not("GET", f"{events_of(calendar, syncToken=since)}&{other}")[0] == 400


def test_a_sync_token_wants_the_parameters_of_its_first_request(caller: Caller, calendar: str) -> None:
    """Google calls it undefined behaviour; here it is an error, so that nobody relies on it."""
    since = token(caller, calendar)
    assert caller.why_not("GET", events_of(calendar, syncToken=since, singleEvents="true"))[0] == 400


def test_a_token_of_nobody_and_an_expired_one_are_told_apart(caller: Caller, calendar: str, athlete: Athlete) -> None:
    """400 for what is no token of this calendar, 410 for one that is too old."""
    since = token(caller, calendar)
    assert caller.why_not("GET", events_of("primary", syncToken=since)) == (400, "invalid")
    assert caller.why_not("GET", events_of(calendar, syncToken="bm9uZQ==")) == (400, "invalid")
    athlete.expire_sync_tokens()
    assert caller.why_not("GET", events_of(calendar, syncToken=since)) == (410, "fullSyncRequired")
    assert ids(caller.done("GET", events_of(calendar, syncToken=token(caller, calendar)))) == []


def test_a_token_can_expire_between_two_pages(caller: Caller, calendar: str, athlete: Athlete) -> None:
    """The first page of the changes came, the second is a 410."""
    since = token(caller, calendar)
    athlete.edit("abcd1", summary="Mine")
    athlete.edit("abcd2", summary="Mine")
    page = caller.done("GET", events_of(calendar, syncToken=since, maxResults=1))
    athlete.expire_sync_tokens()
    rest = events_of(calendar, syncToken=since, maxResults=1, pageToken=page["nextPageToken"])
    assert caller.why_not("GET", rest) == (410, "fullSyncRequired")


def test_updated_min_may_not_lie_too_far_back(caller: Caller, calendar: str, athlete: Athlete) -> None:
    """Within four weeks it also tells deletions; before, it is a 410 of another reason."""
    athlete.delete("abcd3")
    assert "abcd3×" in ids(caller.done("GET", events_of(calendar, updatedMin="2027-02-28T00:00:00+02:00")))
    far = events_of(calendar, updatedMin="2027-01-01T00:00:00Z")
    assert caller.why_not("GET", far) == (410, "updatedMinTooLongAgo")


def test_purged_tombstones_leave_no_trace(caller: Caller, calendar: str, athlete: Athlete) -> None:
    """Tokens expire with them, and the id is free again."""
    since = token(caller, calendar)
    athlete.delete("abcd3")
    athlete.purge_tombstones()
    assert caller.why_not("GET", events_of(calendar, syncToken=since)) == (410, "fullSyncRequired")
    assert "abcd3×" not in ids(caller.done("GET", events_of(calendar, showDeleted="true")))
    assert caller.done("POST", events_of(calendar), run("abcd3"))["status"] == "confirmed"


def test_buried_tombstones_keep_their_id_taken(caller: Caller, calendar: str, athlete: Athlete) -> None:
    """The worse case: nothing to read, and still a duplicate."""
    athlete.delete("abcd3")
    athlete.bury_tombstones()
    assert caller.why_not("GET", events_of(calendar, "abcd3")) == (404, "notFound")
    assert caller.why_not("POST", events_of(calendar), run("abcd3")) == (409, "duplicate")


def test_a_part_of_an_answer_can_be_asked_for(caller: Caller, calendar: str) -> None:
    """`fields` selects at any depth, and a broken selection is refused."""
    page = caller.done("GET", events_of(calendar, fields="nextSyncToken,items(id,start/date)", maxResults=10))
    assert set(page) == {"nextSyncToken", "items"}
    assert page["items"][0] == {"id": "abcd1", "start": {"date": "2027-03-01"}}
    assert caller.why_not("GET", events_of(calendar, fields="items(id"))[0] == 400


def test_what_the_athlete_does_has_a_new_etag_and_touches_nothing_else(athlete: Athlete) -> None:
    """Dragging, renaming and undeleting are seen by etag; other events keep theirs."""
    before = {event["id"]: event["etag"] for event in athlete.events()}
    athlete.drag("abcd2", timedelta(days=2))
    after = {event["id"]: event["etag"] for event in athlete.events()}
    assert {name for name in before if before[name] != after[name]} == {"abcd2"}
    assert athlete.event("abcd2")["start"] == {"date": "2027-03-04"}


def test_descriptions_can_be_rewritten_by_the_service(caller: Caller, calendar: str, athlete: Athlete) -> None:
    """What is written comes back normalised, and what is stored can be normalised later."""
    athlete.rewrite_from_now_on(str.upper)
    assert caller.done("PATCH", events_of(calendar, "abcd1"), {"description": "easy"})["description"] == "EASY"
    athlete.rewrite_descriptions(str.title)
    assert athlete.event("abcd1")["description"] == "Easy"
