"""Count back from race day: give the calendar weeks of a season to its phases.

`lay_out` answers with one `Frame` a week and one `Segment` an A race, which remembers what the race asked for and what
it got; `phases_of` groups the frames. Weeks and days are known here, and no kilometres.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING

from countback.training.model import (
    DAY,
    WEEK,
    Layout,
    Level,
    PhaseKind,
    Priority,
    Race,
    Season,
    monday,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from countback.training.rules import Rules


@dataclass(frozen=True, slots=True)
class Need:
    """What one A race asks for, in weeks. `floor` and `wish` are base's; `cycle` fixes all from build on."""

    taper: int
    taper_least: int
    specific: int
    specific_soft: int
    specific_least: int
    floor: int
    wish: int
    base_most: int
    base_fixed: int | None
    build_most: int
    cycle: int | None
    weeks_under_recovery_week: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The weeks that each phase got, in calendar order."""

    back: int = 0
    open: int = 0
    base: int = 0
    build: int = 0
    recovery_week: int = 0
    specific: int = 0
    taper: int = 0

    @classmethod
    def of(cls, frames: Iterable[Frame]) -> Counts:
        """What the weeks on the way to a race came to."""
        found = Counter("recovery_week" if frame.recovery_week else frame.phase.value for frame in frames)
        names = ("open", "base", "build", "recovery_week", "specific", "taper")
        return cls(back=found["return"], **{name: found[name] for name in names})

    def spread(self) -> Iterator[tuple[PhaseKind, bool]]:
        """Each week's phase, and whether it is the recovery week before specific."""
        kinds = (
            (PhaseKind.RETURN, self.back),
            (PhaseKind.OPEN, self.open),
            (PhaseKind.BASE, self.base),
            (PhaseKind.BUILD, self.build),
            (PhaseKind.RECOVERY, self.recovery_week),
            (PhaseKind.SPECIFIC, self.specific),
            (PhaseKind.TAPER, self.taper),
        )
        return ((kind, kind is PhaseKind.RECOVERY) for kind, weeks in kinds for _ in range(weeks))


@dataclass(frozen=True, slots=True)
class Frame:
    """One calendar week before it is filled.

    `index` of `length` counts the week in its phase; `after` counts whole weeks since the previous A race (1 is the
    first), 0 when there is none; `recovery_week` marks the one before specific; `part` one that the season starts in.
    """

    start: date
    race: Race
    to_go: int
    phase: PhaseKind
    index: int
    length: int
    after: int = 0
    recovery_week: bool = False
    part: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """The way to one A race: what it asked for, what it got, and how. `weeks` is what there was, race week included.

    `bridged`: so soon after the race before that only recovery, return and taper are left, with no room for a block.
    `fits`: taper and specific keep their least lengths. `recovery` counts the weeks of recovery from the race before.
    `since` is the first week that was still ahead when the race moved or came in; None for a season as first planned.
    """

    race: Race
    before: Race | None
    need: Need
    counts: Counts
    weeks: int
    recovery: int
    bridged: bool
    fits: bool
    since: date | None = None


def recounted(segments: Iterable[Segment], frames: Sequence[Frame], since: date) -> Iterator[Segment]:
    """The ways to the races, each with the weeks that its phases have among these, whichever race they were for.

    What is past is no taper for a race that is suddenly near: a way that leaves less than its least does not fit.
    """
    for segment in segments:
        first = segment.before.date if segment.before else date.min
        way = [f for f in frames if first < f.start <= segment.race.date and f.to_go >= 0 and not f.part]
        counts = Counts.of(way)
        tapered = counts.taper >= segment.need.taper_least or segment.race.date < since
        yield replace(segment, counts=counts, fits=segment.fits and tapered, since=since)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The season's weeks, before they are filled. `start` is the first day of the plan."""

    start: date
    frames: tuple[Frame, ...]
    segments: tuple[Segment, ...]


@lru_cache(maxsize=1024)
def days_of(start: date) -> tuple[date, ...]:
    """The seven days of the week that starts on this Monday."""
    return tuple(start + number * DAY for number in range(7))


def a_races(season: Season) -> tuple[Race, ...]:
    """The races that the season is laid out for."""
    return tuple(race for race in season.races if race.priority is Priority.A)


def has_specific(season: Season, race: Race) -> bool:
    """Beginners, and who only wants to finish, run base and taper alone (S15)."""
    return season.athlete.level is not Level.BEGINNER and not race.finish


def layout_of(season: Season, race: Race) -> Layout:
    """The athlete's overrides for this race."""
    return race.layout.over(season.plan.layout)


def taper_weeks(race_day: date, days: int, least: int) -> int:
    """Weeks of a taper: those of `days`, and one more where they would hold fewer days than `least` (section 2)."""
    weeks = ceil(days / 7)
    held = 7 * (weeks - 1) + race_day.weekday() + 1
    return weeks + (held < least)


def recovery_days(season: Season, race: Race, rules: Rules) -> int:
    """Days of recovery after a race: the athlete's, else the row's, longer with age (section 2)."""
    chosen = layout_of(season, race).recovery_days
    if chosen is not None:
        return chosen
    days, age = rules.distance(race.distance_km).recovery_days[1], season.athlete.age or 0
    percent = next((percent for from_age, percent in rules.layout.recovery_by_age if age >= from_age), 100)
    return ceil(days * percent / 100)


def recovery_end(race: Race, days: int) -> date:
    """The last day of recovery: the end of the week in which the last of these days falls."""
    return monday(race.date + days * DAY) + WEEK - DAY


def season_start(season: Season, rules: Rules) -> date:
    """The first day of the plan: as the athlete says, else when the file was made, else the race's full layout back."""
    given = season.plan.start or season.created
    if given is not None:
        return given
    race = a_races(season)[0]
    need = need_of(season, race, None, rules)
    lead = need.wish + need.specific + need.taper
    lead += 1 if need.specific and need.wish >= need.weeks_under_recovery_week else 0
    return min(monday(race.date) - (lead - 1) * WEEK, monday(season.races[0].date))


def base_need(season: Season, race: Race, before: Race | None, rules: Rules) -> tuple[int, int]:
    """Base before a race: its floor and its wish in weeks (S4, S5, S10, S14, S41–S44)."""
    row, level = rules.distance(race.distance_km), season.athlete.level
    default = row.base_weeks[1] + rules.layout.base_default[level]
    if before is None:
        skips = season.athlete.continuous and level in rules.layout.experienced
        return (0, 0) if skips else (row.base_weeks[0], default)
    carry, ratio = rules.layout.carry_over, 100 * race.distance_km / before.distance_km
    short = max(race.distance_km, before.distance_km) <= carry.short_km
    if short or ratio <= carry.same_ratio:
        return carry.floor_same, carry.floor_same
    return carry.floor_up, default if ratio > carry.near_ratio else ceil(default / 2)


def need_of(season: Season, race: Race, before: Race | None, rules: Rules) -> Need:
    """What this race asks for, with the athlete's overrides."""
    row, wanted = rules.distance(race.distance_km), layout_of(season, race)
    floor, wish = base_need(season, race, before, rules)
    fixed = wanted.base_weeks if has_specific(season, race) else None
    days = wanted.taper_days or row.taper_days[1]
    least = taper_weeks(race.date, row.taper_days[0], row.taper_days[0])
    quality = rules.levels[season.athlete.level].quality
    specific = wanted.specific_weeks or row.specific_weeks[1]
    trained = has_specific(season, race)
    return Need(
        taper=max(taper_weeks(race.date, days, row.taper_days[0]), least),
        taper_least=least,
        specific=specific if trained else 0,
        specific_soft=min(row.specific_weeks[0], specific) if trained else 0,
        specific_least=min(rules.layout.specific_at_least, specific) if trained else 0,
        floor=floor if fixed is None else min(floor, fixed),
        wish=wish if fixed is None else fixed,
        base_most=row.base_weeks[2] if trained else 10_000,
        base_fixed=fixed,
        build_most=row.build_weeks if trained and quality["build"] else 0,
        cycle=wanted.cycle_weeks if trained and quality["build"] else None,
        weeks_under_recovery_week=rules.layout.weeks_under_recovery_week if trained else 10_000,
    )


def give(need: Need, weeks: int) -> Counts:
    """Give `weeks`, race week included, to the phases: the defaults, then the cut order of section 2.

    What does not fit at all is given to taper first, then to specific: the caller says so.
    """
    if need.cycle is not None and (counts := _cycle(need, weeks)) is not None:
        return counts
    for taper in range(need.taper, need.taper_least - 1, -1):
        if weeks >= taper + need.specific_least:
            return replace(_before_taper(need, weeks - taper), taper=taper)
    taper = min(weeks, need.taper_least)
    return Counts(specific=weeks - taper, taper=taper)


def _before_taper(need: Need, weeks: int) -> Counts:
    """Base gives down to its floor, specific to its least, then the recovery week goes, then base below its floor."""
    for specific in range(min(need.specific, weeks), need.specific_least - 1, -1):
        counts = _before_specific(need, weeks - specific, need.weeks_under_recovery_week)
        if counts.base >= need.floor:
            return replace(counts, specific=specific)
    never = weeks + 1
    return replace(_before_specific(need, weeks - need.specific_least, never), specific=need.specific_least)


def _before_specific(need: Need, weeks: int, under_recovery_week: int) -> Counts:
    """Walking backward from specific: the recovery week, base up to its maximum, build, and open for what is left."""
    recovery_week = int(weeks > under_recovery_week)
    left = weeks - recovery_week
    base = min(left, need.base_most if need.base_fixed is None else need.base_fixed)
    build = min(left - base, need.build_most)
    return Counts(open=left - base - build, base=base, build=build, recovery_week=recovery_week)


def _cycle(need: Need, weeks: int) -> Counts | None:
    """A cycle of fixed length: build, recovery week, specific, taper; base has the rest (S46, S47). None: too long."""
    cycle = need.cycle or 0
    specific = min(need.specific, cycle - 1 - need.taper)
    ahead, build = weeks - cycle, cycle - 1 - specific - need.taper
    if specific < need.specific_soft or ahead < need.floor or ahead + build < need.weeks_under_recovery_week:
        return None
    base = min(ahead, need.base_most if need.base_fixed is None else need.base_fixed)
    return Counts(open=ahead - base, base=base, build=build, recovery_week=1, specific=specific, taper=need.taper)


def _segment(season: Season, race: Race, before: Race | None, first: date, rules: Rules) -> Segment:
    """The way to a race from the Monday `first`, the week after the race before or the season's first whole week."""
    need = need_of(season, race, before, rules)
    weeks = (monday(race.date) - first) // WEEK + 1
    recovery, least = _recovery_weeks(season, before, weeks, need.taper_least, rules) if before else (0, 0)
    left = weeks - recovery
    fits = left >= need.taper_least and recovery >= least
    block = left >= need.taper_least + need.specific_least
    if before is not None and (weeks < rules.distance(race.distance_km).weeks_from_a_to_a[1] or not block):
        taper = min(left, need.taper)
        counts = Counts(back=left - taper, taper=taper)
        return Segment(race, before, need, counts, weeks, recovery, bridged=True, fits=fits)
    return Segment(race, before, need, give(need, left), weeks, recovery, bridged=False, fits=fits and block)


def _recovery_weeks(season: Season, before: Race, weeks: int, taper: int, rules: Rules) -> tuple[int, int]:
    """Whole weeks of recovery, and the least of them: all that its days ask for, fewer where room is short.

    Where not even these fit, they come before the taper, of which race week is left.
    """
    wanted = recovery_weeks(season, before, rules)
    least = min(wanted, _weeks_until(season, before, lambda race: rules.distance(race.distance_km).recovery_days[0]))
    return wanted if wanted <= weeks - taper else max(0, min(least, weeks - 1)), least


def recovery_weeks(season: Season, before: Race, rules: Rules) -> int:
    """Whole weeks of recovery after a race, as its days ask for them, or those of a race shortly before it."""
    return _weeks_until(season, before, lambda race: recovery_days(season, race, rules))


def _weeks_until(season: Season, before: Race, days: Callable[[Race], int]) -> int:
    """Whole weeks after a race until so many days after it, and after each A race before it, are over."""
    races = (race for race in a_races(season) if race.date <= before.date)
    return max((recovery_end(race, days(race)) + DAY - monday(before.date)) // WEEK - 1 for race in races)


def lay_out(season: Season, rules: Rules) -> Skeleton:
    """The weeks of the season, from its first day to the end of the way back from its last race."""
    start = season_start(season, rules)
    first = monday(start + 6 * DAY)
    segments: list[Segment] = []
    frames: list[Frame] = []
    before: Race | None = None
    for race in a_races(season):
        segment = _segment(season, race, before, first, rules)
        segments.append(segment)
        frames += _frames(segment, first)
        before, first = race, monday(race.date) + WEEK
    frames += _afterwards(season, first, before, rules) if before else ()
    return Skeleton(start, tuple(_with_part_week(start, frames, a_races(season))), tuple(segments))


def _frames(segment: Segment, first: date) -> Iterator[Frame]:
    """The weeks of a segment: recovery from the race before, then what the race got."""
    kinds = [(PhaseKind.RECOVERY, False)] * segment.recovery + list(segment.counts.spread())
    race, race_week = segment.race, monday(segment.race.date)
    place = 0
    for (kind, recovery_week), group in groupby(kinds):
        length = len(list(group))
        for index in range(length):
            start = first + place * WEEK
            place += 1
            after = place if segment.before else 0
            yield Frame(start, race, (race_week - start) // WEEK, kind, index, length, after, recovery_week)


def _afterwards(season: Season, first: date, race: Race, rules: Rules) -> Iterator[Frame]:
    """After the last A race: recovery, the way back, and open weeks as far as tune-up races go."""
    recovery = recovery_weeks(season, race, rules)
    back = max(0, len(rules.distance(race.distance_km).return_) - recovery)
    last = (monday(season.races[-1].date) - first) // WEEK + 1
    kinds = [PhaseKind.RECOVERY] * recovery + [PhaseKind.RETURN] * back
    kinds += [PhaseKind.OPEN] * (last - len(kinds))
    place = 0
    for kind, group in groupby(kinds):
        length = len(list(group))
        for index in range(length):
            place += 1
            yield Frame(first + (place - 1) * WEEK, race, -place, kind, index, length, place)


def _with_part_week(start: date, frames: list[Frame], races: Iterable[Race]) -> list[Frame]:
    """The part week that a season starts with, unless it starts on a Monday; no count includes it."""
    if start.weekday() == 0:
        return frames
    head, first = frames[0], monday(start)
    if head.start < start:  # the season starts inside its only race week
        return [replace(head, part=True), *frames[1:]]
    inside = next((race for race in races if monday(race.date) == first), None)
    if inside is not None:
        return [Frame(first, inside, 0, PhaseKind.TAPER, 0, 1, part=True), *frames]
    return [replace(head, start=first, to_go=head.to_go + 1, index=0, part=True, recovery_week=False), *frames]
