"""One week, one day or one session in full: times, steps in words, how it should feel, and the rule behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from countback.events import prose, units
from countback.training.model import NOT_RUN, WEEK, Priority, SessionKind, State
from countback.training.phases import days_of
from countback.views import words
from countback.views.overview import TOLD_AT, day_lines, finding_line, on, session_lines
from countback.views.paper import PHASES, SESSIONS, Prose, head, line, quiet, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from rich.text import Text

    from countback.training.model import Finding, Plan, Race, Session, Week


def week(plan: Plan, one: Week, today: date, *, why: bool = False) -> list[Text]:
    """A week: what it holds, day by day, with the steps of what is more than an even run."""
    unit = plan.season.unit
    volume = f"{units.amount(one.volume, unit)}, the longest run {units.amount(one.longest, unit)}"
    goal = any(race.priority is Priority.A and one.start <= race.date < one.start + WEEK for race in plan.standing)
    notes = (", the race apart" if goal else "", ", a down week" if one.down else "")
    rows = [_week_head(plan, one), line("  ", volume, *filter(None, notes))]
    rows += [*([quiet(one.why, 2)] if why else []), line()]
    for when in days_of(one.start):
        rows += _week_day(plan, when, today, why=why)
    rows += [line(), quiet(f"Their names: {_names(plan, one)}", 2)] if one.sessions else []
    return rows + _about(plan, lambda finding: _concerns(finding, one))


def _names(plan: Plan, one: Week) -> str:
    """What the commands call the sessions of a week: `Tue quality-1, strength-1 · Thu easy-2`."""
    own = words.to_go(one)
    named = (
        (f"{when:%a}", [s.slot if f"/{own}/" in s.address else s.address.partition("/")[2] for s in on(plan, when)])
        for when in days_of(one.start)
    )
    return " · ".join(f"{day} {', '.join(slots)}" for day, slots in named if slots)


def _week_head(plan: Plan, one: Week) -> Prose:
    """`T-08w  Mon 26 Jul – Sun 1 Aug 2027  specific · Berlin Marathon`, broken where the name is long."""
    race = _race(plan, one.race)
    span = words.span(one.start, one.start + timedelta(days=6))
    name = f" · {race.name}" if race else ""
    label = (one.phase.value, f"bold {PHASES[one.phase]}")
    number = words.to_go(one)
    return Prose((number, "bold"), f"  {' '.join(span.split())}  ", label, name, hang=len(number) + 2)


def _race(plan: Plan, race_id: str) -> Race | None:
    return next((race for race in plan.season.races if race.id == race_id), None)


def _week_day(plan: Plan, when: date, today: date, *, why: bool) -> Iterator[Text]:
    sessions = on(plan, when)
    if not sessions:
        yield from day_lines(plan, when, today)
    for number, one in enumerate(sessions):
        yield from session_lines(one, plan, today, words.day(when) if number == 0 else " " * 10)
        if len(one.steps) > 1 and one.state not in NOT_RUN:
            yield from (quiet(step, TOLD_AT) for step in prose.step_lines(one, plan.season.unit))
        if why:
            yield quiet(one.why, TOLD_AT)


def _concerns(finding: Finding, one: Week) -> bool:
    """Whether a finding is about this week or one of its sessions."""
    return finding.week == one.start or finding.session in {session.address for session in one.sessions}


def day(plan: Plan, when: date, today: date) -> list[Text]:
    """A day: its sessions in full."""
    sessions = on(plan, when)
    inside = next((one for one in plan.weeks if one.start <= when < one.start + WEEK), None)
    place = f"  {words.to_go(inside)} {inside.phase.value}" if inside else "  outside the season"
    rows = [line((words.full_day(when), "bold"), (place, "dim")), line()]
    if not sessions:
        return [*rows, wrapped("Rest." if inside else "Nothing is planned.", 2)]
    return [*rows, *(row for one in sessions for row in (*session(plan, one, today, dated=False), line()))][:-1]


def session(plan: Plan, one: Session, today: date, *, dated: bool = True) -> list[Text]:
    """A session in full: when, how much, steps, how it should feel, advice, why, and its address."""
    unit = plan.season.unit
    rows = [
        line((one.title, f"bold {SESSIONS.get(one.kind, '')}".strip())),
        wrapped(_when(plan, one, today, dated=dated), 2),
    ]
    rows += _part("Steps", prose.step_lines(one, unit))
    rows += _part("Feel", prose.feel_lines(one))
    rows += _part("Race", _race_day(plan, one))
    rows += _part("Mind", one.advice)
    rows += _part("Why", (one.why,) if one.why else ())
    rows += [*_about(plan, lambda finding: finding.session == one.address), line(("  " + one.address, "dim"))]
    return rows


def _when(plan: Plan, one: Session, today: date, *, dated: bool) -> str:
    """`Tue  3 Aug 2027 · 06:30–07:45 · 12 km, about 1:15 h · hard`."""
    notes = (
        words.full_day(one.date) if dated else "",
        words.hours(one),
        prose.whole(one, plan.season.unit),
        "a hard day" if one.hard else "",
        "" if one.state is State.PLANNED else words.became(one.state.value, one.date, today),
        "moved by you" if one.pinned else "",
    )
    return " · ".join(note for note in notes if note)


def _part(name: str, texts: tuple[str, ...]) -> list[Text]:
    """Lines under a name in the margin."""
    heads = [name, *[""] * (len(texts) - 1)]
    return [Prose((f"  {label:5}  ", "dim"), text, hang=9) for label, text in zip(heads, texts, strict=False)]


def _race_day(plan: Plan, one: Session) -> tuple[str, ...]:
    if one.kind is not SessionKind.RACE:
        return ()
    races = (race for race in plan.standing if race.date == one.date)
    return tuple(text for race in races for text in prose.race_lines(race, plan.season.unit))


def _about(plan: Plan, concerns: Callable[[Finding], bool]) -> list[Text]:
    """The findings about something, if there are any."""
    rows = [finding_line(finding) for finding in plan.findings if concerns(finding)]
    return [line(), head("Findings"), *rows] if rows else []
