"""Writing: whatever happens, a file is the old one or the new one."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from countback.files.atomic import write_atomic


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_is_written_is_there(tmp_path: Path) -> None:
    """Byte for byte, and nothing else in the folder."""
    write_atomic(tmp_path / "season.toml", b"a = 1\r\n")
    assert (tmp_path / "season.toml").read_bytes() == b"a = 1\r\n"
    assert _names(tmp_path) == ["season.toml"]


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    """What cannot be written is not half written."""
    path = tmp_path / "season.toml"
    path.write_bytes(b"old")
    with pytest.raises(TypeError):
        write_atomic(path, "no bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert _names(tmp_path) == ["season.toml"]


def test_a_target_that_cannot_be_replaced_leaves_no_rest(tmp_path: Path) -> None:
    """A folder in the way is an OSError, and the temporary file is gone."""
    (tmp_path / "season.toml").mkdir()
    with pytest.raises(OSError, match=r"season\.toml"):
        write_atomic(tmp_path / "season.toml", b"new")
    assert _names(tmp_path) == ["season.toml"]


def test_permissions_are_kept(tmp_path: Path) -> None:
    """A private file stays private, a shared one shared."""
    path = tmp_path / "token.json"
    path.write_bytes(b"old")
    path.chmod(0o600)
    write_atomic(path, b"new")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    """Not the 0600 of a temporary one."""
    (tmp_path / "plain").touch()
    write_atomic(tmp_path / "new", b"")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """People keep their seasons elsewhere and link to them."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "season.toml").write_bytes(b"old")
    (tmp_path / "season.toml").symlink_to(Path("elsewhere") / "season.toml")
    write_atomic(tmp_path / "season.toml", b"new")
    assert (tmp_path / "season.toml").is_symlink()
    assert (tmp_path / "elsewhere" / "season.toml").read_bytes() == b"new"


def test_a_write_that_is_killed_leaves_a_whole_file(tmp_path: Path) -> None:
    """Killed without notice in the middle of many writes, the file is one of those that were written."""
    path = tmp_path / "diary.toml"
    path.write_bytes(b"0" * 100_000)
    program = (
        "import sys, itertools; from pathlib import Path; from countback.files.atomic import write_atomic\n"
        "for n in itertools.count(): write_atomic(Path(sys.argv[1]), str(n % 10).encode() * 100_000)"
    )
    for wait in (0.05, 0.08, 0.11):
        process = subprocess.Popen([sys.executable, "-c", program, str(path)])
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        content = path.read_bytes()
        assert len(content) == 100_000
        assert len(set(content)) == 1
