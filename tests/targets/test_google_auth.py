"""Signing in at Google and what is kept of it: files that fit and do not, consent, renewal, and no secret told."""

from __future__ import annotations

import json
import stat
import threading
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from countback.targets import google_auth
from countback.targets.google_auth import SCOPE, Consent, sign_in, take_back
from countback.targets.google_store import (
    Client,
    CredentialsError,
    Kept,
    Store,
    Tokens,
    config_folder,
    parse_client,
    read_client,
)
from countback.targets.port import Refusal, SignInNeeded, TryLater
from tests.google_door import keep_sign_in
from tests.google_server import ALWAYS, CutOff, Drop, Ending, GoogleServer, Refuse, Reword, token_request
from tests.google_server import Consent as Click
from tests.google_server import refusals as why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.google_server.faults import Action

INSTALLED = {
    "client_id": "1-a.apps.googleusercontent.com",
    "client_secret": "not-to-be-told",
    "auth_uri": "https://accounts.google.com/o/oauth2/auth",
    "token_uri": "https://oauth2.googleapis.com/token",
}
EXAMPLE = Path(__file__).parents[2] / "credentials.example.json"


@pytest.fixture
def server() -> Iterator[GoogleServer]:
    """A server with nothing wrong so far."""
    with GoogleServer() as running:
        yield running


@pytest.fixture
def client(server: GoogleServer) -> Client:
    """The client of the server's credentials file."""
    return parse_client(json.dumps(server.credentials).encode(), "credentials.json")


# --- the credentials file --------------------------------------------------------------------------------------------


def without(key: str) -> str:
    """A file that lacks a key."""
    return json.dumps({"installed": {name: value for name, value in INSTALLED.items() if name != key}})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("{", "is no JSON (line 1)"),
        ("<html>Sign in</html>", "is no JSON"),
        ("\ufeff{}\x00", "is no JSON"),
        ("[]", "no credentials file"),
        ("null", "no credentials file"),
        ("{}", "no credentials file"),
        ('{"installed": []}', "no credentials file"),
        ('{"token": "x", "refresh_token": "y"}', "no credentials file"),
        (json.dumps({"web": INSTALLED}), "Web application"),
        ('{"type": "service_account", "private_key": "x"}', "service account"),
        *((without(key), f"lacks {key}") for key in INSTALLED),
        (json.dumps({"installed": INSTALLED | {"client_id": 7}}), "lacks client_id"),
        (json.dumps({"installed": INSTALLED | {"token_uri": "http://example.org/token"}}), "not https"),
        (json.dumps({"installed": INSTALLED | {"auth_uri": "file:///etc/passwd"}}), "not https"),
        (EXAMPLE.read_text("utf-8"), "is the example"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_of(text: str, said: str) -> None:
    """What was found, in which file, and what to do; nothing of what is in it."""
    with pytest.raises(CredentialsError) as caught:
        parse_client(text.encode("utf-8", "surrogatepass"), "my.json")
    assert str(caught.value).startswith("my.json ")
    assert said in str(caught.value)
    assert "not-to-be-told" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Or is a folder."""
    with pytest.raises(CredentialsError, match="no such file"):
        read_client(tmp_path / "credentials.json")
    with pytest.raises(CredentialsError, match="is a folder"):
        read_client(tmp_path)


def test_googles_file_is_read() -> None:
    """A client of type Desktop app; its secret is in no text made of it."""
    client = parse_client(json.dumps({"installed": INSTALLED | {"project_id": "mine"}}).encode(), "my.json")
    assert client.config()["installed"]["token_uri"] == INSTALLED["token_uri"]
    assert "not-to-be-told" not in repr(client)


# --- what is kept ----------------------------------------------------------------------------------------------------


def kept(client: Client) -> Kept:
    """A sign-in."""
    return Kept(client, Tokens("access-secret", "refresh-secret", datetime(2027, 1, 1, 12, tzinfo=UTC), (SCOPE,)))


def test_what_is_kept_is_read_again(tmp_path: Path, client: Client) -> None:
    """Client, tokens and the end of the access token; for the owner's eyes alone, and in no text made of it."""
    store = Store(tmp_path / "new" / "countback")
    store.write(kept(client))
    assert store.read() == kept(client)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert "secret" not in repr(kept(client)).replace("client_secret", "")


def test_what_was_readable_by_others_is_no_more(tmp_path: Path, client: Client) -> None:
    """An earlier file's permissions are not kept."""
    store = Store(tmp_path)
    store.path.write_text("{}")
    store.path.chmod(0o644)
    store.write(kept(client))
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [store.path]


def test_nothing_is_kept_before_and_after(tmp_path: Path, client: Client) -> None:
    """No file is no sign-in; forgetting twice is no fault."""
    store = Store(tmp_path)
    assert store.read() is None
    store.write(Kept(client))
    assert store.read() == Kept(client)
    store.forget()
    store.forget()
    assert store.read() is None


@pytest.mark.parametrize("tokens", [[], {}, "x", {"access_token": "a", "refresh_token": "b", "expiry": "soon"}, 7])
def test_a_broken_file_is_told_of(tmp_path: Path, client: Client, tokens: object) -> None:
    """It is named, with what to do."""
    store = Store(tmp_path)
    store.path.write_text(json.dumps(client.config() | {"tokens": tokens}))
    with pytest.raises(CredentialsError, match="countback connect google"):
        store.read()


def test_the_folder_is_the_environments_or_the_platforms(tmp_path: Path) -> None:
    """COUNTBACK_CONFIG first."""
    assert config_folder({"COUNTBACK_CONFIG": str(tmp_path)}) == tmp_path
    assert config_folder({}).name == "countback"


# --- consent ---------------------------------------------------------------------------------------------------------


class Browser:
    """Someone who opens the address that is shown, in a thread of their own."""

    def __init__(self) -> None:
        self.address = ""
        self.page = ""
        self._thread = threading.Thread(target=self._open)

    def show(self, address: str) -> None:
        """The address to open."""
        self.address = address
        self._thread.start()

    def _open(self) -> None:
        try:
            with urllib.request.urlopen(self.address, timeout=5) as answer:  # noqa: S310 - http, on loopback
                self.page = answer.read().decode()
        except urllib.error.HTTPError as error:
            error.close()

    def close(self) -> None:
        """Wait until the page is there."""
        if self.address:
            self._thread.join()


@pytest.fixture
def browser() -> Iterator[Browser]:
    """A browser."""
    opened = Browser()
    yield opened
    opened.close()


def test_consent_gives_tokens_for_own_calendars_only(server: GoogleServer, client: Client, browser: Browser) -> None:
    """The narrowest permission, PKCE, a loopback address by number, and a page that says that it is done."""
    tokens = sign_in(client, Consent(browser.show, seconds=5))
    assert tokens.scopes == (SCOPE,)
    assert server.sign_in.scopes(f"Bearer {tokens.access}") == frozenset({SCOPE})
    assert timedelta(minutes=50) < tokens.expiry - datetime.now(UTC) < timedelta(minutes=61)
    assert "code_challenge_method=S256" in browser.address
    assert "redirect_uri=http%3A%2F%2F127.0.0.1%3A" in browser.address
    browser.close()
    assert "go back to countback" in browser.page
    assert not [secret for secret in server.sign_in.secrets if secret in browser.address]


def test_the_environment_is_left_as_it_was(client: Client, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """The switches of oauthlib are for the moment alone; on a machine of Google's none is for plain http."""
    monkeypatch.delenv("OAUTHLIB_INSECURE_TRANSPORT", raising=False)
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "0")
    sign_in(client, Consent(browser.show, seconds=5))
    import os

    assert "OAUTHLIB_INSECURE_TRANSPORT" not in os.environ
    assert os.environ.get("OAUTHLIB_RELAX_TOKEN_SCOPE") == "0"


@pytest.mark.parametrize("click", [Click.REFUSE, Click.NOTHING])
def test_cancel_is_told(server: GoogleServer, client: Client, browser: Browser, click: Click) -> None:
    """Nothing was granted."""
    server.sign_in.consent = click
    with pytest.raises(SignInNeeded, match="declined"):
        sign_in(client, Consent(browser.show, seconds=5))


def test_a_part_is_not_enough(server: GoogleServer, client: Client, browser: Browser) -> None:
    """Whoever unticks the one box that matters is told which."""
    server.faults.script(token_request, Reword(lambda body: body | {"scope": "openid"}), skip=1)
    with pytest.raises(SignInNeeded, match="Only a part was granted"):
        sign_in(client, Consent(browser.show, seconds=5))


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Reword(lambda body: {k: v for k, v in body.items() if k != "refresh_token"}), SignInNeeded),
        (Reword(lambda body: {k: v for k, v in body.items() if k != "access_token"}), TryLater),
        (Refuse(why.BACKEND), TryLater),
        (Refuse(why.FORBIDDEN), TryLater),
        (Drop(), TryLater),
        (CutOff(0.5, Ending.SHORT), TryLater),
        (CutOff(0.5, Ending.QUIET), TryLater),
    ],
)
def test_an_exchange_that_fails_is_told(
    server: GoogleServer,
    client: Client,
    browser: Browser,
    fault: Action,
    kind: type[Refusal],
) -> None:
    """With the way on, and with no secret."""
    server.faults.script(token_request, fault, skip=1, times=ALWAYS)
    with pytest.raises(kind, match="countback connect google") as caught:
        sign_in(client, Consent(browser.show, seconds=5))
    assert not [secret for secret in server.sign_in.secrets if secret in str(caught.value)]
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_client_that_google_does_not_know(server: GoogleServer, browser: Browser) -> None:
    """A secret that was replaced in Google's console."""
    config = server.credentials["installed"] | {"client_secret": "replaced"}
    with pytest.raises(SignInNeeded, match="Download the file again"):
        sign_in(parse_client(json.dumps({"installed": config}).encode(), "x"), Consent(browser.show, seconds=5))


def test_nobody_answers(client: Client) -> None:
    """A time-out has words of its own."""
    with pytest.raises(SignInNeeded, match="within 1 seconds"):
        sign_in(client, Consent(lambda _: None, seconds=1))


def test_a_stray_visitor_is_no_answer(client: Client) -> None:
    """Somebody else's state, or none."""

    def stray(address: str) -> None:
        port = address.partition("127.0.0.1%3A")[2].partition("%2F")[0]
        thread = threading.Thread(target=lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/?code=x&state=y"))
        thread.start()

    with pytest.raises(SignInNeeded, match="no answer of this sign-in"):
        sign_in(client, Consent(stray, seconds=5))


def test_a_port_that_is_taken(server: GoogleServer, client: Client) -> None:
    """An OSError, as the shell has it."""
    taken = int(server.root.rsplit(":", 1)[1].strip("/"))
    with pytest.raises(OSError, match="in use"):
        sign_in(client, Consent(lambda _: None, port=taken, seconds=1))


# --- renewal, and taking back ----------------------------------------------------------------------------------------


def access(store: Store) -> google_auth.Access:
    """The access token of what is kept."""
    kept = store.read()
    assert kept
    assert kept.tokens
    return google_auth.Access(store, kept.client, kept.tokens, lambda: datetime.now(UTC))


def test_a_renewed_token_is_kept(server: GoogleServer, tmp_path: Path) -> None:
    """For the next run."""
    store = keep_sign_in(server, tmp_path / "c", timedelta(0))
    bearer = access(store).bearer()
    assert server.sign_in.scopes(bearer) == frozenset({SCOPE})
    assert access(store).bearer() == bearer
    assert server.journal.token_requests == 1


def test_a_folder_that_cannot_be_written_to_costs_a_request_no_more(server: GoogleServer, tmp_path: Path) -> None:
    """The token is good all the same."""
    store = keep_sign_in(server, tmp_path / "c", timedelta(0))
    held = access(store)
    store.path.unlink()
    store.folder.rmdir()
    store.folder.write_text("in the way")
    assert server.sign_in.scopes(held.bearer()) == frozenset({SCOPE})


def test_a_sign_in_that_has_ended_is_told_with_testing_modes_seven_days(server: GoogleServer, tmp_path: Path) -> None:
    """The most frequent reason, and how to go on."""
    store = keep_sign_in(server, tmp_path / "c", timedelta(0))
    server.sign_in.revoke_all()
    with pytest.raises(SignInNeeded, match=r"seven days.*countback connect google") as caught:
        access(store).bearer()
    assert not [secret for secret in server.sign_in.secrets if secret in str(caught.value)]


def test_a_permission_is_taken_back(server: GoogleServer, tmp_path: Path) -> None:
    """Google forgets it; a second time there is nothing to forget, and nobody there is no fault."""
    store = keep_sign_in(server, tmp_path / "c")
    kept = store.read()
    assert kept
    assert kept.tokens
    assert take_back(kept.client, kept.tokens)
    assert server.sign_in.scopes(f"Bearer {kept.tokens.access}") is None
    assert not take_back(kept.client, kept.tokens)
    server.stop()
    assert not take_back(kept.client, kept.tokens)
