"""What a field becomes at Google and what comes back, field by field; times over both changes of the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countback.events.event import MARKER, AllDay, Event, Group, Timed, event_id, prints, reborn
from countback.events.schedule import schedule
from countback.targets import google_events
from countback.targets.google_events import COLOURS, NotWhole, google_id
from tests import factories
from tests.google_door import BERLIN, SEASON, banner, noted, run
from tests.google_server import events as server
from tests.google_server import times

Json = dict[str, Any]
ALL = frozenset(Group)
CALENDAR_ZONE = "America/New_York"


def stored(event: Event) -> Json:
    """What the server makes of an insert, as it stores it."""
    place = server.Place("runner@example.org", "c_1@group.calendar.google.com", 1, "2027-01-01T00:00:00.000Z")
    return server.made(google_events.inserted(event), place, str) | {"etag": '"1"'}


def read(resource: Json) -> Event:
    """What we make of an event that the server shows in the zone of the calendar."""
    event = google_events.remote(server.shown(resource, CALENDAR_ZONE), CALENDAR_ZONE).event
    assert event
    return event


def after(resource: Json, event: Event, *groups: Group) -> Json:
    """What the server stores after our patch of some groups."""
    body = google_events.patched(event, frozenset(groups))
    return server.patched(resource, body, "2027-01-02T00:00:00.000Z", str)


# --- there and back --------------------------------------------------------------------------------------------------


def test_what_is_written_is_what_is_read() -> None:
    """Every value, and all that we noted, survives Google; so nothing looks edited."""
    back = read(stored(run()))
    assert (prints(back), back.base) == (prints(run()), prints(run()))
    assert (back.season, back.address, back.generation, back.uid) == (SEASON, run().address, 0, run().uid)


def test_a_whole_plan_comes_back_unchanged() -> None:
    """Whatever `schedule` makes of a plan is at home at Google."""
    for event in map(noted, schedule(factories.plan())):
        back = read(stored(event))
        assert (back.when, prints(back), back.base) == (event.when, prints(event), event.base)


def test_the_athlete_is_asked_for_nothing_but_the_calendar() -> None:
    """An insert names no guests, sends no mail and repeats nothing."""
    assert set(google_events.inserted(run())) <= {
        *("id", "summary", "description", "start", "end", "reminders", "colorId", "transparency"),
        "extendedProperties",
    }


# --- identity and what is noted --------------------------------------------------------------------------------------


def test_the_id_is_the_one_of_the_address() -> None:
    """32 characters that Google takes; each generation another."""
    second = reborn(run(), 1)
    assert google_events.inserted(second)["id"] == event_id(SEASON, run().address, 1)
    server.check_id(google_id(second.uid))
    assert google_id(second.uid) != google_id(run().uid)
    assert read(stored(noted(second))).generation == 1


def test_notes_carry_their_prefix_and_fit() -> None:
    """Keys of up to 44 characters, values of up to 1024: others are dropped or cut without a word."""
    long = run(season="s" * 2000)
    properties = google_events.properties(long)
    assert all(key.startswith("countback-") and len(key) <= 44 for key in properties)
    assert all(0 < len(value) <= 1024 for value in properties.values())
    assert properties["countback-address"] == run().address


def test_a_copy_of_an_event_is_not_ours() -> None:
    """Google copies what we noted along with the event; the id tells that it is another."""
    copy = stored(run()) | {"id": "q7k2f9d1c8b3a0e5g6h4i2j1l0"}
    event = read(copy)
    assert (event.season, event.address, event.base) == ("", "", None)
    assert event.uid == "q7k2f9d1c8b3a0e5g6h4i2j1l0@google.com"


@pytest.mark.parametrize("wiped", [None, {}, {"countback-title": "x"}, {"countback-generation": "many"}])
def test_an_event_is_known_by_its_id_when_all_else_is_wiped(wiped: Json | None) -> None:
    """The identity is the id: the notes may be gone, or garbage."""
    bare = {name: value for name, value in stored(run()).items() if name != "extendedProperties"}
    event = read(bare | ({"extendedProperties": {"private": wiped}} if wiped is not None else {}))
    assert (event.uid, event.address, event.base) == (run().uid, "", None)


def test_some_fingerprints_can_be_missing() -> None:
    """Those that are there are used."""
    resource = stored(run())
    del resource["extendedProperties"]["private"]["countback-title"]
    base = read(resource).base
    assert base
    assert (base.title, base.when) == ("", prints(run()).when)


def test_the_revision_is_noted() -> None:
    """So that an older plan, on another machine, knows itself for one."""
    assert read(stored(run(revision=7))).revision == 7


# --- times -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "start", "fold"),
    [
        ("Europe/Berlin", "2027-03-28T01:30", 0),  # an hour is skipped while it lasts
        ("Europe/Berlin", "2027-10-31T01:30", 0),  # an hour comes twice while it lasts
        ("Europe/Berlin", "2027-10-31T02:30", 0),  # it starts in the first of two
        ("Europe/Berlin", "2027-10-31T02:30", 1),  # and in the second
        ("America/New_York", "2027-03-14T01:15", 0),
        ("America/New_York", "2027-11-07T01:15", 1),
        ("Australia/Lord_Howe", "2027-10-03T01:45", 0),  # half an hour is skipped
        ("Asia/Kathmandu", "2027-06-01T06:00", 0),
        ("Africa/Casablanca", "2027-02-08T06:00", 0),
        ("UTC", "2027-06-01T06:00", 0),
    ],
)
def test_a_session_keeps_its_hour_over_the_change_of_the_clock(zone: str, start: str, fold: int) -> None:
    """Start, end and length, whatever zone the calendar shows them in."""
    begin = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone), fold=fold)
    end = (begin.astimezone(UTC) + timedelta(minutes=100)).astimezone(ZoneInfo(zone))
    back = read(stored(run(when=Timed(begin, end, zone)))).when
    assert isinstance(back, Timed)
    assert (back.start.astimezone(UTC), back.end.astimezone(UTC)) == (begin.astimezone(UTC), end.astimezone(UTC))
    assert (back.start.hour, back.start.fold, back.zone) == (begin.hour, fold, zone)


@given(st.integers(0, 100_000_000), st.integers(1, 300))
def test_every_instant_survives(seconds: int, minutes: int) -> None:
    """Any start and length, to the second."""
    begin = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).astimezone(BERLIN)
    when = Timed(begin, (begin.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(BERLIN), "Europe/Berlin")
    assert read(stored(run(when=when))).when == when


def test_google_is_told_the_hour_of_the_place() -> None:
    """The local hour with its offset, and the zone by name: a runner who travels sees their own hour."""
    start = datetime(2027, 3, 1, 5, 30, tzinfo=UTC)
    for event in (run(), run(when=Timed(start, start + timedelta(hours=1), "Europe/Berlin"))):
        body = google_events.inserted(event)
        assert body["start"] == {"dateTime": "2027-03-01T06:30:00+01:00", "timeZone": "Europe/Berlin"}


def test_whole_days_never_slip() -> None:
    """A date is a date in every zone, and the end is the day after the last."""
    week = banner(date(2027, 3, 22), date(2027, 3, 28))
    resource = stored(week)
    assert (resource["start"], resource["end"]) == ({"date": "2027-03-22"}, {"date": "2027-03-29"})
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"):
        event = google_events.remote(server.shown(resource, zone), zone).event
        assert event
        assert event.when == AllDay(date(2027, 3, 22), date(2027, 3, 29))


def test_a_patch_makes_whole_days_of_an_hour_and_back() -> None:
    """The other kind of key is cleared, or Google would refuse both."""
    timed, day = run(), run(when=AllDay(date(2027, 3, 1), date(2027, 3, 2)))
    once = after(stored(timed), day, Group.WHEN)
    assert once["start"] == {"date": "2027-03-01"}
    assert read(after(once, timed, Group.WHEN)).when == timed.when


@pytest.mark.parametrize("zone", ["GMT+01:00", "Nowhere/AtAll", ""])
def test_a_time_in_a_zone_that_nobody_knows_is_still_that_instant(zone: str) -> None:
    """Google has zone names of its own; the calendar's own zone stands in for them."""
    resource = server.shown(stored(run()), "UTC")
    for side in ("start", "end"):
        resource[side]["timeZone"] = zone
    event = google_events.remote(resource, "Asia/Tokyo").event
    assert event
    assert isinstance(event.when, Timed)
    assert (event.when.zone, event.when.start) == ("Asia/Tokyo", datetime(2027, 3, 1, 5, 30, tzinfo=UTC))
    assert prints(event).when == prints(run()).when


# --- the other groups ------------------------------------------------------------------------------------------------


def test_each_colour_of_the_plan_has_one_of_googles_eleven() -> None:
    """One to one, so that it comes back as the same."""
    assert sorted(map(int, COLOURS.values())) == list(range(1, 12))
    assert {event.colour for event in schedule(factories.plan())} <= {"", *COLOURS}
    for colour in COLOURS:
        assert read(stored(run(colour=colour))).colour == colour
    assert read(stored(run(colour=""))).colour == ""


@pytest.mark.parametrize("minutes", [None, 0, 10, 720, 40320])
def test_reminders_are_the_events_own(minutes: int | None) -> None:
    """Never the calendar's default; none means none."""
    resource = stored(run(reminder=minutes))
    assert resource["reminders"]["useDefault"] is False
    assert read(resource).reminder == minutes


@pytest.mark.parametrize(
    "theirs",
    [
        {"useDefault": True},
        {"useDefault": False, "overrides": [{"method": "email", "minutes": 720}]},
        {"useDefault": False, "overrides": [{"method": "popup", "minutes": 720}, {"method": "popup", "minutes": 10}]},
    ],
)
def test_reminders_that_one_number_cannot_tell_are_seen_as_an_edit(theirs: Json) -> None:
    """Or the next change of ours would replace them all."""
    resource = stored(run()) | {"reminders": theirs}
    assert prints(read(resource)).reminders != prints(run()).reminders
    assert read(resource).reminder == read(resource).reminder


@pytest.mark.parametrize(("busy", "transparency"), [(True, None), (False, "transparent")])
def test_busy_or_free(busy: bool, transparency: str | None) -> None:  # noqa: FBT001 - the value under test
    """Opaque is Google's default, which it does not tell."""
    resource = stored(run(busy=busy))
    assert (resource.get("transparency"), read(resource).busy) == (transparency, busy)


def test_what_is_private_is_hidden_and_never_shown_again_by_us() -> None:
    """A neutral title for a shared calendar, and its visibility; a patch cannot undo what was hidden by hand."""
    assert stored(run(private=True))["visibility"] == "private"
    assert "visibility" not in stored(run())
    hidden = stored(run()) | {"visibility": "private"}
    assert after(hidden, run(title="Easy run, 12 km"), Group.TITLE)["visibility"] == "private"


@pytest.mark.parametrize("url", ["", "ftp://example.org/", "countback:run"])
def test_a_link_that_leads_nowhere_is_left_out(url: str) -> None:
    """Google refuses every other kind of address."""
    assert "source" not in google_events.inserted(run(url=url))
    assert stored(run(url="https://example.org/plan"))["source"]["url"] == "https://example.org/plan"


def test_an_emptied_field_is_cleared() -> None:
    """A null deletes; leaving it out would keep it."""
    resource = stored(run(location="Park"))
    bare = after(resource, run(description="", location="", colour=""), Group.LOCATION, Group.DESCRIPTION, Group.COLOUR)
    assert not {"description", "location", "colorId"} & set(bare)


@pytest.mark.parametrize("group", list(Group))
def test_a_patch_changes_its_group_and_no_other(group: Group) -> None:
    """What the athlete changed beside it stays."""
    theirs = {"summary": "Mine", "description": "My own", "location": "Park", "colorId": "3"}
    resource = stored(run(busy=True)) | theirs | {"reminders": {"useDefault": True}}
    changed = after(resource, run(), group)
    own = {"when": ("start", "end"), "title": ("summary",), "busy": ("transparency",), "colour": ("colorId",)}
    may = {*own.get(group.value, (group.value,)), "etag", "updated", "sequence", "extendedProperties"}
    assert {name for name in changed | resource if changed.get(name) != resource.get(name)} <= may


def test_an_event_that_repeats_or_has_guests_has_become_the_athletes() -> None:
    """No group tells of it, and yet it must count as edited: we delete no such thing."""
    for more in ({"recurrence": ["RRULE:FREQ=WEEKLY"]}, {"attendees": [{"email": "friend@example.org"}]}):
        assert prints(read(stored(run()) | more)).colour != prints(run()).colour


# --- descriptions ----------------------------------------------------------------------------------------------------


def test_the_athletes_notes_are_carried_along() -> None:
    """Below the marker line the text is theirs."""
    resource = stored(run())
    resource["description"] += f"\n{MARKER}\nNew shoes!" if MARKER not in resource["description"] else "\nNew shoes!"
    event = read(resource)
    assert (event.notes, prints(event).description) == ("New shoes!", prints(run()).description)
    again = after(resource, replace(event, description="12 km"), Group.DESCRIPTION)
    assert again["description"].endswith("New shoes!")


def test_what_the_web_editor_makes_of_a_text_is_no_edit_of_ours() -> None:
    """Google's editor turns everything into HTML when a note is typed below."""
    text = stored(run())["description"].replace("\n", "<br>")
    edited = stored(run()) | {"description": f"<span>{text}</span><br>New <b>shoes</b> &amp; socks"}
    event = read(edited)
    assert prints(event).description == prints(run()).description
    assert event.notes == "New <b>shoes</b> &amp; socks"


def test_a_text_rewritten_within_our_block_is_an_edit() -> None:
    """HTML or not."""
    text = stored(run())["description"].replace("\n", "<br>").replace("10 km", "8 km, slowly")
    assert prints(read(stored(run()) | {"description": text})).description != prints(run()).description


def test_angle_brackets_of_our_own_survive() -> None:
    """A race may be called `Run <3 fun`, and nobody's editor has been there."""
    loved = run(description="Run <3 fun\n& more", title="Run <3 fun")
    assert prints(read(stored(loved))) == prints(loved)


# --- what is not whole -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cut",
    [
        '{"id": "abc',
        None,
        [],
        {"etag": '"1"'},
        {"id": "abcdef"},
        {"id": "abcdef", "etag": '"1"'},
        {"id": "abcdef", "etag": '"1"', "start": {"date": "2027-03-01"}},
        {"id": "abcdef", "etag": '"1"', "start": {"date": "2027-03-01"}, "end": {}},
        {"id": "abcdef", "etag": '"1"', "start": {"dateTime": "2027-03-01T"}, "end": {"dateTime": "2027-03-01T"}},
    ],
)
def test_half_an_event_is_none(cut: object) -> None:
    """An answer that was cut off may look like a success: id, etag and times have to be there."""
    with pytest.raises(NotWhole):
        google_events.remote(cut, "UTC")


def test_what_is_not_ours_may_be_of_any_kind() -> None:
    """An event of the athlete's that makes no sense to us does not stop the sync; one of ours does."""
    odd = {"id": "q7k2f9d1c8b3a0e5g6h4i2j1l0", "etag": '"1"', "eventType": "somethingNew"}
    whole = server.shown(stored(run()), "UTC")
    assert [one.uid for one in google_events.listed([odd, whole], "UTC")] == [run().uid]
    for broken in ({"id": google_id(run().uid), "etag": '"1"'}, {"etag": '"1"'}, "cut"):
        with pytest.raises(NotWhole):
            list(google_events.listed([whole, broken], "UTC"))


def test_a_deleted_event_is_its_id_alone() -> None:
    """Nothing more is promised."""
    remote = google_events.remote({"id": google_id(run().uid), "status": "cancelled"}, "UTC")
    assert (remote.uid, remote.event, remote.etag) == (run().uid, None, "")


def test_the_servers_own_reading_of_times_is_ours() -> None:
    """The strict server and we mean the same instant by what we send."""
    body = google_events.inserted(run())
    assert times.instant(body["start"], "UTC") == datetime(2027, 3, 1, 5, 30, tzinfo=UTC)
