"""Google's own client, led to the local server by its discovery document (SYNC.md section 3.1)."""

from __future__ import annotations

import copy
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

import httplib2
from google.oauth2.credentials import Credentials
from google_auth_httplib2 import AuthorizedHttp  # type: ignore[import-untyped]
from googleapiclient.discovery import build_from_document

from .contract import document
from .methods import SCOPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .shell import GoogleServer

Google: TypeAlias = Any
"""Google's client, which is made at run time and has no types."""


@contextmanager
def google_client(server: GoogleServer, *scopes: str, timeout: float = 5) -> Iterator[Google]:
    """A service object of google-api-python-client, signed in, with no retries of its own but httplib2's."""
    local = copy.deepcopy(document()) | {"rootUrl": server.root, "baseUrl": f"{server.root}calendar/v3/"}
    tokens = server.sign_in.granted(*(scopes or (f"{SCOPE}calendar",)))
    installed = server.credentials["installed"]
    known = {name: installed[name] for name in ("token_uri", "client_id", "client_secret")}
    credentials = Credentials(  # type: ignore[no-untyped-call]
        tokens["token"], refresh_token=tokens["refresh_token"], **known
    )
    http = AuthorizedHttp(credentials, http=httplib2.Http(timeout=timeout))
    try:
        yield build_from_document(local, http=http)
    finally:
        http.close()
