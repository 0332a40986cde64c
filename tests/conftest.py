"""What holds for every test of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.loopback import refuse_foreign_connections

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True, scope="session")
def _this_machine_only() -> Iterator[None]:
    """Tests make no connection off loopback."""
    with pytest.MonkeyPatch.context() as patch:
        refuse_foreign_connections(patch)
        yield
