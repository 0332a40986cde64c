"""The steps of a session, and what they have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.training.model import Repeat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from countback.training.model import Effort, Step


def flat(steps: Iterable[Step | Repeat]) -> Iterator[Step]:
    """The steps one after the other, repeats written out."""
    for step in steps:
        if isinstance(step, Repeat):
            for _ in range(step.times):
                yield from step.steps
        else:
            yield step


def once(steps: Iterable[Step | Repeat]) -> Iterator[Step]:
    """The steps one after the other, those of a repeat once."""
    for step in steps:
        if isinstance(step, Repeat):
            yield from step.steps
        else:
            yield step


def by_ground(steps: Iterable[Step | Repeat]) -> frozenset[Effort]:
    """The efforts of steps that go by the ground they are run on, uphill or on the race's: no pace fits them."""
    return frozenset([step.effort for step in once(steps) if step.note])
