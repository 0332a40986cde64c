"""What can be typed to keep calendars. Nothing heavy is imported here: `--help` answers at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli.options import command, phrase, with_json

if TYPE_CHECKING:
    import argparse

    from countback.cli.options import Commands


def _running(one: argparse.ArgumentParser) -> None:
    """The options of every command that ends in a sync."""
    one.add_argument("-n", "--dry-run", action="store_true", help="show what would be done; write nothing, anywhere")
    one.add_argument("--strict", action="store_true", help="exit with 1 if anything of yours was kept, or to be told")
    one.add_argument("--calendar", metavar="ID", default="", help="the Google calendar to take")
    one.add_argument("--accept-deletions", action="store_true", help="yes, the many events that are gone I deleted")
    one.add_argument("--take-over", action="store_true", help="this plan counts, though the calendar has a newer one")
    one.add_argument("--from-start", action="store_true", help="past sessions too, that are not in the calendar")
    with_json(one)


def _sync(commands: Commands) -> None:
    one = command(
        commands, "sync", "make a calendar equal to the plan; what you changed in it stays", "countback sync google"
    )
    one.add_argument(
        "target",
        nargs="?",
        metavar="google | FILE.ics",
        help="which calendar (default: the one that was named last)",
    )
    one.add_argument("--new", action="store_true", help="forget the calendar there was, and begin with a new one")
    _running(one)


def _restore(commands: Commands) -> None:
    one = command(commands, "restore", "bring a deleted session back", "countback restore T-08w/long")
    phrase(one, "session", "SESSION", "an address, or as show takes it")
    _running(one)
    one.set_defaults(target=None, new=False)


def _accept(commands: Commands) -> None:
    one = command(
        commands, "accept", "take the plan's value over what you changed in the calendar", "countback accept T-08w/long"
    )
    phrase(one, "session", "SESSION", "an address, or as show takes it")
    _running(one)
    one.set_defaults(target=None, new=False)


def _status(commands: Commands) -> None:
    with_json(command(commands, "status", "which calendars are kept, when last, what is left", "countback status"))


SYNC = (_sync, _restore, _accept, _status)
"""The commands, in the order of the help."""
