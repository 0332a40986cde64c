"""Rules on what a session is made of: quality by phase, zone caps, the easy share, steps, tests (sections 2 and 4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.training.rulebook.load import exempt, is_up
from tests.training.rulebook.shapes import Breach, Piece, SessionFact, WeekFact
from tests.training.rulebook.tables import (
    EASY_EFFORTS,
    FAST,
    LEAST_WORK,
    ZONE_KM,
    ZONE_MINUTES,
    ZONE_SHARE,
    ZONES,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.training.rulebook.facts import Facts

DAY = timedelta(1)
EASY_SHARE = 0.80
STRIDES_AFTER = 3
STRIDES_UPTO = 70  # minutes of a run that strides still end well
CARRIES_TWO = 300  # minutes of which the zone caps leave room for two sessions
FIVE_K_WEEK = 330  # minutes of which the first 4 % are 2 km at 5k pace
BEFORE_SPECIFIC = ("base", "build", "open", "recovery", "return")


def allowed_quality(facts: Facts, week: WeekFact) -> int:
    """Quality sessions that a week may hold by level and phase, one in a taper week before race week."""
    base, build, specific = facts.level_row.quality
    if week.phase == "taper":
        return int(week.to_go > 0 and facts.level != "beginner")
    return {"base": base, "build": build, "specific": specific}.get(week.phase, 0)


def quality_count(facts: Facts) -> Iterator[Breach]:
    """Sections 2 and 4: as many quality sessions as level and phase allow; a B or C race replaces one."""
    for week in facts.weeks:
        races = sum(race.priority != "A" for race in facts.races_in(week))
        count, allowed = len(week.of("quality")), max(0, allowed_quality(facts, week) - races)
        if count > allowed:
            yield Breach("section 2 quality count", str(week.start), f"{count} in {week.phase}, at most {allowed}")


def quality_missing(facts: Facts) -> Iterator[Breach]:
    """Sections 2 and 4: up weeks of build and specific have their quality where the volume carries it."""
    for week in facts.whole_weeks:
        near = any(-14 <= (race.day - week.start).days <= 9 for race in facts.tune_ups)
        plain = is_up(facts, week) and not near and not facts.off_days(week)
        inside_long = week.phase == "specific" and facts.race_of(week).row.name in ("marathon", "50k")
        asked = min(allowed_quality(facts, week), 1 if inside_long else 2)
        whole = sum(run.minutes for run in week.runs)
        enough = whole >= (FIVE_K_WEEK if facts.race_of(week).row.name == "5k" else CARRIES_TWO)
        if plain and enough and len(week.of("quality")) < asked and week.phase in ("build", "specific"):
            told = f"{len(week.of('quality'))} in {week.phase}, asked {asked}"
            yield Breach("section 2 quality missing", str(week.start), told)


def taper_quality(facts: Facts) -> Iterator[Breach]:
    """Section 4: one short session in each taper week before race week, but for beginners."""
    for week in facts.whole_weeks:
        race = facts.race_of(week)
        due = week.phase == "taper" and week.to_go > 0 and facts.level != "beginner" and race.row.name != "50k"
        enough = sum(run.minutes for run in week.runs) >= (FIVE_K_WEEK if race.row.name == "5k" else 120)
        if due and enough and room_for_quality(facts, week) and not week.of("quality") and not exempt(facts, week):
            yield Breach("section 4 taper session missing", str(week.start), f"{week.to_go} weeks out of {race.id}")


def room_for_quality(facts: Facts, week: WeekFact) -> bool:
    """Whether an easy run of a week could be hard: early enough before the race, not beside a hard day."""
    race = facts.race_of(week)
    hard = {s.day for s in facts.sessions if s.kind in ("long", "test", "race", "quality")}
    return any(
        (race.day - run.day).days >= race.row.last_hard and not {run.day - DAY, run.day + DAY} & hard
        for run in week.of("easy")
    )


def nothing_fast(facts: Facts) -> Iterator[Breach]:
    """S2: nothing at threshold or faster is dated before base ends; section 4: base is all easy."""
    for week in facts.weeks:
        for session in week.runs if week.phase in ("base", "open", "recovery", "return") else ():
            if session.kind in ("test", "race"):
                continue
            hard = sorted({piece.effort for piece in session.pieces} - set(EASY_EFFORTS))
            if hard:
                yield Breach("S2 nothing fast in base", session.address, f"{', '.join(hard)} in {week.phase}")


def strides(facts: Facts) -> Iterator[Breach]:
    """Section 4: strides in base for non-beginners, after three weeks of it."""
    weeks = 0
    for week in facts.weeks:
        weeks = weeks + 1 if week.phase == "base" else 0 if week.to_go == 0 else weeks
        early = week.phase in ("open", "recovery", "return") or (week.phase == "base" and weeks <= STRIDES_AFTER)
        for session in week.runs:
            has = any("strides" in (piece.kind, piece.effort) for piece in session.pieces)
            if has and facts.level == "beginner":
                yield Breach("section 4 strides of a beginner", session.address, week.phase)
            elif has and early and session.kind in ("easy", "long"):
                yield Breach("section 4 strides after three weeks", session.address, f"{week.phase} week {weeks}")


def strides_there(facts: Facts) -> Iterator[Breach]:
    """Section 4: later base weeks of non-beginners have strides."""
    weeks: dict[str, int] = {}
    for week in facts.whole_weeks:
        weeks[week.race] = weeks.get(week.race, 0) + (week.phase == "base")
        late = week.phase == "base" and weeks[week.race] > STRIDES_AFTER and is_up(facts, week)
        has = any("strides" in (piece.kind, piece.effort) for run in week.runs for piece in run.pieces)
        short = any(run.minutes <= STRIDES_UPTO for run in week.of("easy"))
        if late and short and not has and facts.level != "beginner" and not exempt(facts, week):
            yield Breach("section 4 strides missing", str(week.start), f"base week {weeks[week.race]}")


def work(session: SessionFact, zone: str) -> list[Piece]:
    """The pieces of a session in a zone."""
    return [piece for piece in session.pieces if ZONES.get(piece.effort) == zone]


def minutes(found: list[Piece]) -> float:
    """Minutes of pieces, as far as they are told."""
    return sum(piece.seconds or 0 for piece in found) / 60


def km(found: list[Piece]) -> float:
    """Kilometres of pieces, as far as they are told."""
    return sum(piece.km or 0 for piece in found)


def zone_caps(facts: Facts) -> Iterator[Breach]:
    """Section 4: a week's work in each zone keeps its cap, by time or by distance, whichever is kinder."""
    for week in facts.weeks:
        runs = [run for run in week.runs if run.kind not in ("race", "test")]
        all_minutes, all_km = week_minutes(facts, week), week_km(facts, week)
        for zone, cap in ZONE_SHARE.items():
            found = [piece for run in runs for piece in work(run, zone)]
            shares = [minutes(found) / all_minutes] if all_minutes else []
            shares += [km(found) / all_km] if all_km and found and all(piece.km for piece in found) else []
            if found and min(shares) > cap + 0.001:
                told = f"{' / '.join(f'{share:.1%}' for share in shares)} of {facts.say(week.volume)}, cap {cap:.0%}"
                yield Breach(f"section 4 weekly cap {zone}", str(week.start), told)
            if km(found) > ZONE_KM.get(zone, 99) + 0.01 or minutes(found) > ZONE_MINUTES.get(zone, 999) + 0.1:
                yield Breach(
                    f"section 4 weekly cap {zone}", str(week.start), f"{km(found):.1f} km, {minutes(found):.0f} min"
                )


def week_minutes(facts: Facts, week: WeekFact) -> float:
    """A week's running minutes, its A race not counted."""
    goals = {race.day for race in facts.goals}
    return sum(run.minutes for run in week.runs if not (run.kind == "race" and run.day in goals))


def week_km(facts: Facts, week: WeekFact) -> float:
    """A week's kilometres, its A race not counted; 0 in a plan of minutes that tells none."""
    goals = {race.day for race in facts.goals}
    return sum(run.km or 0 for run in week.runs if not (run.kind == "race" and run.day in goals))


def easy_share(facts: Facts) -> Iterator[Breach]:
    """Section 4: at least 80 % of a week's minutes are easy, races and tests aside."""
    for week in facts.weeks:
        runs = [run for run in week.runs if run.kind not in ("race", "test")]
        hard = minutes([piece for run in runs for piece in run.pieces if piece.effort in ZONES])
        whole = sum(run.minutes for run in runs)
        if whole and hard / whole > 1 - EASY_SHARE + 0.002:
            yield Breach("section 4 80 % easy", str(week.start), f"{1 - hard / whole:.1%} easy in {week.phase}")


def least_work(facts: Facts) -> Iterator[Breach]:
    """Section 4: no quality of less than 8 min T, 2 km I or 1 km R."""
    for session in facts.sessions:
        for zone in FAST if session.kind == "quality" else ():
            found = work(session, zone)
            measure, least = LEAST_WORK[zone]
            amount = minutes(found) if measure == "minutes" else km(found)
            if 0 < amount < least - 0.05:
                yield Breach("section 4 least quality", session.address, f"{amount:.2f} {measure} {zone}")
        if session.kind == "quality" and not any(piece.effort in ZONES for piece in session.pieces):
            yield Breach("section 4 quality without work", session.address, session.title)


def frame(facts: Facts) -> Iterator[Breach]:
    """Section 4: quality and tests have a warm-up and a cool-down of 10–15 min each."""
    for session in facts.sessions:
        for kind in ("warmup", "cooldown") if session.kind in ("quality", "test") else ():
            found = minutes([piece for piece in session.pieces if piece.kind == kind])
            known = all(piece.seconds for piece in session.pieces if piece.kind == kind)
            if known and not 9.4 <= found <= 15.6:
                yield Breach("section 4 warm-up and cool-down", session.address, f"{kind} {found:.1f} min")


def steps_add_up(facts: Facts) -> Iterator[Breach]:
    """A session's steps are its length and its distance, as far as their paces tell."""
    for session in facts.sessions:
        if session.kind == "race":
            continue
        if not session.pieces and session.running:
            yield Breach("contract steps", session.address, "none")
        told, length = minutes(list(session.pieces)), session.minutes
        known = bool(session.pieces) and all(piece.seconds for piece in session.pieces)
        if known and abs(told - length) > 2 + length * 0.05:
            yield Breach("contract minutes of steps", session.address, f"{told:.1f} min of steps, {length} min")
        far, shown = km(list(session.pieces)), session.km
        spaced = bool(session.pieces) and all(piece.km is not None for piece in session.pieces)
        if spaced and session.running and shown and abs(far - shown) > 0.3 + shown * 0.08:
            yield Breach("contract km of steps", session.address, f"{far:.2f} km of steps, {shown} km")


def block_sessions(facts: Facts) -> Iterator[Breach]:
    """Section 4, the specific block: what Q1 and Q2 are made of, by distance."""
    table = {
        "5k": ({"5k"}, {"threshold", "repetition"}),
        "10k": ({"10k"}, {"threshold"}),
        "half": ({"threshold"}, {"interval", "half"}),
        "marathon": ({"threshold", "interval"}, {"marathon"}),
        "50k": ({"threshold", "interval"}, set()),
    }
    for week in facts.weeks:
        for session in week.of("quality") if week.phase == "specific" else ():
            efforts = {piece.effort for piece in session.pieces if piece.effort in ZONES}
            first, second = table[facts.race_of(week).row.name]
            if not efforts <= first | second:
                yield Breach(
                    "section 4 specific block", session.address, f"{sorted(efforts)}, asked {sorted(first | second)}"
                )


def build_sessions(facts: Facts) -> Iterator[Breach]:
    """Section 4: build has T or R, alternating on the way to one race."""
    last: set[str] = set()
    race = None
    for week in facts.weeks:
        last, race = last if facts.race_of(week) == race else set(), facts.race_of(week)
        for session in week.of("quality") if week.phase == "build" else ():
            efforts = {piece.effort for piece in session.pieces if piece.effort in ZONES}
            if not efforts <= {"threshold", "repetition"}:
                yield Breach("section 4 build", session.address, f"{sorted(efforts)}")
            if efforts == last and not exempt(facts, week):
                yield Breach("section 4 build alternates", session.address, f"{sorted(efforts)} twice running")
            last = efforts


def marathon_long(facts: Facts) -> Iterator[Breach]:
    """Section 4, marathon: 8–22 km at marathon pace inside every other long run."""
    last = None
    for week in facts.weeks:
        for session in week.of("long") if week.phase == "specific" else ():
            far = km(work(session, "M"))
            if far > 22.05 and facts.race_of(week).row.name == "marathon":
                yield Breach("section 4 marathon long run", session.address, f"{far:.1f} km at marathon pace")
            if far and last == week.start - timedelta(7) and facts.race_of(week).row.name == "marathon":
                yield Breach("section 4 every other long run", session.address, "marathon pace two weeks running")
            last = week.start if far else last


RULES = (
    quality_count,
    quality_missing,
    taper_quality,
    nothing_fast,
    strides,
    strides_there,
    zone_caps,
    easy_share,
    least_work,
    frame,
    steps_add_up,
    block_sessions,
    build_sessions,
    marathon_long,
)
