"""The `fields` parameter: a part of an answer instead of the whole (`nextSyncToken,items(id,start/date)`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .refusals import invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

Selection = dict[str, "Selection"]


def select(body: Any, selection: Mapping[str, Selection]) -> Any:  # noqa: ANN401 - JSON of any kind
    """The part of an answer that a selection names; an empty selection is the whole."""
    if not selection or "*" in selection:
        return body
    if isinstance(body, list):
        return [select(item, selection) for item in body]
    if not isinstance(body, dict):
        return body
    return {name: select(value, selection[name]) for name, value in body.items() if name in selection}


def parse(text: str) -> Selection:
    """A selection from its text. Raises `Refused` (400) if it is none."""
    words = re.findall(r"[\w*-]+|[,()/]|\S", text)
    selection = _parse_list(words)
    if words:
        raise invalid(f"Invalid field selection {text}", "fields")
    return selection


def _parse_list(words: list[str]) -> Selection:
    selection: Selection = {}
    while words:
        _parse_one(words, selection)
        if not words or words[0] != ",":
            break
        words.pop(0)
    return selection


def _parse_one(words: list[str], into: Selection) -> None:
    name = words.pop(0)
    if not re.fullmatch(r"[\w*-]+", name):
        raise invalid(f"Invalid field selection {name}", "fields")
    inner = into.setdefault(name, {})
    if words and words[0] == "/":
        words.pop(0)
        _parse_one(words or [""], inner)
    elif words and words[0] == "(":
        words.pop(0)
        inner.update(_parse_list(words))
        if not words or words.pop(0) != ")":
            raise invalid(f"Invalid field selection {name}", "fields")
