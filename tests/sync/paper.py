"""An athlete's season on paper: a plan that is a few lines long, made anew from a diary as the real one is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from countback.events.event import AllDay, Event, Timed, by_start, event_uid
from countback.events.merge.nouns import Spot, Wish
from countback.events.merge.undone import moves_undone, skips_undone, wanted_again
from countback.training.diary import Moved, Skipped, standing
from countback.training.model import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from countback.training.diary import Entry

SEASON = "paper-season"
ZONE = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2027, 3, 22, 12, 0, tzinfo=ZONE)  # clocks change on the Sunday
BANNER = "r/base"
RACE = "r/T-00w/race"
LENGTH = timedelta(minutes=50)


def address(number: int) -> str:
    """The address of a session."""
    return f"r/T-{number:02}w/long"


ADDRESSES = tuple(address(number) for number in range(10, 0, -1))


@dataclass(frozen=True, slots=True)
class Changed:
    """Something befell the plan: an address gets another title, moves by days, goes, or comes back."""

    address: str
    title: str | None = None
    days: int = 0
    drop: bool | None = None


def timed(day: date, at: time) -> Timed:
    """Fifty minutes from an hour of the athlete's clock."""
    begin = datetime.combine(day, at, ZONE).astimezone(UTC).astimezone(ZONE)
    return Timed(begin, (begin.astimezone(UTC) + LENGTH).astimezone(ZONE), "Europe/Berlin")


def first_plan() -> dict[str, Event]:
    """Ten sessions, a day each from the day before yesterday, a banner and a race."""
    start = MONDAY.date() - 2 * DAY
    events = {
        one: _event(one, timed(start + n * DAY, time(18, 30)), f"Long run {n}") for n, one in enumerate(ADDRESSES)
    }
    events[BANNER] = _event(BANNER, AllDay(start, start + 12 * DAY), "Base")
    events[RACE] = _event(RACE, timed(start + 12 * DAY, time(9, 15)), "Race")
    return events


def _event(one: str, when: Timed | AllDay, title: str) -> Event:
    return Event(
        uid=event_uid(SEASON, one),
        when=when,
        title=title,
        last_modified=datetime(2027, 1, 1, tzinfo=UTC),
        season=SEASON,
        address=one,
        description="What to do.",
        reminder=720,
        colour="royalblue",
    )


@dataclass
class PaperPlanner:
    """The season's files on one machine. The plan's revision is the number of entries."""

    diary: list[Any] = field(default_factory=list)
    now: datetime = MONDAY
    accepted: frozenset[str] = frozenset()
    deletions_accepted: bool = False
    from_start: bool = False
    stubborn: bool = False  # the plan does not follow moves

    def note(self, entries: Sequence[Entry]) -> None:
        """Append."""
        self.diary += entries

    def wish(self, more: Sequence[Entry]) -> Wish:
        """Fold the diary over the first plan."""
        events: dict[str, Event] = first_plan()
        moves: dict[str, Spot] = {}
        gone: dict[str, bool] = {}
        skipped: dict[str, bool] = {}
        all_ = (*self.diary, *more)
        for entry in standing(all_):
            match entry:
                case Changed(one, title, days, drop):
                    events[one] = _changed(events[one], title, days)
                    gone[one] = gone.get(one, False) if drop is None else drop
                case Moved(_, one, to, at):
                    moves[one] = Spot(to, at)
                case Skipped(_, one, restored):
                    skipped[one] = not restored
        wanted = (
            self._placed(event, moves.get(one))
            for one, event in events.items()
            if not gone.get(one) and not skipped.get(one)
        )
        return Wish(
            season=SEASON,
            events=tuple(sorted(wanted, key=by_start)),
            revision=len(self.diary) + len(more),
            now=self.now,
            sessions=frozenset(ADDRESSES),
            moves=moves,
            skipped=frozenset(one for one, is_so in skipped.items() if is_so),
            restores=_restores(all_) + skips_undone(all_),
            times_moved=Counter(entry.session for entry in all_ if isinstance(entry, Moved)),
            wanted_again=wanted_again(standing(all_)),
            moves_undone=moves_undone(all_),
            last_dropped=lambda one: _last_dropped(all_, one),
            from_start=self.from_start,
            accepted=self.accepted,
            deletions_accepted=self.deletions_accepted,
        )

    def _placed(self, event: Event, spot: Spot | None) -> Event:
        if spot is None or self.stubborn:
            return event
        return replace(event, when=timed(spot.day, spot.at or time(18, 30)))


def _restores(diary: tuple[Any, ...]) -> Counter[str]:
    return Counter(entry.session for entry in diary if isinstance(entry, Skipped) and entry.restored)


def _last_dropped(diary: tuple[Any, ...], one: str) -> int:
    """The last revision whose plan had dropped it, if it was not skipped since."""
    skips = [n for n, e in enumerate(diary, 1) if isinstance(e, Skipped) and e.session == one and not e.restored]
    for number in range(len(diary), max(skips, default=-1), -1):
        entries: tuple[Any, ...] = standing(diary[:number])
        changes = [entry for entry in entries if isinstance(entry, Changed) and entry.address == one]
        drops = [entry.drop for entry in changes if entry.drop is not None]
        if drops and drops[-1]:
            return number
    return 0


def _changed(event: Event, title: str | None, days: int) -> Event:
    when = event.when
    if days:
        day = timedelta(days=days)
        when = (
            AllDay(when.start + day, when.end + day)
            if isinstance(when, AllDay)
            else timed(when.start.date() + day, when.start.time())
        )
    return replace(event, title=title or event.title, when=when)
