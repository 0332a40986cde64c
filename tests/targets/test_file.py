"""The door to a local .ics: the suite of all doors, and what is a file's alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from countback.events.event import AllDay, Group, Timed, event_uid
from countback.events.ics import to_ics
from countback.events.read import read_ics
from countback.files.atomic import write_atomic
from countback.targets.file import FileDoor
from countback.targets.port import Applied, CalendarGone, Delete, Insert, Patch, Unknown, WrongCalendar
from tests.sync.paper import SEASON, first_plan
from tests.targets.conformance import LONG, LOOK, DoorConformance, inserted, noted, ours

if TYPE_CHECKING:
    from pathlib import Path

    from countback.events.event import Event

NOW = datetime(2027, 3, 22, 11, tzinfo=UTC)
UID = event_uid(SEASON, LONG)

THEIRS = """BEGIN:VEVENT\r
UID:dentist@else\r
DTSTAMP:20270101T000000Z\r
DTSTART:20270325T090000Z\r
DTEND:20270325T100000Z\r
SUMMARY:Dentist\r
X-COLOR-OF-MY-OWN:pink\r
ATTENDEE;CN="Ana, and others":mailto:ana@else.example\r
BEGIN:VALARM\r
TRIGGER:-PT5M\r
ACTION:DISPLAY\r
DESCRIPTION:go\r
END:VALARM\r
END:VEVENT\r
"""


class FilePlace:
    """A folder with a calendar file, and a program that edits it, keeping what it does not know."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "plan.ics"

    def door(self) -> FileDoor:
        """A door."""
        return FileDoor(self.path, "plan.ics", LOOK, write_atomic, lambda: NOW)

    def text(self) -> str:
        """The file."""
        return self.path.read_bytes().decode()

    def exchange(self, old: str, new: str) -> None:
        """Put one text for another."""
        assert old in self.text()
        self.path.write_bytes(self.text().replace(old, new).encode())

    def _events(self) -> dict[str, Event]:
        return {event.uid: event for event in read_ics(self.path.read_bytes()) if event.ours}

    def _write(self, events: dict[str, Event]) -> None:
        foreign = THEIRS if "Dentist" in self.text() else ""
        text = to_ics(tuple(events.values()), "Paper", "Europe/Berlin").decode()
        self.path.write_bytes(text.replace("END:VCALENDAR", f"{foreign}END:VCALENDAR").encode())

    def rename(self, uid: str, title: str) -> None:
        """Another title."""
        events = self._events()
        self._write(events | {uid: replace(events[uid], title=title)})

    def drag(self, uid: str, by: timedelta) -> None:
        """Another day."""
        events = self._events()
        when = events[uid].when
        moved: AllDay | Timed = (
            AllDay(when.start + by, when.end + by)
            if isinstance(when, AllDay)
            else Timed(when.start + by, when.end + by, when.zone)
        )
        self._write(events | {uid: replace(events[uid], when=moved)})

    def delete(self, uid: str) -> None:
        """Gone."""
        self._write({other: event for other, event in self._events().items() if other != uid})

    def add_foreign(self) -> None:
        """An event of another program."""
        self.exchange("END:VCALENDAR", f"{THEIRS}END:VCALENDAR")

    def foreign(self) -> object:
        """To the byte."""
        return THEIRS in self.text()


class TestFile(DoorConformance):
    """The suite."""

    @pytest.fixture
    def place(self, tmp_path: Path) -> FilePlace:
        """A folder."""
        return FilePlace(tmp_path)


@pytest.fixture
def place(tmp_path: Path) -> FilePlace:
    """A file with one event of ours and one that is not."""
    one = FilePlace(tmp_path)
    one.door().make(LOOK)
    inserted(one.door(), noted(first_plan()[LONG]))
    one.add_foreign()
    return one


def patch(place: FilePlace, **changes: object) -> object:
    """The plan's title, under the etag of now."""
    found, _ = ours(place.door())
    wanted = noted(first_plan()[LONG], **changes)
    return place.door().send([Patch(wanted, frozenset({Group.TITLE}), found[UID].etag)])[0]


def test_what_another_program_put_into_our_event_stays(place: FilePlace) -> None:
    """Properties, alarms and attendees that we know nothing of."""
    place.exchange(
        "SUMMARY:Long run 5\r\n", "SUMMARY:Long run 5\r\nATTENDEE:mailto:ana@else.example\r\nX-MINE:a\\;b\r\n"
    )
    assert isinstance(patch(place, title="Hills"), Applied)
    assert "ATTENDEE:mailto:ana@else.example\r\nX-MINE:a\\;b\r\n" in place.text()
    assert "SUMMARY:Hills\r\n" in place.text()
    assert place.foreign()


def test_a_title_with_a_line_separator_inside_is_exchanged_whole(place: FilePlace) -> None:
    """U+2028 and its like end no content line; nothing of the old title is left behind as a line of its own."""
    place.exchange("SUMMARY:Long run 5\r\n", "SUMMARY:Long\u2028END:VEVENT\x85run 5\r\n")
    assert isinstance(patch(place, title="Hills"), Applied)
    assert "SUMMARY:Hills\r\n" in place.text()
    assert "\u2028" not in place.text()
    assert "\x85" not in place.text()
    assert place.foreign()


def test_a_foreign_event_is_the_same_to_the_byte_after_a_deletion(place: FilePlace) -> None:
    """And ours is gone, whole."""
    found, _ = ours(place.door())
    event = found[UID].event
    assert event
    place.door().send([Delete(event, found[UID].etag)])
    assert place.foreign()
    assert place.text().count("BEGIN:VEVENT") == 1


def test_a_file_with_plain_line_ends_keeps_them(place: FilePlace) -> None:
    """Some programs write LF alone."""
    place.path.write_bytes(place.text().replace("\r\n", "\n").encode())
    assert isinstance(patch(place, title="Hills"), Applied)
    inserted(place.door(), noted(first_plan()["r/base"]))
    assert "\r" not in place.text()


def test_a_time_zone_is_added_where_it_is_missing(place: FilePlace) -> None:
    """And only there."""
    assert place.text().count("BEGIN:VTIMEZONE") == 1
    inserted(place.door(), noted(first_plan()["r/T-04w/long"]))
    assert place.text().count("BEGIN:VTIMEZONE") == 1
    assert place.text().index("BEGIN:VTIMEZONE") < place.text().index("BEGIN:VEVENT")


def test_when_the_file_changes_while_it_is_replaced_nothing_is_written(place: FilePlace) -> None:
    """The other program's version stays; what we wanted is unknown, and read again."""
    found, _ = ours(place.door())

    def meddle() -> datetime:
        place.exchange("Dentist", "Dentist, 11 o'clock")
        return NOW

    door = FileDoor(place.path, "plan.ics", LOOK, write_atomic, meddle)
    (outcome,) = door.send([Patch(noted(first_plan()[LONG], title="Hills"), frozenset({Group.TITLE}), found[UID].etag)])
    assert isinstance(outcome, Unknown)
    assert "Hills" not in place.text()
    assert "Dentist, 11 o'clock" in place.text()


def test_a_cancelled_event_counts_as_deleted(place: FilePlace) -> None:
    """Some programs cancel what their user deletes."""
    place.exchange("STATUS:CONFIRMED", "STATUS:CANCELLED")
    found, _ = ours(place.door())
    assert found[UID].event is None
    (outcome,) = place.door().send([Insert(noted(first_plan()[LONG]))])
    assert isinstance(outcome, Unknown)
    assert outcome.taken


@pytest.mark.parametrize("text", [b"", b"not a calendar", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"])
def test_what_is_no_calendar_is_refused(place: FilePlace, text: bytes) -> None:
    """Nothing is written over it."""
    place.path.write_bytes(text)
    with pytest.raises(WrongCalendar):
        ours(place.door())
    with pytest.raises(WrongCalendar):
        place.door().send([Insert(noted(first_plan()["r/base"]))])
    assert place.path.read_bytes() == text


def test_a_file_that_is_gone_is_told(place: FilePlace) -> None:
    """It is not made anew by a read."""
    place.path.unlink()
    with pytest.raises(CalendarGone):
        ours(place.door())
    assert place.door().calendar == ""


def test_a_text_of_several_lines_is_exchanged_whole(place: FilePlace) -> None:
    """Folded lines belong together."""
    long = "A very long description. " * 20
    found, _ = ours(place.door())
    wanted = noted(first_plan()[LONG], description=long, notes="felt good")
    for _ in range(2):
        place.door().send([Patch(wanted, frozenset({Group.DESCRIPTION}), found[UID].etag)])
        found, _ = ours(place.door())
    event = found[UID].event
    assert event
    assert (event.description, event.notes) == (long.strip(), "felt good")
    assert place.text().count("DESCRIPTION:") == 3  # ours, and one in each alarm
