"""multipart/mixed to parts and back: the outer and inner syntax of POST /batch/calendar/v3, not what it means."""

from __future__ import annotations

from dataclasses import dataclass
from email.parser import BytesParser
from http import HTTPStatus
from typing import TYPE_CHECKING

from .refusals import Refusal, Refused, invalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from email.message import Message

PATH = "/batch/calendar/v3"
MOST_PARTS = 50
BOUNDARY = "batch_strict_local_server"
TOO_MANY_PARTS = Refusal(400, "batchSizeTooLarge", f"The batch request has more than {MOST_PARTS} parts.")


@dataclass(frozen=True)
class Part:
    """One request inside a batch; header names in lower case."""

    content_id: str
    verb: str
    target: str
    headers: Mapping[str, str]
    body: bytes


def parts(content_type: str, body: bytes) -> list[Part]:
    """The requests inside a batch. Raises `Refused` (400) if it is none, or too long."""
    if not content_type.startswith("multipart/mixed"):
        raise invalid("A batch has to be multipart/mixed.")
    outer = BytesParser().parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    inner = [part for part in outer.get_payload() if not isinstance(part, str)] if outer.is_multipart() else []
    if not inner:
        raise invalid("The batch has no parts.")
    if len(inner) > MOST_PARTS:
        raise Refused(TOO_MANY_PARTS)
    return [_part(message) for message in inner]


def _part(message: Message) -> Part:
    content_id = message.get("Content-ID", "")
    if message.get_content_type() != "application/http" or not content_id.startswith("<"):
        raise invalid("A part of a batch has to be application/http and needs a Content-ID.")
    payload = message.get_payload(decode=True)
    line, _, rest = (payload if isinstance(payload, bytes) else b"").partition(b"\n")
    words = line.decode("latin-1").split()
    if len(words) not in (2, 3) or not words[1].startswith("/"):
        raise invalid("A part of a batch has to begin with a request line: verb and path.")
    request = BytesParser().parsebytes(rest)
    content = request.get_payload(decode=True)
    headers = {name.lower(): str(value) for name, value in request.items()}
    return Part(content_id, words[0], words[1], headers, content if isinstance(content, bytes) else b"")


def rendered(answers: Iterable[tuple[str, int, Mapping[str, str], bytes]]) -> bytes:
    """The answer to a batch from content ids, statuses, headers and bodies of its parts' answers."""
    return b"".join(_rendered_part(*answer) for answer in answers) + f"--{BOUNDARY}--\r\n".encode()


def _rendered_part(content_id: str, status: int, headers: Mapping[str, str], body: bytes) -> bytes:
    inner = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    outer = [f"--{BOUNDARY}", "Content-Type: application/http", f"Content-ID: <response-{content_id[1:]}"]
    return "\r\n".join([*outer, "", *inner, "", ""]).encode() + body + b"\r\n"
