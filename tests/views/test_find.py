"""What an athlete types is what is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from countback.training.model import Session, Week
from countback.views.find import find, suggestions
from tests import factories

TODAY = date(2027, 9, 1)
PLAN = factories.plan()


@pytest.mark.parametrize("text", ["T-01w", "t-1", "T-1w", "berlin-marathon-2027/T-01w"])
def test_a_week_is_found_by_its_count(text: str) -> None:
    """With or without zero, letter case, race."""
    found = find(PLAN, text, TODAY)
    assert isinstance(found, Week)
    assert found.to_go == 1


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-08-01", date(2027, 8, 1)),
        ("today", TODAY),
        ("Tomorrow", date(2027, 9, 2)),
        ("yesterday", date(2027, 8, 31)),
    ],
)
def test_a_day_is_found_by_its_date_or_its_name(text: str, day: date) -> None:
    """ISO, or as people say it."""
    assert find(PLAN, text, TODAY) == day


def test_a_session_is_found_by_its_address() -> None:
    """The whole of it, or its end."""
    for text in ("berlin-marathon-2027/T-02w/long", "T-02w/long", "t-02w/LONG"):
        found = find(PLAN, text, TODAY)
        assert isinstance(found, Session)
        assert found.address == "berlin-marathon-2027/T-02w/long"


def test_a_slot_alone_is_the_next_of_its_kind() -> None:
    """`long` on Wednesday 1 September is that week's Sunday; after the last one, the last one."""
    found, last = find(PLAN, "long", TODAY), find(PLAN, "long", date(2028, 1, 1))
    assert isinstance(found, Session)
    assert isinstance(last, Session)
    assert found.date == date(2027, 9, 5)
    assert last.date == date(2027, 9, 19)


@pytest.mark.parametrize("text", ["T-99w", "berlin/T-01w", "T-01w/lunch", "2027-13-01", "", "🙂", "T-1234w"])
def test_what_is_not_there_is_not_found(text: str) -> None:
    """Nothing is guessed."""
    assert find(PLAN, text, TODAY) is None


def test_what_comes_close_is_suggested() -> None:
    """A slip of the finger."""
    assert suggestions(PLAN, "T-02w/lomg", TODAY)[0] == "T-02w/long"


@pytest.mark.parametrize(
    ("text", "near"), [("T-99w", "T-05w"), ("T+9w", "T-00w"), ("berlin-marathon-2027/t-40", "T-05w")]
)
def test_of_a_week_that_is_not_there_the_nearest_is_suggested(text: str, near: str) -> None:
    """By its number, not by its spelling."""
    assert suggestions(PLAN, text, TODAY) == [near]


def test_the_beginning_of_a_name_is_suggested_in_full() -> None:
    """As one says it, not with a week of long ago; in its week where one is named."""
    assert suggestions(PLAN, "quality", TODAY) == ["quality-1"]
    assert suggestions(PLAN, "t-02w/qual", TODAY) == ["T-02w/quality-1"]


def test_of_what_comes_as_close_the_nearest_day_is_suggested_first() -> None:
    """A week that is missing from a slip of the finger is that of today."""
    for today, week in ((date(2027, 8, 17), "T-05w"), (date(2027, 9, 18), "T-01w")):
        assert suggestions(PLAN, "T-w/long", today)[0] == f"{week}/long"


def test_a_slot_asked_for_again_is_one_of_its_kind() -> None:
    """Where a race moved, this week's long run can be `long~2`: it is the long run all the same."""
    own = find(PLAN, "long", TODAY)
    assert isinstance(own, Session)
    again = replace(own, address=f"{own.address}~2")
    weeks = [
        replace(week, sessions=tuple(again if one == own else one for one in week.sessions)) for week in PLAN.weeks
    ]
    moved = replace(PLAN, weeks=tuple(weeks))
    assert find(moved, "long", TODAY) == again
    assert find(moved, own.address.partition("/")[2], TODAY) == again
