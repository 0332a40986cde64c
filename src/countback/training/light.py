"""A session made lighter: half the work, or walk breaks; its day, hour and address stay."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from countback.training import workouts
from countback.training.budget import is_worth
from countback.training.model import Effort, Repeat, SessionKind, Step, StepKind, Unit
from countback.training.steps import flat

if TYPE_CHECKING:
    from countback.training.kit import Kit
    from countback.training.model import Session

RUNNING = frozenset({SessionKind.EASY, SessionKind.LONG})


def lighter(session: Session, kit: Kit) -> Session:
    """A quality session with half its repeats, or half its work where there is one stretch of it."""
    steps = tuple(_half(step) for step in session.steps)
    (metres, seconds), (left, time) = _size(session.steps, kit), _size(steps, kit)
    minutes = round((seconds - time) / 60)
    less = 10 * minutes if kit.scale.unit is Unit.MIN else int((metres - left) / kit.scale.metres)
    return replace(
        session,
        steps=steps,
        amount=session.amount - less,
        minutes=session.minutes - minutes,
        distance_km=workouts.kilometres(session.amount - less, steps, kit),
        title=f"{_work_title(steps)}, light",
    )


def worth(session: Session, kit: Kit) -> bool:
    """Whether the fast running of a session is enough to be worth one (section 4)."""
    fast = [step for step in flat(session.steps) if step.effort in kit.rules.cap_of]
    if not fast:
        return True
    return is_worth(fast[0].effort, _size(tuple(fast), kit), kit)


def _work_title(steps: tuple[Step | Repeat, ...]) -> str:
    """What the work of a session is called: "Threshold 2 × 10 min"."""
    for step in steps:
        times, inner = (step.times, step.steps[0]) if isinstance(step, Repeat) else (1, step)
        if inner.kind is StepKind.WORK:
            return workouts.work_title(inner.effort, times, inner)
    return "Quality"


def _half(step: Step | Repeat) -> Step | Repeat:
    match step:
        case Repeat(times, inner):
            return Repeat((times + 1) // 2, inner)
        case Step(kind=StepKind.WORK):
            seconds = step.seconds and max(60, step.seconds // 120 * 60)
            return replace(step, seconds=seconds, metres=step.metres and step.metres // 2)
        case _:
            return step


def _size(steps: tuple[Step | Repeat, ...], kit: Kit) -> tuple[float, float]:
    """Metres and seconds of some steps."""
    metres = seconds = 0.0
    for step in steps:
        if isinstance(step, Repeat):
            inner = _size(step.steps, kit)
            metres, seconds = metres + step.times * inner[0], seconds + step.times * inner[1]
            continue
        pace = kit.paces.seconds_per_km(Effort.EASY if step.kind is StepKind.RECOVER else step.effort)
        metres += step.metres or 1000 * (step.seconds or 0) / pace
        seconds += step.seconds or (step.metres or 0) * pace / 1000
    return metres, seconds


def with_walk_breaks(session: Session, note: str, kit: Kit) -> Session:
    """An easy or long run with walk breaks, and without strides (S51); the same one where it has them."""
    if session.kind not in RUNNING or not session.steps or note in session.advice:
        return session
    return replace(_walked(session, note, kit), advice=(note, *session.advice))


def _walked(session: Session, note: str, kit: Kit) -> Session:
    """The run as one easy step, whose note tells the walk breaks."""
    effort = _effort(session)
    plain = workouts.easy(session.kind, session.amount, kit, effort=effort)
    steps = tuple(replace(step, note=note) if isinstance(step, Step) else step for step in plain.steps)
    targets = tuple((one, feel) for one, feel in session.targets if one is effort)
    return replace(session, title=f"{plain.title}, walk breaks", steps=steps, targets=targets)


def trimmed(session: Session, amount: int, kit: Kit) -> Session:
    """An easy or long run cut to an amount; all else stays, walk breaks too."""
    plain = workouts.easy(session.kind, amount, kit, effort=_effort(session))
    km = workouts.kilometres(amount, plain.steps, kit)
    cut = replace(session, title=plain.title, amount=amount, minutes=plain.minutes, distance_km=km, steps=plain.steps)
    note = next((step.note for step in flat(session.steps) if step.note in session.advice), "")
    return _walked(cut, note, kit) if note else cut


def no_longer(session: Session, most: int, kit: Kit) -> Session:
    """A plain run of no more than `most` tenths; the same one where it is no longer, or not plain."""
    if session.amount <= most or session.kind not in RUNNING or len(session.steps) != 1:
        return session
    return trimmed(session, kit.scale.run(most), kit)


def _effort(session: Session) -> Effort:
    return Effort.LONG if session.kind is SessionKind.LONG else Effort.EASY
