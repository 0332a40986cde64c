"""Plans for tests: from the text of a `season.toml` to what `show --json` prints, without files or processes."""

from __future__ import annotations

import json
from typing import Any, cast

from countback.files.season import parse_season
from countback.training.model import Season
from countback.training.season import build
from countback.views.data import as_json


def planned(text: str) -> dict[str, Any]:
    """The plan of a season as `show --json` prints it. Raises ValueError with the problems of a wrong season."""
    season = parse_season(text.encode())
    if not isinstance(season, Season):
        wrong = "\n".join(f"{problem.line}: {problem.message}" for problem in season)
        raise ValueError(wrong)  # noqa: TRY004 -- the text is wrong, not its type
    return cast("dict[str, Any]", json.loads(json.dumps(as_json(build(season)))))


def refused(text: str) -> list[str]:
    """What is said about a wrong season; nothing for a right one."""
    season = parse_season(text.encode())
    return [] if isinstance(season, Season) else [problem.message for problem in season]
