"""Ids for races and seasons whose file gives none: derived from name and date, never drawn."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

_LETTERS: Final = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
"""Letters that Unicode does not take apart."""
_LONGEST: Final = 56


def slug(text: str) -> str:
    """The text in a–z, 0–9 and hyphens: `Kölner Straßenlauf` is `kolner-strassenlauf`; empty when nothing is left."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", folded).strip("-")[:_LONGEST].strip("-")


def dated(text: str, day: date) -> str:
    """The text with the year of the day at its end, once."""
    year = str(day.year)
    return text if text == year or text.endswith(f"-{year}") else f"{text}-{year}"


def race_id(name: str, distance: str, day: date, taken: Collection[str]) -> str:
    """A race's id: `berlin-marathon-2027`, with `-2` at its end where that is taken."""
    stem = dated(slug(name) or slug(distance), day)
    free = (candidate for number in range(1, len(taken) + 2) if (candidate := _numbered(stem, number)) not in taken)
    return next(free)


def _numbered(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}-{number}"


def season_id(first_race: str, day: date) -> str:
    """A season's id, from the id of its first race and the year: moving that race by some weeks keeps it."""
    return dated(first_race, day)
