"""The JSON Schema of season.toml: from the tables that read it, for editors that complete and check while one types."""

from __future__ import annotations

import json
from typing import Any, Final

from countback.files.table import PlainSchema
from countback.files.tables import SeasonTable

_DIALECT: Final = "http://json-schema.org/draft-07/schema#"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 7, which editors of TOML speak). It is shipped as `season.schema.json`."""
    table = SeasonTable.model_json_schema(schema_generator=PlainSchema, ref_template="#/definitions/{model}")
    definitions = {name: _untitled(inner) for name, inner in table.pop("$defs").items()}
    return {"$schema": _DIALECT, **_untitled(table), "title": "season.toml of countback", "definitions": definitions}


def schema_text() -> str:
    """The schema as it is shipped and shown."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _untitled(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key != "title"}
