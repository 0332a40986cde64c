"""What the commands' parsers are made of. Nothing heavy is imported here: `--help` answers at once."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from countback.files.words import likely

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["Parser"]  # noqa: SLF001 - argparse has no public name for it

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


class Parser(argparse.ArgumentParser):
    """A parser that tells the likely name where a command or an option is mistyped."""

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        """As argparse has it; what a command cannot take is told by that command."""
        found, rest = super().parse_known_args(args, namespace)
        if rest and self.usage_options:
            self.error(self._odd(rest[0]))
        return found, rest

    def _odd(self, word: str) -> str:
        """What is wrong with a word that is left over."""
        if not word.startswith("-"):
            return f"{word!r} is one word too many; words that belong together stand together, or in quotes"
        near = likely(word.partition("=")[0], self.usage_options)
        return f"{word!r} is no option of {self.prog}" + (f"; did you mean {near}?" if near else "")

    @property
    def usage_options(self) -> tuple[str, ...]:
        """The options of a command; none of the parser that knows all commands."""
        return () if self.prog == "countback" else tuple(re.findall(r"--[a-z-]+", self.format_help()))

    def error(self, message: str) -> NoReturn:
        """One line on what is wrong, and what was meant perhaps."""
        told = re.fullmatch(r"argument COMMAND: invalid choice: '(.*)' \(choose from (.*)\)", message)
        if told:
            near = likely(told[1], re.findall(r"[a-z]+", told[2]))
            hint = f"did you mean {near}?" if near else "countback --help lists them"
            message = f"{told[1]!r} is no command; {hint}"
        super().error(message)


class _Joined(argparse.Action):
    """Words that belong together, quoted or not: `show next week` is `show "next week"`."""

    def __call__(self, parser, namespace, values, option_string=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN204, ARG002
        """Keep them as one text."""
        setattr(namespace, self.dest, " ".join(values))


def phrase(one: argparse.ArgumentParser, name: str, metavar: str, text: str) -> None:
    """An argument of one word or more."""
    one.add_argument(name, nargs="+", action=_Joined, metavar=metavar, help=text)


def perhaps_phrase(one: argparse.ArgumentParser, name: str, metavar: str, text: str) -> None:
    """An argument of any number of words, empty where there is none."""
    one.add_argument(name, nargs="*", action=_Joined, metavar=metavar, help=text)


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
