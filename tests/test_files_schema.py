"""The JSON Schema that editors complete season.toml with: it says what the reader reads."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from countback.files.schema import schema, schema_text
from countback.files.table import validate
from countback.files.tables import SeasonTable

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLES = ("athlete", "week", "plan", "calendar", "race", "away")


def _keys() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each key: its table's name in the schema, its own name, and what the schema says of it."""
    whole = schema()
    for title, table in [("", whole), *whole["definitions"].items()]:
        for key, says in table["properties"].items():
            yield title, key, says


def _as_data(title: str, key: str, value: object) -> dict[str, object]:
    """A file with this key alone."""
    places: dict[str, Any] = {
        "": {key: value},
        "TimesTable": {"week": {"times": {key: value}}},
        "RaceTable": {"race": [{key: value}]},
        "AwayTable": {"away": [{key: value}]},
    }
    return dict(places.get(title) or {title.removesuffix("Table").lower(): {key: value}})


def test_the_shipped_schema_is_the_readers() -> None:
    """After a change of the tables, write `schema_text()` into src/countback/season.schema.json."""
    assert files("countback").joinpath("season.schema.json").read_text("utf-8") == schema_text()


def test_the_schema_is_json_with_the_tables_of_a_season() -> None:
    """Editors find all tables, and what a season needs."""
    whole = json.loads(schema_text())
    assert set(TABLES) <= set(whole["properties"])
    assert whole["required"] == ["athlete", "race"]
    assert whole["additionalProperties"] is False


@pytest.mark.parametrize(("title", "key", "says"), list(_keys()))
def test_every_key_is_described_and_its_examples_are_read(title: str, key: str, says: dict[str, Any]) -> None:
    """What an editor offers is what the reader takes; null, which TOML lacks, is offered nowhere."""
    assert says["description"]
    assert "null" not in json.dumps(says)
    assert says.get("examples") or "$ref" in json.dumps(says)
    for example in [*says.get("examples", []), *says.get("enum", [])]:
        _, mistakes = validate(SeasonTable, _as_data(title, key, example), "season.toml")
        assert mistakes == ()


def test_every_key_of_the_tables_is_in_the_schema() -> None:
    """Aliases included: `from` is a word of Python's."""
    keys = {key for title, key, _ in _keys() if title == "AwayTable"}
    assert keys == {"from", "to", "running"}
