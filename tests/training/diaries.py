"""Diaries over the grid of seasons: every seed gives the same ones. They are such as `diary.toml` would be read.

Absences of every cause and length, told afterwards, in the midst or ahead × sessions skipped, moved, done × races
moved, cancelled, added × tests × a new weekly volume × an edited season; one entry mostly, a dozen at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from countback.files.disagreements import Background, disagreements, strangers
from countback.training.diary import (
    Absent,
    Cause,
    Diary,
    Done,
    Edited,
    Entry,
    Moved,
    RaceAdded,
    RaceChanged,
    Skipped,
    Tested,
    Weekly,
)
from countback.training.model import Performance, Priority, Quantity, Race, SessionKind, State, Unit
from countback.training.paces import race_seconds
from countback.training.replan import plan_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from countback.training.model import Plan, Season, Session

Planner = "Callable[[Season, Diary], Plan]"
DAYS_OFF = (1, 1, 1, 2, 3, 4, 5, 6, 7, 7, 7, 8, 9, 10, 12, 14, 15, 18, 21, 28, 29, 35, 42, 56, 57, 80)
ENTRIES = (*[1] * 18, *[2] * 4, 3, 4, 10)
DAY = timedelta(1)
WEEK = timedelta(7)
TRIES = 5


@dataclass(frozen=True)
class Told:
    """What an entry is drawn from: the season, its plan up to now, the day on which it is told, and chance."""

    season: Season
    plan: Plan
    on: date
    chance: Random

    def near(self, *kinds: SessionKind) -> Session | None:
        """One of the sessions of the next two weeks, of these kinds where any are named; races aside."""
        return self._drawn(self.on, self.on + 2 * WEEK, kinds)

    def lately(self) -> Session | None:
        """One of the sessions of the last days, this one included."""
        return self._drawn(self.on - 3 * DAY, self.on, ())

    def _drawn(self, first: date, last: date, kinds: tuple[SessionKind, ...]) -> Session | None:
        found = [
            session
            for session in self.plan.sessions
            if first <= session.date <= last and session.kind is not SessionKind.RACE
            if (not kinds or session.kind in kinds) and session.state is State.PLANNED
        ]
        return self.chance.choice(found) if found else None


def diary(season: Season, seed: str, planner: Callable[[Season, Diary], Plan], entries: int = 0) -> Diary:
    """A diary of a season: `entries` of them, or as many as chance will, in the order in which they were told."""
    chance = Random(f"diary {seed}")  # noqa: S311 -- seeded: the same diaries everywhere
    found: Diary = ()
    plan = planner(season, ())
    for on in told_days(chance, plan, entries or chance.choice(ENTRIES)):
        drawn = next_entry(Told(season, plan, on, chance), found)
        if drawn is not None:
            found = (*found, drawn)
            plan = planner(season, found)
    return found


def told_days(chance: Random, plan: Plan, entries: int) -> list[date]:
    """The days on which something is told, the season over and a little past its last race."""
    days = (plan.season.races[-1].date - plan.start).days + 10
    return sorted(plan.start + timedelta(chance.randrange(days)) for _ in range(entries))


def next_entry(told: Told, before: Diary) -> Entry | None:
    """One more entry that a reader would not object to; None where chance finds none in a few tries."""
    for _ in range(TRIES):
        (draw,) = told.chance.choices(list(DRAWS), list(DRAWS.values()))
        entry = draw(told)
        if entry is not None and fits(told.season, told.plan.start, (*before, entry)):
            return entry
    return None


def fits(season: Season, start: date, told: Diary) -> bool:
    """Whether a diary agrees with itself and with its season."""
    known = Background(season, start, date.max, partial(plan_of, season))
    return not list(disagreements(told)) and not list(strangers(told, known))


def absent(told: Told) -> Entry:
    """Days off, told afterwards mostly, now and then in the midst of them."""
    chance, days = told.chance, told.chance.choice(DAYS_OFF)
    cause = chance.choice((Cause.MISSED, Cause.MISSED, Cause.MISSED, Cause.ILL, Cause.ILL, Cause.INJURED))
    ahead = chance.choice((0, 0, 0, chance.randrange(days + 1)))
    end = told.on + timedelta(ahead - 1)
    return Absent(
        told.on,
        cause,
        end - timedelta(days - 1),
        end,
        cross_trained=chance.random() < 0.2,
        fever=cause is Cause.ILL and chance.random() < 0.4,
    )


def away(told: Told) -> Entry:
    """A journey known ahead."""
    start = told.on + timedelta(told.chance.randrange(21))
    return Absent(told.on, Cause.AWAY, start, start + timedelta(told.chance.choice((0, 1, 3, 5, 6, 9, 13))))


def skipped(told: Told) -> Entry | None:
    """A session left out."""
    session = told.lately() or told.near()
    return Skipped(told.on, session.address) if session else None


def done(told: Told) -> Entry | None:
    """A session that was run."""
    session = told.lately()
    return Done(told.on, session.address) if session else None


def moved(told: Told) -> Entry | None:
    """A session put on a day near its own, not before it was told."""
    session = told.near()
    if session is None:
        return None
    to = session.date + told.chance.choice((-2, -1, -1, 1, 1, 2)) * DAY
    return Moved(told.on, session.address, to) if to >= told.on else None


def race_moved(told: Told) -> Entry | None:
    """A race some days or weeks later or earlier."""
    ahead = [race for race in told.plan.season.races if race.date >= told.on]
    if not ahead:
        return None
    race = told.chance.choice(ahead)
    return RaceChanged(told.on, race.id, race.date + timedelta(told.chance.choice((-28, -14, -7, -1, 1, 7, 14, 28))))


def race_cancelled(told: Told) -> Entry | None:
    """A race that is not run."""
    ahead = [race for race in told.plan.season.races if race.date >= told.on]
    return RaceChanged(told.on, told.chance.choice(ahead).id, None) if ahead else None


def race_added(told: Told) -> Entry:
    """A race entered on the way, a C race mostly."""
    km, text = told.chance.choice(((5.0, "5k"), (10.0, "10k"), (21.0975, "half")))
    priority = told.chance.choice((Priority.C, Priority.C, Priority.B, Priority.A))
    day = told.on + timedelta(told.chance.randrange(14, 120))
    return RaceAdded(told.on, Race(f"added-{day}", "One more", day, km, text, priority))


def tested(told: Told) -> Entry:
    """A test a little better or worse than the plan's fitness."""
    vdot = told.plan.vdot * told.chance.uniform(0.96, 1.04)
    return Tested(told.on, Performance(5.0, round(race_seconds(vdot, 5.0))))


def weekly(told: Told) -> Entry:
    """A volume a little off what the plan has."""
    unit = told.season.unit
    now = max(50, *(week.volume for week in told.plan.weeks if week.start <= told.on < week.start + 4 * WEEK), 50)
    tenths = round(now * told.chance.uniform(0.6, 1.1) / 10) * 10
    return Weekly(told.on, Quantity(tenths, Unit(unit)))


def edited(told: Told) -> Entry:
    """season.toml was seen with another content."""
    return Edited(told.on, "sha256:9f86d081")


DRAWS: dict[Callable[[Told], Entry | None], int] = {
    absent: 50,
    away: 8,
    skipped: 12,
    moved: 14,
    done: 6,
    race_moved: 8,
    race_cancelled: 1,
    race_added: 4,
    tested: 5,
    weekly: 5,
    edited: 2,
}
