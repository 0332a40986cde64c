"""The strict local server keeps to what is known of the Calendar API (SYNC.md section 2, the discovery document).

The probe (`test_probe.py`) looks from outside with Google's own client; here is what the probe does not ask.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.google_server import APP_CREATED, EMAIL
from tests.google_server.athlete import Athlete
from tests.google_server.caller import Caller, events_of, run
from tests.google_server.contract import document, methods
from tests.google_server.methods import HANDLERS
from tests.google_server.service import Service


class Clock:
    """A clock that is wound by hand."""

    def __init__(self) -> None:
        self.time = datetime(2027, 1, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time; each look takes a second, so that no two changes have one time."""
        self.time += timedelta(seconds=1)
        return self.time


@pytest.fixture
def service() -> Service:
    """A service with nothing in it."""
    return Service(Clock())


@pytest.fixture
def caller(service: Service) -> Caller:
    """An app that may do everything."""
    return Caller(service)


@pytest.fixture
def calendar(caller: Caller) -> str:
    """A calendar that the app made."""
    made: str = caller.done("POST", "calendars", {"summary": "Countback", "timeZone": "Europe/Berlin"})["id"]
    return made


# --- the contract ----------------------------------------------------------------------------------------------------


def test_every_method_that_the_server_has_is_one_of_the_api() -> None:
    """No method is spelled in a way that the discovery document does not know."""
    assert set(HANDLERS) <= {method.id for method in methods()}


def test_the_batch_address_is_the_documents() -> None:
    """The server listens for batches where Google's document says."""
    assert document()["batchPath"] == "batch/calendar/v3"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"colour": "7"}, "colour"),
        ({"showDeleted": "yes"}, "showDeleted"),
        ({"maxResults": "0"}, "maxResults"),
        ({"maxResults": "many"}, "maxResults"),
        ({"orderBy": "title"}, "orderBy"),
        ({"timeMin": "2027-03-01"}, "timeMin"),
        ({"timeMin": "2027-03-01T00:00:00"}, "timeMin"),
        ({"calendarId": "primary"}, "calendarId"),
    ],
)
def test_a_parameter_that_the_api_does_not_take_is_refused(
    caller: Caller, query: dict[str, str], parameter: str
) -> None:
    """Unknown names and values of a wrong type, range or choice: 400, and the answer names the parameter."""
    status, answer = caller.ask("GET", events_of("primary", **query))
    assert status == 400
    assert answer["error"]["errors"][0]["location"] == parameter


@pytest.mark.parametrize(
    "field",
    [
        {"titel": "Easy run"},
        {"summary": 7},
        {"sequence": True},
        {"sequence": "1"},
        {"start": "2027-03-01"},
        {"start": {"date": "1.3.2027"}},
        {"reminders": {"overrides": [{"method": "popup", "minutes": "30"}]}},
        {"reminders": {"overrides": [None]}},
        {"extendedProperties": {"private": {"countback-revision": 3}}},
        {"extendedProperties": {"secret": {}}},
    ],
)
def test_a_body_that_the_api_does_not_take_is_refused(caller: Caller, field: dict[str, Any]) -> None:
    """Unknown fields and values of a wrong type, at any depth: 400, and nothing is stored."""
    assert caller.why_not("POST", events_of("primary"), run() | field) == (400, "invalid")
    assert Athlete(caller.service.account, "primary").events() == []


@pytest.mark.parametrize(
    "field",
    [
        {"colorId": "12"},
        {"transparency": "free"},
        {"visibility": "hidden"},
        {"status": "done"},
        {"source": {"title": "plan", "url": "file:///plan"}},
        {"reminders": {"useDefault": False, "overrides": [{"method": "sms", "minutes": 5}]}},
        {"reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 40321}]}},
        {"reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": m} for m in range(6)]}},
        {"start": {"dateTime": "2027-03-01T07:00:00+01:00"}},
        {"start": {"dateTime": "2027-03-01T07:00:00"}, "end": {"dateTime": "2027-03-01T08:00:00"}},
        {"start": {"date": "2027-03-01", "dateTime": "2027-03-01T07:00:00Z"}},
        {"start": {"dateTime": "2027-03-01T07:00:00", "timeZone": "Berlin"}},
        {"id": "a-b-c-d-e"},
        {"id": "wxyz1"},
        {"id": "a" * 1025},
        {"id": "abcde", "iCalUID": "abcde@countback"},
        {"extendedProperties": {"private": {f"k{n}": "v" for n in range(301)}}},
        {"extendedProperties": {"private": {f"k{n}": "v" * 1024 for n in range(32)}}},
    ],
)
def test_what_the_documentation_rules_out_is_refused(caller: Caller, field: dict[str, Any]) -> None:
    """Choices, limits and times of which the discovery document tells in words only."""
    assert caller.why_not("POST", events_of("primary"), run() | field)[0] == 400


def test_defaults_and_overrides_of_reminders_exclude_each_other(caller: Caller) -> None:
    """The error has a reason of its own."""
    reminders = {"useDefault": True, "overrides": [{"method": "popup", "minutes": 10}]}
    reason = caller.why_not("POST", events_of("primary"), run(reminders=reminders))[1]
    assert reason == "cannotUseDefaultRemindersAndSpecifyOverride"


def test_a_required_field_may_not_be_missing(caller: Caller) -> None:
    """An insert needs start and end, a calendar its title."""
    assert caller.why_not("POST", events_of("primary"), {"summary": "x"}) == (400, "required")
    assert caller.why_not("POST", "calendars", {"description": "x"}) == (400, "required")


def test_an_error_has_the_shape_of_googles_page(caller: Caller) -> None:
    """Code, message, details with domain and reason, and the canonical status."""
    status, answer = caller.ask("GET", events_of("primary", "nosuchevent"))
    assert status == 404
    assert answer == {
        "error": {
            "errors": [{"domain": "global", "reason": "notFound", "message": "Not Found"}],
            "code": 404,
            "message": "Not Found",
            "status": "NOT_FOUND",
        }
    }


def test_what_is_not_modelled_is_said_so(caller: Caller) -> None:
    """No pretended success: a method of the API that the server lacks is a 501."""
    assert caller.why_not("GET", "users/me/settings") == (501, "notImplemented")


# --- who may ---------------------------------------------------------------------------------------------------------


def test_the_narrow_scope_may_not_list_calendars(service: Service) -> None:
    """`calendar.app.created` makes and uses calendars of its own, and cannot look around."""
    narrow = Caller(service, APP_CREATED)
    own = narrow.done("POST", "calendars", {"summary": "Countback"})["id"]
    assert narrow.done("GET", events_of(own))["items"] == []
    assert narrow.done("GET", f"users/me/calendarList/{own}")["summary"] == "Countback"
    assert narrow.why_not("GET", "users/me/calendarList") == (403, "insufficientPermissions")


def test_the_narrow_scope_does_not_reach_other_calendars(service: Service) -> None:
    """Neither reading nor writing, and no free/busy."""
    narrow = Caller(service, APP_CREATED)
    assert narrow.why_not("GET", events_of("primary")) == (403, "forbidden")
    assert narrow.why_not("POST", events_of(EMAIL), run()) == (403, "forbidden")
    span = {"timeMin": "2027-03-01T00:00:00Z", "timeMax": "2027-03-02T00:00:00Z"}
    assert narrow.why_not("POST", "freeBusy", span)[0] == 403


def test_an_access_token_is_good_for_an_hour(service: Service, caller: Caller) -> None:
    """Then 401, whatever is asked."""
    clock = service.clock
    assert isinstance(clock, Clock)
    clock.time += timedelta(hours=1)
    assert caller.why_not("GET", events_of("primary")) == (401, "authError")


# --- writing ---------------------------------------------------------------------------------------------------------


def test_properties_over_the_limit_are_lost_without_a_word(caller: Caller, calendar: str) -> None:
    """Keys over 44 characters are dropped, values over 1024 cut."""
    private = {"k" * 44: "v" * 1024, "k" * 45: "v", "long": "v" * 1025}
    event = caller.done("POST", events_of(calendar), run(extendedProperties={"private": private}))
    assert event["extendedProperties"]["private"] == {"k" * 44: "v" * 1024, "long": "v" * 1024}


def test_a_patch_merges_objects_and_replaces_arrays(caller: Caller, calendar: str) -> None:
    """Null deletes at any depth; what a patch does not name stays."""
    overrides = [{"method": "popup", "minutes": 10}, {"method": "email", "minutes": 60}]
    reminders = {"useDefault": False, "overrides": overrides}
    caller.done("POST", events_of(calendar), run("abcde", location="Park", reminders=reminders))
    change = {"location": None, "reminders": {"overrides": overrides[:1]}}
    event = caller.done("PATCH", events_of(calendar, "abcde"), change)
    assert "location" not in event
    assert event["reminders"] == {"useDefault": False, "overrides": overrides[:1]}
    assert event["summary"] == "Easy run"


def test_from_all_day_to_timed_the_date_has_to_go(caller: Caller, calendar: str) -> None:
    """A patch that forgets `date: null` leaves both, which is no time."""
    caller.done("POST", events_of(calendar), run("abcde"))
    span = {"start": {"dateTime": "2027-03-01T07:00:00+01:00"}, "end": {"dateTime": "2027-03-01T08:00:00+01:00"}}
    assert caller.why_not("PATCH", events_of(calendar, "abcde"), span) == (400, "invalid")
    right = {side: moment | {"date": None} for side, moment in span.items()}
    assert caller.done("PATCH", events_of(calendar, "abcde"), right)["start"] == span["start"]


def test_times_are_told_in_the_calendars_zone(caller: Caller, calendar: str) -> None:
    """The instant is kept, the offset is not: the answer is not written as the request was."""
    span = {"start": {"dateTime": "2027-07-01T04:30:00Z"}, "end": {"dateTime": "2027-07-01T01:00:00-04:30"}}
    event = caller.done("POST", events_of(calendar), run("abcde") | span)
    assert event["start"] == {"dateTime": "2027-07-01T06:30:00+02:00"}
    assert event["end"] == {"dateTime": "2027-07-01T07:30:00+02:00"}
    listed = caller.done("GET", events_of(calendar, timeZone="Asia/Tokyo"))["items"][0]
    assert listed["start"] == {"dateTime": "2027-07-01T13:30:00+09:00"}


def test_defaults_and_empty_texts_are_not_told(caller: Caller, calendar: str) -> None:
    """Absent is the default: a client that writes the default reads nothing back."""
    event = caller.done("POST", events_of(calendar), run(transparency="opaque", description="", visibility="default"))
    assert {"transparency", "description", "visibility"}.isdisjoint(event)
    assert event["reminders"] == {"useDefault": True}


def test_the_sequence_rises_when_the_time_does(caller: Caller, calendar: str) -> None:
    """It counts changes of time only, and never goes back."""
    caller.done("POST", events_of(calendar), run("abcde"))
    assert caller.done("PATCH", events_of(calendar, "abcde"), {"summary": "Long run"})["sequence"] == 0
    assert caller.done("PATCH", events_of(calendar, "abcde"), {"end": {"date": "2027-03-04"}})["sequence"] == 1
    assert caller.done("PATCH", events_of(calendar, "abcde"), {"sequence": 5})["sequence"] == 5
    assert caller.why_not("PATCH", events_of(calendar, "abcde"), {"sequence": 4})[0] == 400


def test_updated_does_not_move_on_a_reminder_edit(caller: Caller, calendar: str) -> None:
    """The etag does: only that tells."""
    before = caller.done("POST", events_of(calendar), run("abcde"))
    after = caller.done("PATCH", events_of(calendar, "abcde"), {"reminders": {"useDefault": False}})
    assert after["updated"] == before["updated"]
    assert after["etag"] != before["etag"]
    assert caller.done("PATCH", events_of(calendar, "abcde"), {"summary": "x"})["updated"] > before["updated"]


def test_a_deleted_event_keeps_its_id(caller: Caller, calendar: str) -> None:
    """Inserting again is a duplicate, deleting again is gone, a patch does not bring it back."""
    caller.done("POST", events_of(calendar), run("abcde"))
    caller.done("DELETE", events_of(calendar, "abcde"))
    assert caller.why_not("POST", events_of(calendar), run("abcde")) == (409, "duplicate")
    assert caller.why_not("DELETE", events_of(calendar, "abcde")) == (410, "deleted")
    assert caller.done("PATCH", events_of(calendar, "abcde"), {"summary": "x"})["status"] == "cancelled"


def test_a_put_brings_a_deleted_event_back(caller: Caller, calendar: str) -> None:
    """As the live service does: the danger that SYNC.md warns of is there."""
    caller.done("POST", events_of(calendar), run("abcde"))
    caller.done("DELETE", events_of(calendar, "abcde"))
    assert caller.done("PUT", events_of(calendar, "abcde"), run("abcde"))["status"] == "confirmed"


def test_a_write_with_a_stale_etag_changes_nothing(caller: Caller, calendar: str) -> None:
    """412 for PATCH, PUT and DELETE; the current etag and `*` pass."""
    old = caller.done("POST", events_of(calendar), run("abcde"))["etag"]
    new = caller.done("PATCH", events_of(calendar, "abcde"), {"summary": "x"}, if_match=old)
    for verb, body in (("PATCH", {"summary": "y"}), ("PUT", run()), ("DELETE", None)):
        refusal = caller.why_not(verb, events_of(calendar, "abcde"), body, if_match=old)
        assert refusal == (412, "conditionNotMet")
    assert caller.done("GET", events_of(calendar, "abcde")) == new
    caller.done("DELETE", events_of(calendar, "abcde"), if_match="*")


# --- calendars -------------------------------------------------------------------------------------------------------


def test_a_calendar_can_be_renamed_and_coloured(caller: Caller, calendar: str) -> None:
    """Name, zone and description in the calendar, the colour in the athlete's list."""
    caller.done("PATCH", f"calendars/{calendar}", {"summary": "Berlin", "timeZone": "UTC"})
    colours = {"backgroundColor": "#112233", "foregroundColor": "#ffffff"}
    caller.done("PATCH", f"users/me/calendarList/{calendar}?colorRgbFormat=true", colours)
    entry = caller.done("GET", f"users/me/calendarList/{calendar}")
    assert (entry["summary"], entry["timeZone"], entry["backgroundColor"]) == ("Berlin", "UTC", "#112233")


def test_a_deleted_calendar_is_not_found(caller: Caller, calendar: str) -> None:
    """Neither it nor what was in it; the primary calendar cannot be deleted."""
    caller.done("POST", events_of(calendar), run("abcde"))
    caller.done("DELETE", f"calendars/{calendar}")
    assert caller.why_not("GET", f"calendars/{calendar}") == (404, "notFound")
    assert caller.why_not("GET", events_of(calendar, "abcde")) == (404, "notFound")
    assert caller.why_not("DELETE", "calendars/primary") == (403, "forbidden")
