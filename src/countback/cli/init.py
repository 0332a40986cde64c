"""`countback init`: a first season.toml, from options or by asking on a terminal. Never over one that is there."""

from __future__ import annotations

import secrets
import sys
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

from countback.cli import say
from countback.cli.here import timezone
from countback.cli.parser import QUESTIONS
from countback.cli.stop import FINDINGS, Stop
from countback.files.new import Answers, season_text, unfit
from countback.files.season import FILE, parse_season
from countback.training.model import Season

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from countback.files.new import Value

_TRIES = 5


def run(told: Namespace) -> int:
    """Write season.toml; Stop where one is there, or what was told does not fit together."""
    path = told.folder / FILE
    if path.exists():
        raise _taken(path)
    answers = _answers(told)
    text = season_text(answers, f"s{secrets.token_hex(6)}", _today(told))
    read = parse_season(text.encode())
    if not isinstance(read, Season):
        raise Stop("Nothing was written, since this does not fit together:", *(f"  {each.message}" for each in read))
    _write(path, text)
    sys.stdout.write(f"Wrote {path}: edit it at any time. Next: countback show\n")
    return 0


def _taken(path: Path) -> Stop:
    return Stop(f"{path} is already there, and init never overwrites. Edit it, or name another folder with -C.")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(text.encode())
    except FileExistsError:
        raise _taken(path) from None


def _answers(told: Namespace) -> Answers:
    """What the options say; asked for what is needed and was not told."""
    options = {field.name: getattr(told, field.name) for field in fields(Answers)}
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in options.items() if value}
    given.setdefault("timezone", timezone())
    since = date.min if told.start else _today(told)
    wrong = [f"--{key.replace('_', '-')}: {why}" for key, value in given.items() if (why := unfit(key, value, since))]
    if wrong:
        raise Stop(*wrong)
    merged: dict[str, Any] = {**given, **_asked(given, since)}
    return Answers(**merged)


def _today(told: Namespace) -> date:
    """The day this file is made on, where one is."""
    return told.today or date.today()  # noqa: DTZ011


def _asked(given: dict[str, Value], since: date) -> dict[str, str]:
    open_ = [key for key in QUESTIONS if key not in given]
    if open_ and not sys.stdin.isatty():
        options = ", ".join(f"--{key}" for key in open_)
        raise Stop(f"init needs {options}; on a terminal it asks for them. countback init --help has an example.")
    return {key: _ask(key, since) for key in open_}


def _ask(key: str, since: date) -> str:
    """Ask until the answer fits; Stop after some tries, or at the end of the input."""
    for _ in range(_TRIES):
        say.prompt(f"{QUESTIONS[key]} ")
        line = sys.stdin.readline()
        if not line:
            break
        answer = line.strip()
        why = unfit(key, answer, since) if answer else "an answer is needed"
        if why is None:
            return answer
        say.note(f"  {why}")
    raise Stop("Nothing was written.", code=FINDINGS)
