"""What an annual report tells of activities and of the events of the year."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from reports.annual.chapters import chapter_by_code
from reports.annual.making import part_texts
from reports.selectors.annual_parts import activities, events
from reports.selectors.annual_parts.activities_facts import ActivityRow, activity_rows
from reports.selectors.annual_parts.meetings_facts import (
    MeetingFacts,
)
from reports.selectors.annual_parts.organisation_facts import organisation_facts
from societies.models import (
    Activity,
    Rule,
    Society,
)
from tests.factories.societies import SocietyFactory
from tests.reports.topics.told import DAY, loose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


def an_activity(kind: str, title: str, on: str, **values: Any) -> ActivityRow:
    ended = values.pop("ended_on", None)
    return ActivityRow(
        kind,
        title,
        dt.date.fromisoformat(on),
        dt.date.fromisoformat(ended) if ended else None,
        "北京",
        values,
    )


def chapter(code: str) -> Any:
    return chapter_by_code()[code]


def test_activities_of_a_chapter_are_listed_with_their_measures() -> None:
    rows = [
        an_activity("domestic_meeting", "年会", "2017-05-01", participants=300),
        an_activity("domestic_meeting", "论坛", "2017-06-01"),
        an_activity("domestic_meeting", "去年", "2016-05-01", participants=200),
        an_activity("consortium_activity", "协同", "2016-03-01"),
        an_activity("consortium", "联合体", "2015-01-01", leads=1, member_societies=12),
        an_activity("cross_strait_meeting", "两岸", "2016-03-01"),
        an_activity("journal", "学报", "1990-01-01", issues=12),
    ]
    count, listed, others = loose(activities.parts(chapter("academic"), rows, DAY))
    assert (count.code, listed.code, others.code) == (
        "academic-count",
        "activities-domestic_meeting",
        "academic-others",
    )
    assert [(row[0].en, *row[1:3]) for row in count.rows][:3] == [
        ("Domestic academic meeting", "2", "1"),
        ("Meeting with Hong Kong, Macao or Taiwan", "0", "1"),
        ("Consortium joined", "1", "1"),
    ]
    assert [column.code for column in listed.columns][3:] == ["participants"]
    assert [row[0] for row in listed.rows] == ["年会", "论坛"]
    [other] = others.rows
    assert other[4].en == "the society leads, member societies 12"
    [journal] = loose(activities.parts(chapter("journals"), rows, DAY))
    assert journal.columns[1].label.en == "Since"


def test_single_activities_of_their_kinds_share_one_table() -> None:
    meeting = an_activity("domestic_meeting", "年会", "2017-05-01", participants=300)
    consortium = an_activity("consortium", "联合体", "2015-01-01")
    [alone] = loose(activities.parts(chapter("academic"), [meeting], DAY))
    assert (alone.code, alone.title.en) == (
        "activities-domestic_meeting",
        "Domestic academic meeting",
    )
    [shared] = loose(activities.parts(chapter("academic"), [consortium, meeting], DAY))
    assert (shared.code, shared.title.en) == ("academic-others", "Activities")
    assert [row[1] for row in shared.rows] == ["年会", "联合体"]


@pytest.mark.parametrize(
    ("started_on", "ended_on", "counts"),
    [
        ("2017-12-31", None, True),
        ("2018-01-01", None, False),
        ("2000-01-01", "2016-12-31", False),
        ("2000-01-01", "2017-01-01", True),
    ],
)
def test_journal_counts_while_it_runs(started_on: str, ended_on: str | None, counts: bool) -> None:
    row = an_activity("journal", "学报", started_on, ended_on=ended_on)
    assert row.counts_in(2017, DAY) is counts


def test_what_nobody_recorded_is_unknown_in_trends_and_key_figures() -> None:
    rows = [
        an_activity("journal", "学报", "1990-01-01"),
        an_activity("domestic_meeting", "甲", "2016-05-01"),
        an_activity("domestic_meeting", "乙", "2017-05-01", participants=10),
        an_activity("international_meeting", "丙", "2017-06-01", participants=5, papers=0),
    ]
    [meetings_chart] = loose(activities.trends(rows, DAY))  # one year of participants draws nothing
    assert [label.en for label in meetings_chart.labels] == ["2016", "2017"]
    assert meetings_chart.series[0].values == ("1", "2")
    known = activities.key_figures(rows, DAY)
    assert known["participants"] == (15, None)
    assert known["papers"] == (0, None)
    assert known["popularisation"] == (None, None)


def test_activity_that_another_society_leads_counts_too(society: Society) -> None:
    other = SocietyFactory(code="B-01")
    for title, hosts in (("同办", [society]), ("别人的", [])):
        made = Activity.objects.create(
            society=other, kind="award", title=title, started_on="2017-03-01"
        )
        made.co_hosts.set(hosts)
    assert [row.title for row in activity_rows(society.pk, DAY)] == ["同办"]


def test_events_keep_what_matters_and_stand_by_day(society: Society) -> None:
    Rule.objects.create(society=society, kind="charter", title="章程", adopted_on="2017-09-01")
    did = [an_activity("popularisation_event", f"科普{n:02}", "2017-01-02") for n in range(30)]
    did.append(an_activity("international_meeting", "大会", "2017-10-01"))
    no_meetings = MeetingFacts([], [], {}, [], [(dt.date(2017, 2, 1), 9, 200, 180)])
    [table] = loose(events.parts(no_meetings, organisation_facts(society, DAY), did, DAY))
    days = [row[0] for row in table.rows]
    assert days == sorted(days)
    assert len(table.rows) == part_texts()["events-year"].at_most
    told = [row[2] if isinstance(row[2], str) else row[2].en for row in table.rows]
    assert "大会" in told
    assert "Congress of term 9 held, 180 of 200 delegates" in told
