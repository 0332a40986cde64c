"""The command line: thin commands, one module each, loaded when they are run. The one `try` is here.

Exit codes: 0 done · 1 findings under --strict, or stopped to ask · 2 wrong input, told with file and line · 3 refused
by a server · 75 try again later · 130 interrupted. What is asked for goes to stdout alone, all else to stderr.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from countback.cli.parser import parser
from countback.cli.stop import INTERRUPTED, Stop

if TYPE_CHECKING:
    from collections.abc import Sequence


def entry() -> None:
    """The `countback` command."""
    sys.exit(main(sys.argv[1:]))


def main(argv: Sequence[str]) -> int:
    """Run a command and give its exit code. Wrong options end in SystemExit, as argparse has it."""
    try:
        return _run(argv)
    except Stop as stop:
        sys.stderr.writelines(f"{text}\n" for text in stop.lines)
        return stop.code
    except BrokenPipeError:
        return _no_reader()
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        remedy = "; nothing can be written there until you may" if isinstance(error, PermissionError) else ""
        sys.stderr.write(f"countback: {where}{error.strerror or error}{remedy}\n")
        return 2


def _run(argv: Sequence[str]) -> int:
    _plain_output()
    told = parser().parse_args(argv)
    code: int = import_module(f"countback.cli.{told.command}").run(told)
    sys.stdout.flush()
    return code


def _plain_output() -> None:
    """Files and pipes get UTF-8 whatever the locale; a terminal its own encoding, with ? for what it lacks."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the shell: `countback show >&-`
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - until the end
    for stream in (sys.stdout, sys.stderr):
        if stream.isatty():
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
        else:
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


def _no_reader() -> int:
    """The reader of a pipe has had enough (`| head`): no fault of anybody's. Python must not flush into it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
