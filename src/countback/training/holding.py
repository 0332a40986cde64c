"""What a week should hold, and on which days: runs, long run, quality and test, before any of them has its length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from countback.training import quality, workouts
from countback.training.amounts import runs_left, tune_ups_of
from countback.training.coach import Brief, Coach, race_amount, run_limits, tune_up, window
from countback.training.load import coming_back
from countback.training.model import WEEK, Level, PhaseKind, SessionKind, Unit
from countback.training.phases import has_specific
from countback.training.sessions import FAST
from countback.training.week import SUNDAY, Days, Demand, beside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from countback.training.kit import Kit
    from countback.training.model import Race
    from countback.training.phases import Frame
    from countback.training.rows import DistanceRow, Form
    from countback.training.rules import Rules
    from countback.training.workouts import Workout


@dataclass(frozen=True)
class Holding:
    """What the brief asks of a week, with its tune-up races, its closed weekdays, and its volume in tenths."""

    coach: Coach
    brief: Brief
    tune_ups: Sequence[tuple[int, Race]]
    closed: Days
    volume: int

    @property
    def rules(self) -> Rules:
        """The tables that the season is planned by."""
        return self.coach.rules

    @property
    def kit(self) -> Kit:
        """Rules, scale and paces."""
        return self.coach.kit

    @property
    def frame(self) -> Frame:
        """The week of the layout."""
        return self.brief.frame

    @cached_property
    def row(self) -> DistanceRow:
        """The row of the race that the week leads to."""
        return self.rules.distance(self.frame.race.distance_km)

    @property
    def race_day(self) -> int | None:
        """The weekday of the A race in race week; None where it is cancelled."""
        stands = self.frame.to_go == 0 and self.frame.phase is PhaseKind.TAPER
        return self.frame.race.date.weekday() if stands else None

    @cached_property
    def eves(self) -> Days:
        """The weekdays before A and B races."""
        return window(self.frame, self.coach.eves) - self.closed

    @cached_property
    def way_back(self) -> bool:
        """Whether it is a week on the way back from a race."""
        return coming_back(self.frame, self.brief.kind.before)

    # --- what the week should hold ------------------------------------------------------------------------------------

    @cached_property
    def wants_long(self) -> bool:
        """A long run, unless the week is race week or recovery, or a race is too near the long day."""
        frame = self.frame
        if self.race_day is not None or (frame.phase is PhaseKind.RECOVERY and not frame.recovery_week):
            return False
        if any(race.distance_km >= tune_up(race, self.rules).long_km for _, race in self.tune_ups):
            return False
        day = self.coach.pattern.long
        at = frame.start + timedelta(day)
        if (frame.part and day in self.closed) or SessionKind.LONG in self.brief.behind:
            return False
        return at not in self.coach.no_long

    def _quality(self) -> int:
        """Quality sessions: by level and phase; each tune-up race replaces one (section 4)."""
        frame, level = self.frame, self.rules.levels[self.coach.season.athlete.level]
        if frame.part or self.race_day is not None or self.way_back or not has_specific(self.coach.season, frame.race):
            return 0
        wanted = level.quality.get(frame.phase.value, 0)
        if frame.phase is PhaseKind.TAPER:
            wanted = 1
        if self.coach.season.week.quality is not None:
            wanted = self._as_many_as_days(wanted)
        if frame.phase is PhaseKind.SPECIFIC:
            wanted = min(wanted, sum(bool(forms) for forms in self.library))
        behind = sum(kind in FAST for kind in self.brief.behind)
        return max(0, wanted - len(self.tune_ups) - behind)

    def _as_many_as_days(self, wanted: int) -> int:
        """No more than the athlete's quality days."""
        days = len(self.coach.pattern.quality)
        return days if self._third() else min(wanted, days)

    def _third(self) -> bool:
        """A third quality session: high mileage alone, in the specific block, where the athlete names three days."""
        season = self.coach.season
        high = season.athlete.level is Level.HIGH_MILEAGE and self.frame.phase is PhaseKind.SPECIFIC
        return high and season.week.quality is not None and len(self.coach.pattern.quality) >= 3  # noqa: PLR2004

    def _runs(self) -> int:
        """Run days: the usual ones that are open; fewer where so little running makes runs not worth the shoes."""
        if self.race_day is not None:
            return len(self._race_week_days) + 1
        moved = sum(day not in self.coach.usual for day, _ in self.tune_ups)
        runs = min(runs_left(self.coach, self.frame, self.closed | self.eves) + moved, self._free_days())
        held = max(1, self.volume // max(self.shortest, 1))
        return self._fewer(min(runs, held)) if self.way_back else min(runs, held)

    @cached_property
    def _race_week_days(self) -> Days:
        """The usual days before the eve; one more where runs would be long for a race week, if a day of rest stays."""
        open_days = frozenset(range(self.race_day or 0)) - self.closed - self.eves
        days = self.coach.usual & open_days
        established = self.brief.load.established or self.brief.load.level
        rule = self.rules.races
        most = established / self.coach.runs * rule.race_week_run_at_most / 100
        most = max(most, self.kit.scale.of_minutes(rule.race_week_run_minutes))
        letters, run = self.coach.pattern.letters, days | ({-1} if self.coach.pattern.long == SUNDAY else set())
        more = min(open_days - days, key=lambda day: (letters[day] == "R", beside(day, run), day), default=None)
        rested = len(days) + len(self.shakeouts) + 2 < WEEK.days  # with the race and the day that would be added
        long = self.volume - self.eve_amount > most * len(days)
        return days | {more} if more is not None and rested and long else days

    @property
    def _days_of_taper(self) -> int:
        """The usual run days of a taper's week before its race's eve: they keep their runs (section 4)."""
        if self.frame.phase is not PhaseKind.TAPER:
            return 0
        until = 7 if self.race_day is None else self.race_day
        return len((self.coach.usual & frozenset(range(until))) - self.closed - self.eves)

    @cached_property
    def eve_amount(self) -> int:
        """What is run on the eves of races, in tenths."""
        return sum(workout.amount for workout in self.shakeouts.values())

    def _free_days(self) -> int:
        return 7 - len(self.closed | self.eves)

    @cached_property
    def shortest(self) -> int:
        """The shortest run worth it, in tenths; whoever has run less has runs of that."""
        volume, taper = self.rules.volume, self.frame.phase is PhaseKind.TAPER
        minutes = volume.shortest_taper_run_minutes if taper else volume.shortest_run_minutes
        return min(self.kit.scale.covering(minutes), self.limits[1])

    def _fewer(self, runs: int) -> int:
        """On the way back strength takes the days that would be hard, if the other runs can hold the week (S37)."""
        established = self.brief.load.established or self.brief.load.level
        volume, scale = self.rules.volume, self.kit.scale
        usual = established / max(1, self.coach.runs) * volume.way_back_run_at_most / 100
        usual = min(usual, scale.of_minutes(volume.double_over_minutes))
        hard_days = len(set(self.coach.pattern.quality) & self.coach.usual)
        least, most = max(min(runs, 3), runs - hard_days), min(usual, self.limits[0])
        return next((fewer for fewer in range(least, runs) if self.volume <= fewer * most), runs)

    # --- on which days ------------------------------------------------------------------------------------------------

    def demand(self, *, test: bool) -> Demand:
        """What the week should hold and what its days allow."""
        frame, taken = self.frame, frozenset(day for day, _ in self.tune_ups)
        closed = self.closed | self.eves
        if self.race_day is not None:
            taken |= {self.race_day}
            closed |= frozenset(range(7)) - self._race_week_days
        closed -= taken
        return Demand(
            pattern=self.coach.pattern,
            runs=self._runs() + (max(0, len(taken) - 1) if self.race_day is not None else 0),
            long=self.wants_long,
            quality=max(0, self._quality() - test),
            test=test,
            closed=closed,
            easy_only=window(frame, self.coach.easy_only),
            taken=taken,
            before=self.brief.hard_before,
            after=self.brief.hard_after or self.coach.pattern.long == 0,
            quality_closed=self._quality_closed,
            way_back=self.way_back,
            test_from=self.brief.test_from,
        )

    @property
    def _quality_closed(self) -> Days:
        """Monday after strength on Sunday; and Sunday where Monday is a quality day, which the next week would lose."""
        pattern = self.coach.pattern
        keeps_monday = 0 in pattern.quality and SUNDAY not in {pattern.long, *pattern.quality}
        return frozenset([0] * self.brief.strength_before + [SUNDAY] * keeps_monday)

    def test(self) -> Workout | None:
        """The test of this week, if it keeps the run rule (S27–S29)."""
        if self.brief.test is None or self.tune_ups or SessionKind.TEST in self.brief.behind:
            return None
        workout = workouts.test(self.brief.test, self.kit)
        return workout if workout.amount <= min(self.limits[0], self.volume) else None

    @cached_property
    def limits(self) -> tuple[int, int]:
        """The longest run that should be, and that may be, in tenths."""
        return run_limits(self.coach, self.brief.load, self.frame)

    @cached_property
    def raced(self) -> int:
        """What the tune-up races take of the week: its other fast running is a share of the rest."""
        return sum(race_amount(race, self.coach) for _, race in self.tune_ups)

    @cached_property
    def library(self) -> list[Sequence[Form]]:
        """The entries of the session library for this week, one a quality session."""
        return quality.library(self.rules, self.row.key, self.brief, third=self._third())

    @property
    def raced_before(self) -> bool:
        """Whether a tune-up race was in the last days of the week before."""
        return bool(tune_ups_of(self.coach, self.frame.start - WEEK))

    @cached_property
    def shakeouts(self) -> dict[int, Workout]:
        """A few minutes on the eve of an A or B race, if that is a day for running, and no other run is lost by it."""
        low, high = self.rules.races.shakeout_minutes
        scale = self.kit.scale
        amount = scale.of_minutes(high)
        amount = amount if amount // 5 * 5 < scale.covering(low) or scale.unit is Unit.MIN else amount // 5 * 5
        if amount > self.volume - self.raced or self.volume < amount + self.shortest * self._days_of_taper:
            return {}
        days = self.eves & self.coach.usual - {day for day, _ in self.tune_ups} - {self.race_day}
        return {day: workouts.easy(SessionKind.SHAKEOUT, amount, self.kit) for day in days}
