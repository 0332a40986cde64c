"""`countback connect google`: sign in, once. What is kept is readable by the athlete alone."""

from __future__ import annotations

import errno
import sys
import webbrowser
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from countback.cli import say
from countback.cli.stop import INTERRUPTED, Stop
from countback.targets.google_store import HOW, CredentialsError, Kept, Store, config_folder, read_client
from countback.targets.port import Refusal

if TYPE_CHECKING:
    from argparse import Namespace

    from countback.targets.google_store import Client

_ELSEWHERE = """\
The browser has to run on this machine, or reach port {port} of it: from another one,
  ssh -N -L {port}:127.0.0.1:{port} THIS-MACHINE     (--port N keeps the number the same each time)"""


def run(told: Namespace) -> int:
    """Sign in and keep it; Stop with words for whatever is in the way."""
    store = Store(config_folder())
    client = _client(told, store)
    _sign_in(told, store, client)
    sys.stdout.write(f"Signed in at Google. It is kept in {store.path}. Next: countback sync google\n")
    return 0


def _client(told: Namespace, store: Store) -> Client:
    """The client of the file that is named, else the one of the last time."""
    try:
        if told.credentials:
            return read_client(told.credentials)
        kept = store.read()
    except CredentialsError as error:
        raise Stop(str(error)) from None
    if kept is None:
        raise Stop(f"connect google needs --credentials credentials.json the first time; {HOW}.")
    return kept.client


def _sign_in(told: Namespace, store: Store, client: Client) -> None:
    from countback.targets.google_auth import Consent, sign_in

    consent = Consent(_printed if told.no_browser else _opened, told.port, told.wait)
    try:
        store.write(Kept(client, sign_in(client, consent)))
    except Refusal as refusal:
        raise Stop(str(refusal), code=refusal.code) from None
    except KeyboardInterrupt:
        raise Stop("The sign-in was interrupted. Nothing was kept.", code=INTERRUPTED) from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise Stop(
            f"Port {told.port} is in use by another program. Name another with --port, or none at all."
        ) from None


def _printed(address: str) -> None:
    """The address alone on stdout, for programs; what to do with it on stderr."""
    port = urlsplit(parse_qs(urlsplit(address).query)["redirect_uri"][0]).port
    say.note("Open this address in a browser, and grant the permission that it asks for:")
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
    say.note(_ELSEWHERE.format(port=port))


def _opened(address: str) -> None:
    say.note("Your browser opens Google's page. Grant the permission that it asks for.")
    if not webbrowser.open(address):
        say.note("No browser could be opened.")
        _printed(address)
