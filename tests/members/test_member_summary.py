"""CAST's page of the members of all societies."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from members.models import DeclaredCount
from societies.models import Society
from tests.factories.members import member
from tests.factories.societies import SocietyFactory, auditor, manager

pytestmark = pytest.mark.django_db


LIST = "/societies/A-01/members/"


SUMMARY = "/members/"


def test_summary_shows_source_growth_and_contradictions(client: Client, society: Society) -> None:
    declaring = SocietyFactory(code="A-02")
    SocietyFactory(code="A-03")
    member(society, 1, joined_on=date(2016, 1, 1))
    member(society, 2, joined_on=date(2017, 1, 1))
    for day, number in ((date(2016, 12, 31), 100), (date(2017, 6, 30), 115)):
        DeclaredCount.objects.create(society=declaring, as_of=day, individual=number)
    DeclaredCount.objects.create(society=society, as_of=date(2016, 12, 31), individual=9)
    client.force_login(manager())
    response = client.get(SUMMARY, {"on": "2017-12-31"})
    found = [
        (row.society.code, row.now.source, row.now.individual, row.growth, len(row.contradictions))
        for row in response.context["rows"]
    ]
    assert found == [
        ("A-01", "register", 2, 100, 1),
        ("A-02", "declared", 115, 15, 0),
        ("A-03", "", None, None, 0),
    ]
    total = response.context["total"]
    assert (total.individual, total.registers, total.declared, total.unknown) == (117, 1, 1, 1)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"source": "contradicted"}, []),
        ({"source": "register"}, ["A-01"]),
        ({"source": "unknown"}, ["A-02"]),
        ({"q": "A-02"}, ["A-02"]),
        ({"sort": "individual"}, ["A-01", "A-02"]),
        ({"sort": "growth"}, ["A-01", "A-02"]),
        ({"on": "x"}, ["A-01", "A-02"]),
    ],
)
def test_summary_is_filtered_and_sorted(
    client: Client, society: Society, query: dict[str, str], codes: list[str]
) -> None:
    SocietyFactory(code="A-02")
    member(society, 1)
    client.force_login(auditor())
    response = client.get(SUMMARY, query)
    assert [row.society.code for row in response.context["rows"]] == codes


@pytest.mark.parametrize("number", [1, 3, 210])
def test_summary_takes_as_many_queries_for_many_societies(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        own = SocietyFactory()
        member(own)
        DeclaredCount.objects.create(society=own, as_of=date(2016, 1, 1), individual=5)
    client.force_login(manager())
    client.get(SUMMARY)
    with django_assert_num_queries(8):
        client.get(SUMMARY)
    cache.clear()
    with django_assert_num_queries(14):
        client.get(SUMMARY)


def test_summary_leads_a_society_to_its_own_members(at_work: Client) -> None:
    assert at_work.get(SUMMARY).headers["Location"] == LIST
