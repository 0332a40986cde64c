"""The command line, as real processes: results on stdout, all else on stderr, exit codes, never a traceback."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from countback.cli.parser import QUESTIONS, parser
from tests.runs import COMMAND, EXAMPLES, ROOT, Ended, example, run

if TYPE_CHECKING:
    from pathlib import Path

INIT = ("--race", "Berlin Marathon", "--date", "2027-09-26", "--distance", "marathon", "--level", "novice")
WEEKLY = ("--weekly", "30 km")
COMMANDS = (
    "init",
    "show",
    "check",
    "export",
    "missed",
    "away",
    "moved",
    "skipped",
    "done",
    "race",
    "tested",
    "weekly",
    "undo",
    "connect",
    "disconnect",
    "sync",
    "restore",
    "accept",
    "status",
    "schema",
)
HEAVY = {"rich", "icalendar", "pydantic", "googleapiclient", "sqlite3", "tree_sitter", "countback.training.model"}


@pytest.fixture
def season(tmp_path: Path) -> Path:
    """A folder with the marathon example."""
    return example("marathon", tmp_path)


def refused(ended: Ended, *words: str) -> None:
    """Exit code 2, nothing on stdout, the words and no traceback on stderr."""
    assert ended.code == 2, ended
    assert ended.out == ""
    assert "Traceback" not in ended.err
    for word in words:
        assert word in ended.err


# --- help ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    """In the help of each: what it does, and an example that begins with it."""
    ended = run(command, "--help")
    assert ended.code == 0
    assert f"example:\n  countback {command}" in ended.out


def test_help_lists_every_command() -> None:
    """And so does the README."""
    listed, readme = run("--help").out, (ROOT / "README.md").read_text("utf-8")
    for command in COMMANDS:
        assert f"\n    {command} " in listed
        assert f"countback {command}" in readme


def test_help_loads_nothing_heavy() -> None:
    """Start-up is what one waits for: libraries load in the commands that need them."""
    code = """
import sys
from countback.cli import main
try:
    main(["--help"])
finally:
    print(*sys.modules, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert not HEAVY & set(done.stderr.split())


def test_a_wrong_option_is_told() -> None:
    """Usage, what was wrong, 2."""
    refused(run("show", "--wy"), "usage: countback", "--wy")
    refused(run("show", "--today", "26.9.2027"), "'26.9.2027' is no date", "2027-09-26")
    refused(run("show", "--today", "9999-12-31"), "'9999-12-31' is no day to train on")
    refused(run(), "COMMAND")
    refused(run("shwo"), "shwo")


def test_common_options_stand_before_or_after_the_command(season: Path) -> None:
    """As with git."""
    before = run("-C", str(season), "--today", "2027-03-01", "show")
    after = run("show", "-C", str(season), "--today", "2027-03-01")
    assert before == after
    assert before.code == 0


# --- show ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_every_example_is_shown_on_one_page(folder: Path) -> None:
    """Sixty lines, eighty columns, no escape codes, on any day of the season."""
    for day in ("2027-01-01", "2027-03-05", "2027-05-14", "2029-01-01"):
        ended = run("show", "--today", day, cwd=folder)
        assert ended.code == 0, ended.err
        assert len(ended.out.splitlines()) <= 60
        assert max(map(len, ended.out.splitlines())) <= 80
        assert "\x1b" not in ended.out


def test_a_week_a_day_and_a_session_are_shown(season: Path) -> None:
    """By what people call them."""
    for what, told in (
        ("T-08w", "T-08w  Mon"),
        ("2027-09-26", "Berlin Marathon"),
        ("berlin-marathon-2027/T-04w/long", "berlin-marathon-2027/T-04w/long"),
        ("long", "Why"),
        ("tomorrow", "Tue  2 Mar 2027"),
    ):
        ended = run("show", what, "--today", "2027-03-01", cwd=season)
        assert (ended.code, ended.err) == (0, "")
        assert told in ended.out


def test_what_is_not_in_the_season_is_told_with_what_is_near(season: Path) -> None:
    """A slip of the finger gets the likely name."""
    refused(run("show", "T-04w/lonk", cwd=season), "did you mean", "T-04w/long")
    refused(run("show", "🙂", cwd=season), "T-08w")


def test_a_race_is_shown_by_its_name(season: Path) -> None:
    """Or the beginning of it, as the commands take it."""
    for name in ("berlin", "Berlin Marathon"):
        assert run("show", *name.split(), cwd=season).out.startswith("Berlin Marathon\n  Sun 26 Sep 2027")


def test_a_day_in_other_words_is_told_how_to_write_it(season: Path) -> None:
    """In another language, or in numbers."""
    refused(run("show", "montag", cwd=season), "did you mean monday?")
    refused(run("show", "sonntag", cwd=season), "a day (2027-08-01, monday, 4 april)")
    refused(run("show", "4.4.2027", cwd=season), "year-month-day")


def test_json_is_all_of_stdout(season: Path) -> None:
    """Nothing else is printed there, whatever is asked for."""
    whole = json.loads(run("show", "--json", cwd=season).out)
    assert set(whole) == {"season", "phases", "weeks", "sessions", "findings", "fitness"}
    assert json.loads(run("show", "T-04w", "--json", cwd=season).out)["week"]["to_go"] == 4
    assert json.loads(run("show", "T-04w/long", "--json", cwd=season).out)["kind"] == "long"
    assert json.loads(run("show", "2027-09-26", "--json", cwd=season).out)["sessions"][0]["kind"] == "race"
    assert set(json.loads(run("check", "--json", cwd=season).out)) == {"findings"}


def test_the_plan_knows_no_clock(season: Path) -> None:
    """Same file, same plan, on any day."""
    plans = {
        run("show", "--json", "--today", day, cwd=season).out for day in ("2020-02-29", "2027-06-01", "2031-12-31")
    }
    assert len(plans) == 1


def test_why_tells_the_rules(season: Path) -> None:
    """More than without."""
    short, long = (run("show", *more, "--today", "2027-03-01", cwd=season).out for more in ((), ("--why",)))
    assert len(long.splitlines()) > 2 * len(short.splitlines())


# --- wrong files -----------------------------------------------------------------------------------------------------


def test_every_problem_is_told_with_its_line(season: Path) -> None:
    """All at once, in every command that reads the season."""
    path = season / "season.toml"
    text = path.read_text("utf-8").replace('"intermediate"', '"intermedate"').replace('"sunday"', '"funday"', 1)
    path.write_text(text, "utf-8")
    for command in ("show", "check", "export"):
        refused(
            run(command, cwd=season), "season.toml:8: ", 'did you mean "intermediate"?', "season.toml:15: ", "funday"
        )


@pytest.mark.parametrize("command", ["show", "check", "export"])
def test_a_folder_without_a_season_says_what_to_do(command: str, tmp_path: Path) -> None:
    """Whether it is empty, missing, or no folder at all."""
    (tmp_path / "file").write_text("")
    refused(run(command, cwd=tmp_path), "countback init")
    refused(run(command, "-C", "nowhere", cwd=tmp_path), "season.toml")
    refused(run(command, "-C", "file", cwd=tmp_path), "season.toml")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[[[", b"\0", b"= 3", b"athlete = 1", b"x" * 100_000])
def test_garbage_is_refused_without_a_traceback(content: bytes, tmp_path: Path) -> None:
    """Whatever lies there."""
    (tmp_path / "season.toml").write_bytes(content)
    refused(run("show", cwd=tmp_path), "season.toml")


# --- check -----------------------------------------------------------------------------------------------------------


def test_check_blocks_only_when_strict(tmp_path: Path) -> None:
    """A season with something to object to: 0, under --strict 1."""
    run("init", *INIT, "--weekly", "10 km", "--start", "2027-08-02", cwd=tmp_path)
    told, strict = run("check", cwd=tmp_path), run("check", "--strict", cwd=tmp_path)
    assert told.out.startswith("Findings")
    assert (told.code, strict.code) == (0, 1)
    assert told.out == strict.out


# --- export ----------------------------------------------------------------------------------------------------------


def test_an_unchanged_plan_is_an_unchanged_file(season: Path) -> None:
    """To the byte, on another day, and the file is not even touched."""
    path = season / "season.ics"
    first = run("export", "--today", "2027-01-01", cwd=season)
    assert first.out.startswith("season.ics: ")
    content, touched = path.read_bytes(), path.stat().st_mtime_ns
    again = run("export", "--today", "2027-05-05", cwd=season)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (content, touched)
    assert "added" not in again.out


def test_the_calendar_can_go_to_stdout(season: Path) -> None:
    """The same bytes as in a file, CR LF and all."""
    run("export", "-o", "out.ics", cwd=season)
    piped = subprocess.run([*COMMAND, "export", "-o", "-"], cwd=season, capture_output=True, check=True)
    assert piped.stdout == (season / "out.ics").read_bytes()
    assert piped.stdout.startswith(b"BEGIN:VCALENDAR\r\n")


def test_a_change_is_told_and_can_be_had_alone(season: Path) -> None:
    """Another hour on Sundays: the long runs that are ahead move, all else stays."""
    run("export", "--today", "2027-01-01", cwd=season)
    path = season / "season.toml"
    path.write_text(path.read_text("utf-8").replace('sunday = "08:00"', 'sunday = "09:00"'), "utf-8")
    ended = run("export", "--only-changed", "--json", "--today", "2027-06-01", cwd=season)
    told = json.loads(ended.out)
    assert told["moved"] > 10
    assert told["added"] == told["cancelled"] == 0
    changed = (season / "season-changes.ics").read_bytes()
    assert changed.count(b"BEGIN:VEVENT") == told["moved"] + told["rewritten"]
    assert b"SEQUENCE:1" in changed


def test_where_nothing_changed_there_is_nothing_to_import(season: Path) -> None:
    """No calendar without events is written."""
    run("export", "--today", "2027-01-01", cwd=season)
    told = run("export", "--only-changed", "--today", "2027-01-01", cwd=season).out
    assert "Nothing changed, so there is nothing to import; season-changes.ics was not written." in told
    assert not (season / "season-changes.ics").exists()
    assert json.loads(run("export", "--only-changed", "--json", cwd=season).out)["changes"] is None


def test_what_changed_without_its_text_is_not_told_as_another_text(season: Path) -> None:
    """Sessions that block time say the same as before."""
    run("export", "--today", "2027-01-01", cwd=season)
    path = season / "season.toml"
    path.write_text(path.read_text("utf-8").replace("[calendar]", "[calendar]\nbusy = true"), "utf-8")
    told = run("export", "--today", "2027-01-01", cwd=season).out
    assert "otherwise changed" in told
    assert "with another text" not in told


def test_titles_that_a_private_calendar_keeps_are_told(season: Path) -> None:
    """What was past when it became private stays as it was: who shares the file has to know."""
    run("export", "--today", "2027-01-01", cwd=season)
    path = season / "season.toml"
    path.write_text(path.read_text("utf-8").replace("[calendar]", "[calendar]\nprivate = true"), "utf-8")
    assert "titled as before" in run("export", "--today", "2027-05-01", cwd=season).err
    assert "titled as before" not in run("export", "--today", "2027-05-01", "-o", "fresh.ics", cwd=season).err


def test_an_export_to_no_name_is_refused(season: Path) -> None:
    """An empty -o is a slip of a script."""
    refused(run("export", "-o", "", cwd=season), "-o needs the name of a file")
    assert not (season / "season.ics").exists()


@pytest.mark.parametrize("content", [b"my diary", b"", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"])
def test_what_is_no_calendar_is_not_written_over(content: bytes, season: Path) -> None:
    """A wrong -o costs nobody a file."""
    (season / "notes.txt").write_bytes(content)
    refused(run("export", "-o", "notes.txt", cwd=season), "notes.txt")
    assert (season / "notes.txt").read_bytes() == content


def test_another_season_s_calendar_is_not_written_over(season: Path, tmp_path: Path) -> None:
    """Two seasons, one file name."""
    other = example("beginner-5k", _made(tmp_path / "other"))
    run("export", "-o", str(season / "x.ics"), cwd=other)
    before = (season / "x.ics").read_bytes()
    refused(run("export", "-o", "x.ics", cwd=season), "another season")
    assert (season / "x.ics").read_bytes() == before


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_a_folder_that_is_not_there_is_told(season: Path) -> None:
    """Where the file cannot go, and no traceback."""
    refused(run("export", "-o", "no/such/place.ics", cwd=season), "no/such")
    refused(run("export", "-o", ".", cwd=season), "no file")
    refused(run("export", "-o", "/dev/null", cwd=season), "no file")
    refused(run("export", "-o", "season.toml", cwd=season), "the season's own")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("shwo",), "did you mean show"),
        (("zzz",), "countback --help"),
        (("show", "--jsn"), "did you mean --json"),
        (("export", "--onl-changed"), "did you mean --only-changed"),
    ],
)
def test_a_mistyped_command_or_option_is_told_with_the_likely_one(
    typed: tuple[str, ...], told: str, season: Path
) -> None:
    """And not with the list of all there is."""
    refused(run(*typed, cwd=season), told)


@pytest.mark.parametrize("text", ["tuesday", "this week", "next week", "T-08w"])
def test_show_takes_days_and_weeks_as_people_say_them(text: str, season: Path) -> None:
    """As the commands of the diary do."""
    assert run("show", text, "--today", "2027-06-08", cwd=season).code == 0
    refused(run("show", "purple week", cwd=season), "no week, day or session")


@pytest.mark.parametrize("words", [("this", "week"), ("next", "week", "--why"), ("--why", "last", "sunday")])
def test_words_that_belong_together_need_no_quotes(words: tuple[str, ...], season: Path) -> None:
    """`show next week` is `show "next week"`."""
    quoted = (" ".join(word for word in words if word != "--why"), *(word for word in words if word == "--why"))
    told = [run("show", *asked, "--today", "2027-06-08", cwd=season) for asked in (words, quoted)]
    assert told[0] == told[1]
    assert told[0].code == 0


def test_a_word_too_many_is_no_option(season: Path) -> None:
    """It is told as what it is."""
    refused(run("export", "season.ics", cwd=season), "'season.ics' is one word too many")


@pytest.mark.parametrize("zone", ["Foo/Bar", "UTC+5", "EST5EDT,M3.2.0,M11.1.0"])
def test_an_odd_zone_of_the_machine_is_no_matter(zone: str, tmp_path: Path) -> None:
    """Where TZ names no zone, the system's own counts."""
    assert run("init", *INIT, *WEEKLY, cwd=tmp_path, TZ=zone).code == 0


SAME = (("show", "--json"), ("show", "--today", "2027-03-01"), ("export", "-o", "-"))


@pytest.fixture(scope="module")
def usual() -> list[str]:
    """What the marathon example gives on this machine as it is."""
    return [run(*arguments, cwd=ROOT / "examples" / "marathon").out for arguments in SAME]


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "0"},
        {"TZ": "Pacific/Pago_Pago", "PYTHONHASHSEED": "12345"},
        {"LC_ALL": "C", "PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=str,
)
def test_output_is_the_same_everywhere(environment: dict[str, str], usual: list[str]) -> None:
    """Zone, locale and hash seed of the machine change no byte."""
    folder = ROOT / "examples" / "marathon"
    assert [run(*arguments, cwd=folder, **environment).out for arguments in SAME] == usual


# --- init ------------------------------------------------------------------------------------------------------------


def test_init_writes_a_season_that_shows(tmp_path: Path) -> None:
    """From options, without a terminal, into a folder that it makes."""
    ended = run("-C", "berlin", "init", *INIT, *WEEKLY, "--today", "2027-01-04", cwd=tmp_path)
    assert ended.code == 0, ended.err
    assert ended.out.startswith("Made the folder berlin. Wrote berlin/season.toml")
    assert "Next: countback -C berlin show" in ended.out
    shown = json.loads(run("show", "--json", cwd=tmp_path / "berlin").out)
    assert shown["season"]["races"][0]["date"] == "2027-09-26"
    assert shown["weeks"][0]["start"] == "2027-01-04"


def test_init_takes_every_option(tmp_path: Path) -> None:
    """Each lands in the file."""
    more = (
        *("--goal", "3:59:00", "--race-start", "09:30", "--longest", "12 km", "--recent-race", "10k 52:00"),
        *("--long", "saturday", "--quality", "tuesday", "--rest", "monday", "friday", "--runs", "4"),
        *("--time", "18:30", "--timezone", "Europe/Paris", "--start", "2027-02-01", "--name", "First marathon"),
    )
    assert run("init", *INIT, *WEEKLY, *more, cwd=tmp_path).code == 0
    text = (tmp_path / "season.toml").read_text("utf-8")
    for line in ('goal = "3:59:00"', 'rest = ["monday", "friday"]', "runs = 4", 'timezone = "Europe/Paris"'):
        assert f"\n{line} " in text


def test_every_season_gets_an_id_of_its_own(tmp_path: Path) -> None:
    """A coach's two athletes with the same race never meet in one calendar."""
    for name in ("one", "two"):
        run("-C", name, "init", *INIT, *WEEKLY, cwd=tmp_path)
    uids = [
        {row["uid"] for row in json.loads(run("-C", name, "show", "--json", cwd=tmp_path).out)["sessions"]}
        for name in ("one", "two")
    ]
    assert not uids[0] & uids[1]


def test_init_never_overwrites(season: Path) -> None:
    """What is there stays there."""
    before = (season / "season.toml").read_bytes()
    refused(run("init", *INIT, *WEEKLY, cwd=season), "never overwrites")
    assert (season / "season.toml").read_bytes() == before


def test_init_asks_nothing_without_a_terminal(tmp_path: Path) -> None:
    """It names the options that are missing."""
    refused(
        run("init", "--race", "X", cwd=tmp_path, stdin="2027-09-26\n"), "--date", "--distance", "--level", "--weekly"
    )
    assert not list(tmp_path.iterdir())


def test_init_tells_every_mistake_with_its_option(tmp_path: Path) -> None:
    """Dates that are none, too, and what else is wrong beside them."""
    wrong = ("--date", "2027-02-31", "--start", "sun 8 jan 2028", "--distance", "marathn", "--race", "B")
    ended = run("init", *INIT, *WEEKLY, *wrong, cwd=tmp_path)
    refused(ended)
    assert [line.partition(":")[0] for line in ended.err.splitlines()] == ["--date", "--distance", "--start"]
    assert not list(tmp_path.iterdir())


def test_init_refuses_what_does_not_fit(tmp_path: Path) -> None:
    """A wrong value, and values that contradict each other; nothing is written."""
    refused(run("init", *INIT, "--weekly", "30 apples", cwd=tmp_path), "--weekly", "30 apples")
    refused(
        run("init", *INIT, *WEEKLY, "--long", "monday", "--rest", "monday", cwd=tmp_path),
        "Nothing was written",
        "monday",
    )
    assert not list(tmp_path.iterdir())


def _on_a_terminal(folder: Path, *arguments: str) -> tuple[subprocess.Popen[bytes], int]:
    """A process with a terminal, and our end of it; Ctrl-C reaches it even where the tests run in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *arguments], cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    return process, ours


def _read_until(terminal: int, text: str) -> str:
    """What the terminal shows up to a text."""
    seen = b""
    end = time.monotonic() + 20
    while text.encode() not in seen and select.select([terminal], [], [], max(0, end - time.monotonic()))[0]:
        seen += os.read(terminal, 4096)
    return seen.decode()


def test_init_asks_five_questions_on_a_terminal(tmp_path: Path) -> None:
    """A wrong answer is explained and asked for again."""
    process, terminal = _on_a_terminal(tmp_path, "init")
    answers = {
        **dict.fromkeys(QUESTIONS, ""),
        "race": "Berlin",
        "distance": "10k",
        "level": "novice",
        "weekly": "20 km",
    }
    for key, answer in answers.items():
        _read_until(terminal, QUESTIONS[key])
        if key == "date":
            os.write(terminal, b"2027-02-30\n")
            assert "no such day" in _read_until(terminal, QUESTIONS[key])
            os.write(terminal, b"mon 26 september 2027\n")
            assert "if Sun 26 Sep 2027 is meant" in _read_until(terminal, QUESTIONS[key])
        os.write(terminal, f"{answer or '26 september 2027'}\n".encode())
    assert "Wrote season.toml" in _read_until(terminal, "countback show")
    assert process.wait(10) == 0
    os.close(terminal)
    assert "date = 2027-09-26" in (tmp_path / "season.toml").read_text("utf-8")
    assert run("show", cwd=tmp_path).code == 0


def _answered(terminal: int, answers: dict[str, str]) -> None:
    """Answer questions as they come."""
    for key, answer in answers.items():
        _read_until(terminal, QUESTIONS[key])
        os.write(terminal, f"{answer}\n".encode())


ANSWERS = {"race": "Kölner Lauf", "date": "2027-09-26", "distance": "half", "level": "novice", "weekly": "20 km"}


@pytest.mark.parametrize(
    ("options", "answers", "why"),
    [
        (("--goal", "0:50:00"), ANSWERS, "nobody has run"),
        ((), {**ANSWERS, "date": "2039-09-25"}, "five years"),
        (
            ("--weekly", "20 km"),
            {"race": "Kölner Lauf", "date": "soon\nsoon\nsoon\nsoon\nsoon"},
            "Nothing was written.",
        ),
    ],
)
def test_what_was_answered_is_not_lost(
    options: tuple[str, ...], answers: dict[str, str], why: str, tmp_path: Path
) -> None:
    """Where it does not fit in the end, it comes back as a command that can be changed and run."""
    process, terminal = _on_a_terminal(tmp_path, "-C", "new one", "init", *options)
    _answered(terminal, answers)
    told = _read_until(terminal, "Kölner Lauf'")
    assert process.wait(10) != 0
    os.close(terminal)
    assert why in told
    assert "  countback -C 'new one' init " in told
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_written_nothing_is_asked(tmp_path: Path) -> None:
    """A file in the way is told at once."""
    (tmp_path / "notes").write_text("")
    refused(run("-C", "notes/berlin", "init", cwd=tmp_path), "notes is a file")


def test_what_was_answered_is_not_lost_at_an_interrupt(tmp_path: Path) -> None:
    """Ctrl-C tells the command to go on from, as the end of the input does."""
    process, terminal = _on_a_terminal(tmp_path, "init")
    _answered(terminal, {"race": "Kölner Lauf"})
    _read_until(terminal, QUESTIONS["date"])
    process.send_signal(signal.SIGINT)
    assert "countback init --race 'Kölner Lauf'" in _read_until(terminal, "Lauf'")
    assert process.wait(10) == 130
    os.close(terminal)


def test_an_interrupt_ends_quietly(tmp_path: Path) -> None:
    """Ctrl-C at a question: 130, no traceback, no file."""
    process, terminal = _on_a_terminal(tmp_path, "init")
    _read_until(terminal, QUESTIONS["race"])
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    os.set_blocking(terminal, False)
    try:
        left = os.read(terminal, 4096)
    except OSError:
        left = b""
    os.close(terminal)
    assert b"Traceback" not in left
    assert not list(tmp_path.iterdir())


# --- pipes, schema ---------------------------------------------------------------------------------------------------


def test_a_reader_that_has_had_enough_is_no_error(season: Path) -> None:
    """`countback show --json | head -1`."""
    process = subprocess.Popen([*COMMAND, "show", "--json"], cwd=season, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(20) == 0


def test_the_schema_is_printed() -> None:
    """For editors: JSON Schema, with the athlete's keys."""
    told = json.loads(run("schema").out)
    assert "athlete" in told["properties"]


def test_every_command_that_is_typed_is_tested_here() -> None:
    """A new command comes with its tests."""
    choices = next(action.choices for action in parser()._actions if action.dest == "command")  # noqa: SLF001
    assert choices
    assert set(COMMANDS) == set(choices)


def test_the_first_export_tells_how_to_import_it(season: Path) -> None:
    """A line that a narrow terminal holds, beside the result; not when nothing is new, and not in data."""
    first, again = (run("-C", str(season), "export", cwd=season) for _ in range(2))
    (line,) = first.err.splitlines()
    assert ("calendar of its own" in line, "docs/calendar-apps.md" in line, len(line) <= 80) == (True, True, True)
    assert (first.out.count("\n"), again.err) == (1, "")
