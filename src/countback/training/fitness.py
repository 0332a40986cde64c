"""Paces that follow fitness: lost by days off, renewed by a test (section 6)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from countback.training.edits import edited
from countback.training.model import Finding, Severity, State
from countback.training.notes import targets_at
from countback.training.paces import vdot

FAST_FROM = 6  # RPE: how hard an effort must be for its pace to follow a loss of fitness

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from countback.training.course import Course, Lost
    from countback.training.diary import Tested
    from countback.training.model import Effort, Session, Target


def slower(course: Course, lost: Lost) -> Course:
    """Fitness lost by days off: the paces of everything fast follow it; easy running goes by effort (S17)."""
    factor = course.factor * course.rules.off.fitness(lost.days, cross_trained=lost.cross_trained)
    now = replace(course, factor=factor)
    return replace(now, coach=replace(now.coach, targets=_mixed(course, now)))


def _mixed(course: Course, now: Course) -> Callable[[tuple[Effort, ...]], tuple[tuple[Effort, Target], ...]]:
    """Targets of today's fitness for what is fast, of the plan's own for what is easy."""
    easy = course.coach.targets
    fast = targets_at(now.season, now.vdot * now.factor, now.rules, known=now.known_fitness)

    def targets(efforts: tuple[Effort, ...]) -> tuple[tuple[Effort, Target], ...]:
        pairs = zip(easy(efforts), fast(efforts), strict=True)
        return tuple(new if new[1].rpe[1] >= FAST_FROM else old for old, new in pairs)

    return targets


def tested(course: Course, entry: Tested) -> Course:
    """A result renews the paces from its day on; days and amounts stay."""
    value = vdot(entry.result.distance_km, entry.result.seconds)
    now = replace(course, vdot=value, factor=1.0, known_fitness=True)
    targets = targets_at(now.season, value, now.rules, known=True)
    now = replace(now, coach=replace(now.coach, targets=targets))
    text = now.rules.why.off["paces"].format(vdot=value)
    note = Finding("paces-renewed", Severity.INFO, f"From {entry.on} on: {text}")
    return retargeted(replace(now, notes=(*now.notes, note)), entry.on)


def retargeted(course: Course, since: date) -> Course:
    """The sessions from a day on with the paces of today's fitness."""

    def edit(session: Session) -> Session:
        if session.date < since or session.state in {State.MISSED, State.SKIPPED} or not session.targets:
            return session
        new = dict(course.coach.targets(tuple(effort for effort, _ in session.targets)))
        paced = {
            effort: replace(new[effort], pace=new[effort].pace if old.pace or not _by_effort(effort) else None)
            for effort, old in session.targets
        }
        targets = tuple(paced.items())
        return session if targets == session.targets else replace(session, targets=targets)

    return edited(course, edit)


def _by_effort(effort: Effort) -> bool:
    return effort.value in {"easy", "long"}
