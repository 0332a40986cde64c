"""Plan again: the plan after each entry of the diary, by the rules of days off, moves and changed races (section 6).

`plan_of` is `reduce(replan, diary, begin(season))`. An entry touches no session before its day but for its state; what
comes after it changes only where a rule asks for it (`resume`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from itertools import groupby
from typing import TYPE_CHECKING, assert_never

from countback.training.course import Course, Lost, begin, calendar_of
from countback.training.diary import (
    Absent,
    Cause,
    Done,
    Edited,
    Moved,
    RaceAdded,
    RaceChanged,
    Skipped,
    Tested,
    Weekly,
)
from countback.training.light import lighter, with_walk_breaks
from countback.training.model import (
    DAY,
    WEEK,
    Finding,
    PhaseKind,
    Priority,
    SessionKind,
    Severity,
    State,
)
from countback.training.notes import make_coach, span_days, targets_at
from countback.training.paces import vdot
from countback.training.phases import Frame, Skeleton, give, has_specific, lay_out, monday, need_of
from countback.training.pinned import around
from countback.training.resume import before, go_on
from countback.training.season import plan_from
from countback.training.sessions import Asked, summed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from countback.training.coach import Coach, Filled
    from countback.training.diary import Diary, Entry
    from countback.training.model import Effort, Plan, Race, Season, Session, Target
    from countback.training.rows import OffRow

FAST_FROM = 6  # RPE: how hard an effort must be for its pace to follow a loss of fitness


def plan_of(season: Season, diary: Diary) -> Plan:
    """The plan after everything in the diary. Raises LookupError for rules that are not shipped."""
    return plan_from(reduce(replan, diary, begin(season)))


def replan(course: Course, entry: Entry) -> Course:
    """The course after one entry."""
    match entry:
        case Absent():
            return _absent(course, entry)
        case Skipped() | Done():
            return _ticked(course, entry)
        case Moved():
            return _moved(course, entry)
        case RaceChanged() | RaceAdded():
            return _race(course, entry)
        case Tested():
            return _tested(course, entry)
        case Weekly() | Edited():
            return _weekly(course, entry) if isinstance(entry, Weekly) else course
        case _:
            assert_never(entry)


# --- states -----------------------------------------------------------------------------------------------------------


def _stated(course: Course, which: Callable[[Session], bool], state: State) -> Course:
    """The course with a state for some sessions; nothing else changes."""
    filled = []
    for week in course.filled:
        changed = tuple(replace(s, state=state) if which(s) else s for s in week.week.sessions)
        same = all(a is b for a, b in zip(changed, week.week.sessions, strict=True))
        asked = Asked(week.week.volume + week.missing, whole=week.whole)
        filled.append(week if same else summed(course.coach, week.week, changed, asked))
    return replace(course, filled=tuple(filled))


def _ticked(course: Course, entry: Skipped | Done) -> Course:
    """A session that was run, or left out, or is taken up again."""
    if isinstance(entry, Done):
        return _stated(course, lambda s: s.address == entry.session, State.DONE)
    return _marked(course, entry.session, State.PLANNED if entry.restored else State.SKIPPED, entry.on)


def _weekly(course: Course, entry: Weekly) -> Course:
    """The weekly volume as it really is: the next whole week starts from it, and growth is measured against it."""
    start = monday(entry.on + 6 * DAY)
    now = replace(course, resets={**course.resets, start: course.coach.kit.scale.of(entry.volume)})
    return go_on(now, before(course), start, anew=True)


def _marked(course: Course, address: str, state: State, on: date) -> Course:
    """A session left out, or taken up again; what follows changes only where a rule asks for it."""
    now = _stated(course, lambda s: s.address == address, state)
    found = next((s for s in _sessions(now) if s.address == address), None)
    return now if found is None else go_on(_rolled(now, found.date), before(now), max(on, found.date + DAY))


def _sessions(course: Course) -> Iterator[Session]:
    return (session for week in course.filled for session in week.week.sessions)


def _rolled(course: Course, day: date) -> Course:
    """The course with the states after a week worked out again, its past having changed."""
    from countback.training.course import after, brief_of

    first = course.at(day)
    carried, states = course.states[first], list(course.states[:first])
    for number in range(first, len(course.filled)):
        states.append(carried)
        brief = brief_of(course.coach, course.calendar, carried, course.skeleton.frames, number)
        carried = after(course.coach, carried, brief, course.filled[number])
    return replace(course, states=tuple(states))


# --- days off ---------------------------------------------------------------------------------------------------------


def _absent(course: Course, entry: Absent) -> Course:
    """Days without running: what was planned there is missed, and the way back depends on how long they were."""
    span = _joined(course, entry)
    row = course.rules.off.row(span.days)
    cutoff = max(entry.on, entry.start)
    if entry.cause is Cause.AWAY and entry.start >= entry.on and span.days <= course.rules.off.away_days:
        return _holiday(course, entry)
    now = _stated(course, lambda s: s.date in span and _runs(s), State.MISSED)
    now = _rolled(now, span.start)
    lost = _way_back(now, span, row)
    now = replace(now, lost=(*(one for one in now.lost if one.end < span.start or one.start > span.end), lost))
    now = replace(now, coach=_shut(now.coach, span, lost), notes=(*now.notes, *_notes(now, lost, row)))
    if lost.days > course.rules.off.fitness_from_days:
        now = _slower(now, lost)
    was = before(now)
    if row.phase or (lost.injured and lost.days >= course.rules.off.injury_days):
        now = _relaid(now, lost, row)
    now = go_on(now, was, cutoff)
    return _retargeted(_finished(now, lost, row, max(cutoff, lost.back)), max(cutoff, lost.back))


def _runs(session: Session) -> bool:
    """What an absence takes away: everything but a race, which stands whatever happens, and what is done."""
    return session.kind is not SessionKind.RACE and session.state is State.PLANNED


def _joined(course: Course, entry: Absent) -> Lost:
    """The days off, with those that they join without a day between."""
    start, end = entry.start, entry.end
    injured, ill = entry.cause is Cause.INJURED, entry.cause is Cause.ILL
    cross = entry.cross_trained
    end += course.rules.off.fever_days * DAY if entry.fever else 0 * DAY
    for one in course.lost:
        if one.start <= end + DAY and start <= one.end + DAY:
            start, end = min(start, one.start), max(end, one.end)
            injured, ill, cross = injured or one.injured, ill or one.ill, cross and one.cross_trained
    return Lost(start, end, cross, injured, ill)


def _way_back(course: Course, span: Lost, row: OffRow) -> Lost:
    """The days off with their ramp and their easy days."""
    established = course.states[course.at(span.start)].load
    amount = established.established or established.base(course.rules.volume)
    easy = span.days if row.easy else 0
    if span.ill:
        easy = max(easy, course.rules.off.easy_days_ill)
    days = frozenset(span.back + number * DAY for number in range(easy))
    days = frozenset(day for day in days if not _in_taper(course, day) or _reaches_taper(course, span, day))
    ramp = {} if not row.ramp else _ramp(span, row, amount)
    if row.phase == PhaseKind.RETURN:
        days |= frozenset(ramp)
    return replace(span, ramp=ramp, easy=days, established=amount)


def _ramp(span: Lost, row: OffRow, amount: int) -> dict[date, float]:
    """The running of each day on the way back, in tenths: the parts of the ramp spread evenly over its days."""
    length, parts = row.ramp_days or span.days, len(row.ramp)
    daily = {}
    for number in range(length):
        share = 0.0
        for part, percent in enumerate(row.ramp):
            begin, end = part * length / parts, (part + 1) * length / parts
            share += percent / 100 * max(0.0, min(end, number + 1) - max(begin, number))
        daily[span.back + number * DAY] = share * amount / 7
    return daily


def _frame_of(course: Course, day: date) -> Frame:
    return course.skeleton.frames[course.at(day)]


def _in_taper(course: Course, day: date) -> bool:
    return _frame_of(course, day).phase is PhaseKind.TAPER


def _reaches_taper(course: Course, span: Lost, day: date) -> bool:
    frame = _frame_of(course, day)
    return span.end >= frame.start - frame.index * WEEK


def _shut(coach: Coach, span: Lost, lost: Lost) -> Coach:
    """The coach's calendar with the days off closed and the first days back easy."""
    off = frozenset(span_days([(span.start, span.end)]))
    return replace(coach, closed=coach.closed | off, easy_only=coach.easy_only | lost.easy)


def _holiday(course: Course, entry: Absent) -> Course:
    """Known ahead and short: no running on these days, the week's key sessions move inside the week."""
    off = frozenset(span_days([(entry.start, entry.end)]))
    coach = replace(course.coach, closed=course.coach.closed | off, away=course.coach.away | off)
    now = replace(course, coach=coach)
    return go_on(now, before(course), max(entry.on, monday(entry.start)))


def _relaid(course: Course, lost: Lost, row: OffRow) -> Course:
    """The weeks ahead laid out again: the ramp's weeks first, then what the rest can hold (section 6)."""
    frames = course.skeleton.frames
    first = course.at(lost.back)
    head = frames[first]
    if head.to_go < 0 or head.phase is PhaseKind.TAPER:
        return course
    injured = lost.injured and lost.days >= course.rules.off.injury_days
    if row.phase == PhaseKind.RETURN and not injured:
        ahead = tuple(_returning(frame, lost) for frame in frames[first:])
        return replace(course, skeleton=replace(course.skeleton, frames=(*frames[:first], *_renumbered(ahead))))
    weeks = _ramp_weeks(lost) if not injured else max(_ramp_weeks(lost), course.rules.off.pain_free_weeks)
    own = sum(frame.race == head.race and frame.to_go >= 0 for frame in frames[first:])
    new = _again(course, head, own, weeks)
    skeleton = replace(course.skeleton, frames=(*frames[:first], *new, *frames[first + own :]))
    calendar = calendar_of(course.coach, skeleton)
    ramp = frozenset(frame.start for frame in new[:weeks])
    calendar = replace(calendar, down=calendar.down - ramp, tests=calendar.tests - ramp)
    return replace(course, skeleton=skeleton, calendar=calendar)


def _ramp_weeks(lost: Lost) -> int:
    last = max(lost.ramp, default=lost.back)
    return (monday(last) - monday(lost.back)).days // 7 + 1


def _returning(frame: Frame, lost: Lost) -> Frame:
    """A week that is mostly ramp is a week of return, unless it is taper or recovery already."""
    ramp = sum(frame.start + number * DAY in lost.ramp for number in range(7))
    off = sum(frame.start + number * DAY in lost for number in range(7))
    if ramp + off < 4 or not ramp or frame.phase in {PhaseKind.TAPER, PhaseKind.RECOVERY}:  # noqa: PLR2004
        return frame
    return replace(frame, phase=PhaseKind.RETURN, recovery_week=False)


def _renumbered(frames: Iterable[Frame]) -> Iterator[Frame]:
    """Weeks of return counted among themselves; the others keep their place in the block as it was planned."""
    for (phase, _), group in groupby(frames, lambda frame: (frame.phase, frame.race.id)):
        weeks = list(group)
        if phase is not PhaseKind.RETURN:
            yield from weeks
            continue
        yield from (replace(frame, index=number, length=len(weeks)) for number, frame in enumerate(weeks))


def _again(course: Course, head: Frame, own: int, weeks: int) -> list[Frame]:
    """The weeks to the race given to phases again: base for the ramp, then the cut order for the rest."""
    season, race = course.coach.season, head.race
    need = need_of(season, race, None, course.rules)
    floor = course.rules.distance(race.distance_km).base_weeks[0] if has_specific(season, race) else need.floor
    recovery = 0
    while recovery < own and course.skeleton.frames[course.at(head.start) + recovery].phase is PhaseKind.RECOVERY:
        frame = course.skeleton.frames[course.at(head.start) + recovery]
        if frame.recovery_week:
            break
        recovery += 1
    ramp = min(max(weeks, recovery), max(0, own - need.taper_least))
    counts = give(replace(need, floor=max(0, floor - (ramp - recovery)), cycle=None), own - ramp)
    kinds = [(PhaseKind.RECOVERY, False)] * min(recovery, ramp)
    kinds += [(PhaseKind.BASE if not counts.open else PhaseKind.RETURN, False)] * max(0, ramp - recovery)
    kinds += list(counts.spread())
    frames: list[Frame] = []
    for (kind, recovery_week), group in groupby(kinds):
        length = len(list(group))
        for index in range(length):
            number = len(frames)
            start = head.start + number * WEEK
            after = head.after + number if head.after else 0
            frames.append(Frame(start, race, head.to_go - number, kind, index, length, after, recovery_week))
    return frames


def _finished(course: Course, lost: Lost, row: OffRow, since: date) -> Course:
    """The first quality session back made a light one, and walk breaks after an injury."""
    now = course
    if row.light and lost.ramp:
        first = next((s for s in _sessions(now) if s.kind is SessionKind.QUALITY and s.date > max(lost.ramp)), None)
        if first is not None and first.date >= since and not _in_taper(now, first.date):
            why = now.rules.why.off["light"]
            now = _edited(now, lambda s: replace(lighter(s, now.coach.kit), why=why) if s is first else s)
    if lost.injured and lost.days >= now.rules.off.injury_days:
        note = now.rules.why.off["walk"]
        now = _edited(
            now, lambda s: with_walk_breaks(s, note, now.coach.kit) if s.date in lost.ramp and s.date >= since else s
        )
    return now


def _edited(course: Course, edit: Callable[[Session], Session]) -> Course:
    filled = []
    for week in course.filled:
        sessions = tuple(edit(s) for s in week.week.sessions)
        same = all(a is b for a, b in zip(sessions, week.week.sessions, strict=True))
        asked = Asked(week.week.volume + week.missing, whole=week.whole)
        filled.append(week if same else summed(course.coach, week.week, sessions, asked))
    return replace(course, filled=tuple(filled))


# --- fitness ----------------------------------------------------------------------------------------------------------


def _slower(course: Course, lost: Lost) -> Course:
    """Fitness lost by days off: the paces of everything fast follow it; easy running goes by effort (S17)."""
    factor = course.factor * course.rules.off.fitness(lost.days, cross_trained=lost.cross_trained)
    now = replace(course, factor=factor)
    return replace(now, coach=replace(now.coach, targets=_mixed(course, now)))


def _mixed(course: Course, now: Course) -> Callable[[tuple[Effort, ...]], tuple[tuple[Effort, Target], ...]]:
    """Targets of today's fitness for what is fast, of the plan's own for what is easy."""
    easy = course.coach.targets
    fast = targets_at(now.season, now.vdot * now.factor, now.rules, known=now.known_fitness)

    def targets(efforts: tuple[Effort, ...]) -> tuple[tuple[Effort, Target], ...]:
        pairs = zip(easy(efforts), fast(efforts), strict=True)
        return tuple(new if new[1].rpe[1] >= FAST_FROM else old for old, new in pairs)

    return targets


def _tested(course: Course, entry: Tested) -> Course:
    """A result renews the paces from its day on; days and amounts stay."""
    value = vdot(entry.result.distance_km, entry.result.seconds)
    now = replace(course, vdot=value, factor=1.0, known_fitness=True)
    targets = targets_at(now.season, value, now.rules, known=True)
    now = replace(now, coach=replace(now.coach, targets=targets))
    text = now.rules.why.off["paces"].format(vdot=value)
    note = Finding("paces-renewed", Severity.INFO, f"From {entry.on} on: {text}")
    return _retargeted(replace(now, notes=(*now.notes, note)), entry.on)


def _retargeted(course: Course, since: date) -> Course:
    """The sessions from a day on with the paces of today's fitness."""

    def edit(session: Session) -> Session:
        if session.date < since or session.state in {State.MISSED, State.SKIPPED} or not session.targets:
            return session
        new = dict(course.coach.targets(tuple(effort for effort, _ in session.targets)))
        paced = {
            effort: replace(new[effort], pace=new[effort].pace if old.pace or not _by_effort(effort) else None)
            for effort, old in session.targets
        }
        targets = tuple(paced.items())
        return session if targets == session.targets else replace(session, targets=targets)

    return _edited(course, edit)


def _by_effort(effort: Effort) -> bool:
    return effort.value in {"easy", "long"}


# --- what days off do to the goal -------------------------------------------------------------------------------------

_GOALS = {
    "slower": "{days} days off this late: {race} is likely {low} to {high} % slower (Feely 2023); the goal may stand.",
    "revise": "{days} days off: revise the goal for {race}.",
    "new": "{days} days off: set a new goal for {race}.",
    "season": "{days} days off: this is a new season; think of {race} as a race to finish.",
}


def _notes(course: Course, lost: Lost, row: OffRow) -> Iterator[Finding]:
    frame = _frame_of(course, lost.back)
    if row.goal and 0 <= frame.to_go < row.late:
        text = _GOALS[row.goal].format(days=lost.days, race=frame.race.name, low=5, high=8)
        yield Finding(f"goal-{row.goal}", Severity.WARNING, text, week=frame.start)
    factor = course.rules.off.fitness(lost.days, cross_trained=lost.cross_trained)
    if factor < 1:
        value = course.vdot * course.factor * factor
        text = f"{lost.days} days off: VDOT × {factor:.3f}. {course.rules.why.off['paces'].format(vdot=value)}"
        yield Finding("fitness-lost", Severity.INFO, text, week=frame.start)
    if lost.ill or lost.injured:
        text = "This is not medical advice: with fever, chest pain or a pain that stays, ask a doctor before you run."
        yield Finding("ask-a-doctor", Severity.INFO, text, week=frame.start)
    for race in course.coach.season.races:
        if race.date in lost:
            text = f"{race.name} falls into the days off; it stands until you move or cancel it."
            yield Finding("race-in-absence", Severity.WARNING, text, week=monday(race.date))


# --- moves ------------------------------------------------------------------------------------------------------------


def _moved(course: Course, entry: Moved) -> Course:
    """A session put on another day by hand stays there, and its week is planned around it."""
    session = next((s for s in _sessions(course) if s.address == entry.session), None)
    if session is None:
        return course
    weekday = entry.to.weekday()
    hour = entry.at or (
        course.season.week.times[weekday] if session.start and session.date != entry.to else session.start
    )
    moved = replace(session, date=entry.to, start=hour, pinned=True, after=None, state=State.PLANNED)
    moved = replace(moved, why=moved.why)
    filled = list(_lifted(course, session, moved, entry.on))
    for number in {course.at(session.date), course.at(entry.to)}:
        filled[number] = around(course.coach, filled[number], entry.on)
    now = replace(course, filled=tuple(filled), notes=(*course.notes, *_beside(filled, moved)))
    first = min(session.date, entry.to)
    return go_on(_rolled(now, first), before(now), max(entry.on, monday(max(session.date, entry.to)) + WEEK))


def _lifted(course: Course, session: Session, moved: Session, on: date) -> Iterator[Filled]:
    """The weeks with the session on its new day; an easy run that was there takes the freed one."""
    source, goal = course.at(session.date), course.at(moved.date)
    free = session.date >= on and source == goal and session.date not in course.coach.closed
    for number, week in enumerate(course.filled):
        if number not in {source, goal}:
            yield week
            continue
        sessions = [s for s in week.week.sessions if s is not session]
        if number == goal:
            easy = [s for s in sessions if s.date == moved.date and s.amount and not s.hard and not s.pinned]
            if free:
                sessions = [replace(s, date=session.date) if s in easy else s for s in sessions]
            sessions.append(moved)
        ordered = sorted(sessions, key=lambda s: (s.date, s.after is not None))
        yield summed(course.coach, week.week, ordered, Asked(week.week.volume + week.missing, whole=week.whole))


def _beside(filled: list[Filled], moved: Session) -> Iterator[Finding]:
    """What cannot be kept apart: the moved session beside a race, or beside another one that was moved."""
    if not moved.hard:
        return
    for week in filled:
        for other in week.week.sessions:
            if other.hard and other.address != moved.address and abs((other.date - moved.date).days) <= 1:
                text = f"{moved.title} now stands beside {other.title} of {other.date}: two hard days in a row."
                yield Finding("hard-beside-hard", Severity.WARNING, text, session=moved.address)


# --- races ------------------------------------------------------------------------------------------------------------


def _race(course: Course, entry: RaceChanged | RaceAdded) -> Course:
    """A race moved, cancelled or added: the weeks ahead are laid out again."""
    old = course.coach.season
    races = _races_after(old.races, entry)
    if not any(race.priority is Priority.A and race.date >= entry.on for race in races):
        return _without_goal(course, entry)
    season = replace(old, races=races, plan=replace(old.plan, start=course.skeleton.start))
    new = lay_out(season, course.rules)
    first = monday(entry.on)
    past = tuple(frame for frame in course.skeleton.frames if frame.start < first)
    skeleton = Skeleton(new.start, (*past, *(f for f in new.frames if f.start >= first)), new.segments)
    coach = _carried_over(course, make_coach(season, course.skeleton.start, course.rules))
    now = replace(course, coach=coach, skeleton=skeleton, calendar=calendar_of(coach, skeleton))
    return go_on(_padded(now), before(course), max(entry.on, skeleton.frames[0].start))


def _races_after(races: tuple[Race, ...], entry: RaceChanged | RaceAdded) -> tuple[Race, ...]:
    match entry:
        case RaceAdded():
            changed = [*races, entry.race]
        case RaceChanged(race=name, to=day):
            moved = (replace(race, date=day) for race in races if race.id == name and day is not None)
            changed = [*(race for race in races if race.id != name), *moved]
    return tuple(sorted(changed, key=lambda race: race.date))


def _carried_over(course: Course, coach: Coach) -> Coach:
    """The coach of changed races, with the days off and the paces that there are."""
    for lost in course.lost:
        coach = _shut(coach, lost, lost)
    return replace(coach, targets=course.coach.targets, away=coach.away | course.coach.away)


def _padded(course: Course) -> Course:
    """States for weeks that the season did not have: they are worked out again on the way."""
    missing = len(course.skeleton.frames) - len(course.states)
    return replace(course, states=course.states + (course.states[-1],) * max(0, missing))


def _without_goal(course: Course, entry: RaceChanged | RaceAdded) -> Course:
    """The last A race is cancelled: easy running goes on in its weeks, and nothing counts back any more."""
    first = monday(entry.on)
    frames = tuple(
        frame if frame.start < first else replace(frame, phase=PhaseKind.OPEN, recovery_week=False)
        for frame in course.skeleton.frames
        if frame.start < first or frame.to_go >= 0
    )
    gone = entry.race if isinstance(entry, RaceChanged) else ""
    days = {day: tuple(r for r in races if r.id != gone) for day, races in course.coach.race_days.items()}
    coach = replace(course.coach, race_days={day: races for day, races in days.items() if races})
    skeleton = replace(course.skeleton, frames=frames)
    text = "No A race is left: easy running goes on until the day it would have been. Add a race to plan for it."
    note = Finding("no-goal", Severity.WARNING, text)
    now = replace(
        course, coach=coach, skeleton=skeleton, calendar=replace(course.calendar, down=frozenset(), tests=frozenset())
    )
    return go_on(replace(now, notes=(*course.notes, note)), before(course), entry.on)
