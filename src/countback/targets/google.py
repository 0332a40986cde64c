"""The door to Google Calendar: one calendar of its own, read by sync token, written in batches under preconditions.

What a field becomes is `google_events`, what an error means `google_errors`, the connection `google_http`. Here: which
request is made, and which answers count. Only a whole event with its id and etag is a conclusion; anything else,
success or not, is unknown, and the next read tells.
"""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from googleapiclient.errors import HttpError

from countback.targets import google_errors, google_events, google_http
from countback.targets.google_auth import AGAIN, Access
from countback.targets.google_store import CredentialsError, Store, config_folder
from countback.targets.pace import Pace
from countback.targets.port import (
    Applied,
    CalendarGone,
    Delete,
    Deleted,
    Insert,
    Look,
    Outcome,
    Page,
    Patch,
    Refusal,
    SignInNeeded,
    TryLater,
    Unknown,
    Write,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from countback.targets.google_http import Client, SignedHttp

MOST_PARTS = 50
MOST_PER_PAGE = 2500
UNITS_A_MINUTE = 500
CALENDAR_COLOUR = "8"  # basil, of the 24 colours of calendars
_PATCH_UNITS, _OTHER_UNITS = 3, 1


class GoogleDoor:
    """A calendar at Google; `calendar` is empty until there is one. Close it after use."""

    def __init__(
        self, http: SignedHttp, client: Client, calendar: str, pace: Pace, per_page: int = MOST_PER_PAGE
    ) -> None:
        self._http = http
        self._client = client
        self._calendar = calendar
        self._pace = pace
        self._per_page = per_page
        self._zone = "UTC"
        self._most = MOST_PARTS
        self._plain = False  # made in this run, its colour not yet set

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    # --- what it is ---

    @property
    def calendar(self) -> str:
        """The id of the calendar; empty while there is none."""
        return self._calendar

    @property
    def batch_size(self) -> int:
        """The most writes in one `send`: half as many after one that was throttled, twice after one that was not."""
        return self._most

    @property
    def requests(self) -> int:
        """Requests to the API so far."""
        return self._http.requests

    def describe(self) -> str:
        """The calendar in a few words."""
        return f"Google Calendar, {self._calendar or 'a new calendar'}"

    # --- making it ---

    def make(self, look: Look) -> str:
        """Make the calendar and answer its id. A lost answer (`TryLater`) may leave an empty one behind."""
        body = {"summary": look.name, "timeZone": look.zone, "description": look.about}
        made = self._asked(self._client.calendars().insert(body=body))
        if not isinstance(made, dict) or not isinstance(made.get("id"), str):
            raise TryLater("Google Calendar's answer was cut off: whether the calendar was made is not known.")
        self._calendar, self._zone, self._plain = made["id"], look.zone, True
        return self._calendar

    def remove(self) -> None:
        """Delete the calendar, with all that is in it; one that is not there any more is no fault."""
        with suppress(CalendarGone):
            self._asked(self._client.calendars().delete(calendarId=self._calendar))
        self._calendar = ""

    # --- reading ---

    def pull(self, token: str | None) -> Iterator[Page]:
        """What has changed since a token; without one, everything. Raises `TokenExpired` on any page."""
        page_token: str | None = None
        while True:
            found = self._listed(token, page_token)
            page_token = found.get("nextPageToken")
            yield self._page(found)
            if not page_token:
                return

    def _listed(self, token: str | None, page_token: str | None) -> Any:  # noqa: ANN401 - JSON
        """One page. The parameters are the same with and without a token, as Google demands."""
        asked = {"calendarId": self._calendar, "showDeleted": True, "maxResults": self._per_page}
        asked |= {"syncToken": token} if token else {}
        asked |= {"pageToken": page_token} if page_token else {}
        found = self._asked(self._client.events().list(**asked), token)
        if not isinstance(found, dict) or not isinstance(found.get("items"), list):
            raise TryLater("Google Calendar's answer was cut off.")
        if not (found.get("nextPageToken") or found.get("nextSyncToken")):
            raise TryLater("Google Calendar's list has no end.")
        return found

    def _page(self, found: dict[str, Any]) -> Page:
        self._zone = found.get("timeZone", self._zone)
        try:
            remotes = tuple(google_events.listed(found["items"], self._zone))
        except google_events.NotWhole as error:
            raise TryLater(f"Google Calendar's list holds {error}.") from None
        return Page(remotes, None if found.get("nextPageToken") else found["nextSyncToken"])

    def _asked(self, request: Any, token: str | None = None) -> Any:  # noqa: ANN401 - Google's client has no types
        """The answer to a single request. Raises `Refusal` and `TokenExpired`."""
        self._pace.spend(_OTHER_UNITS)
        try:
            return request.execute(http=self._http, num_retries=0)
        except HttpError as error:
            found = google_errors.problem(error)
            raise google_errors.of_read(found, token, self._calendar) from None
        except (*google_errors.LOST, *google_errors.GARBLED) as error:
            raise google_errors.lost(error) from None

    # --- writing ---

    def send(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """Try the writes in one batch, and tell what became of each.

        Raises a `Refusal` only if no write came to a conclusion: else it is met again when the rest is sent.
        """
        if not writes:
            return ()
        self._pace.spend(sum(_PATCH_UNITS if isinstance(write, Patch) else _OTHER_UNITS for write in writes))
        verdicts = self._tried(writes)
        throttled = any(isinstance(verdict, Unknown) and verdict.throttled for verdict in verdicts)
        self._most = max(1, self._most // 2) if throttled else min(MOST_PARTS, self._most * 2)
        return _settled(verdicts)

    def _tried(self, writes: Sequence[Write]) -> list[Verdict]:
        answers: dict[str, tuple[object, HttpError | None]] = {}
        batch = self._client.new_batch_http_request(
            callback=lambda key, answer, error: answers.update({key: (answer, error)})
        )
        for number, write in enumerate(writes):
            batch.add(self._request(write), request_id=str(number))
        self._add_colour(batch, len(writes))
        try:
            batch.execute(http=self._http)
        except (*google_errors.LOST, *google_errors.GARBLED) as error:  # a BatchError, which is an HttpError, first
            return [Unknown(f"no whole answer came ({type(error).__name__})")] * len(writes)
        except HttpError as error:
            return [google_errors.of_batch(google_errors.problem(error))] * len(writes)
        self._plain = self._plain and len(writes) == MOST_PARTS  # else the colour was in it
        return [self._verdict(write, answers.get(str(number))) for number, write in enumerate(writes)]

    def _add_colour(self, batch: Any, parts: int) -> None:  # noqa: ANN401 - Google's client has no types
        """Colour a calendar just made, where that costs no request of its own: it is no more than an ornament."""
        if self._plain and parts < MOST_PARTS:
            body = {"colorId": CALENDAR_COLOUR}
            batch.add(self._client.calendarList().patch(calendarId=self._calendar, body=body), request_id="colour")

    def _request(self, write: Write) -> Any:  # noqa: ANN401 - Google's client has no types
        events = self._client.events()
        if isinstance(write, Insert):
            return events.insert(calendarId=self._calendar, body=google_events.inserted(write.event))
        place = {"calendarId": self._calendar, "eventId": google_events.google_id(write.uid)}
        if isinstance(write, Patch):
            request = events.patch(**place, body=google_events.patched(write.event, write.groups))
        else:
            request = events.delete(**place)
        request.headers["If-Match"] = write.etag
        return request

    def _verdict(self, write: Write, told: tuple[object, HttpError | None] | None) -> Verdict:
        """What an answer says of a write; a success counts only with the whole event in it."""
        answer, error = told or ("", None)
        if error is not None:
            return google_errors.of_write(google_errors.problem(error))
        if isinstance(write, Delete) and told:
            return Deleted()
        try:
            remote = google_events.remote(answer, self._zone)
        except google_events.NotWhole as cut:
            return Unknown(f"Google answered with {cut}")
        return Applied(remote) if remote.uid == write.uid and remote.event else Unknown("Google answered otherwise")


Verdict = Outcome | Refusal


def _settled(verdicts: Sequence[Verdict]) -> list[Outcome]:
    """The outcomes; a refusal is raised where it is all there is to tell."""
    refusal = next((verdict for verdict in verdicts if isinstance(verdict, Refusal)), None)
    if refusal and not any(isinstance(verdict, Applied | Deleted) for verdict in verdicts):
        raise refusal
    return [Unknown(str(verdict)) if isinstance(verdict, Refusal) else verdict for verdict in verdicts]


def open_door(calendar: str = "") -> GoogleDoor:
    """The door to a calendar with the sign-in that is kept, to where the environment says.

    Raises `SignInNeeded` if there is no sign-in.
    """
    where = google_http.root()
    http = google_http.SignedHttp(_access(Store(config_folder())), google_http.transport(where))
    return GoogleDoor(http, google_http.client(http, where), calendar, Pace(UNITS_A_MINUTE, time.monotonic, time.sleep))


def _access(store: Store) -> Access:
    try:
        kept = store.read()
    except CredentialsError as error:
        raise SignInNeeded(str(error)) from None
    if kept is None:
        raise SignInNeeded(
            "There is no sign-in at Google yet: countback connect google --credentials credentials.json"
            " (docs/google-calendar.md tells how to get that file)."
        )
    if kept.tokens is None:
        raise SignInNeeded(f"You are signed out of Google. {AGAIN}")
    return Access(store, kept.client, kept.tokens, _now)


def _now() -> datetime:
    return datetime.now(UTC)
