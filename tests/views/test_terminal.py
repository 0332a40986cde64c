"""What the terminal shows: a screenful, 80 columns, all of a season's dates; no colours in a pipe."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from countback.training.model import DAY, WEEK, Finding, PhaseKind, Priority, Race, Severity, State
from countback.views import chart
from countback.views.detail import day, session, week
from countback.views.overview import all_findings, overview
from countback.views.paper import WIDTH, page, put
from tests import factories

if TYPE_CHECKING:
    from rich.text import Text

    from countback.training.model import Plan, Session, Week

START = date(2026, 9, 28)
_KINDS = [
    (PhaseKind.OPEN, 8),
    (PhaseKind.BASE, 24),
    (PhaseKind.BUILD, 8),
    (PhaseKind.SPECIFIC, 8),
    (PhaseKind.TAPER, 4),
]


class Screen(io.StringIO):
    """A terminal that can be read afterwards."""

    def isatty(self) -> bool:
        """Say that people look at it."""
        return True


def year(weeks: int = 52) -> Plan:
    """A plan of many weeks, four sessions each, every fourth one light, phases one after the other."""
    kinds = [kind for kind, number in _KINDS for _ in range(number)]
    made = tuple(_week(number, kinds[number * len(kinds) // weeks]) for number in range(weeks))
    return replace(factories.plan(), start=START, weeks=made)


def _week(number: int, kind: PhaseKind) -> Week:
    down = number % 4 == 3
    volume = 300 + 5 * number if not down else 250
    return replace(factories.week(START + number * WEEK), phase=kind, volume=volume, down=down)


def plain(lines: list[Text]) -> str:
    """What a pipe gets."""
    stream = io.StringIO()
    put(lines, stream)
    return stream.getvalue()


def test_a_year_is_a_screenful() -> None:
    """Sixty lines at most, eighty columns, with bars for every week."""
    text = plain(overview(year(), date(2027, 3, 3)))
    lines = text.splitlines()
    assert len(lines) <= 60
    assert max(map(len, lines)) <= WIDTH
    assert sum(line.rstrip().endswith("█" * 3) for line in lines) >= 4


@pytest.mark.parametrize("weeks", [1, 3, 12, 20, 37, 52, 75, 104])
def test_any_length_fits_the_page(weeks: int) -> None:
    """From a single week to two years."""
    lines = plain(overview(year(weeks), START, why=True)).splitlines()
    assert max(map(len, lines)) <= WIDTH


def test_the_races_and_phases_are_told_with_their_dates() -> None:
    """When the race is and how far away, when each phase begins and ends."""
    text = plain(overview(factories.plan(), date(2027, 8, 18)))
    assert "A  Sun 26 Sep 2027  Berlin Marathon · goal 3:45:00 · in 6 weeks" in text
    for phase in factories.phases():
        row = next(line for line in text.splitlines() if phase.kind.value in line and f" {phase.start.day} " in line)
        assert f"{phase.end:%a} {phase.end.day:2} {phase.end:%b} {phase.end.year}" in row


def test_a_long_name_leaves_room_for_the_rest() -> None:
    """It is cut; goal and distance, if the name does not tell that, are not."""
    plan = factories.plan()
    race = replace(plan.season.races[0], name="The Great Run around the Lake " * 3)
    shown = replace(plan, season=replace(plan.season, races=(race,)))
    first = plain(overview(shown, date(2027, 8, 18))).splitlines()[0]
    assert len(first) == WIDTH
    assert first.endswith("… · marathon · goal 3:45:00 · in 6 weeks")


def test_the_phase_of_today_is_pointed_at() -> None:
    """One pointer, at the phase that today is in."""
    pointed = [
        line for line in plain(overview(factories.plan(), date(2027, 9, 7))).splitlines() if line.startswith("▸")
    ]
    assert len(pointed) == 1
    assert "taper" in pointed[0]


def test_the_next_days_come_with_clock_times() -> None:
    """Seven days from today, rest days too."""
    text = plain(overview(factories.plan(), date(2027, 8, 17)))
    assert "Tue 17 Aug   06:30–07:32  6 × 800 m at 10k pace" in text
    assert "Wed 18 Aug   rest" in text
    assert "Sun 22 Aug   08:00–10:05  Long run" in text
    assert "Tue 24 Aug" not in text


def test_before_the_season_its_first_days_are_shown() -> None:
    """And how far away they are."""
    text = plain(overview(factories.plan(), factories.START - 9 * DAY))
    assert "The first days, in 9 days" in text
    assert "Mon 16 Aug" in text


def test_after_the_season_there_is_nothing_to_come() -> None:
    """It says so."""
    told = plain(overview(factories.plan(), date(2028, 1, 1)))
    assert "The season is over." in told
    assert "in a new folder" in told


def test_a_week_that_starts_on_sunday_is_parted_there() -> None:
    """The athlete's week start is a matter of display."""
    plan = factories.plan()
    sunday = replace(plan, season=replace(plan.season, week=replace(plan.season.week, starts=6)))
    for shown, after in ((plan, "Sun 22 Aug"), (sunday, "Sat 21 Aug")):
        lines = plain(overview(shown, date(2027, 8, 18))).splitlines()
        parting = next(at for at, line in enumerate(lines) if "┄" in line)
        assert after in lines[parting - 1]


def test_a_week_by_its_number_is_not_parted() -> None:
    """A plan's week runs from Monday to Sunday, whatever day the athlete's begins with."""
    plan = factories.plan()
    sunday = replace(plan, season=replace(plan.season, week=replace(plan.season.week, starts=6)))
    assert plain(week(sunday, sunday.weeks[0], START)) == plain(week(plan, plan.weeks[0], START))


def test_the_head_of_a_week_is_broken_where_the_race_has_a_long_name() -> None:
    """No line of a pipe is wider than a page."""
    plan = factories.plan()
    (race,) = plan.season.races
    long = replace(plan, season=replace(plan.season, races=(replace(race, name="A race of many words " * 5),)))
    stream = io.StringIO()
    put(week(long, long.weeks[0], START), stream)
    first, second, *_ = stream.getvalue().splitlines()
    assert len(first) <= WIDTH
    assert second.startswith("       ")


def test_bars_follow_the_volume() -> None:
    """The highest week fills all rows, half of it half of them; a week with any running shows."""
    weeks = [replace(factories.week(START), volume=volume) for volume in (800, 400, 1, 0)]
    rows = ["".join(cell.text for cell in row) for row in chart.bars(weeks, 800, 1)]
    heights = [sum(" ▁▂▃▄▅▆▇█".index(row[at]) for row in rows) for at in range(4)]
    assert heights == [8 * chart.HEIGHT, 4 * chart.HEIGHT, 1, 0]


def test_races_stand_under_their_week() -> None:
    """The most important one where there are two, a dot where the week is a down week."""
    plan = year(8)
    day_of = START + 2 * WEEK + 5 * DAY
    races = tuple(Race(f"r{n}", "R", day_of + n * DAY, 10.0, "10k", priority) for n, priority in enumerate(Priority))
    plan = replace(plan, season=replace(plan.season, races=races[::-1]))
    marks = "".join(cell.text for cell in chart.marks(plan, plan.weeks, 1, START))
    assert marks[0] == "▴"
    assert marks[2:4] == "AC"
    assert marks[7] == "·"


def test_a_terminal_gets_colours_and_a_pipe_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Escape codes are for eyes that want them; a pipe gets no trailing blanks either."""
    lines = overview(factories.plan(), date(2027, 8, 18))
    assert "\x1b[" not in plain(lines)
    assert not [line for line in plain(lines).splitlines() if line != line.rstrip()]
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[34m" in _on_screen(lines)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[34m" not in _on_screen(lines)


def _on_screen(lines: list[Text]) -> str:
    screen = Screen()
    put(lines, screen)
    return screen.getvalue()


@pytest.mark.parametrize("columns", [30, 44, 72, 80, 100])
def test_a_terminal_is_filled_as_wide_as_it_is_and_no_word_is_broken(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that are too long go on below, set in; the bars take as many blocks as they need."""
    monkeypatch.setenv("TERM", "dumb-not")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(columns))
    whole = year()
    shown = re.sub(r"\x1b\[[0-9;]*m", "", _on_screen(overview(whole, factories.START, width=page(Screen()))))
    assert max(map(len, shown.splitlines())) <= columns
    words = [word for row in plain(overview(whole, factories.START)).splitlines() for word in row.split()]
    assert not [word for word in words if re.fullmatch(r"[A-Za-z(]{5,}[.,)]?", word) and word not in shown.split()]


def _long_titled() -> Session:
    title = "Long run 21 km, 12 km at marathon pace or by feel"
    return factories.session(title=title)


def test_the_page_is_no_wider_than_one_likes_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal's width within reason; 80 columns in a pipe, whatever the terminal."""
    monkeypatch.setenv("TERM", "xterm")
    for columns, taken in (("5", 20), ("61", 61), ("400", 120)):
        monkeypatch.setenv("COLUMNS", columns)
        assert (page(Screen()), page(io.StringIO())) == (taken, WIDTH)


def test_a_long_title_is_told_in_full() -> None:
    """What is told beside it goes below where both do not fit; shorter ones keep their columns."""
    plan = factories.plan(sessions=(_long_titled(), factories.strength(factories.START)))
    rows = plain(overview(plan, factories.START)).splitlines()
    at = next(number for number, row in enumerate(rows) if "by feel" in row)
    assert rows[at].endswith("Long run 21 km, 12 km at marathon pace or by feel")
    assert rows[at + 1].strip().endswith("about 50 min")
    assert rows[at + 1].index(rows[at + 1].strip()) == rows[at].index("Long run")


def test_why_stands_under_the_hours_of_its_session() -> None:
    """In the overview and in a week: one column for all that is told of a session."""
    plan = factories.plan()
    for text in (plain(overview(plan, factories.START, why=True)), plain(week(plan, plan.weeks[1], START, why=True))):
        rows = text.splitlines()
        hours = next(number for number, row in enumerate(rows) if re.search(r"\d\d:\d\d–\d\d:\d\d  [56]", row))
        why = next(row for row in rows[hours + 1 :] if "specific block" in row)
        assert why.index(why.strip()) == re.search(r"\d\d:\d\d–", rows[hours]).start()  # type: ignore[union-attr]


def test_findings_are_short_and_the_gravest_come_first() -> None:
    """Four on the overview, and how many more; `check` has all."""
    grave = Finding("grave", Severity.ERROR, "It cannot go well.")
    light = [Finding(f"light-{n}", Severity.INFO, "By the way.") for n in range(6)]
    plan = replace(factories.plan(), findings=(*light, grave))
    text = plain(overview(plan, START))
    assert text.index("grave") < text.index("light-0")
    assert "… and 3 more: countback check" in text
    assert plain(all_findings(plan)).count("[light-") == 6


def test_no_findings_are_good_news() -> None:
    """An empty `check` is not silent."""
    assert "No findings" in plain(all_findings(factories.plan()))


def test_a_week_tells_its_days_and_its_steps() -> None:
    """Every day, the steps of what is more than an even run."""
    plan = factories.plan()
    text = plain(week(plan, plan.weeks[1], START))
    assert text.startswith("T-04w  Mon 23 Aug – Sun 29 Aug 2027  specific · Berlin Marathon")
    assert "45 km, the longest run 20 km" in text
    for number in range(7):
        assert f"{plan.weeks[1].start + timedelta(days=number):%d %b}".lstrip("0") in text
    assert "6 × 800 m at 10k pace (4:28–4:35/km), 90 s jog after each" in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_why_tells_the_rules() -> None:
    """Behind phases, weeks and sessions; without being asked, none on the overview."""
    plan = factories.plan()
    asked, unasked = plain(overview(plan, START, why=True)), plain(overview(plan, START))
    for rule in ("Six to eight weeks (S3).", "Race day."):
        assert rule not in unasked
    assert "Six to eight weeks (S3)." in asked
    assert "The specific block works at race effort (S3)." in plain(week(plan, plan.weeks[1], START, why=True))


def test_a_session_in_full_tells_all() -> None:
    """When, how much, steps, feel, advice, why, address."""
    plan = factories.plan()
    text = plain(session(plan, factories.quality(date(2027, 8, 17)), START))
    for part in (
        "Tue 17 Aug 2027 · 06:30–07:32 · 10.8 km, about 1:02 h · a hard day",
        "15 min easy to warm up",
        "RPE 6–7",
        "Keep the last repeat as fast as the first.",
        "The specific block works at race effort (S3).",
        "berlin-marathon-2027/T-05w/quality-1",
    ):
        assert part in text


def test_race_day_tells_start_and_goal() -> None:
    """The goal with its pace."""
    text = plain(day(factories.plan(), factories.RACE_DAY, START))
    assert "Start 09:15, marathon" in text
    assert "Goal 3:45:00 (5:20/km)" in text


def test_a_day_without_sessions_says_rest() -> None:
    """And a day outside the season that nothing is planned."""
    assert "Rest." in plain(day(factories.plan(), date(2027, 8, 18), START))
    assert "Nothing is planned." in plain(day(factories.plan(), date(2029, 8, 18), START))


def test_what_became_of_a_session_is_told() -> None:
    """Done, missed, skipped, moved by hand."""
    for state, word in ((State.DONE, "done"), (State.MISSED, "missed"), (State.SKIPPED, "skipped")):
        assert word in plain(session(factories.plan(), factories.session(state=state), factories.RACE_DAY))
    assert "moved by you" in plain(session(factories.plan(), factories.session(pinned=True), START))


def test_what_is_ahead_is_not_missed_yet() -> None:
    """A day off to come reads as what it is, on the overview, in its week and by itself."""
    off = factories.session(state=State.MISSED)
    plan = factories.plan(sessions=(off,))
    for today, word, sign in ((off.date, "missed", "✗"), (off.date - DAY, "off", "–")):
        rows = overview(plan, today), week(plan, plan.weeks[0], today), session(plan, off, today)
        assert all(word in plain(each) for each in rows)
        assert all(f" {sign} 06:30" in plain(each) for each in rows[:2])


def test_names_in_any_script_keep_the_columns() -> None:
    """Wide characters count as two columns."""
    plan = factories.plan(
        sessions=(
            factories.session(title="東京マラソンの長いジョギング、とてもゆっくり"),
            factories.strength(factories.START),
        )
    )
    rows = [line for line in plain(overview(plan, factories.START)).splitlines() if "about" in line]
    assert len(rows) == 1
    assert rows[0].endswith("8 km, about 50 min")
