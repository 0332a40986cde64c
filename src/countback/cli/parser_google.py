"""What can be typed to sign in at Google and out again. Nothing heavy is imported here: `--help` answers at once."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from countback.cli.options import command

if TYPE_CHECKING:
    from countback.cli.options import Commands

_PORTS = range(65536)
_EXAMPLE = "countback connect google --credentials credentials.json"


def _port(text: str) -> int:
    """A port of an option."""
    if text.isdecimal() and int(text) in _PORTS:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port; write a number from 1024 to 65535")


def _seconds(text: str) -> int:
    """A time to wait of an option."""
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")


def _connect(commands: Commands) -> None:
    one = command(commands, "connect", "sign in at Google, once", _EXAMPLE)
    one.add_argument("where", choices=("google",), help="what to sign in at")
    one.add_argument(
        "--credentials",
        metavar="FILE",
        type=Path,
        help="the file of a client of type Desktop app from Google's console (docs/google-calendar.md tells how to "
        "make one); a copy of it is kept, so a second time needs none",
    )
    one.add_argument("--no-browser", action="store_true", help="print the address to open instead of opening it")
    one.add_argument("--port", metavar="N", type=_port, default=0, help="where the browser answers (default: any)")
    one.add_argument("--wait", metavar="SECONDS", type=_seconds, default=300, help="how long to wait (default: 300)")


def _disconnect(commands: Commands) -> None:
    one = command(commands, "disconnect", "sign out of Google; the calendar stays unless asked", "countback disconnect")
    one.add_argument(
        "--remove-calendar",
        action="store_true",
        help="first delete this season's calendar at Google, with all that is in it, your own events too",
    )


GOOGLE = (_connect, _disconnect)
"""The commands, in the order of the help."""
