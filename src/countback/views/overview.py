"""The season at a glance: races, phases with their dates, a bar a week, the days to come, findings. A screenful."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from rich.text import Text

from countback.events import prose, units
from countback.training import titles
from countback.training.model import DAY, NOT_RUN, Priority, State
from countback.views import chart, words
from countback.views.paper import (
    MARKS,
    PHASES,
    PINNED,
    SESSIONS,
    SEVERITIES,
    STATES,
    WIDTH,
    Prose,
    bullet,
    column,
    cut,
    head,
    line,
    quiet,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from countback.training.model import Finding, Phase, Plan, Race, Session, Unit, Week

DAYS_SHOWN = 7
FINDINGS_SHOWN = 4
_GUTTER = 6  # the scale at the left of the bars
TOLD_AT = 15  # the column of a session's hours, and of what is told about it
_TITLED_AT = 28


def overview(plan: Plan, today: date, *, why: bool = False, width: int = WIDTH) -> list[Text]:
    """The season as lines, the bars as wide as fits; with `why`, the rule behind each phase, week and session too."""
    parts = (
        _races(plan, today),
        _phases(plan, today, why=why),
        _volume(plan, today, width - _GUTTER),
        _weeks(plan) if why else [],
        _days(plan, today, why=why),
        findings(plan.findings, FINDINGS_SHOWN),
    )
    blocks = [block for block in parts if block]
    return [one for block in blocks for one in (*block, line())][:-1]


# --- races and phases ------------------------------------------------------------------------------------------------


def _races(plan: Plan, today: date) -> list[Text]:
    name = plan.season.name
    rows = (row for race in plan.standing for row in (_race(race, today), *_fit(plan, race, today)))
    return [*([head(name)] if name else []), *rows]


def _fit(plan: Plan, race: Race, today: date) -> list[Prose]:
    """What paces go by, where it is not the goal."""
    able = plan.fit_for.get(race.id)
    if race.goal is None or able is None or race.date < today:
        return []
    return [quiet(f"paces are those of {titles.in_words(able)}: by fitness, not by the goal", 3)]


def _race(race: Race, today: date) -> Text:
    goal = f"goal {titles.in_words(race.goal)}" if race.goal else "to finish" if race.finish else ""
    style = "bold red" if race.priority is Priority.A else "red"
    distance = words.distance(race) if words.distance(race).lower() not in race.name.lower() else ""
    about = "".join(f" · {part}" for part in (distance, goal, words.ahead(today, race.date)) if part)
    day = f"  {words.full_day(race.date)}  "
    name = cut(race.name, WIDTH - len(race.priority.value + day + about))
    return line((race.priority.value, style), day, (name, "bold"), about)


def _phases(plan: Plan, today: date, *, why: bool) -> list[Text]:
    rows = [head(f"Phases{' ' * 51}{_unit(plan)} a week")]
    for phase in plan.phases:
        rows.append(_phase(plan, phase, today))
        rows += [quiet(phase.why, 4)] if why else []
    return rows


def _unit(plan: Plan) -> str:
    return plan.season.unit.value


def _phase(plan: Plan, phase: Phase, today: date) -> Text:
    now = "▸" if phase.start <= today <= phase.end else " "
    inside = [week for week in plan.weeks if _within(week, phase)]
    return line(
        f"{now} ",
        (f"{phase.kind.value:10}", PHASES[phase.kind]),
        f"{words.span(phase.start, phase.end)}  {words.count(phase.weeks, 'week'):>8}   ",
        _range([week.volume for week in inside if not week.down] or [week.volume for week in inside]),
    )


def _within(week: Week, phase: Phase) -> bool:
    """Whether a whole week is of this phase, which may end on a race day in the middle of one."""
    return week.phase is phase.kind and phase.start - 6 * DAY <= week.start <= phase.end and not week.part


def _range(volumes: Sequence[int]) -> str:
    """The first volume and the highest; in a phase that only falls, the first and the last."""
    if not volumes:
        return ""
    to = max(volumes) if max(volumes) > volumes[0] else volumes[-1]
    both = [f"{volume / 10:g}" for volume in (volumes[0], to)]
    return f"{both[0]:>4}" if both[0] == both[1] else f"{both[0]:>4} → {both[1]}"


# --- the bars --------------------------------------------------------------------------------------------------------


def _volume(plan: Plan, today: date, room: int) -> list[Text]:
    top = max((week.volume for week in plan.weeks), default=0)
    peak = next((week for week in plan.weeks if week.volume == top), None)
    if peak is None:
        return []
    about = f", {titles.amount(top, plan.season.unit)} at most (from {words.plain_day(peak.start)})"
    rows = [line(("Weeks", "bold"), about, ("   · down week   ▴ now", "dim"))]
    for weeks in chart.chunks(plan.weeks, room):
        rows += _bars(plan, weeks, today, chart.column_width(len(weeks), room))
    return rows


def _bars(plan: Plan, weeks: Sequence[Week], today: date, width: int) -> list[Text]:
    top = max(week.volume for week in plan.weeks)
    label = f"{top / 10:>4g}"
    scale = [f"{label} ┤", *[f"{'':{len(label)}} │"] * (chart.HEIGHT - 1)]
    rows = [_row(mark, cells) for mark, cells in zip(scale, chart.bars(weeks, top, width), strict=True)]
    below = (chart.strip(weeks, width), chart.marks(plan, weeks, width, today), chart.months(weeks, width))
    return [*rows, *(_row(" " * (len(label) + 2), cells) for cells in below)]


def _row(gutter: str, cells: chart.Row) -> Text:
    return line((gutter, "dim"), *((cell.text, _cell_style(cell)) for cell in cells))


def _cell_style(cell: chart.Cell) -> str:
    if cell.race:
        return "bold red"
    style = PHASES[cell.phase] if cell.phase else ""
    return f"dim {style}".strip() if cell.quiet else style


# --- weeks and days --------------------------------------------------------------------------------------------------


def _weeks(plan: Plan) -> list[Text]:
    """One line a week with its rule."""
    rows = [head("Week by week")]
    for week in plan.weeks:
        rows += [week_line(week, plan), quiet(week.why, 4)]
    return rows


def week_line(week: Week, plan: Plan) -> Text:
    """`T-08w  Mon 02 Aug 2027  specific  62 km, longest 22 km  down week`."""
    unit = plan.season.unit
    volume = f"{units.amount(week.volume, unit)}, longest {units.amount(week.longest, unit)}"
    notes = [text for text, holds in (("down week", week.down), ("part of a week", week.part)) if holds]
    return line(
        f"  {words.to_go(week)}  {words.full_day(week.start)}  ",
        (column(week.phase.value, 10), PHASES[week.phase]),
        column(volume, 26),
        (", ".join(notes), "dim"),
    )


def _days(plan: Plan, today: date, *, why: bool) -> list[Text]:
    start = max(today, plan.start)
    coming = [start + timedelta(days=ahead) for ahead in range(DAYS_SHOWN)]
    coming = [day for day in coming if day <= _end(plan)]
    if not coming:
        return [
            head("The season is over."),
            quiet("Well run. The next race begins in a new folder: `countback init` there.", 2),
        ]
    title = "The next days" if start == today else f"The first days, {words.ahead(today, start)}"
    rows = [head(title)]
    for day in coming:
        if day.weekday() == plan.season.week.starts and day != coming[0]:
            rows.append(new_week())
        rows += day_lines(plan, day, today, why=why)
    return rows


def new_week() -> Text:
    """What stands before the day that the athlete's week starts on; the plan's own weeks run Monday to Sunday."""
    return Text("  " + "┄" * 60, "dim", overflow="crop", no_wrap=True)


def _end(plan: Plan) -> date:
    return max((phase.end for phase in plan.phases), default=plan.start)


def day_lines(plan: Plan, day: date, today: date, *, why: bool = False) -> Iterator[Text]:
    """The sessions of a day, one line each; a day without says so."""
    sessions = on(plan, day)
    if not sessions:
        yield line(f"  {words.day(day)}   ", ("rest", "dim"))
    for number, one in enumerate(sessions):
        yield from session_lines(one, plan, today, words.day(day) if number == 0 else " " * 10)
        if why:
            yield quiet(one.why, TOLD_AT)


def on(plan: Plan, day: date) -> list[Session]:
    """The sessions of a day in the order that they are done in: by the clock, a follower after what it follows."""
    found = [one for one in plan.sessions if one.date == day]
    return sorted(found, key=lambda one: (one.after is not None, str(one.start or "")))


def session_lines(one: Session, plan: Plan, today: date, day: str) -> Iterator[Text]:
    """`Tue  3 Aug ✓ 06:30–07:45  Threshold 3 × 10 min  12 km, about 1:15 h`; `↔`: the athlete moved it.

    What is told beside a long title stands below it, where the page is too narrow for both.
    """
    when = (f"  {day} {PINNED if one.pinned else _mark(one, today)} ", (column(words.hours(one), 13), "dim"))
    title, beside = (column(f"{one.title}  ", 31), SESSIONS.get(one.kind, "")), _beside(one, plan.season.unit, today)
    whole = Prose(*when, title, beside, hang=_TITLED_AT)
    if whole.cell_len <= WIDTH:
        yield whole
    else:
        yield from (Prose(*when, title, hang=_TITLED_AT), wrapped(beside, _TITLED_AT))


def _mark(one: Session, today: date) -> str:
    """What became of it, in one sign; ahead, what is not run is only taken out."""
    return STATES[State.SKIPPED if one.state is State.MISSED and one.date > today else one.state]


def _beside(one: Session, unit: Unit, today: date) -> str:
    """How much a session is, as far as its title does not say it already; that it was not run."""
    if one.state in NOT_RUN:
        return words.became(one.state.value, one.date, today)
    whole = prose.whole(one, unit)
    return ", ".join(part for part in whole.split(", ") if part not in one.title)


# --- findings --------------------------------------------------------------------------------------------------------


def findings(found: Sequence[Finding], most: int) -> list[Text]:
    """The gravest findings, short; how many more there are."""
    if not found:
        return []
    graded = sorted(found, key=lambda one: -list(SEVERITIES).index(one.severity))
    rows = [head("Findings"), *map(finding_line, graded[:most])]
    if len(graded) > most:
        rows.append(quiet(f"… and {len(graded) - most} more: countback check", 2))
    return rows


def all_findings(plan: Plan) -> list[Text]:
    """Every finding, the gravest first; or that there is none."""
    return findings(plan.findings, len(plan.findings)) or [line("No findings: a careful coach would sign this.")]


def finding_line(one: Finding) -> Text:
    """A finding with its mark, its code and where it is."""
    return bullet(MARKS[one.severity], f"{one.message} [{one.code}]", SEVERITIES[one.severity])
