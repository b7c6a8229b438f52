"""What the development report counts, and what it leaves unknown."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from members.models import DeclaredCount
from reports.development import outline
from reports.selectors.annual_content import content_digest
from reports.selectors.development.content import development_content
from reports.selectors.development.reading import observe
from societies.enums import BranchKind
from societies.models import Activity, Branch, Meeting, Society, StaffMember
from tests.factories.members import member
from tests.factories.reports import Year, reported_year, small_year
from tests.factories.societies import SocietyFactory

pytestmark = pytest.mark.django_db
YEARS = (2016, 2017)


def counted(code: str, year: int, *societies: Society) -> dict[int, int]:
    cache.clear()
    with scopes_disabled():
        indicators = [each for each in outline().indicators if each.code == code]
        return dict(observe(indicators, [each.pk for each in societies], YEARS)[code, year])


def activity(society: Society, kind: str, day: dt.date, **measures: int) -> None:
    title = f"{kind} {day} {len(measures)}"
    Activity.objects.create(
        society=society, kind=kind, title=title, started_on=day, measures=measures
    )


def test_members_come_from_the_list_or_else_from_the_declaration() -> None:
    listed, declaring, silent = SocietyFactory.create_batch(3)
    with scopes_disabled():
        member(listed, 1)
        member(listed, 2, joined_on=dt.date(2018, 1, 1))
        for day, number in ((dt.date(2017, 6, 30), 5), (dt.date(2018, 1, 1), 9)):
            DeclaredCount.objects.create(society=declaring, as_of=day, individual=number)
    found = counted("individual-members", 2017, listed, declaring, silent)
    assert found == {listed.pk: 1, declaring.pk: 5}


@pytest.mark.parametrize(
    ("set_up_on", "closed_on", "number"),
    [
        (dt.date(2017, 12, 31), None, 1),
        (dt.date(2018, 1, 1), None, 0),
        (None, None, 1),
        (dt.date(2010, 1, 1), dt.date(2017, 12, 31), 0),
        (dt.date(2010, 1, 1), dt.date(2018, 1, 1), 1),
    ],
)
def test_branches_stand_on_the_last_day(
    set_up_on: dt.date | None, closed_on: dt.date | None, number: int
) -> None:
    society, other = SocietyFactory.create_batch(2)
    with scopes_disabled():
        Branch.objects.create(
            society=society,
            name="青年工作委员会",
            kind=BranchKind.WORKING,
            set_up_on=set_up_on,
            closed_on=closed_on,
        )
    assert counted("branches", 2017, society, other) == {society.pk: number}


def test_only_full_time_staff_is_counted() -> None:
    society = SocietyFactory()
    with scopes_disabled():
        for name, employment in (("甲", "full_time"), ("乙", "part_time")):
            StaffMember.objects.create(society=society, name=name, employment=employment)
    assert counted("full-time-staff", 2017, society) == {society.pk: 1}


def test_a_society_without_meetings_of_the_year_is_unknown_not_zero() -> None:
    met, silent = SocietyFactory.create_batch(2)
    with scopes_disabled():
        Meeting.objects.create(society=met, level="council", held_on=dt.date(2017, 3, 1))
        Meeting.objects.create(society=silent, level="council", held_on=dt.date(2015, 3, 1))
    assert counted("council-meetings", 2017, met, silent) == {met.pk: 1}
    assert counted("supervisory-meetings", 2017, met, silent) == {met.pk: 0}


def test_events_count_in_the_year_in_which_they_begin() -> None:
    society = SocietyFactory()
    with scopes_disabled():
        activity(society, "domestic_meeting", dt.date(2017, 12, 31), papers=40)
        activity(society, "cross_strait_meeting", dt.date(2017, 1, 1))
        activity(society, "domestic_meeting", dt.date(2018, 1, 1), papers=7)
    assert counted("domestic-meetings", 2017, society) == {society.pk: 2}
    assert counted("papers", 2017, society) == {society.pk: 40}
    assert counted("awards", 2017, society) == {society.pk: 0}
    assert counted("papers", 2016, society) == {}


def test_what_stands_counts_in_every_year_and_proves_no_events() -> None:
    society = SocietyFactory()
    with scopes_disabled():
        activity(society, "journal", dt.date(2010, 1, 1))
    assert counted("journals", 2016, society) == {society.pk: 1}
    assert counted("awards", 2016, society) == {}


def parts_of(content: dict[str, Any], chapter: str) -> dict[str, dict[str, Any]]:
    found = next(each for each in content["chapters"] if each["code"] == chapter)
    return {part["code"]: part for part in found["parts"]}


@pytest.fixture
def year() -> Year:
    found = reported_year(2)
    with scopes_disabled():
        member(found.society, 1)
    cache.clear()
    return found


def test_the_report_tells_the_latest_issue(year: Year) -> None:
    with scopes_disabled():
        content = development_content(year.workplan)
    tasks = parts_of(content, "reform")["reform-national-tasks"]["rows"]
    assert tasks[0][0] == "1"
    assert tasks[0][2] == "1"
    assert content["source"]["number"] == 2
    assert not content["source"]["is_whole_year"]


def test_annual_reports_are_counted_as_the_report_is_made(year: Year) -> None:
    with scopes_disabled():
        told = parts_of(development_content(year.workplan), "reports")
    assert {part["source"]["as_of"] for part in told.values()} == {""}


def test_tables_hold_every_society_and_a_total(year: Year) -> None:
    other = SocietyFactory(code="B-20", discipline="engineering")
    SocietyFactory(code="B-21", discipline="engineering", is_active=False)
    with scopes_disabled():
        content = development_content(year.workplan)
    groups = parts_of(content, "disciplines")["by-discipline-people"]
    assert [row[1] for row in groups["rows"]] == ["1", "1"]
    assert groups["total"][:3] == ({"zh": "全国", "en": "All societies"}, "2", "1")
    listed = [
        row[0]
        for code, part in parts_of(content, "societies").items()
        if code.startswith("societies-people")
        for row in part["rows"]
    ]
    assert listed == [year.society.code, other.code]


def test_a_year_of_which_nothing_is_known_has_no_reform_and_no_zero() -> None:
    year = small_year()
    cache.clear()
    with scopes_disabled():
        content = development_content(year.workplan)
    assert parts_of(content, "reform") == {}
    assert parts_of(content, "overview") == {}
    members = parts_of(content, "members")["indicators-members"]["rows"]
    assert [row[2] for row in members] == [None, None]


def test_equal_content_has_an_equal_digest(year: Year) -> None:
    with scopes_disabled():
        first = content_digest(development_content(year.workplan))
        again = content_digest(development_content(year.workplan))
        member(year.society, 2)
        cache.clear()
        changed = content_digest(development_content(year.workplan))
    assert first == again
    assert changed != first


def test_every_text_stands_in_both_languages(year: Year) -> None:
    with scopes_disabled():
        content = development_content(year.workplan)
    empty = [path for path, words in _words(content) if bool(words["zh"]) != bool(words["en"])]
    assert empty == []


def _words(value: Any, path: str = "") -> list[tuple[str, dict[str, str]]]:
    if isinstance(value, dict):
        if set(value) == {"zh", "en"}:
            return [(path, value)]
        return [found for key, each in value.items() for found in _words(each, f"{path}.{key}")]
    if isinstance(value, list | tuple):
        return [found for each in value for found in _words(each, path)]
    return []


def test_the_number_of_queries_is_the_same_for_more_societies(year: Year) -> None:
    def queries() -> int:
        cache.clear()
        with scopes_disabled(), CaptureQueriesContext(connection) as asked:
            development_content(year.workplan)
        return len(asked)

    queries()  # what the workplan keeps is read once
    one = queries()
    with scopes_disabled():
        for society in SocietyFactory.create_batch(4):
            member(society, 1)
            activity(society, "journal", dt.date(2017, 1, 1))
    assert queries() == one
