"""A small, strict Google Calendar on loopback: what the sync is tested against, since the live service is not.

Strict where the live service is known to be, pedantic where it is silent. Requests are judged by the discovery document
that google-api-python-client ships (`contract`), errors have the shapes of Google's page (`refusals`), and a black-box
probe and a third-party client keep it honest (`tests/targets/test_probe.py`).

    with GoogleServer() as server:
        server.root, server.credentials        # for the program under test
        server.sign_in.granted(APP_CREATED)    # tokens without the sign-in
        server.faults.script(nth(2), Lose())   # what goes wrong
        server.athlete(calendar_id).drag(...)  # what the athlete does
        server.journal.writes                  # what was asked

Imports run one way: shell → {athlete | service} → {batch | methods | sign_in | faults}, methods → listing →
events → times → refusals, faults → journal. Only `shell` knows sockets and the wall clock.
"""

from __future__ import annotations

from .account import EMAIL
from .athlete import Athlete
from .faults import (
    ALWAYS,
    Before,
    CutOff,
    CutPart,
    Drop,
    Ending,
    Faults,
    Lose,
    Point,
    Refuse,
    RefuseParts,
    Reword,
    Shorten,
    Stall,
    StallAnswer,
    StopAfter,
    Then,
    Twice,
    any_request,
    batches,
    calls,
    later_pages,
    nth,
    token_request,
    writes,
)
from .journal import Kind, Received
from .methods import APP_CREATED
from .shell import GoogleServer
from .sign_in import Consent

__all__ = [
    "ALWAYS",
    "APP_CREATED",
    "EMAIL",
    "Athlete",
    "Before",
    "Consent",
    "CutOff",
    "CutPart",
    "Drop",
    "Ending",
    "Faults",
    "GoogleServer",
    "Kind",
    "Lose",
    "Point",
    "Received",
    "Refuse",
    "RefuseParts",
    "Reword",
    "Shorten",
    "Stall",
    "StallAnswer",
    "StopAfter",
    "Then",
    "Twice",
    "any_request",
    "batches",
    "calls",
    "later_pages",
    "nth",
    "token_request",
    "writes",
]
