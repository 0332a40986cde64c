"""The sockets: an HTTP/1.1 server on loopback that keeps connections alive, as the live service does."""

from __future__ import annotations

import socket
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import TYPE_CHECKING, Self

from . import sign_in
from .athlete import Athlete
from .faults import Ending
from .service import Gone, Reply, Request, Service

if TYPE_CHECKING:
    from collections.abc import Callable

    from .account import Account
    from .faults import Faults
    from .journal import Journal
    from .refusals import Json
    from .sign_in import SignIn


_Connection = socket.socket | tuple[bytes, socket.socket]  # as socketserver has it, for datagrams too


def wall_clock() -> datetime:
    """The time on this machine's wall."""
    return datetime.now(UTC)


class GoogleServer:
    """The strict local server, running from `start` (or `with`) to `stop`.

    `root` is the address to give to a client, `credentials` a credentials file's content that signs in here. What the
    service did wrong itself is kept in `crashes`, and `stop` raises the first of them.
    """

    def __init__(self, port: int = 0, clock: Callable[[], datetime] = wall_clock) -> None:
        self.service = Service(clock)
        self.crashes: list[Exception] = []
        self._http = _Http(("127.0.0.1", port), self)
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.root = f"http://127.0.0.1:{self._http.server_port}/"

    @property
    def account(self) -> Account:
        """The calendars."""
        return self.service.account

    @property
    def sign_in(self) -> SignIn:
        """Who may call."""
        return self.service.sign_in

    @property
    def faults(self) -> Faults:
        """What goes wrong."""
        return self.service.faults

    @property
    def journal(self) -> Journal:
        """What was asked."""
        return self.service.journal

    @property
    def credentials(self) -> Json:
        """A desktop client's credentials file for this server."""
        return sign_in.credentials(self.root)

    @property
    def made_calendars(self) -> list[str]:
        """The ids of the calendars that the app has made and that are still there."""
        with self.account.lock:
            return [calendar.id for calendar in self.account.calendars.values() if calendar.made_by_app]

    def athlete(self, calendar_id: str = "primary") -> Athlete:
        """The athlete, with a calendar open in their app."""
        return Athlete(self.account, calendar_id)

    def start(self) -> Self:
        """Serve, in threads of this process."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Close every connection and end every thread; a second time, nothing. Raises what went wrong inside."""
        if self.service.stopping.is_set():
            return
        self.service.stopping.set()
        self._http.shutdown()
        self._http.hang_up()
        self._http.server_close()
        self._thread.join()
        if self.crashes:
            raise self.crashes[0]

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Http(ThreadingHTTPServer):
    """The listening socket, and the open connections, so that all can be closed at the end."""

    daemon_threads = False  # so that closing the server waits for them
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], owner: GoogleServer) -> None:
        self.owner = owner
        self._open: set[_Connection] = set()
        self._lock = Lock()
        super().__init__(address, _Handler)

    def process_request(self, request: _Connection, client_address: object) -> None:
        """Remember a connection before its thread starts: `hang_up` must not miss one."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: _Connection) -> None:
        """Forget a connection that ends."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Wake every thread that waits on its connection."""
        with self._lock:
            for connection in self._open:
                _shut(connection)


def _shut(connection: _Connection) -> None:
    with suppress(OSError):  # the other side was quicker
        assert isinstance(connection, socket.socket)
        connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    """One connection: bytes to `Request`, `Reply` to bytes."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Http

    def finish(self) -> None:
        """Close, even if the client hung up while the last bytes were on their way."""
        with suppress(OSError):
            super().finish()

    def handle(self) -> None:
        """Serve a connection until either side closes it; a client that was killed is no news."""
        with suppress(OSError):
            super().handle()

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, self.rfile.read(length))
        if len(request.body) < length:  # the client was killed while sending: nothing arrived
            self.close_connection = True
            return
        try:
            self._send(self.server.owner.service.receive(request))
        except Gone:
            self.close_connection = True
        except OSError:
            raise
        except Exception as crash:
            self.server.owner.crashes.append(crash)
            raise

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - the names that http.server calls

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.ending is Ending.QUIET:
            self.send_header("Connection", "close")
        elif reply.status not in {204, 304}:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body if reply.ending is None else reply.body[: reply.keep])
        if reply.ending is not None:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing: the journal tells what came in."""
