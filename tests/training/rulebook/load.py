"""Rules on how much is run: growth, the single run, long-run shares, peak, return and taper volumes (section 3)."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from tests.training.rulebook.shapes import Breach, RaceFact, SessionFact, WeekFact
from tests.training.rulebook.tables import KM_PER_MILE, LONG_SHARE, peak_km

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.training.rulebook.facts import Facts

EASY_PHASES = ("recovery", "taper", "return")
MEMORY = timedelta(30)
STEP = {"min": 50, "km": 10, "mi": 6}
NOTHING_RUN = {"min": 300, "km": 50, "mi": 31}


def quantum(facts: Facts, amount: float) -> int:
    """What totals are rounded down to: half a km, half a mile (a tenth below 15), a minute."""
    if facts.unit == "mi":
        return 5 if amount >= 150 else 1
    return 5 if facts.unit == "km" else 10


def comeback_place(facts: Facts, week: WeekFact) -> int | None:
    """The how-manieth whole week after the last A race a week is, from 0, while the return's fractions last."""
    race = last_goal_before(facts, week)
    if race is None or week.phase == "taper":
        return None
    place = (week.start - race.monday).days // 7 - 1
    return place if place < len(race.row.comeback) else None


def last_goal_before(facts: Facts, week: WeekFact) -> RaceFact | None:
    """The last A race in an earlier week."""
    return next((race for race in reversed(facts.goals) if race.monday < week.start), None)


def is_up(facts: Facts, week: WeekFact) -> bool:
    """Whether a week counts as an up week: not down, not in an easy stretch, not among the return's."""
    easy = week.phase in EASY_PHASES or comeback_place(facts, week) is not None
    return not (week.part or week.down or easy)


def established(facts: Facts, race: RaceFact) -> tuple[float, float]:
    """The established volume as a race's taper begins, in both readings (with and without `weekly` before the season).

    The mean of the three biggest of the last six weeks (section 2).
    """
    begin = next(
        (phase.start for phase in facts.phases if phase.race == race.id and phase.kind == "taper"), race.monday
    )
    last = [week.volume for week in facts.whole_weeks if week.start < begin][-6:]
    padded = sorted([*last, *[facts.weekly] * (6 - len(last))], reverse=True)[:3]
    plain = sorted(last or [facts.weekly], reverse=True)[:3]
    means = sum(padded) / 3, sum(plain) / len(plain)
    return min(means), max(means)


def growth(facts: Facts) -> Iterator[Breach]:
    """S22, section 3: a week is at most 1.10 × the highest up week shown so far, in integers; a race alone stands."""
    highest: int | None = None
    for at, week in enumerate(facts.whole_weeks):
        alone = len(week.runs) == len(week.of("race"))
        if highest is None and not alone and week.volume * 1000 > facts.weekly * (facts.growth if at else 1000):
            yield Breach("S22 growth", str(week.start), f"begins at {facts.say(week.volume)}, above what is run now")
        if highest is not None and week.volume * 1000 > highest * facts.growth and not alone:
            told = f"{facts.say(week.volume)} after a highest up week of {facts.say(highest)}"
            yield Breach("S22 growth", str(week.start), told)
        away = facts.off_days(week) > 0 and highest is None  # no measure of what the athlete runs
        if is_up(facts, week) and not away:
            highest = max(highest or 0, week.volume)


def part_week(facts: Facts) -> Iterator[Breach]:
    """Section 2: a part week has its share of the days."""
    for week in facts.weeks:
        days = (week.end - facts.start).days + 1
        if week.part and week.volume * 7 > facts.weekly * days + 7 * quantum(facts, week.volume):
            yield Breach("section 2 part week", str(week.start), f"{facts.say(week.volume)} in {days} days")


def rounding(facts: Facts) -> Iterator[Breach]:
    """Section 3: growing totals are whole halves or minutes."""
    for week in facts.whole_weeks:
        odd = bool(week.of("race", "test")) or week.walked or facts.off_days(week) > 0
        if is_up(facts, week) and not odd and week.volume % quantum(facts, week.volume) and week.volume != facts.weekly:
            yield Breach("section 3 rounding", str(week.start), f"{facts.say(week.volume)}")


def running(facts: Facts) -> list[SessionFact]:
    """All runs by day, races aside."""
    return [session for session in facts.sessions if session.running and session.kind != "race"]


def most_on(facts: Facts, runs: list[SessionFact], day: date) -> tuple[int, int]:
    """The longest run of the 30 days before a day, and the longest that may be run on it, both in tenths."""
    first, last = bisect_left(runs, day - MEMORY, key=on), bisect_left(runs, day, key=on)
    known = chain(told_before(facts, day), (run.amount for run in runs[first:last]))
    longest = max(known, default=NOTHING_RUN[facts.unit])
    return longest, max(longest * 11 // 10, longest + STEP[facts.unit])


def on(run: SessionFact) -> date:
    """The day of a run."""
    return run.day


def one_run(facts: Facts) -> Iterator[Breach]:
    """Section 3, Frandsen 2025: a run is at most 1.10 × the longest of the last 30 days, races aside."""
    runs = running(facts)
    for run in runs:
        longest, most = most_on(facts, runs, run.day)
        if run.amount > most:
            told = f"{facts.say(run.amount)} after {facts.say(longest)} in the 30 days before"
            yield Breach("section 3 one run", run.address, told)


def told_of(facts: Facts, week: WeekFact) -> bool:
    """Whether a finding tells of a week, or its runs are about all that the single-run rule allows on their days."""
    if any(finding["week"] == str(week.start) for finding in facts.shown["findings"]):
        return True
    runs = running(facts)
    own = [run for run in runs if week.start <= run.day <= week.end]
    return any(run.amount > 0.9 * most_on(facts, runs, run.day)[1] for run in own)


def told_before(facts: Facts, day: date) -> Iterator[int]:
    """The longest run before the season, as if run the day before it: as told, else the share of `weekly`."""
    if day - facts.start < MEMORY:
        told = facts.setting("athlete", "longest")
        yield facts.tenths(told) if told else round(facts.weekly * share(facts.usual_runs))


def caps(facts: Facts) -> Iterator[Breach]:
    """Sections 2 and 3: no run is longer than the race's row allows, in minutes and in km."""
    minutes = facts.setting("plan", "long_cap")
    for week in facts.weeks:
        row = facts.race_of(week).row
        most = int(str(minutes).split()[0]) if minutes else row.cap_minutes
        for run in week.runs:
            told = f"{run.minutes} min, {run.km} km; the {row.name} row says {most} min, {row.cap_km} km"
            if run.kind != "race" and (run.minutes > most or (run.km or 0) > row.cap_km + 0.05):
                yield Breach("section 2 long run cap", run.address, told)


def share(runs: int) -> float:
    """The long run's share by number of running days."""
    return LONG_SHARE[min(7, max(3, runs))]


def long_share(facts: Facts) -> Iterator[Breach]:
    """Section 2: the longest run's share of the week follows the number of runs; tests and races aside."""
    for week in facts.whole_weeks:
        aside = ("race", "test", "quality") if week.phase == "taper" else ("race", "test")
        runs = [run for run in week.runs if run.kind not in aside]
        longest = max(runs, key=lambda run: run.amount, default=None)
        if longest is None or week.to_go == 0 or week.phase == "recovery" or len(week.run_days) < min(LONG_SHARE):
            continue
        allowed = share(min(len(week.run_days), facts.usual_runs)) * week.volume
        if longest.amount > allowed + 1e-6:
            told = f"{facts.say(longest.amount)} of {facts.say(week.volume)} on {len(week.run_days)} days"
            yield Breach("section 2 long-run share", longest.address, told)


def first_longest(facts: Facts) -> Iterator[Breach]:
    """Section 3: in week 1 the longest run is at most the athlete's own."""
    told = facts.setting("athlete", "longest")
    for run in facts.whole_weeks[0].runs if told and not facts.whole_weeks[0].walked else ():
        if run.kind != "race" and run.amount > max(facts.tenths(told), NOTHING_RUN[facts.unit] // 2):
            yield Breach("section 3 week 1", run.address, f"{facts.say(run.amount)}, longest so far {told}")


def peak(facts: Facts) -> Iterator[Breach]:
    """Section 3: no week above the user's peak, else the band's upper end or the current volume."""
    current = facts.weekly
    for week in facts.whole_weeks:
        top = peak_of(facts, facts.race_of(week))
        if top is not None and week.volume > max(top, current) + 0.5:
            yield Breach("section 3 peak", str(week.start), f"{facts.say(week.volume)}, peak {facts.say(top)}")
        if week.to_go == 0:
            current = max(current, int(established(facts, facts.race_of(week))[1]))


def peak_of(facts: Facts, race: RaceFact) -> float | None:
    """The peak in tenths; None where minutes would need a pace that the season does not tell."""
    given = next((r.get("peak") for r in facts.season["race"] if r["date"] == race.day), None) or facts.setting(
        "plan", "peak"
    )
    if given:
        return facts.tenths(given)
    upper = peak_km(facts.level, race.km) * 10
    if facts.unit != "min":
        return upper if facts.unit == "km" else upper / KM_PER_MILE
    pace = facts.setting("athlete", "easy_pace")
    return upper * seconds_of(pace) / 60 if pace else None


def seconds_of(pace: str) -> int:
    """`"6:10/km"` in s/km."""
    minutes, seconds = pace.split("/", 1)[0].split(":")
    per = int(minutes) * 60 + int(seconds)
    return round(per / KM_PER_MILE) if pace.endswith("mi") else per


def open_weeks(facts: Facts) -> Iterator[Breach]:
    """Section 2: open weeks run the current or last established volume, no more."""
    for week in facts.whole_weeks:
        before = last_goal_before(facts, week)
        most = max(facts.weekly, established(facts, before)[1] if before else 0)
        if week.phase == "open" and week.volume > most + 0.5 and not week.of("race"):
            yield Breach("section 2 open", str(week.start), f"{facts.say(week.volume)}, current {facts.say(most)}")


def comeback(facts: Facts) -> Iterator[Breach]:
    """Section 2: the weeks after a race run the return's fractions of the established volume."""
    for week in facts.whole_weeks:
        place, race = comeback_place(facts, week), last_goal_before(facts, week)
        if place is None or race is None:
            continue
        fraction = race.row.comeback[place]
        low, high = (fraction * volume for volume in established(facts, race))
        told = (
            f"{facts.say(week.volume)}, asked {fraction} × E = {low / 10:.1f}–{high / 10:.1f} (week {place + 1} after)"
        )
        if week.volume > high + quantum(facts, high):
            yield Breach("section 2 return too much", str(week.start), told)
        held = exempt(facts, week) or told_of(facts, week) or full(facts, week)
        if week.volume < low * 0.9 - quantum(facts, low) and not held:
            yield Breach("section 2 return too little", str(week.start), told)


def full(facts: Facts, week: WeekFact) -> bool:
    """Whether a week's days can hold no more: its longest day is all that the single-run rule allows in that week.

    The limit that holds on the last day of the week holds on each of its days; two runs of a day count together.
    """
    days: dict[date, int] = {}
    for run in running(facts):
        if week.start <= run.day <= week.end:
            days[run.day] = days.get(run.day, 0) + run.amount
    earlier = [run for run in running(facts) if run.day < week.start]
    most = most_on(facts, earlier, week.end)[1]
    return any(amount > most - 2 * quantum(facts, amount) for amount in days.values())


def exempt(facts: Facts, week: WeekFact) -> bool:
    """Whether a week may rightly hold less than it should: an absence, or a race that asks for easy days."""
    near = any(-10 <= (race.day - week.start).days <= 10 for race in facts.tune_ups)
    return near or facts.off_days(week) > 0


def taper(facts: Facts) -> Iterator[Breach]:
    """Section 2: taper weeks run the row's fractions of the established volume, race week by its weekday."""
    for race in facts.goals:
        low, high = established(facts, race)
        for week in facts.whole_weeks:
            if week.race != race.id or week.phase != "taper":
                continue
            fraction = taper_fraction(race, week.to_go)
            asked = f"{fraction:.3f} × E = {fraction * low / 10:.1f}–{fraction * high / 10:.1f}"
            told = f"{facts.say(week.volume)}, asked {asked}"
            if week.volume > fraction * high + quantum(facts, high):
                yield Breach("section 2 taper too much", str(week.start), told)
            little = fraction * low * 0.85 - quantum(facts, low)
            held = row_has(race, week.to_go) and room_before_eve(facts, week, race) and not told_of(facts, week)
            if week.volume < little and held and not exempt(facts, week):
                yield Breach("section 2 taper too little", str(week.start), told)


def taper_fraction(race: RaceFact, to_go: int) -> float:
    """The fraction of a taper week; weeks that the row has no fraction for may be full."""
    weekday, fractions = race.day.weekday(), race.row.taper
    if to_go == 0:
        return fractions[-1] * weekday / 6
    at = len(fractions) - to_go - (1 if weekday >= 3 else 0)
    return fractions[at] if at >= 0 else 1.0


def room_before_eve(facts: Facts, week: WeekFact, race: RaceFact) -> bool:
    """Whether at least half of a week's days before race eve are days that the athlete usually runs on."""
    days = min(6, (race.day - week.start).days - 1)
    usual = usual_days(facts, race)
    return days > 0 and 2 * sum(day in usual for day in range(days)) >= days


def usual_days(facts: Facts, race: RaceFact) -> set[int]:
    """The weekdays run on in the last up week before a race's taper."""
    before = [
        week
        for week in facts.whole_weeks
        if week.start < race.monday and is_up(facts, week) and not facts.races_in(week) and not facts.off_days(week)
    ]
    return {day.weekday() for day in before[-1].run_days} if before else set()


def row_has(race: RaceFact, to_go: int) -> bool:
    """Whether the row has a fraction of its own for this week."""
    return to_go == 0 or taper_fraction(race, to_go) < 1


def tune_up_week(facts: Facts) -> Iterator[Breach]:
    """Section 4, priorities: a B race's week is × .85."""
    highest: int | None = None
    for week in facts.whole_weeks:
        limit = 0.85 * (facts.weekly if highest is None else highest * facts.growth / 1000)
        races = [race for race in facts.races_in(week) if race.priority == "B"]
        floor = sum(run.amount for run in week.of("race")) * 1.25
        if races and week.volume > max(limit, floor) + quantum(facts, limit):
            told = f"{facts.say(week.volume)}, at most {limit / 10:.1f}"
            yield Breach("section 4 B week × .85", str(week.start), told)
        if is_up(facts, week):
            highest = max(highest or 0, week.volume)


RULES = (
    growth,
    part_week,
    rounding,
    one_run,
    caps,
    long_share,
    first_longest,
    peak,
    open_weeks,
    comeback,
    taper,
    tune_up_week,
)
