"""What can be typed. Nothing heavy is imported here: `--help` answers at once."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from countback import __version__
from countback.cli.options import Parser, command, everywhere, perhaps_phrase, with_json
from countback.cli.parser_diary import DIARY
from countback.cli.parser_google import GOOGLE
from countback.cli.parser_sync import SYNC

if TYPE_CHECKING:
    from countback.cli.options import Commands

_ABOUT = """\
Counts back from race day: a training plan from season.toml, kept right in your calendar.

  countback init       write a first season.toml
  countback show       look at the season
  countback export     write the calendar file
  countback missed     say what happened, and see what it changes
  countback sync       keep a calendar equal to the plan
"""


QUESTIONS = {
    "race": "Which race?",
    "date": "When is it? (as 2027-09-26 or 26 september)",
    "distance": "How far? (5k, 10k, half, marathon, 50k, 15 km, 10 mi)",
    "level": "How experienced are you? (beginner, novice, intermediate, advanced, high-mileage)",
    "weekly": "How much do you run in a week now? (as 45 km, 28 mi or 80 min)",
}
"""What a season cannot do without, and how `init` asks for it on a terminal."""

_INIT_OPTIONS = {
    "race": ("NAME", "the race's name"),
    "date": ("DATE", "its day, as 2027-09-26 or '26 september'"),
    "distance": ("DISTANCE", "5k, 10k, half, marathon, 50k, or as in '15 km'"),
    "goal": ("TIME", "the time you aim at, or finish"),
    "race-start": ("HH:MM", "when the race starts"),
    "level": ("LEVEL", "beginner, novice, intermediate, advanced or high-mileage"),
    "weekly": ("AMOUNT", "what you run in a week now: '45 km', '28 mi' or '80 min'"),
    "longest": ("AMOUNT", "your longest run of the last 30 days"),
    "recent-race": ("RESULT", "a recent result, as '10k 47:30'; it gives your paces"),
    "easy-pace": ("PACE", "or the pace of your easy runs, as 6:10/km"),
    "long": ("DAY", "the day of the long run"),
    "time": ("HH:MM", "when sessions start"),
    "timezone": ("ZONE", "as Europe/Berlin (default: this machine's)"),
    "start": ("DATE", "the first day of the plan (default: today)"),
    "name": ("NAME", "the season as you call it"),
}
_INIT_EXAMPLE = """countback init --race "Berlin Marathon" --date 2027-09-26 --distance marathon \\
      --level intermediate --weekly "45 km" --recent-race "10k 47:30\""""


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    top = Parser("countback", description=_ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("--version", action="version", version=f"countback {__version__}")
    everywhere(top, folder=Path(), today=None)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", title="commands")
    for add in (_init, _show, _check, _export, *DIARY, *GOOGLE, *SYNC, _schema):
        add(commands)
    return top


def _init(commands: Commands) -> None:
    one = command(
        commands, "init", "write a first season.toml, from options or by asking; -C makes the folder", _INIT_EXAMPLE
    )
    for name, (shape, text) in _INIT_OPTIONS.items():
        one.add_argument(f"--{name}", metavar=shape, help=text)
    one.add_argument("--quality", metavar="DAY", nargs="+", help="days of fast sessions")
    one.add_argument("--rest", metavar="DAY", nargs="+", help="days without any session")
    one.add_argument("--runs", metavar="N", type=int, help="days a week with a run")


def _show(commands: Commands) -> None:
    one = command(commands, "show", "the season, a week, a day or a session", "countback show T-08w")
    perhaps_phrase(
        one,
        "what",
        "WHAT",
        "a week (T-08w: eight weeks before the race week; this week), a day (2027-08-01, tuesday, 1 august), a "
        "session (berlin-2027/T-08w/long, or just long for the next one) or a race (berlin); default: the season",
    )
    one.add_argument("--why", action="store_true", help="tell the rule behind each phase, week and session")
    one.add_argument("--original", action="store_true", help="the plan as first made, beside what became of it")
    with_json(one)


def _check(commands: Commands) -> None:
    one = command(commands, "check", "what a careful coach would object to", "countback check --strict")
    one.add_argument("--strict", action="store_true", help="exit with 1 if there is a warning or an error")
    with_json(one)


def _export(commands: Commands) -> None:
    one = command(commands, "export", "write the calendar file (.ics)", "countback export -o berlin.ics")
    one.add_argument(
        "-o",
        dest="output",
        metavar="FILE",
        help="where to (default: season.ics in the season's folder; - for stdout); over an earlier export, events keep "
        "their identity and only what changed is written anew",
    )
    one.add_argument(
        "--only-changed",
        action="store_true",
        help="write what changed since the earlier export into a second file, FILE-changes.ics, for apps that import",
    )
    with_json(one)


def _schema(commands: Commands) -> None:
    command(
        commands, "schema", "print the JSON Schema of season.toml, for editors", "countback schema > season.schema.json"
    )
