"""How problems are put into words: values as the file shows them, lists, likely names."""

from __future__ import annotations

import json
import re
from datetime import date, time
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters of no line of text: controls, separators of lines, and what turns the direction of all that follows it.

Joiners, soft hyphens and the like are none of them: joined emoji and Persian are written with those.
"""
_SHORT = 48
_BEGUN = 3  # so many letters of a word say which one is meant
_HUGE = 10**15
_MANY = 8


def found(value: object) -> str:
    """A value as TOML writes it, cut where it gets long."""
    text = _toml(value)
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def _toml(value: object) -> str:
    match value:
        case str():
            return UNSHOWN.sub(_escaped, json.dumps(value[:_SHORT], ensure_ascii=False))
        case list() if not any(isinstance(item, list | dict) for item in value):
            return _flat(value)
        case list():
            return "[…]"
        case dict():
            return "{…}"
        case _:
            return _bare(value)


def _escaped(odd: re.Match[str]) -> str:
    return f"\\u{ord(odd[0]):04x}"


def _bare(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() if abs(value) >= _HUGE:
            return "a huge number"
        case date() | time():
            return value.isoformat()
        case _:
            return repr(value)


def _flat(values: list[object]) -> str:
    return f"[{', '.join(_toml(value) for value in values[:_MANY])}{', …' if len(values) > _MANY else ''}]"


def listed(words: Iterable[str]) -> str:
    """The words in quotes: `"a", "b" or "c"`."""
    quoted = [f'"{word}"' for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def likely(word: str, options: Iterable[str]) -> str | None:
    """The option that was probably meant, if one is near."""
    by_folded = {option.casefold(): option for option in options}
    asked = word.casefold().strip()
    begun = [name for name in by_folded if len(word) >= _BEGUN and name.startswith(asked)]
    if len(begun) == 1:
        return by_folded[begun[0]]
    near = get_close_matches(asked[:_SHORT], by_folded, n=1, cutoff=0.6)
    return by_folded[near[0]] if near else None
