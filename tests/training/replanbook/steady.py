"""What no entry may do: touch the past or a race day; and what is no news changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from countback.training.diary import Done, Edited, Moved, RaceAdded, RaceChanged, Skipped, Undone
from countback.training.model import SessionKind, State
from countback.training.replan import plan_of
from tests.training.rulebook.shapes import Breach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from countback.training.model import Plan, Session, Week
    from tests.training.replanbook.case import Case, Step

FRESH = "sha256:e3b0c442"
LATER = timedelta(3)


def past(case: Case) -> Iterator[Breach]:
    """Section 6: sessions before an entry's `on` are the same values but for `state`."""
    for step in case.steps:
        before, after = step.both(lambda session, on=step.entry.on: session.date < on)  # type: ignore[misc]
        for address in {**before, **after}:
            one, other = before.get(address), after.get(address)
            if one is None or other is None or one != replace(other, state=one.state):
                yield Breach("section 6 past unchanged", address, f"{said(step)}: {what(one, other)}")


def past_weeks(case: Case) -> Iterator[Breach]:
    """Section 6: a week that is over keeps its race, count, phase; its volume falls at most."""
    for step in case.steps:
        now = {week.start: week for week in step.after.weeks}
        for week in step.before.weeks:
            if week.start + timedelta(6) < step.entry.on:
                yield from over(step, week, now.get(week.start))


def over(step: Step, week: Week, now: Week | None) -> Iterator[Breach]:
    """What changed in a week that is over."""
    if now is None or (week.race, week.to_go, week.phase) != (now.race, now.to_go, now.phase):
        told = f"{week.race} {week.to_go} {week.phase} → {now and (now.race, now.to_go, now.phase)}"
        yield Breach("section 6 past weeks unchanged", str(week.start), f"{said(step)}: {told}")
    elif now.volume > week.volume and not isinstance(step.entry, Skipped | Done):
        told = f"volume {week.volume} → {now.volume}"
        yield Breach("section 6 past weeks unchanged", str(week.start), f"{said(step)}: {told}")


def race_days(case: Case) -> Iterator[Breach]:
    """Section 6: race days are unchanged unless the athlete moved them."""
    for step in case.steps:
        before, after = step.both(lambda session: session.kind is SessionKind.RACE)
        told = step.entry.race if isinstance(step.entry, RaceChanged) else None
        for address, race in before.items():
            now = after.get(address)
            own = isinstance(step.entry, RaceChanged | RaceAdded) and mine(race, told, step)
            if not own and (now is None or (race.date, race.start) != (now.date, now.start)):
                yield Breach("section 6 race days stand", address, f"{said(step)}: {what(race, now)}")


def mine(session: Session, told: str | None, step: Step) -> bool:
    """Whether a race session is of the race that was changed, or carries an A race that a change may rename."""
    race = next((race for race in step.before.season.races if race.date == session.date), None)
    return race is None or race.id == told or not session.address.startswith(f"{race.id}/")


def gist(session: Session) -> tuple[object, ...]:
    """Day, hour and content of a session: what a new pace does not change; its steps tell how much it is."""
    return (session.date, session.start, session.kind, session.title, session.steps)


def no_news(case: Case) -> Iterator[Breach]:
    """Section 6: planning again with no news changes nothing."""
    on = case.diary[-1].on if case.diary else case.plan.start
    again = plan_of(case.season, (*case.diary, Edited(on + LATER, FRESH)))
    if again != case.plan:
        yield Breach("section 6 no news, no change", str(on), difference(case.plan, again))


def undone(case: Case) -> Iterator[Breach]:
    """The last entry taken back gives the plan before it; that season.toml was edited is nothing to take back."""
    if not case.diary or isinstance(case.diary[-1], Edited):
        return
    again = plan_of(case.season, (*case.diary, Undone(case.diary[-1].on)))
    if again != case.plans[-2]:
        yield Breach("undo", str(case.diary[-1]), difference(case.plans[-2], again))


def unique(case: Case) -> Iterator[Breach]:
    """Section 7: addresses are unique, and `~2` stands only where a past session has the name."""
    for step in case.steps:
        known = {session.address: session for session in step.before.sessions}
        for session in step.after.sessions:
            name, again, _ = session.address.partition("~")
            new = again and session.address not in known
            taken = step.after.by_address.get(name)
            gone = taken is not None and (taken.date < step.entry.on or taken.state is not State.PLANNED)
            if new and not gone:
                yield Breach("section 7 ~2", session.address, f"{said(step)}: {name} is neither past nor missed")


def states(case: Case) -> Iterator[Breach]:
    """Sessions are missed on days off, skipped or done where the diary says so, pinned where it moved them."""
    named = {type(entry): set[str]() for entry in case.diary}
    for entry in case.diary:
        if isinstance(entry, Skipped | Done | Moved):
            named[type(entry)].add(entry.session)
    for session in case.plan.sessions:
        off = any(off.start <= session.date <= off.end for off in case.offs)
        fine = {
            State.MISSED: off,
            State.SKIPPED: session.address in named.get(Skipped, ()),
            State.DONE: session.address in named.get(Done, ()),
            State.PLANNED: True,
        }
        if not fine[session.state] or (session.pinned and session.address not in named.get(Moved, ())):
            yield Breach(
                "contract states", session.address, f"{session.state}, pinned {session.pinned}, {session.date}"
            )


def what(one: Session | None, other: Session | None) -> str:
    """What became of a session, in words."""
    if one is None or other is None:
        found = one or other
        return f"{'gone' if other is None else 'new'}: {found.kind if found else ''} of {found.date if found else ''}"
    names = [name for name in one.__slots__ if getattr(one, name) != getattr(other, name)]
    return ", ".join(f"{name} {short(getattr(one, name))} → {short(getattr(other, name))}" for name in names)


def short(value: object) -> str:
    """A value, not too long."""
    text = str(value)
    return text if len(text) <= 40 else f"{text[:37]}…"


def difference(one: Plan, other: Plan) -> str:
    """The first things in which two plans differ."""
    names = [name for name in one.__dataclass_fields__ if getattr(one, name) != getattr(other, name)]
    changed = [
        f"{session.address}: {what(session, other.by_address.get(session.address))}"
        for session in one.sessions
        if session != other.by_address.get(session.address)
    ]
    return f"{', '.join(names)}; {len(changed)} sessions; {'; '.join(changed[:2])}"


def said(step: Step) -> str:
    """An entry, short."""
    return short_entry(step.entry)


def short_entry(entry: object) -> str:
    """An entry by its kind and its values."""
    values = " ".join(str(getattr(entry, name)) for name in entry.__slots__ if getattr(entry, name) is not False)  # type: ignore[attr-defined]
    return f"{type(entry).__name__} {values}"[:120]


RULES = (past, past_weeks, race_days, no_news, undone, unique, states)
