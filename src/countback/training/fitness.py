"""Paces that follow fitness: lost by days off, renewed by a test (section 6)."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from math import prod
from typing import TYPE_CHECKING

from countback.training.coach import NONE_BY_FEEL
from countback.training.edits import edited
from countback.training.model import Finding, Severity, State, Unit
from countback.training.notes import targets_at
from countback.training.paces import BY_EFFORT, paces_for, vdot
from countback.training.steps import by_ground, flat
from countback.training.titles import dated
from countback.training.workouts import kilometres

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from countback.training.coach import Targets
    from countback.training.course import Course
    from countback.training.diary import Tested
    from countback.training.kit import Kit
    from countback.training.model import Effort, Session, Step, Target
    from countback.training.paces import Paces

    Pairs = tuple[tuple[Effort, Target], ...]
    Repaced = tuple[Step, int, int]


def slower(course: Course) -> Course:
    """Fitness lost by all days off since the last test: fast paces follow it; easy running goes by effort (S17)."""
    off = course.rules.off
    since = [one for one in course.lost if course.tested is None or one.end >= course.tested]
    left = prod(off.fitness(one.days, cross_trained=one.cross_trained) for one in since)
    least = off.cross_trained_least if all(one.cross_trained for one in since) else off.fitness_least
    now = replace(course, factor=max(left, least / 10_000))
    return _paced(now, now.coach.kit.paces.with_fast(paces_for(now.vdot * now.factor, now.rules.zones)))


def _paced(course: Course, paces: Paces) -> Course:
    """The course with other paces for what is still to be made."""
    kit = course.coach.kit
    kit = replace(kit, paces=paces, scale=replace(kit.scale, easy_pace=paces.easy_pace))
    targets = targets_at(course.season, paces, known=course.known_fitness)
    return replace(course, coach=replace(course.coach, kit=kit, targets=targets))


def tested(course: Course, entry: Tested) -> Course:
    """A result renews the paces from its day on, of what is still to be made.

    Runs by distance are as long as the new easy pace makes them. A plan by time keeps its own measure of a kilometre:
    in it the volume so far was counted.
    """
    value = vdot(entry.result.distance_km, entry.result.seconds)
    now = replace(course, vdot=value, factor=1.0, known_fitness=True, tested=entry.on)
    paces = paces_for(value, now.rules.zones)
    if course.season.unit is Unit.MIN:
        paces = replace(paces, easy_pace=course.coach.kit.paces.easy_pace)
    now = _paced(now, paces)
    text = now.rules.why.off["paces"].format(vdot=value)
    note = Finding("paces-renewed", Severity.INFO, f"From {dated(entry.on)} on: {text}")
    return replace(now, notes=(*(one for one in now.notes if one.code != note.code), note))


def retargeted(course: Course, was: Paces, since: date) -> Course:
    """The sessions from a day on with the paces of today's fitness in place of those that they were made with."""
    easier = course.coach.kit.paces.easy_pace - was.easy_pace
    renewed = cache(partial(_renewed, course.coach.targets))
    is_fast = cache(_is_fast)

    def edit(session: Session) -> Session:
        if session.date < since or session.state is not State.PLANNED or not session.targets:
            return session
        ground = by_ground(session.steps) if is_fast(session.targets) else frozenset()
        targets = renewed(session.targets, ground)
        if targets == session.targets and not easier:
            return session
        kit, fast = course.coach.kit, tuple(_fast(session, dict(targets)))
        longer = _longer(session, fast, easier)
        amount = session.amount + _more(session, fast, longer, kit)
        as_far = amount == session.amount or kit.scale.unit is Unit.MIN
        km = session.distance_km if as_far else kilometres(amount, session.steps, kit)
        return replace(session, targets=targets, minutes=session.minutes + longer, amount=amount, distance_km=km)

    return edited(course, edit, since)


def _is_fast(targets: Pairs) -> bool:
    """Whether fitness says how fast some of it is run."""
    return any(effort not in BY_EFFORT for effort, _ in targets)


def _renewed(today: Targets, old: Pairs, by_ground: frozenset[Effort]) -> Pairs:
    """Targets of today's fitness in place of others; what had no pace because it goes by feel gets none."""
    by_feel = BY_EFFORT | by_ground
    paced = dict(old)
    new = today(tuple(paced), NONE_BY_FEEL)
    return tuple(
        (effort, feel if paced[effort].pace or effort not in by_feel else replace(feel, pace=None))
        for effort, feel in new
    )


def _fast(session: Session, new: Mapping[Effort, Target]) -> Iterator[Repaced]:
    """The steps that fitness says the pace of, each with its fast end in s/km, as it was and as it is now."""
    old = dict(session.targets)
    for step in flat(session.steps):
        before, now = old[step.effort].pace, new[step.effort].pace
        if before and now and step.effort not in BY_EFFORT:
            yield step, before[0], now[0]


def _longer(session: Session, fast: Iterable[Repaced], easier: int) -> int:
    """How many minutes longer what a session has by distance takes: `easier` are seconds more for an easy kilometre."""
    seconds = sum((step.metres or 0) / 1000 * (now - before) for step, before, now in fast)
    if easier:
        seconds += sum((step.metres or 0) / 1000 * easier for step in flat(session.steps) if step.effort in BY_EFFORT)
    return round(seconds / 60)


def _more(session: Session, fast: Iterable[Repaced], longer: int, kit: Kit) -> int:
    """How much more running it is, in tenths: in a plan by time the minutes that it is `longer`.

    In one by distance that which its fast steps by time come to at the new paces, where it is no crumb.
    """
    if not session.amount or kit.scale.unit is Unit.MIN:
        return 10 * longer if session.amount else 0
    metres = sum(1000 * (step.seconds or 0) * (1 / now - 1 / before) for step, before, now in fast)
    more = round(metres / kit.scale.metres)
    return more if abs(more) >= kit.scale.run_step(session.amount) else 0
