"""Steps and sessions in words: plain lines that can be read on a watch. Structured first, prose last, never back.

`step_lines` is also what the terminal shows. No rule of training lives here: numbers come from the session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.events import units
from countback.training.model import Effort, Repeat, SessionKind, Step, StepKind, Target, Unit
from countback.training.steps import once
from countback.training.titles import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from countback.training.model import Race, Session

_HOW = {
    Effort.WALK: "walk",
    Effort.EASY: "easy",
    Effort.LONG: "easy",
    Effort.STEADY: "steady",
    Effort.MARATHON: "at marathon pace",
    Effort.HALF: "at half-marathon pace",
    Effort.THRESHOLD: "at threshold",
    Effort.TEN_K: "at 10k pace",
    Effort.INTERVAL: "at interval pace",
    Effort.FIVE_K: "at 5k pace",
    Effort.REPETITION: "fast and relaxed",
    Effort.STRIDES: "strides",
    Effort.TEST: "all out",
    Effort.RACE: "race",
    Effort.STRENGTH: "strength",
    Effort.CROSS: "cross-training, easy",
}

_FEELS = {
    Effort.WALK: "brisk, and no shame in it",
    Effort.EASY: "you can talk in whole sentences",
    Effort.LONG: "you can talk in whole sentences, and could go on at the end",
    Effort.STEADY: "a little quicker than easy, still in control",
    Effort.MARATHON: "controlled, you can still say a sentence",
    Effort.HALF: "strong and controlled, a few words at a time",
    Effort.THRESHOLD: "comfortably hard, a few words at a time",
    Effort.TEN_K: "hard and even, you could do one more at the end",
    Effort.INTERVAL: "hard and even, you could do one more at the end",
    Effort.FIVE_K: "hard and even, you could do one more at the end",
    Effort.REPETITION: "fast, light and relaxed, never straining",
    Effort.STRIDES: "quick and light, never a sprint",
    Effort.TEST: "as hard as you can hold evenly to the end",
    Effort.RACE: "calm at first, strong at the end",
    Effort.STRENGTH: "good form throughout, something left at the end",
    Effort.CROSS: "breathing stays calm",
}

_PURPOSE = {StepKind.WARMUP: " to warm up", StepKind.COOLDOWN: " to cool down"}
_BETWEEN = {StepKind.RECOVER: "jog", StepKind.WALK: "walk"}
_ABOUT = (StepKind.WARMUP, StepKind.RUN, StepKind.COOLDOWN)
_LAPS = (StepKind.WORK, StepKind.RECOVER, StepKind.WALK)
_MINUTES_FROM = 300  # seconds
_MAIN = (StepKind.RUN, StepKind.WORK, StepKind.OTHER)


def step_lines(session: Session, unit: Unit) -> tuple[str, ...]:
    """The steps of a session, one line each: `6 × 800 m at 10k pace (4:28–4:35/km), 90 s jog after each`."""
    words = _Words(dict(session.targets), unit)
    return tuple(words.repeat(step) if isinstance(step, Repeat) else words.step(step) for step in session.steps)


def feel_lines(session: Session) -> tuple[str, ...]:
    """How the main parts of a session should feel, as they come: `you can talk in whole sentences (RPE 2–3)`."""
    targets = dict(session.targets)
    return tuple(_feel(effort, targets.get(effort)) for effort in _main_efforts(session.steps))


def what_lines(session: Session, unit: Unit) -> tuple[str, ...]:
    """What a session comes to, then its steps; a single step tells both in one line."""
    lines = step_lines(session, unit)
    if len(lines) != 1:
        return whole(session, unit), *lines
    timed = units.length(session.minutes)
    return lines if lines[0].startswith(timed) else (f"{lines[0]}, about {timed}",)


def whole(session: Session, unit: Unit) -> str:
    """How much it is: `14 km, about 1:25 h`; time alone where no distance is planned."""
    about = units.length(session.minutes)
    if not session.amount or unit is Unit.MIN:
        return about
    return f"{units.amount(session.amount, unit)}, about {about}"


def title(session: Session, unit: Unit) -> str:
    """The session's own title, with how much it is where the title does not tell, so that a month view is enough."""
    if session.kind is SessionKind.RACE or any(letter.isdigit() for letter in session.title):
        return session.title
    much = units.amount(session.amount, unit) if session.amount else units.length(session.minutes)
    return f"{session.title}, {much}"


def race_lines(race: Race, unit: Unit) -> tuple[str, ...]:
    """Start, distance and goal of a race day."""
    start = f"Start {race.start:%H:%M}, {race.distance_text}" if race.start else race.distance_text
    if race.goal is None:
        return (start, "Goal: to finish") if race.finish else (start,)
    per_km = round(race.goal / race.distance_km)
    return (start, f"Goal {in_words(race.goal)} ({units.pace(per_km, per_km, unit)})")


class _Words:
    """The words for steps, given the targets of a session and the plan's unit."""

    def __init__(self, targets: dict[Effort, Target], unit: Unit) -> None:
        self.targets = targets
        self.unit = unit

    def step(self, step: Step) -> str:
        """One stretch by itself: `15 min easy to warm up (RPE 2–3)`."""
        if step.kind is StepKind.RECOVER:
            return _noted(f"{self.much(step)} jog", step)
        words = f"{self.much(step)} {_HOW[step.effort]}".strip() + _PURPOSE.get(step.kind, "")
        return _noted(words + self.target(step), step)

    def repeat(self, repeat: Repeat) -> str:
        """Several times the same: the last step is what follows each, if it is no work."""
        *head, last = repeat.steps
        between = _BETWEEN.get(last.kind)
        if not head or between is None:
            head, between = list(repeat.steps), None
        inner = " + ".join(self.step(step) for step in head)
        if len(head) > 1:
            inner = f"({inner})"
        words = inner if repeat.times == 1 else f"{repeat.times} × {inner}"
        return words if between is None else _noted(f"{words}, {self.much(last)} {between} after each", last)

    def much(self, step: Step) -> str:
        """How long or how far, as the step says; nothing where it says neither."""
        if step.metres is not None:
            return units.distance(step.metres, self.unit) if step.kind in _LAPS else units.way(step.metres, self.unit)
        return "" if step.seconds is None else units.stretch(_whole_minutes(step.kind, step.seconds))

    def target(self, step: Step) -> str:
        """Pace and heart rate where known, else RPE; in parentheses."""
        target = self.targets.get(step.effort)
        return "" if target is None else f" ({_target(target, self.unit)})"


def _target(target: Target, unit: Unit) -> str:
    parts = [units.pace(*target.pace, unit)] if target.pace else []
    if target.heart_rate:
        parts.append(f"HR {units.span(*target.heart_rate)}")
    return ", ".join(parts or [f"RPE {units.span(*target.rpe)}"])


def _whole_minutes(kind: StepKind, seconds: int) -> int:
    """Nobody cools down for 10:25 min; work and what comes between are as they are."""
    if kind in _ABOUT and seconds >= _MINUTES_FROM:
        return round(seconds / 60) * 60
    return seconds


def _noted(words: str, step: Step) -> str:
    return f"{words}; {step.note}" if step.note else words


def _feel(effort: Effort, target: Target | None) -> str:
    words = _FEELS[effort]
    return words if target is None else f"{words} (RPE {units.span(*target.rpe)})"


def _main_efforts(steps: Sequence[Step | Repeat]) -> tuple[Effort, ...]:
    """The efforts a session is about, each once: its runs and its work, else whatever it has."""
    flat = tuple(once(steps))
    main = [step.effort for step in flat if step.kind in _MAIN] or [step.effort for step in flat]
    return tuple(dict.fromkeys(main))
