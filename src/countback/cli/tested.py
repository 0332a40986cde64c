"""`countback tested`: the result of a test or race, which gives new paces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.cli import given, news
from countback.cli.dates import Looking
from countback.cli.days import perhaps
from countback.cli.stop import Stop
from countback.files.distances import performance
from countback.files.problem import Unfit
from countback.training.diary import Tested

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import date

    from countback.training.model import Performance


def run(told: Namespace) -> int:
    """Show what the result changes, and write it down."""
    result = _result(told.result)
    stands = given.standing(told)
    if isinstance(result, Unfit):
        _refuse_day(told.result, given.today(told, stands.season))
        raise Stop(f"{told.result!r}: {result}")
    return news.tell(told, stands, Tested(news.told_on(told, stands), result))


def _result(text: str) -> Performance | Unfit:
    try:
        return performance(text)
    except Unfit as error:
        return error


def _refuse_day(text: str, today: date) -> None:
    """A result that would do, with a day behind it."""
    words = text.split()
    for number in range(2, len(words)):
        result, when = " ".join(words[:number]), " ".join(words[number:])
        if not isinstance(_result(result), Unfit) and perhaps(when, today, Looking.BACK):
            reason = "a result gives new paces from the day on which it is told"
            raise Stop(f"{reason}; leave {when!r} out: countback tested {result}")
