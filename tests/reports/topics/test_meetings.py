"""What an annual report tells of meetings and what they resolved."""

from __future__ import annotations

import datetime as dt

import pytest

from reports.selectors.annual_parts import meetings
from reports.selectors.annual_parts.meetings_facts import (
    MeetingFacts,
    MeetingRow,
    ResolutionRow,
    meeting_facts,
)
from societies.models import (
    Attendance,
    Meeting,
    Resolution,
    Society,
)
from tests.reports.topics.told import DAY, figures_of, loose, part_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


def test_meetings_tell_who_came_and_what_became_of_resolutions(society: Society) -> None:
    held = Meeting.objects.create(
        society=society, level="council", held_on="2017-03-01", title="理事会"
    )
    Meeting.objects.create(society=society, level="council", held_on="2016-03-01")
    Meeting.objects.create(society=society, level="council", held_on="2018-01-01")
    for name, status in (("甲", "present"), ("乙", "excused"), ("丙", "present")):
        Attendance.objects.create(society=society, meeting=held, name=name, status=status)
    Resolution.objects.create(society=society, meeting=held, title="办会", due_on="2017-06-01")
    told = meetings.parts(meeting_facts(society.pk, DAY), DAY)
    assert figures_of(told, "meetings-figures") == {
        "held": ("1", "1"),
        "attendance": ("66.7", None),
        "resolved": ("1", None),
        "done": ("0", None),
        "overdue": ("1", None),
    }
    [row] = part_of(told, "meetings-held").rows
    assert row[0] == "2017-03-01"
    assert row[-2:] == ("3", "2")
    [resolution] = part_of(told, "meetings-resolutions").rows
    assert resolution[-1] == meetings.OVERDUE


@pytest.mark.parametrize(
    ("marks", "documented"),
    [((None, None, None), None), ((True, True, None), "0"), ((True, True, True), "1")],
)
def test_documents_of_meetings_that_nobody_noted_are_unknown(
    marks: tuple[bool | None, ...], documented: str | None
) -> None:
    row = MeetingRow(1, "council", dt.date(2017, 3, 1), "", "", *marks)
    told = meetings.parts(MeetingFacts([row], [], {}, [], []), DAY)
    levels = part_of(told, "meetings-levels")
    known = dict(zip((column.code for column in levels.columns), levels.rows[0], strict=True))
    assert known.get("documented") == documented


@pytest.mark.parametrize(
    ("due_on", "done_on", "state"),
    [
        (DAY, None, meetings.OPEN),
        (dt.date(2017, 12, 30), None, meetings.OVERDUE),
        (dt.date(2017, 12, 30), DAY, meetings.DONE),
        (dt.date(2017, 12, 30), dt.date(2018, 1, 1), meetings.OVERDUE),
        (None, None, meetings.OPEN),
        (None, dt.date(2018, 1, 1), meetings.OPEN),
    ],
)
def test_resolution_stands_as_on_the_day(
    due_on: dt.date | None, done_on: dt.date | None, state: object
) -> None:
    row = ResolutionRow(dt.date(2017, 3, 1), "council", "办会", due_on, done_on, "办成")
    [table] = loose(meetings.parts(MeetingFacts([], [], {}, [row], []), DAY))[-1:]
    told = dict(zip((column.code for column in table.columns), table.rows[0], strict=True))
    assert told["state"] == state
    assert told.get("outcome") == ("办成" if state == meetings.DONE else None)
