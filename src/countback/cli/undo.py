"""`countback undo`: the last entry of the diary that still stands, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, news, say
from countback.cli.stop import Stop
from countback.files.append import undo
from countback.files.diary import FILE
from countback.training.diary import Undone, undoable

if TYPE_CHECKING:
    from argparse import Namespace


def run(told: Namespace) -> int:
    """Show what is as before without the entry, and write down that it is taken back."""
    stands = given.standing(told)
    last = undoable(stands.diary)
    if last is None:
        raise Stop(f"There is nothing to take back: {FILE} has no entry that still stands.")
    back = Undone(news.told_on(told, stands))
    shift = news.shift_to(told, stands, (*stands.diary, back), "Taken back.")
    if not told.dry_run and (problems := undo(told.folder, last, back.on)):
        raise Stop(*map(str, problems))
    news.show(told, shift, last, f"Taken back: {stands.said(last)}")
    if not told.json:
        say.note(news.UNWRITTEN if told.dry_run else news.written(told))
    return 0
