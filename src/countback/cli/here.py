"""Where this machine is: the IANA name of its time zone."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_UNKNOWN = "UTC"


def timezone() -> str:
    """The zone of TZ, else of the system; UTC where neither tells."""
    names = (os.environ.get("TZ", "").lstrip(":"), _linked(Path("/etc/localtime")), _written(Path("/etc/timezone")))
    return next((name for name in names if name and _known(name)), _UNKNOWN)


def _linked(path: Path) -> str:
    """The name that the system's zone file is stored under."""
    return os.path.realpath(path).partition("zoneinfo/")[2].removeprefix("posix/") if path.exists() else ""


def _written(path: Path) -> str:
    return path.read_text("utf-8", "replace").strip() if path.is_file() else ""


def _known(name: str) -> bool:
    try:
        return bool(ZoneInfo(name).key)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False
