"""What every command begins with: the season in its folder, what happened, the plan for both, and what day it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from countback.cli import say
from countback.cli.stop import Stop
from countback.files.diary import Written, against, disagreeing, never_right, read_written, wrong_entries
from countback.files.disagreements import Background
from countback.files.season import read_season
from countback.training.course import begin
from countback.training.diary import heeded, numbered, undoable
from countback.training.model import Season
from countback.training.season import plan_from

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
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

    def plan_then(self, diary: Diary) -> Plan:
        """The plan as it was after the first entries of the diary, whatever was taken back since."""
        wrong = _never_right(self)
        return self.plan_after(tuple(entry for number, entry in numbered(diary) if number not in wrong))

    def said(self, entry: News) -> str:
        """An entry as one sentence."""
        from countback.views.said import race_names, said

        return said(entry, self.plan, race_names(self.season, self.diary))

    def reason(self, entry: News) -> str:
        """An entry as the reason of what changes by it."""
        from countback.views.said import race_names, reason

        return reason(entry, self.plan, race_names(self.season, self.diary))

    def origin(self) -> Origin:
        """By which entry each event became what it is."""
        from countback.events.origin import origin_of
        from countback.events.schedule import FIRST

        if not self.diary:
            return FIRST
        told = ((entry.on, self.plan_then(self.diary[: number + 1])) for number, entry in enumerate(self.diary))
        return origin_of(self.plan_after(()), told)

    @property
    def background(self) -> Background:
        """What a diary of this season is read against."""
        first = self.plan_after(())
        return Background(self.season, first.start, first.end, self.plan_after)


@cache
def _never_right(stands: Standing) -> frozenset[int]:
    return never_right(stands.written, stands.background)


def season(told: Namespace) -> Season:
    """The season of the folder; else its problems, every one."""
    read = read_season(told.folder)
    if isinstance(read, Season):
        return read
    raise Stop(*map(str, read))


def standing(told: Namespace) -> Standing:
    """The folder's season and diary; else their problems, every one."""
    found = as_written(told)
    if wrong := problems(told, found):
        raise Stop(*wrong)
    return found


def problems(told: Namespace, found: Standing) -> tuple[str, ...]:
    """What does not go together, a line each; undo is the way out where the last entry is a wrong one."""
    wrong = against(found.written, found.background) if found.diary else ()
    way_out = (f"{say.command(told, 'undo')} takes back the last entry.",) if last_is_wrong(found) else ()
    return (*map(str, wrong), *way_out)


def last_is_wrong(stands: Standing) -> bool:
    """Whether the entry that an undo would take back does not go with the others, or with the season and its plan."""
    wrong, last = wrong_entries(stands.written, stands.background), undoable(stands.diary)
    return any(number in wrong and entry is last for number, entry in numbered(stands.diary))


def as_written(told: Namespace) -> Standing:
    """The folder's season and diary, each entry right in itself; whether they go together is not asked."""
    one, written = read_season(told.folder), read_written(told.folder)
    if isinstance(one, Season) and isinstance(written, Written):
        return Standing(one, written, _planner(one))
    wrong = (() if isinstance(one, Season) else one, disagreeing(written) if isinstance(written, Written) else written)
    raise Stop(*(str(problem) for found in wrong for problem in found))


def renewed(told: Namespace, stands: Standing) -> Standing:
    """How things stand now: the same value where nothing was written meanwhile. Raises Stop as `standing`."""
    now = as_written(told)
    same = now.season == stands.season and now.written == stands.written
    return stands if same else standing(told)


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
