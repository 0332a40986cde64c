"""The door to a local .ics file that another program edits, too: read whole, changed line by line, replaced at once.

What is not ours stays to the byte. Between reading and replacing, the file must not have changed; else nothing is
written, and the next round reads again.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from countback.events.event import CalendarError
from countback.events.ics import to_ics
from countback.events.read import read_ics
from countback.targets import file_text
from countback.targets.port import (
    Applied,
    CalendarGone,
    Delete,
    Deleted,
    Insert,
    Look,
    Outcome,
    Page,
    Patch,
    Remote,
    TokenExpired,
    Unknown,
    Write,
    WrongCalendar,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from countback.events.event import Event
    from countback.targets.file_text import Piece

MOST = 10_000


class FileDoor:
    """The door. `write` replaces a file atomically; `now` tells the time, for DTSTAMP; `name` is the target's."""

    def __init__(
        self, path: Path, name: str, look: Look, write: Callable[[Path, bytes], None], now: Callable[[], datetime]
    ) -> None:
        self._path = path
        self._name = name
        self._look = look
        self._write = write
        self._now = now
        self._requests = 0
        self._ahead: bytes | None = None

    @property
    def calendar(self) -> str:
        """The name that the file goes by, as long as it is there."""
        return self._name if self._path.exists() else ""

    @property
    def batch_size(self) -> int:
        """All at once: the file is replaced as a whole."""
        return MOST

    @property
    def requests(self) -> int:
        """How often the file was read, or replaced."""
        return self._requests

    def describe(self) -> str:
        """The file, by its name."""
        return str(self._path)

    def make(self, look: Look) -> str:
        """An empty calendar."""
        self._requests += 1
        self._write(self._path, to_ics((), look.name, look.zone))
        return self._name

    # --- reading ---

    def pull(self, token: str | None) -> Iterator[Page]:
        """Nothing, where the file is as it was; else all of it, since a file does not tell what changed."""
        data = self._read()
        digest = hashlib.sha256(data).hexdigest()
        if token == digest:
            yield Page((), digest)
            return
        if token is not None:
            self._ahead = data
            raise TokenExpired
        yield Page(tuple(self._remotes(data).values()), digest)

    def _read(self) -> bytes:
        """The bytes; those that were just read for a token that is no good are not read again."""
        data, self._ahead = self._ahead, None
        if data is not None:
            return data
        self._requests += 1
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            raise CalendarGone(f"{self._path} is no longer there.") from None

    def _remotes(self, data: bytes) -> dict[str, Remote]:
        """By UID, what is in the file; what is cancelled there counts as deleted."""
        etags = {part.uid: part.etag for part in file_text.pieces(data) if part.kind == "VEVENT" and part.uid}
        return {
            event.uid: Remote(event.uid) if event.cancelled else Remote(event.uid, etags[event.uid], event)
            for event in self._events(data)
            if event.uid in etags
        }

    def _events(self, data: bytes) -> tuple[Event, ...]:
        try:
            return read_ics(data, self._look.zone)
        except CalendarError as error:
            raise WrongCalendar(f"{self._path}: {error}") from error

    # --- writing ---

    def send(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """All that still fit, in one replacement."""
        data = self._read()
        remotes, parts = self._remotes(data), file_text.pieces(data)
        refused = {write.uid: why for write in writes if (why := _refused(write, remotes.get(write.uid)))}
        fitting = [write for write in writes if write.uid not in refused]
        if fitting:
            changed = file_text.joined(self._changed(parts, fitting, file_text.newline(data)))
            if self._path.read_bytes() != data:
                return [Unknown("the file changed while it was read")] * len(writes)
            self._write(self._path, changed)
            self._requests += 1
            remotes = self._remotes(changed)
        return [refused.get(write.uid) or _done(write, remotes) for write in writes]

    def _changed(self, parts: list[Piece], writes: list[Write], end: str) -> list[Piece]:
        written = [
            replace(write.event, last_modified=self._stamp()) for write in writes if not isinstance(write, Delete)
        ]
        text = to_ics(written, self._look.name, self._look.zone)
        new = [file_text.with_newline(piece, end) for piece in file_text.pieces(text) if piece.kind]
        by_uid = {piece.uid: piece for piece in new if piece.kind == "VEVENT"}
        inserts = {write.uid for write in writes if isinstance(write, Insert)}
        patches = {write.uid: write.groups for write in writes if isinstance(write, Patch)}
        deletes = {write.uid for write in writes if isinstance(write, Delete)}
        kept = [
            file_text.patched(part, by_uid[part.uid], patches[part.uid]) if _is(part, patches) else part
            for part in parts
            if not _is(part, deletes)
        ]
        return file_text.added(kept, [one for one in new if one.kind == "VTIMEZONE" or one.uid in inserts])

    def _stamp(self) -> datetime:
        return self._now().replace(microsecond=0)


def _is(part: Piece, uids: object) -> bool:
    """Whether a piece is one of these events."""
    return part.kind == "VEVENT" and bool(part.uid) and part.uid in uids  # type: ignore[operator]


def _refused(write: Write, remote: Remote | None) -> Unknown | None:
    """The precondition, in a calendar's words."""
    if isinstance(write, Insert):
        return Unknown("an event of this UID is there", taken=True) if remote else None
    if remote is None or remote.event is None:
        return Unknown("the event is not there", gone=True)
    return None if remote.etag == write.etag else Unknown("the event was changed meanwhile")


def _done(write: Write, remotes: dict[str, Remote]) -> Outcome:
    remote = remotes.get(write.uid)
    if isinstance(write, Delete):
        return Unknown("the event is still there") if remote else Deleted()
    return Applied(remote) if remote else Unknown("the event is not in the file")
