"""Signing in and out at Google by the command line, as real processes, against the strict local server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.google_server import Consent, GoogleServer
from tests.runs import COMMAND

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST = ("connect", "google", "--no-browser", "--credentials", "credentials.json")
AGAIN = ("connect", "google", "--no-browser")


@pytest.fixture
def server() -> Iterator[GoogleServer]:
    """A server with nothing wrong so far."""
    with GoogleServer() as running:
        yield running


@pytest.fixture
def folder(server: GoogleServer, tmp_path: Path) -> Path:
    """A folder with the server's credentials file."""
    (tmp_path / "credentials.json").write_text(json.dumps(server.credentials))
    return tmp_path


def started(folder: Path, *told: str) -> subprocess.Popen[str]:
    """A command that runs, its settings in the folder."""
    environment = {**os.environ, "COUNTBACK_CONFIG": str(folder / "config")}
    return subprocess.Popen(
        [*COMMAND, *told],
        cwd=folder,
        env=environment,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ended(process: subprocess.Popen[str], server: GoogleServer) -> tuple[int, str, str]:
    """Exit code and both streams; in none of them, and in no file but the one for them, is a secret or a traceback."""
    out, err = process.communicate(timeout=30)
    assert "Traceback" not in err
    assert not [secret for secret in server.sign_in.secrets if secret in out + err]
    return process.returncode, out, err


def visit(address: str) -> None:
    """Open an address as a browser does."""
    try:
        urllib.request.urlopen(address, timeout=10).close()  # noqa: S310 - http, on loopback
    except urllib.error.HTTPError as error:
        error.close()


def connected(server: GoogleServer, folder: Path, *told: str) -> tuple[int, str, str]:
    """Run, open the address that is printed, and see it end."""
    process = started(folder, *told)
    assert process.stdout
    visit(process.stdout.readline().strip())
    return ended(process, server)


def test_connect_prints_the_address_and_keeps_the_sign_in(server: GoogleServer, folder: Path) -> None:
    """The address alone on stdout, what to do with it on stderr; one file, for the owner."""
    code, out, err = connected(server, folder, *FIRST)
    assert (code, "Signed in at Google" in out) == (0, True)
    assert "ssh -N -L" in err
    kept = folder / "config" / "google.json"
    assert [path.name for path in kept.parent.iterdir()] == ["google.json"]
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_second_time_needs_no_file(server: GoogleServer, folder: Path) -> None:
    """Every seven days in testing mode: the client is kept; and a refused sign-in leaves the earlier one."""
    connected(server, folder, *FIRST)
    (folder / "credentials.json").unlink()
    assert connected(server, folder, *AGAIN)[0] == 0
    before = (folder / "config" / "google.json").read_bytes()
    server.sign_in.consent = Consent.REFUSE
    code, _, err = connected(server, folder, *AGAIN)
    assert (code, "declined" in err) == (3, True)
    assert (folder / "config" / "google.json").read_bytes() == before


def test_the_first_time_needs_a_file(server: GoogleServer, folder: Path) -> None:
    """It says which, and where the way to it is told."""
    code, out, err = ended(started(folder, *AGAIN), server)
    assert (code, out) == (2, "")
    assert "--credentials" in err
    assert "docs/google-calendar.md" in err


@pytest.mark.parametrize(
    ("text", "said"), [("", "is empty"), ('{"web": {}}', "Web application"), ("{", "no JSON"), (None, "no such file")]
)
def test_a_wrong_file_is_wrong_input(server: GoogleServer, folder: Path, text: str | None, said: str) -> None:
    """Exit 2, the file named, nothing kept."""
    path = folder / "credentials.json"
    path.unlink() if text is None else path.write_text(text)
    code, out, err = ended(started(folder, *FIRST), server)
    assert (code, out, said in err) == (2, "", True)
    assert "credentials.json" in err
    assert not (folder / "config").exists()


def test_an_interrupted_sign_in_leaves_nothing(server: GoogleServer, folder: Path) -> None:
    """Ctrl-C while the browser is open."""
    process = started(folder, *FIRST)
    assert process.stdout
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    code, _, err = ended(process, server)
    assert (code, "interrupted" in err) == (130, True)
    assert not (folder / "config").exists()


def test_patience_ends(server: GoogleServer, folder: Path) -> None:
    """Nobody opens the address."""
    code, _, err = ended(started(folder, *FIRST, "--wait", "1"), server)
    assert (code, "within 1 seconds" in err) == (3, True)


def test_a_busy_port_is_told(server: GoogleServer, folder: Path) -> None:
    """With the way out."""
    taken = server.root.rsplit(":", 1)[1].strip("/")
    code, _, err = ended(started(folder, *FIRST, "--port", taken), server)
    assert (code, f"Port {taken} is in use" in err) == (2, True)


@pytest.mark.parametrize("told", [("--port", "70000"), ("--port", "x"), ("--wait", "0")])
def test_options_that_make_no_sense(server: GoogleServer, folder: Path, told: tuple[str, str]) -> None:
    """Are told at once."""
    assert ended(started(folder, *FIRST, *told), server)[0] == 2


def test_disconnect_takes_the_permission_back(server: GoogleServer, folder: Path) -> None:
    """Here and at Google; connecting again needs no file; a second time there is nothing to forget."""
    connected(server, folder, *FIRST)
    code, out, _ = ended(started(folder, "disconnect"), server)
    assert (code, "Signed out" in out) == (0, True)
    kept = (folder / "config" / "google.json").read_text()
    assert "tokens" not in kept
    assert not [secret for secret in server.sign_in.secrets[1:] if secret in kept]
    assert "no sign-in to forget" in ended(started(folder, "disconnect"), server)[1]
    assert connected(server, folder, *AGAIN)[0] == 0


def test_disconnect_without_google(server: GoogleServer, folder: Path) -> None:
    """The sign-in is forgotten here all the same, and where to take it back is told."""
    connected(server, folder, *FIRST)
    server.stop()
    code, out, err = ended(started(folder, "disconnect"), server)
    assert (code, "Signed out" in out, "myaccount.google.com" in err) == (0, True, True)


def test_disconnect_of_a_broken_file(server: GoogleServer, folder: Path) -> None:
    """It is deleted, and said so."""
    (folder / "config").mkdir()
    (folder / "config" / "google.json").write_text("{")
    code, _, err = ended(started(folder, "disconnect"), server)
    assert (code, "has been deleted" in err) == (2, True)
    assert not list((folder / "config").iterdir())
