"""The plan as first made beside what became of it: planned, done, missed, skipped, moved, changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from countback.training.diary import standing
from countback.training.difference import Change, difference
from countback.training.model import State, monday
from countback.views import data, words
from countback.views.paper import Prose, head, line, quiet
from countback.views.said import race_names, said
from countback.views.twice import week_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from rich.text import Text

    from countback.training.diary import Diary, News
    from countback.training.model import Plan, Session, SessionKind, Week

_IN_ORDER = ("done", "missed", "skipped", "moved", "resized", "changed", "dropped", "added", "planned")


@dataclass(frozen=True, slots=True)
class Row:
    """A session as first made and as it is now; one of the two may be missing. `became` is one word."""

    address: str
    original: Session | None
    now: Session | None
    became: str

    @property
    def day(self) -> date:
        """The day it was made for; of one that came later, its own."""
        found = self.original or self.now
        if found is None:
            raise ValueError(self.address)
        return found.date


def rows(original: Plan, now: Plan) -> list[Row]:
    """Every session of either plan, in the order of the days that they were made for."""
    known = _by_week(original, now)
    alike = _renamed(now, known)
    changes = {change.address: change for change in difference(original, alike)}
    own = {known.get(one.address, one.address): one for one in now.sessions}
    pairs = [(one, original.by_address.get(one), own.get(one)) for one in dict.fromkeys((*original.by_address, *own))]
    found = [Row(new.address if new else one, old, new, _became(new, changes.get(one))) for one, old, new in pairs]
    return sorted(found, key=lambda row: (row.day, row.address))


def _by_week(original: Plan, now: Plan) -> dict[str, str]:
    """The sessions of now that stand for others of the original: a race moved, and the weeks count back anew.

    By their address now, that of the session of the same week, kind and place among these that was made first. What a
    week has too many gets an address that the original does not know.
    """
    was, weeks = ({week.start: week for week in plan.weeks} for plan in (original, now))
    anew = [start for start, week in weeks.items() if _count(week) != _count(was.get(start))]
    if not any(start in was for start in anew):
        return {}
    found: dict[str, str] = {}
    for start in anew:
        same = dict(_of_kinds(was.get(start)))
        for place, one in _of_kinds(weeks[start]):
            found[one.address] = same[place].address if place in same else f"{one.address} now"
    return found


def _count(week: Week | None) -> tuple[str, int] | None:
    """What a week counts back from."""
    return (week.race, week.to_go) if week else None


def _of_kinds(week: Week | None) -> Iterator[tuple[tuple[SessionKind, int], Session]]:
    """The sessions of a week, each with its kind and its place among those of it."""
    seen: Counter[SessionKind] = Counter()
    for one in week.sessions if week else ():
        yield (one.kind, seen[one.kind]), one
        seen[one.kind] += 1


def _renamed(plan: Plan, names: dict[str, str]) -> Plan:
    """The plan with other addresses for some of its sessions."""
    if not names:
        return plan
    weeks = (
        replace(
            week, sessions=tuple(replace(one, address=names.get(one.address, one.address)) for one in week.sessions)
        )
        for week in plan.weeks
    )
    return replace(plan, weeks=tuple(weeks))


def _became(now: Session | None, change: Change | None) -> str:
    """What happened to it counts before what was planned anew; a slight change is none."""
    if now is not None and now.state is not State.PLANNED:
        return now.state.value
    if change is None or change.slight:
        return State.PLANNED.value
    return change.what.value


def as_json(original: Plan, now: Plan, diary: Diary, wanted: Callable[[Row], bool]) -> data.Json:
    """What happened, and the sessions that are wanted: as first made, as they are, and what became of them."""
    return {
        "diary": [{"on": entry.on.isoformat(), "said": told} for entry, told in _happened(original, now, diary)],
        "sessions": [_as_json(row, original, now) for row in rows(original, now) if wanted(row)],
    }


def _as_json(row: Row, original: Plan, now: Plan) -> data.Json:
    return {
        "address": row.address,
        "became": row.became,
        "original": None if row.original is None else data.session(row.original, original.season),
        "now": None if row.now is None else data.session(row.now, now.season),
    }


def season(original: Plan, now: Plan, diary: Diary, today: date) -> list[Text]:
    """What happened, and the weeks of which something became other than was planned."""
    told = [head("What happened"), *_diary(original, now, diary), line(), head("Weeks: as first made → now")]
    weeks = [list(found) for _, found in groupby(rows(original, now), lambda row: monday(row.day))]
    other = [inside for inside in weeks if any(row.became != State.PLANNED.value for row in inside)]
    told += [row for inside in other for row in _week(inside, original, now, today)]
    left = len(weeks) - len(other)
    return [*told, quiet(f"{words.count(left, 'week')} as first made. countback show T-08w --original tells one.", 2)]


def _happened(original: Plan, now: Plan, diary: Diary) -> Iterator[tuple[News, str]]:
    """What still stands in the diary, each in words; what was taken back did not happen."""
    names = race_names(original.season, diary)
    return ((entry, said(entry, now, names)) for entry in standing(diary))


def _diary(original: Plan, now: Plan, diary: Diary) -> list[Text]:
    told = [Prose(f"  {words.day(entry.on)}  ", text, hang=14) for entry, text in _happened(original, now, diary)]
    return [*told] or [quiet("Nothing yet: the plan is as it was first made.", 2)]


def _week(inside: list[Row], original: Plan, now: Plan, today: date) -> Iterator[Text]:
    """The week, and how many of its sessions became what."""
    ordered = sorted(inside, key=lambda row: _IN_ORDER.index(row.became))
    counts = Counter(words.became(row.became, row.day, today) for row in ordered)
    became = ", ".join(f"{number} {word}" for word, number in counts.items())
    yield from week_lines(original, now, monday(inside[0].day), became)


def sessions(original: Plan, now: Plan, wanted: Callable[[Row], bool], today: date) -> list[Text]:
    """The sessions that are wanted, each as first made and what became of it."""
    found = [row for row in rows(original, now) if wanted(row)]
    return [_session(row, today) for row in found] or [line("Nothing was planned, and nothing is.")]


def _session(row: Row, today: date) -> Text:
    """`Tue  3 Aug  Threshold 37 min              missed`."""
    first = row.original.title if row.original else "–"
    return line(
        f"  {words.day(row.day)}  {first:34}  ", (_beside(row, today), "" if row.became != "planned" else "dim")
    )


def _beside(row: Row, today: date) -> str:
    became = words.became(row.became, row.day, today)
    if row.now is None or row.original is None or row.became in {"done", "missed", "skipped", "planned"}:
        return became if row.original else f"{became}: {row.now.title if row.now else ''}"
    if row.now.date != row.original.date:
        moved = f"moved to {words.plain_day(row.now.date)}"
        return moved if row.now.title == row.original.title else f"{moved}: {row.now.title}"
    return f"{row.became}: {row.now.title}"
