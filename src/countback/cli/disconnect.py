"""`countback disconnect`: sign out of Google, and take the permission back there too."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from countback.cli import calendars, say
from countback.cli.stop import Stop
from countback.targets.google_store import CredentialsError, Kept, Store, config_folder
from countback.targets.port import Refusal

if TYPE_CHECKING:
    from argparse import Namespace

    from countback.ledger.store import Ledger

BY_HAND = "Google could not be told. Take the permission back yourself: https://myaccount.google.com/connections"


def run(told: Namespace) -> int:
    """Forget the tokens; the credentials file's client stays, so that connecting again needs no file."""
    store = Store(config_folder())
    kept = _kept(store)
    if told.remove_calendar:
        _remove(told)
    if kept is None or kept.tokens is None:
        sys.stdout.write("There is no sign-in to forget.\n")
        return 0
    from countback.targets.google_auth import take_back

    heard = take_back(kept.client, kept.tokens)
    store.write(Kept(kept.client))
    rest = "" if told.remove_calendar else " The calendar and what is in it stay as they are."
    sys.stdout.write(f"Signed out of Google.{rest}\n")
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


def _remove(told: Namespace) -> None:
    """Delete the season's calendar, and know it no more. Raises Stop where Google does not do it."""
    if not (told.folder / calendars.STATE).is_dir():
        raise Stop(f"No calendar is kept for {told.folder.absolute()}. Name the season's folder with -C.")
    try:
        with calendars.the_ledger(told) as ledger:
            _removed(ledger.target(calendars.GOOGLE))
    except Refusal as refusal:
        raise Stop(str(refusal), code=refusal.code) from None


def _removed(known: Ledger) -> None:
    from countback.targets.google import open_door

    calendar = known.get("calendar")
    if not calendar:
        sys.stdout.write("This season has no calendar at Google.\n")
        return
    with open_door(calendar) as door:
        door.remove()
    known.forget()
    sys.stdout.write(f"Removed the calendar {calendar}.\n")
