"""What of a diary still stands, and that the plan is made of that alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countback.files.season import parse_season
from countback.training.diary import (
    Absent,
    Cause,
    Diary,
    Done,
    Edited,
    Skipped,
    Undone,
    Weekly,
    heeded,
    standing,
    told,
    undoable,
)
from countback.training.model import Quantity, Season, Unit
from countback.training.replan import plan_of
from tests.runs import ROOT

if TYPE_CHECKING:
    from countback.training.diary import News

ON = date(2027, 6, 8)
RUN = Done(ON, "berlin-marathon-2027/T-16w/long")
LESS = Weekly(ON, Quantity(600, Unit.KM))
FLU = Absent(ON, Cause.ILL, date(2027, 5, 31), date(2027, 6, 6))
EDITED = Edited(ON, "sha256:1f")
OTHER = Done(ON, "berlin-marathon-2027/T-17w/long")
BACK = Undone(ON)


@pytest.mark.parametrize(
    ("diary", "left"),
    [
        ((), ()),
        ((RUN, LESS), (RUN, LESS)),
        ((RUN, LESS, BACK), (RUN,)),
        ((RUN, LESS, BACK, BACK), ()),
        ((RUN, BACK, LESS), (LESS,)),
        ((RUN, LESS, BACK, FLU, BACK), (RUN,)),
        ((RUN, EDITED, BACK), (EDITED,)),
        ((EDITED, BACK), (EDITED,)),
        ((BACK, RUN), (RUN,)),
    ],
)
def test_each_undone_takes_back_the_last_that_stands(diary: Diary, left: Diary) -> None:
    """Twice takes back two; an edited season.toml is a fact that is passed over; nothing is left of nothing."""
    assert standing(diary) == left


def test_what_an_undone_would_take_back_is_known_before() -> None:
    """The last that stands; none where nothing does."""
    assert undoable((RUN, LESS, EDITED)) == LESS
    assert undoable((RUN, LESS, BACK)) == RUN
    assert undoable((RUN, BACK, EDITED)) is None


def test_each_entry_is_told_beside_those_that_stood() -> None:
    """With its place; what was taken back is not among them, and goes with nothing itself."""
    assert list(told((RUN, LESS, BACK, FLU))) == [(0, RUN, ()), (3, FLU, (RUN,))]


@given(st.lists(st.sampled_from([RUN, LESS, FLU, EDITED, BACK])), st.sampled_from([RUN, LESS, FLU]))
def test_an_entry_and_its_undone_leave_what_stood(earlier: list[News | Undone], entry: News) -> None:
    """Whatever was told and taken back before."""
    assert standing((*earlier, entry, BACK)) == standing(tuple(earlier))


@pytest.mark.parametrize("entry", [RUN, LESS, FLU], ids=lambda one: type(one).__name__)
def test_the_plan_after_undone_is_the_plan_before(entry: News) -> None:
    """The same value, findings and paces included, also beside other news."""
    season = parse_season((ROOT / "examples/marathon/season.toml").read_bytes())
    assert isinstance(season, Season)
    assert plan_of(season, (entry, BACK)) == plan_of(season, ())
    assert plan_of(season, (OTHER, entry, BACK)) == plan_of(season, (OTHER,)) != plan_of(season, (OTHER, entry))


LEFT_OUT = Skipped(ON, "berlin-marathon-2027/T-16w/long")
WANTED = Skipped(ON + timedelta(2), LEFT_OUT.session, restored=True)
LATE = Skipped(ON + timedelta(7), LEFT_OUT.session, restored=True)


def test_wanted_again_in_the_same_week_is_as_if_never_left_out() -> None:
    """What the skip had changed comes back with the session; a week later the weeks between have begun."""
    assert heeded((LEFT_OUT, LESS, WANTED)) == (LESS,)
    assert heeded((LEFT_OUT, LESS, LATE)) == (LEFT_OUT, LESS, LATE)
    assert heeded((WANTED,)) == (WANTED,)


def test_done_in_the_same_week_is_as_if_never_left_out() -> None:
    """It was run after all: the skip was told wrong."""
    run = Done(WANTED.on, LEFT_OUT.session)
    assert heeded((LEFT_OUT, LESS, run)) == (LESS, run)
    assert heeded((LEFT_OUT, LESS, replace(run, on=LATE.on))) == (LEFT_OUT, LESS, replace(run, on=LATE.on))
