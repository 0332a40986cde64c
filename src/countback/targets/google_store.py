"""What is kept of a sign-in at Google: the client of the credentials file and its tokens, readable by the owner alone.

`google.json` in the folder of `COUNTBACK_CONFIG`, else in the platform's folder for settings. One file, so that client
and tokens always belong together. No secret of it shows in a `repr`.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "google.json"
CONFIG = "COUNTBACK_CONFIG"
HOW = "docs/google-calendar.md tells step by step how to make one"
_EXAMPLE_SECRET = "your-client-secret"  # noqa: S105 - of credentials.example.json
_KEYS = ("client_id", "client_secret", "auth_uri", "token_uri")


class CredentialsError(ValueError):
    """A credentials file that cannot be used. The message says what was found, and what to do."""


@dataclass(frozen=True, slots=True)
class Client:
    """The program as Google's console knows it: what a credentials file of type *Desktop app* holds."""

    client_id: str
    client_secret: str = field(repr=False)
    auth_uri: str
    token_uri: str

    def config(self) -> dict[str, dict[str, str | list[str]]]:
        """As Google's own libraries and its console write it."""
        own: dict[str, str | list[str]] = {key: getattr(self, key) for key in _KEYS}
        return {"installed": own | {"redirect_uris": ["http://localhost"]}}


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in gave: the access token is good until `expiry` (aware), the refresh token gives new ones."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expiry: datetime
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """Client and tokens together; no tokens before the first sign-in and after `disconnect`."""

    client: Client
    tokens: Tokens | None = None


# --- the credentials file --------------------------------------------------------------------------------------------


def read_client(path: Path) -> Client:
    """The client of a credentials file. Raises `CredentialsError`, and OSError where the file cannot be read."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        raise CredentialsError(f"{path}: there is no such file; {HOW}.") from None
    except IsADirectoryError:
        raise CredentialsError(f"{path} is a folder; name the credentials file in it.") from None
    return parse_client(text, str(path))


def parse_client(text: bytes, name: str) -> Client:
    """The client in the text of the credentials file called `name`. Raises `CredentialsError`."""
    if not text.strip():
        raise CredentialsError(f"{name} is empty. Download it again from Google's console; {HOW}.")
    try:
        found = json.loads(text)
    except ValueError as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise CredentialsError(f"{name} is no JSON{where}. It has to be the file as Google gave it; {HOW}.") from None
    return _client(_installed(found, name), name)


def _installed(found: Any, name: str) -> Mapping[str, Any]:  # noqa: ANN401 - JSON of any kind
    """The part of the file that is about a desktop client."""
    kinds = found if isinstance(found, dict) else {}
    if isinstance(kinds.get("installed"), dict):
        return kinds["installed"]  # type: ignore[no-any-return]
    if "web" in kinds:
        raise CredentialsError(
            f"{name} belongs to a client of type Web application. Make one of type Desktop app; {HOW}."
        )
    if kinds.get("type") == "service_account":
        raise CredentialsError(f"{name} is the key of a service account. Make a client of type Desktop app; {HOW}.")
    raise CredentialsError(f'{name} is no credentials file of Google: it has no "installed" in it; {HOW}.')


def _client(installed: Mapping[str, Any], name: str) -> Client:
    missing = [key for key in _KEYS if not (isinstance(installed.get(key), str) and installed[key])]
    if missing:
        raise CredentialsError(f"{name} lacks {', '.join(missing)}. Download it again from Google's console; {HOW}.")
    client = Client(**{key: installed[key] for key in _KEYS})
    if client.client_secret == _EXAMPLE_SECRET:
        raise CredentialsError(f"{name} is the example that comes with countback, not a file of your own; {HOW}.")
    for address in (client.auth_uri, client.token_uri):
        if not _is_safe(address):
            raise CredentialsError(
                f"{name} would send secrets to {address}, which is not https: not a file of Google's."
            )
    return client


def _is_safe(address: str) -> bool:
    """Encrypted on its way, or never on its way."""
    parts = urlsplit(address)
    return parts.scheme == "https" or is_loopback(address)


def is_loopback(address: str) -> bool:
    """Whether an address is a plain http one of this very machine, as tests have it."""
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"}


# --- what is kept ----------------------------------------------------------------------------------------------------


def config_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder that the sign-in is kept in."""
    told = environment.get(CONFIG)
    if told:
        return Path(told)
    import platformdirs

    return Path(platformdirs.user_config_dir("countback"))


@dataclass(frozen=True, slots=True)
class Store:
    """The file in a folder. Reading and writing raise OSError as files do."""

    folder: Path

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / FILE

    def read(self) -> Kept | None:
        """What is kept, None for nothing. Raises `CredentialsError` for a file that is not ours, or broken."""
        try:
            text = self.path.read_bytes()
        except FileNotFoundError:
            return None
        client = parse_client(text, str(self.path))
        return Kept(client, _tokens(json.loads(text).get("tokens"), self.path))

    def write(self, kept: Kept) -> None:
        """Keep a sign-in: whole or not at all, and at no moment readable by others."""
        content: dict[str, Any] = dict(kept.client.config())
        if kept.tokens:
            content["tokens"] = _as_json(kept.tokens)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # a folder that is there is not ours to close
        _write_private(self.path, json.dumps(content, indent=1).encode() + b"\n")

    def forget(self) -> None:
        """Keep nothing any more."""
        self.path.unlink(missing_ok=True)


def _as_json(tokens: Tokens) -> dict[str, Any]:
    return {
        "access_token": tokens.access,
        "refresh_token": tokens.refresh,
        "expiry": tokens.expiry.astimezone(UTC).isoformat(),
        "scopes": list(tokens.scopes),
    }


def _tokens(found: Any, path: Path) -> Tokens | None:  # noqa: ANN401 - JSON of any kind
    if found is None:
        return None
    try:
        return Tokens(
            access=str(found["access_token"]),
            refresh=str(found["refresh_token"]),
            expiry=datetime.fromisoformat(found["expiry"]).astimezone(UTC),
            scopes=tuple(map(str, found["scopes"])),
        )
    except (KeyError, TypeError, ValueError):
        raise CredentialsError(f"{path} is broken. Delete it, and sign in again: countback connect google.") from None


def _write_private(path: Path, text: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)  # 0600 from its first byte
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
