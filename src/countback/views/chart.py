"""Weekly volume as bars, one column or more a week: plain characters and what each stands for, no colours yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from countback.training.model import DAY, WEEK, PhaseKind, Priority
from countback.training.titles import MONTHS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from countback.training.model import Plan, Race, Week

HEIGHT = 7
DAYS_A_WEEK = 7
WIDEST_BAR = 4
_MONTH = 4  # columns: three letters and a blank
_EIGHTHS = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Cell:
    """Characters of a row that look alike: of one phase, or none; `quiet` is drawn fainter."""

    text: str
    phase: PhaseKind | None = None
    quiet: bool = False
    race: bool = False


Row = tuple[Cell, ...]


def column_width(weeks: int, room: int) -> int:
    """Characters for each week, so that all fit the room; one where even that is too much."""
    return max(1, min(WIDEST_BAR, room // max(1, weeks)))


def chunks(weeks: Sequence[Week], room: int) -> list[Sequence[Week]]:
    """The weeks in stretches that fit the room, of nearly equal length."""
    parts = -(-len(weeks) // room) or 1
    size = -(-len(weeks) // parts)
    return [weeks[at : at + size] for at in range(0, len(weeks), size)]


def bars(weeks: Sequence[Week], top: int, width: int) -> list[Row]:
    """The bars from the top row down; `top`, in tenths, is the volume that fills all rows."""
    levels = [_level(week.volume, top) for week in weeks]
    return [_bar_row(weeks, levels, row, width) for row in reversed(range(HEIGHT))]


def _level(volume: int, top: int) -> int:
    """Height in eighths of a row; a week with any running shows."""
    return max(1, round(volume * HEIGHT * 8 / top)) if volume and top else 0


def _bar_row(weeks: Sequence[Week], levels: Sequence[int], row: int, width: int) -> Row:
    return tuple(
        Cell(_bar(_EIGHTHS[min(8, max(0, level - 8 * row))], width), week.phase, week.down)
        for week, level in zip(weeks, levels, strict=True)
    )


def _bar(block: str, width: int) -> str:
    """One week's part of a row; wide bars keep a gap."""
    return block if width == 1 else (block * (width - 1)).ljust(width)


def strip(weeks: Sequence[Week], width: int) -> Row:
    """The phases under their bars: `Base──────Build───RSpecificTap`. The capital tells where one begins."""
    return tuple(
        Cell(_label(weeks[start].phase.value.capitalize(), (end - start) * width, gap=width > 1), weeks[start].phase)
        for start, end in _runs(weeks)
    )


def _label(name: str, room: int, *, gap: bool) -> str:
    """A name cut or drawn out to its room; wide bars keep their gap."""
    inner = room - 1 if gap else room
    return name[:inner].ljust(inner, "─").ljust(room)


def _runs(weeks: Sequence[Week]) -> list[tuple[int, int]]:
    """First and one past the last index of each stretch of weeks of one phase before one race."""
    keys = [(week.phase, week.race) for week in weeks]
    starts = [at for at in range(len(keys)) if at == 0 or keys[at] != keys[at - 1]]
    return list(zip(starts, [*starts[1:], len(keys)], strict=True))


def months(weeks: Sequence[Week], width: int) -> Row:
    """Month names under the week that their first day falls in, where there is room."""
    firsts = [at for at, week in enumerate(weeks) if (week.start + 6 * DAY).day <= DAYS_A_WEEK]
    if not firsts or firsts[0] * width >= _MONTH:
        firsts.insert(0, 0)
    line = ""
    for at in firsts:
        if len(line) <= at * width <= len(weeks) * width - len(MONTHS[0]):
            line = line.ljust(at * width) + MONTHS[(weeks[at].start + 6 * DAY).month - 1].ljust(_MONTH)
    return (Cell(line.rstrip(), quiet=True),)


def marks(plan: Plan, weeks: Sequence[Week], width: int, today: date) -> Row:
    """Under each week its race's priority, a pointer for the week of today, a dot for a down week."""
    return tuple(_mark(plan.standing, week, width, today) for week in weeks)


def _mark(everyone: Sequence[Race], week: Week, width: int, today: date) -> Cell:
    here = [race.priority for race in everyone if week.start <= race.date < week.start + WEEK]
    if here:
        return Cell(min(here, key=list(Priority).index).value.ljust(width), race=True)
    if week.start <= today < week.start + WEEK:
        return Cell("▴".ljust(width))
    return Cell(("·" if week.down else " ").ljust(width), quiet=True)
