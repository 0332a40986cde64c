"""The tests of the sync catch the bugs that others have had."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.mutants import MUTANTS, Mutant, caught

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_mutant_is_caught(mutant: Mutant, tmp_path: Path) -> None:
    """Some test fails when the program has this bug."""
    assert caught(mutant, tmp_path)
