"""Rules on the days around races: the last hard session, the eve, the days after, the taper's days (section 4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.training.rulebook.days import DAY, easy_days
from tests.training.rulebook.load import exempt, usual_days
from tests.training.rulebook.shapes import Breach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.training.rulebook.facts import Facts

SHAKEOUT = range(15, 21)
SHORT = 40


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


RULES = (
    last_hard,
    long_before_race,
    eve,
    after_race,
    tune_ups,
    tune_up_long,
    races_stand,
    taper_days,
)
