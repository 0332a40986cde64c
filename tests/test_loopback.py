"""The guard that keeps tests on this machine."""

from __future__ import annotations

import socket
import urllib.request

import pytest

from tests.loopback import LeftLoopbackError, is_loopback


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_a_connection_to_another_machine_is_refused(host: str) -> None:
    """Connecting by address fails before a packet is sent."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as sock, pytest.raises(LeftLoopbackError, match=host):
        sock.connect((host, 443))


def test_looking_up_another_machine_is_refused() -> None:
    """Names are not looked up either, and no library's own error handling hides it."""
    with pytest.raises(LeftLoopbackError, match=r"www\.example\.org"):
        urllib.request.urlopen("http://www.example.org/", timeout=1)


def test_datagrams_to_another_machine_are_refused() -> None:
    """UDP needs no connection, and is guarded all the same."""
    with socket.socket(type=socket.SOCK_DGRAM) as sock, pytest.raises(LeftLoopbackError):
        sock.sendto(b"hello", ("192.0.2.1", 53))


def test_this_machine_can_be_reached() -> None:
    """Loopback stays open: the servers under test live there."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=1) as sock,
    ):
        assert sock.getpeername()[0] == "127.0.0.1"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "", None, b"127.0.0.1"])
def test_this_machine_has_many_names(host: str | bytes | None) -> None:
    """Loopback addresses and localhost, as text or bytes; no host at all is this one."""
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["198.51.100.7", "128.0.0.1", "0.0.0.1", "google.com", "localhost.example.org"])
def test_what_merely_looks_local_is_not(host: str) -> None:
    """Neighbours of 127.0.0.0/8 are not this machine, nor is a name that begins with localhost."""
    assert not is_loopback(host)
