"""Rules on the plan as a whole: addresses, whys, clock times, the published envelope, the beginner's weeks."""

from __future__ import annotations

import re
from collections import Counter
from datetime import time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.training.rulebook.facts import WEEKDAYS, Facts
from tests.training.rulebook.layout import sunday
from tests.training.rulebook.shapes import Breach, RaceFact, SessionFact
from tests.training.rulebook.tables import ENVELOPE, ENVELOPE_LONG, LADDER

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDRESS = re.compile(
    r"(?P<race>[^/]+)/T(?P<weeks>[-+]\d{2,})w/(long|quality|easy|strength|cross|test|race|shakeout)(-\d+)?(~\d+)?"
)
NUMBERED = {"easy", "quality", "strength", "cross"}
PLAN_OF_WEEKS = 12
MARATHON_KM = 42.195
S24 = {0: "strength", 1: "easy", 2: "strength", 3: "easy", 4: "cross", 5: "long"}
CROSS_MINUTES = 45


def addresses(facts: Facts) -> Iterator[Breach]:
    """Section 7: every session's address is well formed and counts to the week it is in."""
    weeks = {week.start: week for week in facts.weeks}
    for session in facts.sessions:
        found = ADDRESS.fullmatch(session.address)
        week = weeks.get(session.day - timedelta(session.day.weekday()))
        if found is None:
            yield Breach("section 7 address", session.address, "not RACE/T-00w/slot")
        elif week is None:
            yield Breach("contract session outside the weeks", session.address, str(session.day))
        elif (found["race"], -int(found["weeks"])) != (week.race, week.to_go):
            yield Breach("section 7 address", session.address, f"in the week of {week.start}: {week.race} {week.to_go}")


def slots(facts: Facts) -> Iterator[Breach]:
    """Section 7: the slot tells the kind; easy, quality, strength, cross are numbered."""
    for session in facts.sessions:
        slot = session.slot.split("~")[0]
        name, _, number = slot.partition("-")
        if name != session.kind or (bool(number) != (name in NUMBERED) and name not in ("race", "long")):
            yield Breach("section 7 slot", session.address, session.kind)


def unique(facts: Facts) -> Iterator[Breach]:
    """Section 7: no two sessions have one address or one UID."""
    for name in ("address", "uid"):
        counts = Counter(getattr(session, name) for session in facts.sessions)
        for value, count in counts.items():
            if count > 1:
                yield Breach(f"section 7 unique {name}", str(value), f"{count} times")


def whys(facts: Facts) -> Iterator[Breach]:
    """Preamble: every phase, week and session says why."""
    named = [(f"{phase.race}/{phase.kind}", phase.why) for phase in facts.phases]
    named += [(str(week.start), week.why) for week in facts.weeks]
    for where, why in named + [(session.address, session.why) for session in facts.sessions]:
        if not why.strip():
            yield Breach("every part says why", where, "no why")


def in_season(facts: Facts) -> Iterator[Breach]:
    """Nothing is planned before the season starts or after its last phase."""
    last = max(sunday(facts.phases[-1].end), facts.phases[-1].end)
    for session in facts.sessions:
        if not facts.start <= session.day <= last:
            yield Breach("section 2 within the season", session.address, str(session.day))


def clock(facts: Facts) -> Iterator[Breach]:
    """Contract: a session starts on its day, at the weekday's hour in the athlete's zone; a race at its own."""
    zone = ZoneInfo(facts.season["athlete"]["timezone"])
    first: set[object] = set()
    for session in facts.sessions:
        asked, start = hours(facts, session), session.start
        if start is not None and (start.utcoffset() is None or start.astimezone(zone).date() != session.day):
            yield Breach("contract start", session.address, f"{start} on {session.day}")
        alone = session.day not in first
        first.add(session.day)
        shown = start.astimezone(zone).time() if start else None
        if alone and sum(other.day == session.day for other in facts.sessions) == 1 and shown not in asked:
            yield Breach("contract start", session.address, f"at {shown}, asked {asked}")


def hours(facts: Facts, session: SessionFact) -> set[time | None]:
    """The hours that a day's only session may start at, None for none told; a race's own, the day's or none."""
    times = facts.setting("week", "times") or {}
    told = times.get(WEEKDAYS[session.day.weekday()], times.get("default"))
    if session.kind == "race":
        race = next(race for race in facts.races if race.day == session.day)
        own = facts.told(race).get("start")
        return {clock_time(own)} if own else {None, clock_time(told)}
    return {clock_time(told)}


def clock_time(told: time | str | None) -> time | None:
    """A time of day as TOML or as text."""
    return time.fromisoformat(told) if isinstance(told, str) else told


def races_told(facts: Facts) -> Iterator[Breach]:
    """Contract: the shown races are the season's."""
    asked = sorted((race["date"], race.get("priority", "A")) for race in facts.season["race"])
    if asked != [(race.day, race.priority) for race in facts.races]:
        yield Breach("contract races", "season", f"{[(str(race.day), race.priority) for race in facts.races]}")
    if facts.shown["season"]["unit"] != facts.unit:
        yield Breach("contract unit", "season", f"{facts.shown['season']['unit']}, weekly is in {facts.unit}")


def enveloped(facts: Facts) -> Iterator[RaceFact]:
    """The marathons that section 3's envelope is about: 12 weeks or more, weekend race, a plan of their own."""
    if facts.level == "beginner" or facts.away or facts.tune_ups:
        return
    for race in facts.goals:
        own = [week for week in facts.whole_weeks if week.race == race.id and week.to_go >= 0]
        if abs(race.km - MARATHON_KM) < 1 and len(own) >= PLAN_OF_WEEKS and race.day.weekday() >= 5:
            yield race


def envelope(facts: Facts) -> Iterator[Breach]:
    """Section 3: the last four weeks of a marathon plan stay inside what 29 published plans do."""
    for race in enveloped(facts):
        own = {week.to_go: week for week in facts.whole_weeks if week.race == race.id}
        top = max(week.volume for week in own.values())
        for to_go, (least, most) in ENVELOPE.items():
            shown = own[to_go].volume / top
            if not least - 1e-9 <= shown <= most + 1e-9:
                told = f"{shown:.0%} of the peak week, published {least:.0%}–{most:.0%}"
                yield Breach(f"section 3 envelope, {to_go} weeks out", race.id, told)


def envelope_long(facts: Facts) -> Iterator[Breach]:
    """Section 3: the long run is 20–47 % of the week on average and longest three weeks out."""
    for race in enveloped(facts):
        own = [week for week in facts.whole_weeks if week.race == race.id and week.to_go > 0 and week.of("long")]
        shares = [week.of("long")[0].amount / week.volume for week in own]
        mean = sum(shares) / len(shares)
        if not ENVELOPE_LONG[0] <= mean <= ENVELOPE_LONG[1]:
            yield Breach("section 3 envelope, long run", race.id, f"{mean:.0%} of the week on average")
        longest = {week.to_go: week.of("long")[0].amount for week in own}
        if longest.get(3, 0) < max(longest.values()):
            told = f"{facts.say(longest.get(3, 0))} three weeks out, longest {facts.say(max(longest.values()))}"
            yield Breach("section 3 longest run three weeks out", race.id, told)


def beginner_sessions(facts: Facts) -> Iterator[Breach]:
    """S15: a beginner has no speed work."""
    for session in facts.sessions:
        if facts.level == "beginner" and session.kind == "quality":
            yield Breach("S15 beginner without speed work", session.address, session.title)


def beginner_week(facts: Facts) -> Iterator[Breach]:
    """S24, S25: a beginner's first two weeks stand as told, where the athlete asked for nothing else."""
    plain = not set(facts.season.get("week", {})) & {"long", "rest", "runs", "strength", "quality"}
    first = facts.whole_weeks[:2]
    if facts.level != "beginner" or not plain or facts.unit != "min" or ladder_due(facts):
        return
    for week in first:
        near = any(-10 <= (race.day - week.end).days <= 14 for race in facts.races)
        shown = {session.day.weekday(): session.kind for session in week.sessions}
        bent = near or week.down or facts.off_days(week) or week.phase != "base"
        if not bent and shown not in (S24, S24 | {4: None}):
            yield Breach("S24 beginner's week", str(week.start), f"{shown}")
        for session in week.of("cross"):
            if not bent and session.minutes != CROSS_MINUTES:
                yield Breach("S25 cross-training stays 45 min", session.address, f"{session.minutes} min")


def ladder_due(facts: Facts) -> bool:
    """Whether a beginner cannot yet run 20 minutes (S23)."""
    told = facts.setting("athlete", "longest")
    return facts.level == "beginner" and facts.unit == "min" and bool(told) and facts.tenths(told) < 200


def ladder(facts: Facts) -> Iterator[Breach]:
    """S23, section 4: who cannot run 20 minutes begins with the run/walk ladder."""
    for run in facts.whole_weeks[0].runs if ladder_due(facts) else ():
        if not any("walk" in (piece.kind, piece.effort) for piece in run.pieces):
            yield Breach("S23 run/walk first", run.address, f"no walking, asked {LADDER}")


def states(facts: Facts) -> Iterator[Breach]:
    """Contract: a plan that nothing happened to is planned throughout."""
    for session in facts.shown["sessions"]:
        if session["state"] != "planned" or session["pinned"]:
            yield Breach("contract state", session["address"], f"{session['state']}, pinned {session['pinned']}")


def sums(facts: Facts) -> Iterator[Breach]:
    """Contract: a week's volume is its running, the A race and the days after it not counted."""
    for week in facts.weeks:
        goal = next((race for race in facts.goals if week.start <= race.day <= week.end), None)
        counted = [run for run in week.runs if goal is None or run.day < goal.day]
        total, slack = sum(run.amount for run in counted), len(counted) if facts.unit == "mi" else 0.5
        if abs(total - week.volume) > slack:
            told = f"volume {facts.say(week.volume)}, sessions {facts.say(total)}"
            yield Breach("contract sums", str(week.start), told)


def longest(facts: Facts) -> Iterator[Breach]:
    """Contract: `longest` is the week's longest run, with or without its race."""
    for week in facts.weeks:
        runs = {max((r.amount for r in week.runs if r.kind not in skip), default=0) for skip in ((), ("race",))}
        if not any(abs(week.longest - amount) <= 1 for amount in runs):
            told = f"longest {facts.say(week.longest)}, sessions say {[facts.say(amount) for amount in runs]}"
            yield Breach("contract longest", str(week.start), told)


def positive(facts: Facts) -> Iterator[Breach]:
    """A run that is planned is run: no empty sessions, no crumbs of less than ten minutes."""
    for session in facts.sessions:
        if session.minutes <= 0 or (session.running and session.amount <= 0):
            yield Breach("contract empty session", session.address, f"{session.minutes} min, {session.km} km")
        elif session.kind in ("easy", "long", "quality") and session.minutes < 10:
            yield Breach("doubt: a crumb of a run", session.address, f"{session.minutes} min, {session.km} km")


RULES = (
    sums,
    longest,
    positive,
    addresses,
    slots,
    unique,
    whys,
    in_season,
    clock,
    races_told,
    envelope,
    envelope_long,
    beginner_sessions,
    beginner_week,
    ladder,
    states,
)
