"""Signing in: the OAuth 2.0 authorization, token and revocation endpoints, for an installed app with PKCE.

The consent page is one that clicks for itself: what the athlete would do there is `SignIn.consent`. Tokens are derived
from a counter, so that a failing test fails again the same way; `secrets` lists every one ever given out.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from .refusals import Json

CLIENT_ID = "1234567890-countback.apps.googleusercontent.com"
CLIENT_SECRET = "GOCSPX-loopback-only"  # noqa: S105 - known to a server on loopback alone
AUTH_PATH, TOKEN_PATH, REVOKE_PATH = "/o/oauth2/auth", "/o/oauth2/token", "/o/oauth2/revoke"
PATHS = (AUTH_PATH, TOKEN_PATH, REVOKE_PATH)
ACCESS_LIFE = timedelta(seconds=3599)


class Consent(Enum):
    """What the athlete does on the consent page."""

    GRANT = "grants everything"
    REFUSE = "presses cancel"
    PARTLY = "unticks all scopes but the first"
    NOTHING = "unticks all scopes"


@dataclass(frozen=True)
class Page:
    """An answer of these endpoints: JSON or HTML text, or a redirect in `headers`."""

    status: int
    body: Json | str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Code:
    redirect: str
    challenge: str
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class _Access:
    scopes: frozenset[str]
    until: datetime
    refresh: str


@dataclass
class SignIn:
    """Who may call, and how one comes to be allowed to."""

    clock: Callable[[], datetime]
    consent: Consent = Consent.GRANT
    secrets: list[str] = field(default_factory=lambda: [CLIENT_SECRET])
    _codes: dict[str, _Code] = field(default_factory=dict)
    _access: dict[str, _Access] = field(default_factory=dict)
    _refresh: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def scopes(self, authorization: str) -> frozenset[str] | None:
        """The scopes of the holder of an Authorization header; None if it is not (or no longer) good."""
        kind, _, token = authorization.partition(" ")
        access = self._access.get(token) if kind.lower() == "bearer" else None
        return access.scopes if access and access.until > self.clock() else None

    def granted(self, *scopes: str) -> Json:
        """Tokens for someone who has signed in already: `token`, `refresh_token`, `scopes`, as the app stores them."""
        refresh = self._drawn("1//refresh")
        self._refresh[refresh] = scopes
        return {"token": self._new_access(refresh), "refresh_token": refresh, "scopes": list(scopes)}

    def expire_access(self) -> None:
        """An hour passes: no access token is good any more; refreshing is."""
        self._access.clear()

    def revoke_all(self) -> None:
        """The athlete takes the permission back, or testing mode's seven days are over: nothing is good any more."""
        self._access.clear()
        self._refresh.clear()

    def answer(self, verb: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> Page:
        """The answer of the endpoint at a path."""
        form = {name: values[0] for name, values in parse_qs(body.decode() or query).items()}
        match verb, path:
            case "GET", "/o/oauth2/auth":
                return self._authorize(form)
            case "POST", "/o/oauth2/token":
                return self._token(form, headers)
            case "POST", "/o/oauth2/revoke":
                return self._revoke(form)
        return Page(405, {"error": "invalid_request"})

    def _authorize(self, form: Mapping[str, str]) -> Page:
        problem = _wrong_authorization(form)
        if problem:
            return Page(400, f"<title>Error 400: invalid_request</title>{problem}")
        reply = self._decision(form) | {"state": form.get("state", "")}
        return Page(302, "", {"Location": f"{form['redirect_uri']}?{urlencode(reply)}"})

    def _decision(self, form: Mapping[str, str]) -> dict[str, str]:
        asked = tuple(form["scope"].split())
        match self.consent:
            case Consent.GRANT:
                granted = asked
            case Consent.PARTLY:
                granted = asked[:1]
            case Consent.REFUSE | Consent.NOTHING:
                return {"error": "access_denied"}
        code = self._drawn("4/code")
        self._codes[code] = _Code(form["redirect_uri"], form["code_challenge"], granted)
        return {"code": code, "scope": " ".join(granted)}

    def _token(self, form: Mapping[str, str], headers: Mapping[str, str]) -> Page:
        if _client(form, headers) != (CLIENT_ID, CLIENT_SECRET):
            return _error("invalid_client", "The OAuth client was not found.", 401)
        match form.get("grant_type"):
            case "authorization_code":
                return self._exchange(form)
            case "refresh_token":
                return self._renew(form)
        return _error("unsupported_grant_type", "Invalid grant_type.")

    def _exchange(self, form: Mapping[str, str]) -> Page:
        code = self._codes.pop(form.get("code", ""), None)  # good once
        if code is None or code.redirect != form.get("redirect_uri"):
            return _error("invalid_grant", "Malformed auth code.")
        if code.challenge != _challenge(form.get("code_verifier", "")):
            return _error("invalid_grant", "Invalid code verifier.")
        self.secrets.append(form["code_verifier"])
        tokens = self.granted(*code.scopes)
        return _tokens(tokens["token"], code.scopes, {"refresh_token": tokens["refresh_token"]})

    def _renew(self, form: Mapping[str, str]) -> Page:
        refresh = form.get("refresh_token", "")
        if refresh not in self._refresh:
            return _error("invalid_grant", "Token has been expired or revoked.")
        return _tokens(self._new_access(refresh), self._refresh[refresh], {})

    def _revoke(self, form: Mapping[str, str]) -> Page:
        token = form.get("token", "")
        refresh = self._access[token].refresh if token in self._access else token
        if refresh not in self._refresh:
            return _error("invalid_token", "Token expired or revoked")
        del self._refresh[refresh]
        self._access = {name: access for name, access in self._access.items() if access.refresh != refresh}
        return Page(200, {})

    def _new_access(self, refresh: str) -> str:
        token = self._drawn("ya29.access")
        self._access[token] = _Access(frozenset(self._refresh[refresh]), self.clock() + ACCESS_LIFE, refresh)
        return token

    def _drawn(self, prefix: str) -> str:
        digest = hashlib.sha256(f"{prefix} {len(self.secrets)}".encode()).hexdigest()
        self.secrets.append(f"{prefix}-{digest}")
        return self.secrets[-1]


def credentials(root: str) -> Json:
    """A desktop client's credentials file that signs in at a server at `root` (ends in a slash)."""
    base = root.rstrip("/")
    return {
        "installed": {
            "client_id": CLIENT_ID,
            "project_id": "countback-local",
            "auth_uri": base + AUTH_PATH,
            "token_uri": base + TOKEN_PATH,
            "client_secret": CLIENT_SECRET,
            "redirect_uris": ["http://localhost"],
        }
    }


def _wrong_authorization(form: Mapping[str, str]) -> str | None:
    redirect = urlsplit(form.get("redirect_uri", ""))
    if form.get("client_id") != CLIENT_ID:
        return "The OAuth client was not found."
    if redirect.scheme != "http" or redirect.hostname not in {"127.0.0.1", "localhost", "::1"}:
        return "redirect_uri_mismatch"
    if form.get("response_type") != "code" or not form.get("scope"):
        return "Required parameter is missing: response_type, scope"
    if form.get("code_challenge_method") != "S256" or not form.get("code_challenge"):
        return "PKCE with S256 is required."
    return None


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _client(form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[str, str]:
    kind, _, rest = headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        name, _, secret = base64.b64decode(rest).decode().partition(":")
        return name, secret
    return form.get("client_id", ""), form.get("client_secret", "")


def _tokens(access: str, scopes: tuple[str, ...], more: Json) -> Page:
    life = int(ACCESS_LIFE.total_seconds())
    return Page(
        200, {"access_token": access, "expires_in": life, "scope": " ".join(scopes), "token_type": "Bearer"} | more
    )


def _error(code: str, description: str, status: int = 400) -> Page:
    return Page(status, {"error": code, "error_description": description})
