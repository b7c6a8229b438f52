"""Pages of a list without end: what is counted, and how often the table is read."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts import paging
from accounts.models import User
from accounts.paging import BoundedPaginator
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def pages(size: int) -> BoundedPaginator:
    """Pages of all people."""
    return BoundedPaginator(User.objects.order_by("pk"), size)


@pytest.mark.parametrize(
    ("size", "number", "queries"),
    [
        (3, None, 1),  # all there is: nothing is counted
        (4, "1", 1),
        (2, "1", 2),  # there is more: counted once
        (2, "2", 2),  # a later page: counted, then read
        (2, "x", 2),
    ],
)
def test_pages_take_as_few_queries_as_they_can(
    size: int,
    number: str | None,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    UserFactory.create_batch(3)
    with django_assert_num_queries(queries):
        page = pages(size).get_page(number)
        assert len(page.object_list) == (1 if number == "2" else min(size, 3))
        assert page.paginator.count == 3


def test_numbers_that_lead_nowhere_lead_to_the_nearest_page() -> None:
    people = UserFactory.create_batch(3)
    assert list(pages(2).get_page("99")) == people[2:]
    assert list(pages(2).get_page("x")) == people[:2]
    assert list(pages(2).get_page("0")) == people[2:]
    assert list(pages(2).page(1)) == people[:2]


@pytest.mark.parametrize(("most", "has_more"), [(2, True), (3, False)])
def test_no_more_than_the_most_is_counted(
    monkeypatch: pytest.MonkeyPatch, most: int, has_more: bool
) -> None:
    monkeypatch.setattr(paging, "COUNTED", most)
    UserFactory.create_batch(3)
    page = pages(1).get_page("1")
    assert page.paginator.count == most
    assert pages(1).has_uncounted is has_more


def test_an_empty_list_has_one_page() -> None:
    page = pages(2).get_page(None)
    assert (list(page), page.paginator.count, page.paginator.num_pages) == ([], 0, 1)
