"""Fill one week: what it should hold, on which days, how much each run is.

`fill` joins the other rooms: the layout says what week it is (`Frame`), the load how much (`Target`), `week` on which
days, `workouts` what a session consists of, `share` how long the easy runs are, `sessions` what the calendar shows.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from countback.training import workouts
from countback.training.amounts import after_percent, back_percent, long_lost, tune_ups_of, volume_of
from countback.training.budget import Budget, budget
from countback.training.coach import NO_DAYS, Brief, Coach, Filled, long_cap, tune_up, window
from countback.training.holding import Holding
from countback.training.load import LOADED
from countback.training.longrun import LongRun
from countback.training.model import WEEK, Effort, Level, PhaseKind, Race, SessionKind, Unit
from countback.training.phases import days_of
from countback.training.quality import Asked, Work, sessions_of_week
from countback.training.rules import grain
from countback.training.sessions import Content, assemble
from countback.training.share import Shares, Want, share
from countback.training.week import Days, Placed, place
from countback.training.workouts import Workout, between, rung_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


BLOCKS = frozenset({PhaseKind.BUILD, PhaseKind.SPECIFIC})  # their fast running grows from week to week
ALL = 100  # %
BACK = 90  # % of the usual: a week of less is on the way back
ALL_OF_IT = 97  # %: a week of so much of what it was asked for came to all of it, but for rounding


def fill(coach: Coach, brief: Brief) -> Filled:
    """The week that the brief asks for, on the athlete's days."""
    frame = brief.frame
    tune_ups = tune_ups_of(coach, frame.start)
    closed = window(frame, coach.closed)
    volume = volume_of(coach, brief, tune_ups, closed)
    return _Week(coach, brief, tune_ups, closed, volume).filled()


class _Week:
    """The making of one week, step by step; each step is one method. Nothing outlives `filled`."""

    def __init__(
        self, coach: Coach, brief: Brief, tune_ups: Sequence[tuple[int, Race]], closed: Days, volume: int
    ) -> None:
        self.coach, self.brief, self.tune_ups = coach, brief, tune_ups
        self.closed, self.volume, self.planned, self.unheld = closed, volume, volume, volume
        self.rules, self.kit, self.frame = coach.rules, coach.kit, brief.frame
        self.holds = Holding(coach, brief, tune_ups, closed, volume)

    # --- what it comes to ---------------------------------------------------------------------------------------------

    def filled(self) -> Filled:
        """The week."""
        if self.brief.rung is not None:
            return self._ladder(self.brief.rung)
        test = self.holds.test()
        placed = place(self.holds.demand(test=test is not None), self.rules.placement)
        runs, instead = self._hard_runs(placed, test)
        return self._shared(placed, runs, instead, test)

    def _hard_runs(self, placed: Placed, test: Workout | None) -> tuple[dict[int, Workout], tuple[int, ...]]:
        """Quality and test by day; and the days on which a quality session would have been too small."""
        runs: dict[int, Workout] = {}
        if placed.test is not None and test is not None:
            runs[placed.test] = test
        if not placed.quality:
            return runs, ()
        share_most = self._rule_share(self._count(placed) + self._behind)
        room = min(self.holds.limits[0], (self.volume + self.brief.run) * share_most // 100)
        left = budget(self.volume - self.holds.raced, room, self.kit)
        found = self._quality_runs(len(placed.quality), left)
        runs |= {day: workout for day, workout in zip(placed.quality, found, strict=True) if workout is not None}
        return runs, tuple(day for day, workout in zip(placed.quality, found, strict=True) if workout is None)

    def _quality_runs(self, count: int, left: Budget) -> list[Workout | None]:
        phase, terms = self.frame.phase.value, self.coach.terms
        usual = self.rules.levels[self.coach.season.athlete.level].quality.get(phase, 0)
        part = terms.down_to / 100 if self.brief.target.down else 1
        if self.frame.phase in BLOCKS:
            part *= between((self.rules.quality.first_week, 100), self.brief.progress) / 100
        asked = Asked(count, usual, part, self.brief.behind.count(SessionKind.QUALITY))
        return sessions_of_week(self.holds.library, asked, Work(self.brief.progress, self.volume, self.kit), left)

    # --- how long each run is -----------------------------------------------------------------------------------------

    def _shared(
        self, placed: Placed, runs: dict[int, Workout], instead: tuple[int, ...], test: Workout | None
    ) -> Filled:
        easy_days = (*placed.easy, *instead)
        want = self._want(placed, runs, easy_days)
        shares = self._parts(want)
        if want.fixed + shares.total < self.volume and want.easy_share < 100:  # noqa: PLR2004
            loose = want.fixed + share(replace(want, easy_share=100, easy_most=want.easy_cap)).total
            self.unheld = max(0, self.volume - loose)
        while want.fixed + shares.total < self.volume:  # less is run than asked: quality is a share of what is run
            self.volume = want.fixed + shares.total
            runs, instead = self._hard_runs(placed, test)
            easy_days = (*placed.easy, *instead)
            want = self._want(placed, runs, easy_days)
            shares = self._parts(want)
        kept = self._kept(easy_days, instead, len(shares.easy), placed.long)
        if placed.long is not None and shares.long:
            runs[placed.long] = self._long_run(shares.long, runs.values())
        runs |= self.holds.shakeouts
        easy = dict(zip(kept, shares.easy, strict=True))
        one_run = kept and shares.easy[0] <= min(self._long.beside_most, self.holds.limits[1], shares.long)
        beside = kept[0] if one_run else None
        return self._assembled(runs, easy, long=placed.long, beside=beside, instead=frozenset(instead))

    def _parts(self, want: Want) -> Shares:
        """The runs of the week; easy ones a little longer beside the long run where less would not hold all of it."""
        shares = share(want)
        if want.fixed + shares.total < self.volume and 0 < want.easy_share < 100:  # noqa: PLR2004
            return share(replace(want, easy_share=want.easy_share * self.rules.volume.easy_slack // 100))
        return shares

    def _kept(self, days: Sequence[int], instead: Sequence[int], count: int, long: int | None) -> list[int]:
        """The days that keep an easy run, the one that stands beside the long run first."""
        kept = sorted({*days[: max(0, count - len(instead))], *instead} if count >= len(instead) else days[:count])
        if self._long.beside and long is not None:
            kept.sort(key=lambda day: (day != (long + 1), abs(day - long), day))
        return kept[:count]

    def _want(self, placed: Placed, runs: Mapping[int, Workout], easy_days: Sequence[int]) -> Want:
        limit, hard_limit = self.holds.limits
        scale = self.kit.scale
        fixed = sum(workout.amount for workout in runs.values()) + self.holds.raced + self.holds.eve_amount
        easy, count = len(easy_days), self._count(placed)
        step = scale.run_step(self.volume / max(count, 1))
        easy_cap = self._easy_cap(step)
        percent = self._of_what_is_left(self._share_at_most(count + self._behind, hard=bool(runs)))
        return Want(
            total=self.volume,
            fixed=fixed,
            easy=easy,
            long=None if placed.long is None else self._long.wanted(self.volume, count),
            long_cap=min(long_cap(self.coach, self.frame), self._long_most(count)),
            percent=percent,
            limit=limit,
            hard_limit=hard_limit,
            least=self.holds.shortest,
            beside=self._long.beside,
            easy_cap=easy_cap,
            doubles=self._doubles(),
            single=self._split_over() or 0,
            step=step,
            long_step=step,
            finest=10 if scale.unit is Unit.MIN else 1,
            grain=grain(scale.unit, self.volume, scale.tenths_below),
            easy_of_long=0 if self._long.easing else self.rules.volume.easy_of_long,
            weights=self._weights(easy_days, placed.long),
            easy_share=self._easy_share(percent, easy, count),
            easy_kept=self._long.easy_kept,
            easy_most=easy_cap if self._doubles() else min(easy_cap, self._long.easy_most),
        )

    def _share_at_most(self, runs: int, *, hard: bool) -> int:
        """The long run's part of the week at most, in %: by the number of runs, and by the race's row."""
        rule, beginner = self._rule_share(runs), self.coach.season.athlete.level is Level.BEGINNER
        few = runs * self.holds.row.easy_week_long_share <= ALL  # each is a bigger part of the week
        return rule if hard or beginner or few else min(rule, self.holds.row.easy_week_long_share)

    def _count(self, placed: Placed) -> int:
        """The runs of the week that are still to come, races among them."""
        hard = len(placed.quality) + (placed.test is not None) + (placed.long is not None)
        return len(placed.easy) + hard + len(self.tune_ups) + len(self.holds.shakeouts)

    @property
    def _behind(self) -> int:
        """The runs of the week that are past already."""
        return sum(kind not in {SessionKind.STRENGTH, SessionKind.CROSS} for kind in self.brief.behind)

    def _of_what_is_left(self, percent: int) -> int:
        """A share of the week as a share of what is left of it, in %."""
        return min(100, percent * (self.volume + self.brief.run) // self.volume) if self.volume else percent

    def _rule_share(self, runs: int) -> int:
        """The longest run's part of a week of so many runs at most, in %."""
        return self.rules.share[max(1, min(WEEK.days, runs))]

    def _long_most(self, count: int) -> int:
        """The most that the long run may be; in an easier week that days away leave few runs no more than meant."""
        if self.brief.target.down and self._away:
            return self._long.wanted(self.volume, count)
        return self._long.most(self.volume)

    def _easy_share(self, percent: int, easy: int, count: int) -> int:
        """The most an easy run may be, in % of the long one; alone beside it, it holds what that leaves of the week."""
        wanted = self._long.easy_share
        alone = wanted and easy == count - easy == 1
        return max(wanted, -(-100 * (100 - percent) // percent)) if alone else wanted

    def _easy_cap(self, step: int) -> int:
        """The most easy running of a day; around a tune-up race, or days away, no more than on a usual day."""
        most = 2 * (self.kit.scale.of_minutes(self.rules.volume.double_over_minutes) // step * step)
        if not self._bent:
            return most
        usual = self.brief.load.level // self.coach.runs * self.rules.races.run_at_most // 100
        return min(most, max(usual // step * step, self.holds.shortest))

    def _weights(self, days: Sequence[int], long: int | None) -> tuple[int, ...]:
        """The lengths of the easy runs against each other, by weekday; none where they are to be even."""
        races = self.rules.races
        tune_up_last = bool(self.tune_ups) and all(max(days, default=0) < day for day, _ in self.tune_ups)
        if self.holds.race_day is not None:
            return self._steps(days, -races.shorter_each)
        eves = {day - 1 for day, _ in self.tune_ups}
        if long is not None and eves.intersection(days):
            return tuple(races.eve_of_c if day in eves else 100 for day in sorted(days))
        if long is None and tune_up_last:
            steps = zip(sorted(days), self._steps(days, -races.shorter_each), strict=True)
            return tuple(races.eve_of_c if day in eves else weight for day, weight in steps)
        if long is None and self.frame.phase in LOADED and self.holds.raced_before:
            return self._steps(days, races.longer_each)
        back = self.holds.way_back or self.brief.target.ramp
        if long is None and (back or self.frame.phase is PhaseKind.RECOVERY):
            home = self.coach.pattern.long
            return tuple(races.back_long if day == home else 100 for day in sorted(days)) if home in days else ()
        return self._long.weights(days, long) if long is not None and not self._doubles() else ()

    def _steps(self, days: Sequence[int], each: int) -> tuple[int, ...]:
        """Runs of which each is so many % of the usual one longer than the one before it."""
        return tuple(100 - each * (len(days) - 1) // 2 + each * number for number in range(len(days)))

    def _why(self) -> str:
        """What shaped the week besides its place in the season: a tune-up race, days away, runs that hold no more."""
        texts = self.rules.why.week
        if self.tune_ups and not self.brief.target.down:
            return self._race_why()
        if self.brief.kind.down and self._away:
            return texts["away"]
        if self.brief.target.down and 100 * self.volume < ALL_OF_IT * self.brief.target.volume:
            percent = round(100 * self.volume / max(self.brief.load.level, 1))
            return texts["recovery_week" if self.frame.recovery_week else "down"].format(percent=percent)
        back = back_percent(self.coach, self.frame)
        if back < BACK:
            return texts["back"].format(percent=round(back))
        if self.holds.raced_before and self.frame.phase in LOADED and not self.holds.wants_long:
            return texts["after_tune_up"]
        return self._short_why()

    def _short_why(self) -> str:
        """Why a week holds less than it was asked for; nothing where it holds that, or is to be easy anyway."""
        texts, target = self.rules.why.week, self.brief.target
        short = 100 * self.volume < ALL_OF_IT * target.volume
        if target.ramp:
            return texts["ramp_held"] if short else ""
        plain = self.frame.phase in LOADED and not (target.down or self.holds.way_back or self.frame.part)
        if not plain or self.volume >= target.volume:
            return self._taper_why() if short else ""
        if self._away:
            return texts["away_some"]
        if self._after_race < ALL:
            return texts["after_race"].format(percent=self._after_race)
        if not self.tune_ups and long_lost(self.coach, self.brief):
            return texts["long_lost"]
        return texts["shaped" if self.unheld < self.planned else "held"]

    def _taper_why(self) -> str:
        """Which part of the established volume a taper is that holds less than its table asks for."""
        established = self.brief.load.established
        if self.frame.phase is not PhaseKind.TAPER or self.frame.part or not established:
            return ""
        why = self.rules.why.week["race_week" if self.frame.to_go == 0 else "taper"]
        return why.format(percent=round(100 * self.volume / established))

    def _race_why(self) -> str:
        """Why a week with a tune-up race is as it is: its share of a usual week, if it comes to that."""
        texts = self.rules.why.week
        percent = min(tune_up(race, self.rules).volume for _, race in self.tune_ups)
        asked = self.brief.target.volume * percent // 100
        if percent < 100 and 100 * self.volume >= ALL_OF_IT * asked:  # noqa: PLR2004
            return texts["tune_up"].format(percent=percent)
        return texts["race_long" if self.holds.wants_long else "race"]

    @cached_property
    def _long(self) -> LongRun:
        return LongRun(self.coach, self.brief, self.holds.row, self.holds.way_back)

    def _long_run(self, amount: int, others: Iterable[Workout]) -> Workout:
        """The long run, with a fast part where the block asks for one and caps and the 80 % allow it."""
        return self._fast_finish(amount, others) or workouts.easy(
            SessionKind.LONG, amount, self.kit, effort=Effort.LONG
        )

    def _fast_finish(self, amount: int, others: Iterable[Workout]) -> Workout | None:
        """The long run with the fast part of its table, in the weeks of the block that have one."""
        row, cap = self.rules.long[self.holds.row.key], 1000.0 * self.holds.row.long_cap_km
        easier = self.brief.target.down or self.frame.part or self.coach.long_displaced(self.frame)
        if row.fast is None or easier or not self._specific:
            return None
        if self.brief.ups_left % row.fast.every != row.fast.on:
            return None
        left = budget(self.volume - self.holds.raced, amount, self.kit)
        for other in others:
            left = other.out_of(left, self.rules)
        return workouts.long_with_fast(row, self.brief.progress, left, cap, self.kit)

    @property
    def _specific(self) -> bool:
        """Whether it is a week of race-specific work."""
        return self.frame.phase is PhaseKind.SPECIFIC and self.coach.season.athlete.level is not Level.BEGINNER

    # --- run/walk before S23 ------------------------------------------------------------------------------------------

    def _ladder(self, number: int) -> Filled:
        """A week of the run/walk ladder: the same session on each run day, as long as the week allows."""
        ladder, scale = self.rules.ladder, self.kit.scale
        demand = replace(
            self.holds.demand(test=False), runs=min(ladder.runs, len(self.coach.usual - self.closed)), long=False
        )
        days = sorted(place(demand, self.rules.placement).easy)
        runs: dict[int, Workout] = {}
        held = max(0, self.volume - self.holds.raced)
        left = round(scale.minutes(held) + 0.001) if scale.unit is not Unit.MIN else held // 10
        for place_number, day in enumerate(days):
            minutes = -(-left // (len(days) - place_number))
            row = ladder.rungs[rung_for(ladder, number, minutes)]
            most = minutes if len(row.steps) == 1 else min(minutes, row.minutes)  # running straight can be any length
            workout = workouts.rung(row, most, self.kit)
            runs[day] = workout
            left -= workout.minutes
        return self._assembled(runs, {})

    @property
    def _is_whole(self) -> bool:
        """Whether the next weeks may grow from this one: nothing has bent it, and nothing before it."""
        back = self.coach.back.keys() & set(days_of(self.frame.start))
        return self.brief.target.full and not self._bent and not back and self._after_race == ALL

    @property
    def _bent(self) -> bool:
        """Whether a race in the week, or days away, shape it: what they leave unrun is no want of days."""
        return bool(self.tune_ups) or bool(self._away)

    @cached_property
    def _away(self) -> Days:
        """The weekdays away without running."""
        return window(self.frame, self.coach.away)

    @cached_property
    def _after_race(self) -> int:
        """What the week is of a usual one for the tune-up race before it, in %."""
        return after_percent(self.coach, self.brief)

    def _doubles(self) -> bool:
        """Whether the week is so big that long easy runs are split (section 2).

        On the way back from more than four weeks off none is: two runs would get around the rule on one.
        """
        week = self.kit.scale.km(self.volume + self.brief.run)
        return not self.brief.load.before_off and week >= self.rules.volume.double_week_km

    def _split_over(self) -> int | None:
        """The easy running of a day that is two runs when it is more; None in weeks that split none."""
        if not self._doubles():
            return None
        return min(self.holds.limits[1], self.kit.scale.of_minutes(self.rules.volume.double_over_minutes))

    def _assembled(
        self,
        runs: Mapping[int, Workout],
        easy: Mapping[int, int],
        *,
        long: int | None = None,
        beside: int | None = None,
        instead: Days = NO_DAYS,
    ) -> Filled:
        """The calendar's week; `beside` is the day of the run that belongs to the one on `long`."""
        held = sum(workout.amount for workout in runs.values()) + sum(easy.values())
        shaped = 0 if self._bent else max(0, self.planned - held - self.unheld)
        content = Content(
            runs=runs,
            easy=easy,
            instead=instead,
            tune_ups=tuple(self.tune_ups),
            long=long,
            way_back=self.holds.way_back,
            closed=self.closed,
            planned=0 if self._bent else self.planned,
            whole=self._is_whole,
            shaped=shaped,
            split_over=self._split_over(),
            beside=beside,
            rung=self.brief.rung is not None,
            why=self._why(),
        )
        return assemble(self.coach, self.brief, content)
