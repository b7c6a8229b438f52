"""What the registers hold of a society's meetings, read for its annual report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q

from societies.enums import AttendanceStatus
from societies.models import Attendance, Congress, Meeting, Resolution


class MeetingRow(NamedTuple):
    """A meeting; whether its attendance, its record and its minutes are there."""

    pk: int
    level: str
    held_on: dt.date
    title: str
    place: str
    has_attendance: bool | None
    has_record: bool | None
    has_minutes: bool | None

    @property
    def is_documented(self) -> bool:
        """Whether all three are there."""
        return all(self._marks)

    @property
    def is_marked(self) -> bool:
        """Whether anything is known of one of them."""
        return any(mark is not None for mark in self._marks)

    @property
    def _marks(self) -> tuple[bool | None, ...]:
        return (self.has_attendance, self.has_record, self.has_minutes)


class ResolutionRow(NamedTuple):
    """A resolution and the meeting that made it."""

    held_on: dt.date
    level: str
    title: str
    due_on: dt.date | None
    done_on: dt.date | None
    outcome: str

    def is_done(self, day: dt.date) -> bool:
        """Whether it was carried out by a day."""
        return self.done_on is not None and self.done_on <= day

    def is_overdue(self, day: dt.date) -> bool:
        """Whether it should have been carried out before a day and was not by its end."""
        return self.due_on is not None and self.due_on < day and not self.is_done(day)


@dataclass(frozen=True)
class MeetingFacts:
    """Meetings of the year and of the one before, who came, what they resolved; congresses.

    `attendance` is how many were due and how many came, by meeting of the year.
    """

    meetings: list[MeetingRow]
    before: list[MeetingRow]
    attendance: dict[int, tuple[int, int]]
    resolutions: list[ResolutionRow]
    congresses: list[tuple[dt.date, int | None, int | None, int | None]]


def meeting_facts(society_id: int, as_of: dt.date) -> MeetingFacts:
    """Read a society's meetings of the day's year until the day (four queries)."""
    within = (dt.date(as_of.year, 1, 1), as_of)
    rows = (
        Meeting.objects.filter(
            society=society_id, held_on__range=(dt.date(as_of.year - 1, 1, 1), as_of)
        )
        .order_by("held_on", "level")
        .values_list(*MeetingRow._fields)
    )
    meetings = [MeetingRow(*row) for row in rows]
    resolutions = (
        Resolution.objects.filter(society=society_id, meeting__held_on__range=within)
        .order_by("meeting__held_on", "pk")
        .values_list("meeting__held_on", "meeting__level", "title", "due_on", "done_on", "outcome")
    )
    congresses = Congress.objects.filter(society=society_id, held_on__range=within)
    return MeetingFacts(
        [row for row in meetings if row.held_on.year == as_of.year],
        [row for row in meetings if row.held_on.year < as_of.year],
        _attendance(society_id, within),
        [ResolutionRow(*row) for row in resolutions],
        list(
            congresses.order_by("held_on").values_list(
                "held_on", "term", "delegates_due", "delegates_present"
            )
        ),
    )


def _attendance(society_id: int, within: tuple[dt.date, dt.date]) -> dict[int, tuple[int, int]]:
    rows = (
        Attendance.objects.filter(society=society_id, meeting__held_on__range=within)
        .order_by()
        .values_list("meeting")
        .annotate(due=Count("pk"), present=Count("pk", filter=Q(status=AttendanceStatus.PRESENT)))
    )
    return {meeting: (due, present) for meeting, due, present in rows}
