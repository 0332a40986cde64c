"""Days off: what is missed, the way back, the weeks laid out again, and what it does to the goal (section 6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import groupby, takewhile
from typing import TYPE_CHECKING

from countback.training.course import Calendar, Course, Lost, calendar_of, down_every
from countback.training.diary import Absent, Cause
from countback.training.edits import edited, rolled, sessions
from countback.training.fitness import retargeted, slower
from countback.training.light import RUNNING, lighter, trimmed, with_walk_breaks, worth
from countback.training.load import LOADED, needless
from countback.training.model import DAY, WEEK, Finding, PhaseKind, SessionKind, Severity, State, monday
from countback.training.notes import race_in_absence, span_days
from countback.training.paces import race_seconds
from countback.training.phases import Frame, Skeleton, days_of, give, has_specific, need_of
from countback.training.resume import before, go_on
from countback.training.titles import in_words

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from countback.training.coach import Coach
    from countback.training.kit import Kit
    from countback.training.model import Race, Session, Week
    from countback.training.rows import OffRow


def _lighter(coach: Coach, session: Session, why: str) -> Session:
    """The first quality session back, half of it; as it is where it is so small already that half were none."""
    half = lighter(session, coach.kit)
    return replace(half if worth(half, coach.kit) else session, why=why)


def absent(course: Course, entry: Absent) -> Course:
    """Days without running: what was planned there is missed, and the way back depends on how long they were."""
    span = _joined(course, entry)
    row = course.rules.off.row(span.days)
    cutoff = max(entry.on, entry.start)
    if entry.cause is Cause.AWAY and entry.start >= entry.on and span.days <= course.rules.off.away_days:
        return _holiday(course, entry)
    lost_days = span.dates if span.days > 1 else frozenset()
    now = replace(course, coach=replace(course.coach, lost=course.coach.lost | lost_days))
    missed = edited(
        now, lambda s: replace(s, state=State.MISSED) if s.date in span and _runs(s) else s, span.start, span.end
    )
    now = rolled(missed, span.start, cutoff)
    apart = (one for one in now.lost if one.end < span.start or one.start > span.end)
    all_lost = _one_way_back([*apart, _way_back(now, span, row)])
    now, lost = replace(now, lost=all_lost), next(one for one in all_lost if one.start == span.start)
    now = replace(now, coach=shut(now.coach, lost), notes=(*now.notes, *_notes(now, lost, row)))
    if lost.days > course.rules.off.fitness_from_days:
        now = retargeted(slower(now), max(cutoff, lost.back))
    was = replace(before(now), lost=course.lost, kit=course.coach.kit)
    if row.phase or _is_injury(course, lost):
        now = _relaid(now, lost, row)
    gone = course.calendar.down - now.calendar.down if _goes_on(course, lost, row) else frozenset()
    now = go_on(now, was, cutoff, quiet=max([cutoff, _bears_until(lost), *gone]) + WEEK)
    now = _said(now, {day for day in gone if day > (lost.ramp_end or lost.back)}, "down")
    now = _said(now, _all_missed(now, span), "missed")
    return _finished(now, lost, row, max(cutoff, lost.back))


def _is_injury(course: Course, lost: Lost) -> bool:
    """Whether it is an injury that goes back to base, whatever its days (S51)."""
    return lost.injured and lost.days >= course.rules.off.injury_days


def _goes_on(course: Course, lost: Lost, row: OffRow) -> bool:
    """Whether the plan goes on after the way back as it was laid out; else its weeks are laid out again."""
    return row.phase == PhaseKind.RETURN and not _is_injury(course, lost)


def _all_missed(course: Course, span: Lost) -> frozenset[date]:
    """The weeks of days off in which nothing was run, whatever they were to be."""
    weeks = (week for week in _weeks(course) if monday(span.start) <= week.start <= span.end)
    return frozenset(week.start for week in weeks if week.sessions and not week.volume)


def _weeks(course: Course) -> Iterator[Week]:
    return (filled.week for filled in course.filled)


def _said(course: Course, starts: Container[date], key: str) -> Course:
    """The course with this reason for the weeks that begin on these days."""
    why = course.rules.why.off[key]
    filled = (
        replace(one, week=replace(one.week, why=why)) if one.week.start in starts else one for one in course.filled
    )
    return replace(course, filled=tuple(filled))


def _bears_until(lost: Lost) -> date:
    """The last day of the last week that days off, the way back and the week after it bear on."""
    return max([lost.ramp_end or lost.back, *lost.easy]) + WEEK


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
    ramp = {} if not row.ramp else _ramp(span, row, amount)
    days = {span.back + number * DAY for number in range(easy)} | ramp.keys()
    lasting = span.days > course.rules.off.forget_days
    days = {day for day in days if lasting or not _in_taper(course, day) or _reaches_taper(course, span, day)}
    if _is_injury(course, span):
        days |= set(span_days([(span.back, span.back + course.rules.off.pain_free_weeks * WEEK - DAY)]))
    return replace(span, ramp=ramp, easy=frozenset(days), established=amount, lasting=lasting)


def _one_way_back(lost: Iterable[Lost]) -> tuple[Lost, ...]:
    """The days off by date, the way back from each only until the next that have their own: two never add up."""
    found: list[Lost] = []
    later = date.max
    for one in sorted(lost, key=lambda one: one.start, reverse=True):
        cut = {day: amount for day, amount in one.ramp.items() if day < later}
        found.append(one if len(cut) == len(one.ramp) else replace(one, ramp=cut))
        later = one.start if one.ramp else later
    return tuple(reversed(found))


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


def frame_of(course: Course, day: date) -> Frame:
    """The week of the layout that a day is in."""
    return course.skeleton.frames[course.at(day)]


def _in_taper(course: Course, day: date) -> bool:
    return frame_of(course, day).phase is PhaseKind.TAPER


def _reaches_taper(course: Course, span: Lost, day: date) -> bool:
    frame = frame_of(course, day)
    return span.end >= frame.start - frame.index * WEEK


def shut(coach: Coach, lost: Lost) -> Coach:
    """The coach's calendar with the days off closed and the first days back easy."""
    return replace(coach, closed=coach.closed | lost.dates, easy_only=coach.easy_only | lost.easy)


def _holiday(course: Course, entry: Absent) -> Course:
    """Known ahead and short: no running on these days, the week's key sessions move inside the week."""
    off = frozenset(span_days([(entry.start, entry.end)]))
    coach = replace(course.coach, closed=course.coach.closed | off, away=course.coach.away | off)
    now = replace(course, coach=coach)
    return go_on(now, before(course), max(entry.on, monday(entry.start)), quiet=entry.end + WEEK)


def _relaid(course: Course, lost: Lost, row: OffRow) -> Course:
    """The weeks ahead laid out again: the ramp's weeks first, then what the rest can hold (section 6)."""
    frames = course.skeleton.frames
    first = course.at(lost.back)
    head = frames[first]
    if head.to_go < 0 or head.phase is PhaseKind.TAPER:
        return course
    if _goes_on(course, lost, row):
        ahead = tuple(as_return(frame, lost) for frame in frames[first:])
        skeleton = replace(course.skeleton, frames=(*frames[:first], *renumbered(ahead)))
        return replace(course, skeleton=skeleton, calendar=_thinned(course, skeleton, lost))
    weeks = max(_ramp_weeks(lost), course.rules.off.pain_free_weeks if _is_injury(course, lost) else 0)
    own = sum(frame.race == head.race and frame.to_go >= 0 for frame in frames[first:])
    new = _again(course, head, own, weeks)
    skeleton = replace(course.skeleton, frames=(*frames[:first], *new, *frames[first + own :]))
    ramp = frozenset(frame.start for frame in new[:weeks])  # as easy as down weeks: rows of up weeks begin after them
    calendar = calendar_of(course.coach, skeleton, course.calendar.down_before(head.start) | ramp)
    calendar = replace(calendar, down=calendar.down - ramp, tests=calendar.tests - ramp)
    return replace(course, skeleton=skeleton, calendar=calendar)


def _thinned(course: Course, skeleton: Skeleton, lost: Lost) -> Calendar:
    """The calendar in which the way back counts as a down week: those that the weeks after it can do without are none.

    They can where no more up weeks follow each other than the athlete has between down weeks.
    """
    old, start = course.calendar, monday(lost.ramp_end or lost.back) + WEEK
    rest = (frame for frame in skeleton.frames if frame.start >= start)
    stretch = takewhile(lambda frame: frame.phase in LOADED and frame.start not in old.away, rest)
    gone = needless([frame.start for frame in stretch], old.down, down_every(course.coach))
    if not gone:
        return old
    new = calendar_of(course.coach, skeleton, old.down - gone)
    return new if gone & old.tests else replace(new, tests=old.tests)


def _ramp_weeks(lost: Lost) -> int:
    last = lost.ramp_end or lost.back
    return (monday(last) - monday(lost.back)).days // 7 + 1


def as_return(frame: Frame, lost: Lost) -> Frame:
    """A week that is mostly ramp is a week of return, unless it is taper or recovery already."""
    days = days_of(frame.start)
    ramp, off = sum(day in lost.ramp for day in days), sum(day in lost for day in days)
    if ramp + off < 4 or not ramp or frame.phase in {PhaseKind.TAPER, PhaseKind.RECOVERY}:  # noqa: PLR2004
        return frame
    return replace(frame, phase=PhaseKind.RETURN, recovery_week=False)


def renumbered(frames: Iterable[Frame]) -> Iterator[Frame]:
    """Weeks of return counted among themselves; the others keep their place in the block as it was planned."""
    for (phase, _), group in groupby(frames, lambda frame: (frame.phase, frame.race.id)):
        weeks = list(group)
        if phase is not PhaseKind.RETURN:
            yield from weeks
            continue
        yield from (replace(frame, index=number, length=len(weeks)) for number, frame in enumerate(weeks))


def _again(course: Course, head: Frame, own: int, weeks: int) -> list[Frame]:
    """The weeks to the race given to phases again: base for the ramp, the cut order for the rest, the taper as it was.

    What is left of specific keeps its place in the block as planned, whose earliest weeks are lost.
    """
    season, race = course.coach.season, head.race
    first = course.at(head.start)
    old = course.skeleton.frames[first : first + own]
    taper = sum(frame.phase is PhaseKind.TAPER for frame in old)
    block = max((frame.length for frame in old if frame.phase is PhaseKind.SPECIFIC), default=0)
    recovery = sum(
        1 for _ in takewhile(lambda frame: frame.phase is PhaseKind.RECOVERY and not frame.recovery_week, old)
    )
    ramp = min(max(weeks, recovery), own - taper)
    need = need_of(season, race, None, course.rules)
    floor = course.rules.distance(race.distance_km).base_weeks[0] if has_specific(season, race) else need.floor
    specific = min(need.specific_least, own - ramp - taper)
    floor = max(0, floor - (ramp - recovery))
    need = replace(need, floor=floor, cycle=None, specific_least=specific, taper=taper, taper_least=taper)
    counts = give(need, own - ramp)
    kinds = [(PhaseKind.RECOVERY, False)] * min(recovery, ramp)
    kinds += [(PhaseKind.BASE if not counts.open else PhaseKind.RETURN, False)] * max(0, ramp - recovery)
    kinds += list(counts.spread())
    frames: list[Frame] = []
    for (kind, recovery_week), group in groupby(kinds):
        here = len(list(group))
        length = max(here, block) if kind is PhaseKind.SPECIFIC else here
        for index in range(length - here, length):
            number = len(frames)
            start = head.start + number * WEEK
            after = head.after + number if head.after else 0
            frames.append(Frame(start, race, head.to_go - number, kind, index, length, after, recovery_week))
    return frames


def _finished(course: Course, lost: Lost, row: OffRow, since: date) -> Course:
    """The first quality session back made a light one, and walk breaks after an injury."""
    now = course
    last = lost.ramp_end
    if row.light and last is not None:
        first = next((s for s in sessions(now) if s.kind is SessionKind.QUALITY and s.date > last), None)
        if first is not None and first.date >= since and not _in_taper(now, first.date):
            light = _lighter(now.coach, first, now.rules.why.off["light"])
            longer = _longer_instead(now, first, first.amount - light.amount, since)
            now = edited(now, lambda s: light if s is first else longer.get(s.address, s))
            after = monday(first.date) + WEEK
            now = go_on(rolled(now, first.date, after), before(now), after, quiet=after)
    if _is_injury(course, lost):
        note = now.rules.why.off["walk"]
        now = edited(
            now, lambda s: with_walk_breaks(s, note, now.coach.kit) if s.date in lost.ramp and s.date >= since else s
        )
    return now


def _longer_instead(course: Course, light: Session, more: int, since: date) -> dict[str, Session]:
    """Easy runs of the week that take what a light session leaves, so that no later week has to change."""
    week, kit = course.filled[course.at(light.date)].week, course.coach.kit
    easy = [s for s in week.sessions if s.kind is SessionKind.EASY and s.state is State.PLANNED and s.date >= since]
    most = _longest_easy(week, kit)
    longer: dict[str, Session] = {}
    for run in sorted((s for s in easy if len(s.steps) == 1), key=lambda s: (s.amount, s.date)):
        room = min(more, most - run.amount)
        if room > 0:
            longer[run.address] = trimmed(run, run.amount + room, kit)
            more -= room
    return longer


def _longest_easy(week: Week, kit: Kit) -> int:
    """How long an easy run of the week may get, in tenths: a little over the longest, under the long run, unsplit."""
    volume = kit.rules.volume
    amounts = [s.amount for s in week.sessions if s.kind is SessionKind.EASY]
    longest = max((s.amount for s in week.sessions if s.kind in RUNNING), default=0)
    most = min(max(amounts, default=0) * volume.easy_slack // 100, longest)
    big = kit.scale.km(week.volume) >= volume.double_week_km
    return min(most, kit.scale.of_minutes(volume.double_over_minutes)) if big else most


_GOALS = {
    "slower": "{days} days off this late: {race} is likely {low} to {high} % slower (Feely 2023); the goal may stand.",
    "revise": "{days} days off: revise the goal for {race}{today}.",
    "new": "{days} days off: set a new goal for {race}{today}.",
    "season": "{days} days off: this is a new season; think of {race} as a race to finish.",
}


def _notes(course: Course, lost: Lost, row: OffRow) -> Iterator[Finding]:
    frame = frame_of(course, lost.back)
    factor = course.rules.off.fitness(lost.days, cross_trained=lost.cross_trained)
    value = course.vdot * course.factor * factor
    if row.goal and 0 <= frame.to_go < row.late:
        known = course.known_fitness and not frame.race.finish
        time = race_seconds(value, frame.race.distance_km)
        today = f"; today's fitness is good for about {in_words(time)}" if known else ""
        text = _GOALS[row.goal].format(days=lost.days, race=frame.race.name, low=5, high=8, today=today)
        yield Finding(f"goal-{row.goal}", Severity.WARNING, text, week=frame.start)
    if factor < 1:
        text = f"{lost.days} days off: VDOT × {factor:.3f}. {course.rules.why.off['paces'].format(vdot=value)}"
        yield Finding("fitness-lost", Severity.INFO, text, week=frame.start)
    if lost.ill or lost.injured:
        text = "This is not medical advice: with fever, chest pain or a pain that stays, ask a doctor before you run."
        yield Finding("ask-a-doctor", Severity.INFO, text, week=frame.start)
    yield from races_in(lost, course.coach.standing)


def races_in(lost: Lost, races: Iterable[Race]) -> Iterator[Finding]:
    """A finding for each race on a day off."""
    for race in races:
        if race.date in lost:
            yield race_in_absence(race)
