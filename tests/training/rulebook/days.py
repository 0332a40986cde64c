"""Rules on which day holds what: hard and easy, races, strength, rest, absences, the taper's days (section 4)."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from tests.training.rulebook.facts import WEEKDAYS, Breach, Facts, RaceFact, SessionFact, WeekFact
from tests.training.rulebook.load import exempt, is_up
from tests.training.rulebook.tables import MARATHON

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = timedelta(1)
APART = timedelta(hours=36)
BEFORE_MARATHON = timedelta(10)
SHAKEOUT = range(15, 21)
SHORT = 40
ULTRA = "50k"


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


def last_hard(facts: Facts) -> Iterator[Breach]:
    """Section 4: last hard session ≥ 4 days before a 5k or 10k, 5 before a half, 6 before a marathon or longer."""
    for race in facts.goals:
        for session in facts.sessions:
            days = (race.day - session.day).days
            if 0 < days < race.row.last_hard and (session.hard or session.kind in ("quality", "test")):
                yield Breach("section 4 last hard session", session.address, f"{days} days before {race.id}")


def long_before_race(facts: Facts) -> Iterator[Breach]:
    """Section 4: a long run within that limit is easy and short."""
    for race in facts.goals:
        for session in facts.sessions:
            days = (race.day - session.day).days
            if session.kind != "long" or not 0 < days < race.row.last_hard:
                continue
            if session.minutes > 90 or any(piece.effort not in ("easy", "long", "walk") for piece in session.pieces):
                yield Breach(
                    "section 4 long run before a race", session.address, f"{session.minutes} min, {days} days before"
                )


def eve(facts: Facts) -> Iterator[Breach]:
    """Section 4: the eve of an A race is a shakeout of 15–20 min or rest."""
    for race in facts.goals:
        for session in facts.sessions:
            fine = session.kind == "shakeout" and session.minutes in SHAKEOUT
            if race.day - session.day == DAY and not fine:
                yield Breach("section 4 race eve", session.address, f"{session.kind} of {session.minutes} min")


def after_race(facts: Facts) -> Iterator[Breach]:
    """Section 2: the days of race week after the race are rest or short easy."""
    for race in facts.goals:
        for session in facts.sessions:
            later = race.day < session.day <= race.monday + timedelta(6)
            if later and (session.kind not in ("easy", "cross") or session.minutes > SHORT):
                yield Breach(
                    "section 2 days after the race", session.address, f"{session.kind} of {session.minutes} min"
                )


def tune_ups(facts: Facts) -> Iterator[Breach]:
    """Section 4, priorities: easy days before and after a B or C race."""
    for race in facts.tune_ups:
        before, after = easy_days(race)
        for session in facts.sessions:
            days = (session.day - race.day).days
            if -before <= days <= after and days and session.kind in ("quality", "test", "long") and session.hard:
                told = (
                    f"{session.kind} {abs(days)} days {'after' if days > 0 else 'before'} {race.id} ({race.priority})"
                )
                yield Breach("section 4 easy days around a race", session.address, told)


def tune_up_long(facts: Facts) -> Iterator[Breach]:
    """Section 4, priorities: a B or C race from 15 km on replaces the long run."""
    for week in facts.weeks:
        far = [race for race in facts.races_in(week) if race.priority != "A" and race.km >= 15]
        for session in week.of("long") if far else ():
            yield Breach("section 4 race replaces the long run", session.address, f"beside {far[0].id}")


def races_stand(facts: Facts) -> Iterator[Breach]:
    """Every race of the season is a session on its day, of its distance."""
    for race in facts.races:
        found = [s for s in facts.sessions if s.kind == "race" and s.day == race.day]
        if len(found) != 1 or abs((found[0].km or 0) - race.km) > 0.01:
            yield Breach("section 2 race day", race.id, f"{[s.address for s in found]} on {race.day}, {race.km} km")
        if found and race.priority == "A" and found[0].address != f"{race.id}/T-00w/race":
            yield Breach("section 7 race address", found[0].address, race.id)
    extra = {s.day for s in facts.sessions if s.kind == "race"} - {race.day for race in facts.races}
    for day in sorted(extra):
        yield Breach("section 2 race day", str(day), "a race that the season does not have")


def strength_apart(facts: Facts) -> Iterator[Breach]:
    """Section 4: strength follows a quality run or test the same day, or ends ≥ 36 h before the next one."""
    hard = [s for s in facts.sessions if s.kind in ("quality", "test", "race")]
    for session in facts.sessions:
        if session.kind != "strength":
            continue
        for other in hard:
            wrong = session_before(session, other)
            if wrong:
                yield Breach("section 4 strength", session.address, f"{wrong} {other.address}")


def session_before(strength: SessionFact, other: SessionFact) -> str:
    """What is wrong between a strength session and a quality run, in words; empty where nothing is."""
    if strength.day == other.day:
        both = strength.start and other.start
        return "the same day before" if both and moment(strength) < moment(other) else ""
    end = moment(strength) + timedelta(minutes=strength.minutes)
    if strength.day < other.day and moment(other) - end < APART:
        return f"{(moment(other) - end).total_seconds() / 3600:.0f} h before"
    return ""


def moment(session: SessionFact) -> datetime:
    """When a session begins: its hour, or midday where none is given."""
    return session.start.replace(tzinfo=None) if session.start else datetime.combine(session.day, time(12))


def strength_before_race(facts: Facts) -> Iterator[Breach]:
    """Section 4: no strength in race week, none in the last 10 days before a marathon."""
    for week in facts.weeks:
        for session in week.of("strength") if week.to_go == 0 else ():
            yield Breach("section 4 no strength in race week", session.address, f"{session.day}")
    for race in facts.goals:
        for session in facts.sessions:
            near = timedelta(0) <= race.day - session.day <= BEFORE_MARATHON
            if race.row.name == MARATHON and near and session.kind == "strength":
                told = f"{(race.day - session.day).days} days before"
                yield Breach("section 4 no strength before a marathon", session.address, told)


def strength_count(facts: Facts) -> Iterator[Breach]:
    """Section 2: strength twice a week in base, once in the specific block (or as often as the user says)."""
    given = facts.setting("week", "strength")
    for week in facts.whole_weeks:
        if week.phase not in ("base", "build", "specific") or facts.races_in(week) or facts.away_days(week):
            continue
        asked = facts.level_row.strength[1 if week.phase == "specific" else 0]
        count, asked = len(week.of("strength")), asked if given is None else given
        if count > max(asked, 2 if is_up(facts, week) else asked):
            yield Breach("section 2 strength too often", str(week.start), f"{count} in {week.phase}, asked {asked}")
        if count < asked and week.phase == "base":
            yield Breach("section 2 strength missing", str(week.start), f"{count} in {week.phase}, asked {asked}")
        if not count and asked and week.phase != "base":
            yield Breach("section 2 strength missing", str(week.start), f"{count} in {week.phase}, asked {asked}")


def rest_days(facts: Facts) -> Iterator[Breach]:
    """Section 2: the user's rest days hold nothing, a race aside."""
    for session in facts.sessions:
        if session.day.weekday() in facts.rest and session.kind != "race":
            yield Breach("section 2 rest day", session.address, f"{session.kind} on a {session.day:%A}")


def run_days(facts: Facts) -> Iterator[Breach]:
    """Section 2: `runs` counts the days with running in a week."""
    for week in facts.whole_weeks:
        days, asked = len(week.run_days), facts.usual_runs
        plain = is_up(facts, week) and not facts.races_in(week) and not facts.away_days(week)
        if days > asked and not facts.races_in(week):
            yield Breach("section 2 running days", str(week.start), f"{days} days, asked {asked}")
        if plain and days < asked:
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
    return is_up(facts, week) and not near and not facts.away_days(week) and not week.of("test")


def quality_days(facts: Facts) -> Iterator[Breach]:
    """Section 2: quality is on the athlete's days, where these can hold it."""
    wanted = {WEEKDAYS.index(name) for name in facts.setting("week", "quality") or ()}
    if not wanted:
        return
    for week in facts.whole_weeks:
        for session in week.of("quality") if unbent(facts, week) else ():
            if session.day.weekday() not in wanted:
                yield Breach("section 2 quality day", session.address, f"on a {session.day:%A}")


def taper_days(facts: Facts) -> Iterator[Breach]:
    """Section 4: the taper keeps at least 80 % of the running days before race eve."""
    for race in facts.goals:
        usual = usual_days(facts, race)
        for week in facts.whole_weeks:
            if week.race != race.id or week.phase != "taper" or exempt(facts, week):
                continue
            asked = sum(week.start + timedelta(n) < race.day - DAY for n in usual)
            shown = sum(day < race.day - DAY for day in week.run_days)
            if shown < 0.8 * asked - 1e-9:
                yield Breach("section 4 taper keeps its days", str(week.start), f"{shown} days of {asked}")


def usual_days(facts: Facts, race: RaceFact) -> set[int]:
    """The weekdays run on in the last up week before a race's taper."""
    before = [
        week
        for week in facts.whole_weeks
        if week.start < race.monday and is_up(facts, week) and not facts.races_in(week) and not facts.away_days(week)
    ]
    return {day.weekday() for day in before[-1].run_days} if before else set()


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
    last_hard,
    long_before_race,
    eve,
    after_race,
    tune_ups,
    tune_up_long,
    races_stand,
    strength_apart,
    strength_before_race,
    strength_count,
    rest_days,
    run_days,
    away,
    long_day,
    quality_days,
    taper_days,
    split_runs,
    once_a_day,
)
