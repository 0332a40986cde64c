"""`countback init`: a first season.toml, from options or by asking on a terminal. Never over one that is there."""

from __future__ import annotations

import os
import secrets
import sys
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

from countback.cli import say
from countback.cli.dates import Looking
from countback.cli.days import perhaps
from countback.cli.here import timezone
from countback.cli.parser import QUESTIONS
from countback.cli.stop import FINDINGS, INTERRUPTED, Stop
from countback.files.new import Answers, season_text, unfit
from countback.files.season import FILE, parse_season
from countback.training.model import Season

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from countback.files.new import Value

_TRIES = 5
_DATES = ("date", "start")


def run(told: Namespace) -> int:
    """Write season.toml, into a folder that is made where there is none; Stop where it is there, or does not fit."""
    _refuse(told.folder)
    given, since = _given(told)
    text = _text(told, given, _asked(told, given, since))
    made = "" if told.folder.is_dir() else f"Made the folder {told.folder}. "
    path = told.folder / FILE
    _write(path, text)
    next_ = say.command(told, "show")
    sys.stdout.write(f"{made}Wrote {path}: edit it at any time. Next: {next_}\n")
    return 0


def _refuse(folder: Path) -> None:
    """Stop, before anything is asked, where nothing could be written."""
    if (folder / FILE).exists():
        raise _taken(folder / FILE)
    inside = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
    if not inside.is_dir():
        raise Stop(f"{inside} is a file, and no folder can be in it: name another with -C.")
    if not os.access(inside, os.W_OK):
        raise Stop(f"{inside} cannot be written to: name another folder with -C.")


def _taken(path: Path) -> Stop:
    return Stop(f"{path} is already there, and init never overwrites. Edit it, or name another folder with -C.")


def _text(told: Namespace, given: dict[str, Value], asked: dict[str, str]) -> str:
    """The season as text. Stop where the answers do not fit together."""
    answers: dict[str, Any] = {"timezone": timezone(), **given, **asked}
    text = season_text(Answers(**answers), f"s{secrets.token_hex(6)}", _today(told))
    read = parse_season(text.encode())
    if isinstance(read, Season):
        return text
    wrong = (f"  {each.message}" for each in read)
    raise Stop("Nothing was written, since this does not fit together:", *wrong, *_again(told, given, asked))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(text.encode())
    except FileExistsError:
        raise _taken(path) from None


def _given(told: Namespace) -> tuple[dict[str, Value], date]:
    """What the options say, and the day after which a race can be. Stop where a value does not fit."""
    today = _today(told)
    options = {field.name: getattr(told, field.name) for field in fields(Answers)}
    since = date.min if told.start else today
    given: dict[str, Value] = {}
    wrong: list[str] = []
    for key, value in options.items():
        if value:
            given[key], why = _read(key, tuple(value) if isinstance(value, list) else value, since, today)
            wrong += [f"--{key.replace('_', '-')}: {why}"] if why else []
    if wrong:
        raise Stop(*wrong)
    return given, since


def _read(key: str, value: Value, since: date, today: date) -> tuple[Value, str | None]:
    """An answer as the file has it, and why it is none, if so."""
    try:
        answer = _dated(key, value, today) if isinstance(value, str) else value
    except Stop as stop:
        return value, stop.lines[0]
    return answer, unfit(key, answer, since)


def _today(told: Namespace) -> date:
    """The day this file is made on, where one is."""
    return told.today or date.today()  # noqa: DTZ011


def _asked(told: Namespace, given: dict[str, Value], since: date) -> dict[str, str]:
    """What is needed and was not told, by asking. Stop, with what was answered so far, where no answer comes."""
    open_ = [key for key in QUESTIONS if key not in given]
    if open_ and not sys.stdin.isatty():
        options = ", ".join(f"--{key}" for key in open_)
        raise Stop(f"init needs {options}; on a terminal it asks for them. countback init --help has an example.")
    asked: dict[str, str] = {}
    try:
        for key in open_:
            asked[key] = _ask(key, since, _today(told))
    except EOFError:
        raise Stop("Nothing was written.", *_again(told, given, asked), code=FINDINGS) from None
    except KeyboardInterrupt:  # as at the end of the input: what was typed is not lost
        raise Stop("", "Nothing was written.", *_again(told, given, asked), code=INTERRUPTED) from None
    return asked


def _again(told: Namespace, given: dict[str, Value], asked: dict[str, str]) -> tuple[str, ...]:
    """How to go on from the answers that were typed, if any were: nobody types them twice."""
    if not asked:
        return ()
    words = ["init"]
    for key, value in (*given.items(), *asked.items()):
        words += [f"--{key.replace('_', '-')}", *(value if isinstance(value, tuple) else [str(value)])]
    return ("To go on from your answers, changed where you like:", f"  {say.command(told, *words)}")


def _ask(key: str, since: date, today: date) -> str:
    """Ask until the answer fits. EOFError after some tries, or at the end of the input."""
    for _ in range(_TRIES):
        say.prompt(f"{QUESTIONS[key]} ")
        line = sys.stdin.readline()
        if not line:
            break
        answer, why = _read(key, line.strip(), since, today)
        if answer and why is None:
            return str(answer)
        say.note(f"  {why if answer else 'an answer is needed'}")
    raise EOFError


def _dated(key: str, text: str, today: date) -> str:
    """A date as people say it, `4 april`, as the file has it; what is none stays as it is. Stop where none is meant."""
    found = perhaps(text, today, Looking.AHEAD) if key in _DATES else None
    return found.isoformat() if found else text
