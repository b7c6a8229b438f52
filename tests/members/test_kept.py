"""Counts of members that are kept hold until something is written about the society."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.services import audit
from members.enums import MemberKind
from members.models import Member
from members.selectors.counts import Counts, heads_on_days, kept_counts, kept_heads
from members.services.members import create_member, end_membership
from societies.models import Society
from societies.selectors.kept import kept, stamps_of
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


def test_many_days_are_counted_like_each_by_itself(
    society: Society, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    other, day = SocietyFactory(code="A-02"), date(2017, 1, 1)
    for joined_on, left_on in (
        (None, None),
        (None, day),
        (day, None),
        (day, day),
        (date(2016, 12, 31), day + timedelta(1)),
    ):
        MemberFactory(society=society, joined_on=joined_on, left_on=left_on)
    MemberFactory(society=society, kind=MemberKind.UNIT, joined_on=day)
    MemberFactory(society=other, joined_on=day, left_on=DAY)
    stamps = stamps_of([society.pk, other.pk])
    days = [date(1999, 1, 1), *(day + timedelta(n) for n in (-2, -1, 0, 1, 2)), DAY]
    asked = [(each, on) for each in stamps for on in days]
    with django_assert_num_queries(2):
        found = kept_heads(stamps, asked)
    for one in asked:
        assert found[one] == heads_on_days([one])[one], one
    with django_assert_num_queries(0):
        assert kept_heads(stamps, asked[3:]) == {one: found[one] for one in asked[3:]}


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
