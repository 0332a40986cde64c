"""Time zones in a file: told by a rule, and read alike by a program that knows nothing but the file."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.rrule import rrulestr
from dateutil.tz import tzical

from countback.events.event import Event, Timed
from countback.events.ics import to_ics
from countback.events.zones import plain, zone_rule

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Europe/Dublin",
    "Australia/Lord_Howe",
    "Asia/Jerusalem",
    "America/Nuuk",
    "Asia/Kolkata",
    "Africa/Casablanca",
    "America/Santiago",
    "Africa/Cairo",
    "Pacific/Chatham",
    "Asia/Beirut",
)
WITHOUT_RULE = {"Africa/Casablanca", "Africa/El_Aaiun", "Asia/Gaza", "Asia/Hebron"}


def event(start: datetime, zone: str) -> Event:
    """A session of three quarters of an hour."""
    end = (start.astimezone(UTC) + timedelta(minutes=45)).astimezone(ZoneInfo(zone))
    return Event(
        uid="u@countback", when=Timed(start, end, zone), title="Run", last_modified=datetime(2027, 1, 1, tzinfo=UTC)
    )


def unfolded(events: tuple[Event, ...], zone: str) -> list[str]:
    """The content lines of a file."""
    return to_ics(events, "Test", zone).decode().replace("\r\n ", "").split("\r\n")


def vtimezone(zone: str, year: int) -> str:
    """The VTIMEZONE of a zone for one year, as it is written; empty where there is none."""
    lines = unfolded((event(datetime(year, 6, 1, 12, tzinfo=ZoneInfo(zone)), zone),), zone)
    if "BEGIN:VTIMEZONE" not in lines:
        return ""
    return "\r\n".join(lines[lines.index("BEGIN:VTIMEZONE") : lines.index("END:VTIMEZONE") + 1]) + "\r\n"


def offsets(zone: str, year: int) -> list[tuple[datetime, timedelta]]:
    """The offsets from UTC that the block alone tells, each from an instant on: RFC 5545 3.6.5 to the letter."""
    parts = re.findall(r"BEGIN:(?:STANDARD|DAYLIGHT)(.*?)END:", vtimezone(zone, year), re.DOTALL)
    values = [dict(line.split(":", 1) for line in part.split()) for part in parts]
    found = [
        (onset.replace(tzinfo=UTC) - offset(part["TZOFFSETFROM"]), offset(part["TZOFFSETTO"]))
        for part in values
        for onset in onsets(part, year)
    ]
    return sorted(found)


def offset(text: str) -> timedelta:
    """`-0330`."""
    size = timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))
    return -size if text.startswith("-") else size


def onsets(part: dict[str, str], year: int) -> list[datetime]:
    """When an observance begins, in the years around one, by local time."""
    start = datetime.fromisoformat(part["DTSTART"])
    if "RRULE" not in part:
        return [start]
    january = start.replace(month=1, day=1)
    return list(
        rrulestr(part["RRULE"], dtstart=start).between(january.replace(year=year - 1), january.replace(year=year + 1))
    )


def offset_at(moment: datetime, known: list[tuple[datetime, timedelta]]) -> timedelta:
    """The offset that holds at an instant."""
    return [offset for onset, offset in known if onset <= moment][-1]


@pytest.mark.parametrize("year", [2026, 2027, 2028, 2029])
@pytest.mark.parametrize("zone", [*ZONES, "Asia/Tehran", "America/Havana", "Africa/Juba"])
def test_the_block_alone_tells_the_zones_offset_at_every_instant(zone: str, year: int) -> None:
    """Every half hour of the year, by another reading of the RFC than ours."""
    if zone in WITHOUT_RULE:
        assert vtimezone(zone, year) == ""
        return
    known, info = offsets(zone, year), ZoneInfo(zone)
    moment = datetime(year, 1, 1, tzinfo=info).astimezone(UTC)
    while moment.astimezone(info).year == year:
        assert offset_at(moment, known) == moment.astimezone(info).utcoffset(), moment
        moment += timedelta(minutes=30)


@pytest.mark.parametrize("zone", ZONES)
def test_another_program_reads_the_block_alike(zone: str) -> None:
    """The VTIMEZONE is evaluated by dateutil: half past six is the same instant on every day."""
    block = tzical(StringIO(vtimezone(zone, 2027))).get(zone) if zone not in WITHOUT_RULE else ZoneInfo(zone)
    assert block is not None
    for day in range(365):
        moment = datetime(2027, 1, 1, 6, 30, tzinfo=ZoneInfo(zone)) + timedelta(days=day)
        assert moment.replace(tzinfo=block).utcoffset() == moment.utcoffset(), moment


def test_all_zones_but_four_have_a_yearly_rule() -> None:
    """As measured for CALENDAR.md; a fifth one would be a change of tzdata that one should know of."""
    places = {zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")}
    assert {zone for zone in places if zone_rule(zone, 2027, 2027) is None} == WITHOUT_RULE


@pytest.mark.parametrize("zone", ["UTC", "Etc/GMT-5", "EST", "CET", "Africa/Casablanca"])
def test_a_zone_without_rule_or_place_is_told_in_utc(zone: str) -> None:
    """Google and Apple guess at names without a slash; Outlook knows only yearly rules."""
    lines = unfolded((event(datetime(2027, 7, 1, 6, 30, tzinfo=ZoneInfo(zone)), zone),), zone)
    assert not any(line.startswith("BEGIN:VTIMEZONE") or "TZID" in line for line in lines)
    assert any(line.startswith("DTSTART:2027") and line.endswith("Z") for line in lines)


BERLIN = """BEGIN:VTIMEZONE TZID:Europe/Berlin
BEGIN:STANDARD DTSTART:19701025T030000 RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET TZOFFSETFROM:+0200 TZOFFSETTO:+0100 END:STANDARD
BEGIN:DAYLIGHT DTSTART:19700329T020000 RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST TZOFFSETFROM:+0100 TZOFFSETTO:+0200 END:DAYLIGHT END:VTIMEZONE"""
KOLKATA = """BEGIN:VTIMEZONE TZID:Asia/Kolkata
BEGIN:STANDARD DTSTART:19700101T000000
TZNAME:IST TZOFFSETFROM:+0530 TZOFFSETTO:+0530 END:STANDARD END:VTIMEZONE"""


@pytest.mark.parametrize(("zone", "expected"), [("Europe/Berlin", BERLIN), ("Asia/Kolkata", KOLKATA)])
def test_a_block_has_one_rule_for_each_half_of_the_year(zone: str, expected: str) -> None:
    """DTSTART in 1970, one n-th weekday; without summer time STANDARD alone."""
    assert vtimezone(zone, 2027).split() == expected.split()


@pytest.mark.parametrize(
    ("zone", "wall", "lone"),
    [
        ("Europe/Berlin", "2027-03-28T01:10", True),
        ("Europe/Berlin", "2027-03-28T02:30", False),
        ("Europe/Berlin", "2027-03-28T03:00", True),
        ("Europe/Berlin", "2027-10-31T02:30", False),
        ("Australia/Lord_Howe", "2027-04-04T01:45", False),
        ("Australia/Lord_Howe", "2027-04-04T00:30", True),
        ("Asia/Kolkata", "2027-03-28T02:30", True),
    ],
)
def test_the_hours_that_clocks_skip_or_repeat_are_told_in_utc(zone: str, wall: str, *, lone: bool) -> None:
    """Apps disagree on such a time, and on no other."""
    moment = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))
    assert plain(moment) is lone
    lines = unfolded((event(moment, zone),), zone)
    assert any(line.startswith(f"DTSTART;TZID={zone}:2027") for line in lines) is lone
    beside = unfolded((event(moment, zone), event(moment + timedelta(days=40), zone)), zone)
    assert sum(line.startswith(f"DTSTART;TZID={zone}:2027") for line in beside) == 1 + lone


def test_a_rule_covers_the_years_it_is_used_in() -> None:
    """Israel's Friday before the last Sunday: the fourth or the last in one year, none for all of three."""
    one, three = zone_rule("Asia/Jerusalem", 2028, 2028), zone_rule("Asia/Jerusalem", 2028, 2030)
    assert one is not None
    assert one.summer is not None
    assert one.summer.nth == 4
    assert three is None


def test_a_zone_that_gave_up_summer_time_is_no_rule_across_that_year() -> None:
    """Turkey's clocks stayed from 2016 on: before, UTC; since, one offset."""
    assert zone_rule("Europe/Istanbul", 2015, 2017) is None
    now = zone_rule("Europe/Istanbul", 2027, 2027)
    assert now is not None
    assert now.summer is None
    assert now.standard == timedelta(hours=3)
