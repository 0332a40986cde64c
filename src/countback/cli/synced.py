"""What a sync did, for people as a table, for programs as JSON."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING

from countback.cli import say
from countback.events.event import Group
from countback.events.merge.fields import told_start
from countback.events.merge.nouns import Delete, Insert, Patch
from countback.views import words
from countback.views.data import finding as finding_data
from countback.views.paper import Prose, bullet, column, head, line

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from rich.text import Text

    from countback.cli.calendars import Target
    from countback.events.merge.nouns import Kept, Move, Write
    from countback.sync.values import Told

_MOST = 12
_WORDS = {Insert: "added", Patch: "changed", Delete: "deleted"}
_STYLES = {Insert: "green", Patch: "yellow", Delete: "red"}


def tell(told: Namespace, target: Target, result: Told) -> None:
    """Print it."""
    if told.json:
        say.data(as_json(target, result))
    elif result.done or not result.refusal:
        say.lines(lines(result, target, dry=told.dry_run))


def as_json(target: Target, result: Told) -> dict[str, object]:
    """The contract of `sync --json`; keys may be added."""
    counts = Counter(map(type, result.done))
    return {
        "target": target.name,
        "calendar": result.calendar,
        "requests": result.requests,
        "inserted": counts[Insert],
        "patched": counts[Patch],
        "deleted": counts[Delete],
        "kept": [
            {"address": one.address, "field": one.field, "yours": one.yours, "plan": one.plan} for one in result.kept
        ],
        "moved": [
            {"address": one.address, "from": told_start(one.origin), "to": told_start(one.to)} for one in result.moved
        ],
        "skipped": result.skipped,
        "restored": result.restored,
        "pending": result.pending,
        "asks": {"gone": result.halt.gone, "known": result.halt.known} if result.halt else None,
        "findings": [finding_data(one) for one in result.findings],
        "changes": [_change(write) for write in result.done],
    }


def _change(write: Write) -> dict[str, object]:
    fields = sorted(group.value for group in write.groups) if isinstance(write, Patch) else []
    event = write.event
    what = _WORDS[type(write)]
    return {
        "address": event.address,
        "what": what,
        "title": event.title,
        "when": told_start(event.when),
        "fields": fields,
    }


def lines(result: Told, target: Target, *, dry: bool) -> Iterator[Text]:
    """A table of what was done, then what of the athlete's was kept and why."""
    yield line(_summary(result, dry=dry))
    if result.halt:
        yield from _question(result, "the server" if target.is_google else "the program that wrote the file")
        return
    yield from _changes(result.done)
    yield from _part("From your calendar into the diary", list(_news(result)))
    yield from _part("Kept as you have it", [_kept(one) for one in result.kept])
    yield from _part("To know", [one.message for one in result.findings])
    if result.pending:
        yield line(f"{words.count(result.pending, 'change')} left. Next: countback sync")


def _summary(result: Told, *, dry: bool) -> str:
    counts = Counter(map(type, result.done))
    parts = [f"{counts[kind]} {word}" for kind, word in _WORDS.items() if counts[kind]]
    did = ", ".join(parts) or ("nothing to do" if not result.pending and not result.halt else "nothing done")
    would = "Would do" if dry else "Done"
    return f"{result.described}: {did}." if not parts else f"{result.described}. {would}: {did}."


def _question(result: Told, whose: str) -> Iterator[Text]:
    halt = result.halt
    if halt is None:
        return
    yield bullet(
        "!",
        f"{halt.gone} of the {halt.known} events that were in the calendar are gone. That may be a mistake of "
        f"{whose}, so nothing was written. If you deleted them: countback sync --accept-deletions",
        "yellow",
    )


def _changes(writes: list[Write]) -> Iterator[Text]:
    for write in writes[:_MOST]:
        when = write.event.when.start
        day = words.day(when.date() if hasattr(when, "date") else when)
        fields = ", ".join(sorted(group.value for group in write.groups)) if isinstance(write, Patch) else ""
        yield Prose(
            "  ",
            (column(_WORDS[type(write)], 8), _STYLES[type(write)]),
            f"{day}  {column(write.event.title, 40)} ",
            (fields, "dim"),
            hang=22,
        )
    if len(writes) > _MOST:
        yield line(f"  … and {len(writes) - _MOST} more")


def _part(title: str, texts: list[str]) -> Iterator[Text]:
    if not texts:
        return
    yield line()
    yield head(title)
    for text in texts[:_MOST]:
        yield bullet("·", text)
    if len(texts) > _MOST:
        yield line(f"  … and {len(texts) - _MOST} more: --json has all of them")


def _news(result: Told) -> Iterator[str]:
    for move in result.moved:
        yield _moved(move)
    for address in result.skipped:
        yield f"{address} was deleted: skipped. countback restore {address} brings it back."
    for address in result.restored:
        yield f"{address} is back in the calendar: restored."


def _moved(move: Move) -> str:
    return f"{move.address} moved: {words.moment(move.origin.start)} → {words.moment(move.to.start)}"


def _kept(one: Kept) -> str:
    if one.field == "event":
        return f"{one.address} ({one.plan}): you deleted it. countback restore {one.address} brings it back."
    told = _when if one.field == Group.WHEN else _short
    yours, plan = (told(text) for text in (one.yours, one.plan))
    return f"{one.address}, {one.field}: yours is {yours}; the plan has {plan}. countback accept {one.address}"


def _when(text: str) -> str:
    """Begin and end, as ISO has them and parted by a stroke, as people say them: `Sun 1 Aug 2027, 06:30 – 07:20`."""
    first, *last = (
        datetime.fromisoformat(each) if "T" in each else date.fromisoformat(each) for each in text.split("/")
    )
    return " – ".join((words.moment(first), *(words.until(each, first) for each in last)))


def _short(text: str) -> str:
    first = text.partition("\n")[0]
    return repr(first if len(first) <= 40 else f"{first[:39]}…")  # noqa: PLR2004 - half a line of the terminal
