"""Weekly volume: how much a week may hold, from the ramp, the down weeks, the taper and the way back (section 3).

Amounts are integer tenths of the plan's unit. `Load` is what the weeks so far have made of the athlete; `target` says
what the next week asks for; `Load.after` takes in what the week really showed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from math import ceil
from typing import TYPE_CHECKING

from countback.training.model import WEEK, PhaseKind, Race, Season
from countback.training.phases import Frame, layout_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from countback.training.rows import DistanceRow, Volume
    from countback.training.rules import Rules
    from countback.training.scale import Scale

GROWING = frozenset({PhaseKind.BASE, PhaseKind.BUILD, PhaseKind.SPECIFIC})
LOADED = GROWING | {PhaseKind.OPEN}
THURSDAY = 3


def grow(amount: int, thousandths: int, scale: Scale) -> int:
    """The most that may follow an up week (S22), in integers: rounded down, so that it never breaks the rule."""
    return scale.down(amount * thousandths // 1000)


def down_weeks(frames: Sequence[Frame], easy: Iterable[date], every: int) -> frozenset[date]:
    """The Mondays of the down weeks: in each stretch between easy weeks as few as keep `every` − 1 up weeks in a row.

    `easy` are the Mondays of weeks that end a stretch. The rows of up weeks are spread evenly, the longer ones first,
    and a stretch ends with an up week. `every` 0 is never.
    """
    if every == 0:
        return frozenset()
    ends, stretch, found = set(easy), [], set()
    for frame in frames:
        if frame.phase in LOADED and not frame.part and frame.start not in ends:
            stretch.append(frame.start)
            continue
        found |= _down_in(stretch, every - 1)
        stretch = []
    return frozenset(found | _down_in(stretch, every - 1))


def _down_in(stretch: Sequence[date], row: int) -> set[date]:
    downs = max(0, ceil((len(stretch) - row) / (row + 1)))
    length, longer = divmod(len(stretch) - downs, downs + 1)
    found, place = set(), -1
    for number in range(downs):
        place += length + (number < longer) + 1
        found.add(stretch[place])
    return found


def needless(stretch: Sequence[date], down: Container[date], every: int) -> frozenset[date]:
    """The down weeks of a stretch without which it keeps `every` − 1 up weeks in a row, the first ones first."""
    found: set[date] = set()
    row = 0
    for number, day in enumerate(stretch):
        if day in down:
            following = sum(1 for _ in takewhile(lambda later: later not in down, stretch[number + 1 :]))
            if row + 1 + following >= every:
                row = 0
                continue
            found.add(day)
        row += 1
    return frozenset(found)


def returning(frame: Frame, before: DistanceRow | None) -> bool:
    """On the way back after a race: the weeks of the return fractions, tapers apart."""
    return before is not None and 0 < frame.after <= len(before.return_) and frame.phase is not PhaseKind.TAPER


def coming_back(frame: Frame, before: DistanceRow | None) -> bool:
    """Running easy after a race or a break: recovery, return, or the weeks of the return fractions."""
    if frame.recovery_week:
        return False
    return frame.phase in {PhaseKind.RECOVERY, PhaseKind.RETURN} or returning(frame, before)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a week came to: volume and runs as planned; `full` when the next may grow from it, `up` if no easy week."""

    volume: int
    runs: tuple[tuple[date, int], ...]
    full: bool
    up: bool
    long: int = 0
    easy: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """What the season so far amounts to.

    `level`: the last full week's total, from which the next grows. `weeks`: the whole weeks so far, `recent` the totals
    of the last six of them since the athlete told their volume; `own` is a week of theirs before these.
    `highest`: the highest up week shown so far, 0 before any. `established`: fixed when a taper begins, until the way
    back is over. `runs`: days and amounts of the last 30 days. `long` and `easy`: the long run and the longest easy run
    of the last up week, `own_easy` that of the first. `before_off`: the established volume before days
    off, while the way back from them lasts.
    """

    level: int
    own: int
    recent: tuple[int, ...] = ()
    weeks: int = 0
    established: int | None = None
    runs: tuple[tuple[date, int], ...] = ()
    begun: bool = False
    highest: int = 0
    long: int = 0
    easy: int = 0
    own_easy: int = 0
    before_off: int = 0

    def base(self, volume: Volume) -> int:
        """The established volume: the mean of the three biggest of the last six weeks; at first the athlete's own."""
        return _mean_of_best(self.recent or (self.own,), volume.established_of[0])

    def before_taper(self, volume: Volume) -> int:
        """The same as a taper is a part of: what was run before the season counts, where it is not six weeks old.

        Else days off in a short season would take from a taper that they do not reach into.
        """
        biggest, window = volume.established_of
        return _mean_of_best((*self.recent, *[self.own] * (window - len(self.recent))), biggest)

    def longest(self, monday: date, volume: Volume) -> int | None:
        """The longest run that still counts on every day of the week; None when there was none."""
        since = monday + WEEK - timedelta(days=volume.run_window_days)
        return max([amount for day, amount in self.runs if day >= since], default=None)

    def after(self, frame: Frame, shown: Shown, volume: Volume) -> Load:
        """The load after a week that came to so much."""
        since = frame.start - timedelta(days=volume.run_window_days)
        kept = [run for run in self.runs if run[0] >= since]
        return Load(
            level=shown.volume if shown.full and shown.volume else self.level,
            own=shown.volume if shown.full and not self.weeks else self.own,
            recent=self.recent if frame.part else (*self.recent[1 - volume.established_of[1] :], shown.volume),
            weeks=self.weeks + (not frame.part),
            established=self.established,
            runs=(*kept, *shown.runs),
            begun=self.begun or (shown.volume > 0 and not frame.part),
            highest=max(self.highest, shown.volume) if shown.up and not frame.part else self.highest,
            long=shown.long if shown.up and shown.long else self.long,
            easy=shown.easy if shown.up and shown.long else self.easy,
            own_easy=self.own_easy or shown.easy,
        )


def _mean_of_best(volumes: Iterable[int], count: int) -> int:
    best = sorted(volumes, reverse=True)[:count]
    return round(sum(best) / len(best))


@dataclass(frozen=True, slots=True)
class WeekTarget:
    """What a week asks for: its volume, why, and whether the next one may grow from it; `ramp`: after days off."""

    volume: int
    why: str
    full: bool = False
    down: bool = False
    ramp: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What the volume of every week is reckoned by: the athlete's season, the plan's scale, the rules."""

    season: Season
    scale: Scale
    rules: Rules

    @property
    def growth(self) -> int:
        """The most that a week may grow, in thousandths (S22)."""
        return self.season.plan.growth or self.rules.volume.growth

    @property
    def down_to(self) -> int:
        """What a down week is of the last full week, in %."""
        return self.season.plan.down_to or self.rules.levels[self.season.athlete.level].down_to

    @property
    def runs(self) -> int:
        """Run days a week: the athlete's, else the level's."""
        return self.season.week.runs or self.rules.levels[self.season.athlete.level].runs[1]

    def long_minutes(self, row: DistanceRow) -> int:
        """The minutes of the row's longest run; the athlete may set others, up to its maximum."""
        default, most = row.long_cap_minutes
        return min(self.season.plan.long_cap or default, most)

    def long_cap(self, row: DistanceRow) -> int:
        """The longest run of the row, by its minutes and its kilometres."""
        return min(self.scale.of_minutes(self.long_minutes(row)), self.scale.of_metres(1000 * row.long_cap_km))


@dataclass(frozen=True, slots=True)
class WeekKind:
    """What the layout says of a week: a down week or not, and the row of the A race that it comes after.

    `climb`: the up weeks, this one too, that what is left to the peak is spread over. `back`: the most that all A races
    before it allow, in % of the established volume; 100 when none is near.
    """

    down: bool
    before: DistanceRow | None
    climb: int
    back: int


def after_race(frame: Frame, week: WeekKind) -> bool:
    """Whether a week is on the way back after an A race."""
    return week.before is not None and coming_back(frame, week.before)


def peak_of(terms: Terms, frame: Frame, load: Load) -> tuple[int, bool]:
    """The highest week for this race, and whether the athlete set it: else the band's upper end, or today's volume."""
    season = terms.season
    wanted = layout_of(season, frame.race).peak
    if wanted is not None:
        return terms.scale.of(wanted), True
    return max(peak_top(terms, frame.race), load.established or season.athlete.weekly.tenths), False


def band_top(terms: Terms, race: Race) -> int:
    """The upper end of the band of the athlete's level and this race, in tenths (section 3)."""
    row = terms.rules.distance(race.distance_km)
    return terms.scale.down(terms.scale.of_metres(1000 * terms.rules.peak[terms.season.athlete.level][row.key][1]))


def peak_top(terms: Terms, race: Race) -> int:
    """The same, or less where the athlete's runs, or the longest run's share of the week, hold no more."""
    return min(band_top(terms, race), share_top(terms, race), runs_top(terms, race))


def share_top(terms: Terms, race: Race) -> int:
    """The biggest week of which the longest run, at its cap, is the share that its row wants.

    Long runs of published plans are 20–47 % of their weeks (section 3).
    """
    row = terms.rules.distance(race.distance_km)
    share = row.peak_long_share
    return terms.scale.down(terms.long_cap(row) * 100 // share) if share else band_top(terms, race)


def runs_top(terms: Terms, race: Race) -> int:
    """The biggest week that the athlete's runs hold: the long run at its cap, each other one as long as easy runs get.

    In big weeks those are two runs of the same day.
    """
    volume, level = terms.rules.volume, terms.rules.levels[terms.season.athlete.level]
    long, others = terms.long_cap(terms.rules.distance(race.distance_km)), terms.runs - 1
    single = long + others * terms.scale.of_minutes(level.easy_minutes)
    if terms.scale.km(single) < volume.double_week_km:
        return terms.scale.down(single)
    return terms.scale.down(long + 2 * others * terms.scale.of_minutes(volume.double_over_minutes))


def taper_percent(frame: Frame, row: DistanceRow) -> float:
    """The share of the established volume in a week of the taper, by the weekday of the race (section 2)."""
    fractions, weekday = row.taper, frame.race.date.weekday()
    late = weekday >= THURSDAY  # the race week is a week of the table; before that the table ends a week sooner
    place = frame.to_go - (0 if late else 1)
    share = fractions[max(0, len(fractions) - 1 - max(place, 0))]
    return share * weekday / 6 if frame.to_go == 0 else share


def return_percent(frame: Frame, before: DistanceRow) -> int:
    """The share of the established volume on the way back after a race, by the week since."""
    return before.return_[min(frame.after, len(before.return_)) - 1]


def target(terms: Terms, frame: Frame, load: Load, week: WeekKind) -> WeekTarget:
    """What a week asks for before the athlete's days, races and caps have their say (section 3)."""
    if frame.part:
        return _part(terms, frame, load)
    if frame.phase is PhaseKind.TAPER:
        return _taper(terms, frame, load, week.back)
    if week.before is not None and coming_back(frame, week.before):
        return _back(terms, frame, min(week.back, return_percent(frame, week.before)), load)
    if not load.begun:
        return WeekTarget(terms.season.athlete.weekly.tenths, terms.rules.why.week["first"], full=True, down=week.down)
    if frame.recovery_week or week.down:
        return _down(terms, frame, load)
    return _up(terms, frame, load, week.climb)


def _part(terms: Terms, frame: Frame, load: Load) -> WeekTarget:
    """The share of its days of the athlete's own week, or of what a taper leaves of it."""
    first = terms.season.plan.start or terms.season.created or frame.start
    days = (frame.start + WEEK - max(first, frame.start)).days
    percent = 100.0
    if frame.phase is PhaseKind.TAPER:
        percent = taper_percent(frame, terms.rules.distance(frame.race.distance_km))
    return WeekTarget(terms.scale.down(load.level * days * percent / 700), terms.rules.why.week["part"])


def _taper(terms: Terms, frame: Frame, load: Load, back: int) -> WeekTarget:
    """A week of the taper; right after another A race no more of it than the way back from that allows."""
    days = frame.race.date.weekday() if frame.to_go == 0 else 6
    percent = min(taper_percent(frame, terms.rules.distance(frame.race.distance_km)), back * days / 6)
    established = load.established or load.base(terms.rules.volume)
    why = terms.rules.why.week["race_week" if frame.to_go == 0 else "taper"]
    return WeekTarget(terms.scale.near(established * percent / 100), why.format(percent=round(percent)))


def _back(terms: Terms, frame: Frame, percent: int, load: Load) -> WeekTarget:
    established = load.established or load.base(terms.rules.volume)
    why = terms.rules.why.week["recovery" if frame.phase is PhaseKind.RECOVERY else "return"]
    volume = min(terms.scale.near(established * percent / 100), growth_limit(terms, load))
    return WeekTarget(volume, why.format(percent=percent), full=True)


def _down(terms: Terms, frame: Frame, load: Load) -> WeekTarget:
    why = terms.rules.why.week["recovery_week" if frame.recovery_week else "down"]
    return WeekTarget(terms.scale.near(load.level * terms.down_to / 100), why.format(percent=terms.down_to), down=True)


def _up(terms: Terms, frame: Frame, load: Load, climb: int) -> WeekTarget:
    """An even step towards the peak, at most what the growth rule allows (S22); `open` stays level.

    What is left to the peak is spread over the up weeks before the specific block, or before the taper (S20).
    """
    most = growth_limit(terms, load)
    if frame.phase is PhaseKind.OPEN:
        return WeekTarget(min(load.level, most), terms.rules.why.week["open"], full=True)
    peak, own = peak_of(terms, frame, load)
    steepest = grow(load.level, terms.growth, terms.scale)
    volume = min(peak, steepest, _even(terms, load, peak, climb))
    volume = min(volume if own else max(volume, load.level), most)
    why = terms.rules.why.week[_raised(load, volume, min(peak, steepest))]
    return WeekTarget(volume, why.format(percent=terms.growth // 10 - 100), full=True)


def growth_limit(terms: Terms, load: Load) -> int:
    """The most that a week may be, against the highest up week shown so far (S22)."""
    return grow(load.highest or load.level, terms.growth, terms.scale)


def _even(terms: Terms, load: Load, peak: int, climb: int) -> int:
    """The next of even steps to the peak, none of them a crumb; the peak itself for who takes no such steps.

    Who sets `growth` has said how fast.
    """
    level = terms.rules.levels[terms.season.athlete.level]
    if terms.season.plan.growth or not level.even_steps or load.weeks < level.template_weeks:
        return peak
    since = max(load.highest, load.level)
    least = grow(since, terms.rules.volume.growth_even, terms.scale)
    return max(least, terms.scale.up(since + max(0, peak - since) / climb))


def _raised(load: Load, volume: int, most: int) -> str:
    """Which sentence tells where a week stands on the way to the peak; `most` is what it might have been."""
    if volume <= load.level:
        return "steady"
    if volume <= load.highest:
        return "again"
    return "even" if volume < most else "growth"
