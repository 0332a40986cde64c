"""The session library: what a run of a kind consists of, as structured steps with an amount and a length.

A `Workout` has no day and no address yet. Quality work is sized by the weekly caps of the rules and by the room that
the run rule leaves; what would be too small to be worth it is None, and the run stays easy.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import ceil, floor
from typing import TYPE_CHECKING

from countback.training import titles
from countback.training.budget import Budget, costs, fast_pace, is_worth
from countback.training.model import Effort, Repeat, SessionKind, Step, StepKind, Unit
from countback.training.steps import by_ground, flat, once

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from countback.training.kit import Kit
    from countback.training.rows import Form, Ladder, LongRow, Range, Rung
    from countback.training.rules import Rules

REPEATS_LEAST = 2  # a session of repeats has so many
MANY = 2  # a rung of more repeats can be cut short
STRAIGHT_CUT = 75  # %: running without a stop can be cut down to this
NEARLY_WHOLE = 90  # %: a rung of this length is as good as run …
REPEATS_ENOUGH = 60  # %: … and of many repeats so many
WORK_SHORTEST = 300  # seconds: a repeat by time is not cut below this, or below its own length
LONG_STRETCH = 900  # seconds: from here on work is told in steps of five minutes
BIG_WEEK = 300  # minutes: from here on warm-ups and cool-downs are long ones


@dataclass(frozen=True)
class Workout:
    """What one run is made of. `amount` in tenths of the plan's unit.

    `fast` is what it takes of a week's budget: metres faster than easy, and seconds.
    """

    kind: SessionKind
    title: str
    amount: int
    minutes: int
    steps: tuple[Step | Repeat, ...]
    hard: bool = False
    effort: Effort | None = None
    fast: tuple[float, float] = (0.0, 0.0)

    @cached_property
    def efforts(self) -> tuple[Effort, ...]:
        """The efforts of its steps, each once, in their order."""
        return tuple(dict.fromkeys([step.effort for step in once(self.steps)]))

    @cached_property
    def by_ground(self) -> frozenset[Effort]:
        """Those of them that go by the ground they are run on."""
        return by_ground(self.steps)

    def out_of(self, left: Budget, rules: Rules) -> Budget:
        """What this session leaves of a week's budget."""
        return left if self.effort is None else left.less(self.effort, self.fast, rules)


def between(pair: Range, progress: float) -> float:
    """From the first to the last value as a block goes on."""
    return pair[0] + (pair[1] - pair[0]) * progress


def form_of(forms: Sequence[Form], week: int, progress: float) -> Sequence[Form]:
    """The rows of a library entry that fit this week of the block, the one meant for it first, then smaller ones."""
    fitting = [form for form in forms if week % form.every == form.on]
    meant = [form for form in fitting if 100 * progress >= form.from_ - 1e-9]
    return sorted(meant, key=lambda form: -form.from_) if meant else fitting[:1]


def quality(forms: Sequence[Form], progress: float, volume: int, left: Budget, kit: Kit) -> Workout | None:
    """A quality session: the first of these forms that fits caps and room. None where each would be too small."""
    for form in forms:
        work = _work(form, progress, volume, left, kit)
        while work is not None:
            made = (_around(work, form, progress, ends, kit) for ends in _ends(volume, kit))
            fitting = next((workout for workout in made if workout.amount <= left.room), None)
            if fitting is not None:
                return fitting
            work = _smaller(work, form, kit)
    return None


@dataclass(frozen=True, slots=True)
class _Work:
    """Repeats of a form: by metres or by seconds."""

    times: int
    metres: int | None
    seconds: int | None


def _work(form: Form, progress: float, volume: int, left: Budget, kit: Kit) -> _Work | None:
    """As many repeats as the caps allow; None when that is not worth a session."""
    pace = fast_pace(form.effort, kit)
    metres = min(left.metres[kit.rules.cap_of[form.effort]], 1000 * left.seconds / costs(form.effort, kit))
    if form.percent is not None:
        share = volume * kit.scale.metres * between(form.percent, progress) / 100
        metres = min(metres, max(share, 1000 * (kit.rules.caps[kit.rules.cap_of[form.effort]].least_km or 0)))
    times = round(between(form.times, progress))
    work = _by_metres(form, times, metres) if form.metres else _by_time(form, times, progress, metres * pace / 1000)
    return work if work and _worth(work, form, kit) else None


def _by_metres(form: Form, times: int, metres: float) -> _Work | None:
    fitting = min(times, floor(metres / (form.metres or 1)))
    return _Work(fitting, form.metres, None) if fitting >= min(REPEATS_LEAST, times) else None


def _by_time(form: Form, times: int, progress: float, seconds: float) -> _Work | None:
    meant = _round_time(form, between(form.seconds or (0, 0), progress))
    for fitting in range(times, 0, -1):
        each = min(meant, _whole_time(seconds / fitting))
        if each >= min(meant, WORK_SHORTEST):
            return _Work(fitting, None, each)
    return None


def _round_time(form: Form, seconds: float) -> int:
    """What is meant to grow by many minutes grows by five at a time: 20, 25, 30 min, as a coach would say."""
    first, last = form.seconds or (0, 0)
    step = 300 if last - first >= 300 else 60  # noqa: PLR2004
    return round(seconds / step) * step


def _whole_time(seconds: float) -> int:
    """As much as fits, in whole minutes; long stretches in five of them."""
    step = 300 if seconds >= LONG_STRETCH else 60
    return floor(seconds / step) * step


def _smaller(work: _Work, form: Form, kit: Kit) -> _Work | None:
    """The same with a repeat less, or a shorter one; None when it is no longer worth a session."""
    if work.times > 1:
        less = _Work(work.times - 1, work.metres, work.seconds)
    elif work.seconds and work.seconds > WORK_SHORTEST:
        less = _Work(1, None, _whole_time(work.seconds - 60))
    else:
        return None
    return less if _worth(less, form, kit) else None


def _worth(work: _Work, form: Form, kit: Kit) -> bool:
    return is_worth(form.effort, _measure(work, form, kit), kit)


def _measure(work: _Work, form: Form, kit: Kit) -> tuple[float, float]:
    """Metres and seconds of the fast running."""
    pace = fast_pace(form.effort, kit)
    if work.metres is not None:
        return work.times * work.metres, work.times * work.metres * pace / 1000
    seconds = work.times * (work.seconds or 0)
    return 1000 * seconds / pace, seconds


def _ends(volume: int, kit: Kit) -> tuple[Range, ...]:
    """Bounds of warm-up and cool-down in minutes: in big weeks near the upper one, so that other runs are shorter."""
    low, high = kit.rules.quality.warmup_minutes
    plain = (low, high)
    return (((low + high + 1) // 2, high), plain) if kit.scale.minutes(volume) >= BIG_WEEK else (plain,)


def _around(work: _Work, form: Form, progress: float, ends: Range, kit: Kit) -> Workout:
    """Warm-up, the repeats with their jogs, cool-down."""
    recover = _jog(between(form.recover, progress))
    rep = Step(StepKind.WORK, form.effort, work.seconds, work.metres, form.note)
    if work.times == 1:
        inner: list[Step | Repeat] = [rep]
    else:
        inner = [Repeat(work.times, (rep, Step(StepKind.RECOVER, Effort.EASY, recover)))]
    jogs = work.times * recover if work.times > 1 else 0
    metres, seconds = _measure(work, form, kit)
    wrapped = _wrap(inner, metres + 1000 * jogs / kit.paces.easy_pace, seconds + jogs, ends, kit)
    title = work_title(form.effort, work.times, rep)
    fast = metres, metres * costs(form.effort, kit) / 1000
    return Workout(SessionKind.QUALITY, title, *wrapped, hard=True, effort=form.effort, fast=fast)


def _jog(seconds: float) -> int:
    """A jog of a length that one can keep in mind: quarters of a minute."""
    return round(seconds / 15) * 15


def _wrap(
    inner: Sequence[Step | Repeat], metres: float, seconds: float, span: Range, kit: Kit
) -> tuple[int, int, tuple[Step | Repeat, ...]]:
    """Amount, minutes and steps of a session with an easy warm-up and cool-down between bounds in minutes.

    Both are whole minutes or whole tenths of the plan's unit; so the steps add up to the amount but for what the work
    in between is off a round number, at most half a minute or half a tenth.
    """
    scale = kit.scale
    if scale.unit is Unit.MIN:
        warm = cool = 10 * span[0]
        amount = round(seconds / 60) * 10 + warm + cool
        minutes = amount // 10
    else:
        work = round(metres / scale.metres)
        warm, cool = _easy_ends(work, span, kit)
        amount = warm + work + cool
        minutes = round(seconds / 60 + scale.minutes(warm + cool))
    first, last = _stretch(StepKind.WARMUP, Effort.EASY, warm, kit), _stretch(StepKind.COOLDOWN, Effort.EASY, cool, kit)
    return amount, minutes, (first, *inner, last)


def _easy_ends(work: int, span: Range, kit: Kit) -> tuple[int, int]:
    """Warm-up and cool-down around so much work, in tenths of the unit: half units and a half total where they fit."""
    low, high = (1000 * 60 * minutes / kit.paces.easy_pace / kit.scale.metres for minutes in span)
    least = ceil(low - 1e-9)
    half = kit.scale.up(low, 5)
    warm = half if half <= high else least
    cool = kit.scale.up(warm + work + least, 5) - warm - work
    return warm, cool if cool <= high else least


@lru_cache(maxsize=1024)
def easy(kind: SessionKind, amount: int, kit: Kit, *, strides: bool = False, effort: Effort = Effort.EASY) -> Workout:
    """A run at one easy effort, with strides at its end if wanted."""
    minutes = round(kit.scale.minutes(amount))
    steps: tuple[Step | Repeat, ...] = (_stretch(StepKind.RUN, effort, amount, kit),)
    title = {SessionKind.LONG: "Long run", SessionKind.SHAKEOUT: "Shakeout"}.get(kind, "Easy run")
    title = f"{title} {titles.amount(amount, kit.scale.unit)}"
    if strides:
        row = kit.rules.quality.strides
        pair = (Step(StepKind.STRIDES, Effort.STRIDES, row.seconds), Step(StepKind.RECOVER, Effort.EASY, row.recover))
        used = kit.scale.of_minutes(row.times * (row.seconds + row.recover) / 60)
        steps = (_stretch(StepKind.RUN, effort, amount - used, kit), Repeat(row.times, pair))
        title += " + strides"
    return Workout(kind, title, amount, minutes, steps, hard=kind is SessionKind.LONG)


def kilometres(amount: int, steps: Sequence[Step | Repeat], kit: Kit) -> float:
    """How far a run is, or, where it goes by time, about how far."""
    if kit.scale.unit is not Unit.MIN:
        return round(kit.scale.km(amount), 3)
    each = (step.metres or 1000 * (step.seconds or 0) / kit.paces.seconds_per_km(step.effort) for step in flat(steps))
    return round(sum(each) / 1000, 1)


def _stretch(kind: StepKind, effort: Effort, amount: int, kit: Kit, note: str = "") -> Step:
    """One step of an amount: by time in plans by time, else by distance."""
    if kit.scale.unit is Unit.MIN:
        return Step(kind, effort, amount * 6, None, note)
    return Step(kind, effort, None, round(amount * kit.scale.metres), note)


def long_with_fast(row: LongRow, progress: float, left: Budget, most: float, kit: Kit) -> Workout | None:
    """A long run that takes all the room, with its fast part towards the end, `most` metres in all.

    None where the fast part would be too small.
    """
    if row.fast is None:
        return None
    amount, pace = left.room, fast_pace(row.fast.effort, kit)
    if row.fast.km is not None:
        wanted = 1000 * between(row.fast.km, progress)
    else:
        wanted = 60_000 * between(row.fast.minutes or (0, 0), progress) / pace
    cap = kit.rules.cap_of[row.fast.effort]
    part = amount * kit.scale.metres * row.fast.percent / 100
    metres = min(wanted, left.metres[cap], 1000 * left.seconds / costs(row.fast.effort, kit), part)
    if kit.scale.unit is Unit.MIN:  # the same minutes, run faster, are farther
        metres = min(metres, (most - amount * kit.scale.metres) / (1 - pace / kit.paces.easy_pace))
    whole = floor(metres / (kit.scale.metres * 10 if kit.scale.unit is not Unit.MIN else 1)) * 10
    if kit.scale.unit is Unit.MIN:
        whole = floor(metres * pace / 300_000) * 50
    fast_metres = whole * kit.scale.metres if kit.scale.unit is not Unit.MIN else whole * 6000 / pace
    if fast_metres < 1000 * (kit.rules.caps[cap].least_km or 0):
        return None
    return _long_parts(amount, whole, row.fast.effort, fast_metres, kit)


def _long_parts(amount: int, fast: int, effort: Effort, fast_metres: float, kit: Kit) -> Workout:
    """Easy, the fast part, and a short easy end."""
    end = min(kit.scale.of_minutes(kit.rules.quality.warmup_minutes[0]), (amount - fast) // 2)
    end = end // 10 * 10 or end
    steps = (
        _stretch(StepKind.RUN, Effort.LONG, amount - fast - end, kit),
        _stretch(StepKind.WORK, effort, fast, kit),
        _stretch(StepKind.COOLDOWN, Effort.EASY, end, kit),
    )
    unit = kit.scale.unit
    seconds = fast_metres * fast_pace(effort, kit) / 1000
    minutes = round(kit.scale.minutes(amount - fast) + seconds / 60)
    title = f"Long run {titles.amount(amount, unit)}, {titles.amount(fast, unit)} at {titles.pace(effort)}"
    taken = fast_metres, fast_metres * costs(effort, kit) / 1000
    return Workout(SessionKind.LONG, title, amount, minutes, steps, hard=True, effort=effort, fast=taken)


def test(name: str, kit: Kit) -> Workout:
    """A fitness test (S27–S29): easy before and after, a time trial between."""
    metres = 1000 * kit.rules.test.kinds[name]
    seconds = metres * fast_pace(Effort.FIVE_K, kit) / 1000
    margin = kit.rules.test.margin_minutes
    trial = Step(StepKind.WORK, Effort.TEST, None, round(metres))
    amount, minutes, steps = _wrap([trial], metres, seconds, (margin, margin + 5), kit)
    title = f"Test: {'1 mile' if name == 'mile' else name[0] + ' km'} time trial"
    return Workout(SessionKind.TEST, title, amount, minutes, steps, hard=True)


def rung_for(ladder: Ladder, number: int, minutes: int) -> int:
    """The rung to be run in so many minutes: `number`, or the highest below it that fits or can be cut short."""
    return next((n for n in range(number, 0, -1) if _fits(ladder.rungs[n], minutes)), 0)


def is_run(row: Rung, minutes: int) -> bool:
    """Whether so many minutes of a rung are enough for the next one."""
    return 100 * minutes >= row.minutes * (REPEATS_ENOUGH if row.times > MANY else NEARLY_WHOLE)


def _fits(row: Rung, minutes: int) -> bool:
    """Whether a rung can be run in so many minutes: with fewer repeats, or its last stretch a little shorter."""
    if row.times > 1:
        return row.times > MANY or minutes >= row.minutes
    return 100 * minutes >= row.minutes * (STRAIGHT_CUT if len(row.steps) == 1 else NEARLY_WHOLE)


def rung(row: Rung, minutes: int, kit: Kit) -> Workout:
    """A session of the run/walk ladder (S23), its repeats cut to the minutes there are.

    Where these hold one more run without the walk after it, it ends with that.
    """
    one = sum(abs(step) for step in row.steps) / 60
    times = max(1, min(row.times, floor(minutes / one + 1e-9))) if row.times > 1 else 1
    parts = tuple(
        Step(StepKind.RUN if step > 0 else StepKind.WALK, Effort.EASY if step > 0 else Effort.WALK, abs(step))
        for step in row.steps
    )
    last = parts[:-1] if times < row.times and minutes >= ceil(times * one + _minutes(parts[:-1])) else ()
    length = ceil(times * one + _minutes(last))
    if row.times == 1 and (len(parts) == 1 or minutes < length):
        parts = (*parts[:-1], replace(parts[-1], seconds=(parts[-1].seconds or 0) + 60 * (minutes - length)))
        length = minutes
    steps: tuple[Step | Repeat, ...] = ((Repeat(times, parts),) if times > 1 else parts) + last
    walks = any(step < 0 for step in row.steps)
    title = f"Run/walk {length} min: {_runs(row, times + bool(last))}" if walks else f"Easy run {length} min"
    return Workout(SessionKind.EASY, title, kit.scale.of_minutes(length), length, steps)


def _minutes(steps: Iterable[Step]) -> float:
    return sum(step.seconds or 0 for step in steps) / 60


def _runs(row: Rung, times: int) -> str:
    """The running of a rung, as its title tells it: "5 × 1:30 min", "3 + 5 + 3 min"."""
    each = [step for step in row.steps if step > 0]
    told = " + ".join(f"{step // 60}:{step % 60:02}" if step % 60 else f"{step // 60}" for step in each)
    if times == 1:
        return f"{told} min"
    return f"{times} × ({told} min)" if len(each) > 1 else f"{times} × {told} min"


@lru_cache
def other(kind: SessionKind, minutes: int) -> Workout:
    """Strength or cross-training: no running."""
    name, effort = {
        SessionKind.STRENGTH: ("Strength", Effort.STRENGTH),
        SessionKind.CROSS: ("Cross-training", Effort.CROSS),
    }[kind]
    return Workout(kind, f"{name} {minutes} min", 0, minutes, (Step(StepKind.OTHER, effort, 60 * minutes),))


def work_title(effort: Effort, times: int, work: Step) -> str:
    """What the work of a session is called: "Threshold 2 × 10 min", "Intervals 5 × 1000 m"."""
    each = titles.distance(work.metres) if work.metres else f"{(work.seconds or 0) // 60} min"
    return f"{titles.effort(effort, by_ground=bool(work.note))} {each if times == 1 else f'{times} × {each}'}"
