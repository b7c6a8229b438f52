"""Counts of members that are kept hold until something is written about the society."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.services import audit
from members.models import Member
from members.selectors.counts import Counts
from members.selectors.kept import kept, kept_counts, stamps_of
from members.services.members import create_member, end_membership
from societies.models import Society
from tests.factories.members import DAY, MemberFactory
from tests.factories.societies import SocietyFactory, editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def society() -> Society:
    """A society with one member."""
    society = SocietyFactory(code="A-01")
    MemberFactory(society=society)
    return society


def individual(society: Society) -> int:
    return kept_counts(stamps_of([society.pk]), DAY)[society.pk].individual


def test_second_reader_counts_nothing(
    society: Society, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert individual(society) == 1
    with django_assert_num_queries(1):
        assert individual(society) == 1


def test_each_day_is_counted_by_itself(society: Society) -> None:
    assert individual(society) == 1
    stamps = stamps_of([society.pk])
    assert kept_counts(stamps, date(2016, 4, 30)) == {society.pk: Counts()}


def test_new_and_leaving_members_count_at_once(society: Society) -> None:
    assert individual(society) == 1
    by = editor(society)
    member = create_member(
        society=society, values={"registration_no": "S01-9", "name": "王小明"}, by=by
    )
    assert individual(society) == 2
    end_membership(
        member=member, left_on=DAY, reason="resigned", expected_version=member.version, by=by
    )
    assert individual(society) == 1


def test_file_over_several_societies_is_counted_at_once(society: Society) -> None:
    assert individual(society) == 1
    MemberFactory(society=society)
    audit.record(action="members.imported", subject=society)
    assert individual(society) == 2


def test_event_of_another_society_counts_nothing_again(
    society: Society, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert individual(society) == 1
    audit.record(action="member.changed", subject=society, scope="A-02")
    with django_assert_num_queries(1):
        individual(society)


def test_society_that_is_asked_for_later_joins_those_counted(
    society: Society, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    individual(society)
    other = SocietyFactory(code="A-02")
    stamps = stamps_of([society.pk, other.pk])
    with django_assert_num_queries(1):
        found = kept_counts(stamps, DAY)
    assert (found[society.pk].individual, found[other.pk]) == (1, Counts())


def test_nothing_found_is_kept_too(society: Society) -> None:
    stamp = stamps_of([society.pk])[society.pk]
    asked: list[int] = []

    def count() -> int | None:
        asked.append(1)
        return None

    assert kept(stamp, "nobody", count) is None
    assert kept(stamp, "nobody", count) is None
    assert len(asked) == 1
    assert kept(stamp, "somebody", Member.objects.count) == 1
