"""`countback undo`: the last entry of the diary that still stands, taken back.

It is the way out of a diary that its last entries have made wrong: such an entry is taken back like any other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from countback.cli import given, news, say
from countback.cli.stop import Stop
from countback.files.append import undo
from countback.files.diary import FILE, Written, against, wrong_entries
from countback.training.diary import Undone, numbered, undoable

if TYPE_CHECKING:
    from argparse import Namespace

    from countback.cli.given import Standing


def run(told: Namespace) -> int:
    """Show what is as before without the entry, and write down that it is taken back."""
    stands = given.as_written(told)
    last = undoable(stands.diary)
    right = _right(stands)
    if last is None:
        raise Stop(f"There is nothing to take back: {FILE} has no entry that still stands.")
    back = Undone(news.told_on(told, stands))
    # of a wrong entry no plan is made: it changed nothing, and neither does taking it back
    after = (*stands.diary, back) if right is stands else right.diary
    shift = news.shift_to(told, right, after, "Taken back.")
    if not told.dry_run and (problems := undo(told.folder, last, back.on)):
        raise Stop(*map(str, problems))
    news.show(told, shift, last, f"Taken back: {right.said(last)}")
    if not told.json:
        say.note(news.UNWRITTEN if told.dry_run else news.written(told))
    for still in given.problems(told, given.as_written(told)) if right is not stands and not told.dry_run else ():
        say.note(still)
    return 0


def _right(stands: Standing) -> Standing:
    """How things stand without what is wrong in the diary; Stop where that is not the last entry."""
    wrong = wrong_entries(stands.written, stands.background)
    if not wrong:
        return stands
    if not given.last_is_wrong(stands):
        raise Stop(*map(str, against(stands.written, stands.background)))
    diary = tuple(entry for number, entry in numbered(stands.diary) if number not in wrong)
    return replace(stands, written=Written(diary, stands.written.document))
