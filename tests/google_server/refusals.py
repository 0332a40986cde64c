"""What the server refuses with: the codes, reasons and words of Google's page on Calendar errors, as values.

A `Refusal` is a value, so that a test may script one; `Refused` carries it up from wherever the server noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

CANONICAL = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error answer. `place` is (locationType, location), what the error is about; `retry_after` in seconds."""

    code: int
    reason: str
    message: str
    domain: str = "global"
    place: tuple[str, str] | None = None
    retry_after: int | None = None

    @property
    def status(self) -> str | None:
        """The canonical name of the code, where there is one; a limit is RESOURCE_EXHAUSTED whatever its code."""
        return "RESOURCE_EXHAUSTED" if self.domain == "usageLimits" else CANONICAL.get(self.code)

    def body(self) -> Json:
        """The JSON that goes out."""
        detail: Json = {"domain": self.domain, "reason": self.reason, "message": self.message}
        if self.place:
            detail |= {"locationType": self.place[0], "location": self.place[1]}
        error: Json = {"errors": [detail], "code": self.code, "message": self.message}
        return {"error": error | ({"status": self.status} if self.status else {})}

    def headers(self) -> dict[str, str]:
        """The headers that go out with it."""
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return headers | (
            {"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/"'} if self.code == 401 else {}
        )


class Refused(Exception):  # noqa: N818 - the error is the `Refusal` that it carries
    """The server does not do what was asked; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def invalid(message: str, parameter: str | None = None) -> Refused:
    """400: the request is wrong."""
    return Refused(Refusal(400, "invalid", message, place=("parameter", parameter) if parameter else None))


def not_modelled(what: str) -> Refused:
    """501: the live service could do it, this server cannot."""
    return Refused(Refusal(501, "notImplemented", f"This test server does not model {what}."))


PARSE_ERROR = Refusal(400, "parseError", "Parse Error")
REQUIRED = Refusal(400, "required", "Required")
TIME_RANGE_EMPTY = Refusal(
    400, "timeRangeEmpty", "The specified time range is empty.", "calendar", ("parameter", "timeMax")
)
BAD_SYNC_TOKEN = Refusal(400, "invalid", "Invalid sync token value.", "calendar", ("parameter", "syncToken"))
BAD_PAGE_TOKEN = Refusal(400, "invalid", "Invalid page token value.", "calendar", ("parameter", "pageToken"))
BAD_CREDENTIALS = Refusal(401, "authError", "Invalid Credentials", place=("header", "Authorization"))
NO_SCOPE = Refusal(403, "insufficientPermissions", "Request had insufficient authentication scopes.")
FORBIDDEN = Refusal(403, "forbidden", "Forbidden")
USER_RATE_LIMIT = Refusal(403, "userRateLimitExceeded", "User Rate Limit Exceeded", "usageLimits")
RATE_LIMIT = Refusal(403, "rateLimitExceeded", "Rate Limit Exceeded", "usageLimits")
QUOTA = Refusal(403, "quotaExceeded", "Calendar usage limits exceeded.", "usageLimits")
DAILY_LIMIT = Refusal(403, "dailyLimitExceeded", "Daily Limit Exceeded", "usageLimits")
NOT_FOUND = Refusal(404, "notFound", "Not Found")
DUPLICATE = Refusal(409, "duplicate", "The requested identifier already exists.")
CONFLICT = Refusal(409, "conflict", "Conflict")
DELETED = Refusal(410, "deleted", "Resource has been deleted")
FULL_SYNC = Refusal(
    410,
    "fullSyncRequired",
    "Sync token is no longer valid, a full sync is required.",
    "calendar",
    ("parameter", "syncToken"),
)
UPDATED_MIN_TOO_LONG_AGO = Refusal(
    410,
    "updatedMinTooLongAgo",
    "The requested minimum modification time lies too far in the past.",
    "calendar",
    ("parameter", "updatedMin"),
)
PRECONDITION = Refusal(412, "conditionNotMet", "Precondition Failed", place=("header", "If-Match"))
TOO_MANY = Refusal(429, "rateLimitExceeded", "Rate Limit Exceeded", "usageLimits")
BACKEND = Refusal(500, "backendError", "Backend Error")
UNAVAILABLE = Refusal(503, "backendError", "The service is currently unavailable.")

BY_REASON = {
    (r.code, r.reason): r
    for r in (
        BAD_SYNC_TOKEN,
        BAD_CREDENTIALS,
        NO_SCOPE,
        FORBIDDEN,
        USER_RATE_LIMIT,
        RATE_LIMIT,
        QUOTA,
        DAILY_LIMIT,
        NOT_FOUND,
        DUPLICATE,
        CONFLICT,
        DELETED,
        FULL_SYNC,
        UPDATED_MIN_TOO_LONG_AGO,
        PRECONDITION,
        TOO_MANY,
        BACKEND,
        UNAVAILABLE,
    )
}
