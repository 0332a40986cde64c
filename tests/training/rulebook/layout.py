"""Rules on the phases: order, lengths, and the arithmetic of walking backward from race day (section 2)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.training.rulebook.shapes import Breach, PhaseFact, RaceFact
from tests.training.rulebook.tables import (
    AGE_FACTOR,
    FEWEST_BEFORE_RECOVERY_WEEK,
    SPECIFIC_LEAST,
    Row,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.training.rulebook.facts import Facts

WEEK = timedelta(7)
ORDER = ("recovery", "return", "open", "base", "build", "recovery", "specific", "taper")


@dataclass(frozen=True)
class Ask:
    """What the arithmetic starts from: free weeks up to race day, and what the race, level and user ask."""

    weeks: int
    row: Row
    taper: int
    taper_least: int
    floor: int
    base_most: int
    specific: int
    build: bool
    plain: bool  # base and taper only: a beginner
    cycle: int | None


def kinds_in_order(facts: Facts) -> Iterator[Breach]:
    """S2: a race's phases stand in the order of the layout."""
    for race in facts.goals:
        kinds = [phase.kind for phase in facts.phases if phase.race == race.id and phase.start <= race.day]
        rest = iter(ORDER)
        if not all(any(kind == other for other in rest) for kind in kinds):
            yield Breach("S2 order of phases", race.id, " → ".join(kinds))
        if kinds[-1:] != ["taper"]:
            yield Breach("S2 taper before race", race.id, " → ".join(kinds))


def contiguous(facts: Facts) -> Iterator[Breach]:
    """Section 2: phases follow each other without gap or overlap, from the season's start to past the last race."""
    phases = facts.phases
    for before, after in pairwise(phases):
        if after.start != before.end + timedelta(1):
            yield Breach("section 2 contiguous", f"{after.race}/{after.kind}", f"{before.end} then {after.start}")
    if phases[0].start != facts.start:
        yield Breach("section 2 start", str(phases[0].start), f"the season starts on {facts.start}")
    if phases[-1].end < facts.ends[-1].day:
        yield Breach("section 2 end", str(phases[-1].end), f"before the last race on {facts.ends[-1].day}")


def weeks_told(facts: Facts) -> Iterator[Breach]:
    """Section 2: phases are whole calendar weeks (a part week and race week's end aside) and say how many."""
    for phase in facts.phases:
        where = f"{phase.race}/{phase.kind}"
        days = (phase.end - phase.start).days + 1
        if phase.weeks not in (days // 7, math.ceil(days / 7)):
            yield Breach("contract weeks of a phase", where, f"{phase.weeks} weeks in {days} days")
        odd = {facts.start, *(race.day + timedelta(1) for race in facts.goals)}
        if phase.start.weekday() != 0 and phase.start not in odd:
            yield Breach("section 2 calendar weeks", where, f"begins on {phase.start:%A %d %B}")


def taper_length(facts: Facts) -> Iterator[Breach]:
    """S48, section 2: the taper ends with its race's week and is 21 days at most."""
    for phase in facts.phases:
        race = facts.by_id.get(phase.race)
        if phase.kind != "taper" or race is None:
            continue
        if phase.end not in (race.day, race.monday + timedelta(6)):
            yield Breach("section 2 taper ends", race.id, f"{phase.end}, race on {race.day}")
        if (race.day - phase.start).days + 1 > 21:
            yield Breach("S48 taper of 21 days at most", race.id, f"{(race.day - phase.start).days + 1} days")


def taper_weeks(race: RaceFact) -> set[int]:
    """The default's weeks, one more where they would hold too few days (race day counted or not: both readings)."""
    least, default = race.row.taper_days
    weeks = default // 7
    days = (weeks - 1) * 7 + race.day.weekday()
    return {weeks + (held < least) for held in (days + 1,)}


def recovery_ends(facts: Facts, race: RaceFact) -> set[date]:
    """The Sundays that the recovery after a race may end on: default × age, in each rounding and the row's limits."""
    _, default, most = race.row.recovery_days
    age = facts.setting("athlete", "age") or 0
    days = default * next((factor for years, factor in AGE_FACTOR if age >= years), 1.0)
    given = facts.told(race).get("recovery_days") or facts.setting("plan", "recovery_days")
    found = {given} if given else {math.floor(days), math.ceil(days), min(most, math.ceil(days))}
    return {sunday(race.day + timedelta(n)) for n in found}


def sunday(day: date) -> date:
    """The Sunday of a day's week."""
    return day + timedelta(6 - day.weekday())


def recovery_length(facts: Facts) -> Iterator[Breach]:
    """Section 2: recovery runs from the day after an A race to the end of the week of its last day."""
    for race in facts.goals:
        after = next(
            (phase for phase in facts.phases if phase.start > race.day or phase.start == race.monday + WEEK), None
        )
        ends = recovery_ends(facts, race)
        if after is None or after.kind != "recovery":
            yield Breach(
                "section 2 recovery after a race", race.id, f"followed by {after.kind if after else 'nothing'}"
            )
        elif after.end not in ends and not squeezed(facts, race):
            told = f"ends {after.end}, asked {sorted(map(str, ends))}"
            yield Breach("section 2 recovery length", race.id, told)


def squeezed(facts: Facts, race: RaceFact) -> bool:
    """Whether the next A race is too near for a layout of its own."""
    following = next((other for other in facts.goals if other.day > race.day), None)
    return following is not None and bridged(race, following)


def bridged(before: RaceFact, race: RaceFact) -> bool:
    """Whether two A races are nearer than `bridge` weeks, by either row: recovery, return and taper only."""
    return (race.day - before.day).days // 7 < max(before.row.bridge, race.row.bridge)


def bridge(facts: Facts) -> Iterator[Breach]:
    """Section 2: between A races nearer than `bridge` there is recovery, return and taper only."""
    for before, race in pairwise(facts.goals):
        kinds = {phase.kind for phase in facts.phases if phase.race == race.id and phase.start <= race.day}
        near = (race.monday - before.monday).days // 7 < min(before.row.bridge, race.row.bridge)
        if near and not kinds <= {"recovery", "return", "taper"}:
            yield Breach("section 2 bridge", race.id, f"{sorted(kinds)}")


def floors(facts: Facts, race: RaceFact) -> set[int]:
    """The floor of base before a race; both readings of S14, of who is experienced and of later races."""
    before = facts.previous(race)
    free = bool(facts.setting("athlete", "continuous")) and facts.level != "beginner"
    if before is None:
        sure = facts.level in ("advanced", "high-mileage")
        return ({0} if free else set()) | (set() if free and sure else {race.row.base[0]})
    near = max(race.km, before.km) <= 16.1 or race.km / before.km <= 1.25
    return {2 if near else 4} | ({0} if free else set())


def split(ask: Ask) -> dict[str, int] | None:
    """The weeks of each phase, counted back from race day with the cut order; None where it does not fit."""
    if ask.plain:
        return {"base": ask.weeks - ask.taper, "taper": ask.taper} if ask.weeks > ask.taper else None
    for specific in range(ask.specific, min(ask.specific, SPECIFIC_LEAST) - 1, -1):
        left = ask.weeks - ask.taper - specific
        recovery = int(left - 1 >= FEWEST_BEFORE_RECOVERY_WEEK)
        if left - recovery >= ask.floor:
            return shares(ask, specific, recovery, left - recovery)
    least = min(ask.specific, SPECIFIC_LEAST)
    for taper in range(ask.taper, ask.taper_least - 1, -1):
        if ask.weeks - taper - least >= 0:
            return {"base": ask.weeks - taper - least, "specific": least, "taper": taper}
    return None


def shares(ask: Ask, specific: int, recovery: int, left: int) -> dict[str, int]:
    """Base takes up to its maximum, build the next, open the rest; a fixed cycle gives build its weeks first."""
    if ask.cycle is not None:
        build = ask.cycle - ask.taper - specific - recovery
        return {"base": left - build, "build": build, "recovery": recovery, "specific": specific, "taper": ask.taper}
    base = min(left, ask.base_most)
    build = min(left - base, ask.row.build_max) if ask.build else 0
    weeks = {"open": left - base - build, "base": base, "build": build}
    return weeks | {"recovery": recovery, "specific": specific, "taper": ask.taper}


def shown_weeks(facts: Facts, race: RaceFact) -> dict[str, int]:
    """Whole weeks of each phase before a race, its recovery from the race before aside."""
    first = first_free(facts, race)
    found: dict[str, int] = {}
    for week in facts.whole_weeks:
        if week.race == race.id and first <= week.start <= race.day:
            found[week.phase] = found.get(week.phase, 0) + 1
    return found


def first_free(facts: Facts, race: RaceFact) -> date:
    """The first Monday of a race's own weeks: the season's, or the one after the recovery from the race before."""
    before = facts.previous(race)
    if before is None:
        return facts.start + timedelta(-facts.start.weekday() % 7)
    recovery = next((phase for phase in facts.phases if phase.kind == "recovery" and phase.start > before.day), None)
    return sunday(recovery.end if recovery else before.day) + timedelta(1)


def asks(facts: Facts, race: RaceFact) -> Iterator[Ask]:
    """The questions to the arithmetic, one for each reading."""
    told = facts.told(race)

    def setting(key: str) -> int | None:
        found: int | None = told.get(key) or facts.setting("plan", key)
        return found

    weeks = ((race.monday - first_free(facts, race)).days // 7) + 1
    for taper in taper_weeks(race):
        for floor in floors(facts, race):
            yield Ask(
                weeks,
                race.row,
                taper,
                taper_least(race, taper),
                floor,
                setting("base_weeks") or race.row.base[2],
                setting("specific_weeks") or race.row.specific[1],
                facts.level_row.quality[1] > 0,
                facts.level == "beginner" or told.get("goal") == "finish",
                setting("cycle_weeks"),
            )


def taper_least(race: RaceFact, default: int) -> int:
    """The fewest taper weeks that hold the minimum of days, race day counted."""
    fewest = math.ceil((race.row.taper_days[0] - race.day.weekday() - 1) / 7) + 1
    return min(default, max(1, fewest))


def arithmetic(facts: Facts) -> Iterator[Breach]:
    """Section 2: the weeks of each phase come out of walking backward and of the cut order."""
    for race in facts.goals:
        before = facts.previous(race)
        if before is not None and bridged(before, race):
            continue
        answers = [split(ask) for ask in asks(facts, race)]
        asked = [{kind: weeks for kind, weeks in answer.items() if weeks} for answer in answers if answer]
        shown = shown_weeks(facts, race)
        if None not in answers and shown not in asked:
            weeks = next(asks(facts, race)).weeks
            yield Breach("section 2 arithmetic", race.id, f"{shown} of {weeks} weeks, asked {asked}")


def beginner_layout(facts: Facts) -> Iterator[Breach]:
    """S10, S15: a beginner's season is base and taper only, and base is there."""
    if facts.level != "beginner":
        return
    for phase in facts.phases:
        early = phase.start <= facts.ends[0].day
        if phase.kind in ("build", "specific") or (early and phase.kind in ("recovery", "open")):
            yield Breach("S15 beginner's phases", f"{phase.race}/{phase.kind}", f"from {phase.start}")


def weeks_match(facts: Facts) -> Iterator[Breach]:
    """Contract: weeks run Monday to Monday without gap; each carries the next A race, its weeks to go, its phase."""
    for before, after in pairwise(facts.weeks):
        if after.start - before.start != WEEK or after.start.weekday():
            yield Breach("contract weeks", str(after.start), f"after {before.start}")
    for week in facts.weeks:
        race = next((goal for goal in facts.ends if goal.monday >= week.start), facts.ends[-1])
        to_go = (race.monday - week.start).days // 7
        if (week.race, week.to_go) != (race.id, to_go):
            told = f"{week.race} {week.to_go}, asked {race.id} {to_go}"
            yield Breach("contract race of a week", str(week.start), told)
        if phase_at(facts, week.start + timedelta(0 if not week.part else 6)) != week.phase:
            told = f"{week.phase}, the phases say {phase_at(facts, week.start)}"
            yield Breach("contract phase of a week", str(week.start), told)


def phase_at(facts: Facts, day: date) -> str:
    """The phase that a day is in."""
    return next((phase.kind for phase in facts.phases if phase.start <= day <= phase.end), "none")


def in_range(facts: Facts) -> Iterator[Breach]:
    """S3, S4, section 2: no phase is longer than its row allows."""
    for phase in facts.phases:
        race = facts.by_id[phase.race]
        if phase.weeks > most_weeks(facts, phase, race):
            yield Breach("section 2 longest phase", f"{phase.race}/{phase.kind}", f"{phase.weeks} weeks")


def most_weeks(facts: Facts, phase: PhaseFact, race: RaceFact) -> int:
    """The most weeks that a phase may have."""
    if phase.kind == "base":
        free = facts.level == "beginner" or facts.setting("plan", "cycle_weeks")
        return 99 if free else facts.setting("plan", "base_weeks") or race.row.base[2]
    cycle = bool(facts.setting("plan", "cycle_weeks"))
    return {"build": 99 if cycle else race.row.build_max, "specific": 8, "taper": 3}.get(phase.kind, 99)


RULES = (
    kinds_in_order,
    contiguous,
    weeks_told,
    taper_length,
    recovery_length,
    bridge,
    arithmetic,
    beginner_layout,
    weeks_match,
    in_range,
)
