"""Plan → events: when, under which title, with what text. Pure; the plan decides, this only says it for a calendar.

A session that is missed or skipped has no event: where one is past, it stays in the calendar as it is
(`export`, `merge`); where one is still ahead, it will not be run.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from countback.events import prose
from countback.events.event import AllDay, Category, Event, Timed, by_start, clean, clean_line, event_uid
from countback.training.model import DAY, NOT_RUN, WEEK, PhaseKind, Priority, SessionKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from countback.events.event import When
    from countback.training.model import Phase, Plan, Race, Session


_EVENING_BEFORE = 6 * 60
"""Minutes before midnight at which whole days are announced: 18:00 (CALENDAR.md, Alarms)."""
_DAY_MINUTES = 24 * 60

_CATEGORIES = {
    SessionKind.EASY: Category.EASY,
    SessionKind.LONG: Category.LONG,
    SessionKind.QUALITY: Category.QUALITY,
    SessionKind.TEST: Category.TEST,
    SessionKind.RACE: Category.RACE,
    SessionKind.STRENGTH: Category.STRENGTH,
    SessionKind.CROSS: Category.CROSS,
    SessionKind.SHAKEOUT: Category.EASY,
}

_COLOURS = {  # names of CSS3, as RFC 7986 5.9 wants them
    SessionKind.EASY: "mediumseagreen",
    SessionKind.LONG: "royalblue",
    SessionKind.QUALITY: "darkorange",
    SessionKind.TEST: "goldenrod",
    SessionKind.RACE: "crimson",
    SessionKind.STRENGTH: "slategray",
    SessionKind.CROSS: "teal",
    SessionKind.SHAKEOUT: "mediumseagreen",
}
_PHASE_COLOUR = "silver"

_PHASES = {
    PhaseKind.RECOVERY: "Recovery",
    PhaseKind.RETURN: "Return to training",
    PhaseKind.OPEN: "Easy running",
    PhaseKind.BASE: "Base",
    PhaseKind.BUILD: "Build",
    PhaseKind.SPECIFIC: "Specific block",
    PhaseKind.TAPER: "Taper",
}

_NEUTRAL_SESSION = "Training"
_NEUTRAL_PHASE = "Training block"


@dataclass(frozen=True, slots=True)
class Origin:
    """Which plan these events tell: its revision (number of diary entries), and the day each changed address was made.

    Addresses that no entry changed were made on the day the season was.
    """

    revision: int = 0
    made: Mapping[str, date] = field(default_factory=dict)


FIRST = Origin()


def schedule(plan: Plan, origin: Origin = FIRST) -> tuple[Event, ...]:
    """All events of a plan, in the order of their start, then of their address."""
    banners = tuple(_banners(plan, origin))
    wanted = (session for session in plan.sessions if session.state not in NOT_RUN)
    sessions = (_session_event(plan, session, banners, origin) for session in wanted)
    shown = tuple(event for _, event in banners) if plan.season.calendar.banners else ()
    return tuple(sorted((*shown, *sessions), key=by_start))


# --- sessions --------------------------------------------------------------------------------------------------------


def _session_event(plan: Plan, session: Session, banners: tuple[tuple[Phase, Event], ...], origin: Origin) -> Event:
    season, calendar = plan.season, plan.season.calendar
    when = _when(plan, session)
    return Event(
        uid=event_uid(season.id, session.address),
        when=when,
        title=_NEUTRAL_SESSION if calendar.private else clean_line(prose.title(session, season.unit)),
        last_modified=_made(plan, session.address, origin),
        season=season.id,
        address=session.address,
        description="" if calendar.private else clean(_describe(plan, session)),
        reminder=_reminder(calendar.reminder, when),
        categories=_categories(session.kind, private=calendar.private),
        colour="" if calendar.private else _COLOURS[session.kind],
        busy=calendar.busy and isinstance(when, Timed),
        private=calendar.private,
        related_to=_parent(plan, session, banners) if calendar.banners else "",
        revision=origin.revision,
    )


def _when(plan: Plan, session: Session) -> When:
    """From the local hour for as long as it takes, buffers around it; without an hour the whole day."""
    if session.start is None:
        return AllDay(session.date, session.date + DAY)
    before, after = plan.season.calendar.buffer
    zone = plan.season.athlete.timezone
    begin, end = _own_time(session, session.start, zone)
    return Timed(_moved(begin, -before, zone), _moved(end, after, zone), zone)


def _own_time(session: Session, start: time, zone: str) -> tuple[datetime, datetime]:
    """When the athlete sets off and is back; an hour that the clock skips begins when the clock has skipped it."""
    wall = datetime.combine(session.date, start, ZoneInfo(zone))
    begin = wall.astimezone(UTC).astimezone(wall.tzinfo)
    return begin, _moved(begin, max(session.minutes, 1), zone)


def _moved(moment: datetime, minutes: int, zone: str) -> datetime:
    """So many minutes later as a stopwatch counts them, whatever the clocks do meanwhile."""
    return (moment.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))


def _reminder(minutes: int | None, when: When) -> int | None:
    """As asked before a start; for whole days at 18:00 on the evening before, of as many days as were asked."""
    if minutes is None or isinstance(when, Timed):
        return minutes
    more_days = max(0, -(-minutes // _DAY_MINUTES) - 1)
    return _EVENING_BEFORE + more_days * _DAY_MINUTES


def _categories(kind: SessionKind, *, private: bool) -> tuple[str, ...]:
    return (Category.TRAINING,) if private else (Category.TRAINING, _CATEGORIES[kind])


def _parent(plan: Plan, session: Session, banners: tuple[tuple[Phase, Event], ...]) -> str:
    """The UID of the banner that the session's day lies under (RFC 9253 RELTYPE=PARENT).

    Of a phase in several stretches, the first one's: a week off that splits a phase changes no other session's event.
    """
    over = next((phase for phase, _ in banners if phase.start <= session.date <= phase.end), None)
    firsts = (event.uid for phase, event in banners if over and _name(plan, phase) == _name(plan, over))
    return next(firsts, "")


def _describe(plan: Plan, session: Session) -> str:
    """What, how it should feel, advice, why: the most useful first, in paragraphs."""
    why = (f"Why: {session.why}",) if session.why else ()
    feel = tuple(f"Feel: {line}" for line in prose.feel_lines(session))
    blocks = (_what(plan, session), feel, session.advice, why)
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _what(plan: Plan, session: Session) -> tuple[str, ...]:
    """What to do: the whole, then the steps; of a race its start and goal, of a single step the two in one line."""
    race, unit = _race(plan, session), plan.season.unit
    lines = prose.race_lines(race, unit) if race else prose.what_lines(session, unit)
    return *lines, *_own_hours(plan, session)


def _race(plan: Plan, session: Session) -> Race | None:
    """The race that a race day is of; there is one a day."""
    if session.kind is not SessionKind.RACE:
        return None
    return next((race for race in plan.standing if race.date == session.date), None)


def _own_hours(plan: Plan, session: Session) -> Iterator[str]:
    """The run's own time, where buffers make the event longer than it."""
    if session.start is not None and any(plan.season.calendar.buffer):
        begin, end = _own_time(session, session.start, plan.season.athlete.timezone)
        what = "race" if session.kind is SessionKind.RACE else "run" if session.amount else "session"
        yield f"The {what} itself: {begin:%H:%M}–{end:%H:%M}"


# --- phases ----------------------------------------------------------------------------------------------------------


def _banners(plan: Plan, origin: Origin) -> Iterator[tuple[Phase, Event]]:
    """One all-day event over each phase; of a phase in several stretches the second is addressed `…/base-2`."""
    seen: Counter[str] = Counter()
    for phase in sorted(plan.phases, key=lambda phase: phase.start):
        address = _name(plan, phase)
        seen[address] += 1
        yield phase, _banner(plan, phase, address if seen[address] == 1 else f"{address}-{seen[address]}", origin)


def _name(plan: Plan, phase: Phase) -> str:
    """What a phase is: `berlin-2027/base`; after a race `berlin-2027/after-recovery`, whichever race it leads to.

    No matter what other phases there are: the week that recovers from a race is no other one when an earlier week goes.
    """
    over = _run_before(plan, phase)
    return f"{over.id}/after-{phase.kind}" if over else f"{phase.race}/{phase.kind}"


def _banner(plan: Plan, phase: Phase, address: str, origin: Origin) -> Event:
    season, private = plan.season, plan.season.calendar.private
    return Event(
        uid=event_uid(season.id, address),
        when=AllDay(phase.start, phase.end + DAY),
        title=_NEUTRAL_PHASE if private else clean_line(_phase_title(plan, phase)),
        last_modified=_made(plan, address, origin),
        season=season.id,
        address=address,
        description="" if private or not phase.why else clean(f"Why: {phase.why}"),
        categories=(Category.TRAINING,) if private else (Category.TRAINING, Category.PHASE),
        colour="" if private else _PHASE_COLOUR,
        private=private,
        revision=origin.revision,
    )


def _phase_title(plan: Plan, phase: Phase) -> str:
    """`Base: Berlin Marathon`; after a race `Recovery after Berlin Marathon`, whichever race the phase leads to."""
    name, over = _PHASES[phase.kind], _run_before(plan, phase)
    if over is not None:
        return f"{name} after {over.name}"
    return next((f"{name}: {race.name}" for race in plan.season.races if race.id == phase.race), name)


def _run_before(plan: Plan, phase: Phase) -> Race | None:
    """The race that a phase comes after, where it is one that comes after a race."""
    return next((race for race in plan.season.races if _follows(phase, race)), None)


def _follows(phase: Phase, race: Race) -> bool:
    """Whether a phase is what comes after a race: its own, or for recovery the A race of the week before."""
    if race.id == phase.race and phase.start > race.date:
        return True
    just_run = race.date < phase.start <= race.date + WEEK
    return phase.kind is PhaseKind.RECOVERY and race.priority is Priority.A and just_run


def _made(plan: Plan, address: str, origin: Origin) -> datetime:
    """Midnight UTC of the day that made the event what it is."""
    day = origin.made.get(address) or plan.season.created or plan.start
    return datetime.combine(day, time(), UTC)
