"""The page on rules knows every rule that a plan names; a table of one's own is read like the one that ships."""

from __future__ import annotations

import math
import re
import tomllib
from pathlib import Path

import pytest

from countback.training.rules import load, names
from tests.plans import planned
from tests.training.grid import season, toml

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "rules.md").read_text("utf-8")
TABLE = (ROOT / "src" / "countback" / "rules" / "classic-1.toml").read_text("utf-8")
RULE = re.compile(r"\bS(\d+)\b")
SPAN = re.compile(r"\bS(\d+)(?:–|\.\.)S?(\d+)")


def listed() -> list[int]:
    """The rules that have a row of their own on the page."""
    return [int(number) for number in re.findall(r"^\| S(\d+) \|", PAGE, re.MULTILINE)]


def named(text: str) -> set[int]:
    """The rules that a text names, with those inside a span."""
    spans = {number for low, high in SPAN.findall(text) for number in range(int(low), int(high) + 1)}
    return {int(number) for number in RULE.findall(text)} | spans


def test_the_page_lists_the_rules_once_each() -> None:
    """S1 to S53, none left out, none twice."""
    assert sorted(listed()) == list(range(1, 54))


def test_every_rule_of_the_table_is_on_the_page() -> None:
    """Sources, comments and sentences of classic-1 name rules that a reader can look up."""
    assert named(TABLE)
    assert named(TABLE) <= set(listed())


@pytest.mark.parametrize("name", [f"0-{number}" for number in range(12)])
def test_every_rule_that_a_plan_names_is_on_the_page(name: str) -> None:
    """Phases, weeks, sessions and findings: whatever `--why` prints."""
    text = str(planned(toml(season(name))))
    assert named(text)
    assert named(text) <= set(listed())


def test_the_literature_of_the_table_is_on_the_page() -> None:
    """Author and year of each source."""
    sources = set(re.findall(r"([A-Z][a-z]+(?: & [A-Z][a-z]+)?) (\d{4})", TABLE))
    assert sources
    missing = [f"{author} {year}" for author, year in sources if not re.search(rf"{author}\b.*{year}", PAGE)]
    assert not missing


def test_every_text_of_the_table_is_read_by_somebody() -> None:
    """A reason or a piece of advice that no plan can hold is a rule forgotten."""
    rows = tomllib.loads(TABLE)
    code = "".join(path.read_text("utf-8") for path in (ROOT / "src" / "countback").rglob("*.py"))
    advised = {row.get("advice") for row in rows["long"].values()}
    advised |= {f"goal_{row['goal']}" for row in rows["off"]["rows"] if "goal" in row}
    texts = {key for why in rows["why"].values() for key in why} | rows["advice"].keys()
    assert not {key for key in texts if f'"{key}"' not in code} - advised


def test_every_shipped_table_carries_its_own_name() -> None:
    """The file's name is what season.toml says."""
    assert names()
    assert all(load(name).name == name for name in names())


def test_a_name_without_a_table_is_an_error() -> None:
    """LookupError, which the reader of season.toml never lets happen."""
    with pytest.raises(LookupError):
        load("classic-0")


@pytest.mark.parametrize("km", [1.6, 3, 5, 7, 7.1, 8, 10, 15, 16.1, 21.0975, 30, 42.195, 46, 50, 64, 100])
def test_a_distance_takes_the_nearest_row_by_logarithm(km: float) -> None:
    """12 km that of 10k, 15 km that of the half, 30 km that of the marathon (section 2)."""
    rules = load("classic-1")
    nearest = min(rules.distances.values(), key=lambda row: abs(math.log(km / row.km)))
    assert rules.distance(km) is nearest
