"""Signing in at Google as an installed app: consent in a browser, PKCE on loopback, renewal, and taking it back.

Asked for is the narrowest permission there is: calendars that this program made itself (SYNC.md section 2, Scope). No
message holds a token, a code or an answer of Google's: only the name of what went wrong.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httplib2
from google.auth.exceptions import RefreshError, TransportError
from google.oauth2.credentials import Credentials
from google_auth_httplib2 import Request  # type: ignore[import-untyped]

from countback.targets.google_store import Kept, Tokens, is_loopback
from countback.targets.port import SignInNeeded, TryLater

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from countback.targets.google_store import Client, Store

SCOPE = "https://www.googleapis.com/auth/calendar.app.created"
AGAIN = "To sign in: countback connect google."
SEVEN_DAYS = (
    "In Google's Testing mode a sign-in ends after seven days; docs/google-calendar.md tells how to make it last."
)
SECONDS_TO_CONSENT = 300
_SECONDS_TO_ANSWER = 30
_PASSING = {"missing_token", "server_error", "temporarily_unavailable"}  # the first is an answer that was cut off
_EARLY = timedelta(minutes=2)
"""An access token is renewed this long before its end: a batch must not meet it halfway."""


@dataclass(frozen=True, slots=True)
class Consent:
    """How consent comes back: who shows the address, the loopback port (0: any free one), the patience in seconds."""

    show: Callable[[str], None]
    port: int = 0
    seconds: int = SECONDS_TO_CONSENT


# --- the first time --------------------------------------------------------------------------------------------------


def sign_in(client: Client, consent: Consent) -> Tokens:
    """Ask the athlete for consent. Raises `SignInNeeded` where it is not given, `TryLater` where Google is not there.

    A port that is taken raises OSError.
    """
    from google_auth_oauthlib.flow import WSGITimeoutError
    from oauthlib.oauth2.rfc6749.errors import OAuth2Error  # type: ignore[import-untyped]
    from requests.exceptions import RequestException

    flow = _flow(client, consent)
    try:
        with _relaxed(client):
            flow.run_local_server(
                host="127.0.0.1",
                port=consent.port,
                open_browser=False,
                authorization_prompt_message=None,
                timeout_seconds=consent.seconds,
                prompt="consent",  # or a second sign-in would come without a refresh token
                success_message="Signed in. You can close this window and go back to countback.",
            )
    except WSGITimeoutError:
        raise SignInNeeded(f"No answer came from the browser within {consent.seconds} seconds. {AGAIN}") from None
    except OAuth2Error as error:
        raise _refused(error.error) from None
    except RequestException as error:
        raise TryLater(f"Google's sign-in could not be reached ({type(error).__name__}). {AGAIN}") from None
    finally:
        flow.oauth2session.close()
    return _granted(flow.credentials)


def _flow(client: Client, consent: Consent) -> Any:  # noqa: ANN401 - Google's libraries have no types
    """Google's flow, which shows its address through `consent`, and not with a `print` of its own."""
    from google_auth_oauthlib.flow import InstalledAppFlow

    class Flow(InstalledAppFlow):  # type: ignore[misc]
        def authorization_url(self, **options: Any) -> tuple[str, str]:  # noqa: ANN401 - as above
            address, state = super().authorization_url(**options)
            consent.show(address)
            return address, state

    return Flow.from_client_config(client.config(), [SCOPE])


@contextmanager
def _relaxed(client: Client) -> Iterator[None]:
    """The switches of oauthlib are environment variables: scopes are compared here, loopback needs no encryption."""
    wanted = {"OAUTHLIB_RELAX_TOKEN_SCOPE": "1"}
    if is_loopback(client.auth_uri) or is_loopback(client.token_uri):
        wanted["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _refused(error: object) -> SignInNeeded | TryLater:
    """What went wrong, by the name that RFC 6749 or oauthlib gives it; no other word of an answer is told on."""
    match error:
        case "access_denied":
            return SignInNeeded(f"The permission was not given: it was declined in the browser. {AGAIN}")
        case "missing_code" | "mismatching_state":
            return SignInNeeded(f"What came back from the browser was no answer of this sign-in. {AGAIN}")
        case "invalid_client" | "unauthorized_client" | "deleted_client":
            return SignInNeeded(
                "Google does not know the client of the credentials file (any more). Download the file again from "
                "Google's console: countback connect google --credentials credentials.json"
            )
        case "invalid_grant":
            return SignInNeeded(f"The sign-in at Google has ended or was taken back. {SEVEN_DAYS} {AGAIN}")
        case str() if re.fullmatch("[a-z_]+", error) and error not in _PASSING:
            return SignInNeeded(f"Google refused the sign-in ({error}). {AGAIN}")
    return TryLater(f"Google's sign-in is out of order for the moment. {AGAIN}")


def _granted(credentials: Any) -> Tokens:  # noqa: ANN401 - Google's libraries have no types
    """The tokens, if they allow what is needed."""
    scopes = credentials.granted_scopes or credentials.scopes or ()
    granted = tuple(scopes.split()) if isinstance(scopes, str) else tuple(scopes)
    if SCOPE not in granted:
        raise SignInNeeded(
            "Only a part was granted: countback needs the one tick on Google's page, to make a calendar of its own and "
            f"change events in it. Nothing was kept. {AGAIN}"
        )
    if not credentials.refresh_token:
        raise SignInNeeded(f"Google gave no lasting permission (no refresh token). {AGAIN}")
    return Tokens(credentials.token, credentials.refresh_token, credentials.expiry.replace(tzinfo=UTC), granted)


# --- from then on ----------------------------------------------------------------------------------------------------


class Access:
    """The access token of a sign-in: as kept while it is good, renewed and kept anew when it is not."""

    def __init__(self, store: Store, client: Client, tokens: Tokens, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._client = client
        self._tokens = tokens
        self._clock = clock

    def bearer(self) -> str:
        """The value of an Authorization header. Raises what `renew` raises."""
        if self._clock() >= self._tokens.expiry - _EARLY:
            self.renew()
        return f"Bearer {self._tokens.access}"

    def renew(self) -> None:
        """Get a new access token. Raises `SignInNeeded` if the permission is gone, `TryLater` if no answer came."""
        credentials = self._credentials()
        try:
            _ask(credentials.refresh)
        except RefreshError as error:
            raise _not_renewed(error) from None
        except (TransportError, OSError) as error:
            raise TryLater(f"Google's sign-in could not be reached ({type(error).__name__}).") from None
        except (AttributeError, KeyError, TypeError, ValueError):  # an answer that was cut off
            raise TryLater("Google's sign-in gave an answer that makes no sense.") from None
        self._tokens = replace(
            self._tokens,
            access=str(credentials.token),
            refresh=str(credentials.refresh_token),
            expiry=credentials.expiry.replace(tzinfo=UTC),
        )
        with suppress(OSError):  # a folder that cannot be written to costs a request in the next run, no more
            self._store.write(Kept(self._client, self._tokens))

    def _credentials(self) -> Any:  # noqa: ANN401 - Google's libraries have no types
        return Credentials(  # type: ignore[no-untyped-call]
            None,
            refresh_token=self._tokens.refresh,
            token_uri=self._client.token_uri,  # `from_authorized_user_info` would put Google's own here
            client_id=self._client.client_id,
            client_secret=self._client.client_secret,
        )


def _ask(call: Callable[[Any], None]) -> None:
    """Give a call of Google's library a connection that is closed afterwards, which the library itself forgets."""
    http = httplib2.Http(timeout=_SECONDS_TO_ANSWER)
    try:
        call(Request(http))
    finally:
        http.close()


def _not_renewed(error: RefreshError) -> SignInNeeded | TryLater:
    """Why no new access token was given. Of Google's words only the code is told on."""
    details = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], dict) else {}
    if error.retryable:
        return TryLater("Google's sign-in is out of order for the moment.")
    return _refused(details.get("error"))


def take_back(client: Client, tokens: Tokens) -> bool:
    """Tell Google to forget the permission; whether it was heard. What is kept here may be forgotten either way."""
    address = client.token_uri.removesuffix("/token") + "/revoke"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    http = httplib2.Http(timeout=_SECONDS_TO_ANSWER)
    try:
        answer, _ = http.request(address, "POST", body=urlencode({"token": tokens.refresh}), headers=headers)
    except (httplib2.HttpLib2Error, OSError, HTTPException):
        return False
    finally:
        http.close()
    return bool(answer.status == HTTPStatus.OK)
