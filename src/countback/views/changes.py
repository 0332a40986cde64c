"""What an entry of the diary changes, as a runner thinks: this week, the block, the race; each with its reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from countback.events import units
from countback.training import checks
from countback.training.difference import Change, Part, What, grouped, part_of
from countback.training.model import DAY, WEEK, Effort, Priority, Severity, State, monday
from countback.training.titles import dated
from countback.views import data, words
from countback.views.overview import DAYS_SHOWN, finding_line
from countback.views.paper import Prose, head, line, quiet
from countback.views.twice import phase_lines, week_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from rich.text import Text

    from countback.training.model import Finding, Plan, Race, Season, Session

_LISTED = 4  # so many changes of a week further on are told one by one, more are counted;
_WEEKS = 6  # where more weeks than these change,
_NEAR = 4  # all are counted in those that are further away than so many
_TITLES = {Part.THIS_WEEK: "This week", Part.BLOCK: "The block", Part.RACE: "The race"}


@dataclass(frozen=True, slots=True)
class Shift:
    """What an entry did: the plan before and after, what is different, and the entry as the reason of it."""

    before: Plan
    after: Plan
    changes: tuple[Change, ...]
    today: date
    because: str

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a careful coach would object to now and did not before."""
        known = {_matter(one) for one in self.before.findings}
        said = {(one.code, one.message) for one in self.before.findings}
        new = (one for one in self.after.findings if _matter(one) not in known)
        return tuple(one for one in new if (one.code, one.message) not in said)


def _matter(finding: Finding) -> tuple[str, date | None, str | None]:
    """What a finding is about: what the plan only informs of is not new in another week."""
    informs = finding.severity is Severity.INFO and finding.code in checks.CODES
    return finding.code, None if informs else finding.week, finding.session


# --- as data ---------------------------------------------------------------------------------------------------------


def as_json(shift: Shift) -> data.Json:
    """The changes and the findings that are new; a session that is not there is null."""
    return {
        "changes": [_change(change, shift) for change in shift.changes],
        "findings": [data.finding(one) for one in shift.findings],
    }


def _change(change: Change, shift: Shift) -> data.Json:
    return {
        "address": change.address,
        "what": change.what.value,
        "part": part_of(change, shift.after, shift.today).value,
        "before": _session(change.before, shift.before.season),
        "after": _session(change.after, shift.after.season),
        "why": change.why,
    }


def _session(one: Session | None, season: Season) -> data.Json | None:
    return None if one is None else data.session(one, season)


# --- for people ------------------------------------------------------------------------------------------------------


def lines(shift: Shift) -> list[Text]:
    """What changes; that nothing does. Of a goal in another week, what follows from it, not each session."""
    if any(before is None or after is None or monday(before) != monday(after) for _, before, after in _goals(shift)):
        return _set_out(_counted_anew(shift), shift)
    told = tuple(_with_gone(change for change in shift.changes if not change.slight))
    blocks = [
        [head(_TITLES[part]), *_part(part, found, shift)] for part, found in grouped(told, shift.after, shift.today)
    ]
    if not any(part is Part.RACE for part, _ in grouped(told, shift.after, shift.today)) and shift.changes:
        blocks.append([head(_TITLES[Part.RACE]), *_race_stands(shift)])
    return _set_out([*blocks, [*_slight(shift)]], shift)


def _with_gone(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes, and what a week loses to another one: a session that went there is gone from where it was."""
    for change in changes:
        old, new = change.before, change.after
        if old is not None and new is not None and monday(old.date) != monday(new.date):
            yield Change(change.address, What.DROPPED, old, None, change.why)
        yield change


def _set_out(blocks: list[list[Text]], shift: Shift) -> list[Text]:
    """Blocks with a line between them, the findings last."""
    if shift.findings:
        blocks = [*blocks, [head("New findings"), *map(finding_line, shift.findings)]]
    blocks = [block for block in blocks if block]
    return [row for block in blocks for row in (*block, line())][:-1] or [line("Nothing in the plan changes by this.")]


def _part(part: Part, changes: tuple[Change, ...], shift: Shift) -> Iterator[Text]:
    """Week by week; this week and the next day by day. Of weeks that are only counted, reasons stand below the last."""
    if part is Part.RACE:
        yield from _race_stands(shift)
    this = monday(shift.today)
    ordered = sorted(changes, key=lambda change: change.session.date)
    weeks = [(start, tuple(found)) for start, found in groupby(ordered, lambda change: monday(change.session.date))]
    reasons: list[str] = []
    for start, inside in weeks:
        near = this <= start <= this + WEEK
        soon = len(weeks) <= _WEEKS or start <= this + _NEAR * WEEK
        listed = near or (soon and len(inside) <= _LISTED)
        found = [] if listed else [why for why, _ in Counter(change.why for change in inside).most_common()]
        if found != reasons:
            yield from (quiet(why, 4) for why in reasons)
        reasons = found
        if start != this or len(weeks) > 1 or _volume(shift.before, start) != _volume(shift.after, start):
            counted = "" if listed else _counted(inside, shift.today)
            yield from week_lines(shift.before, shift.after, start, counted)
        yield from _days(inside, shift.today) if listed else ()
    yield from (quiet(why, 4) for why in reasons)


def _volume(plan: Plan, start: date) -> int | None:
    week = plan.week_of(start)
    return week.volume if week else None


def _counted(changes: Sequence[Change], today: date) -> str:
    """`3 changed, 1 missed`."""
    counts = Counter(_word(change, today) for change in changes)
    return ", ".join(f"{number} {word}" for word, number in counts.most_common())


def _word(change: Change, today: date) -> str:
    dropped = change.what is What.DROPPED and change.after is not None
    return words.became(change.session.state.value, change.session.date, today) if dropped else change.what.value


def _days(changes: Iterable[Change], today: date) -> Iterator[Text]:
    """The changes day by day; a reason that several lines share stands once, below them."""
    days = groupby(changes, lambda change: change.session.date)
    told = [(day, why, text) for day, found in days for why, text in _texts(tuple(found), today)]
    for number, (day, why, text) in enumerate(told):
        new = number == 0 or told[number - 1][0] != day
        yield Prose("  ", words.day(day) if new else " " * 10, "  ", text, hang=14)
        last = number + 1 == len(told) or told[number + 1][1] != why
        if last and why:
            yield quiet(why, 14)


def _texts(changes: tuple[Change, ...], today: date) -> Iterator[tuple[str, str]]:
    """The reasons and lines of one day; what is gone and what came in its stead in one line."""
    gone = [change for change in changes if change.what is What.DROPPED and change.after is None]
    new = [change for change in changes if change.what is What.ADDED and change.before is None]
    pairs = list(zip(gone, new, strict=False))
    for old, fresh in pairs:
        title = fresh.session.title
        yield fresh.why, f"{old.session.title} → {title}" if old.session.title != title else f"{title}, other details"
    paired = {change.address for pair in pairs for change in pair}
    yield from ((change.why, _text(change, today)) for change in changes if change.address not in paired)


def _text(change: Change, today: date) -> str:
    title = change.session.title
    match change.what:
        case What.ADDED:
            return f"+ {title}"
        case What.DROPPED:
            state = f", {_word(change, today)}" if change.after else ""
            return f"– {title}{state}"
        case What.MOVED:
            return f"↔ {title}{_from(change)}"
        case _:
            return _turned(change)


def _from(change: Change) -> str:
    """Where it was before: `, was Sun 16 May`, or another hour of the same day."""
    old, new = change.before, change.after
    if old is None or new is None:
        return ""
    hours = f"{words.hours(old)} → {words.hours(new)}" if old.start != new.start else ""
    day = f"was {words.plain_day(old.date)}" if old.date != new.date else "stays where you put it"
    return f", {hours if old.date == new.date and hours else day}"


def _turned(change: Change) -> str:
    """`Easy run 10 km → Easy run 6 km`; where the title stays, what else is new."""
    old, new = change.before, change.after
    if old is None or new is None:
        return change.session.title
    if new.state is not old.state:
        return f"{'✓ ' if new.state is State.DONE else ''}{new.title}, {new.state.value}"
    if old.title != new.title:
        return f"{old.title} → {new.title}"
    return f"{new.title}, other details"


# --- the race, and what changes in details alone ---------------------------------------------------------------------


def _race_stands(shift: Shift) -> Iterator[Text]:
    """Every A race to come: that it stands, where it went, that it is off."""
    known = {race.id for race in shift.before.season.races}
    return (Prose("  ", _stands(*goal, known), hang=4) for goal in _goals(shift))


def _goals(shift: Shift) -> Iterator[tuple[Race, date | None, date | None]]:
    """Every A race to come, with its day before and now."""
    races = {race.id: race for plan in (shift.before, shift.after) for race in plan.season.races}
    for race in races.values():
        before, after = (_race_day(race, plan) for plan in (shift.before, shift.after))
        if race.priority is Priority.A and any(day and day >= shift.today for day in (before, after)):
            yield race, before, after


def _race_day(race: Race, plan: Plan) -> date | None:
    """When an A race is run, as far as it is."""
    planned = next((one for one in plan.standing if one.id == race.id), None)
    return planned.date if planned else None


def _stands(race: Race, before: date | None, after: date | None, known: Collection[str]) -> str:
    """What became of a race; one that is `known` by its id and comes in was cancelled before."""
    old, new = (dated(day) if day else "" for day in (before, after))
    if not before or not after:
        come = "is on again" if race.id in known else "is new"
        return f"{race.name} {come}, on {new}" if after else f"{race.name} is off"
    if before == after:
        return f"{race.name} stays on {new}"
    return f"{race.name} is on {new}, was {old}: {_shifted(before, after)}"


def _shifted(before: date, after: date) -> str:
    """`2 weeks later`, `5 days earlier`."""
    gap = abs(after - before)
    far = words.count(gap // DAY, "day") if gap % WEEK else words.count(gap // WEEK, "week")
    return f"{far} {'later' if after > before else 'earlier'}"


# --- a goal in another week: all weeks count back from it, so that each of their sessions is another one --------------


def _counted_anew(shift: Shift) -> list[list[Text]]:
    """The race, the phases before and now, and the days to come."""
    coming, phases = tuple(_by_day(shift)), [*phase_lines(shift.before, shift.after)]
    rows = [*_days(coming, shift.today)] if coming else [line("  stay as they are.")]
    return [
        [head(_TITLES[Part.RACE]), *_race_stands(shift)],
        [*phases, quiet(shift.because, 2)] if phases else [],
        [head("The next days"), *rows],
        [quiet(f"{words.count(len(shift.changes), 'session')} in all; --json tells them one by one.")],
    ]


def _by_day(shift: Shift) -> Iterator[Change]:
    """What the days to come hold otherwise, whatever the sessions' addresses."""
    for when in (shift.today + number * DAY for number in range(DAYS_SHOWN)):
        old, new = ([one for one in plan.sessions if one.date == when] for plan in (shift.before, shift.after))
        gone, come = _without(old, new), _without(new, old)
        yield from (Change(one.address, What.DROPPED, one, None, shift.because) for one in gone)
        yield from (Change(one.address, What.ADDED, None, one, shift.because) for one in come)


def _without(sessions: Sequence[Session], others: Sequence[Session]) -> list[Session]:
    """The sessions that the others do not have at a glance."""
    there = {_glance(one) for one in others}
    return [one for one in sessions if _glance(one) not in there]


def _glance(one: Session) -> tuple[object, ...]:
    """What one sees of it on its day; a session that follows another has the hour that the other leaves it."""
    return one.title, None if one.after else one.start, one.state, one.pinned


def _slight(shift: Shift) -> Iterator[Text]:
    """The sessions that stay where they are and change in details alone, and their paces where these are news."""
    count = sum(change.slight for change in shift.changes)
    if count:
        paces = "; ".join(_paces(shift))
        keep, their = ("keeps", "its") if count == 1 else ("keep", "their")
        told = f"{their} paces change: {paces}" if paces else "only minutes, reasons or advice change"
        sessions = "session" if count == len(shift.changes) else "more session"
        yield quiet(f"{words.count(count, sessions)} to come {keep} {their} day and title; {told}.")


def _paces(shift: Shift) -> Iterator[str]:
    """`threshold 4:51/km → 4:53/km`, of the efforts that a runner knows by heart."""
    for effort in (Effort.EASY, Effort.THRESHOLD):
        pairs = (_pace_pair(change, effort, shift) for change in shift.changes)
        pair = next((pair for pair in pairs if pair and pair[0] != pair[1]), None)
        if pair:
            yield f"{effort.value} {pair[0]} → {pair[1]}"


def _pace_pair(change: Change, effort: Effort, shift: Shift) -> tuple[str, str] | None:
    targets = [dict(one.targets).get(effort) for one in (change.before, change.after) if one is not None]
    paces = [target.pace for target in targets if target and target.pace]
    if len(paces) != 2:  # noqa: PLR2004 - before and after
        return None
    unit = shift.after.season.unit
    return units.pace(*paces[0], unit), units.pace(*paces[1], unit)
