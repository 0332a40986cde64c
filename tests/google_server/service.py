"""The whole service but for sockets: requests come in as values, answers go out as values, faults lie in between."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from threading import Event
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from . import batch, contract, methods, sign_in
from .account import Account
from .faults import (
    Action,
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
)
from .journal import Entry, Journal, Kind, Received
from .refusals import BAD_CREDENTIALS, Refusal, Refused
from .sign_in import SignIn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from .refusals import Json

JSON_TYPE = "application/json; charset=UTF-8"


class Gone(Exception):  # noqa: N818 - not an error: the caller gets no answer
    """The connection is to be closed without an answer."""


@dataclass(frozen=True)
class Request:
    """What came in over a connection; header names in lower case."""

    verb: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


@dataclass(frozen=True)
class Reply:
    """What goes out; `content_id` in a batch. Of a body with an `ending` only the first `keep` bytes are sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    content_id: str = ""
    ending: Ending | None = None
    keep: int = 0


@dataclass
class Service:
    """Account, sign-in, faults and journal, joined. `batch_order` is the order in which a batch's parts are done."""

    clock: Callable[[], datetime]
    faults: Faults = field(default_factory=Faults)
    journal: Journal = field(default_factory=Journal)
    stopping: Event = field(default_factory=Event)
    batch_order: Callable[[Sequence[int]], Sequence[int]] = tuple
    account: Account = field(init=False)
    sign_in: SignIn = field(init=False)

    def __post_init__(self) -> None:
        """Make the account and the sign-in with one clock."""
        self.account, self.sign_in = Account(self.clock), SignIn(self.clock)

    def receive(self, request: Request) -> Reply:
        """The answer to a request. Raises `Gone` where none is to be sent."""
        with self.account.lock:
            entry = Entry(_received(request, self.journal))
            self.journal.entries.append(entry)
        reply = self._before(entry) or self._after(entry, self._handled(entry, request))
        entry.answered = True
        return reply

    def _before(self, entry: Entry) -> Reply | None:
        for action in self.faults.due(entry.received, Point.BEFORE):
            match action:
                case Drop():
                    raise Gone
                case Stall(seconds):
                    self._pause(seconds)
                case Refuse(refusal):
                    entry.status = refusal.code
                    return _refused(refusal)
                case Before(happen):
                    happen()
        return None

    def _pause(self, seconds: float) -> None:
        self.stopping.wait(seconds)
        raise Gone

    def _handled(self, entry: Entry, request: Request) -> list[Reply]:
        actions = self.faults.due(entry.received, Point.WHILE)
        for action in actions:
            if isinstance(action, Twice):
                self._deliver(entry, request, actions)
        return self._deliver(entry, request, actions)

    def _deliver(self, entry: Entry, request: Request, actions: Sequence[Action]) -> list[Reply]:
        """The answer to a request, or the answers to a batch's parts in the order of the parts."""
        if entry.received.kind is Kind.BATCH:
            return self._batch(entry, request, actions)
        reply = self._signed_in(request) if entry.received.kind is Kind.SIGN_IN else self._listed(request, actions)
        entry.status = reply.status
        return [reply]

    def _signed_in(self, request: Request) -> Reply:
        _, _, query = request.target.partition("?")
        with self.account.lock:
            page = self.sign_in.answer(request.verb, request.path, query, request.headers, request.body)
        if isinstance(page.body, str):
            return Reply(page.status, {"Content-Type": "text/html"} | dict(page.headers), page.body.encode())
        return Reply(page.status, {"Content-Type": JSON_TYPE}, json.dumps(page.body).encode())

    def _listed(self, request: Request, actions: Sequence[Action]) -> Reply:
        shortened = next((action.items for action in actions if isinstance(action, Shorten)), None)
        if shortened is None:
            return self._called(request)
        reply = self._called(replace(request, target=_in_one_page(request.target)))
        return _reworded(reply, lambda body: body | {"items": body["items"][:shortened]})

    def _called(self, request: Request) -> Reply:
        try:
            with self.account.lock:
                answer = self._answer(request)
        except Refused as refused:
            return _refused(refused.refusal)
        if answer.body is None:
            return Reply(answer.status, answer.headers, b"")
        text = json.dumps(answer.body, indent=1, ensure_ascii=False)
        return Reply(answer.status, {"Content-Type": JSON_TYPE} | dict(answer.headers), text.encode())

    def _answer(self, request: Request) -> methods.Answer:
        scopes = self.sign_in.scopes(request.headers.get("authorization", ""))
        if scopes is None:
            raise Refused(BAD_CREDENTIALS)
        call = contract.read(request.verb, request.target, request.headers, request.body)
        return methods.handle(self.account, call, scopes)

    def _batch(self, entry: Entry, request: Request, actions: Sequence[Action]) -> list[Reply]:
        try:
            parts = batch.parts(request.headers.get("content-type", ""), request.body)
        except Refused as refused:
            entry.status = refused.refusal.code
            return [_refused(refused.refusal)]
        replies: dict[int, Reply] = {}
        for place in self.batch_order(range(len(parts))):
            if any(isinstance(action, StopAfter) and len(replies) >= action.parts for action in actions):
                raise Gone
            replies[place] = self._part(place, parts[place], request, actions)
            entry.parts = tuple(replies[at].status if at in replies else None for at in range(len(parts)))
        entry.status = 200
        return [replies[place] for place in range(len(parts))]

    def _part(self, place: int, part: batch.Part, outer: Request, actions: Sequence[Action]) -> Reply:
        refusal = next((a.refusal for a in actions if isinstance(a, RefuseParts) and place in a.places), None)
        inherited = {name: value for name, value in outer.headers.items() if not name.startswith("content-")}
        inner = Request(part.verb, part.target, inherited | dict(part.headers), part.body)
        return replace(_refused(refusal) if refusal else self._called(inner), content_id=part.content_id)

    def _after(self, entry: Entry, replies: list[Reply]) -> Reply:
        actions = self.faults.due(entry.received, Point.AFTER)
        for action in actions:
            match action:
                case Lose():
                    raise Gone
                case StallAnswer(seconds):
                    self._pause(seconds)
                case Then(happen):
                    happen()
                case Reword(change):
                    replies = [_reworded(reply, change) for reply in replies]
                case CutPart(place, share):
                    replies[place] = replace(replies[place], body=_cut(replies[place].body, share))
        return _cut_off(_joined(replies), actions)


def _received(request: Request, journal: Journal) -> Received:
    if request.path in sign_in.PATHS:
        return Received(Kind.SIGN_IN, journal.number(Kind.SIGN_IN), request.path, request.path)
    if request.path == batch.PATH and request.verb == "POST":
        parts = tuple(_received_part(place, part) for place, part in enumerate(_parts(request), 1))
        return Received(Kind.BATCH, journal.number(Kind.BATCH), "batch", request.target, parts=parts)
    return _received_call(journal.number(Kind.API), request)


def _received_part(place: int, part: batch.Part) -> Received:
    return _received_call(place, Request(part.verb, part.target, part.headers, part.body))


def _received_call(number: int, request: Request) -> Received:
    found = contract.identify(request.verb, request.path)
    method = found[0].id if found else ""
    return Received(Kind.API, number, method, request.target, request.body, etag=request.headers.get("if-match"))


def _parts(request: Request) -> list[batch.Part]:
    try:
        return batch.parts(request.headers.get("content-type", ""), request.body)
    except Refused:
        return []


def _refused(refusal: Refusal) -> Reply:
    headers = {"Content-Type": JSON_TYPE} | refusal.headers()
    return Reply(refusal.code, headers, json.dumps(refusal.body(), indent=1).encode())


def _in_one_page(target: str) -> str:
    path, _, query = target.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if name not in {"pageToken", "maxResults"}]
    return f"{path}?{urlencode([*kept, ('maxResults', '2500')])}"


def _reworded(reply: Reply, change: Callable[[Json], Json]) -> Reply:
    if reply.status != 200 or not reply.body:
        return reply
    return replace(reply, body=json.dumps(change(json.loads(reply.body)), indent=1).encode())


def _cut(body: bytes, share: float) -> bytes:
    return body[: int(len(body) * share)]


def _joined(replies: list[Reply]) -> Reply:
    if not replies[0].content_id:
        return replies[0]
    body = batch.rendered((reply.content_id, reply.status, reply.headers, reply.body) for reply in replies)
    return Reply(200, {"Content-Type": f"multipart/mixed; boundary={batch.BOUNDARY}"}, body)


def _cut_off(reply: Reply, actions: Sequence[Action]) -> Reply:
    for action in actions:
        if isinstance(action, CutOff):
            return replace(reply, ending=action.ending, keep=int(len(reply.body) * action.share))
    return reply
