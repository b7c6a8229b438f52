"""The list of members on a day, and their counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from members.enums import MemberGrade, MemberKind
from members.views import paging
from societies.enums import Sector
from societies.models import Society
from tests.factories.members import member
from tests.factories.societies import SocietyFactory

pytestmark = pytest.mark.django_db


LIST = "/societies/A-01/members/"


COUNTS = f"{LIST}counts/"


def listed(response: Any) -> list[str]:
    """The registration numbers that a list shows."""
    return [row.registration_no for row in response.context["page_obj"]]


def test_list_shows_who_is_a_member_on_the_day(at_work: Client, society: Society) -> None:
    member(society, 1, joined_on=date(2017, 1, 1), left_on=date(2017, 6, 1))
    member(society, 2, joined_on=date(2017, 6, 1))
    member(society, 3, kind=MemberKind.UNIT)
    before = at_work.get(LIST, {"on": "2017-05-31"})
    assert listed(before) == ["A-01-1", "A-01-3"]
    assert (before.context["individual"], before.context["unit"]) == (1, 1)
    assert listed(at_work.get(LIST, {"on": "2017-06-01"})) == ["A-01-2", "A-01-3"]


@pytest.mark.parametrize(
    ("status", "numbers"),
    [("", ["A-01-2"]), ("left", ["A-01-1"]), ("later", ["A-01-3"]), ("any", None)],
)
def test_list_shows_those_who_left_or_come_later(
    at_work: Client, society: Society, status: str, numbers: list[str] | None
) -> None:
    member(society, 1, left_on=date(2017, 6, 1))
    member(society, 2)
    member(society, 3, joined_on=date(2017, 6, 2))
    shown = listed(at_work.get(LIST, {"on": "2017-06-01", "status": status}))
    assert shown == (["A-01-1", "A-01-2", "A-01-3"] if numbers is None else numbers)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"q": "小明"}, ["A-01-1"]),
        ({"q": "01-2"}, ["A-01-2"]),
        ({"q": "nobody"}, []),
        ({"kind": "unit"}, ["A-01-3"]),
        ({"grade": "senior"}, ["A-01-1"]),
        ({"grade": "unknown"}, ["A-01-2", "A-01-3"]),
        ({"sector": "university"}, ["A-01-1"]),
        ({"region": "北"}, ["A-01-2"]),
        ({"gender": "female"}, ["A-01-2"]),
        ({"joined": "2016"}, ["A-01-1"]),
        ({"sort": "-registration_no"}, ["A-01-3", "A-01-2", "A-01-1"]),
        ({"sort": "nonsense"}, ["A-01-1", "A-01-2", "A-01-3"]),
    ],
)
def test_list_is_searched_filtered_and_sorted(
    at_work: Client, society: Society, query: dict[str, str], numbers: list[str]
) -> None:
    member(
        society,
        1,
        name="王小明",
        grade=MemberGrade.SENIOR,
        sector=Sector.UNIVERSITY,
        joined_on=date(2016, 12, 31),
    )
    member(society, 2, name="李华", region="北京", gender="female", joined_on=date(2017, 1, 1))
    member(society, 3, name="某公司", kind=MemberKind.UNIT, joined_on=date(2015, 12, 31))
    assert listed(at_work.get(LIST, query)) == numbers


@pytest.mark.parametrize("query", [{"on": "2017-13-01"}, {"joined": "20x"}, {"grade": "tall"}])
def test_wrong_filter_says_so_and_leaves_the_list(
    at_work: Client, society: Society, query: dict[str, str]
) -> None:
    member(society, 1)
    response = at_work.get(LIST, query)
    assert listed(response) == ["A-01-1"]
    assert "is-invalid" in response.content.decode()


def test_list_keeps_other_societies_members_away(at_work: Client, society: Society) -> None:
    member(SocietyFactory(code="A-02"), 1)
    assert listed(at_work.get(LIST)) == []
    assert at_work.get("/societies/A-02/members/").status_code == 404


@pytest.mark.parametrize("number", [1, 3, 210])
def test_list_takes_as_many_queries_for_many_members(
    at_work: Client,
    society: Society,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for place in range(number):
        member(society, place)
    at_work.get(LIST)
    with django_assert_num_queries(7):
        assert at_work.get(LIST).context["shown"] == number


def test_long_list_shows_its_first_pages_only(
    at_work: Client, society: Society, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PER_PAGE", 2)
    monkeypatch.setattr(paging, "MOST_PAGES", 2)
    for place in range(1, 6):
        member(society, place)
    response = at_work.get(LIST, {"page": "99"})
    assert listed(response) == ["A-01-3", "A-01-4"]
    assert response.context["shown"] == 5
    assert response.context["page_obj"].paginator.most == 4


def test_counts_stand_beside_the_end_of_the_year_before(at_work: Client, society: Society) -> None:
    for place in range(20):
        member(society, place, grade=MemberGrade.ORDINARY, joined_on=date(2016, 12, 31))
    for place in range(20, 23):
        member(society, place, grade=MemberGrade.SENIOR, joined_on=date(2017, 1, 1), region="北京")
    counted = at_work.get(COUNTS, {"on": "2017-12-31"}).context["counted"]
    assert (counted.before.individual, counted.now.individual, counted.growth) == (20, 23, 15)
    grades, _sectors, regions = counted.tables
    assert [(line.individual, line.individual_before) for line in grades.lines] == [
        (20, 20),
        (3, 0),
    ]
    assert [(line.word, line.individual) for line in regions.lines][1] == ("北京", 3)


def test_counts_link_to_the_members_they_count(at_work: Client, society: Society) -> None:
    member(society, 1, grade=MemberGrade.SENIOR)
    member(society, 2)
    text = at_work.get(COUNTS, {"on": "2017-12-31"}).content.decode()
    assert f'{LIST}?grade=senior&amp;on=2017-12-31"' in text
    assert listed(at_work.get(f"{LIST}?grade=senior&on=2017-12-31")) == ["A-01-1"]


@pytest.mark.parametrize("number", [1, 3, 210])
def test_counts_take_as_many_queries_for_many_members(
    at_work: Client,
    society: Society,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for place in range(number):
        member(society, place, region=f"地{place}")
    at_work.get(COUNTS)
    with django_assert_num_queries(6):
        at_work.get(COUNTS)


def test_many_regions_are_added_up_at_the_end(at_work: Client, society: Society) -> None:
    for place in range(45):
        member(society, place, region=f"地{place:02}")
    lines = at_work.get(COUNTS).context["counted"].tables[2].lines
    assert len(lines) == 41
    assert (lines[-1].individual, lines[-1].query) == (5, "")
