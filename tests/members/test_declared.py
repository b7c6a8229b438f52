"""The page of what a society declared, beside its register."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from members.models import DeclaredCount
from members.services.members import create_member
from societies.models import Society
from tests.factories.members import DAY, member
from tests.factories.societies import SocietyFactory

pytestmark = pytest.mark.django_db
PAGE = "/societies/A-01/members/declared/"


@pytest.fixture
def society() -> Society:
    """A society that declared two members."""
    society = SocietyFactory(code="A-01")
    DeclaredCount.objects.create(society=society, as_of=DAY, individual=2, unit=0)
    return society


def test_declaration_without_a_register_stands_unmarked(at_work: Client) -> None:
    assert "is-red" not in at_work.get(PAGE).content.decode()


def test_declaration_that_the_register_contradicts_is_marked(
    at_work: Client, society: Society
) -> None:
    member(society, 1)
    [(_, differing)] = at_work.get(PAGE).context["rows"]
    assert [(item.declared, item.register) for item in differing] == [(2, 1)]
    create_member(society=society, values={"registration_no": "A-01-2", "name": "李"}, by=None)
    [(_, differing)] = at_work.get(PAGE).context["rows"]
    assert differing == []


@pytest.mark.parametrize("number", [1, 3, 50])
def test_page_takes_as_many_queries_for_many_declarations(
    at_work: Client,
    society: Society,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    member(society, 1)
    for place in range(1, number):
        DeclaredCount.objects.create(society=society, as_of=date(1900 + place, 1, 1), individual=1)
    at_work.get(PAGE)
    with django_assert_num_queries(7):
        assert len(at_work.get(PAGE).context["rows"]) == number


def test_register_of_declared_counts_flags_the_contradiction(
    at_work: Client, society: Society
) -> None:
    member(society, 1)
    text = at_work.get("/registers/declared_counts/").content.decode()
    assert "register-flags" in text
