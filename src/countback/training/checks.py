"""What a careful coach would object to: findings with codes, never a refusal. docs/findings.md explains each code.

Three groups of checks, one function a finding: about the layout of each race (`LAYOUT`), about the athlete's settings
and fitness (`SETTINGS`), and about what the weeks came to (`WEEKS`). `CODES` names them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from countback.training.model import WEEK, Finding, PhaseKind, Plan, Priority, Session, SessionKind, Severity
from countback.training.paces import vdot
from countback.training.phases import Segment, Skeleton, a_races, has_specific, layout_of, monday

if TYPE_CHECKING:
    from countback.training.coach import Coach, Filled

INFO, WARNING, ERROR = Severity.INFO, Severity.WARNING, Severity.ERROR
GOAL_GAP = 3.0  # VDOT
NOT_HELD_PERCENT = 3


@dataclass(frozen=True)
class Made:
    """All that the checks look at."""

    plan: Plan
    skeleton: Skeleton
    coach: Coach
    filled: Sequence[Filled]
    known_fitness: bool


Check = Callable[[Made], Iterator[Finding]]
RaceCheck = Callable[[Made, Segment], Iterator[Finding]]


def check(made: Made) -> tuple[Finding, ...]:
    """All findings about a plan, the gravest first, then in the order of the season."""
    found = [finding for segment in made.skeleton.segments for one in LAYOUT for finding in one(made, segment)]
    found += [finding for one in (*SETTINGS, *WEEKS) for finding in one(made)]
    gravity = {ERROR: 0, WARNING: 1, INFO: 2}
    return tuple(sorted(found, key=lambda finding: gravity[finding.severity]))


# --- the layout -------------------------------------------------------------------------------------------------------


def earliest(segment: Segment) -> str:
    """The earliest sensible date for a race: recovery, base at its floor, the short specific block, taper."""
    need = segment.need
    first = monday(segment.race.date) - (segment.weeks - 1) * WEEK
    ahead = need.floor + (1 if need.floor >= need.weeks_under_recovery_week else 0)
    weeks = segment.recovery + ahead + need.specific_soft + need.taper
    day = first + (weeks - 1) * WEEK + timedelta(segment.race.date.weekday())
    return max(day, segment.race.date).isoformat()


def _weeks(count: int) -> str:
    return _many(count, "week")


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _ways_out(segment: Segment) -> str:
    when = f"The earliest sensible date is {earliest(segment)}."
    return f'{when} Or race it as a B race (priority = "B"), or to finish (goal = "finish").'


def _does_not_fit(_made: Made, segment: Segment) -> Iterator[Finding]:
    if segment.fits:
        return
    race, weeks = segment.race, segment.weeks
    if segment.before is None:
        text = f"{race.name} is {_weeks(weeks)} away: too soon for any preparation with a full taper."
        yield Finding("too-soon", ERROR, f"{text} {_ways_out(segment)}")
    else:
        text = f"{race.name} comes {_weeks(weeks)} after {segment.before.name}: less than recovery and taper need."
        yield Finding("races-too-close", ERROR, f"{text} {_ways_out(segment)}")


def _bridged(made: Made, segment: Segment) -> Iterator[Finding]:
    if segment.before is None or not segment.fits:
        return
    full, bridge = made.coach.rules.distance(segment.race.distance_km).weeks_from_a_to_a
    text = f"{segment.race.name} comes {_weeks(segment.weeks)} after {segment.before.name}"
    if segment.bridged:
        message = f"{text}, under {bridge}: only recovery, the way back and taper fit between. {_ways_out(segment)}"
        yield Finding("races-bridged", WARNING, message)
    elif segment.weeks < full:
        yield Finding("races-close", WARNING, f"{text}: {full} would hold a full preparation.")


def _base(_made: Made, segment: Segment) -> Iterator[Finding]:
    need, counts, race = segment.need, segment.counts, segment.race
    if segment.bridged or counts.base >= need.wish or not segment.fits:
        return
    if counts.base < need.floor:
        text = (
            f"{_weeks(counts.base)} of base before {race.name}, under the least of "
            f"{need.floor}: a plateau or an injury is likely (S4, S21)."
        )
        yield Finding("base-below-floor", WARNING, f"{text} {_ways_out(segment)}")
        return
    why = "(S5)."
    if segment.before is not None and race.distance_km > segment.before.distance_km:
        why = f"({segment.before.name} carries over, but moving up in distance asks for more: S41, S43)."
    yield Finding(
        "base-short", WARNING, f"{_weeks(counts.base)} of base before {race.name}; {need.wish} would be better {why}"
    )


def _base_skipped(made: Made, segment: Segment) -> Iterator[Finding]:
    if segment.need.base_fixed == 0 and not made.coach.season.athlete.continuous:
        yield Finding(
            "base-skipped", WARNING, f"No base before {segment.race.name}: a plateau or an injury may follow (S21)."
        )


def _base_long(made: Made, segment: Segment) -> Iterator[Finding]:
    most = made.coach.rules.distance(segment.race.distance_km).base_weeks[2]
    if segment.need.base_fixed is not None and segment.counts.base > most:
        told = f"{_weeks(segment.counts.base)} of base before {segment.race.name}"
        text = f"{told}: more than {most} rarely bring more (S4)."
        yield Finding("base-long", INFO, text)


def _specific(_made: Made, segment: Segment) -> Iterator[Finding]:
    need, counts = segment.need, segment.counts
    if segment.bridged or not segment.fits or counts.specific >= need.specific_soft:
        return
    text = f"{_weeks(counts.specific)} of specific work for {segment.race.name}; 6 to 8 make a block (S3)."
    yield Finding("specific-short", WARNING, text)
    if not counts.recovery_week and counts.base >= need.weeks_under_recovery_week:
        yield Finding(
            "recovery-week-cut", WARNING, f"No recovery week before the specific block for {segment.race.name}."
        )


def _taper(_made: Made, segment: Segment) -> Iterator[Finding]:
    held, usual = segment.counts.taper, segment.need.taper
    if segment.fits and held < usual:
        text = f"The taper for {segment.race.name} is cut to {_weeks(held)}; {usual} are usual."
        yield Finding("taper-short", WARNING, text)


def _cycle(made: Made, segment: Segment) -> Iterator[Finding]:
    wanted, counts = layout_of(made.coach.season, segment.race).cycle_weeks, segment.counts
    if wanted is not None and counts.build + counts.recovery_week + counts.specific + counts.taper != wanted:
        text = f"A cycle of {wanted} weeks does not fit the way to {segment.race.name}: the usual layout stands."
        yield Finding("cycle-not-possible", WARNING, text)


def _layout_ignored(made: Made, segment: Segment) -> Iterator[Finding]:
    wanted = layout_of(made.coach.season, segment.race)
    if not has_specific(made.coach.season, segment.race) and (wanted.base_weeks or wanted.specific_weeks):
        text = (
            f"The way to {segment.race.name} is base and taper only (S15): base_weeks and specific_weeks are not used."
        )
        yield Finding("base-and-taper-only", INFO, text)


LAYOUT: tuple[RaceCheck, ...] = (
    _does_not_fit, _bridged, _base, _base_skipped, _base_long, _specific, _taper, _cycle, _layout_ignored,
)  # fmt: skip


# --- the athlete's settings -------------------------------------------------------------------------------------------


def _assumed(made: Made) -> Iterator[Finding]:
    season = made.coach.season
    if season.derived_id:
        text = (
            "The season has no id: it is derived from its first race, and would "
            "change with it. Add `id` to season.toml."
        )
        yield Finding("id-derived", INFO, text)
    if season.plan.start is None and season.created is None:
        yield Finding(
            "start-assumed", INFO, f"No start is given: the plan starts on {made.plan.start}, in time for all phases."
        )
    if not made.known_fitness:
        pace = made.coach.kit.paces.easy_pace
        text = (
            "Neither recent_race nor easy_pace is given: lengths are reckoned with "
            f"{pace // 60}:{pace % 60:02} a km, and sessions go by effort."
        )
        yield Finding("pace-assumed", INFO, text)
    if season.athlete.longest is None:
        share = made.coach.rules.share[made.coach.runs]
        yield Finding("longest-assumed", INFO, f"No longest run is given: {share} % of your week is assumed.")


def _continuous(made: Made) -> Iterator[Finding]:
    athlete = made.coach.season.athlete
    if athlete.continuous and athlete.level not in made.coach.rules.layout.experienced:
        yield Finding(
            "continuous-ignored", WARNING, f"Base is for every {athlete.level} runner: `continuous` is not used (S14)."
        )


def _growth(made: Made) -> Iterator[Finding]:
    plan, rule = made.coach.season.plan, made.coach.rules.volume.growth
    if plan.growth is not None and plan.growth > rule:
        text = (
            f"Growing by {plan.growth / 10 - 100:g} % a week is more than the "
            f"{rule / 10 - 100:g} % that bodies get used to (S22)."
        )
        yield Finding("growth-fast", WARNING, text)
    if plan.down_every == 0:
        yield Finding("down-weeks-off", WARNING, "Without down weeks there is no week for training to sink in (S31).")


def _peak(made: Made) -> Iterator[Finding]:
    season, scale = made.coach.season, made.coach.kit.scale
    for race in a_races(season):
        peak = layout_of(season, race).peak
        if peak is not None and scale.of(peak) < season.athlete.weekly.tenths:
            yield Finding("peak-below-weekly", WARNING, f"The peak set for {race.name} is less than you run now.")


def _strength(made: Made) -> Iterator[Finding]:
    wanted = made.coach.season.week.strength
    if wanted == 0:
        yield Finding("no-strength", INFO, "Base is running and strength: without strength it is half a base (S8).")
    placed = [
        sum(s.kind is SessionKind.STRENGTH for s in week.sessions)
        for week in made.plan.weeks
        if week.phase is PhaseKind.BASE
    ]
    if wanted and placed and max(placed) < wanted:
        text = f"{wanted} strength sessions do not fit a week beside hard and rest days: {max(placed)} are planned."
        yield Finding("strength-not-placed", WARNING, text)


def _heart_rate(made: Made) -> Iterator[Finding]:
    athlete = made.coach.season.athlete
    if (athlete.max_hr is None) != (athlete.rest_hr is None):
        yield Finding(
            "heart-rate-incomplete", INFO, "Heart-rate targets need both max_hr, measured, and rest_hr (S13)."
        )


def _goal(made: Made) -> Iterator[Finding]:
    value = made.coach.kit.paces.vdot
    for race in made.coach.season.races:
        if race.goal is None or not made.known_fitness:
            continue
        goal = vdot(race.distance_km, race.goal)
        if goal - value >= GOAL_GAP:
            text = (
                f"The goal for {race.name} asks for VDOT {goal:.1f}; today's is "
                f"{value:.1f}. Paces follow today's fitness."
            )
            yield Finding("goal-far", WARNING, text)


def _optimistic(made: Made) -> Iterator[Finding]:
    season, scale = made.coach.season, made.coach.kit.scale
    recent, row = season.athlete.recent_race, made.coach.rules.distances["marathon"]
    if (
        recent is None
        or recent.distance_km >= row.km
        or scale.km(season.athlete.weekly.tenths) >= row.km_before_specific
    ):
        return
    if any(made.coach.rules.distance(race.distance_km) is row for race in a_races(season)):
        text = (
            "A marathon time predicted from a shorter race is optimistic under "
            f"{row.km_before_specific} km a week (Vickers & Vertosick 2016)."
        )
        yield Finding("marathon-optimistic", INFO, text)


def _ladder(made: Made) -> Iterator[Finding]:
    if made.filled and any("Run/walk" in session.title for session in made.filled[0].week.sessions):
        yield Finding(
            "run-walk-first",
            INFO,
            "You start with running and walking, until 20 to 30 minutes go without stopping (S23).",
        )


SETTINGS: tuple[Check, ...] = (
    _assumed, _continuous, _growth, _peak, _strength, _heart_rate, _goal, _optimistic, _ladder,
)  # fmt: skip


# --- the weeks --------------------------------------------------------------------------------------------------------


def _not_held(made: Made) -> Iterator[Finding]:
    ladder = made.coach.rules.why.week["ladder"]  # a week of the run/walk ladder is as long as its rungs
    whole = [filled for filled in made.filled if not filled.week.part and filled.week.why != ladder]
    short = [
        filled for filled in whole if 100 * filled.missing > NOT_HELD_PERCENT * (filled.week.volume + filled.missing)
    ]
    if not short:
        return
    worst = max(short, key=lambda f: f.missing)
    unit = made.coach.season.unit.value
    text = (
        f"{_weeks(len(short))} cannot hold the whole volume on your days within the caps for one run: "
        f"up to {worst.missing / 10:g} {unit} are not planned."
    )
    yield Finding(
        "volume-not-held",
        WARNING,
        f"{text} More run days, or a longer longest run, would hold more.",
        week=worst.week.start,
    )


def _low_before_specific(made: Made) -> Iterator[Finding]:
    scale = made.coach.kit.scale
    for segment in made.skeleton.segments:
        row = made.coach.rules.distance(segment.race.distance_km)
        begin = [week for week in made.plan.weeks if week.race == segment.race.id and week.phase is PhaseKind.SPECIFIC]
        before = [w.volume for w in made.plan.weeks if begin and w.start < begin[0].start and not w.part][-6:]
        km = scale.km(max(before, default=made.coach.season.athlete.weekly.tenths))
        if begin and km < row.km_before_specific:
            text = (
                f"About {km:.0f} km a week before the specific block for "
                f"{segment.race.name}; {row.km_before_specific} make it safe."
            )
            yield Finding("volume-low", WARNING, text, week=begin[0].start)


def _below_band(made: Made) -> Iterator[Finding]:
    season, scale, rules = made.coach.season, made.coach.kit.scale, made.coach.rules
    for segment in made.skeleton.segments:
        row = rules.distance(segment.race.distance_km)
        low, high = rules.peak[season.athlete.level][row.key]
        weeks = [week.volume for week in made.plan.weeks if week.race == segment.race.id and week.to_go >= 0]
        km = scale.km(max(weeks, default=0))
        if km < low:
            text = (
                f"The biggest week before {segment.race.name} is about {km:.0f} km; "
                f"{low} to {high} are usual at this level."
            )
            yield Finding("peak-low", INFO, text)


def _tune_ups(made: Made) -> Iterator[Finding]:
    rules, season = made.coach.rules, made.coach.season
    for race in season.races:
        if race.priority is Priority.A:
            continue
        for main in a_races(season):
            days = (main.date - race.date).days
            if 0 < days <= rules.races.none_before_a_days:
                text = (
                    f"{race.name} is {days} days before {main.name}: no race in the last "
                    f"{rules.races.none_before_a_days} days (S33)."
                )
                yield Finding("race-before-race", WARNING, text)
        week = next((w for w in made.plan.weeks if w.start <= race.date < w.start + WEEK), None)
        if week is not None and week.phase is PhaseKind.RECOVERY and not week.down:
            yield Finding(
                "race-in-recovery",
                WARNING,
                f"{race.name} falls into the recovery after a race (S34).",
                week=week.start,
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
    """Quality sessions and long runs that could not stand on the athlete's own days."""
    season = made.coach.season
    wanted = made.coach.pattern.quality
    off = [s for s in made.plan.sessions if s.kind is SessionKind.QUALITY and s.date.weekday() not in wanted]
    if off and season.week.quality is not None:
        text = f"{_stand(off, 'quality session')} on other days than you asked for: hard days are kept apart."
        yield Finding("quality-moved", INFO, text, session=off[0].address)
    long = [s for s in made.plan.sessions if s.kind is SessionKind.LONG and s.date.weekday() != made.coach.pattern.long]
    if long:
        text = f"{_stand(long, 'long run')} on another day than yours."
        yield Finding("long-moved", INFO, text, session=long[0].address)


def _stand(sessions: Sequence[Session], what: str) -> str:
    return f"{_many(len(sessions), what)} {'stands' if len(sessions) == 1 else 'stand'}"


WEEKS: tuple[Check, ...] = (_not_held, _low_before_specific, _below_band, _tune_ups, _race_over_week, _moved)

CODES = (
    "too-soon", "races-too-close", "races-bridged", "races-close", "base-below-floor", "base-short", "base-skipped",
    "base-long", "specific-short", "recovery-week-cut", "taper-short", "cycle-not-possible", "base-and-taper-only",
    "id-derived", "start-assumed", "pace-assumed", "longest-assumed", "continuous-ignored", "growth-fast",
    "down-weeks-off", "peak-below-weekly", "no-strength", "strength-not-placed", "heart-rate-incomplete", "goal-far",
    "marathon-optimistic", "run-walk-first", "volume-not-held", "volume-low", "peak-low", "race-before-race",
    "race-in-recovery", "race-over-week", "race-outside-block", "quality-moved", "long-moved",
)  # fmt: skip
"""Every code, in the order of docs/findings.md."""
