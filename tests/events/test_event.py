"""Identity, text and fingerprints of an event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from countback.events.event import (
    MARKER,
    AllDay,
    Event,
    Group,
    Prints,
    Timed,
    clean,
    clean_line,
    event_id,
    event_uid,
    join_description,
    prints,
    reborn,
    split_description,
)

ADDRESS = "berlin-marathon-2027/T-08w/long"
EVENT = Event(
    uid=event_uid("season-7f3a", ADDRESS),
    when=AllDay(date(2027, 8, 1), date(2027, 8, 2)),
    title="Long run, 20 km",
    last_modified=datetime(2027, 1, 2, tzinfo=UTC),
    season="season-7f3a",
    address=ADDRESS,
    description="20 km easy",
    reminder=360,
)


def test_an_address_becomes_one_id_for_ever() -> None:
    """The id is pinned: another value would double every calendar that exists."""
    assert event_id("season-7f3a", ADDRESS) == "qr5h64jds4l6nff2dplrea05vpj7tuab"
    assert event_uid("season-7f3a", ADDRESS) == "qr5h64jds4l6nff2dplrea05vpj7tuab@countback"


def test_the_id_is_one_that_google_takes() -> None:
    """Google takes 5 to 1024 characters of 0-9 and a-v."""
    assert len(event_id("s", "a")) == 32
    assert set(event_id("ß", "レース/T-08w/long")) <= set("0123456789abcdefghijklmnopqrstuv")


def test_season_address_and_generation_all_tell_events_apart() -> None:
    """A coach's two athletes, two sessions, and a session restored never share an id."""
    ids = {event_id("a", "x"), event_id("b", "x"), event_id("a", "y"), event_id("a", "x", 1)}
    assert len(ids) == 4


def test_a_restored_event_is_the_same_under_another_identity() -> None:
    """Only generation and UID change with a rebirth."""
    again = reborn(EVENT, 2)
    assert again.uid == event_uid(EVENT.season, EVENT.address, 2)
    assert replace(again, uid=EVENT.uid, generation=0) == EVENT


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\r\nb\rc\u2028d\x85e\x0bf", "a\nb\nc\nd\ne\nf"),
        ("bell\x07 null\x00 delete\x7f c1\x9b", "bell null delete c1"),
        ("tab\there", "tab here"),
        ("half a \ud83d pair", "half a  pair"),
        ("👩🏽‍🚀 family", "👩🏽‍🚀 family"),
        ("שלום 東京", "שלום 東京"),
    ],
)
def test_text_keeps_words_and_loses_controls(text: str, cleaned: str) -> None:
    """Line ends become one kind, control characters and half characters go, everything else stays."""
    assert clean(text) == cleaned


def test_a_title_is_one_line() -> None:
    """A newline in a title cuts the description in some apps."""
    assert clean_line(" Long run\r\n20 km \n") == "Long run 20 km"


@pytest.mark.parametrize("marker", [MARKER, "-- countback --", "  – countback –  "])
def test_what_stands_below_the_marker_is_the_athletes(marker: str) -> None:
    """The marker is known again though an app has changed its dashes."""
    assert split_description(f"20 km easy\n{marker}\nfelt great\n") == ("20 km easy", "felt great")


def test_a_description_without_the_marker_is_all_ours() -> None:
    """Nothing is taken for notes where the athlete deleted the marker, nor a sentence that is about the program."""
    assert split_description("20 km easy\ncountback") == ("20 km easy\ncountback", "")


def test_description_and_notes_come_apart_as_they_went_together() -> None:
    """Joining and splitting are each other's reverse."""
    for pair in (("20 km easy", "felt great"), ("20 km easy", ""), ("", "notes alone"), ("", "")):
        assert split_description(join_description(*pair)) == pair


@pytest.mark.parametrize(
    ("group", "change"),
    [
        (Group.WHEN, {"when": AllDay(date(2027, 8, 1), date(2027, 8, 3))}),
        (Group.TITLE, {"title": "Long run, 21 km"}),
        (Group.DESCRIPTION, {"description": "21 km easy"}),
        (Group.LOCATION, {"location": "Tiergarten"}),
        (Group.REMINDERS, {"reminder": None}),
        (Group.COLOUR, {"colour": "teal"}),
        (Group.BUSY, {"busy": True}),
    ],
)
def test_an_edit_shows_in_its_own_group_alone(group: Group, change: dict[str, object]) -> None:
    """So one edited field leaves the others to the plan."""
    before, after = prints(EVENT), prints(replace(EVENT, **change))  # type: ignore[arg-type]
    assert {g for g in Group if before.get(g) != after.get(g)} == {group}


@pytest.mark.parametrize(
    "description",
    ["20 km easy  \r\n", "20 km easy\n\n", "\n20&#32;km easy"],
)
def test_what_a_server_normalises_is_no_edit(description: str) -> None:
    """Line ends, trailing space and entities do not change a fingerprint."""
    assert prints(replace(EVENT, description=description)) == prints(EVENT)


def test_notes_of_the_athlete_are_no_edit_of_ours() -> None:
    """The text below the marker is carried along and not compared."""
    assert prints(replace(EVENT, notes="felt great")) == prints(EVENT)


def test_the_same_instants_under_another_zone_are_no_move() -> None:
    """A server may tell a time in UTC or under an older name of the zone."""
    berlin, utc = ZoneInfo("Europe/Berlin"), UTC
    start, end = datetime(2027, 7, 1, 6, 30, tzinfo=berlin), datetime(2027, 7, 1, 7, 30, tzinfo=berlin)
    here = replace(EVENT, when=Timed(start, end, "Europe/Berlin"))
    there = replace(EVENT, when=Timed(start.astimezone(utc), end.astimezone(utc), "UTC"))
    assert prints(here).when == prints(there).when
    assert prints(here).when != prints(replace(EVENT, when=Timed(start, start, "UTC"))).when


def test_fingerprints_survive_being_text() -> None:
    """What was stored comes back; what another app dropped stays empty."""
    assert Prints.from_text(prints(EVENT).to_text()) == prints(EVENT)
    assert Prints.from_text("title=abc later=1 junk") == Prints(title="abc")
