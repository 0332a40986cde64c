"""Objections to the athlete's settings, and what had to be assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countback.training.checks.made import INFO, WARNING, Check, Made, many
from countback.training.model import WEEK, Finding, Level, PhaseKind, SessionKind, Unit
from countback.training.paces import race_seconds, vdot
from countback.training.phases import layout_of
from countback.training.titles import dated, in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from countback.training.model import Race

GOAL_GAP = 2  # % of the race time that today's fitness predicts
LADDER_WEEKS = 20  # in which nobody walks any more
MANY = 5  # ids that are told in one finding
MUCH_MORE = 150  # % of today's volume
MUCH_MORE_FROM_LITTLE = 250  # the same for beginners, whose plans begin at little


def _derived_ids(made: Made) -> Iterator[Finding]:
    """Once for the season and its races: who has an id, and which one to write down to keep it."""
    season = made.coach.season
    races = [race for race in season.races if race.derived_id]
    if season.derived_id:
        text = f'The season has no id: it is derived from its first race. Add `id = "{season.id}"` at the top.'
        yield Finding("id-derived", INFO, f"{text}{_also(races)}")
    elif races:
        first, *others = races
        text = f'{first.name} has no id: it is derived from its name. Add `id = "{first.id}"` to its [[race]].'
        yield Finding("id-derived", INFO, f"{text}{_also(others)}")


def _also(races: list[Race]) -> str:
    """The other races without an id, by the id that keeps their events."""
    ids = ", ".join(f'`id = "{race.id}"`' for race in races[:MANY])
    more = ", and more" if len(races) > MANY else ""
    return f" The same for {many(len(races), 'race')}: {ids}{more}." if races else ""


def _assumed(made: Made) -> Iterator[Finding]:
    season = made.coach.season
    if season.plan.start is None and season.created is None:
        yield Finding(
            "start-assumed",
            INFO,
            f"No start is given: the plan starts on {dated(made.plan.start)}, in time for all phases.",
        )
    if not made.known_fitness:
        text = (
            "Neither recent_race nor easy_pace is given: lengths are reckoned with "
            f"{in_words(made.coach.kit.paces.easy_pace)} a km, and sessions go by effort."
        )
        yield Finding("pace-assumed", INFO, text)
    if season.athlete.longest is None:
        share = made.coach.rules.share[made.coach.runs]
        yield Finding("longest-assumed", INFO, f"No longest run is given: {share} % of your week is assumed.")


def _unused(made: Made) -> Iterator[Finding]:
    """What was told and goes into nothing."""
    athlete, plan = made.coach.season.athlete, made.plan
    if athlete.recent_race is not None and athlete.easy_pace is not None:
        text = "Paces come from recent_race: `easy_pace` is not used. Keep the one that shows today's fitness."
        yield Finding("easy-pace-unused", INFO, text)
    for away in made.coach.season.away:
        if away.end < plan.start or away.start > plan.end:
            days = f"from {dated(away.start)} to {dated(away.end)}"
            text = f"The days away {days} lie outside the plan, {dated(plan.start)} to {dated(plan.end)}."
            yield Finding("away-outside", WARNING, text)


def _longest(made: Made) -> Iterator[Finding]:
    athlete, scale = made.coach.season.athlete, made.coach.kit.scale
    if athlete.longest is not None and scale.of(athlete.longest) > athlete.weekly.tenths:
        text = "Your `longest` run is longer than your week: `weekly` is all that you run in one."
        yield Finding("longest-over-weekly", WARNING, text)


def _whole_tapers(made: Made) -> Iterator[Finding]:
    """A taper is laid out in whole weeks that begin on a Monday; those of the race's own week end with it."""
    for segment in made.skeleton.segments:
        wanted, weeks = layout_of(made.coach.season, segment.race).taper_days, segment.counts.taper
        held = (weeks - 1) * WEEK.days + segment.race.date.weekday() + 1
        if wanted and wanted % WEEK.days and held != wanted and weeks == segment.need.taper and segment.fits:
            text = f"The taper for {segment.race.name} has {held} days, not {wanted}: it begins on a Monday."
            yield Finding("taper-in-weeks", INFO, text)


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
    for race in made.goals:
        peak = layout_of(season, race).peak
        if peak is not None and scale.of(peak) < season.athlete.weekly.tenths:
            yield Finding("peak-below-weekly", WARNING, f"The peak set for {race.name} is less than you run now.")


def _far_peak(made: Made) -> Iterator[Finding]:
    """A plan that takes the athlete to much more than they run now tells so; the band is a ceiling, not a duty."""
    weekly = made.coach.season.athlete.weekly
    highest = max((week.volume for week in made.plan.weeks), default=0)
    beginner = made.coach.season.athlete.level is Level.BEGINNER
    if 100 * highest > (MUCH_MORE_FROM_LITTLE if beginner else MUCH_MORE) * weekly.tenths:
        growth = f"from {weekly.tenths / 10:g} to {highest / 10:g} {weekly.unit} a week"
        times = f"{highest / weekly.tenths:.1f}".removesuffix(".0")
        text = f"The plan grows {growth}, {times} times what you run now. For less, set `peak` in [plan]."
        yield Finding("peak-far", WARNING, text)


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
    for race in made.races:
        if race.goal is None or not made.known_fitness:
            continue
        goal, today = vdot(race.distance_km, race.goal), race_seconds(value, race.distance_km)
        if 100 * race.goal <= (100 - GOAL_GAP) * today:
            text = (
                f"The goal for {race.name}, {in_words(race.goal)}, asks for VDOT {goal:.1f}; "
                f"today's is {value:.1f}, good for {in_words(today)}. "
                "Training paces follow today's; start the race by it too, unless a test shows more by then."
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
    if any(made.coach.rules.distance(race.distance_km) is row for race in made.goals):
        text = (
            "A marathon time predicted from a shorter race is optimistic under "
            f"{row.km_before_specific} km a week (Vickers & Vertosick 2016)."
        )
        yield Finding("marathon-optimistic", INFO, text)


def _ladder_stays(made: Made) -> Iterator[Finding]:
    """So little running that one more repeat is over a tenth of the week: the ladder is never climbed."""
    ladder = made.coach.rules.why.week["ladder"]
    last = [week for week in made.plan.weeks if week.phase is PhaseKind.BASE][LADDER_WEEKS:][-1:]
    if last and last[0].why == ladder and made.coach.season.unit is not Unit.MIN:
        text = (
            "The plan ends as it begins, with running and walking: a step more is over 10 % of so short a week. "
            'Tell it in minutes, `weekly = "40 min"`: they grow in smaller steps.'
        )
        yield Finding("run-walk-stays", WARNING, text, week=last[0].start)


def _ladder(made: Made) -> Iterator[Finding]:
    if made.filled and any("Run/walk" in session.title for session in made.filled[0].week.sessions):
        yield Finding(
            "run-walk-first",
            INFO,
            "You start with running and walking, until 20 to 30 minutes go without stopping (S23).",
        )


SETTINGS: tuple[Check, ...] = (
    _derived_ids, _assumed, _unused, _longest, _whole_tapers, _continuous, _growth, _peak, _far_peak, _strength,
    _heart_rate, _goal, _optimistic, _ladder, _ladder_stays,
)  # fmt: skip
