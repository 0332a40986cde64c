"""Google's client, led to where the calendar is, over a connection that signs its requests itself.

The client ships a description of the API; its addresses are replaced as a whole, since the client's own setting for
another address moves all requests but batches, which would go to Google with the token in them (SYNC.md section 3.1).
"""

from __future__ import annotations

import json
import logging
import os
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias

import httplib2
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc

from countback.targets.google_store import is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

    from countback.targets.google_auth import Access

ROOT = "COUNTBACK_GOOGLE_ROOT"
SECONDS_TO_ANSWER = 30.0
_BATCH_PATH = "batch/calendar/v3"
_BARE = re.compile(rb"(\nHTTP/1\.1 204[^\r\n]*\r\n)\r\n")
_CHATTY = ("google", "google_auth_httplib2", "google_auth_oauthlib", "googleapiclient", "oauthlib", "requests_oauthlib")

Client: TypeAlias = Any
"""Google's client is made at run time and has no types."""


class NotSentAgain(ConnectionError):  # noqa: N818 - says what was not done
    """A write was sent, and the connection ended without an answer."""


class _SendsOnce:
    """What httplib2 does by itself, it does not with writes: send again when a connection is dropped (SYNC.md 3.2).

    A calendar made twice would stay for good; any other write is told about as unknown, and read again.
    """

    _unanswered = False

    def connect(self) -> None:
        """Connect, but not anew for a write that is on its way."""
        if self._unanswered:
            raise NotSentAgain("the connection was dropped before an answer came")
        super().connect()  # type: ignore[misc]

    def request(self, method: str, *rest: Any) -> None:  # noqa: ANN401 - as http.client has them
        """Send."""
        super().request(method, *rest)  # type: ignore[misc]
        self._unanswered = method != "GET"

    def getresponse(self) -> Any:  # noqa: ANN401 - of http.client
        """The answer."""
        answer = super().getresponse()  # type: ignore[misc]
        self._unanswered = False
        return answer


class _Plain(_SendsOnce, httplib2.HTTPConnectionWithTimeout):  # type: ignore[misc]
    """To this machine."""


class _Encrypted(_SendsOnce, httplib2.HTTPSConnectionWithTimeout):  # type: ignore[misc]
    """To everywhere else."""


class SignedHttp:
    """A connection as Google's client wants one: `request` adds the access token, and renews it once if it is refused.

    Google's own signing connection is not used: within a batch it renews over a connection that it never closes, and
    from then on every part of the batch carries the token in its text. `requests` counts what was sent.
    """

    def __init__(self, access: Access, http: httplib2.Http) -> None:
        http.follow_redirects = False  # the API has none, and a token is for one address only
        self._access = access
        self._http = http
        self.requests = 0

    def request(
        self, uri: str, method: str = "GET", body: str | bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[Any, bytes]:
        """Send a request. Raises what renewing raises, and whatever httplib2 does without an answer."""
        answer, content = self._send(uri, method, body, headers or {})
        if answer.status == HTTPStatus.UNAUTHORIZED:
            self._access.renew()
            return self._send(uri, method, body, headers or {})
        return (answer, self._mended(content)) if uri.endswith(_BATCH_PATH) else (answer, content)

    def _mended(self, content: bytes) -> bytes:
        """The answer to a batch as Google's client can read it: it stumbles over a 204 without any header.

        Parts that were refused for their token it sends once again by itself, so the token is renewed before.
        """
        if b"\nHTTP/1.1 401" in content:
            self._access.renew()
        return _BARE.sub(rb"\1Content-Length: 0\r\n\r\n", content)

    def _send(self, uri: str, method: str, body: str | bytes | None, headers: Mapping[str, str]) -> tuple[Any, bytes]:
        signed = {**headers, "authorization": self._access.bearer()}
        self.requests += 1
        if method != "GET":
            self._http.close()  # a connection that has been idle may be dead, and a write is sent only once
        kind = _Encrypted if uri.startswith("https:") else _Plain
        answer: tuple[Any, bytes] = self._http.request(uri, method, body=body, headers=signed, connection_type=kind)
        return answer

    def close(self) -> None:
        """Close all connections."""
        self._http.close()


def root(environment: Mapping[str, str] = os.environ) -> str | None:
    """Where the API is, if it is not at Google; ends in a slash."""
    told = environment.get(ROOT, "")
    return f"{told.rstrip('/')}/" if told else None


def transport(where: str | None, seconds: float = SECONDS_TO_ANSWER) -> httplib2.Http:
    """A connection that waits no longer than `seconds` for an answer; to this very machine without a proxy."""
    if where and is_loopback(where):
        return httplib2.Http(timeout=seconds, proxy_info=None)
    return httplib2.Http(timeout=seconds)


def client(http: SignedHttp, where: str | None = None) -> Client:
    """Google's client for the API at `where` (ends in a slash), None for Google's own."""
    for name in _CHATTY:  # what they have to say is said by our own messages
        logging.getLogger(name).addHandler(logging.NullHandler())
    return build_from_document(description(where), http=http)


def description(where: str | None) -> dict[str, Any]:
    """The description of the API that Google's client ships, with every address led to `where`."""
    shipped: dict[str, Any] = json.loads(get_static_doc("calendar", "v3"))
    if where is None:
        return shipped
    return shipped | {
        "rootUrl": where,
        "mtlsRootUrl": where,
        "servicePath": "calendar/v3/",
        "baseUrl": f"{where}calendar/v3/",
        "batchPath": _BATCH_PATH,
    }
