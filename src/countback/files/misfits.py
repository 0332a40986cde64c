"""What in a diary does not go with the plan as it stood when it was told: asked for commands and for the file alike.

A day inside its week is season.toml's to change at any time, and in a calendar yesterday's run may be dragged to
tomorrow. So days are held to their week here: no edit of the one, and no drag in the other, makes a right entry wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.files.problem import Mistake
from countback.files.words import likely
from countback.training.diary import Absent, Done, Moved, RaceChanged, Skipped, told
from countback.training.model import WEEK, State, monday
from countback.training.titles import dated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from countback.files.disagreements import Background
    from countback.training.diary import Diary, News
    from countback.training.model import Plan, Session

_STAYS = "what is past stays as it was"


def misfits(diary: Diary, known: Background) -> Iterator[Mistake]:
    """Every entry that its plan knows otherwise, with the key at which to change something.

    Asked of a diary that has no other strangers. The plan of an entry is that of the right ones before it.
    """
    right: list[News] = []
    for number, entry, _ in told(diary):
        found = [Mistake(("entry", number, key), message) for key, message in _misfit(entry, tuple(right), known)]
        yield from found
        if not found:
            right.append(entry)


def _misfit(entry: News, earlier: tuple[News, ...], known: Background) -> Iterator[tuple[str, str]]:
    match entry:
        case Done() | Skipped() | Moved():
            yield from _of_session(entry, known.plan_after(earlier), known)
        case Absent():
            yield from _ran(entry, known.plan_after(earlier))
        case RaceChanged():
            yield from _was_run(entry, known.plan_after(earlier))


def _of_session(entry: Done | Skipped | Moved, plan: Plan, known: Background) -> Iterator[tuple[str, str]]:
    session, first = plan.by_address.get(entry.session), known.plan_after(())
    if session is None and entry.session not in first.by_address:  # else an earlier entry took it out of the plan
        yield "session", f'session = "{entry.session}": {_unknown(entry.session, plan.by_address)}'
    elif session is not None and (reason := _of_its_time(entry, session)):
        yield "session", f'session = "{entry.session}": {reason}'
    elif isinstance(entry, Moved) and not plan.start <= entry.to <= plan.end:
        yield "to", f"to = {entry.to}: this is outside the season, which ends on {plan.end}"


def _unknown(address: str, addresses: Collection[str]) -> str:
    near = likely(address, addresses)
    hint = f'did you mean "{near}"?' if near else "`countback show --json` lists the addresses"
    return f"no session of this season has this address; {hint}"


def _of_its_time(entry: Done | Skipped | Moved, session: Session) -> str:
    """Why nobody can have told that of a session on that day; empty where it is right."""
    named = f"{session.title} of {dated(session.date)}"
    match entry:
        case Done() if session.state is State.DONE:
            return f"{named} is in the diary already, as done; each session is told once"
        case Done() if monday(session.date) > entry.on:
            return f"{named} was still to come (on = {entry.on}); leave the entry out, or tell it on its day"
        case Skipped(restored=False) if session.state is State.SKIPPED:
            return f"{named} is in the diary already, as left out; each session is told once"
        case Moved() if monday(session.date) + WEEK < monday(entry.on):
            return f"{named} was long past (on = {entry.on}), and {_STAYS}; leave the entry out"
    return ""


def _ran(entry: Absent, plan: Plan) -> Iterator[tuple[str, str]]:
    """A day on which something was run is no day off."""
    inside = (one for one in plan.sessions if entry.start <= one.date <= entry.end)
    done = next((one for one in inside if one.state is State.DONE and one.amount), None)
    if done is not None:
        leave = "tell the days before and after it, or take that back first"
        yield "from", f"from = {entry.start}: {done.title} of {dated(done.date)} is in the diary as done; {leave}"


def _was_run(entry: RaceChanged, plan: Plan) -> Iterator[tuple[str, str]]:
    race = next((race for race in plan.standing if race.id == entry.race), None)
    run = plan.run_of(race) if race else None
    if race and run and run.state is State.DONE:
        yield "id", f'id = "{race.id}": {race.name} was run on {dated(run.date)}; a race that was run stays'
