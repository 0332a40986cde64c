"""A plan in a calendar: hours, titles, texts, banners, and what stays out of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from countback.events import prose
from countback.events.event import AllDay, Category, Event, Timed, event_uid
from countback.events.schedule import Origin, schedule
from countback.training.model import DAY, PhaseKind, Plan, Priority, Season, SessionKind, State, Unit
from tests import factories
from tests.factories import RACE_DAY, RACE_ID, START


def only(plan: Plan) -> Event:
    """The single event of a plan."""
    (event,) = schedule(plan)
    return event


def one(season: Season | None = None, **changes: Any) -> Event:  # noqa: ANN401 - the fields of Session
    """The event of one easy run, changed."""
    return only(factories.plan(season, (factories.session(**changes),)))


def by_address(plan: Plan) -> dict[str, Event]:
    """The events of a plan by their address."""
    return {event.address: event for event in schedule(plan)}


def local(event: Event) -> tuple[str, str]:
    """Start and end by the athlete's clock, with the offset."""
    assert isinstance(event.when, Timed)
    return f"{event.when.start:%d. %H:%M%z}", f"{event.when.end:%d. %H:%M%z}"


def test_every_session_and_phase_is_an_event_of_its_own() -> None:
    """24 sessions, 4 banners, each under the UID of its address."""
    events = schedule(factories.plan())
    assert len(events) == 28
    assert {e.uid for e in events} == {event_uid("season-7f3a", e.address) for e in events}
    assert len({e.uid for e in events}) == 28


def test_events_are_in_the_order_of_a_calendar() -> None:
    """By day; banners over their first day's sessions."""
    events = schedule(factories.plan())
    starts = [e.when.start.date() if isinstance(e.when.start, datetime) else e.when.start for e in events]
    assert starts == sorted(starts)
    assert events[0].address == f"{RACE_ID}/recovery"


def test_a_session_begins_at_its_hour_and_lasts_its_minutes() -> None:
    """Half past six, 50 minutes, in the athlete's zone."""
    event = one()
    assert isinstance(event.when, Timed)
    assert event.when.zone == "Europe/Berlin"
    assert local(event) == ("16. 06:30+0200", "16. 07:20+0200")


def test_a_session_without_an_hour_is_all_day_and_blocks_nothing() -> None:
    """One day, its end the day after; free even for an athlete whose sessions are busy."""
    event = one(factories.with_calendar(busy=True), start=None)
    assert event.when == AllDay(START, START + DAY)
    assert not event.busy


def test_buffers_make_the_event_longer_and_the_text_tells_the_runs_own_time() -> None:
    """Ten minutes before, a quarter of an hour after."""
    event = one(factories.with_calendar(buffer=(10, 15)))
    assert local(event) == ("16. 06:20+0200", "16. 07:35+0200")
    assert "The run itself: 06:30–07:20" in event.description
    assert "itself" not in one().description
    skipped = one(factories.with_calendar(buffer=(10, 15)), date=date(2027, 3, 28), start=time(2, 30))
    assert "The run itself: 03:30–04:20" in skipped.description


@pytest.mark.parametrize(
    ("day", "start", "expected"),
    [
        (date(2027, 3, 28), time(1, 30), ("28. 01:30+0100", "28. 03:20+0200")),  # the clock skips 2 to 3
        (date(2027, 3, 28), time(2, 30), ("28. 03:30+0200", "28. 04:20+0200")),  # this hour is not there
        (date(2027, 10, 31), time(1, 30), ("31. 01:30+0200", "31. 02:20+0200")),
        (date(2027, 10, 31), time(2, 45), ("31. 02:45+0200", "31. 02:35+0100")),  # the clock shows 2 to 3 twice
        (date(2027, 10, 31), time(8, 0), ("31. 08:00+0100", "31. 08:50+0100")),
    ],
)
def test_a_run_takes_its_minutes_whatever_the_clocks_do(day: date, start: time, expected: tuple[str, str]) -> None:
    """Both nights in which Berlin's clocks change."""
    event = one(date=day, start=start)
    assert isinstance(event.when, Timed)
    assert local(event) == expected
    assert event.when.end.astimezone(UTC) - event.when.start.astimezone(UTC) == timedelta(minutes=50)


def test_a_session_keeps_its_hour_over_a_change_of_the_clocks() -> None:
    """Half past six is half past six, in summer as in winter time."""
    assert local(one(date=date(2027, 10, 30)))[0] == "30. 06:30+0200"
    assert local(one(date=date(2027, 11, 1)))[0] == "01. 06:30+0100"


def test_the_title_contains_the_sessions_own() -> None:
    """As it is, the most telling first; a newline never gets into it."""
    assert one().title == "Easy run, 8 km"
    assert one(title="Easy\nrun 2").title == "Easy run 2"


def test_a_description_can_be_trained_from_the_most_useful_first() -> None:
    """What, how it feels, advice, why."""
    event = only(factories.plan(sessions=(factories.quality(START),)))
    assert event.description.split("\n\n") == [
        "\n".join(prose.what_lines(factories.quality(START), Unit.KM)),
        "Feel: hard and even, you could do one more at the end (RPE 6–7)",
        "Keep the last repeat as fast as the first.",
        "Why: The specific block works at race effort (S3).",
    ]


def test_nothing_in_an_event_changes_unless_its_session_does() -> None:
    """The same session in another week of another plan, and a plan that another session was changed in."""
    plan = factories.plan()
    address = f"{RACE_ID}/T-04w/long"
    changed = factories.with_session(plan, address, amount=210, minutes=131, title="Long run of 21 km")
    before, after = by_address(plan), by_address(changed)
    assert {a for a in before if before[a] != after[a]} == {address}
    assert before[address].uid == after[address].uid


def test_race_day_tells_its_start_and_goal() -> None:
    """The event of the race begins at the gun."""
    event = by_address(factories.plan())[f"{RACE_ID}/T-00w/race"]
    assert event.title == "Berlin Marathon"
    assert local(event) == ("26. 09:15+0200", "26. 13:00+0200")
    assert event.description.startswith("Start 09:15, marathon\nGoal 3:45:00 (5:20/km)\n")
    assert Category.RACE in event.categories


def test_a_banner_lies_over_each_phase() -> None:
    """All-day, free, silent, from its first day to the day after its last."""
    banner = by_address(factories.plan())[f"{RACE_ID}/taper"]
    assert banner.when == AllDay(date(2027, 9, 6), RACE_DAY + DAY)
    assert banner.title == "Taper: Berlin Marathon"
    assert not banner.busy
    assert banner.reminder is None
    assert banner.description == "Why: Three weeks (Smyth & Lawlor 2021)."


def test_a_second_phase_of_a_kind_has_an_address_of_its_own() -> None:
    """The week that absorbs the base, and the weeks after the race, are both recovery."""
    events = by_address(factories.plan())
    assert events[f"{RACE_ID}/recovery"].title == "Recovery: Berlin Marathon"
    assert events[f"{RACE_ID}/after-recovery"].title == "Recovery after Berlin Marathon"


def test_a_banner_is_the_same_whatever_other_phases_there_are() -> None:
    """A season that begins after the week that absorbs the base: the recovery after the race is no other one."""
    whole = factories.plan()
    first = next(phase for phase in whole.phases if phase.kind is PhaseKind.RECOVERY)
    without = replace(whole, phases=tuple(phase for phase in whole.phases if phase != first))
    assert by_address(without)[f"{RACE_ID}/after-recovery"] == by_address(whole)[f"{RACE_ID}/after-recovery"]
    assert f"{RACE_ID}/recovery" not in by_address(without)


def test_a_phase_in_two_stretches_has_two_banners() -> None:
    """The second is numbered; sessions under either belong to the first."""
    whole = factories.plan()
    taper = next(phase for phase in whole.phases if phase.kind is PhaseKind.TAPER)
    parts = (replace(taper, end=taper.start + 6 * DAY), replace(taper, start=taper.start + 9 * DAY))
    events = by_address(replace(whole, phases=(*(phase for phase in whole.phases if phase != taper), *parts)))
    assert events[f"{RACE_ID}/taper-2"].title == "Taper: Berlin Marathon"
    assert events[f"{RACE_ID}/T-00w/race"].related_to == events[f"{RACE_ID}/taper"].uid


def test_a_session_after_the_race_belongs_to_the_recovery_after_it() -> None:
    """Not to the recovery week before the race."""
    last = f"{RACE_ID}/T-00w/easy-1"
    events = by_address(factories.with_session(factories.plan(), last, date=RACE_DAY + 2 * DAY))
    assert events[last].related_to == events[f"{RACE_ID}/after-recovery"].uid


def test_recovery_is_named_after_the_race_that_was_run() -> None:
    """Though the phase belongs to the race that comes next."""
    (race,) = factories.season().races
    tune_up = replace(race, id="half-2027", name="Half", date=START - DAY)
    plan = replace(factories.plan(), season=factories.season(races=(tune_up, race)))
    assert by_address(plan)["half-2027/after-recovery"].title == "Recovery after Half"
    easy = replace(plan, season=factories.season(races=(replace(tune_up, priority=Priority.C), race)))
    assert by_address(easy)[f"{RACE_ID}/recovery"].title == "Recovery: Berlin Marathon"


def test_a_session_belongs_to_the_banner_over_its_day() -> None:
    """RFC 9253's parent; none where banners are off."""
    events = by_address(factories.plan())
    assert events[f"{RACE_ID}/T-00w/race"].related_to == events[f"{RACE_ID}/taper"].uid
    without = by_address(factories.plan(factories.with_calendar(banners=False)))
    assert len(without) == 24
    assert {event.related_to for event in without.values()} == {""}


@pytest.mark.parametrize(
    ("asked", "timed", "all_day"),
    [(None, None, None), (30, 30, 360), (720, 720, 360), (1440, 1440, 360), (2880, 2880, 1800)],
)
def test_whole_days_are_announced_at_a_sane_hour(asked: int | None, timed: int | None, all_day: int | None) -> None:
    """At six in the evening before, or as many evenings before as days were asked for."""
    season = factories.with_calendar(reminder=asked)
    assert one(season).reminder == timed
    assert one(season, start=None).reminder == all_day


def test_a_private_calendar_tells_nothing() -> None:
    """Neutral titles, no text, no colour, no kind: banners as well."""
    events = schedule(factories.plan(factories.with_calendar(private=True)))
    assert {event.title for event in events} == {"Training", "Training block"}
    assert {(e.description, e.colour, e.categories, e.private) for e in events} == {("", "", ("Training",), True)}


def test_busy_is_as_the_athlete_says() -> None:
    """Free unless set."""
    assert not one().busy
    assert one(factories.with_calendar(busy=True)).busy


def test_categories_are_from_the_fixed_list() -> None:
    """Each kind of session has one."""
    for kind in SessionKind:
        named = Category.EASY if kind is SessionKind.SHAKEOUT else Category[kind.name]
        assert one(kind=kind).categories == (Category.TRAINING, named)


def test_every_kind_of_phase_has_a_name() -> None:
    """A phase without words must not reach an athlete."""
    for kind in PhaseKind:
        plan = replace(factories.plan(), phases=(replace(factories.phases()[0], kind=kind),))
        assert by_address(plan)[f"{RACE_ID}/{kind}"].title.endswith(": Berlin Marathon")


@pytest.mark.parametrize("state", [State.MISSED, State.SKIPPED])
def test_what_will_not_be_run_has_no_event(state: State) -> None:
    """Missed and skipped; a session that was done keeps its event."""
    assert schedule(factories.plan(sessions=(factories.session(state=state),))) == ()
    assert one(state=State.DONE) == one()


def test_an_event_is_as_old_as_what_made_it() -> None:
    """The season's `created`, else the plan's start; the day of the diary entry where one changed it."""
    assert one().last_modified == datetime(2027, 1, 2, tzinfo=UTC)
    assert one(factories.season(created=None)).last_modified == datetime(2027, 8, 16, tzinfo=UTC)
    run = factories.session()
    (event,) = schedule(factories.plan(sessions=(run,)), Origin(3, {run.address: date(2027, 8, 1)}))
    assert (event.revision, event.last_modified) == (3, datetime(2027, 8, 1, tzinfo=UTC))


def test_a_session_of_no_minutes_still_ends_after_it_begins() -> None:
    """An event that ends where it begins vanishes in some apps."""
    event = one(minutes=0)
    assert isinstance(event.when, Timed)
    assert event.when.end > event.when.start
