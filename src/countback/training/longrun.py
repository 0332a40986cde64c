"""The long run of a week: what it should be, by the race's table, the weeks before and how hard the week is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from countback.training.load import LOADED, return_percent, taper_percent
from countback.training.model import Level, PhaseKind
from countback.training.phases import days_of, has_specific
from countback.training.workouts import between

if TYPE_CHECKING:
    from collections.abc import Iterable

    from countback.training.coach import Brief, Coach
    from countback.training.rows import DistanceRow, LongRow


@dataclass(frozen=True)
class LongRun:
    """The long run that a week asks for. Amounts in tenths of the plan's unit."""

    coach: Coach
    brief: Brief
    row: DistanceRow
    way_back: bool

    @property
    def table(self) -> LongRow:
        """The row of the race's long runs."""
        return self.coach.rules.long[self.row.key]

    def wanted(self, volume: int, runs: int) -> int:
        """What it should be in a week of this volume and so many runs.

        It does not fall behind the last full week's, but in weeks that are to be easier: there it shrinks with them.
        """
        rule, last = self.coach.rules.volume, self.brief.load.long
        share = volume * self._share_at_least // 100
        least = max(volume * rule.long_over_average // (100 * max(runs, 1)), share)
        if self.easing:
            return max(min(last * self.easing // 100, max(self._of_block, least)), share, volume // max(runs, 1))
        return max(self._of_block, least, 0 if self._between else last)

    def most(self, volume: int) -> int:
        """The most it may be in a week of this volume: as the race's table says, so that it grows in the block.

        More where it was more, or where the table's would be less than its part of the week.
        """
        phase, last, scale = self.brief.frame.phase, self.brief.load.long, self.coach.kit.scale
        block = has_specific(self.coach.season, self.brief.frame.race)
        if self.table.base is None or phase not in LOADED or not block:
            return self.coach.terms.long_cap(self.row)
        wanted = self._of_block if phase is PhaseKind.SPECIFIC else scale.of_minutes(self._longer(self.table.base))
        return max(wanted, last, volume * self.coach.rules.volume.long_share_least // 100)

    @property
    def _share_at_least(self) -> int:
        """The part of the week that it is at least, in %; in a taper only where the race's row cares for that part."""
        rule = self.coach.rules.volume
        if self.brief.frame.phase is PhaseKind.TAPER and not self.row.peak_long_share:
            return 0
        return rule.long_share_easing if self.easing else rule.long_share_least

    @property
    def easing(self) -> int:
        """What the long run of an easier week is of the last full week's, in %; 0 for other weeks."""
        frame, before, target = self.brief.frame, self.brief.kind.before, self.brief.target
        if target.ramp:
            return min(100, 100 * target.volume // self.brief.load.level)
        if target.down or frame.recovery_week:
            return self.coach.terms.down_to
        if frame.phase is PhaseKind.TAPER:
            return round(taper_percent(frame, self.row))
        return return_percent(frame, before) if self.way_back and before is not None and frame.after else 0

    @cached_property
    def easy_share(self) -> int:
        """The most an easy run may be, in % of the long run; 100: any, 0: easy runs stay as in the last up week.

        In up weeks the long run grows first, in down weeks no easy run grows for a short test.
        """
        frame, load = self.brief.frame, self.brief.load
        races = any(day in self.coach.race_days for day in days_of(frame.start))
        back = self.way_back or self.brief.target.ramp
        if frame.phase not in LOADED or frame.part or back or races or not (load.begun and load.easy):
            return 100
        rule = self.coach.rules.volume
        even = self.coach.season.athlete.level is Level.BEGINNER  # S24: 30, 30 and 40 minutes
        share = rule.easy_of_long_at_most * (rule.easy_midweek if even else 100) // 100
        return 0 if self.brief.target.down else share

    @property
    def easy_kept(self) -> int:
        """What an easy run may be in any case: as in the athlete's own week; in down weeks as in the last up week."""
        return self.brief.load.easy if self.brief.target.down else self.brief.load.own_easy

    @property
    def easy_most(self) -> int:
        """The longest that an easy run grows to; on the way back and around races others say how long it is."""
        if self.easy_share == 100:  # noqa: PLR2004
            return self.coach.terms.long_cap(self.row)
        level = self.coach.rules.levels[self.coach.season.athlete.level]
        return self.coach.kit.scale.of_minutes(level.easy_minutes)

    def weights(self, days: Iterable[int], long: int) -> tuple[int, ...]:
        """The lengths of easy runs against each other, by weekday: more midweek, less next to the long run.

        None where they are to be even: for beginners, and where one of them is to be long beside the long run.
        """
        if self.easy_share == 100 or self.beside or self.coach.season.athlete.level is Level.BEGINNER:  # noqa: PLR2004
            return ()
        rule = self.coach.rules.volume
        apart = {day: min((day - long) % 7, (long - day) % 7) for day in sorted(days)}
        midweek = max(apart, key=lambda day: apart[day], default=None)
        return tuple(
            rule.easy_beside_long if apart[day] == 1 else rule.easy_midweek if day == midweek else 100 for day in apart
        )

    @property
    def beside(self) -> int:
        """The easy run next to the long run that the race's row asks for in the specific block; 0 for none."""
        wanted, specific = self.table.back_to_back, self.brief.frame.phase is PhaseKind.SPECIFIC
        if wanted is None or not specific or self.brief.target.down:
            return 0
        return self.coach.kit.scale.of_minutes(between(wanted, self.brief.progress))

    @property
    def beside_most(self) -> int:
        """The longest such run; what would be longer is two runs like any other."""
        return self.coach.kit.scale.of_minutes(max(self.table.back_to_back or (0, 0))) if self.beside else 0

    @property
    def _of_block(self) -> int:
        """By the race's table; in base it grows to where the block begins."""
        specific = self.brief.frame.phase is PhaseKind.SPECIFIC
        minutes = self._longer(between(self.table.minutes, self.brief.progress if specific else 0))
        if self._between:
            minutes = minutes * self.table.between / 100
        if not has_specific(self.coach.season, self.brief.frame.race):
            minutes = self._longer(self.row.long_cap_minutes[0])
        return self.coach.kit.scale.of_minutes(minutes)

    def _longer(self, minutes: float) -> float:
        """The table's minutes, which end at its cap, for whoever sets a later one."""
        cap = self.row.long_cap_minutes[0]
        return minutes * max(cap, self.coach.terms.long_minutes(self.row)) / cap

    @property
    def _between(self) -> bool:
        """Weeks between the big long runs, where the row has those every other week; the last week has one."""
        frame = self.brief.frame
        return frame.phase is PhaseKind.SPECIFIC and (frame.length - 1 - frame.index) % self.table.every != 0
