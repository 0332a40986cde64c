"""Objections to the layout of the way to each race."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from countback.training.checks.made import ERROR, INFO, WARNING, Made, RaceCheck, many
from countback.training.model import WEEK, Finding, monday
from countback.training.phases import Segment, has_specific, layout_of, recovery_weeks
from countback.training.titles import dated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


def earliest(segment: Segment) -> date:
    """The earliest sensible date for a race: recovery, base at its floor, the short specific block, taper.

    What of base and block is behind, when a race moves, is there already.
    """
    need, since = segment.need, segment.since
    if since is not None and segment.before is not None and segment.before.date >= since:
        since = None  # the race before is still to come: its recovery comes first
    done = segment.counts if since else None
    first = since or monday(segment.race.date) - (segment.weeks - 1) * WEEK
    base = max(0, need.floor - (done.base if done else 0))
    block = max(0, need.specific_soft - (done.specific if done else 0))
    recovery = 0 if done else segment.recovery
    weeks = recovery + base + (1 if need.floor >= need.weeks_under_recovery_week else 0) + block + need.taper
    return first + (weeks - 1) * WEEK + timedelta(segment.race.date.weekday())


def _ways_out(segment: Segment) -> str:
    day = earliest(segment)
    when = f"The earliest sensible date is {dated(day)}. Or race" if day > segment.race.date else "Race"
    return f'{when} it as a B race (priority = "B"), or to finish (goal = "finish").'


def _apart(first: date, last: date) -> str:
    """How long it is from a day to a later one: `9 days`, from two weeks on in whole weeks, rounded down."""
    days = (last - first).days
    return many(days, "day") if days < 2 * WEEK.days else many(days // WEEK.days, "week")


def _does_not_fit(made: Made, segment: Segment) -> Iterator[Finding]:
    if segment.fits:
        return
    race = segment.race
    if segment.since is not None and segment.counts.taper < segment.need.taper_least:
        left = many(segment.counts.taper, "week")
        least = segment.need.taper_least
        text = f"{race.name} is too near: only {left} of taper left, where {least} are the least (S48)."
        yield Finding("too-soon", ERROR, f"{text} {_ways_out(segment)}")
    elif segment.before is None:
        text = (
            f"{race.name} is {_apart(made.plan.start, race.date)} away: too soon for any preparation with a full taper."
        )
        yield Finding("too-soon", ERROR, f"{text} {_ways_out(segment)}")
    else:
        near = f"{race.name} comes {_apart(segment.before.date, race.date)} after {segment.before.name}"
        text = f"{near}: less than recovery and taper need."
        yield Finding("races-too-close", ERROR, f"{text} {_ways_out(segment)}")


def _bridged(made: Made, segment: Segment) -> Iterator[Finding]:
    if segment.before is None or not segment.fits:
        return
    full, bridge = made.coach.rules.distance(segment.race.distance_km).weeks_from_a_to_a
    race, before = segment.race, segment.before
    text = f"{race.name} comes {_apart(before.date, race.date)} after {before.name}"
    if segment.bridged:
        near = f", under {bridge}" if segment.weeks < bridge else ""
        message = f"{text}{near}: only recovery, the way back and taper fit between. {_ways_out(segment)}"
        yield Finding("races-bridged", WARNING, message)
    elif segment.weeks < full:
        yield Finding("races-close", WARNING, f"{text}: {full} would hold a full preparation.")


def _recovery(made: Made, segment: Segment) -> Iterator[Finding]:
    if segment.before is None:
        return
    usual = recovery_weeks(made.coach.season, segment.before, made.coach.rules)
    if segment.recovery < usual:
        told = f"The recovery after {segment.before.name} is cut to {many(segment.recovery, 'week')}"
        yield Finding("recovery-short", WARNING, f"{told}; {usual} are usual for you (S6).")


def _base(_made: Made, segment: Segment) -> Iterator[Finding]:
    need, counts, race = segment.need, segment.counts, segment.race
    if segment.bridged or counts.base >= need.wish or not segment.fits:
        return
    if counts.base < need.floor:
        text = (
            f"{many(counts.base, 'week')} of base before {race.name}, under the least of "
            f"{need.floor}: a plateau or an injury is likely (S4, S21)."
        )
        yield Finding("base-below-floor", WARNING, f"{text} {_ways_out(segment)}")
        return
    if need.base_fixed is not None:
        text = f"{many(counts.base, 'week')} of base before {race.name}, of the {need.wish} that you set: no more fit."
        yield Finding("base-short", WARNING, text)
        return
    why = "(S5)."
    if segment.before is not None and race.distance_km > segment.before.distance_km:
        why = f"({segment.before.name} carries over, but moving up in distance asks for more: S41, S43)."
    yield Finding(
        "base-short",
        WARNING,
        f"{many(counts.base, 'week')} of base before {race.name}; {need.wish} would be better {why}",
    )


def _base_skipped(made: Made, segment: Segment) -> Iterator[Finding]:
    if segment.need.base_fixed == 0 and not made.coach.season.athlete.continuous:
        yield Finding(
            "base-skipped", WARNING, f"No base before {segment.race.name}: a plateau or an injury may follow (S21)."
        )


def _base_long(made: Made, segment: Segment) -> Iterator[Finding]:
    most = made.coach.rules.distance(segment.race.distance_km).base_weeks[2]
    if segment.need.base_fixed is not None and segment.counts.base > most:
        told = f"{many(segment.counts.base, 'week')} of base before {segment.race.name}"
        text = f"{told}: more than {most} rarely bring more (S4)."
        yield Finding("base-long", INFO, text)


def _specific(_made: Made, segment: Segment) -> Iterator[Finding]:
    need, counts = segment.need, segment.counts
    if segment.bridged or not segment.fits or counts.specific >= need.specific_soft:
        return
    text = f"{many(counts.specific, 'week')} of specific work for {segment.race.name}; 6 to 8 make a block (S3)."
    yield Finding("specific-short", WARNING, text)
    if not counts.recovery_week and counts.base >= need.weeks_under_recovery_week:
        yield Finding(
            "recovery-week-cut", WARNING, f"No recovery week before the specific block for {segment.race.name}."
        )


def _taper(_made: Made, segment: Segment) -> Iterator[Finding]:
    held, usual = segment.counts.taper, segment.need.taper
    if segment.fits and held < usual:
        text = f"The taper for {segment.race.name} is cut to {many(held, 'week')}; {usual} are usual."
        yield Finding("taper-short", WARNING, text)


def _cycle(made: Made, segment: Segment) -> Iterator[Finding]:
    wanted, counts = layout_of(made.coach.season, segment.race).cycle_weeks, segment.counts
    if wanted is not None and counts.build + counts.recovery_week + counts.specific + counts.taper != wanted:
        text = f"A cycle of {wanted} weeks does not fit the way to {segment.race.name}: the usual layout stands."
        yield Finding("cycle-not-possible", WARNING, text)


def _layout_ignored(made: Made, segment: Segment) -> Iterator[Finding]:
    wanted = layout_of(made.coach.season, segment.race)
    if not has_specific(made.coach.season, segment.race) and (wanted.base_weeks or wanted.specific_weeks):
        text = (
            f"The way to {segment.race.name} is base and taper only (S15): base_weeks and specific_weeks are not used."
        )
        yield Finding("base-and-taper-only", INFO, text)


LAYOUT: tuple[RaceCheck, ...] = (
    _does_not_fit, _bridged, _recovery, _base, _base_skipped, _base_long, _specific, _taper, _cycle, _layout_ignored,
)  # fmt: skip
