"""The export of 20 000 events against icalendar serialising the same events by itself; goal: at most 1.3 times."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from countback.events.event import Event, Timed, event_uid
from countback.events.export import export
from countback.events.ics import to_ics

EVENTS = 20_000
ZONE = "Europe/Berlin"
_START = datetime(2027, 1, 4, 6, 30, tzinfo=ZoneInfo(ZONE))
_TEXT = (
    "10.8 km, about 1:02 h\n15 min easy to warm up (5:50–6:30/km)\n"
    "6 × 800 m at 10k pace (4:28–4:35/km), 90 s jog between\n10 min easy to cool down (5:50–6:30/km)\n\n"
    "Feel: hard and even, you could do one more at the end (RPE 6–7)\n\nWhy: the specific block works at race effort."
)


@dataclass(frozen=True, slots=True)
class Figures:
    """CPU seconds: ours for the whole export (fresh, then over itself), icalendar's for turning objects into text."""

    fresh: float
    over: float
    icalendar: float

    @property
    def ratio(self) -> float:
        """A fresh export against icalendar alone."""
        return self.fresh / self.icalendar


def bench(events: int = EVENTS) -> Figures:
    """Measure, all in one run."""
    made = tuple(_event(number) for number in range(events))
    started = time.process_time()
    data = to_ics(export(made, None, _START).events, "Bench", ZONE)
    fresh = time.process_time() - started
    changed = tuple(replace(event, title="Easy run, 9 km") for event in made[::10])
    started = time.process_time()
    to_ics(export((*made, *changed), made, _START).events, "Bench", ZONE)
    over = time.process_time() - started
    parsed = icalendar.Calendar.from_ical(data)
    started = time.process_time()
    parsed.to_ical()
    return Figures(fresh, over, time.process_time() - started)


def _event(number: int) -> Event:
    """A quality session, one an hour from the start on."""
    start = (_START.astimezone(UTC) + timedelta(hours=number)).astimezone(_START.tzinfo)
    end = (start.astimezone(UTC) + timedelta(minutes=62)).astimezone(_START.tzinfo)
    address = f"bench-2027/T-{number:05}w/quality-1"
    return Event(
        uid=event_uid("bench", address),
        when=Timed(start, end, ZONE),
        title="6 × 800 m at 10k pace",
        last_modified=datetime(2027, 1, 1, tzinfo=UTC),
        season="bench",
        address=address,
        description=_TEXT,
        reminder=720,
        categories=("Training", "Quality"),
        colour="darkorange",
    )


def report() -> None:
    """Print the figures of one run."""
    figures = bench()
    print(f"export of {EVENTS} events: {figures.fresh:.2f} s CPU, over an earlier export {figures.over:.2f} s")
    print(f"icalendar serialising the same events: {figures.icalendar:.2f} s; ratio {figures.ratio:.2f} (goal ≤ 1.3)")


if __name__ == "__main__":
    report()
