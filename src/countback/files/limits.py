"""What the training rules let an athlete set: the numbers come from rules/*.toml, the words from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.files.amounts import span
from countback.files.problem import Mistake
from countback.training.model import Priority

if TYPE_CHECKING:
    from collections.abc import Iterator

    from countback.files.problem import Path
    from countback.files.tables import LayoutKeys, RaceTable, SeasonTable
    from countback.training.rows import DistanceRow
    from countback.training.rules import Rules


def beyond_limits(season: SeasonTable, rules: Rules) -> Iterator[Mistake]:
    """What is set for the athlete and the weeks outside of what the rules allow."""
    yield from _runs(season, rules)
    yield from _strength(season, rules)
    yield from _growth(season, rules)
    yield from _down_weeks(season, rules)
    yield from _long_runs(season, rules)


def race_limits(season: SeasonTable, rules: Rules) -> Iterator[Mistake]:
    """What the way to a race is set to outside of what the rules allow."""
    yield from _long_tapers(season, rules)
    yield from _layouts(season, rules)


def _runs(season: SeasonTable, rules: Rules) -> Iterator[Mistake]:
    runs, level = season.week.runs, season.athlete.level if season.athlete else None
    if runs is None:
        return
    rows = [rules.levels[level]] if level else list(rules.levels.values())
    least, most = min(row.runs[0] for row in rows), max(row.runs[2] for row in rows)
    if not least <= runs <= most:
        fits = f"{least} to {most} fit" if most > least else f"{most} fit"
        whose = f" the level {level}; change runs or the level" if level else ", by the level"
        yield Mistake(("week", "runs"), f"runs = {runs}: {fits}{whose}")


def _strength(season: SeasonTable, rules: Rules) -> Iterator[Mistake]:
    strength, most = season.week.strength, rules.strength.most_a_week
    if strength is not None and not 0 <= strength <= most:
        yield Mistake(("week", "strength"), f"strength = {strength}: 0 to {most} sessions a week fit (S32)")


def _growth(season: SeasonTable, rules: Rules) -> Iterator[Mistake]:
    growth, (least, most) = season.plan.growth, rules.volume.growth_settable
    if growth is not None and not least <= growth <= most:
        fits = f"{least / 1000:.2f} to {most / 1000:.2f} fits (a week as a multiple of the biggest before it)"
        yield Mistake(("plan", "growth"), f"growth = {growth / 1000:g}: {fits}")


def _down_weeks(season: SeasonTable, rules: Rules) -> Iterator[Mistake]:
    every, (least, most) = season.plan.down_every, rules.volume.down_every_settable
    if every and not least <= every <= most:
        yield Mistake(("plan", "down_every"), f'down_every = {every}: {least} to {most} weeks fit, or "never"')
    share, (low, high) = season.plan.down_to, rules.volume.down_to_settable
    if share is not None and not low <= share <= high:
        fits = f"{low / 100:.2f} to {high / 100:.2f} fits (a down week's share of the weeks before)"
        yield Mistake(("plan", "down_to"), f"down_to = {share / 100:g}: {fits}")


def _long_runs(season: SeasonTable, rules: Rules) -> Iterator[Mistake]:
    cap, most = season.plan.long_cap, max(row.long_cap_minutes[1] for row in rules.distances.values())
    if cap is not None and cap > most:
        yield Mistake(("plan", "long_cap"), f'long_cap = "{span(cap)}": at most {span(most)} fits, whatever the race')


def _long_tapers(season: SeasonTable, rules: Rules) -> Iterator[Mistake]:
    most = rules.layout.taper_days_at_most
    for path, table in _layout_tables(season):
        if table.taper_days is not None and table.taper_days > most:
            reason = f"a forced four-week taper failed: {most} days at most (S48)"
            yield Mistake((*path, "taper_days"), f"taper_days = {table.taper_days}: {reason}")


def _layout_tables(season: SeasonTable) -> Iterator[tuple[Path, LayoutKeys]]:
    yield ("plan",), season.plan
    yield from ((("race", number), race) for number, race in enumerate(season.race))


def _layouts(season: SeasonTable, rules: Rules) -> Iterator[Mistake]:
    told: set[Path] = set()
    for number, race in enumerate(season.race):
        if race.priority in {None, Priority.A} and race.distance:
            row = rules.distance(race.distance.km)
            for mistake in _layout(season, number, row, rules.layout.taper_days_at_most):
                if mistake.path not in told:
                    told.add(mistake.path)
                    yield mistake
    yield from _of_no_race(season, rules, told)


def _of_no_race(season: SeasonTable, rules: Rules, told: set[Path]) -> Iterator[Mistake]:
    """What no A race takes up: nothing of any distance fits it."""
    rows = [row.specific_weeks for row in rules.distances.values()]
    least, most = min(row[0] for row in rows), max(row[2] for row in rows)
    for path, table in _layout_tables(season):
        weeks, key = table.specific_weeks, (*path, "specific_weeks")
        if weeks is not None and key not in told and not least <= weeks <= most:
            yield Mistake(key, f"specific_weeks = {weeks}: {least} to {most} weeks fit")


def _layout(season: SeasonTable, number: int, row: DistanceRow, longest_taper: int) -> Iterator[Mistake]:
    race, elsewhere = season.race[number], "; for one race alone it may stand in its [[race]]"
    spans = (
        ("specific_weeks", row.specific_weeks),
        ("taper_days", row.taper_days),
        ("recovery_days", row.recovery_days),
    )
    for key, (least, _, most) in spans:
        own: int | None = getattr(race, key)
        value: int | None = own if own is not None else getattr(season.plan, key)
        if value is None or least <= value <= most or (key == "taper_days" and value > longest_taper):
            continue
        path = ("race", number, key) if own is not None else ("plan", key)
        fits = f"{least} to {most} {key.split('_')[1]} fit {_named(race)}"
        yield Mistake(path, f"{key} = {value}: {fits}{'' if own is not None else elsewhere}")


def _named(race: RaceTable) -> str:
    text = race.distance.text if race.distance else ""
    return f"{race.name} ({text})" if race.name else f"a race of {text}"
