"""Rules on which day holds what: hard and easy, races, strength, rest, absences, the taper's days (section 4)."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.training.rulebook.facts import WEEKDAYS, Facts
from tests.training.rulebook.load import is_up
from tests.training.rulebook.shapes import Breach, RaceFact, SessionFact, WeekFact

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = timedelta(1)
ULTRA = "50k"
SHORTEST_RUN = 20  # minutes, S24


def is_hard(facts: Facts, session: SessionFact) -> bool:
    """Whether a session is hard: quality, test, race and long run, but for a long run made easy before a race."""
    if session.kind == "long":
        return session.hard or not within_limit(facts, session.day)
    return session.kind in ("quality", "test", "race")


def within_limit(facts: Facts, day: date) -> bool:
    """Whether a day lies within the last-hard-session limit before an A race, or in a recovery from one."""
    near = any(timedelta(0) < race.day - day < timedelta(race.row.last_hard) for race in facts.goals)
    easy = any(p.start <= day <= p.end and p.kind in ("recovery", "return") for p in facts.phases)
    return near or easy or tune_up_days(facts, day)


def tune_up_days(facts: Facts, day: date) -> bool:
    """Whether a day is among the easy days around a B or C race."""
    for race in facts.tune_ups:
        before, after = easy_days(race)
        if race.day - timedelta(before) <= day <= race.day + timedelta(after) and day != race.day:
            return True
    return False


def easy_days(race: RaceFact) -> tuple[int, int]:
    """Easy days before and after a B or C race (section 4, priorities)."""
    if race.priority == "B":
        return (5 if race.km >= 15 else 3), max(2, math.ceil(race.km / 3))
    return 1, max(1, math.ceil(race.km / 5))


def hard_days(facts: Facts) -> Iterator[Breach]:
    """Section 4: no two hard days side by side, over week borders too."""
    hard = {s.day: s for s in facts.sessions if is_hard(facts, s)}
    for day, session in hard.items():
        after = hard.get(day + DAY)
        if after is not None:
            yield Breach("section 4 hard/easy", session.address, f"{day:%a} {session.kind}, then {after.address}")


def hard_told(facts: Facts) -> Iterator[Breach]:
    """Contract: what is hard is marked so, and nothing easy is."""
    for session in facts.sessions:
        if session.kind != "long" and session.hard != (session.kind in ("quality", "test", "race")):
            yield Breach("contract hard", session.address, f"{session.kind} marked {session.hard}")
        if session.kind == "long" and not session.hard and not within_limit(facts, session.day):
            yield Breach("contract hard", session.address, f"a long run marked easy on {session.day}")


def one_hard_a_day(facts: Facts) -> Iterator[Breach]:
    """Section 4: a day has one hard session at most, and a race day no other run."""
    seen: dict[date, SessionFact] = {}
    races = {race.day for race in facts.races}
    for session in facts.sessions:
        other = seen.get(session.day)
        if is_hard(facts, session) and other is not None:
            yield Breach("section 4 one hard session a day", session.address, f"beside {other.address}")
        if is_hard(facts, session):
            seen[session.day] = session
        if session.day in races and session.kind != "race":
            yield Breach("section 4 race day", session.address, f"beside the race of {session.day}")


def rest_days(facts: Facts) -> Iterator[Breach]:
    """Section 2: the user's rest days hold nothing, a race aside."""
    for session in facts.sessions:
        if session.day.weekday() in facts.rest and session.kind != "race":
            yield Breach("section 2 rest day", session.address, f"{session.kind} on a {session.day:%A}")


def run_days(facts: Facts) -> Iterator[Breach]:
    """Section 2: `runs` counts the days with running in a week."""
    for week in facts.whole_weeks:
        days, asked = len(week.run_days), facts.usual_runs
        plain = is_up(facts, week) and not facts.races_in(week) and not facts.off_days(week)
        if days > asked and not facts.races_in(week):
            yield Breach("section 2 running days", str(week.start), f"{days} days, asked {asked}")
        worth = sum(run.minutes for run in week.runs) >= asked * SHORTEST_RUN
        if plain and worth and days < asked:
            yield Breach("section 2 running days missing", str(week.start), f"{days} days, asked {asked}")


def away(facts: Facts) -> Iterator[Breach]:
    """Section 6: known ahead, only rest or easy on those days."""
    allowed = {"none": ("race",), "easy": ("race", "easy", "shakeout", "strength", "cross")}
    for session in facts.sessions:
        for first, last, running in facts.away:
            if first <= session.day <= last and session.kind not in allowed[running] and is_something(session):
                yield Breach("section 6 away", session.address, f"{session.kind} on {session.day}, away: {running}")


def is_something(session: SessionFact) -> bool:
    """Whether a session is more than an easy long run's name on an easy day."""
    return session.kind != "long" or session.hard


def long_day(facts: Facts) -> Iterator[Breach]:
    """Section 2: the long run is on the athlete's day, in weeks that nothing else bends."""
    for week in facts.whole_weeks:
        if facts.long_day is None or not unbent(facts, week):
            continue
        for session in week.of("long"):
            if session.day.weekday() != facts.long_day:
                yield Breach("section 2 long day", session.address, f"on a {session.day:%A}")
        if not week.of("long"):
            yield Breach("section 2 no long run", str(week.start), f"{week.phase}")


def unbent(facts: Facts, week: WeekFact) -> bool:
    """Whether neither race, test nor absence touches a week or the one beside it."""
    near = any(-14 <= (race.day - week.start).days <= 14 for race in facts.races)
    return is_up(facts, week) and not near and not week.walked and not facts.off_days(week) and not week.of("test")


def quality_days(facts: Facts) -> Iterator[Breach]:
    """Section 2: quality is on the athlete's days, where these can hold it."""
    wanted = {WEEKDAYS.index(name) for name in facts.setting("week", "quality") or ()}
    if not wanted:
        return
    for week in facts.whole_weeks:
        for session in week.of("quality") if unbent(facts, week) else ():
            if session.day.weekday() not in wanted:
                yield Breach("section 2 quality day", session.address, f"on a {session.day:%A}")


def split_runs(facts: Facts) -> Iterator[Breach]:
    """Section 2: an easy run over 75 min in a week of 100 km or more is split in two."""
    for week in facts.whole_weeks:
        km = sum(run.km or 0 for run in week.runs if run.kind != "race")
        for run in week.of("easy") if km >= 100 and facts.unit != "min" else ():
            if run.minutes > 75 and facts.race_of(week).row.name != ULTRA:
                yield Breach("section 2 split run", run.address, f"{run.minutes} min in a week of {km:.0f} km")


def once_a_day(facts: Facts) -> Iterator[Breach]:
    """Section 2: two runs on one day only where a long easy run is split."""
    seen: dict[date, SessionFact] = {}
    for run in (s for s in facts.sessions if s.running):
        other = seen.setdefault(run.day, run)
        if other is not run and {other.kind, run.kind} != {"easy"}:
            yield Breach("section 2 two runs a day", run.address, f"beside {other.address}")


RULES = (
    hard_days,
    hard_told,
    one_hard_a_day,
    rest_days,
    run_days,
    away,
    long_day,
    quality_days,
    split_runs,
    once_a_day,
)
