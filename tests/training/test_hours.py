"""The hours of a day with several sessions: none overlaps another, whatever hour, buffers and number of sessions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest

from countback.training.hours import rehoured, with_hours
from countback.training.model import Session, SessionKind, State
from tests import factories

DAY = date(2027, 8, 17)
NONE = (0, 0)
SHOWER = (10, 15)


def day(hour: time | None, *, minutes: int = 50) -> list[Session]:
    """Two runs, strength and cross-training, as a week of 150 km has them."""
    first = factories.session(DAY, "easy-1", start=hour, minutes=minutes)
    kinds = ((SessionKind.EASY, "easy-2"), (SessionKind.STRENGTH, "strength-1"), (SessionKind.CROSS, "cross-1"))
    rest = [factories.session(DAY, slot, start=hour, kind=kind, minutes=40) for kind, slot in kinds]
    return [first, *rest]


def hours(sessions: list[Session]) -> dict[str, time | None]:
    """The start of each session, by its slot."""
    return {one.address.rpartition("/")[2]: one.start for one in sessions}


def events(sessions: list[Session], buffer: tuple[int, int]) -> list[tuple[datetime, datetime]]:
    """When the events of the sessions begin and end, by their start."""
    before, after = (timedelta(minutes=length) for length in buffer)
    starts = [(datetime.combine(one.date, one.start), one.minutes) for one in sessions if one.start is not None]
    return sorted((start - before, start + timedelta(minutes=minutes) + after) for start, minutes in starts)


@pytest.mark.parametrize("buffer", [NONE, SHOWER, (60, 60), (300, 120), (720, 720)])
@pytest.mark.parametrize("minutes", [30, 52, 180])
@pytest.mark.parametrize("hour", range(24))
def test_no_events_of_a_day_overlap(hour: int, minutes: int, buffer: tuple[int, int]) -> None:
    """Whatever the athlete's hour, the length of the run and the buffers; the first session keeps its hour."""
    timed = with_hours(day(time(hour, 35), minutes=minutes), buffer)
    assert timed[0].start == time(hour, 35)
    assert all(first[1] <= second[0] for first, second in pairwise(events(timed, buffer)))


def test_strength_follows_the_run_and_a_second_run_comes_late() -> None:
    """In the morning there is room for all: ten hours between two runs, ten minutes before the rest."""
    timed = with_hours(day(time(6, 30)), NONE)
    expected = {"easy-1": time(6, 30), "easy-2": time(16, 30), "strength-1": time(7, 30), "cross-1": time(8, 20)}
    assert hours(timed) == expected


def test_in_the_evening_a_second_run_waits_for_strength() -> None:
    """At six in the evening there are not ten hours left: one after the other."""
    timed = with_hours(day(time(18))[:3], NONE)
    assert hours(timed) == {"easy-1": time(18), "strength-1": time(19), "easy-2": time(19, 50)}


def test_buffers_stand_between_two_sessions() -> None:
    """After the shower of the one comes the getting ready for the other."""
    assert hours(with_hours(day(time(6, 30)), SHOWER))["strength-1"] == time(7, 45)


def test_what_would_end_after_midnight_comes_before_the_run() -> None:
    """The athlete's hour is the run's, even where that goes on past midnight."""
    timed = with_hours(day(time(23, 30))[::2], NONE)
    assert hours(timed) == {"easy-1": time(23, 30), "strength-1": time(22, 40)}


def test_what_has_no_room_on_its_day_has_no_hour() -> None:
    """Buffers of a whole day leave room for one: the others are all-day events."""
    assert set(hours(with_hours(day(time(12)), (720, 720))).values()) == {time(12), None}


def test_what_was_done_keeps_the_others_off() -> None:
    """A run that was told as done is in the calendar still: strength that comes back to its day goes beside it."""
    run, _, strength, _ = day(time(6, 30))
    done = replace(run, state=State.DONE)
    season = factories.season(week=replace(factories.season().week, times=(time(6, 30),) * 7))
    timed = rehoured([done], [done, strength], season)
    assert hours(timed) == {"easy-1": time(6, 30), "strength-1": time(7, 30)}
