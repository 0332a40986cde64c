"""The ledger's file and its tables. Every change is a transaction; nothing is half done after a kill."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from countback.events.merge.nouns import Life, Remote, Row
from countback.ledger.codec import event_text, read_event, read_seen, seen_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SCHEMA = 1
NAME = "ledger.db"
_OURS = "@countback"
_LOG_LINES = 500

_TABLES = """
CREATE TABLE meta (target TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (target, key)) WITHOUT ROWID;
CREATE TABLE events (target TEXT, address TEXT, generation INTEGER NOT NULL, life TEXT NOT NULL,
    restores INTEGER NOT NULL, seen TEXT NOT NULL, moves INTEGER NOT NULL, PRIMARY KEY (target, address)) WITHOUT ROWID;
CREATE TABLE mirror (target TEXT, uid TEXT, etag TEXT NOT NULL, event TEXT, PRIMARY KEY (target, uid)) WITHOUT ROWID;
CREATE TABLE staging (target TEXT, uid TEXT, etag TEXT NOT NULL, event TEXT, PRIMARY KEY (target, uid)) WITHOUT ROWID;
CREATE TABLE intents (target TEXT, uid TEXT, address TEXT NOT NULL, PRIMARY KEY (target, uid)) WITHOUT ROWID;
CREATE TABLE log (id INTEGER PRIMARY KEY, target TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL);
"""


_ROWS = "SELECT address, generation, life, restores, seen, moves FROM events"


class NewerSchema(Exception):  # noqa: N818 - the file is right, this program is too old
    """The ledger was made by a newer countback."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open ledger file; `damaged` where an unreadable one was set aside for it."""

    connection: sqlite3.Connection
    damaged: Path | None = None

    def target(self, name: str) -> Ledger:
        """The part about one target."""
        return Ledger(self.connection, name)

    def targets(self) -> list[str]:
        """The targets that anything is known of, but not where a calendar was never had."""
        found = self.connection.execute("SELECT target FROM meta WHERE key = 'calendar' ORDER BY target")
        return [str(name) for (name,) in found]


@contextmanager
def opened(folder: Path) -> Iterator[Opened]:
    """The ledger in a folder, made if need be. Raises `NewerSchema`, or OSError."""
    path = folder / NAME
    try:
        connection, damaged = _connect(path), None
    except sqlite3.DatabaseError:
        damaged = _set_aside(path)
        connection = _connect(path)
    try:
        yield Opened(connection, damaged)
    finally:
        connection.close()


@contextmanager
def borrowed(folder: Path) -> Iterator[Opened]:
    """A copy of the ledger in a folder, thrown away afterwards: for a run that must leave no trace."""
    with tempfile.TemporaryDirectory() as copy:
        for ending in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(folder / f"{NAME}{ending}", Path(copy, f"{NAME}{ending}"))
        with opened(Path(copy)) as ledger:
            yield ledger


def in_memory() -> Opened:
    """A ledger that no file holds."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _prepare(connection)
    return Opened(connection)


def _connect(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))  # SQLite itself would let others read
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the tables of a new file; look whether an old one is whole."""
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if schema > SCHEMA:
        raise NewerSchema
    if not schema:
        connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {SCHEMA}; COMMIT;")
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)


def _set_aside(path: Path) -> Path:
    """Out of the way, kept for who wants to look; its journals belong to it and go with it."""
    kept = aside(path)
    path.replace(kept)
    for ending in ("-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    return kept


def aside(path: Path) -> Path:
    """Where a damaged ledger is kept."""
    return path.with_suffix(".broken")


def _row(address: str, generation: int, life: str, *rest: Any) -> Row:  # noqa: ANN401 - a row of SQLite
    restores, seen, moves = rest
    return Row(address, generation, Life(life), restores, read_seen(seen), moves)


class Ledger:
    """What is known of one target."""

    def __init__(self, connection: sqlite3.Connection, target: str) -> None:
        self._connection = connection
        self._target = target

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Inside another one it is part of that."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    # --- meta: calendar, token, revision, … ---

    def get(self, key: str) -> str:
        """A note, empty where there is none."""
        found = self._connection.execute("SELECT value FROM meta WHERE target = ? AND key = ?", (self._target, key))
        row = found.fetchone()
        return str(row[0]) if row else ""

    def put(self, key: str, value: str) -> None:
        """Note something; an empty text is no note."""
        if value:
            self._run("REPLACE INTO meta VALUES (?, ?, ?)", key, value)
        else:
            self._run("DELETE FROM meta WHERE target = ? AND key = ?", key)

    def _run(self, statement: str, *values: str) -> None:
        with self.transaction():
            self._connection.execute(statement, (self._target, *values))

    # --- events ---

    def rows(self) -> dict[str, Row]:
        """What is known of every address."""
        found = self._connection.execute(f"{_ROWS} WHERE target = ?", (self._target,))
        return {row[0]: _row(*row) for row in found}

    def row(self, address: str) -> Row | None:
        """What is known of one address."""
        found = self._connection.execute(f"{_ROWS} WHERE target = ? AND address = ?", (self._target, address))
        row = found.fetchone()
        return _row(*row) if row else None

    def save(self, rows: Iterable[Row]) -> None:
        """Know these rows from now on."""
        values = [
            (self._target, r.address, r.generation, r.life.value, r.restores, seen_text(r.seen), r.moves) for r in rows
        ]
        with self.transaction():
            self._connection.executemany("REPLACE INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    # --- mirror and staging ---

    def remotes(self) -> dict[str, Remote]:
        """The calendar as last seen, deleted events included; ours alone."""
        return self._remotes("SELECT uid, etag, event FROM mirror WHERE target = ?")

    def staged(self) -> dict[str, Remote]:
        """What has been read and is not yet believed."""
        return self._remotes("SELECT uid, etag, event FROM staging WHERE target = ?")

    def _remotes(self, statement: str) -> dict[str, Remote]:
        found = self._connection.execute(statement, (self._target,))
        return {uid: Remote(uid, etag, None if text is None else read_event(text)) for uid, etag, text in found}

    def unstage(self) -> None:
        """Forget the pages of a read that did not come to its end."""
        self._run("DELETE FROM staging WHERE target = ?")

    def stage(self, remotes: Iterable[Remote]) -> None:
        """Put a page aside, what is foreign left out."""
        self._keep("REPLACE INTO staging VALUES (?, ?, ?, ?)", remotes)

    def mirror(self, remotes: Iterable[Remote]) -> None:
        """Know events as they are after a write of ours."""
        self._keep("REPLACE INTO mirror VALUES (?, ?, ?, ?)", remotes)

    def _keep(self, statement: str, remotes: Iterable[Remote]) -> None:
        values = [
            (self._target, one.uid, one.etag, None if one.event is None else event_text(one.event))
            for one in remotes
            if one.uid.endswith(_OURS)
        ]
        with self.transaction():
            self._connection.executemany(statement, values)

    def believe(self, token: str, *, complete: bool) -> None:
        """Items and token in one transaction. After a complete read, what was in none of its pages is deleted."""
        with self.transaction():
            if complete:
                self._run(
                    "UPDATE mirror SET etag = '', event = NULL WHERE target = ?1 AND event IS NOT NULL"
                    " AND uid NOT IN (SELECT uid FROM staging WHERE target = ?1)"
                )
            self._run("REPLACE INTO mirror SELECT * FROM staging WHERE target = ?")
            self.unstage()
            self.put("token", token)

    # --- intents: which deletions are ours ---

    def intents(self) -> dict[str, str]:
        """The addresses of deletions that were begun and not concluded, by UID."""
        found = self._connection.execute("SELECT uid, address FROM intents WHERE target = ?", (self._target,))
        return {str(uid): str(address) for uid, address in found}

    def intend(self, deletions: Iterable[tuple[str, str]]) -> None:
        """Note deletions (UID, address) before they are asked for."""
        with self.transaction():
            values = [(self._target, uid, address) for uid, address in deletions]
            self._connection.executemany("REPLACE INTO intents VALUES (?, ?, ?)", values)

    def conclude(self, uid: str) -> None:
        """An intent is done with, one way or the other."""
        self._run("DELETE FROM intents WHERE target = ? AND uid = ?", uid)

    # --- the rest ---

    def log(self, at: str, what: str) -> None:
        """Note what a run did; old lines go."""
        with self.transaction():
            self._connection.execute("INSERT INTO log (target, at, what) VALUES (?, ?, ?)", (self._target, at, what))
            self._connection.execute("DELETE FROM log WHERE id <= (SELECT MAX(id) FROM log) - ?", (_LOG_LINES,))

    def last(self) -> tuple[str, str] | None:
        """When the last run was, and what it did."""
        found = self._connection.execute(
            "SELECT at, what FROM log WHERE target = ? ORDER BY id DESC LIMIT 1", (self._target,)
        )
        row = found.fetchone()
        return (str(row[0]), str(row[1])) if row else None

    def forget(self) -> None:
        """Know nothing of this target any more."""
        with self.transaction():
            for table in ("meta", "events", "mirror", "staging", "intents", "log"):
                self._run(f"DELETE FROM {table} WHERE target = ?")  # noqa: S608 - names from the line above
