"""Is a request one that the Calendar API has? Judged by the discovery document that google-api-python-client ships.

Unknown methods, parameters and fields, and values of a wrong type, are refused. The document is Google's, not ours: so
the server cannot drift towards what the client under test happens to send.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from googleapiclient.discovery_cache import get_static_doc

from .refusals import NOT_FOUND, PARSE_ERROR, REQUIRED, Json, Refused, invalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SERVICE_PATH = "/calendar/v3/"
_SCHEMA = "schemas"


@dataclass(frozen=True)
class Method:
    """A method of the API: its id (`events.list`), verb, path, parameters, the schema of its body and its scopes."""

    id: str
    verb: str
    path: re.Pattern[str]
    parameters: Mapping[str, Json]
    schema: str | None
    scopes: frozenset[str]


@dataclass(frozen=True)
class Call:
    """A request that the API has: path and query by name, the body, the headers with names in lower case."""

    method: Method
    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    body: Json
    headers: Mapping[str, str]

    def one(self, name: str, default: str | None = None) -> str | None:
        """A parameter's only value."""
        return self.query.get(name, [default])[0]

    def on(self, name: str) -> bool | None:
        """A boolean parameter's value; None if it was not given."""
        value = self.one(name)
        return None if value is None else value == "true"


@cache
def document() -> Json:
    """The discovery document as shipped."""
    shipped: Json = json.loads(get_static_doc("calendar", "v3"))
    return shipped


@cache
def methods() -> tuple[Method, ...]:
    """Every method of the document, the ones with fewer holes in their path first."""
    found = (_method(entry) for room in document()["resources"].values() for entry in room["methods"].values())
    return tuple(sorted(found, key=lambda method: method.path.groups))


def _method(entry: Json) -> Method:
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(entry["path"]))
    return Method(
        id=entry["id"].removeprefix("calendar."),
        verb=entry["httpMethod"],
        path=re.compile(pattern),
        parameters=entry.get("parameters", {}) | document()["parameters"],
        schema=entry.get("request", {}).get("$ref"),
        scopes=frozenset(entry["scopes"]),
    )


def identify(verb: str, path: str) -> tuple[Method, Mapping[str, str]] | None:
    """The method that answers to a verb and path, with the path's parameters; None if there is none."""
    local = path.removeprefix(SERVICE_PATH)
    for method in methods():
        if method.verb == verb and local != path and (match := method.path.fullmatch(local)):
            return method, {name: unquote(value) for name, value in match.groupdict().items()}
    return None


def read(verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Call:
    """A request as a call.

    Raises `Refused` (404) where the API has no such method, and (400) where the method takes no such request.
    """
    path, _, query = target.partition("?")
    found = identify(verb, path)
    if found is None:
        raise Refused(NOT_FOUND)
    method, places = found
    return Call(method, places, _query(method, query), _body(method, headers, body), headers)


def _query(method: Method, text: str) -> dict[str, list[str]]:
    values = parse_qs(text, keep_blank_values=True)
    for name, given in values.items():
        _check_parameter(method, name, given)
    return values


def _check_parameter(method: Method, name: str, given: list[str]) -> None:
    rule = method.parameters.get(name)
    if rule is None or rule["location"] != "query":
        raise invalid(f'Invalid parameter: unknown name "{name}".', name)
    if len(given) > 1 and not rule.get("repeated"):
        raise invalid(f'Parameter "{name}" may be given once.', name)
    if not all(_fits_text(rule, value) for value in given):
        raise invalid(f'Invalid value for "{name}": {given}.', name)


def _fits_text(rule: Json, value: str) -> bool:
    match rule["type"], rule.get("format"):
        case "boolean", _:
            return value in {"true", "false"}
        case "integer", _:
            low, high = int(rule.get("minimum", -(2**31))), int(rule.get("maximum", 2**31 - 1))
            return re.fullmatch(r"-?\d+", value) is not None and low <= int(value) <= high
        case _, "date-time":
            return is_instant(value)
    return value in rule.get("enum", [value])


def is_instant(text: str) -> bool:
    """Whether a text is an RFC 3339 time with an offset."""
    try:
        return "T" in text and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _body(method: Method, headers: Mapping[str, str], raw: bytes) -> Json:
    if method.schema is None:
        if raw.strip():
            raise invalid(f"{method.id} takes no body.")
        return {}
    if not headers.get("content-type", "").startswith("application/json"):
        raise invalid("The content type of a body has to be application/json.")
    body = _parsed(raw)
    for problem in _problems(body, {"$ref": method.schema}, ""):
        raise invalid(f"Invalid JSON payload received. {problem}")
    _check_required(method, body)
    return body


def _parsed(raw: bytes) -> Json:
    try:
        body = json.loads(raw or b"{}")
    except ValueError:
        raise Refused(PARSE_ERROR) from None
    if not isinstance(body, dict):
        raise Refused(PARSE_ERROR)
    return body


def _check_required(method: Method, body: Json) -> None:
    properties = document()[_SCHEMA][method.schema]["properties"]
    for name, rule in properties.items():
        if f"calendar.{method.id}" in rule.get("annotations", {}).get("required", []) and body.get(name) is None:
            raise Refused(REQUIRED)


def _problems(value: Any, rule: Json, place: str) -> Iterator[str]:  # noqa: ANN401 - JSON of any kind
    rule = document()[_SCHEMA][rule["$ref"]] if "$ref" in rule else rule
    if value is None:  # null deletes in a patch, and is nothing elsewhere
        return
    match rule["type"]:
        case "object" if isinstance(value, dict):
            yield from _object_problems(value, rule, place)
        case "array" if isinstance(value, list) and None not in value:
            for number, item in enumerate(value):
                yield from _problems(item, rule["items"], f"{place}[{number}]")
        case _ if not _fits(value, rule):
            yield f"Invalid value at '{place.lstrip('.')}' ({rule.get('format', rule['type'])}): {json.dumps(value)}"


def _object_problems(value: Json, rule: Json, place: str) -> Iterator[str]:
    known, rest = rule.get("properties", {}), rule.get("additionalProperties")
    for name, item in value.items():
        if name not in known and rest is None:
            yield f"Unknown name \"{name}\" at '{place.lstrip('.')}': Cannot find field."
        else:
            yield from _problems(item, known.get(name, rest), f"{place}.{name}")


def _fits(value: object, rule: Json) -> bool:
    match rule["type"]:
        case "string":
            return isinstance(value, str) and _fits_format(value, rule.get("format"))
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool) and -(2**31) <= value < 2**31
    return bool(rule["type"] == "any")


def _fits_format(text: str, form: str | None) -> bool:
    try:
        match form:
            case "date":
                return date.fromisoformat(text).isoformat() == text
            case "date-time":  # without an offset it needs a time zone beside it: `times` looks
                return "T" in text and datetime.fromisoformat(text) is not None
    except ValueError:
        return False
    return True
