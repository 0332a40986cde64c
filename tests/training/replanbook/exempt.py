"""What section 6 itself orders, against the letter of sections 2 to 4: each exemption with its reason.

A breach is exempt where its rule is named here and its place is of the kind told. Everything else stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from countback.training.diary import Absent, Moved, Skipped, Tested, Weekly
from countback.training.model import PhaseKind, State
from tests.training.rulebook.load import NOTHING_RUN, STEP

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.training.replanbook.case import Case
    from tests.training.rulebook.shapes import Breach

DAYS = timedelta(1)
WEEK = timedelta(7)
CRUMB = 11  # minutes: runs of ten leave a minute over
MOVES_ON = 6  # days off from which the plan itself is another
REBASES = 15
MEMORY = timedelta(60)  # the 30 days that count as nothing run, and the 30 in which their first runs are the longest


@dataclass(frozen=True)
class Exemption:
    """Rules, by the beginning of their names; where they need not hold; and why."""

    rules: tuple[str, ...]
    where: Callable[[Case, Breach], bool]
    why: str


def exempt(case: Case, breach: Breach) -> bool:
    """Whether section 6 itself orders what a rule objects to."""
    return any(breach.rule.startswith(one.rules) and one.where(case, breach) for one in EXEMPTIONS)


def place(case: Case, breach: Breach) -> date | None:
    """The day that a breach is about: of its session, its week's Monday, its race; None for the whole season."""
    session = next((s for s in case.facts.sessions if s.address == breach.where), None)
    if session is not None:
        return session.day
    race = case.facts.by_id.get(breach.where.split("/", 1)[0])
    if race is not None:
        return race.day
    return date.fromisoformat(breach.where) if breach.where[:4].isdigit() else None


def bent(case: Case, breach: Breach) -> bool:
    """In a week with days off, or days on the way back."""
    day = place(case, breach)
    return day is not None and any(off.start - WEEK < day <= off.easy_until + WEEK for off in case.offs)


def after_off(days: int) -> Callable[[Case, Breach], bool]:
    """Some time after so many days off in a row, or after an injury."""

    def where(case: Case, breach: Breach) -> bool:
        day = place(case, breach)
        return any((off.days >= days or off.hurt) and (day is None or day >= off.start - WEEK) for off in case.offs)

    return where


def with_off(case: Case, _: Breach) -> bool:
    """In a season with six days off or more."""
    return any(off.days >= MOVES_ON for off in case.offs)


def race_changed(case: Case, _: Breach) -> bool:
    """In a season of which a race moved, came or went."""
    return case.races_changed is not None


def before_race_change(case: Case, breach: Breach) -> bool:
    """In a week that had begun when a race moved, came or went."""
    day = place(case, breach)
    return case.races_changed is not None and day is not None and day <= case.races_changed


def beside_moved(case: Case, breach: Breach) -> bool:
    """In the week of a session that the athlete moved, or out of which it was moved; or that session itself."""
    day = place(case, breach)
    return day is not None and any(monday(day) in weeks for weeks in moves(case))


def moves(case: Case) -> list[set[date]]:
    """The Mondays of the weeks that each move touches."""
    found = []
    for step in case.steps:
        if isinstance(step.entry, Moved):
            session = step.before.by_address.get(step.entry.session)
            days = [step.entry.to] + ([session.date] if session else [])
            found.append({monday(day + n * DAYS) for day in days for n in (-1, 0, 1)})
    return found


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - day.weekday() * DAYS


def issued_before(case: Case, breach: Breach) -> bool:
    """In a taper whose established volume fell after it was issued: for days off or a run left out before it."""
    day = place(case, breach)
    return day is not None and any(
        isinstance(step.entry, Absent | Skipped | Moved) and step.entry.on <= day for step in case.steps
    )


def taper_not_reached(case: Case, breach: Breach) -> bool:
    """In a taper that begins after the days off, on the way back from them."""
    day = place(case, breach)
    tapers = [p.start for p in case.plan.phases if p.kind is PhaseKind.TAPER and day and p.start <= day <= p.end]
    return any(not off.hurt and off.end < start <= off.easy_until for off in case.offs for start in tapers)


def run_all_the_same(case: Case, breach: Breach) -> bool:
    """A session that was run on what was told to be a day off."""
    session = case.plan.by_address.get(breach.where)
    return session is not None and session.state is State.DONE


def beside_skipped(case: Case, breach: Breach) -> bool:
    """In the week of a session that was left out."""
    day = place(case, breach)
    gone = {entry.session for entry in case.diary if isinstance(entry, Skipped)}
    days = [session.date for plan in case.plans for session in plan.sessions if session.address in gone]
    return day is not None and any(monday(day) == monday(other) for other in days)


def too_little(case: Case, breach: Breach) -> bool:
    """In a week with so little running that its days would have less than ten minutes each, or a quality session."""
    week = next((w for w in case.facts.weeks if str(w.start) == breach.where), None)
    days = int(breach.message.rsplit(" ", 1)[-1])
    rest = [s for s in week.runs if s.kind != "quality"] if week else []
    quality = len(week.runs) - len(rest) if week else 0
    return sum(s.minutes for s in rest) < CRUMB * (0.8 * days - quality)


def repaced(case: Case, _: Breach) -> bool:
    """In a season of which the fitness changed on the way."""
    return any(isinstance(entry, Tested) for entry in case.diary) or any(off.factor < 1 for off in case.offs)


def reweighed(case: Case, _: Breach) -> bool:
    """In a season of which the weekly volume was told anew."""
    return any(isinstance(entry, Weekly) for entry in case.diary)


def from_five_km(case: Case, breach: Breach) -> bool:
    """In the first 30 days after four weeks off: a run of 5 km or 30 minutes, and one step more."""
    session = next((s for s in case.run.sessions if s.address == breach.where), None)
    near = any(off.days >= REBASES and session and session.day <= off.end + MEMORY for off in case.offs)
    most = NOTHING_RUN[case.facts.unit] + STEP[case.facts.unit]
    return session is not None and near and session.amount <= most


def always(_case: Case, _breach: Breach) -> bool:
    """Everywhere."""
    return True


def race_moved_near(case: Case, breach: Breach) -> bool:
    """A race that the athlete put, or left, near another: a finding tells of it."""
    return breach.where.rsplit("/", 1)[-1].startswith("race") and race_changed(case, breach)


def without_goal(case: Case, _: Breach) -> bool:
    """In a season that has no A race any more, and says so."""
    return any(finding.code == "no-goal" for finding in case.plan.findings)


def in_plan(case: Case, breach: Breach) -> bool:
    """Where a finding points at a session that was missed."""
    return any(f"{address} " in breach.message for address in case.plan.by_address)


def told_hard(case: Case, breach: Breach) -> bool:
    """Where a finding tells that a moved session stands too near a hard day or a race."""
    told = {finding.session for finding in case.plan.findings if finding.code in TOO_NEAR}
    pinned = {session.address for session in case.plan.sessions if session.pinned}
    return bool(told & pinned) and (breach.where in told or beside_moved(case, breach))


TOO_NEAR = {"hard-beside-hard", "hard-before-race", "strength-before-hard"}
NEAR = ("section 4 hard/easy", "section 4 strength", "section 4 last hard session")
LAYOUT = ("section 2 arithmetic", "S2 order of phases", "section 2 longest phase", "S15 beginner's phases")
SHAPE = (
    *("section 2 running days", "section 2 long day", "section 2 no long run", "section 2 quality day"),
    *("section 2 quality missing", "section 2 strength missing", "section 2 long-run share", "section 3 rounding"),
    *("section 4 taper session missing", "section 4 taper keeps its days", "section 4 strides missing"),
    *("section 2 down week too much", "section 2 return too little", "section 2 taper too little", "S24", "S25"),
    *("section 4 build alternates", "section 4 every other long run", "section 7 slot", "doubt: a crumb of a run"),
    *("contract start", "section 3 week 1", "section 2 split run", "section 2 part week", "contract sums"),
)
MIX = ("section 4 weekly cap", "section 4 80 % easy", "section 4 least quality", "section 4 B week")
VOLUMES = ("section 2 taper too", "section 2 return too", "section 2 open", "section 3 envelope", "section 3 peak")
TESTS = ("S27 tests missing", "S27 tests 4–6 weeks apart", "section 4 test week", "S29 same test")
DOWNS = (
    "section 3 down weeks",
    "section 3 up weeks in a row",
    "section 2 no down week",
    "section 2 down week too much",
)

EXEMPTIONS = (
    Exemption(("contract state",), always, "states and pins are what a diary is for; `contract states` asks for them"),
    Exemption(
        ("S22 growth",), always, "asked anew in `held.growth`: a new weekly volume and 28 days off begin it again"
    ),
    Exemption(("section 5 pace",), repaced, "paces follow the fitness of their day; asked in `back.paces`"),
    Exemption(SHAPE, bent, "days off and the way back have their own amounts, days and easy contents (the table)"),
    Exemption(MIX, bent, "what was run before the days off was planned for a whole week; the past is frozen"),
    Exemption(
        LAYOUT, after_off(MOVES_ON), "`return` stands between phases, from 15 days on base does; lost weeks stay"
    ),
    Exemption(DOWNS, with_off, "a missed week counts as the down week, and few changes leave the others"),
    Exemption(
        VOLUMES, after_off(MOVES_ON), "the taper, and the return after its race, change only where days off reach"
    ),
    Exemption(("section 2 taper too much",), issued_before, "the taper changes only where the days off reach into it"),
    Exemption(("section 6 away",), taper_not_reached, "as before"),
    Exemption(("section 6 away",), run_all_the_same, "the past is as it was run"),
    Exemption(TESTS, after_off(1), "a test is lost with its day, and never made up"),
    Exemption(
        ("section 3 one run",),
        from_five_km,
        "nothing run in 30 days counts as 5 km or 30 min, once and for all of them",
    ),
    Exemption(("section 4 taper keeps its days",), too_little, "no run is worth less than ten minutes"),
    Exemption(("section 4 strides",), with_off, "`return` takes the place of weeks of base, or base begins again"),
    Exemption(("section 4 strides",), race_changed, "weeks of base are counted as they were issued"),
    Exemption((*SHAPE, *MIX, *TESTS), beside_skipped, "a session that is dropped leaves a gap; nothing else moves"),
    Exemption(("section 2 return too", "section 2 taper too"), beside_skipped, "as before"),
    Exemption(
        (*SHAPE, *MIX, *TESTS), beside_moved, "a moved session is a fixed point on a day that no rule would choose"
    ),
    Exemption(("section 2 rest day", "section 7 address"), beside_moved, "as before: another week may hold it"),
    Exemption(("section 2 two runs",), beside_moved, "an easy run was put on a hard day that can go nowhere else"),
    Exemption(("section 2 within the season", "contract session outside"), beside_moved, "moved past the last week"),
    Exemption(NEAR, told_hard, "a finding says why it cannot be"),
    Exemption(("section 2 strength too often",), beside_moved, "it was put into that week by hand"),
    Exemption(
        ("contract race of a week", "section 7 address", "section 7 slot", *SHAPE, *MIX),
        before_race_change,
        "what has begun stays as it was issued",
    ),
    Exemption(("section 4 last hard session",), race_moved_near, "race days stand where the athlete puts them"),
    Exemption(("contract finding points nowhere",), in_plan, "it is in the plan, as missed"),
    Exemption(
        ("S2 ", "section 2", "contract races", "section 3", "section 7"), without_goal, "nothing counts back any more"
    ),
    Exemption(("section 3 rounding",), after_off(MOVES_ON), "a light session is cut out of a rounded week"),
    Exemption(
        ("section 2 quality count", "section 4 strength", "section 2 strength too often"),
        before_race_change,
        "the week in which a race moved has begun in another phase",
    ),
    Exemption(LAYOUT, race_changed, "weeks that are past keep their phases; asked in `races`"),
    Exemption((*DOWNS, *TESTS[:2], *VOLUMES), race_changed, "they count from the past as it was run"),
    Exemption((*VOLUMES, *DOWNS, "section 3 week 1"), reweighed, "the volume begins anew on the way"),
)
