"""Strength (S8, S32, S37, S38) and the beginners' cross-training (S24): on which days of a week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from countback.training.coach import Brief, Coach, window
from countback.training.model import DAY, PhaseKind, SessionKind
from countback.training.week import Days, StrengthDemand, place_strength

if TYPE_CHECKING:
    from collections.abc import Iterator

    from countback.training.phases import Frame


@dataclass(frozen=True, slots=True)
class Busy:
    """The weekdays that running takes: any running, quality and tests, tune-up races, the long run."""

    running: Days
    fast: Days
    races: Days
    long: int | None


def strength_days(coach: Coach, brief: Brief, busy: Busy) -> tuple[int, ...]:
    """The days of strength, on days that are neither rest nor race nor the eve of one."""
    sessions = _sessions(coach, brief.frame, brief.behind.count(SessionKind.STRENGTH))
    if sessions == 0:
        return ()
    demand = StrengthDemand(
        pattern=coach.pattern,
        sessions=sessions,
        running=busy.running,
        fast=busy.fast,
        long=busy.long,
        closed=_closed(coach, brief.frame) | brief.past | busy.races | frozenset(day - 1 for day in busy.races),
        after=brief.hard_after or 0 in coach.pattern.quality,
    )
    return place_strength(demand, coach.rules.placement)


def _sessions(coach: Coach, frame: Frame, behind: int) -> int:
    """Sessions of strength a week but for those `behind`: the athlete's number or the level's.

    None in race week or the first after a race.
    """
    if frame.to_go == 0 or frame.after == 1:
        return 0
    row = coach.rules.levels[coach.season.athlete.level].strength
    wanted = row["specific" if frame.phase in {PhaseKind.SPECIFIC, PhaseKind.TAPER} else "base"]
    if coach.season.week.strength is not None:
        wanted = coach.season.week.strength
    days = min(7, 7 - (coach.first - frame.start).days)  # a season that starts inside a week has its share of it
    return max(0, -(-wanted * days // 7) - behind)


def _closed(coach: Coach, frame: Frame) -> Days:
    """Days closed to strength: away, before the season, and the last ten before a marathon or longer."""
    far = coach.rules.distance(frame.race.distance_km).km >= coach.rules.distances["marathon"].km
    days = coach.rules.strength.none_before_marathon_days
    first, race = (coach.first - frame.start).days, (frame.race.date - frame.start).days
    near = range(race - days, race + 1) if far else ()
    shut = frozenset(day for day in range(7) if day < first or day in near)
    return shut | window(frame, coach.away) | window(frame, coach.eves)


def cross_days(coach: Coach, frame: Frame, running: Days) -> Iterator[int]:
    """The days of cross-training: the pattern's, where nothing else stands."""
    if frame.to_go == 0 or frame.after == 1:
        return
    closed = running | window(frame, coach.away) | coach.pattern.rest | window(frame, coach.eves)
    for day, letter in enumerate(coach.pattern.letters):
        if letter == "X" and day not in closed and frame.start + day * DAY >= coach.first:
            yield day
