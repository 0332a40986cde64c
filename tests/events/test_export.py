"""An export over an earlier one: updates where something changed, and only there (CALENDAR.md, Identity)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from countback.events.event import CalendarError, Event, Status, begun
from countback.events.export import Change, Export, export
from countback.events.ics import to_ics
from countback.events.read import read_ics
from countback.events.schedule import Origin, schedule
from countback.training.model import DAY, State
from tests import factories
from tests.factories import RACE_ID, START

if TYPE_CHECKING:
    from countback.training.model import Plan, Season

ZONE = ZoneInfo("Europe/Berlin")
BEFORE = datetime(2027, 8, 1, 12, 0, tzinfo=ZONE)
LONG = f"{RACE_ID}/T-04w/long"
EASY = f"{RACE_ID}/T-04w/easy-1"
PRIVATE = factories.with_calendar(private=True)
STRENGTH = f"{RACE_ID}/T-04w/strength-1"


def written(plan: Plan) -> tuple[Event, ...]:
    """The events of a fresh export, read back from its file."""
    return read_ics(to_ics(schedule(plan), "Countback", "Europe/Berlin"))


def again(plan: Plan, earlier: tuple[Event, ...], now: datetime = BEFORE) -> Export:
    """A later export, over the earlier file."""
    return export(schedule(plan, Origin(revision=1)), earlier, now)


def changed(result: Export) -> dict[str, Change]:
    """What changed, by address."""
    return {line.event.address: line.change for line in result.lines if line.change is not Change.UNCHANGED}


def at(result: Export, address: str) -> Event:
    """The event of an address."""
    (event,) = [event for event in result.events if event.address == address]
    return event


def test_a_first_export_is_the_plan_as_it_is() -> None:
    """Everything is new."""
    events = schedule(factories.plan())
    result = export(events, None, BEFORE)
    assert result.events == events
    assert result.count(Change.ADDED) == 28


def test_an_unchanged_plan_gives_identical_bytes_on_any_day() -> None:
    """Before, in the middle of, and after the season; the revision of the diary does not matter."""
    first = to_ics(schedule(factories.plan()), "Countback", "Europe/Berlin")
    for day in (BEFORE, BEFORE + timedelta(days=40), BEFORE + timedelta(days=400)):
        result = again(factories.plan(), read_ics(first), day)
        assert to_ics(result.events, "Countback", "Europe/Berlin") == first
        assert result.only_changed == ()


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("Etc/GMT+8", time(18)), ("CET", time(0, 15)), ("Asia/Gaza", time(2, 30)), ("Pacific/Auckland", time(6, 30))],
)
def test_an_unchanged_plan_gives_identical_bytes_where_times_are_told_in_utc(zone: str, hour: time) -> None:
    """The day in UTC may be another than the athlete's: whole days and hours keep their order all the same."""
    plan = factories.plan(factories.with_zone(zone))
    for session in plan.sessions:
        plan = factories.with_session(plan, session.address, start=hour)
    first = to_ics(schedule(plan), "Countback", zone)
    result = again(plan, read_ics(first, zone))
    assert to_ics(result.events, "Countback", zone) == first


def test_a_private_file_names_neither_race_nor_kind() -> None:
    """Not in what we note for ourselves either: the UID alone tells which event it is."""
    text = to_ics(schedule(factories.plan(PRIVATE)), "Countback", "Europe/Berlin").replace(b"\r\n ", b"").decode()
    events = text.replace("Europe/Berlin", "").lower()
    assert not [word for word in ("berlin", "marathon", "easy", "long", "t-04w", "season-7f3a") if word in events]


def test_an_unchanged_private_plan_gives_identical_bytes() -> None:
    """Its events are known by their UIDs: whole days of one start keep their order, too."""
    first = to_ics(schedule(factories.plan(PRIVATE)), "Countback", "Europe/Berlin")
    assert to_ics(again(factories.plan(PRIVATE), read_ics(first)).events, "Countback", "Europe/Berlin") == first


@pytest.mark.parametrize(("before", "after"), [(factories.season(), PRIVATE), (PRIVATE, factories.season())])
def test_private_is_switched_over_an_earlier_export(before: Season, after: Season) -> None:
    """The same events with other texts; what a change of plan drops at the same time is cancelled."""
    result = again(factories.plan(after), written(factories.plan(before)))
    assert set(changed(result).values()) == {Change.REWRITTEN}
    ahead = {event.address for event in result.events if not begun(event.when, BEFORE)}
    assert changed(result).keys() == ahead
    dropped = factories.with_session(factories.plan(after), LONG, state=State.SKIPPED)
    assert again(dropped, written(factories.plan(before))).count(Change.CANCELLED) == 1


def test_a_private_calendar_of_another_season_is_not_written_over() -> None:
    """Its season is sealed, and told from ours all the same."""
    other = factories.plan(replace(PRIVATE, id="season-0000"))
    with pytest.raises(CalendarError, match="another season"):
        again(factories.plan(PRIVATE), written(other))


def test_what_a_private_plan_dropped_stays_as_it_is() -> None:
    """Cancelled, and the same bytes ever after, though the plan knows its address no more."""
    plan = factories.plan(PRIVATE)
    without = factories.with_session(plan, LONG, state=State.SKIPPED)
    first = to_ics(again(without, written(plan)).events, "Countback", "Europe/Berlin")
    assert to_ics(again(without, read_ics(first)).events, "Countback", "Europe/Berlin") == first


def test_what_was_cancelled_and_is_past_is_taken_out_and_counted() -> None:
    """So that the numbers of a summary come to those of the file before."""
    without = factories.with_session(factories.plan(), LONG, state=State.SKIPPED)
    first = again(without, written(factories.plan()))
    later = again(without, first.events, BEFORE + timedelta(days=40))
    assert (first.removed, later.removed) == (0, 1)
    assert len(later.lines) == len(first.lines) - 1


def test_a_moved_session_is_one_update_and_nothing_else() -> None:
    """SEQUENCE + 1, the clock's DTSTAMP, the same UID; all other events stay to the byte."""
    earlier = written(factories.plan())
    result = again(factories.with_session(factories.plan(), LONG, date=date(2027, 8, 28)), earlier)
    assert changed(result) == {LONG: Change.MOVED}
    event = at(result, LONG)
    assert (event.sequence, event.last_modified, event.revision) == (1, BEFORE.astimezone(UTC), 1)
    assert result.only_changed == (event,)
    rest = {e.uid: e for e in earlier if e.address != LONG}
    assert {e.uid: e for e in result.events if e.address != LONG} == rest
    assert all(rest[e.uid].base == e.base for e in result.events if e.address != LONG)


def test_changed_text_keeps_the_sequence_and_takes_the_clock() -> None:
    """Attendees need not be told of a text; a feed needs to see it."""
    result = again(factories.with_session(factories.plan(), LONG, title="Hilly long run"), written(factories.plan()))
    assert changed(result) == {LONG: Change.REWRITTEN}
    assert (at(result, LONG).sequence, at(result, LONG).last_modified) == (0, BEFORE.astimezone(UTC))


@pytest.mark.parametrize(
    ("change", "moved"),
    [
        ({"start": time(7, 0)}, True),
        ({"start": None}, True),
        ({"minutes": 130}, True),
        ({"why": "Another reason."}, False),
        ({"advice": ()}, False),
        ({"pinned": True}, None),
    ],
)
def test_sequence_rises_exactly_where_time_changes(change: dict[str, object], moved: bool | None) -> None:  # noqa: FBT001
    """What no app could see is no change at all."""
    result = again(factories.with_session(factories.plan(), LONG, **change), written(factories.plan()))
    expected = {True: {LONG: Change.MOVED}, False: {LONG: Change.REWRITTEN}, None: {}}[moved]
    assert changed(result) == expected
    assert at(result, LONG).sequence == (1 if moved else 0)


def test_what_no_longer_stands_is_told_as_cancelled() -> None:
    """With SEQUENCE + 1; it rings and blocks no more."""
    earlier = written(factories.plan(factories.with_calendar(busy=True)))
    plan = factories.with_session(factories.plan(factories.with_calendar(busy=True)), LONG, state=State.SKIPPED)
    event = at(again(plan, earlier), LONG)
    assert (event.status, event.sequence, event.busy, event.reminder) == (Status.CANCELLED, 1, False, None)
    assert event.title == "Long run, 20 km"


def test_the_cancelled_stay_as_they_are_until_their_day_is_past() -> None:
    """No further SEQUENCE; the day after, they are gone."""
    plan = factories.with_session(factories.plan(), LONG, state=State.SKIPPED)
    second = again(plan, written(factories.plan()))
    data = to_ics(second.events, "x", "Europe/Berlin")
    day = datetime(2027, 8, 29, 23, 0, tzinfo=ZONE)
    assert to_ics(again(plan, read_ics(data), day).events, "x", "Europe/Berlin") == data
    after = again(plan, read_ics(data), day + timedelta(hours=2))
    assert LONG not in {event.address for event in after.events}
    assert len(after.events) == len(second.events) - 1


def test_what_stands_again_is_confirmed_again_with_a_higher_sequence() -> None:
    """Cancelled, then taken back: never down."""
    plan = factories.plan()
    second = again(factories.with_session(plan, LONG, state=State.SKIPPED), written(plan))
    third = again(plan, second.events, BEFORE + timedelta(hours=1))
    assert (at(third, LONG).status, at(third, LONG).sequence) == (Status.CONFIRMED, 2)
    assert changed(third) == {LONG: Change.MOVED}


def test_what_has_begun_is_never_rewritten() -> None:
    """Not moved, not retold, not cancelled: it stays as the earlier file has it."""
    earlier = written(factories.plan())
    now = datetime(2027, 8, 29, 9, 0, tzinfo=ZONE)  # an hour into the long run
    for change in ({"date": date(2027, 9, 4)}, {"title": "Other"}, {"state": State.MISSED}, {"minutes": 10}):
        result = again(factories.with_session(factories.plan(), LONG, **change), earlier, now)
        assert changed(result) == {}
        assert at(result, LONG) == next(e for e in earlier if e.address == LONG)


def test_what_is_still_ahead_may_move_into_the_past() -> None:
    """Sunday's long run was run on Saturday, told on Saturday evening."""
    plan = factories.with_session(factories.plan(), LONG, date=date(2027, 8, 28))
    result = again(plan, written(factories.plan()), datetime(2027, 8, 28, 20, 0, tzinfo=ZONE))
    assert changed(result) == {LONG: Change.MOVED}


def test_a_past_session_that_was_never_in_the_file_is_not_added() -> None:
    """A season told anew leaves the past alone."""
    earlier = tuple(event for event in written(factories.plan()) if event.address != EASY)
    result = again(factories.plan(), earlier, datetime(2027, 9, 1, 12, 0, tzinfo=ZONE))
    assert EASY not in {event.address for event in result.events}
    assert changed(again(factories.plan(), earlier)) == {EASY: Change.ADDED}


def test_a_new_session_takes_the_clock() -> None:
    """It was not there before, so it is new today."""
    earlier = tuple(event for event in written(factories.plan()) if event.address != EASY)
    assert at(again(factories.plan(), earlier), EASY).last_modified == BEFORE.astimezone(UTC)


def test_the_athletes_notes_are_carried_along() -> None:
    """Text below the marker stays, whether or not ours changes."""
    earlier = tuple(replace(e, notes="with Anna") if e.address == LONG else e for e in written(factories.plan()))
    assert changed(again(factories.plan(), earlier)) == {}
    moved = again(factories.with_session(factories.plan(), LONG, minutes=120), earlier)
    assert at(moved, LONG).notes == "with Anna"


def test_time_never_runs_backwards_in_a_file() -> None:
    """A machine whose clock is behind does not make an event older than it was told to be."""
    earlier = tuple(replace(e, last_modified=datetime(2028, 1, 1, tzinfo=UTC)) for e in written(factories.plan()))
    result = again(factories.with_session(factories.plan(), LONG, minutes=120), earlier)
    assert at(result, LONG).last_modified == datetime(2028, 1, 1, tzinfo=UTC)


def test_of_an_event_told_twice_the_later_telling_counts() -> None:
    """A file that was joined from two keeps the higher SEQUENCE."""
    first = written(factories.plan())
    second = tuple(replace(event, sequence=4) for event in first)
    result = again(factories.plan(), (*second, *first))
    assert len(result.events) == 28
    assert {event.sequence for event in result.events} == {4}


def test_a_season_whose_zone_has_no_rule_is_unchanged_by_its_own_file() -> None:
    """Casablanca is written in UTC, which is no move."""
    plan = factories.plan(factories.with_zone("Africa/Casablanca"))
    assert changed(again(plan, written(plan))) == {}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2027, 8, 23, 0, 0, tzinfo=ZONE), False),
        (datetime(2027, 8, 23, 20, 0, tzinfo=ZONE), False),
        (datetime(2027, 8, 24, 0, 0, tzinfo=ZONE), True),
    ],
)
def test_a_whole_day_has_begun_when_it_is_past(now: datetime, *, expected: bool) -> None:
    """No hour is given, so all of the day is still ahead."""
    event = next(e for e in schedule(factories.plan()) if e.address == STRENGTH)
    assert event.when.start == START + 7 * DAY
    assert begun(event.when, now) is expected


def test_an_hour_has_begun_when_it_is_past_by_the_second() -> None:
    """At midnight of its day, which is what a given date means, it is still ahead."""
    event = next(e for e in schedule(factories.plan()) if e.address == LONG)
    assert not begun(event.when, datetime(2027, 8, 29, 0, 0, tzinfo=ZONE))
    assert not begun(event.when, datetime(2027, 8, 29, 8, 0, tzinfo=ZONE))
    assert begun(event.when, datetime(2027, 8, 29, 8, 0, 1, tzinfo=ZONE))
    assert begun(event.when, datetime(2027, 8, 29, 6, 0, 1, tzinfo=UTC))


def test_a_calendar_of_another_program_is_refused() -> None:
    """Its events would be lost."""
    earlier = (
        *written(factories.plan()),
        replace(written(factories.plan())[0], uid="1@other", title="Dentist", season=""),
    )
    with pytest.raises(CalendarError, match=r"1 of 29 are not countback's, as 'Dentist'.*another file name"):
        again(factories.plan(), earlier)


def test_the_calendar_of_another_season_is_refused() -> None:
    """A coach's two athletes in one folder."""
    with pytest.raises(CalendarError, match=r"28 of its events are of 'season-9999', this season is 'season-7f3a'"):
        again(factories.plan(), written(factories.plan(factories.season(id="season-9999"))))


def test_a_file_that_cannot_be_told_to_be_this_seasons_is_refused() -> None:
    """Our events, without their marks and with none of this season's UIDs."""
    other = written(factories.plan(factories.season(id="season-9999")))
    wiped = tuple(replace(event, season="", address="") for event in other)
    with pytest.raises(CalendarError, match="None of the events"):
        again(factories.plan(), wiped)


def test_a_file_that_lost_its_marks_is_known_by_its_uids() -> None:
    """Another app rewrote it; nothing changed for the athlete."""
    wiped = tuple(replace(event, season="", address="", base=None) for event in written(factories.plan()))
    assert again(factories.plan(), wiped).only_changed == ()
