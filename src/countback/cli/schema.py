"""`countback schema`: the JSON Schema of season.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import say
from countback.files.schema import schema

if TYPE_CHECKING:
    from argparse import Namespace


def run(_told: Namespace) -> int:
    """Print it."""
    say.data(schema())
    return 0
