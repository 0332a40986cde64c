"""Whether a week still keeps the rules as it is, and the little that may have to give way in it first."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from countback.training.asking import usual_before
from countback.training.budget import too_fast
from countback.training.coach import run_limits, tune_up
from countback.training.light import no_longer
from countback.training.load import LOADED, after_race, growth_limit
from countback.training.model import NOT_RUN, PhaseKind, SessionKind, State
from countback.training.phases import days_of
from countback.training.pinned import softened
from countback.training.sums import is_goal, resummed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from countback.training.coach import Brief, Coach, Filled
    from countback.training.course import Course
    from countback.training.model import Repeat, Session, Step
    from countback.training.phases import Frame
    from countback.training.rows import Range

TAPER_STAYS = 125  # %: a taper is not made anew, unless it would be more than the weeks before it
TRAINED = frozenset({SessionKind.QUALITY, SessionKind.LONG})


def as_it_stands(course: Course, brief: Brief, old: Filled, cutoff: date) -> Filled | None:
    """The week as it was, hard sessions made easy and runs cut short where they must be; None where it cannot stay."""
    _, most = run_limits(course.coach, brief.load, brief.frame)
    cut = _cut_short(course, most, _softer(course, old, cutoff), cutoff)
    return cut if cut is not None and _stands(course, brief, cut, cutoff, most) else None


def fits_paces(course: Course, filled: Filled, cutoff: date) -> bool:
    """Whether what is still to come of a week keeps the rules that are told in minutes, at the paces of today."""
    ahead = [s for s in filled.week.sessions if s.date >= cutoff and s.state not in NOT_RUN]
    return not too_fast(_fast(ahead), filled.week.volume, course.coach.kit) and _short_enough(course, filled, ahead)


def _short_enough(course: Course, filled: Filled, ahead: Iterable[Session]) -> bool:
    """Shakeouts, easy runs of a big week and long runs take no longer than they may."""
    coach, frame = course.coach, course.skeleton.frames[course.at(filled.week.start)]
    most = {
        SessionKind.SHAKEOUT: coach.rules.races.shakeout_minutes[1],
        SessionKind.LONG: coach.terms.long_minutes(coach.rules.distance(frame.race.distance_km)),
    }
    if coach.kit.scale.km(filled.week.volume) >= coach.rules.volume.double_week_km:
        most[SessionKind.EASY] = coach.rules.volume.double_over_minutes
    return all(s.minutes <= most.get(s.kind, s.minutes) or s.pinned for s in ahead)


def _stands(course: Course, brief: Brief, old: Filled, cutoff: date, most: int) -> bool:
    """Whether a week keeps the rules as it is: nobody is away, no run over `most`, nothing too much or too close."""
    coach, frame = course.coach, brief.frame
    ahead = [s for s in old.week.sessions if s.date >= cutoff and s.state not in NOT_RUN]
    if old.week.down != brief.target.down and frame.phase in LOADED:
        return False
    return (
        _open(coach, ahead)
        and all(s.amount <= most for s in ahead if s.kind is not SessionKind.RACE and not s.pinned)
        and _small_enough(course, brief, old, sum(s.amount for s in ahead if not is_goal(course.coach, s)))
        and not (brief.hard_before and any(s.hard and s.date == frame.start and not s.pinned for s in ahead))
        and _races_there(coach, frame, old)
    )


def _open(coach: Coach, ahead: Iterable[Session]) -> bool:
    """Nothing on a day that is closed now, nothing hard on one that is to be easy; what is pinned is the athlete's."""
    for session in ahead:
        if session.pinned or session.kind is SessionKind.RACE:
            continue
        if session.date in (coach.closed if session.amount else coach.away):
            return False
        if session.hard and session.date in coach.easy_only:
            return False
    return True


def _fast(sessions: Iterable[Session]) -> Iterator[Step | Repeat]:
    return chain.from_iterable(s.steps for s in sessions if s.kind in TRAINED)


def _small_enough(course: Course, brief: Brief, old: Filled, ahead: int) -> bool:
    """No more than the growth rule and the way back allow; `ahead` is what is still to be run of the week."""
    asked = brief.target.volume
    if brief.frame.phase is PhaseKind.TAPER:
        return ahead <= asked * TAPER_STAYS // 100
    if brief.target.down or after_race(brief.frame, brief.kind):
        return ahead <= asked
    if brief.frame.phase not in LOADED or brief.frame.part:
        return True
    most = growth_limit(course.coach.terms, brief.load)
    races = (race for day in days_of(brief.frame.start) for race in course.coach.race_days.get(day, ()))
    most = most * min((tune_up(race, course.rules).volume for race in races), default=100) // 100
    return old.week.volume <= min([most, *usual_before(course, brief.frame)])


def _races_there(coach: Coach, frame: Frame, old: Filled) -> bool:
    races = {(s.date, s.title) for s in old.week.sessions if s.kind is SessionKind.RACE}
    return races == {(day, race.name) for day in days_of(frame.start) for race in coach.race_days.get(day, ())}


def _softer(course: Course, old: Filled, cutoff: date) -> Filled:
    """The week with its hard sessions made easy on the first days back from days off."""
    easy = {day: one for one in course.lost for day in one.easy if day >= cutoff}
    hard = [s for s in old.week.sessions if s.hard and s.date in easy and s.kind is not SessionKind.RACE]
    if not any(s.state is State.PLANNED and not s.pinned for s in hard):
        return old
    why = course.rules.why.off["easy_days"]
    sessions = (
        softened(course.coach, s, why.format(days=easy[s.date].days)) if s in hard and not s.pinned else s
        for s in old.week.sessions
    )
    return resummed(course.coach, old, sessions)


def _cut_short(course: Course, most: int, old: Filled, cutoff: date) -> Filled | None:
    """The week with its plain runs cut to the `most` that the single-run rule allows now; the others stay as they are.

    None where the fast running would be too much of what is left, or the long run no longer the longest.
    """
    kit = course.coach.kit
    sessions = (
        no_longer(s, most, kit) if s.date >= cutoff and s.state is State.PLANNED else s for s in old.week.sessions
    )
    cut = resummed(course.coach, old, sessions)
    if cut is old:
        return old
    standing = [s for s in cut.week.sessions if s.state not in NOT_RUN]
    limits = course.rules.volume.easy_limits(course.season.athlete.level)
    stays = _leads(standing, limits) and not too_fast(_fast(standing), cut.week.volume, kit)
    return cut if stays else None


def _leads(standing: Sequence[Session], limits: Range) -> bool:
    """Whether the long run, where there is one, still leads: easy runs are no more of it than the rules let them be."""
    long = max((s.amount for s in standing if s.kind is SessionKind.LONG), default=0)
    *others, longest = sorted(s.amount for s in standing if s.kind is SessionKind.EASY) or [0]
    usual, midweek = (long * limit // 100 for limit in limits)
    led = max(others, default=0) <= usual and longest <= midweek
    return not long or (led and all(s.amount <= long for s in standing if s.kind is SessionKind.QUALITY))
