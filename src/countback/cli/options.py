"""What the commands' parsers are made of. Nothing heavy is imported here: `--help` answers at once."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse has no public name for it

_YEARS = range(1900, 2200)


def _day(text: str) -> date:
    """A date of an option."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2027-09-26") from None
    if day.year not in _YEARS:
        raise argparse.ArgumentTypeError(f"{text!r} is no day to train on")
    return day


def everywhere(one: argparse.ArgumentParser, folder: object, today: object) -> None:
    """Options that stand before or after the command."""
    one.add_argument(
        "-C", dest="folder", metavar="FOLDER", type=Path, default=folder, help="the season's folder (default: this one)"
    )
    one.add_argument("--today", metavar="DATE", type=_day, default=today, help="take this day for today")


def command(commands: Commands, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    """A command with its summary, which its help begins with, and an example that begins with the command."""
    one = commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    everywhere(one, folder=argparse.SUPPRESS, today=argparse.SUPPRESS)
    return one


def with_json(one: argparse.ArgumentParser) -> None:
    """The option of all that print a result."""
    one.add_argument("--json", action="store_true", help="print the result as JSON")
