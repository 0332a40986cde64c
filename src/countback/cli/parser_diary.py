"""What can be typed to say what happened: the commands that write diary.toml. Nothing heavy is imported here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli.options import command, phrase, with_json

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from countback.cli.options import Commands

CAUSES = ("life", "ill", "injured", "away")

_DAYS = (
    "a day or days: 2027-05-03..2027-05-09, yesterday, last week, 3-9 may, since monday, mon-fri. A weekday alone is "
    "the {} one, a date without its year the one in the season; a range ends on the first such day from its beginning"
)
_SESSION = "a session: T-08w/long, or just long for the nearest one, or its day if it is the only one of it"


def _told(commands: Commands, name: str, summary: str, example: str) -> ArgumentParser:
    one = command(commands, name, summary, example)
    one.add_argument("-n", "--dry-run", action="store_true", help="show what would change, and write nothing")
    with_json(one)
    return one


def _missed(commands: Commands) -> None:
    one = _told(commands, "missed", "days without running", "countback missed last week --because ill")
    phrase(one, "days", "DAYS", _DAYS.format("last"))
    one.add_argument("--because", choices=CAUSES, default="life", help="why (default: life)")
    one.add_argument("--cross-trained", action="store_true", help="you moved otherwise, so less fitness is lost")
    one.add_argument("--fever", action="store_true", help="with --because ill: fever, or ill below the neck")


def _away(commands: Commands) -> None:
    one = _told(commands, "away", "days away without running, past or to come", "countback away 2027-07-10..2027-07-17")
    phrase(one, "days", "DAYS", _DAYS.format("next"))
    one.add_argument("--cross-trained", action="store_true", help="you move otherwise, so less fitness is lost")


def _moved(commands: Commands) -> None:
    one = _told(commands, "moved", "put a session on another day or hour", "countback moved long saturday 07:30")
    one.add_argument("session", metavar="SESSION", help=_SESSION)
    phrase(one, "when", "WHEN", "saturday, tomorrow 18:00, 2027-05-08, 07:30")


def _skipped(commands: Commands) -> None:
    one = _told(commands, "skipped", "leave a session out", "countback skipped T-08w/quality-1")
    phrase(one, "session", "SESSION", _SESSION)


def _done(commands: Commands) -> None:
    one = _told(commands, "done", "a session was run", "countback done long")
    phrase(one, "session", "SESSION", _SESSION)


def _race(commands: Commands) -> None:
    one = _told(commands, "race", "move a race, cancel it, or enter one", "countback race berlin 2027-10-10")
    one.add_argument("race", metavar="RACE", help="its id or name, or the beginning of one; a name to enter one")
    phrase(one, "when", "WHEN", "its day, or cancelled")
    one.add_argument("--distance", metavar="DISTANCE", help="enter a new race: 5k, 10k, half, marathon, '15 km'")
    one.add_argument("--priority", metavar="A|B|C", help="of a new race (default: C)")
    one.add_argument("--goal", metavar="TIME", help="of a new race: a time, or finish")
    one.add_argument("--race-start", metavar="HH:MM", help="when a new race starts")


def _tested(commands: Commands) -> None:
    one = _told(commands, "tested", "a test or race result, for new paces", "countback tested 5k 21:40")
    phrase(one, "result", "RESULT", "distance and time: 5k 21:40, half 1:45:00")


def _weekly(commands: Commands) -> None:
    one = _told(commands, "weekly", "what you really run in a week", 'countback weekly "40 km"')
    phrase(one, "volume", "AMOUNT", "40 km, 25 mi or 200 min")


def _undo(commands: Commands) -> None:
    _told(commands, "undo", "take back the last entry of the diary that still stands", "countback undo --dry-run")


DIARY = (_missed, _away, _moved, _skipped, _done, _race, _tested, _weekly, _undo)
"""Each adds one command."""
