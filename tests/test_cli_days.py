"""Days as people say them."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countback.cli.dates import Looking
from countback.cli.days import day, moment, span
from countback.cli.stop import Stop

WEDNESDAY = date(2027, 5, 12)
SEASON = (date(2026, 11, 1), date(2027, 10, 1))
BACK, AHEAD = Looking


@pytest.mark.parametrize(
    ("text", "back", "ahead"),
    [
        ("2027-05-03", "2027-05-03", "2027-05-03"),
        ("today", "2027-05-12", "2027-05-12"),
        ("Yesterday", "2027-05-11", "2027-05-11"),
        ("tomorrow", "2027-05-13", "2027-05-13"),
        ("the day before yesterday".removeprefix("the "), "2027-05-10", "2027-05-10"),
        ("monday", "2027-05-10", "2027-05-17"),
        ("wed", "2027-05-12", "2027-05-12"),
        ("on sunday", "2027-05-09", "2027-05-16"),
        ("last wednesday", "2027-05-05", "2027-05-05"),
        ("next  Wednesday", "2027-05-19", "2027-05-19"),
        ("this monday", "2027-05-10", "2027-05-10"),
        ("3 days ago", "2027-05-09", "2027-05-09"),
        ("in 2 weeks", "2027-05-26", "2027-05-26"),
        ("a week ago", "2027-05-05", "2027-05-05"),
        ("in a day", "2027-05-13", "2027-05-13"),
        ("3 may", "2027-05-03", "2028-05-03"),
        ("June 1", "2026-06-01", "2027-06-01"),
        ("3 May, 2029", "2029-05-03", "2029-05-03"),
        ("the 3rd of may 2029", "2029-05-03", "2029-05-03"),
        ("may 3rd", "2027-05-03", "2028-05-03"),
        ("thu 3 may 2029", "2029-05-03", "2029-05-03"),
        ("mon 3 may", "2027-05-03", "2027-05-03"),
        ("wednesday, 3. may", "2028-05-03", "2028-05-03"),
        ("sun 9", "2027-05-09", "2027-05-09"),
        ("sat 5", "2027-06-05", "2027-06-05"),
        ("29 feb", "2028-02-29", "2028-02-29"),
    ],
)
def test_a_day_is_understood(text: str, back: str, ahead: str) -> None:
    """Behind or ahead, by what the command is about."""
    assert [str(day(text, WEDNESDAY, way)) for way in (BACK, AHEAD)] == [back, ahead]


@pytest.mark.parametrize(
    "text",
    ["", "10", "2027-02-30", "31 june", "someday", "in 2 days ago", "3.5.2027", "1066-10-14", "may 2027", "6 sat"],
)
def test_what_is_no_day_is_told(text: str) -> None:
    """With examples, or that there is no such day."""
    with pytest.raises(Stop, match=r"no day|no such day"):
        day(text, WEDNESDAY, BACK)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("sat 10", "if Sat 10 Jul 2027 is meant, write 2027-07-10"),
        ("fri 13 may", "if Thu 13 May 2027 is meant, write 2027-05-13"),
        ("sat 3 may 2029", "if Thu 3 May 2029 is meant, write 2029-05-03"),
        ("fri 7 aug", "if Sat 7 Aug 2027 is meant, write 2027-08-07"),  # a Friday in 2026
        ("4.4.2027", "in numbers it is written year-month-day"),
        ("2027-4-4", "in numbers it is written year-month-day"),
        ("14.6", "in numbers it is written year-month-day"),
        ("14.6.", "in numbers it is written year-month-day"),
        ("14/6", "in numbers it is written year-month-day"),
    ],
)
def test_another_day_than_the_one_that_was_typed_is_never_taken(text: str, meant: str) -> None:
    """A weekday that is not of its date, or a date that is far off, is told with the day that may be meant."""
    with pytest.raises(Stop, match=meant):
        day(text, WEDNESDAY, AHEAD)


@pytest.mark.parametrize(
    ("text", "looking", "start", "end"),
    [
        ("2027-05-03..2027-05-09", BACK, "2027-05-03", "2027-05-09"),
        ("last monday..yesterday", BACK, "2027-05-10", "2027-05-11"),
        ("monday..friday", BACK, "2027-05-10", "2027-05-14"),
        ("today..friday", BACK, "2027-05-12", "2027-05-14"),
        ("11 may..14 may", BACK, "2027-05-11", "2027-05-14"),
        ("14 may..16 may", BACK, "2027-05-14", "2027-05-16"),
        ("8 may..15 may", AHEAD, "2027-05-08", "2027-05-15"),
        ("1 may..3 may", AHEAD, "2027-05-01", "2027-05-03"),
        ("10 july to 17 july", AHEAD, "2027-07-10", "2027-07-17"),
        ("28 nov..5 dec", BACK, "2026-11-28", "2026-12-05"),
        ("30 dec..2 jan", BACK, "2026-12-30", "2027-01-02"),
        ("sat 8..sun 9", BACK, "2027-05-08", "2027-05-09"),
        ("from mon until tue", BACK, "2027-05-10", "2027-05-11"),
        ("2027-05-03 - 2027-05-09", BACK, "2027-05-03", "2027-05-09"),
        ("last monday..last friday", BACK, "2027-05-03", "2027-05-07"),
        ("monday..tomorrow", BACK, "2027-05-10", "2027-05-13"),
        ("monday..friday", AHEAD, "2027-05-17", "2027-05-21"),
        ("friday .. monday", AHEAD, "2027-05-14", "2027-05-17"),
        ("last week", BACK, "2027-05-03", "2027-05-09"),
        ("this week", BACK, "2027-05-10", "2027-05-16"),
        ("next week", AHEAD, "2027-05-17", "2027-05-23"),
        ("yesterday", BACK, "2027-05-11", "2027-05-11"),
        ("3 may..9 may", BACK, "2027-05-03", "2027-05-09"),
        ("3-9 may", BACK, "2027-05-03", "2027-05-09"),
        ("the 3rd to the 9th of may", BACK, "2027-05-03", "2027-05-09"),
        ("3 – 9 May 2026", BACK, "2026-05-03", "2026-05-09"),
        ("may 3-9", BACK, "2027-05-03", "2027-05-09"),
        ("3 may-9 may", BACK, "2027-05-03", "2027-05-09"),
        ("mon-wed", BACK, "2027-05-10", "2027-05-12"),
        ("mon–wed", AHEAD, "2027-05-17", "2027-05-19"),
        ("since monday", BACK, "2027-05-10", "2027-05-12"),
        ("since 3 may", AHEAD, "2027-05-03", "2027-05-12"),
        ("since yesterday", BACK, "2027-05-11", "2027-05-12"),
        ("last weekend", BACK, "2027-05-08", "2027-05-09"),
        ("this weekend", BACK, "2027-05-15", "2027-05-16"),
        ("the weekend", BACK, "2027-05-08", "2027-05-09"),
        ("weekend", AHEAD, "2027-05-15", "2027-05-16"),
        ("a week ago", BACK, "2027-05-05", "2027-05-05"),
    ],
)
def test_a_stretch_of_days_is_understood(text: str, looking: Looking, start: str, end: str) -> None:
    """Both ends included; the end from the beginning on, a date without its year inside the season."""
    assert tuple(map(str, span(text, WEDNESDAY, looking, SEASON))) == (start, end)


def test_the_next_weekend_is_asked_about_before_this_one() -> None:
    """It could be either; on a Saturday it is that of the next week."""
    with pytest.raises(Stop, match="could begin on Sat 15 May 2027 or Sat 22 May 2027; write this weekend, or both"):
        span("next weekend", WEDNESDAY, AHEAD, SEASON)
    assert str(span("next weekend", date(2027, 5, 15), AHEAD, SEASON)[0]) == "2027-05-22"
    assert str(span("last weekend", date(2027, 5, 16), BACK, SEASON)[0]) == "2027-05-08"


@pytest.mark.parametrize("text", ["2027-05-03 2027-05-09", "3 may 9 may", "yesterday today", "mon tue"])
def test_two_days_without_a_word_between_are_told_how_to_be_joined(text: str) -> None:
    """They could be two days, or all from the one to the other."""
    half = len(text.split()) // 2
    first, last = " ".join(text.split()[:half]), " ".join(text.split()[half:])
    with pytest.raises(Stop, match=re.escape(f"are written {first}..{last}")):
        span(text, WEDNESDAY, BACK, SEASON)


@pytest.mark.parametrize("text", ["..", "monday..", "2027-05-09..2027-05-03", "a..b"])
def test_what_is_no_stretch_is_told(text: str) -> None:
    """Open ends, and ends that are swapped."""
    with pytest.raises(Stop):
        span(text, WEDNESDAY, BACK, SEASON)


@pytest.mark.parametrize(
    ("text", "when", "hour"),
    [
        ("saturday", "2027-05-15", None),
        ("saturday 07:30", "2027-05-15", time(7, 30)),
        ("tomorrow at 18:00", "2027-05-13", time(18)),
        ("2027-05-15T07:30", "2027-05-15", time(7, 30)),
        ("2027-05-15 7:30:00", "2027-05-15", time(7, 30)),
        ("18:15", "2027-08-01", time(18, 15)),
        ("sat 08:00", "2027-05-15", time(8, 0)),
        ("sat at 8:00", "2027-05-15", time(8, 0)),
        ("2027-05-15T08:00", "2027-05-15", time(8, 0)),
    ],
)
def test_a_moment_is_understood(text: str, when: str, hour: time | None) -> None:
    """A day, a day and an hour, or another hour of the session's own day."""
    own = date(2027, 8, 1) if text == "18:15" else WEDNESDAY
    found = moment(text, WEDNESDAY, own)
    assert (str(found[0]), found[1]) == (when, hour)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("saturday", "2027-07-31"),
        ("on monday 07:00", "2027-07-26"),
        ("next saturday", "2027-05-15"),
        ("tomorrow", "2027-05-13"),
    ],
)
def test_a_weekday_alone_is_of_the_week_of_what_is_moved(text: str, when: str) -> None:
    """Where that is ahead; what says more is told from today on."""
    assert str(moment(text, WEDNESDAY, date(2027, 8, 1))[0]) == when
    assert str(moment("saturday", WEDNESDAY, date(2027, 5, 3))[0]) == "2027-05-15"


def test_an_hour_that_no_clock_has_is_told() -> None:
    """24 hours, 60 minutes."""
    with pytest.raises(Stop, match="no such time of day"):
        moment("saturday 24:30", WEDNESDAY, WEDNESDAY)


@given(
    st.text(max_size=30)
    | st.lists(st.sampled_from(["last", "mon", "3", "31", "may", "in", "ago", "..", "to", "2027-05-03", "07:30"])).map(
        " ".join
    )
)
def test_whatever_is_said_a_day_or_a_stop_comes_back(text: str) -> None:
    """Never another exception."""
    for reads in (
        lambda: day(text, WEDNESDAY, BACK),
        lambda: span(text, WEDNESDAY, AHEAD, SEASON),
        lambda: moment(text, WEDNESDAY, WEDNESDAY),
    ):
        with suppress(Stop):
            assert reads()


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
def test_a_weekday_is_within_a_week(today: date, name: str) -> None:
    """Behind and ahead lie a week apart at most, and today counts for both."""
    back, ahead = day(name, today, BACK), day(name, today, AHEAD)
    assert today - timedelta(days=6) <= back <= today <= ahead <= today + timedelta(days=6)
    assert back.weekday() == ahead.weekday()
