"""The plan as data: what `show --json` prints. A contract: keys may be added, none removed or renamed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

from countback.events.event import event_uid
from countback.training.model import Priority, Repeat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from countback.training.model import Effort, Finding, Phase, Plan, Race, Season, Session, Step, Target, Week

Json: TypeAlias = "dict[str, object]"


def as_json(plan: Plan) -> Json:
    """The whole plan: season, phases, weeks, sessions, findings."""
    return {
        "season": season(plan),
        "phases": [_phase(phase) for phase in plan.phases],
        "weeks": [_week(week) for week in plan.weeks],
        "sessions": [session(one, plan.season) for one in plan.sessions],
        "findings": [finding(one) for one in plan.findings],
        "fitness": {"vdot": round(plan.vdot, 2), "factor": round(plan.fitness_factor, 4)},
    }


def amount(tenths: int) -> int | float:
    """An amount in the plan's unit, with one decimal at most."""
    whole, rest = divmod(tenths, 10)
    return tenths / 10 if rest else whole


def season(plan: Plan) -> Json:
    """What the season is about."""
    told = plan.season
    gone = [_race(race) for race in told.races if race.id in plan.cancelled]
    return {
        "name": told.name or _goal(told).name,
        "rules": told.rules,
        "timezone": told.athlete.timezone,
        "unit": told.unit.value,
        "races": [_race(race) for race in plan.standing],
        **({"cancelled": gone} if gone else {}),
    }


def _goal(told: Season) -> Race:
    """The last A race: what a season without a name is called for."""
    return next((race for race in reversed(told.races) if race.priority is Priority.A), told.races[-1])


def _race(race: Race) -> Json:
    return {
        "id": race.id,
        "name": race.name,
        "date": race.date.isoformat(),
        "distance_km": round(race.distance_km, 3),
        "priority": race.priority.value,
    }


def _phase(phase: Phase) -> Json:
    return {
        "race": phase.race,
        "kind": phase.kind.value,
        "start": phase.start.isoformat(),
        "end": phase.end.isoformat(),
        "weeks": phase.weeks,
        "why": phase.why,
    }


def _week(week: Week) -> Json:
    return {
        "start": week.start.isoformat(),
        "race": week.race,
        "to_go": week.to_go,
        "phase": week.phase.value,
        "volume": amount(week.volume),
        "longest": amount(week.longest),
        "down": week.down,
        "part": week.part,
        "why": week.why,
    }


def week(one: Week, told: Season) -> Json:
    """One week with its sessions."""
    return {"week": _week(one), "sessions": [session(each, told) for each in one.sessions]}


def day(plan: Plan, when: date) -> Json:
    """One day with its sessions."""
    sessions = [session(each, plan.season) for each in plan.sessions if each.date == when]
    return {"date": when.isoformat(), "sessions": sessions}


def session(one: Session, told: Season) -> Json:
    """One session; `start` with its offset from UTC, or null when no hour is given."""
    targets = dict(one.targets)
    return {
        "address": one.address,
        "uid": event_uid(told.id, one.address),
        "date": one.date.isoformat(),
        "start": _start(one, told.athlete.timezone),
        "minutes": one.minutes,
        "kind": one.kind.value,
        "title": one.title,
        "distance_km": None if one.distance_km is None else round(one.distance_km, 3),
        "amount": amount(one.amount),
        "hard": one.hard,
        "state": one.state.value,
        "pinned": one.pinned,
        "steps": [_part(part, targets) for part in one.steps],
        "advice": list(one.advice),
        "why": one.why,
    }


def _start(one: Session, timezone: str) -> str | None:
    """The start with its offset; an hour that the clocks skip comes out as the hour that they show instead."""
    if one.start is None:
        return None
    zone = ZoneInfo(timezone)
    return datetime.combine(one.date, one.start, zone).astimezone(UTC).astimezone(zone).isoformat()


def _part(part: Step | Repeat, targets: Mapping[Effort, Target]) -> Json:
    if isinstance(part, Repeat):
        return {"times": part.times, "steps": [_step(step, targets) for step in part.steps]}
    return _step(part, targets)


def _step(step: Step, targets: Mapping[Effort, Target]) -> Json:
    return {
        "kind": step.kind.value,
        "effort": step.effort.value,
        "seconds": step.seconds,
        "metres": step.metres,
        "note": step.note,
        "target": _target(targets.get(step.effort)),
    }


def _target(target: Target | None) -> Json | None:
    """RPE as (low, high), pace in s/km as (fast, slow), heart rate in beats a minute as (low, high)."""
    if target is None:
        return None
    return {"rpe": _pair(target.rpe), "pace": _pair(target.pace), "heart_rate": _pair(target.heart_rate)}


def _pair(pair: tuple[int, int] | None) -> list[int] | None:
    return None if pair is None else list(pair)


def finding(one: Finding) -> Json:
    """One finding; `session` is an address, `week` a Monday."""
    return {
        "code": one.code,
        "severity": one.severity.value,
        "message": one.message,
        "session": one.session,
        "week": _day(one.week),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
