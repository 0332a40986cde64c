"""What a week's sessions come to: its volume, its runs, and what the next week is handed of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import is_
from typing import TYPE_CHECKING

from countback.training.coach import Coach, Filled
from countback.training.hours import rehoured
from countback.training.model import NOT_RUN, Priority, SessionKind
from countback.training.week import SUNDAY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from countback.training.model import Session, Week


@dataclass(frozen=True, slots=True)
class Request:
    """What a week was asked for, whether the next may grow from it, and what easy runs left out of it."""

    volume: int
    whole: bool
    shaped: int = 0


def summed(coach: Coach, week: Week, sessions: Iterable[Session], asked: Request) -> Filled:
    """What a week's sessions come to; what was missed or skipped is not run.

    One session left out changes nothing else (section 6): growth is measured as if it had been run. More of them in a
    week, or days off in a row, count for nothing: it is measured from what was run (S22).
    """
    sessions = tuple(sessions)
    standing = [s for s in sessions if s.state not in NOT_RUN]
    last = next((s.date for s in standing if is_goal(coach, s)), date.max)  # what follows the goal is not its week's
    runs = [s for s in standing if s.amount and s.date <= last and not is_goal(coach, s)]
    shown = sum(s.amount for s in runs)
    sunday = week.start + timedelta(SUNDAY)
    gone = [] if len(standing) == len(sessions) else [s for s in sessions if _is_gone(s)]
    whole = not gone or (len({s.date for s in gone}) == 1 and gone[0].date not in coach.lost)
    counted = shown + (sum(s.amount for s in gone) if whole else 0)
    return Filled(
        week=replace(week, sessions=sessions, volume=shown, longest=max((s.amount for s in runs), default=0)),
        runs=tuple((s.date, s.amount) for s in runs if s.kind is not SessionKind.RACE),
        counted=counted,
        whole=asked.whole and whole,
        hard_sunday=any(s.hard and s.date == sunday for s in standing),
        strength_sunday=any(s.kind is SessionKind.STRENGTH and s.date == sunday for s in standing),
        missing=max(0, asked.volume - asked.shaped - counted) if whole else 0,
        shaped=asked.shaped if whole else 0,
        test=next((s.date for s in standing if s.kind is SessionKind.TEST), None),
        quality=any(s.kind is SessionKind.QUALITY for s in standing),
        long=next((s.amount for s in standing if s.kind is SessionKind.LONG), 0),
        easy=_usual_easy(standing),
    )


def _is_gone(session: Session) -> bool:
    """Running that was missed or left out; a race is nothing to count on."""
    return bool(session.amount) and session.state in NOT_RUN and session.kind is not SessionKind.RACE


def _usual_easy(standing: Iterable[Session]) -> int:
    """The second longest easy run: the longest may be midweek. Two of a day count as half more than the longer."""
    days: dict[date, list[int]] = {}
    for session in standing:
        if session.kind is SessionKind.EASY:
            days.setdefault(session.date, []).append(session.amount)
    runs = sorted(max(amounts) * (2 if len(amounts) == 1 else 3) // 2 for amounts in days.values())
    return min(runs[-2:], default=0)


def resummed(coach: Coach, filled: Filled, sessions: Iterable[Session]) -> Filled:
    """A week with other sessions, asked for as much as before; the same week where they are the very same ones."""
    changed = tuple(sessions)
    if len(changed) == len(filled.week.sessions) and all(map(is_, changed, filled.week.sessions)):
        return filled
    timed = rehoured(filled.week.sessions, changed, coach.season)
    return summed(coach, filled.week, timed, _asked(filled))


def _asked(filled: Filled) -> Request:
    """What a week had been asked for."""
    return Request(filled.counted + filled.missing + filled.shaped, whole=filled.whole, shaped=filled.shaped)


def is_goal(coach: Coach, session: Session) -> bool:
    """Whether it is an A race, which is not counted in its week."""
    return session.kind is SessionKind.RACE and any(
        race.priority is Priority.A for race in coach.race_days.get(session.date, ())
    )
