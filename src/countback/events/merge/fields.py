"""The field table of SYNC.md section 1: for each group of fields, what the plan wants, what is there, what we wrote.

B is the fingerprint that we wrote, D that of the plan's value, R that of the calendar's value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from countback.events.event import AllDay, Event, Group, Prints, prints

if TYPE_CHECKING:
    from collections.abc import Mapping

    from countback.events.event import When
    from countback.events.merge.nouns import Seen

_GROUPS = tuple(Group)


@dataclass(frozen=True, slots=True)
class Fields:
    """What to do with the groups of one event; groups in neither set are as they should be.

    `write`: the plan changed, the athlete did not. `keep`: the athlete changed it, and the plan wants something else.
    `unknown`: part of `keep`; nobody knows what we wrote, so it stays as it is.
    """

    write: frozenset[Group]
    keep: frozenset[Group]
    unknown: frozenset[Group]


def base(event: Event, seen: Seen) -> Prints:
    """What we wrote into an event, by its own account, else by the ledger's; empty where neither knows."""
    noted = event.base or Prints()
    return make_prints({group: noted.get(group) or seen.base.get(group) for group in _GROUPS})


def edited(event: Event, seen: Seen) -> frozenset[Group]:
    """The groups that are not as we wrote them, or of which nobody knows."""
    written, here = base(event, seen), prints(event)
    return frozenset(group for group in _GROUPS if _is_edit(group, written, here, seen))


def compare(plan: Event, event: Event, seen: Seen) -> Fields:
    """The table, group by group."""
    wanted, written, here = prints(plan), base(event, seen), prints(event)
    differing = [group for group in _GROUPS if wanted.get(group) != here.get(group)]
    keep = frozenset(group for group in differing if _is_edit(group, written, here, seen))
    # D differs from R, which is B or its echo: unless D is B, whose echo then is what the plan wants, the plan changed.
    write = frozenset(group for group in differing if group not in keep and wanted.get(group) != written.get(group))
    return Fields(write, keep, frozenset(group for group in keep if not written.get(group)))


def _is_edit(group: Group, written: Prints, here: Prints, seen: Seen) -> bool:
    """Whether the athlete changed it: it is neither what we wrote nor what the calendar made of that."""
    base_print, value = written.get(group), here.get(group)
    if value == base_print:
        return _went_back(group, written, here, seen)
    return not (base_print and seen.base.get(group) == base_print and seen.echo.get(group) == value)


def _went_back(group: Group, written: Prints, here: Prints, seen: Seen) -> bool:
    """Moved, and moved back to where we wrote it: since the diary knows of the move, this is one more.

    Not for other groups: there, putting our own value back means to give the group back.
    """
    last = seen.last.get(group)
    return (
        group is Group.WHEN
        and bool(last)
        and last != here.get(group)
        and seen.base.get(group) == written.get(group)
        and seen.echo.get(group) != last
    )


def merged(plan: Event, event: Event, groups: frozenset[Group], seen: Seen, revision: int) -> Event:
    """The event as it shall be: the plan's values in some groups, all else as it is; the base is renewed for those."""
    values = {name: getattr(plan, name) for group in groups for name in FIELDS_OF[group]}
    before, wanted = base(event, seen), prints(plan)
    noted = make_prints({group: (wanted if group in groups else before).get(group) for group in _GROUPS})
    sequence = event.sequence + 1 if Group.WHEN in groups else event.sequence
    return replace(event, **values, base=noted, revision=revision, sequence=sequence, last_modified=plan.last_modified)


def make_prints(values: Mapping[Group, str]) -> Prints:
    """Fingerprints by group."""
    return Prints(**{group.value: text for group, text in values.items()})


FIELDS_OF: Mapping[Group, tuple[str, ...]] = {
    Group.WHEN: ("when",),
    Group.TITLE: ("title", "private", "categories"),
    Group.DESCRIPTION: ("description", "url", "related_to"),
    Group.LOCATION: ("location",),
    Group.REMINDERS: ("reminder",),
    Group.COLOUR: ("colour",),
    Group.BUSY: ("busy",),
}
"""The fields of an event that a group stands for; those without a fingerprint of their own go with the nearest."""


def told(event: Event, group: Group) -> str:
    """The value of a group, for people."""
    match group:
        case Group.WHEN:
            return told_when(event.when)
        case Group.REMINDERS:
            return "none" if event.reminder is None else f"{event.reminder} min before"
        case Group.BUSY:
            return "busy" if event.busy else "free"
        case Group.TITLE | Group.DESCRIPTION | Group.LOCATION | Group.COLOUR:
            return str(getattr(event, FIELDS_OF[group][0]))


def told_when(when: When) -> str:
    """`2027-08-01T06:30:00+02:00/2027-08-01T07:20:00+02:00`; whole days by their first and last: `2027-08-01`."""
    if not isinstance(when, AllDay):
        return f"{when.start.isoformat()}/{when.end.isoformat()}"
    last = when.end.fromordinal(when.end.toordinal() - 1)
    return when.start.isoformat() if last == when.start else f"{when.start}/{last}"


def told_start(when: When) -> str:
    """Where it begins, as ISO has it: with offset, or the day alone."""
    return when.start.isoformat()
