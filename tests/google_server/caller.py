"""A caller that hands requests to the service without a socket: for tests of the server itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from .methods import SCOPE
from .service import Request, Service

if TYPE_CHECKING:
    from .refusals import Json

ANY = f"{SCOPE}calendar"


class Caller:
    """Someone signed in to a service, with all scopes unless told otherwise."""

    def __init__(self, service: Service, *scopes: str) -> None:
        self.service = service
        self.token = service.sign_in.granted(*(scopes or (ANY,)))["token"]

    def ask(self, verb: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """Status and JSON of the answer; header names are given with underscores."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        told |= {"content-type": "application/json"} if body is not None else {}
        raw = b"" if body is None else json.dumps(body).encode()
        request = Request(verb, f"/calendar/v3/{path}", {"authorization": f"Bearer {self.token}"} | told, raw)
        reply = self.service.receive(request)
        return reply.status, json.loads(reply.body or b"null")

    def done(self, verb: str, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401 - JSON of any kind
        """The JSON of an answer that has to be a success."""
        status, answer = self.ask(verb, path, body, **headers)
        assert status in {200, 204}, answer
        return answer

    def why_not(self, verb: str, path: str, body: object = None, **headers: str) -> tuple[int, str]:
        """Status and reason of an answer that has to be a refusal."""
        status, answer = self.ask(verb, path, body, **headers)
        assert status >= 400, answer
        return status, answer["error"]["errors"][0]["reason"]


def events_of(calendar_id: str, event_id: str = "", **query: str | int) -> str:
    """The path of a calendar's events, or of one, with a query."""
    path = f"calendars/{quote(calendar_id, safe='')}/events"
    return path + (f"/{event_id}" if event_id else "") + (f"?{urlencode(query)}" if query else "")


def run(event_id: str = "", day: int = 1, **more: Any) -> Json:  # noqa: ANN401 - fields of an event
    """The body of an all-day event in March 2027."""
    body = {"summary": "Easy run", "start": {"date": f"2027-03-{day:02}"}, "end": {"date": f"2027-03-{day + 1:02}"}}
    return body | ({"id": event_id} if event_id else {}) | more
