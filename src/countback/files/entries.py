"""The tables of diary.toml: which kinds of entry there are, which keys fit each, and what entry each becomes.

What fits a key is known in `amounts`, `moments`, `distances` and `choices`; what fits together in `disagreements`.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

from pydantic import ConfigDict, Field, PlainValidator

from countback.files import choices, distances, moments
from countback.files.distances import implausible
from countback.files.problem import Mistake, Unfit
from countback.files.season import given, race_of
from countback.files.table import Table
from countback.files.tables import Amount, Day, Ident, RaceTable, YesNo
from countback.training.diary import (
    Absent,
    Cause,
    Done,
    Edited,
    Entry,
    Moved,
    RaceAdded,
    RaceChanged,
    Skipped,
    Tested,
    Undone,
    Weekly,
)
from countback.training.model import Performance
from countback.training.titles import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OTHERS: Final = ("skipped", "moved", "done", "race", "tested", "weekly", "undone", "edited")
KINDS: Final = (*(cause.value for cause in Cause), *_OTHERS)
_ON: Final = "the day it was told; nothing before it changes"
_KIND: Final = "what happened"
_ADDRESS: Final = re.compile(r"[a-z0-9][a-z0-9-]*/T[-+][0-9]{2,3}w/[a-z]+(?:-[0-9]+)*(?:~[0-9]+)?")


_kind = partial(choices.one_of, options=KINDS)


def _address(value: object) -> str:
    """The address of a session, as `show` tells it."""
    text = value.strip() if isinstance(value, str) else ""
    if not _ADDRESS.fullmatch(text):
        raise Unfit('the address of a session belongs here, as `countback show` tells it: "berlin-2027/T-08w/long"')
    return text


def _when(value: object) -> tuple[date, time | None]:
    """A day, or a day and hour, in the athlete's own time."""
    if isinstance(value, str):
        day, _, hour = value.strip().replace("T", " ").partition(" ")
        return moments.day(day), moments.clock(hour.strip()[:5]) if hour else None
    if not isinstance(value, datetime):
        return moments.day(value), None
    if value.tzinfo is not None:
        raise Unfit(f"the athlete's own time belongs here, without a zone: {value.replace(tzinfo=None).isoformat()}")
    return moments.day(value.date()), value.time().replace(second=0, microsecond=0)


When = Annotated[tuple[date, time | None] | None, PlainValidator(_when)]
Address = Annotated[str | None, PlainValidator(_address)]


class AnyEntry(Table):
    """An entry whose kind is not looked at yet."""

    model_config = ConfigDict(extra="allow")


class DiaryTable(Table):
    """A diary: what happened, one entry each."""

    entry: tuple[AnyEntry, ...] = Field(default=(), description="what happened")


class EntryTable(Table):
    """What every entry has."""

    needed: ClassVar[tuple[str, ...]] = ("on", "kind")

    on: Day = Field(default=None, description=_ON, examples=[date(2027, 5, 10)])
    kind: Annotated[str | None, PlainValidator(_kind)] = Field(default=None, description=_KIND, examples=["missed"])

    def entry(self) -> Entry:
        """The entry that a table without mistakes tells. Raises Unfit where it is of no known kind."""
        raise Unfit("an entry of no known kind was not told")

    def own_mistakes(self) -> Iterator[Mistake]:
        """What does not go together inside the entry."""
        yield from ()


class AbsentTable(EntryTable):
    """Days without running."""

    needed: ClassVar[tuple[str, ...]] = (*EntryTable.needed, "from", "to")

    from_: Day = Field(default=None, alias="from", description="first day without running", examples=[date(2027, 5, 3)])
    to: Day = Field(default=None, description="last day without running", examples=[date(2027, 5, 9)])
    cross_trained: YesNo = Field(default=False, description="moved otherwise, so that less fitness is lost")

    def entry(self) -> Entry:
        """The absence."""
        cause, start, end = Cause(given(self.kind)), given(self.from_), given(self.to)
        return Absent(given(self.on), cause, start, end, self.cross_trained, self.feverish)

    @property
    def feverish(self) -> bool:
        """Whether it came with fever."""
        return False


class IllTable(AbsentTable):
    """Days of illness."""

    fever: YesNo = Field(default=False, description="with fever, or below the neck")

    @property
    def feverish(self) -> bool:
        """Whether it came with fever."""
        return self.fever


class SessionTable(EntryTable):
    """Something about one session."""

    needed: ClassVar[tuple[str, ...]] = (*EntryTable.needed, "session")

    session: Address = Field(default=None, description="its address", examples=["berlin-2027/T-08w/long"])

    def entry(self) -> Entry:
        """The session that was run; the tables below tell something else."""
        return Done(given(self.on), given(self.session))


class SkippedTable(SessionTable):
    """A session left out, or taken back in."""

    restored: YesNo = Field(default=False, description="the session is wanted after all")

    def entry(self) -> Entry:
        """The session that was left out, or is wanted again."""
        return Skipped(given(self.on), given(self.session), self.restored)


class MovedTable(SessionTable):
    """A session on another day."""

    needed: ClassVar[tuple[str, ...]] = (*SessionTable.needed, "to")

    to: When = Field(default=None, description="its day, or day and hour", examples=[datetime(2027, 5, 8, 7, 30)])  # noqa: DTZ001 - the athlete's own time

    def entry(self) -> Entry:
        """The session and where it went."""
        return Moved(given(self.on), given(self.session), *given(self.to))


class RaceDayTable(EntryTable):
    """A race on another day, or cancelled."""

    needed: ClassVar[tuple[str, ...]] = (*EntryTable.needed, "id")

    id: Ident = Field(default=None, description="which race", examples=["berlin-2027"])
    date: Day = Field(default=None, description="its new day")
    cancelled: YesNo = Field(default=False, description="it does not take place, or not for you")
    added: YesNo = Field(default=False, description="it is a race that season.toml does not know")

    def entry(self) -> Entry:
        """The race and its new day, if it has one."""
        return RaceChanged(given(self.on), given(self.id), None if self.cancelled else given(self.date))

    def own_mistakes(self) -> Iterator[Mistake]:
        """A race that is cancelled has no new day, any other has one."""
        if self.cancelled and self.date:
            yield Mistake(("date",), f"date = {self.date}: the race is cancelled; take one of the two out")
        if not self.cancelled and not self.date:
            wanted = "its new day, date = 2027-10-10, or cancelled = true"
            yield Mistake(("date",), f'an [[entry]] of kind "race" needs {wanted}')


class RaceAddedTable(RaceTable):
    """A race entered after the plan was made: the keys of a [[race]]."""

    needed: ClassVar[tuple[str, ...]] = (*EntryTable.needed, *RaceTable.needed)

    on: Day = Field(default=None, description=_ON, examples=[date(2027, 5, 10)])
    kind: Annotated[str | None, PlainValidator(_kind)] = Field(default=None, description=_KIND, examples=["race"])
    added: YesNo = True

    def entry(self) -> Entry:
        """The race."""
        return RaceAdded(given(self.on), race_of(self, ()))

    def own_mistakes(self) -> Iterator[Mistake]:
        """A goal that nobody can reach."""
        if isinstance(self.goal, tuple) and self.distance and (why := implausible(self.distance.km, self.goal)):
            yield Mistake(("goal",), f'goal = "{in_words(self.goal[0])}": {why}')


class TestedTable(EntryTable):
    """A result that gives new paces."""

    needed: ClassVar[tuple[str, ...]] = (*EntryTable.needed, "distance", "time")

    distance: Annotated[distances.Distance | None, PlainValidator(distances.distance)] = Field(
        default=None, description="how far", examples=["5k"]
    )
    time: Annotated[moments.Readings | None, PlainValidator(moments.race_time)] = Field(
        default=None, description="in what time", examples=["21:40"]
    )

    def entry(self) -> Entry:
        """The result."""
        km = given(self.distance).km
        return Tested(given(self.on), Performance(km, distances.meant(km, given(self.time))))

    def own_mistakes(self) -> Iterator[Mistake]:
        """A result that nobody has run."""
        if self.distance and self.time is not None and (why := implausible(self.distance.km, self.time)):
            yield Mistake(("time",), f'time = "{in_words(self.time[0])}": {why}')


class WeeklyTable(EntryTable):
    """The weekly volume as it really is."""

    needed: ClassVar[tuple[str, ...]] = (*EntryTable.needed, "volume")

    volume: Amount = Field(default=None, description="what you run in a week", examples=["40 km"])

    def entry(self) -> Entry:
        """The volume."""
        return Weekly(given(self.on), given(self.volume))


class UndoneTable(EntryTable):
    """The last entry that still stood, taken back."""

    def entry(self) -> Entry:
        """That it is taken back."""
        return Undone(given(self.on))


class EditedTable(EntryTable):
    """season.toml was seen with another content."""

    needed: ClassVar[tuple[str, ...]] = (*EntryTable.needed, "digest")

    digest: Annotated[str | None, PlainValidator(choices.name)] = Field(
        default=None, description="the digest of season.toml", examples=["sha256:9f86d081"]
    )

    def entry(self) -> Entry:
        """The digest."""
        return Edited(given(self.on), given(self.digest))


_TABLES: Final[Mapping[str, type[EntryTable]]] = {
    "missed": AbsentTable,
    "ill": IllTable,
    "injured": AbsentTable,
    "away": AbsentTable,
    "skipped": SkippedTable,
    "moved": MovedTable,
    "done": SessionTable,
    "tested": TestedTable,
    "weekly": WeeklyTable,
    "undone": UndoneTable,
    "edited": EditedTable,
}


def table_of(item: Mapping[str, object]) -> type[EntryTable | RaceAddedTable]:
    """The table that an entry's kind asks for; where its kind is wrong, what every entry has."""
    kind = item.get("kind")
    name = kind.strip().casefold() if isinstance(kind, str) else ""
    if name == "race":
        return RaceAddedTable if item.get("added", False) is not False else RaceDayTable
    return _TABLES.get(name, EntryTable)
