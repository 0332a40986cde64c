"""Days off: what is missed, the way back, the weeks laid out again, and what it does to the goal (section 6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from countback.training.course import Course, Lost, is_injury
from countback.training.diary import Absent, Cause
from countback.training.edits import edited, rolled, sessions
from countback.training.fitness import retargeted, slower
from countback.training.light import RUNNING, lighter, trimmed, worth
from countback.training.model import DAY, WEEK, PhaseKind, SessionKind, State, monday
from countback.training.notes import span_days
from countback.training.relaid import goes_on, relaid
from countback.training.resume import before, go_on

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from countback.training.coach import Coach
    from countback.training.kit import Kit
    from countback.training.model import Session, Week
    from countback.training.phases import Frame
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
        now, lambda s: replace(s, state=State.MISSED) if s.date in span and _falls_out(s) else s, span.start, span.end
    )
    now = rolled(missed, span.start, cutoff)
    apart = (one for one in now.lost if one.end < span.start or one.start > span.end)
    all_lost = _one_way_back([*apart, _way_back(now, span, row)])
    now, lost = replace(now, lost=all_lost), next(one for one in all_lost if one.start == span.start)
    now = replace(now, coach=shut(now.coach, lost))
    if lost.days > course.rules.off.fitness_from_days:
        now = retargeted(slower(now), now.coach.kit.paces, max(cutoff, lost.back))
    was = replace(before(now), lost=course.lost, kit=course.coach.kit)
    now = relaid(now, lost)
    gone = course.calendar.down - now.calendar.down if goes_on(course, lost) else frozenset()
    now = go_on(now, was, cutoff, quiet=max([cutoff, _bears_until(lost), *gone]) + WEEK)
    now = _said(now, {day for day in gone if day > (lost.ramp_end or lost.back)}, "down")
    now = _said(now, _all_missed(now, span), "missed")
    return _finished(now, lost, row, max(cutoff, lost.back))


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


def _falls_out(session: Session) -> bool:
    """What an absence takes away: everything but a race, which stands whatever happens, and what is done."""
    return session.kind is not SessionKind.RACE and session.state is State.PLANNED


def _joined(course: Course, entry: Absent) -> Lost:
    """The days off, with those that they join without a day between, and days away that were told like them."""
    start, end = entry.start, entry.end
    injured, ill = entry.cause is Cause.INJURED, entry.cause is Cause.ILL
    cross, fever = entry.cross_trained, entry.fever
    end += course.rules.off.fever_days * DAY if entry.fever else 0 * DAY
    for one in course.lost:
        if one.start <= end + DAY and start <= one.end + DAY:
            start, end = min(start, one.start), max(end, one.end)
            injured, ill, fever = injured or one.injured, ill or one.ill, fever or one.fever
            cross = cross and one.cross_trained
    known = frozenset(span_days((away.start, away.end) for away in course.season.away))
    told = course.coach.away - known
    while start - DAY in told:
        start -= DAY
    while end + DAY in told:
        end += DAY
    return Lost(start, end, cross, injured, ill, fever)


def _way_back(course: Course, span: Lost, row: OffRow) -> Lost:
    """The days off with their ramp and their easy days."""
    established = course.states[course.at(span.start)].load
    amount = established.established or established.base(course.rules.volume)
    easy = span.days if row.easy else 0
    if span.fever:
        easy = max(span.days, course.rules.off.easy_days_fever)
    ramp = {} if not row.ramp else _ramp(span, row, amount)
    days = {span.back + number * DAY for number in range(easy)} | ramp.keys()
    lasting = span.days > course.rules.off.forget_days
    days = {day for day in days if lasting or not _in_taper(course, day) or _reaches_taper(course, span, day)}
    if is_injury(course, span):
        days |= set(span_days([(span.back, span.back + course.rules.off.pain_free_weeks * WEEK - DAY)]))
    return replace(span, ramp=ramp, easy=frozenset(days), established=amount, lasting=lasting)


def _one_way_back(lost: Iterable[Lost]) -> tuple[Lost, ...]:
    """The days off by date. A ramp ends where the next days off with a ramp begin: two never add up."""
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
