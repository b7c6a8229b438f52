"""National overviews as pages and as files: offices, meetings, activities."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.core.cache import cache
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from societies.activity_kinds import activity_kinds
from societies.models import Activity, Meeting, PartyBody, Society, StaffMember
from societies.selectors.office import offices_of_all
from tests.factories.societies import SocietyFactory, auditor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]
D = dt.date
DAY = D(2017, 6, 30)


@pytest.fixture
def page(client: Client) -> Client:
    """CAST's auditor, who reads English."""
    client.force_login(auditor())
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def furnish(society: Society) -> None:
    StaffMember.objects.create(
        society=society, name="甲", employment="full_time", grade="secretary_general"
    )
    StaffMember.objects.create(
        society=society, name="乙", employment="full_time", from_on=D(2017, 1, 1)
    )
    StaffMember.objects.create(society=society, name="丙", employment="part_time", to_on=DAY)
    PartyBody.objects.create(society=society, layer="council", approved_on=DAY)
    PartyBody.objects.create(society=society, layer="branch", dissolved_on=DAY)


def table(page: Client, address: str) -> list[list[str]]:
    content = page.get(address).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def test_offices_stand_beside_the_year_end() -> None:
    first, second = SocietyFactory(code="A-01"), SocietyFactory(code="A-02")
    furnish(first)
    one, other = offices_of_all([first, second], DAY)
    assert (one.now.full_time, one.before.full_time) == (2, 1)
    assert (one.now.part_time, one.now.head_level) == (1, 1)
    assert one.layers == {"council": 1}
    assert (other.now.total, other.layers) == (0, {})


def test_offices_of_another_day_and_group(page: Client) -> None:
    furnish(SocietyFactory(code="A-01", discipline="science"))
    SocietyFactory(code="B-01", discipline="engineering")
    rows = page.get("/overviews/office/?on=2017-06-30&discipline=science").context["rows"]
    assert [(row.society.code, row.now.part_time) for row in rows] == [("A-01", 1)]
    later = page.get("/overviews/office/?on=2017-07-01&q=A-01").context["rows"]
    assert [row.now.part_time for row in later] == [0]


@pytest.mark.parametrize("number", [1, 3, 40])
def test_offices_take_as_many_queries_for_many_societies(
    page: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        furnish(SocietyFactory())
    page.get("/overviews/office/")
    cache.clear()
    with django_assert_num_queries(7):
        assert len(page.get("/overviews/office/").context["rows"]) == number


def test_offices_are_given_as_filtered(page: Client) -> None:
    for code in ("A-01", "A-02"):
        furnish(SocietyFactory(code=code))
    header, *rows = table(page, "/overviews/office.csv?on=2017-06-30&q=A-02")
    assert [row[0] for row in rows] == ["A-02"]
    assert rows[0][2:] == ["2", "1", "1", "1", "1", "0", "0"]
    assert len(header) == len(rows[0])


def test_every_society_is_in_the_file_and_its_filters_too(page: Client) -> None:
    for number in range(60):
        SocietyFactory(code=f"A-{number:02}")
    response = page.get("/overviews/office.xlsx?on=2017-06-30")
    book = load_workbook(io.BytesIO(response.content))
    sheet, about = book.worksheets
    assert sheet.max_row == 61
    assert "2017-06-30" in " ".join(str(row[1]) for row in about.iter_rows(values_only=True))


def test_meetings_are_given_as_filtered(page: Client) -> None:
    for code, year in (("A-01", 2016), ("A-02", 2017)):
        Meeting.objects.create(
            society=SocietyFactory(code=code),
            level="council",
            held_on=D(year, 3, 1),
            has_attendance=True,
            has_record=True,
            has_minutes=True,
        )
    _header, *rows = table(page, "/overviews/meetings.csv?year=2016")
    assert [(row[0], row[3], row[4]) for row in rows] == [("A-01", "1", "1"), ("A-02", "0", "0")]


def test_activities_are_given_with_every_kind(page: Client) -> None:
    society = SocietyFactory(code="A-01")
    kind = next(iter(activity_kinds().kinds))
    Activity.objects.create(society=society, kind=kind, title="会", started_on=D(2016, 3, 1))
    _header, *rows = table(page, "/overviews/activities.csv?year=2016")
    assert [row[4] for row in rows if row[2] == "1"] == ["1"]
    assert len({row[0] for row in rows}) > 10
    _header, *others = table(page, "/overviews/activities.csv?year=2015")
    assert [row for row in others if row[2] == "1"] == []


@pytest.mark.parametrize("name", ["office", "meetings", "activities"])
def test_pages_offer_their_file_with_the_filters(page: Client, name: str) -> None:
    text = page.get(f"/overviews/{name}/?q=A-01").content.decode()
    assert f"/overviews/{name}.xlsx?q=A-01" in text
    assert f"/overviews/{name}.csv?q=A-01" in text
