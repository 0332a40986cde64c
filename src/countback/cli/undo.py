"""`countback undo`: the last entry of the diary taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, news, say
from countback.cli.stop import Stop
from countback.files.append import undo
from countback.files.diary import FILE
from countback.views.said import said

if TYPE_CHECKING:
    from argparse import Namespace

    from countback.training.diary import Entry


def run(told: Namespace) -> int:
    """Show what is as before without the entry, and take it out."""
    stands = given.standing(told)
    if not stands.diary:
        raise Stop(f"There is nothing to take back: {FILE} has no entry.")
    *earlier, last = stands.diary
    shift = news.shift_to(told, stands, tuple(earlier), "Taken back.")
    if not told.dry_run:
        _take_back(told, last)
    news.show(told, shift, last, f"Taken back: {said(last, stands.plan)}")
    if not told.json:
        say.note("Nothing was written (--dry-run)." if told.dry_run else f"Taken out of {FILE}.")
    return 0


def _take_back(told: Namespace, last: Entry) -> None:
    if problems := undo(told.folder, last):
        raise Stop(*map(str, problems))
