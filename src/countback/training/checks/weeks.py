"""Objections to what the weeks came to: what they could not hold, races in a bad place, sessions moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.training.checks.made import INFO, WARNING, Check, Made, many
from countback.training.load import band_top, peak_top, runs_top, share_top
from countback.training.model import (
    METRES_PER_MILE,
    WEEK,
    Finding,
    PhaseKind,
    Priority,
    Session,
    SessionKind,
    StepKind,
    Unit,
    monday,
)
from countback.training.phases import layout_of
from countback.training.steps import once
from countback.training.titles import WEEKDAYS, dated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from countback.training.coach import Filled
    from countback.training.model import Race, Week
    from countback.training.phases import Segment

NOT_HELD_PERCENT = 2
BACK = frozenset({PhaseKind.RECOVERY, PhaseKind.RETURN})
PREPARATION = 12 * WEEK  # before a race: what is run then counts for it
LONG_AT_LEAST = 40  # % of a race that its longest run before should be
LONG_USUAL = 55  # the same, as most plans have it: 23 km before a marathon
_GROW_BACK = "Runs grow back by a tenth at a time after days off: that takes these weeks."
AT_CAP = 90  # % of the cap: a longest run of more has come to it


def _not_held(made: Made) -> Iterator[Finding]:
    much = (f for f in made.filled if _much(f.missing, f) and not f.week.part)
    short = [f for f in much if not _on_ladder(made, f) and (f.week.to_go or f.week.volume)]
    back = [filled for filled in short if filled.week.phase in BACK]
    growing = [filled for filled in short if filled.week.phase not in BACK]
    if growing:
        worst = max(growing, key=lambda f: f.missing)
        after_off = made.coach.lost and worst.week.start > max(made.coach.lost)
        text = (
            f"{many(len(growing), 'week')} cannot hold the whole volume on your days within the caps for one run: "
            f"up to {_amount(made, worst.missing)} are not planned (week of {dated(worst.week.start)}). "
            f"{_GROW_BACK if after_off else 'More run days, or a longer longest run, would hold more.'}"
        )
        yield Finding("volume-not-held", WARNING, text, week=worst.week.start)
    if back:
        worst = max(back, key=lambda f: f.missing)
        text = (
            f"{many(len(back), 'week')} on the way back {'stays' if len(back) == 1 else 'stay'} up to "
            f"{_amount(made, worst.missing)} lower than could be: runs grow only from those of the last 30 days."
        )
        yield Finding("return-not-held", INFO, text, week=worst.week.start)


def _on_ladder(made: Made, filled: Filled) -> bool:
    """Whether it is a week of the run/walk ladder: as long as its rungs."""
    steps = (step for session in filled.week.sessions for step in once(session.steps))
    return filled.week.why == made.coach.rules.why.week["ladder"] or any(step.kind is StepKind.WALK for step in steps)


def _much(tenths: int, filled: Filled) -> bool:
    """Whether what is left out is more than rounding."""
    return 100 * tenths > NOT_HELD_PERCENT * (filled.week.volume + tenths)


def _amount(made: Made, tenths: int) -> str:
    return f"{tenths / 10:g} {made.coach.season.unit.value}"


def _far(made: Made, km: float) -> str:
    """A distance of the tables as the athlete counts: in miles for who does, else in kilometres."""
    return f"{1000 * km / METRES_PER_MILE:.0f} mi" if made.coach.season.unit is Unit.MI else f"{km:.0f} km"


def _shaped(made: Made) -> Iterator[Finding]:
    """Weeks that stay smaller than growth and peak allow, because easy runs are not to rival the long run (S7)."""
    less = [filled for filled in made.filled if not filled.week.part and _much(filled.shaped, filled)]
    if not less:
        return
    worst, level = max(less, key=lambda f: f.shaped), made.coach.season.athlete.level
    usual, midweek = made.coach.rules.volume.easy_limits(level)
    share = f"{usual} % of the long run" + (f" ({midweek} % midweek)" if midweek > usual else "")
    minutes = made.coach.rules.levels[level].easy_minutes
    text = (
        f"{many(len(less), 'week')} from {dated(less[0].week.start)} on {'stays' if len(less) == 1 else 'stay'} up to "
        f"{_amount(made, worst.shaped)} under what growth would allow: easy runs are at most {share}, "
        f"and {minutes} min, so that easy days stay easy. More run days would hold more."
    )
    yield Finding("easy-held", INFO, text, week=less[0].week.start)


def _peak_held(made: Made) -> Iterator[Finding]:
    """A peak below the band's upper end: runs, or the longest one's share of the week, hold no more (section 3)."""
    terms = made.coach.terms
    for segment in made.skeleton.segments:
        top, held = band_top(terms, segment.race), peak_top(terms, segment.race)
        peak = max((w.volume for w in made.plan.weeks if w.race == segment.race.id and w.to_go >= 0), default=0)
        wanted = layout_of(made.coach.season, segment.race).peak
        if wanted is not None:
            yield from _own_peak_held(made, segment.race, terms.scale.of(wanted), peak)
        elif held <= peak < top:
            stop = f"The weeks before {segment.race.name} stop at {_amount(made, peak)} of {_amount(made, top)}: "
            yield Finding("peak-held", INFO, stop + _why_held(made, segment.race))


def _own_peak_held(made: Made, race: Race, wanted: int, reached: int) -> Iterator[Finding]:
    """The athlete's own peak, where the weeks up to the race do not get there."""
    if 100 * reached < (100 - NOT_HELD_PERCENT) * wanted:
        stop = (
            f"The weeks before {race.name} stop at {_amount(made, reached)} of the {_amount(made, wanted)} of `peak`: "
        )
        yield Finding("peak-held", INFO, f"{stop}growth, and what your runs hold, allow no more by then.")


def _why_held(made: Made, race: Race) -> str:
    """What holds a peak below the band's upper end, and the way out."""
    terms, rules = made.coach.terms, made.coach.rules
    if share_top(terms, race) < runs_top(terms, race):
        share = rules.distance(race.distance_km).peak_long_share
        return f"the longest run, at its cap, would be under {share} % of more. For more, set `peak` in [plan]."
    minutes = rules.levels[made.coach.season.athlete.level].easy_minutes
    others = many(made.coach.runs - 1, "other run")
    return f"beside the longest run, {others} of at most {minutes} min hold no more. More `runs` a week would."


def _low_before_specific(made: Made) -> Iterator[Finding]:
    scale = made.coach.kit.scale
    for segment in made.skeleton.segments:
        row = made.coach.rules.distance(segment.race.distance_km)
        begin = [week for week in made.plan.weeks if week.race == segment.race.id and week.phase is PhaseKind.SPECIFIC]
        before = [w.volume for w in made.plan.weeks if begin and w.start < begin[0].start and not w.part][-6:]
        km = scale.km(max(before, default=made.coach.season.athlete.weekly.tenths))
        if begin and km < row.km_before_specific:
            text = (
                f"About {_far(made, km)} a week before the specific block for "
                f"{segment.race.name}; {_far(made, row.km_before_specific)} make it safe."
            )
            yield Finding("volume-low", WARNING, text, week=begin[0].start)


def _before(made: Made, race: Race) -> list[Week]:
    """The weeks that count for a race: what was run long before it, or before an injury, does not."""
    first = monday(race.date) - PREPARATION
    return [week for week in made.plan.weeks if first <= week.start <= race.date]


def _long_runs_short(made: Made) -> Iterator[Finding]:
    """A race far over anything that is run before it (S5, S16)."""
    for segment in made.skeleton.segments:
        weeks = [week for week in _before(made, segment.race) if week.to_go != 0]
        longest = max((week.longest for week in weeks), default=0)
        km = made.coach.kit.scale.km(longest)
        share = round(100 * km / segment.race.distance_km)
        about = f", about {_far(made, km)}" if made.coach.season.unit is Unit.MIN else ""
        told = f"The longest run before {segment.race.name} is {_amount(made, longest)}{about}, {share} % of the race: "
        if weeks and share < LONG_AT_LEAST:
            text = f"{told}too little to run all of it. A later date or a shorter race fits better."
            yield Finding("long-short", WARNING, text)
        elif weeks and share < LONG_USUAL:
            text = f"{told}{LONG_USUAL} % and more are usual. {_longer(made, segment, longest)}"
            yield Finding("long-far", WARNING, text)


def _longer(made: Made, segment: Segment, longest: int) -> str:
    """What would make the long runs longer."""
    row, scale = made.coach.rules.distance(segment.race.distance_km), made.coach.kit.scale
    default, most = row.long_cap_minutes
    cap = max(default, made.coach.terms.long_minutes(row))
    if cap < most and scale.minutes(longest) > AT_CAP * cap / 100:
        return f'They end at {cap} min: `long_cap = "{most} min"` in [plan] lets them grow on.'
    share = made.coach.rules.share[made.coach.runs]
    if 100 * longest > AT_CAP * share * max(week.volume for week in _before(made, segment.race)) / 100:
        return f"They are at most {share} % of a week: bigger weeks, or fewer runs, make room for longer ones."
    way_out = "a later date leaves time for more" if made.coach.lost else "start from longer ones, or race later"
    return f"Each grows by a tenth of those of the 30 days before: {way_out}."


def _cap_held(made: Made) -> Iterator[Finding]:
    """A cap for long runs that is more than a race's row allows."""
    asked = made.coach.season.plan.long_cap or 0
    for segment in made.skeleton.segments:
        most = made.coach.rules.distance(segment.race.distance_km).long_cap_minutes[1]
        if asked > most:
            text = f"Long runs before {segment.race.name} end at {most} min, not at {asked}."
            yield Finding("long-cap-held", INFO, text)


def _below_band(made: Made) -> Iterator[Finding]:
    season, scale, rules = made.coach.season, made.coach.kit.scale, made.coach.rules
    for segment in made.skeleton.segments:
        row = rules.distance(segment.race.distance_km)
        low, high = rules.peak[season.athlete.level][row.key]
        weeks = [week.volume for week in _before(made, segment.race)]
        km = scale.km(max(weeks, default=0))
        if km < low:
            text = (
                f"The biggest week before {segment.race.name} is about {_far(made, km)}; "
                f"{_far(made, low)} to {_far(made, high)} are usual at this level."
            )
            yield Finding("peak-low", INFO, text)


def _tune_ups(made: Made) -> Iterator[Finding]:
    rules = made.coach.rules
    for race in made.races:
        if race.priority is Priority.A:
            continue
        for main in made.goals:
            days = (main.date - race.date).days
            if 0 < days <= rules.races.none_before_a_days:
                text = (
                    f"{race.name} is {many(days, 'day')} before {main.name}: no race in the last "
                    f"{rules.races.none_before_a_days} days (S33)."
                )
                yield Finding("race-before-race", WARNING, text)
        week = made.plan.week_of(race.date)
        after = any(main.date < race.date <= main.date + WEEK for main in made.goals)
        if after or (week is not None and week.phase is PhaseKind.RECOVERY and not week.down):
            yield Finding(
                "race-in-recovery",
                WARNING,
                f"{race.name} falls into the recovery after a race (S34).",
                week=monday(race.date),
            )
        elif week is not None and race.priority is Priority.B and week.phase is not PhaseKind.SPECIFIC:
            text = f"{race.name} is outside the specific block, where tune-up races do most good (S33)."
            yield Finding("race-outside-block", INFO, text, week=week.start)


def _race_over_week(made: Made) -> Iterator[Finding]:
    for filled in made.filled:
        races = [s for s in filled.week.sessions if s.kind is SessionKind.RACE and s.amount == filled.week.volume]
        if races and filled.week.to_go != 0:
            text = (
                f"{races[0].title} is as much as the whole week may be, or more: "
                "run it easy, or choose a shorter one (S22)."
            )
            yield Finding("race-over-week", WARNING, text, week=filled.week.start)


def _moved(made: Made) -> Iterator[Finding]:
    """Quality sessions and long runs that could not stand on the athlete's own days; what was put there by hand may."""
    wanted = made.coach.season.week.quality
    placed = [s for s in made.plan.sessions if not s.pinned]
    off = [s for s in placed if s.kind is SessionKind.QUALITY and s.date.weekday() not in (wanted or ())]
    if off and wanted is not None:
        text = f"{_stand(off, 'quality session')} on other days than you asked for: hard days are kept apart."
        yield Finding("quality-moved", INFO, text, session=off[0].address)
    raced = {frame.start for frame in made.skeleton.frames if made.coach.long_displaced(frame)}
    away = (s for s in placed if s.kind is SessionKind.LONG and s.date.weekday() != made.coach.pattern.long)
    long = [s for s in away if monday(s.date) not in raced]
    if long:
        text = f"{_stand(long, 'long run')} on another day than yours."
        yield Finding("long-moved", INFO, text, session=long[0].address)


def _free_quality_days(made: Made) -> Iterator[Finding]:
    """Days that the athlete gave for quality and that never have any, where it stands on the others."""
    given = frozenset(made.coach.season.week.quality or ())
    used = {s.date.weekday() for s in made.plan.sessions if s.kind is SessionKind.QUALITY and not s.pinned}
    wanted = sorted(given - used)
    if not wanted or not used or used - given:
        return
    long = (step for s in made.plan.sessions if s.kind is SessionKind.LONG for step in once(s.steps))
    fast = any(step.kind is StepKind.WORK for step in long)
    why = "fast parts of long runs replace another" if fast else "this level and your run days hold no more"
    names = " and ".join(WEEKDAYS[day] for day in wanted)
    text = f"{names} {'stays' if len(wanted) == 1 else 'stay'} easy: one quality session a week is planned; {why}."
    yield Finding("quality-day-free", INFO, text)


def _stand(sessions: Sequence[Session], what: str) -> str:
    return f"{many(len(sessions), what)} {'stands' if len(sessions) == 1 else 'stand'}"


WEEKS: tuple[Check, ...] = (
    _not_held,
    _shaped,
    _peak_held,
    _low_before_specific,
    _long_runs_short,
    _cap_held,
    _below_band,
    _tune_ups,
    _race_over_week,
    _moved,
    _free_quality_days,
)
