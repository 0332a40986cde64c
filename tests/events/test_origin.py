"""Which entry of the diary made an event what it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from countback.events.origin import origin_of
from countback.events.schedule import FIRST, schedule
from countback.training.model import DAY, Phase, PhaseKind, State
from tests.factories import RACE_ID, START, plan, with_session

EASY = f"{RACE_ID}/T-04w/easy-1"
LONG = f"{RACE_ID}/T-03w/long"
MAY, JUNE = date(2027, 5, 3), date(2027, 6, 7)


def test_a_season_without_news_has_the_first_origin() -> None:
    """Revision 0, nothing made later."""
    assert origin_of(plan(), ()) == FIRST


def test_an_event_is_of_the_entry_that_changed_it_last() -> None:
    """Others stay of the day the season was made; the revision counts the entries."""
    one = with_session(plan(), EASY, start=time(18))
    two = with_session(with_session(one, EASY, start=time(19)), LONG, title="Long run 18 km")
    assert origin_of(plan(), ((MAY, one), (JUNE, one))).made == {EASY: MAY}
    origin = origin_of(plan(), ((MAY, one), (JUNE, two)))
    assert (origin.revision, origin.made) == (2, {EASY: JUNE, LONG: JUNE})


def test_events_are_dated_by_their_origin() -> None:
    """As CALENDAR.md wants DTSTAMP in a fresh export."""
    after = with_session(plan(), EASY, start=time(18))
    stamps = {event.address: event.last_modified for event in schedule(after, origin_of(plan(), ((MAY, after),)))}
    assert stamps[EASY] == datetime.combine(MAY, time(), UTC)
    assert stamps[LONG] == datetime(2027, 1, 2, tzinfo=UTC)


def test_a_phase_that_grows_is_dated_too() -> None:
    """Its banner is an event like others."""
    phases = tuple(_longer(phase) for phase in plan().phases)
    after = replace(plan(), phases=phases)
    made = origin_of(plan(), ((MAY, after),)).made
    assert made[f"{RACE_ID}/specific"] == MAY
    assert f"{RACE_ID}/taper" not in made


def _longer(phase: Phase) -> Phase:
    return replace(phase, end=phase.end + DAY) if phase.kind is PhaseKind.SPECIFIC else phase


def test_what_will_not_be_run_has_no_event_to_date() -> None:
    """A skipped session leaves the calendar."""
    assert origin_of(plan(), ((START, with_session(plan(), EASY, state=State.SKIPPED)),)).made == {}
