"""One sync of a season at a time, held by the system and so let go of by whatever ends the process."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Busy(Exception):  # noqa: N818 - no error: somebody else is at work
    """Another sync of this season is running."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock at `path`, made if need be. Raises `Busy` at once where another process holds it, else OSError."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield
    finally:
        os.close(handle)
