"""`countback disconnect`: sign out of Google, and take the permission back there too."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from countback.cli import say
from countback.cli.stop import Stop
from countback.targets.google_store import CredentialsError, Kept, Store, config_folder

if TYPE_CHECKING:
    from argparse import Namespace

BY_HAND = "Google could not be told. Take the permission back yourself: https://myaccount.google.com/connections"


def run(_told: Namespace) -> int:
    """Forget the tokens; the credentials file's client stays, so that connecting again needs no file."""
    store = Store(config_folder())
    kept = _kept(store)
    if kept is None or kept.tokens is None:
        sys.stdout.write("There is no sign-in to forget.\n")
        return 0
    from countback.targets.google_auth import take_back

    heard = take_back(kept.client, kept.tokens)
    store.write(Kept(kept.client))
    sys.stdout.write("Signed out of Google. The calendar and what is in it stay as they are.\n")
    if not heard:
        say.note(BY_HAND)
    return 0


def _kept(store: Store) -> Kept | None:
    """What is kept; a broken file is no sign-in, and goes."""
    try:
        return store.read()
    except CredentialsError as error:
        store.forget()
        raise Stop(f"{error} It has been deleted.") from None
