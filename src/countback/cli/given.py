"""What every command begins with: the season in its folder, what happened, the plan for both, and what day it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from countback.cli.stop import Stop
from countback.files.diary import Written, against, read_written
from countback.files.disagreements import Background
from countback.files.season import read_season
from countback.training.course import begin
from countback.training.diary import heeded
from countback.training.model import Season
from countback.training.season import plan_from

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Collection
    from datetime import date

    from countback.events.schedule import Origin
    from countback.training.course import Course
    from countback.training.diary import Diary, News
    from countback.training.model import Plan


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand in a folder: its season, its diary, and the plan after any diary of this season."""

    season: Season
    written: Written
    plan_after: Callable[[Diary], Plan]

    @property
    def diary(self) -> Diary:
        """What was told, that something is taken back too."""
        return self.written.diary

    @property
    def plan(self) -> Plan:
        """The plan as it is now."""
        return self.plan_after(self.diary)

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of the plan."""
        return self.plan.start, self.plan.end

    def said(self, entry: News) -> str:
        """An entry as one sentence."""
        from countback.views.said import race_names, said

        return said(entry, self.plan, race_names(self.season, self.diary))

    def origin(self) -> Origin:
        """By which entry each event became what it is."""
        from countback.events.origin import origin_of
        from countback.events.schedule import FIRST

        if not self.diary:
            return FIRST
        told = ((entry.on, self.plan_after(self.diary[: number + 1])) for number, entry in enumerate(self.diary))
        return origin_of(self.plan_after(()), told)

    @property
    def background(self) -> Background:
        """What a diary of this season is read against."""
        first = self.plan_after(())
        return Background(self.season, first.start, first.end, self._addresses)

    def _addresses(self, diary: Diary) -> Collection[str]:
        return self.plan_after(diary).by_address.keys()


def season(told: Namespace) -> Season:
    """The season of the folder; else its problems, every one."""
    read = read_season(told.folder)
    if isinstance(read, Season):
        return read
    raise Stop(*map(str, read))


def standing(told: Namespace) -> Standing:
    """The folder's season and diary; else their problems, every one."""
    one, written = read_season(told.folder), read_written(told.folder)
    if not isinstance(one, Season) or not isinstance(written, Written):
        wrong = (read for read in (one, written) if isinstance(read, tuple))
        raise Stop(*(str(problem) for problems in wrong for problem in problems))
    found = Standing(one, written, _planner(one))
    if written.diary and (problems := against(written, found.background)):
        raise Stop(*map(str, problems))
    return found


def _planner(one: Season) -> Callable[[Diary], Plan]:
    """The plan after a diary. Each is made once, from the course after all entries but the last one."""

    @cache
    def course(stood: tuple[News, ...]) -> Course:
        if not stood:
            return begin(one)
        from countback.training.replan import replan

        return replan(course(stood[:-1]), stood[-1])

    @cache
    def after(stood: tuple[News, ...]) -> Plan:
        for number in range(len(stood)):  # the shorter first: no diary nests deeper than another
            course(stood[:number])
        return plan_from(course(stood))

    return lambda diary: after(heeded(diary))


def plan(told: Namespace) -> Plan:
    """The plan of the folder: its season, and what happened."""
    return standing(told).plan


def now(told: Namespace, one: Season) -> datetime:
    """The moment in the athlete's zone; with `--today` the first of that day, so that all of it is still ahead."""
    zone = ZoneInfo(one.athlete.timezone)
    return datetime.combine(told.today, time(), zone) if told.today else datetime.now(zone)


def today(told: Namespace, one: Season) -> date:
    """What day it is where the athlete lives."""
    return now(told, one).date()
