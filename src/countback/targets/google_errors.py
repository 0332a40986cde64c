"""What Google's errors mean (SYNC.md section 2): for one write, for a whole run, for a read.

A code alone says little: 403 is three things and 410 is three. Compared are numbers with numbers and the reason's name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

import httplib2
from googleapiclient.errors import BatchError

from countback.targets.port import (
    CalendarGone,
    NotPermitted,
    QuotaSpent,
    Refusal,
    Rejected,
    SignInNeeded,
    TokenExpired,
    TryLater,
    Unknown,
)

if TYPE_CHECKING:
    from googleapiclient.errors import HttpError

LOST = (OSError, HTTPException, httplib2.HttpLib2Error)
"""What comes out of the client when no answer, or not all of it, arrived."""
GARBLED = (BatchError, AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What Google's client makes of a batch's answer that was cut off (SYNC.md section 3.3)."""

THROTTLED = {"rateLimitExceeded", "userRateLimitExceeded"}
SPENT = {"quotaExceeded", "dailyLimitExceeded"}
NEW_ONE = (
    "To begin with a new one: countback disconnect --remove-calendar, then countback connect google and countback sync "
    "google."
)
ONE_EVENT_ONLY = {"forbiddenForNonOrganizer", "cannotChangeOrganizer"}
WRONG_IN_ITSELF = {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}
_LONGEST_MESSAGE = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """An error answer: status, the reason's name, Google's own words, and the seconds to wait that it asks for."""

    status: int
    reason: str
    message: str
    wait: float

    def __str__(self) -> str:
        return f"{self.status} {self.reason}".strip()

    @property
    def throttled(self) -> bool:
        """Too quick: the same again, later."""
        return self.status == HTTPStatus.TOO_MANY_REQUESTS or (
            self.status == HTTPStatus.FORBIDDEN and self.reason in THROTTLED
        )


def problem(error: HttpError) -> Problem:
    """An error of Google's client, read."""
    told = _told(error.content)
    first = next((each for each in told.get("errors") or [] if isinstance(each, dict)), {})
    message = str(first.get("message") or told.get("message") or "")
    return Problem(int(error.resp.status), str(first.get("reason", "")), message[:_LONGEST_MESSAGE], _wait(error.resp))


def _told(content: bytes | str) -> dict[str, Any]:
    try:
        found = json.loads(content)["error"]
    except (ValueError, TypeError, KeyError):  # a page of some machine on the way, or an answer cut off
        return {}
    return found if isinstance(found, dict) else {}


def _wait(headers: Any) -> float:  # noqa: ANN401 - httplib2 has no types
    """Retry-After: seconds, or a date that counts from the answer's own."""
    text = str(headers.get("retry-after", ""))
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - parsedate_to_datetime(headers["date"])).total_seconds())
    except (ValueError, TypeError, KeyError):
        return 0.0


def of_write(found: Problem) -> Unknown | Rejected | Refusal:
    """What an error says of a write. A `Refusal` is given, not raised: the other writes have answers of their own."""
    if found.status in WRONG_IN_ITSELF or found.reason in ONE_EVENT_ONLY:
        return Rejected(f"Google says: {found.message or found}")
    if found.status in {401, 403} and not found.throttled:
        return refusal(found)
    return Unknown(
        str(found),
        wait=found.wait,
        throttled=found.throttled,
        gone=found.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE},
        taken=found.status == HTTPStatus.CONFLICT and found.reason != "conflict",
    )


def of_batch(found: Problem) -> Unknown | Refusal:
    """What an error that answers a whole batch says of each write in it: none is known to be wrong in itself."""
    verdict = of_write(found)
    return Unknown(str(found)) if isinstance(verdict, Rejected) else verdict


def of_read(found: Problem, token: str | None, calendar: str) -> Refusal | TokenExpired:
    """What an error says of a read that began with `token`."""
    if token is not None and found.status in {400, 410}:
        return TokenExpired()
    if found.status == HTTPStatus.NOT_FOUND:
        return CalendarGone(
            f"The calendar {calendar} is not there: it was deleted, or is one that countback did not make. {NEW_ONE}"
        )
    return refusal(found)


def refusal(found: Problem) -> Refusal:
    """What an error says of the whole run."""
    if found.throttled:
        return TryLater(f"Google Calendar asks for a pause ({found}).", found.wait, untouched=True)
    match found.status, found.reason:
        case 401, _:
            return SignInNeeded("Google does not accept the sign-in (401). Sign in again: countback connect google.")
        case 403, reason if reason in SPENT:
            return QuotaSpent(f"Google's quota for this calendar is used up ({found}). Try again in some hours.")
        case 403, "accessNotConfigured":
            return NotPermitted(
                "The Google Calendar API is not switched on in the project of the credentials file. Switch it on in "
                "Google's console (docs/google-calendar.md), wait a minute, and try again."
            )
        case 403, _:
            return NotPermitted(
                f"Google does not permit this ({found}): countback may only touch calendars that it made itself. If "
                "you took the permission back, sign in again: countback connect google."
            )
    return TryLater(f"Google Calendar could not do this for now ({found}).", found.wait)


def lost(error: BaseException) -> TryLater:
    """No answer, or half of one."""
    untouched = isinstance(error, ConnectionRefusedError | httplib2.ServerNotFoundError)
    return TryLater(f"Google Calendar could not be reached ({type(error).__name__}).", untouched=untouched)
