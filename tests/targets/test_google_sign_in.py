"""Signing in at the strict local server with Google's own flow: consent, PKCE, renewal, revocation."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from google_auth_oauthlib.flow import InstalledAppFlow
from oauthlib.oauth2.rfc6749.errors import (  # type: ignore[import-untyped]
    AccessDeniedError,
    InvalidGrantError,
)

from tests.google_server import APP_CREATED, Consent, GoogleServer

if TYPE_CHECKING:
    from collections.abc import Iterator

FREE_BUSY = "https://www.googleapis.com/auth/calendar.freebusy"
ROOT = Path(__file__).parents[2]
REDIRECT = "http://127.0.0.1:9/"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleServer]:
    """A server whose token address is plain http, which oauthlib takes in tests only."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    with GoogleServer() as running:
        yield running


@pytest.fixture
def flow(server: GoogleServer) -> Iterator[InstalledAppFlow]:
    """Google's flow for installed apps, with both scopes asked for."""
    started = InstalledAppFlow.from_client_config(server.credentials, [APP_CREATED, FREE_BUSY], redirect_uri=REDIRECT)
    with closing(started.oauth2session):
        yield started


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """The browser stops where it was sent."""


def clicked(address: str) -> str:
    """Where the browser is sent from the consent page."""
    try:
        urllib.request.build_opener(_NoRedirect).open(address, timeout=5).close()
    except HTTPError as answer:
        with answer:
            return answer.headers.get("Location", "") or answer.read().decode()
    raise AssertionError("the page sends nowhere")


def signed_in(flow: InstalledAppFlow) -> Any:  # noqa: ANN401 - Google's client has no types
    """Credentials from the whole flow."""
    address, _ = flow.authorization_url()
    flow.fetch_token(authorization_response=clicked(address).replace("http:", "https:"))
    return flow.credentials


def renew(credentials: Any) -> None:  # noqa: ANN401 - as above
    """Renew an access token."""
    with closing(requests.Session()) as session:
        credentials.refresh(Request(session))


def test_the_flow_ends_with_tokens_that_are_good(server: GoogleServer, flow: InstalledAppFlow) -> None:
    """Access and refresh token, and the scopes that were granted."""
    credentials = signed_in(flow)
    assert server.sign_in.scopes(f"Bearer {credentials.token}") == frozenset({APP_CREATED, FREE_BUSY})
    old = credentials.token
    renew(credentials)
    assert credentials.token != old
    assert server.sign_in.scopes(f"Bearer {credentials.token}") == frozenset({APP_CREATED, FREE_BUSY})


def test_pressing_cancel_is_told_to_the_app(server: GoogleServer, flow: InstalledAppFlow) -> None:
    """access_denied, and no code."""
    server.sign_in.consent = Consent.REFUSE
    with pytest.raises(AccessDeniedError):
        signed_in(flow)


def test_an_athlete_can_untick_a_scope(server: GoogleServer, flow: InstalledAppFlow) -> None:
    """The library warns of it; the tokens are good for what is left."""
    server.sign_in.consent = Consent.PARTLY
    address, _ = flow.authorization_url()
    with pytest.raises(Warning, match="Scope has changed"):
        flow.fetch_token(authorization_response=clicked(address).replace("http:", "https:"))


def test_a_code_needs_its_verifier(server: GoogleServer, flow: InstalledAppFlow) -> None:
    """PKCE: whoever caught the code on its way cannot use it."""
    address, _ = flow.authorization_url()
    location = clicked(address).replace("http:", "https:")
    flow.code_verifier = "someone-elses-verifier-of-forty-three-characters-or-more"
    with pytest.raises(InvalidGrantError):
        flow.fetch_token(authorization_response=location)
    assert server.journal.token_requests == 2


def test_a_code_is_good_once(flow: InstalledAppFlow) -> None:
    """A second exchange is refused."""
    address, _ = flow.authorization_url()
    location = clicked(address).replace("http:", "https:")
    flow.fetch_token(authorization_response=location)
    with pytest.raises(InvalidGrantError):
        flow.fetch_token(authorization_response=location)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("client_id", "someone-else"),
        ("redirect_uri", "https://example.org/"),
        ("response_type", "token"),
        ("code_challenge_method", "plain"),
        ("scope", ""),
    ],
)
def test_a_wrong_request_for_consent_gets_a_page_and_no_code(flow: InstalledAppFlow, name: str, value: str) -> None:
    """Google shows an error page then, and sends the browser nowhere."""
    address, _ = flow.authorization_url()
    parts = urlsplit(address)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()} | {name: value}
    assert "Error 400" in clicked(parts._replace(query=urlencode(query)).geturl())


def test_after_seven_days_of_testing_mode_the_sign_in_is_dead(server: GoogleServer, flow: InstalledAppFlow) -> None:
    """invalid_grant, which no retry mends."""
    credentials = signed_in(flow)
    server.sign_in.revoke_all()
    with pytest.raises(RefreshError) as caught:
        renew(credentials)
    assert "invalid_grant" in str(caught.value)
    assert not caught.value.retryable


def test_an_app_can_give_its_permission_back(server: GoogleServer, flow: InstalledAppFlow) -> None:
    """Revoking ends the access and the refresh token; a second time there is nothing to revoke."""
    credentials = signed_in(flow)
    address, form = f"{server.root}o/oauth2/revoke", {"token": credentials.refresh_token}
    assert requests.post(address, form, timeout=5).status_code == 200
    assert server.sign_in.scopes(f"Bearer {credentials.token}") is None
    with pytest.raises(RefreshError):
        renew(credentials)
    assert requests.post(address, form, timeout=5).json()["error"] == "invalid_token"


def test_every_secret_given_out_is_known(server: GoogleServer, flow: InstalledAppFlow) -> None:
    """So that a test can look for them in outputs and logs, and the journal holds none."""
    credentials = signed_in(flow)
    assert {credentials.token, credentials.refresh_token, credentials.client_secret} <= set(server.sign_in.secrets)
    journal = repr(server.journal.entries)
    assert not [secret for secret in server.sign_in.secrets if secret in journal]


def test_the_server_can_be_a_process_of_its_own() -> None:
    """It says where it is, writes a credentials file, has faults from its command line, and ends when told to."""
    faults = json.dumps([{"do": "refuse", "code": 503, "reason": "backendError"}])
    command = [sys.executable, "-m", "tests.google_server", "--print-root", "--faults", faults]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        told = json.loads(process.stdout.readline())
        assert Path(told["credentials"]).read_text().startswith('{"installed":')
        address, bearer = told["root"] + "calendar/v3/calendars/primary", f"Bearer {told['access_token']}"
        answers = [requests.get(address, headers={"Authorization": bearer}, timeout=5) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [503, 200]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=5) == 0
