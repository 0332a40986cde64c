"""What a session moved by hand leads to that no rule would choose: it is told, and left as the athlete wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from countback.training.checks.made import many
from countback.training.load import growth_limit
from countback.training.model import DAY, NOT_RUN, Finding, Priority, SessionKind, Severity
from countback.training.sessions import FAST
from countback.training.titles import dated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from countback.training.coach import Filled
    from countback.training.course import Course
    from countback.training.model import Session


@dataclass(frozen=True)
class Move:
    """A session on its new day, the course before the move, and the weeks after it."""

    course: Course
    moved: Session
    filled: Sequence[Filled]

    def near(self) -> Iterator[Session]:
        """The other sessions from the day before to the day after it, but for what is left out."""
        for week in self.filled:
            for other in week.week.sessions:
                apart = abs((other.date - self.moved.date).days) <= 1
                if apart and other.address != self.moved.address and other.state not in NOT_RUN:
                    yield other

    def found(self, code: str, text: str) -> Finding:
        """A warning about the moved session."""
        return Finding(code, Severity.WARNING, text, session=self.moved.address)


def objections(move: Move) -> Iterator[Finding]:
    """All that is to be said of it."""
    for check in CHECKS.values():
        yield from check(move)


def _hard_beside(move: Move) -> Iterator[Finding]:
    """What cannot be kept apart: the moved session beside a race, or beside another one that was moved."""
    for other in move.near() if move.moved.hard else ():
        if other.hard:
            text = f"{move.moved.title} now stands beside {other.title} of {dated(other.date)}: two hard days in a row."
            yield move.found("hard-beside-hard", text)


def _week_over(move: Move) -> Iterator[Finding]:
    """A week that grows too much by what was put into it, where nothing of it can give way any more."""
    course, number = move.course, move.course.at(move.moved.date)
    week, load, terms = move.filled[number].week, course.states[number].load, course.coach.terms
    most = max(growth_limit(terms, load), course.filled[number].week.volume)
    if move.moved.amount and week.volume > most:
        unit = course.season.unit.value
        text = (
            f"With {move.moved.title} the week of {dated(week.start)} comes to {week.volume / 10:g} {unit}, over the "
            f"{most / 10:g} {unit} that growth allows (S22), and nothing else of it can give way."
        )
        yield move.found("week-over", text)


def _hard_before_race(move: Move) -> Iterator[Finding]:
    """A hard session nearer to an A race than the last one should be (section 4)."""
    for race in move.course.coach.standing if move.moved.hard else ():
        least = move.course.rules.distance(race.distance_km).last_hard_days
        days = (race.date - move.moved.date).days
        if race.priority is Priority.A and 0 < days < least:
            text = (
                f"{move.moved.title} now stands {many(days, 'day')} before {race.name}: "
                f"the last hard session belongs {least} days before it, or sooner."
            )
            yield move.found("hard-before-race", text)


def _strength_before(move: Move) -> Iterator[Finding]:
    """Strength on the eve of a quality session or test, on a day that has none itself (section 4)."""
    if move.moved.kind is not SessionKind.STRENGTH:
        return
    fast = [other for other in move.near() if other.kind in FAST]
    if any(other.date == move.moved.date for other in fast):
        return
    for other in fast:
        if other.date == move.moved.date + DAY:
            hours = move.course.rules.strength.hours_before_quality
            text = (
                f"{move.moved.title} now stands on the eve of {other.title}: fast running wants {hours} hours after it."
            )
            yield move.found("strength-before-hard", text)


def _on_eve(move: Move) -> Iterator[Finding]:
    """A run on the eve of an A or B race that is more than a shakeout (section 4)."""
    rules, moved = move.course.rules, move.moved
    low, high = rules.races.shakeout_minutes
    for race in move.course.coach.standing if moved.amount and moved.minutes > high else ():
        if race.priority is not Priority.C and race.date - moved.date == DAY:
            text = f"{moved.title} now stands on the eve of {race.name}: {low} to {high} easy minutes, or rest, do."
            yield move.found("run-on-eve", text)


def _on_day_off(move: Move) -> Iterator[Finding]:
    """A run on a day of which was told that there is none."""
    coach, day = move.course.coach, move.moved.date
    if move.moved.amount and (day in coach.away or any(day in lost for lost in move.course.lost)):
        yield move.found("moved-onto-day-off", f"{move.moved.title} now stands on {dated(day)}, a day without running.")


CHECKS: dict[str, Callable[[Move], Iterator[Finding]]] = {
    "hard-beside-hard": _hard_beside,
    "week-over": _week_over,
    "hard-before-race": _hard_before_race,
    "run-on-eve": _on_eve,
    "strength-before-hard": _strength_before,
    "moved-onto-day-off": _on_day_off,
}
"""What is told of a session that was moved, by the code of its finding."""
