"""The athlete's files as a run of the sync sees them: what the plan wants of a calendar, and a diary to write into."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from countback.cli import given
from countback.events.merge.nouns import Spot, Wish
from countback.events.merge.undone import moves_undone, skips_undone, wanted_again
from countback.events.schedule import Origin, schedule
from countback.files.append import alone, appended
from countback.files.diary import Written, against, parse_written
from countback.training.diary import Moved, Skipped, standing
from countback.training.model import SessionKind, State

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from countback.cli.given import Standing
    from countback.training.diary import Diary, Entry


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a `Wish` is asked for on the command line.

    `more` are entries to be heeded that are not in the diary (a dry run's); `restored` are addresses that the diary
    does not speak of, banners and races, and that shall live again.
    """

    more: tuple[Entry, ...] = ()
    restored: frozenset[str] = frozenset()
    accepted: frozenset[str] = frozenset()
    from_start: bool = False
    deletions_accepted: bool = False


@dataclass(slots=True)
class Keeper:
    """A `sync.values.Planner` over the folder. Its methods raise Stop where the files are wrong, or OSError.

    `refused` are entries that the diary would not hold, with the reason: they are heeded here as if they were in it,
    so that they are not told again and again.
    """

    told: Namespace
    asked: Asked
    refused: list[tuple[Entry, str]] = field(default_factory=list)

    def wish(self, more: Sequence[Entry]) -> Wish:
        """What the plan wants, made from the files as they are now, and from entries that fit into the diary."""
        stands = given.standing(self.told)
        diary = self._grown(stands, (*self.asked.more, *more))
        plan = stands.plan_after(diary)
        refused = tuple(entry for entry, _ in self.refused)
        stands_now = (*standing(diary), *refused)
        return Wish(
            season=plan.season.id,
            events=schedule(plan, Origin(revision=len(diary))),
            revision=len(diary),
            now=given.now(self.told, plan.season),
            before=plan.season.calendar.buffer[0],
            sessions=frozenset(one.address for one in plan.sessions if one.kind is not SessionKind.RACE),
            moves={entry.session: Spot(entry.to, entry.at) for entry in stands_now if isinstance(entry, Moved)},
            skipped=_skipped(stands_now),
            restores=_restores((*diary, *refused)) + skips_undone(diary) + Counter(self.asked.restored),
            last_dropped=lambda address: _last_dropped(stands, diary, address),
            times_moved=Counter(entry.session for entry in (*diary, *refused) if isinstance(entry, Moved)),
            wanted_again=wanted_again(stands_now) | self.asked.restored,
            moves_undone=moves_undone(diary),
            from_start=self.asked.from_start,
            accepted=self.asked.accepted,
            deletions_accepted=self.asked.deletions_accepted,
        )

    def note(self, entries: Sequence[Entry]) -> None:
        """Append what fits; the rest is refused, with a reason."""
        for entry in entries:
            with alone(self.told.folder) as pen:
                stands = given.standing(self.told)
                dated = _dated(stands, entry)
                why = _misfit(stands, stands.diary, dated)
                problems = () if why else pen.add(dated)
            if why or problems:
                self.refused.append((dated, why or problems[0].message))

    def _grown(self, stands: Standing, more: Sequence[Entry]) -> Diary:
        diary = stands.diary
        for entry in more:
            dated = _dated(stands, entry)
            if any(dated == known for known, _ in self.refused):
                continue
            if why := _misfit(stands, diary, dated):
                self.refused.append((dated, why))
            else:
                diary = (*diary, dated)
        return diary


def _last_dropped(stands: Standing, diary: Diary, address: str) -> int:
    """The revision of the last plan on the way that had no event of an address, 0 for none.

    A skipped session counts as had, and from then on nothing before counts: that its event is gone is the athlete's
    doing.
    """
    skips = [
        number
        for number, entry in enumerate(diary, 1)
        if isinstance(entry, Skipped) and entry.session == address and not entry.restored
    ]
    numbers = range(len(diary), max(skips, default=-1), -1)
    return next((number for number in numbers if address not in _had(stands, diary[:number])), 0)


@cache
def _had(stands: Standing, diary: Diary) -> frozenset[str]:
    plan = stands.plan_then(diary)
    skipped = (session.address for session in plan.sessions if session.state is State.SKIPPED)
    return frozenset((*(event.address for event in schedule(plan)), *skipped))


def _dated(stands: Standing, entry: Entry) -> Entry:
    """News from before the season are of its first day, as the diary has it."""
    return replace(entry, on=max(entry.on, stands.background.first))


def _misfit(stands: Standing, diary: Diary, entry: Entry) -> str:
    """Why an entry would not fit into a diary; empty where it fits."""
    text = stands.written.document.text.encode()
    for each in (*diary[len(stands.diary) :], entry):
        text = appended(text, each)
    written = parse_written(text)
    problems = against(written, stands.background) if isinstance(written, Written) else written
    return problems[0].message if problems else ""


def _skipped(diary: Diary) -> frozenset[str]:
    last = {entry.session: not entry.restored for entry in diary if isinstance(entry, Skipped)}
    return frozenset(address for address, is_so in last.items() if is_so)


def _restores(diary: Diary) -> Counter[str]:
    """All that were ever told, taken back or not: the ledger counts how many of them it has heeded."""
    return Counter(entry.session for entry in diary if isinstance(entry, Skipped) and entry.restored)
