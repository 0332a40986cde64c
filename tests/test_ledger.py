"""The ledger's file: for the athlete's eyes alone, whole after any end, set aside when damaged, never two at once."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from countback.events.event import prints
from countback.events.merge.nouns import Life, Remote, Row, Seen
from countback.ledger.codec import event_text, read_event
from countback.ledger.lock import Busy, locked
from countback.ledger.store import NAME, NewerSchema, borrowed, in_memory, opened
from tests.sync.paper import ADDRESSES, first_plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from countback.ledger.store import Ledger

PLAN = first_plan()


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """One target's part of a ledger."""
    one = in_memory()
    yield one.target("google")
    one.connection.close()


def remotes(*numbers: int) -> tuple[Remote, ...]:
    """Events of ours as a calendar has them."""
    events = (PLAN[ADDRESSES[number]] for number in numbers)
    return tuple(Remote(event.uid, "etag", replace(event, base=prints(event))) for event in events)


@pytest.mark.parametrize("address", PLAN)
def test_an_event_comes_back_as_it_was(address: str) -> None:
    """Every field, the base too."""
    event = replace(
        PLAN[address],
        base=prints(PLAN[address]),
        notes="felt good\n“so” \\n",
        categories=("Training", "Long run"),
        generation=2,
        reminder=None,
        last_modified=datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC),
    )
    back = read_event(event_text(event))
    assert (back, back.base, back.when) == (event, event.base, event.when)


def test_rows_come_back_as_they_were(ledger: Ledger) -> None:
    """With what was seen."""
    seen = Seen(prints(PLAN[ADDRESSES[0]]), prints(PLAN[ADDRESSES[1]]), prints(PLAN[ADDRESSES[2]]))
    row = Row(ADDRESSES[0], 3, Life.TOMBSTONE, 2, seen)
    ledger.save((row, replace(row, address="other")))
    assert ledger.rows() == {ADDRESSES[0]: row, "other": replace(row, address="other")}
    assert ledger.row(ADDRESSES[0]) == row
    assert ledger.row("none") is None


def test_pages_are_believed_with_their_token_and_not_before(ledger: Ledger) -> None:
    """What a read that was cut short had brought is void."""
    ledger.stage(remotes(1, 2))
    assert ledger.remotes() == {}
    ledger.believe("token", complete=True)
    assert (len(ledger.remotes()), ledger.staged(), ledger.get("token")) == (2, {}, "token")
    ledger.stage(remotes(3))
    ledger.unstage()
    ledger.believe("next", complete=False)
    assert len(ledger.remotes()) == 2


def test_after_a_complete_read_what_was_not_in_it_is_deleted(ledger: Ledger) -> None:
    """It stays known, as deleted."""
    ledger.mirror(remotes(1, 2))
    ledger.stage(remotes(2))
    ledger.believe("token", complete=True)
    live = [uid for uid, remote in ledger.remotes().items() if remote.event]
    assert live == [PLAN[ADDRESSES[2]].uid]
    assert len(ledger.remotes()) == 2


def test_foreign_events_are_not_kept(ledger: Ledger) -> None:
    """They are nobody's business."""
    ledger.stage((Remote("dentist@else", "etag", PLAN[ADDRESSES[0]]),))
    assert ledger.staged() == {}


def test_a_transaction_is_whole_or_nothing(ledger: Ledger) -> None:
    """Whatever ends it."""

    def half() -> None:
        with ledger.transaction():
            ledger.put("calendar", "here")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert ledger.get("calendar") == ""


def test_targets_do_not_know_of_each_other() -> None:
    """The same addresses, another calendar."""
    one = in_memory()
    google, file = one.target("google"), one.target("plan.ics")
    google.put("calendar", "c")
    google.save((Row(ADDRESSES[0], 0, Life.LIVE),))
    file.put("calendar", "plan.ics")
    google.forget()
    assert (google.rows(), google.get("calendar"), one.targets()) == ({}, "", ["plan.ics"])
    one.connection.close()


def test_the_log_does_not_grow_for_ever(ledger: Ledger) -> None:
    """Old lines go; the last is told."""
    for number in range(600):
        ledger.log(str(number), "written")
    (count,) = ledger._connection.execute("SELECT COUNT(*) FROM log").fetchone()  # noqa: SLF001 - what no method tells
    assert (count, ledger.last()) == (500, ("599", "written"))


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Its journals too, while it is open."""
    with opened(tmp_path) as ledger:
        ledger.target("google").put("calendar", "c")
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert NAME in modes
    assert set(modes.values()) == {0o600}


def test_a_damaged_file_is_set_aside(tmp_path: Path) -> None:
    """And a new one begun; the old one is there to be looked at."""
    (tmp_path / NAME).write_bytes(b"this is no database, whatever it was before " * 20)
    with opened(tmp_path) as ledger:
        assert ledger.damaged
        assert ledger.damaged.read_bytes().startswith(b"this is no database")
        assert ledger.target("google").rows() == {}


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    """Its tables may mean something else."""
    connection = sqlite3.connect(tmp_path / NAME)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(NewerSchema), opened(tmp_path):
        pass


def test_a_borrowed_ledger_leaves_no_trace(tmp_path: Path) -> None:
    """Neither in the ledger nor beside it, not even where there is none yet."""
    with borrowed(tmp_path / "none") as ledger:
        ledger.target("google").put("calendar", "c")
    assert not (tmp_path / "none").exists()
    with opened(tmp_path) as ledger:
        ledger.target("google").put("calendar", "old")
        with borrowed(tmp_path) as copy:
            assert copy.target("google").get("calendar") == "old"
            copy.target("google").put("calendar", "new")
        assert ledger.target("google").get("calendar") == "old"


def test_only_one_at_a_time(tmp_path: Path) -> None:
    """The second is told at once; afterwards the way is free."""
    path = tmp_path / "lock"
    with locked(path), pytest.raises(Busy), locked(path):
        pass
    with locked(path):
        pass
