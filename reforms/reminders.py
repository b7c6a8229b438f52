"""Reminders of deadlines: on which days they come, and which of them a day asks for.

Pure: frozen facts and a day in Beijing in, reminders out. Asking again after they were sent gives
none; days that were missed are made up for by the latest reminder only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from reforms.enums import ReminderKind
from societies.calendar_days import months_after

#: The lists of days that a workplan keeps, each with the least and the most a number may be.
LISTS = {"before": (0, 60), "after": (1, 90), "reelection_months": (1, 24)}
#: Numbers in one list.
MOST = 6
#: Whoever is told this has only to decide: nobody asks for that before the deadline.
_ONLY_AFTER = (ReminderKind.REVIEW,)


@dataclass(frozen=True, slots=True)
class ReminderDays:
    """When a workplan reminds: days from a deadline, and months from the end of a term."""

    days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Sequence[int]]) -> ReminderDays:
        """Read them as a workplan keeps them."""
        before, after = kept.get("before", ()), kept.get("after", ())
        return cls(
            tuple(sorted({*(-day for day in before), *after})),
            tuple(sorted({-month for month in kept.get("reelection_months", ())})),
        )

    @property
    def first(self) -> int:
        """The earliest day, below zero before a deadline; 0 without any."""
        return min((0, *self.days))


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that is still to be done by a day, by whom, and what they have to know of it."""

    kind: ReminderKind
    thing: str
    due_on: dt.date
    people: tuple[int, ...]
    params: dict[str, Any] = field(default_factory=dict)
    url: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that a day asks for: of a deadline, to a person."""

    deadline: Deadline
    person: int
    offset: int


#: What has been sent: offsets by person, kind, thing and day it is due on.
Sent = Mapping[tuple[int, str, str, dt.date], Collection[int]]


def problem_of(name: str, numbers: Sequence[int]) -> str:
    """Say what is wrong with one list of days, or nothing."""
    low, high = LISTS[name]
    if any(not low <= number <= high for number in numbers):
        return _("Write whole numbers from %(low)d to %(high)d.") % {"low": low, "high": high}
    if len(set(numbers)) < len(numbers):
        return _("A number stands twice.")
    if len(numbers) > MOST:
        return _("At most %(most)d numbers.") % {"most": MOST}
    return ""


def offset_on(deadline: Deadline, days: ReminderDays, today: dt.date) -> int | None:
    """Return the latest reminder that a day has reached, or None.

    Nobody is reminded of a re-election by months once its day is past.
    """
    if deadline.kind == ReminderKind.REELECTION:
        if today > deadline.due_on:
            return None
        reached = [m for m in days.months if months_after(deadline.due_on, m) <= today]
    else:
        passed = (today - deadline.due_on).days
        reached = [day for day in days.days if day <= passed]
        if deadline.kind in _ONLY_AFTER:
            reached = [day for day in reached if day > 0]
    return max(reached, default=None)


def due_reminders(
    deadlines: Iterable[Deadline], days: ReminderDays, sent: Sent, today: dt.date
) -> Iterator[Due]:
    """Yield what a day asks for and nobody has been told: each person once about each thing.

    Who was told of a later day already, by a clock that ran ahead, is not told of an earlier one.
    """
    for deadline in deadlines:
        offset = offset_on(deadline, days, today)
        if offset is None:
            continue
        for person in dict.fromkeys(deadline.people):
            key = (person, str(deadline.kind), deadline.thing, deadline.due_on)
            if all(known < offset for known in sent.get(key, ())):
                yield Due(deadline, person, offset)
