"""The bytes of an .ics file, by the points of CALENDAR.md, and their way back."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countback.events.event import (
    AllDay,
    CalendarError,
    Event,
    Prints,
    Status,
    Timed,
    clean,
    clean_line,
    event_uid,
    prints,
)
from countback.events.ics import to_ics
from countback.events.lines import escape, fold
from countback.events.read import read_ics
from countback.events.schedule import schedule
from tests import factories

BERLIN = "Europe/Berlin"
GOLDEN = Path(__file__).with_name("golden.ics")
HOSTILE = (
    "quotes \" ' „ “ back\\slash \\n \\N \\\\ C:\\new a;b,c:d",
    "joined 👩🏽‍🚀 👨‍👩‍👧‍👦 🏳️‍🌈 e\u0301",
    "東京マラソン、三時間四十五分を切る。" * 9,
    "מרתון ירושלים \u202eright to left\u202c",
    "BEGIN:VEVENT END:VCALENDAR ;VALUE=DATE: {} %s",
    "5 000 characters: " + "é, x; \\ " * 620,
)


def event(**changes: object) -> Event:
    """An all-day event of ours."""
    address = "berlin-2027/T-08w/long"
    made = Event(
        uid=event_uid("s", address),
        when=AllDay(date(2027, 8, 1), date(2027, 8, 2)),
        title="Long run",
        last_modified=datetime(2027, 1, 2, tzinfo=UTC),
        season="s",
        address=address,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def lines_of(*events: Event) -> list[str]:
    """The unfolded content lines of a file."""
    return to_ics(events, "Countback", BERLIN).decode().replace("\r\n ", "").split("\r\n")


def value(lines: list[str], name: str) -> str:
    """The value of the only line of a name, parameters and all."""
    (found,) = [line for line in lines if line.startswith((f"{name}:", f"{name};"))]
    return found.removeprefix(name)


def test_a_small_season_is_this_file_to_the_byte() -> None:
    """The golden file: whoever changes what is written sees it here first."""
    plan = factories.plan(
        factories.season(), (factories.quality(date(2027, 8, 17)), factories.strength(date(2027, 8, 18)))
    )
    assert to_ics(schedule(plan), "Countback", BERLIN) == GOLDEN.read_bytes()


def test_the_bytes_are_those_of_rfc_5545() -> None:
    """CRLF throughout, 75 octets a line, whole characters, no control character, no BOM."""
    data = to_ics([event(title=text, description=text, notes=text) for text in HOSTILE], HOSTILE[0], BERLIN)
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert data.endswith(b"\r\nEND:VCALENDAR\r\n")
    for line in data.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75
        assert not re.search("[\x00-\x1f\x7f-\x9f]", line.decode())


def test_the_head_names_everything_twice() -> None:
    """As the RFCs call it and as apps do; no METHOD."""
    lines = lines_of(event())
    assert value(lines, "NAME") == value(lines, "X-WR-CALNAME") == ":Countback"
    assert value(lines, "REFRESH-INTERVAL") == ";VALUE=DURATION:PT12H"
    assert value(lines, "X-PUBLISHED-TTL") == ":PT12H"
    assert value(lines, "COLOR") == ":orangered"
    assert value(lines, "X-APPLE-CALENDAR-COLOR") == ":#FF4500"
    assert not any(line.startswith("METHOD") for line in lines)


def test_zones_come_before_events_one_each_none_unused() -> None:
    """A zone that only a time told in UTC would use is left out."""
    info = ZoneInfo(BERLIN)
    timed = [
        event(uid=f"{n}@countback", when=Timed(start, start + timedelta(minutes=30), BERLIN))
        for n, start in enumerate([datetime(2027, 8, 1, 6, 30, tzinfo=info), datetime(2027, 12, 1, 6, 30, tzinfo=info)])
    ]
    lines = lines_of(*timed)
    assert lines.count("BEGIN:VTIMEZONE") == 1
    assert lines.index("END:VTIMEZONE") < lines.index("BEGIN:VEVENT")
    assert "BEGIN:VTIMEZONE" not in lines_of(event())
    night = datetime(2027, 10, 31, 2, 30, tzinfo=info)
    assert "BEGIN:VTIMEZONE" not in lines_of(event(when=Timed(night, night, BERLIN)))


def test_whole_days_end_on_the_day_after() -> None:
    """VALUE=DATE and no hour."""
    lines = lines_of(event())
    assert value(lines, "DTSTART") == ";VALUE=DATE:20270801"
    assert value(lines, "DTEND") == ";VALUE=DATE:20270802"
    assert value(lines, "TRANSP") == ":TRANSPARENT"


def test_an_event_says_when_it_last_changed_and_how_often_it_moved() -> None:
    """DTSTAMP is LAST-MODIFIED."""
    lines = lines_of(event(sequence=3))
    assert value(lines, "DTSTAMP") == value(lines, "LAST-MODIFIED") == ":20270102T000000Z"
    assert value(lines, "SEQUENCE") == ":3"


@pytest.mark.parametrize(
    ("minutes", "trigger"), [(720, "-PT12H"), (30, "-PT30M"), (90, "-PT90M"), (0, "PT0S"), (360, "-PT6H")]
)
def test_an_alarm_has_all_that_apps_ask_for(minutes: int, trigger: str) -> None:
    """ACTION, TRIGGER, DESCRIPTION."""
    lines = lines_of(event(reminder=minutes))
    start = lines.index("BEGIN:VALARM")
    assert lines[start + 1 : start + 4] == ["ACTION:DISPLAY", "DESCRIPTION:Long run", f"TRIGGER:{trigger}"]


def test_no_reminder_is_no_alarm_and_a_cancelled_event_rings_for_nobody() -> None:
    """Nor does it block time."""
    assert "BEGIN:VALARM" not in lines_of(event())
    lines = lines_of(event(reminder=30, busy=True, status=Status.CANCELLED))
    assert "BEGIN:VALARM" not in lines
    assert value(lines, "TRANSP") == ":TRANSPARENT"
    assert value(lines, "STATUS") == ":CANCELLED"


def test_a_link_stands_last_in_our_text_and_as_url() -> None:
    """Some apps show no URL; reading takes it out of the text again."""
    linked = event(url="https://example.org/race", description="Start 09:15", notes="mine")
    lines = lines_of(linked)
    assert value(lines, "URL") == ":https://example.org/race"
    assert value(lines, "DESCRIPTION") == r":Start 09:15\n\nhttps://example.org/race\n— countback —\nmine"
    assert read_ics(to_ics([linked], "x", BERLIN)) == (linked,)


def test_text_is_escaped_where_the_rfc_says_and_nowhere_else() -> None:
    """Backslash, semicolon, comma, newline."""
    assert escape('a\\b;c,d\ne:f"g') == r'a\\b\;c\,d\ne:f"g'


@given(st.text(max_size=200))
def test_folding_can_be_undone_and_splits_neither_character_nor_escape(text: str) -> None:
    """At most 75 octets a line, the space of a continuation counted."""
    line = f"SUMMARY:{escape(text)}"
    folded = fold(line)
    assert folded.replace("\r\n ", "") == line
    for part in folded.split("\r\n"):
        assert len(part.encode()) <= 75
        assert (len(part) - len(part.rstrip("\\"))) % 2 == 0


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12].encode("ascii", "replace").decode())
def test_a_hostile_text_comes_back_as_it_was(text: str) -> None:
    """Title, description, notes, place: all of it, through icalendar's parser."""
    sent = event(
        title=clean_line(text), description=clean(text).rstrip(), notes=clean(text).strip(), location=clean_line(text)
    )
    (back,) = read_ics(to_ics([sent], text, BERLIN))
    assert back == sent
    (raw,) = icalendar.Calendar.from_ical(to_ics([sent], text, BERLIN)).walk("VEVENT")
    assert str(raw["SUMMARY"]) == clean_line(text)


@pytest.mark.parametrize("title", ["👨\u200d👩\u200d👧 run", "می\u200cدود", "Lauf\u00a0X", "Zürich\u00adMarathon"])
def test_a_title_stays_one_line_and_what_it_is(title: str) -> None:
    """Joined emoji and spaces that do not break are no line ends."""
    (back,) = read_ics(to_ics([event(title=clean_line(title))], "x", BERLIN))
    assert back.title == title
    assert clean_line(f" {title}\r\n\t{title}\n") == f"{title} {title}"


@settings(max_examples=60)
@given(
    title=st.text(max_size=80), text=st.text(max_size=300), minutes=st.integers(0, 40320), revision=st.integers(0, 99)
)
def test_any_event_of_ours_survives_a_file(title: str, text: str, minutes: int, revision: int) -> None:
    """What is written is what is read, and is written the same again."""
    (sent,) = read_ics(to_ics([event(title=title, description=text, reminder=minutes, revision=revision)], "x", BERLIN))
    data = to_ics([sent], "x", BERLIN)
    assert read_ics(data) == (sent,)
    assert to_ics(read_ics(data), "x", BERLIN) == data


def test_a_whole_season_survives_a_file_to_the_byte() -> None:
    """Written, read, written again."""
    events = schedule(factories.plan())
    data = to_ics(events, "Countback", BERLIN)
    assert read_ics(data) == events
    assert to_ics(read_ics(data), "Countback", BERLIN) == data


def test_what_was_written_is_kept_beside_what_is_there_now() -> None:
    """The athlete's new title leaves the fingerprint of ours in place: that is how the edit is seen."""
    data = to_ics([event()], "x", BERLIN).replace(b"SUMMARY:Long run", b"SUMMARY:With Anna")
    (edited,) = read_ics(data)
    assert edited.base == prints(event())
    assert prints(edited).title != edited.base.title
    assert to_ics([edited], "x", BERLIN) == data


def test_an_event_whose_marks_another_app_dropped_is_known_by_its_uid() -> None:
    """It is ours, but of no season that we could tell."""
    data = to_ics([event()], "x", BERLIN)
    wiped = b"\r\n".join(line for line in data.split(b"\r\n") if not line.startswith((b"X-COUNTBACK", b" ")))
    (found,) = read_ics(wiped)
    assert (found.ours, found.season, found.address, found.base) == (True, "", "", None)


def test_marks_under_another_uid_are_not_believed() -> None:
    """A copy that an app made of our event is the athlete's."""
    data = to_ics([event()], "x", BERLIN).replace(event().uid.encode(), b"copy-1@phone")
    (copy,) = read_ics(data)
    assert not copy.ours
    assert copy.address == ""


def foreign(*lines: str) -> bytes:
    """A calendar of another program with one event."""
    inner = "\n".join(("BEGIN:VEVENT", "UID:1", "SUMMARY:Dentist", *lines, "END:VEVENT"))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{inner}\nEND:VCALENDAR\n".encode()


@pytest.mark.parametrize(
    ("lines", "start", "end"),
    [
        (("DTSTART:20270701T063000Z", "DTEND:20270701T073000Z"), "2027-07-01T08:30+02:00", "2027-07-01T09:30+02:00"),
        (("DTSTART:20270701T063000Z", "DURATION:PT45M"), "2027-07-01T08:30+02:00", "2027-07-01T09:15+02:00"),
        (("DTSTART:20270701T063000", "DTEND:20270701T073000"), "2027-07-01T06:30+02:00", "2027-07-01T07:30+02:00"),
        (("DTSTART;TZID=America/New_York:20270701T063000",), "2027-07-01T06:30-04:00", "2027-07-01T06:30-04:00"),
        (("DTSTART;VALUE=DATE:20270701",), "2027-07-01", "2027-07-02"),
        (("DTSTART;VALUE=DATE:20270701", "DTEND;VALUE=DATE:20270701"), "2027-07-01", "2027-07-02"),
        (("DTSTART;VALUE=DATE:20270701", "DURATION:P2D"), "2027-07-01", "2027-07-03"),
    ],
)
def test_times_of_other_programs_are_understood(lines: tuple[str, ...], start: str, end: str) -> None:
    """In UTC and floating (told in the athlete's zone), in a zone, with a duration, whole days."""
    (found,) = read_ics(foreign(*lines), BERLIN)
    times = [
        moment.isoformat(*(("T", "minutes") if isinstance(moment, datetime) else ()))
        for moment in (found.when.start, found.when.end)
    ]
    assert times == [start, end]
    assert not found.ours


def test_alarms_of_other_programs_are_understood() -> None:
    """Relative, or at an instant."""
    head = ("DTSTART:20270701T063000Z", "BEGIN:VALARM")
    (relative,) = read_ics(foreign(*head, "TRIGGER:-P1D", "END:VALARM"))
    (absolute,) = read_ics(foreign(*head, "TRIGGER;VALUE=DATE-TIME:20270701T060000Z", "END:VALARM"))
    assert (relative.reminder, absolute.reminder) == (1440, 30)


def test_a_foreign_event_that_cannot_be_read_is_left_out() -> None:
    """It is none of our business."""
    assert read_ics(foreign("DTSTART:soon")) == ()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This is no calendar"),
        (b"hello", "This is no calendar"),
        (b"\xff\xfe\x00\x01", "This is no calendar"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n", "cut off"),
        (b"BEGIN:VCALENDAR\r\nnonsense\r\nEND:VCALENDAR\r\n", "cannot be read"),
        (to_ics([event()], "x", BERLIN)[:-30], "cut off"),
        (to_ics([event()], "x", BERLIN).replace(b"20270801", b"someday1"), "'Long run' has no readable start"),
    ],
)
def test_a_file_that_is_no_calendar_is_refused_in_words(data: bytes, words: str) -> None:
    """What was found, and what to do."""
    with pytest.raises(CalendarError, match=words) as refusal:
        read_ics(data)
    assert "Name a file that countback wrote" in str(refusal.value)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_broken_file_is_read_or_refused_and_never_breaks_us(data: st.DataObject) -> None:
    """Bytes cut out of, doubled in, or thrown into a real file."""
    whole = GOLDEN.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    stop = min(len(whole), start + data.draw(st.integers(0, 200)))
    broken = whole[:start] + data.draw(st.binary(max_size=20)) + whole[stop:]
    with suppress(CalendarError):
        to_ics(read_ics(broken), "x", BERLIN)


@pytest.mark.parametrize(
    "environment", [{"TZ": "Pacific/Kiritimati"}, {"TZ": "Pacific/Pago_Pago", "LC_ALL": "C"}, {"PYTHONHASHSEED": "77"}]
)
def test_the_machine_leaves_no_trace_in_the_file(environment: dict[str, str]) -> None:
    """Other time zones, locales and hash seeds give the same bytes."""
    program = (
        "import sys; from tests import factories; from countback.events.ics import to_ics;"
        "from countback.events.schedule import schedule;"
        "sys.stdout.buffer.write(to_ics(schedule(factories.plan()), 'Countback', 'Europe/Berlin'))"
    )
    root = Path(__file__).parents[2]
    env = {**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}", **environment}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, check=True)
    assert done.stdout == to_ics(schedule(factories.plan()), "Countback", BERLIN)


def test_fingerprints_that_are_gone_are_not_made_up() -> None:
    """A base that is known in part stays known in part."""
    kept = event(base=Prints(title="abc"))
    assert value(lines_of(kept), "X-COUNTBACK-BASE").startswith(":when= title=abc description=")
