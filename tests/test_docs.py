"""What the documentation shows is what the program prints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.docs import PAGES, ROOT, replayed
from tests.runs import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_transcripts_are_true(page: Path) -> None:
    """Each `$ countback …` prints what stands below it; `make docs` writes them anew."""
    assert replayed(page) == page.read_text("utf-8")


def test_the_season_in_the_readme_reads_without_a_problem(tmp_path: Path) -> None:
    """The toml block can be copied and used."""
    text = (ROOT / "README.md").read_text("utf-8")
    (tmp_path / "season.toml").write_text(text.split("```toml\n", 1)[1].split("```", 1)[0], "utf-8")
    ended = run("show", "--json", cwd=tmp_path)
    assert ended.code == 0, ended.err
    assert json.loads(ended.out)["sessions"]


def test_every_example_is_told_in_the_readme() -> None:
    """And there are three of them."""
    text = (ROOT / "README.md").read_text("utf-8")
    examples = sorted(path.name for path in (ROOT / "examples").iterdir())
    assert len(examples) == 3
    assert all(f"examples/{name}" in text for name in examples)
