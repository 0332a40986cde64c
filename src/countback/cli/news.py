"""What the commands that tell something have in common: show what it changes, then write it into the diary."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from typing import TYPE_CHECKING

from countback.cli import again, given, say
from countback.cli.stop import Stop
from countback.files.append import alone, appended
from countback.files.diary import FILE, Written, against, parse_written
from countback.files.entry_text import entry_text
from countback.training.difference import difference
from countback.views import changes as views
from countback.views.paper import line, wrapped
from countback.views.said import NOT_MEDICAL, medical

if TYPE_CHECKING:
    from argparse import Namespace

    from countback.cli.given import Standing
    from countback.files.problem import Problem
    from countback.training.diary import Diary, Entry, News

UNWRITTEN = "Nothing was written (--dry-run)."


def told_on(told: Namespace, stands: Standing) -> date:
    """The day that news is dated: today; before the season it is the first day that can have any."""
    return max(given.today(told, stands.season), stands.background.first)


def tell(told: Namespace, stands: Standing, entry: News) -> int:
    """Show what an entry changes and, without --dry-run, write it. Stop when it does not fit.

    It is written before anything is printed: a reader who goes away (`| head`) does not keep it from being written.
    """
    _refuse(stands, entry)
    shift = shift_to(told, stands, (*stands.diary, entry), stands.reason(entry))
    if not told.dry_run and (now := write(told, stands, entry)) is not stands:
        shift = shift_to(told, now, (*now.diary, entry), now.reason(entry))
    show(told, shift, entry, stands.said(entry))
    if medical(entry) and not any(NOT_MEDICAL in finding.message for finding in shift.findings):
        say.note(f"{NOT_MEDICAL}: ill or injured for long, ask somebody who has studied it.")
    if not told.json:
        say.note(UNWRITTEN if told.dry_run else f"{written(told)} {say.command(told, 'undo')} takes it back.")
    return 0


def write(told: Namespace, stands: Standing, entry: News) -> Standing:
    """Write an entry down; answers how things stood just before it. Stop when it does not fit into what is there now.

    Another program may have written since `stands` was read: what decides is asked once more while no other can.
    """
    with alone(told.folder) as pen:
        now = given.renewed(told, stands)
        _refuse(now, entry)
        _stop_at(pen.add(entry))
    return now


def written(told: Namespace) -> str:
    """That the diary has it, and what brings the calendar up to it."""
    return f"Written to {FILE}. Next: {say.command(told, 'export')} or {say.command(told, 'sync')}."


def shift_to(told: Namespace, stands: Standing, diary: Diary, because: str) -> views.Shift:
    """From the plan as it is to that after another diary."""
    before, after = stands.plan, stands.plan_after(diary)
    found = difference(before, after, because)
    return views.Shift(before, after, found, given.today(told, stands.season), because)


def show(told: Namespace, shift: views.Shift, entry: Entry, sentence: str) -> None:
    """The difference, for people or for programs."""
    if told.json:
        say.data({"entry": _as_data(entry), "written": not told.dry_run, **views.as_json(shift)})
        return
    say.lines([wrapped(sentence), line(), *views.lines(shift)])


def _as_data(entry: Entry) -> dict[str, object]:
    (table,) = tomllib.loads(entry_text(entry))["entry"]
    return {key: _plain(value) for key, value in table.items()}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _refuse(stands: Standing, entry: News) -> None:
    """Stop when the diary would not be right with this entry in it, or nothing would change by it."""
    grown = parse_written(appended(stands.written.document.text.encode(), entry))
    _stop_at(against(grown, stands.background) if isinstance(grown, Written) else grown)
    again.refuse(stands, entry)


def _stop_at(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise Stop("Nothing was written, since this does not fit:", *(f"  {each.message}" for each in problems))
