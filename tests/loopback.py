"""No test may talk to another machine: connections and look-ups that are not for this one are refused, loudly."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

LOCAL_NAMES = {"", "localhost", "localhost.localdomain", "ip6-localhost"}


class LeftLoopbackError(AssertionError):
    """Something tried to reach another machine. Not an OSError, so that no retry and no `except OSError` hides it."""


def is_loopback(host: str | bytes | None) -> bool:
    """Whether a host, by name or address, is this machine."""
    name = host.decode() if isinstance(host, bytes) else host or ""
    if name.lower() in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def refuse_foreign_connections(patch: pytest.MonkeyPatch) -> None:
    """Guard every socket and every look-up of this process for as long as the patch stands."""
    for name in ("connect", "connect_ex", "sendto"):
        patch.setattr(socket.socket, name, _guarded(name))
    patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))


def _check(host: object) -> None:
    if not isinstance(host, str | bytes | None) or not is_loopback(host):
        raise LeftLoopbackError(f"A test tried to reach {host!r}, which is not this machine.")


def _guarded(name: str) -> Any:  # noqa: ANN401 - has the type of what it stands in for
    original = getattr(socket.socket, name)

    def method(self: socket.socket, *arguments: Any) -> Any:  # noqa: ANN401 - as above
        if self.family in {socket.AF_INET, socket.AF_INET6} and isinstance(arguments[-1], tuple):
            _check(arguments[-1][0])
        return original(self, *arguments)

    return method


def _guarded_lookup(original: Any) -> Any:  # noqa: ANN401 - as above
    def getaddrinfo(host: str | bytes | None, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as above
        _check(host)
        return original(host, *arguments, **options)

    return getaddrinfo
