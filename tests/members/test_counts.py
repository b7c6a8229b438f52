"""Members on a day, dues of a year, declarations, and which of them is taken."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from members.enums import MemberGrade, MemberKind
from members.models import DeclaredCount
from members.practice import contradictions, standard_flags
from members.selectors import counts
from members.selectors.declared import declarations_of
from members.selectors.dues import Collection, YearOfDues, dues_of_years, standards_in_force
from societies.enums import Sector
from societies.models import Society
from societies.registers import REGISTERS
from societies.selectors.kept import stamps_of
from tests.factories.members import DAY, dues, member, standard
from tests.factories.societies import SocietyFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("joined_on", "left_on", "counted"),
    [
        (date(2017, 12, 31), None, 1),
        (date(2018, 1, 1), None, 0),
        (None, None, 1),
        (date(2010, 1, 1), date(2017, 12, 31), 0),
        (date(2010, 1, 1), date(2018, 1, 1), 1),
        (None, date(2017, 12, 30), 0),
    ],
)
def test_member_counts_from_the_day_of_joining_until_the_day_of_leaving(
    society: Society, joined_on: date | None, left_on: date | None, counted: int
) -> None:
    member(society, joined_on=joined_on, left_on=left_on)
    found = counts.member_counts([society.pk], DAY)
    assert sum(row.individual for row in found.values()) == counted


def test_counts_keep_people_and_units_apart(society: Society) -> None:
    member(society, 1, grade=MemberGrade.SENIOR, sector=Sector.UNIVERSITY)
    member(society, 2, grade=MemberGrade.SENIOR, joined_on=date(2016, 1, 1))
    member(society, 3, joined_on=date(2016, 1, 1))
    member(society, 4, kind=MemberKind.UNIT, grade=MemberGrade.UNIT, sector=Sector.ENTERPRISE)
    assert counts.member_counts(None, DAY) == {
        society.pk: counts.Counts(
            individual=3,
            unit=1,
            by_grade={"senior": 2, "": 1},
            by_sector={"university": 1, "": 2},
            units_by_grade={"unit": 1},
            units_by_sector={"enterprise": 1},
            unknown_joined=2,
        )
    }


def test_counts_of_one_society_leave_out_the_others(society: Society) -> None:
    member(SocietyFactory(code="A-02"))
    assert counts.member_counts([society.pk], DAY) == {}


def test_regions_stand_in_order_of_size(society: Society) -> None:
    member(society, 1, region="北京")
    for number in (2, 3):
        member(society, number, region="上海")
    member(society, 4, region="广东", kind=MemberKind.UNIT)
    assert counts.members_by_region(society.pk, DAY) == [
        {"region": "上海", "individual": 2, "unit": 0},
        {"region": "北京", "individual": 1, "unit": 0},
        {"region": "广东", "individual": 0, "unit": 1},
    ]


def test_latest_declaration_by_the_day_is_taken(society: Society) -> None:
    for as_of, number in ((DAY, 20), (date(2018, 1, 1), 30), (date(2016, 12, 31), 10)):
        DeclaredCount.objects.create(society=society, as_of=as_of, individual=number)
    assert counts.declared_at([society.pk], DAY)[society.pk].individual == 20
    assert counts.declared_at(None, date(2016, 12, 30)) == {}


def test_register_is_taken_before_the_declaration(society: Society) -> None:
    declared = DeclaredCount.objects.create(society=society, as_of=DAY, individual=20, unit=3)
    taken = counts.membership_at(stamps_of([society.pk]), DAY)[society.pk]
    assert (taken.source, taken.individual, taken.unit) == (counts.DECLARED, 20, 3)
    member(society, joined_on=date(2018, 1, 1))
    cache.clear()
    taken = counts.membership_at(stamps_of([society.pk]), DAY)[society.pk]
    assert (taken.source, taken.individual, taken.unit) == (counts.REGISTER, 0, 0)
    assert taken.declared == declared


def test_society_with_neither_has_no_membership(society: Society) -> None:
    assert counts.membership_at(stamps_of([society.pk]), DAY) == {}


@pytest.mark.parametrize("number", [1, 3, 30])
def test_membership_takes_three_queries(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        society = SocietyFactory()
        member(society)
        DeclaredCount.objects.create(society=society, as_of=DAY, individual=1)
    stamps = stamps_of(Society.objects.values_list("pk", flat=True))
    with django_assert_num_queries(3):
        assert len(counts.membership_at(stamps, DAY)) == number


def test_collection_counts_individual_members_who_owe(society: Society) -> None:
    for number, (owing, paid) in enumerate(
        [("60.00", "60.00"), ("60.00", "59.99"), ("60.00", "100.00"), ("0.00", "0.00")]
    ):
        dues(member(society, number), owing, paid)
    unit = member(society, 9, kind=MemberKind.UNIT, grade=MemberGrade.UNIT)
    dues(unit, "1000.00", "1000.00")
    collected = dues_of_years([(society.pk, 2017)])[society.pk, 2017]
    assert collected.of() == Collection(3, 2, Decimal("180.00"), Decimal("219.99"))
    assert collected.of().rate == Fraction(2, 3)
    assert collected.of(MemberKind.UNIT).owing == 1


def test_collection_of_several_years_takes_one_query(
    society: Society, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = member(society)
    dues(person, "60", "60", 2016)
    dues(person, "60", "0", 2017)
    with django_assert_num_queries(1):
        found = dues_of_years([(society.pk, year) for year in (2015, 2016, 2017)])
    assert {year: row.of().paid for (_society, year), row in found.items()} == {
        2015: 0,
        2016: 1,
        2017: 0,
    }
    assert found[society.pk, 2015] == YearOfDues()


def test_nobody_owing_has_no_rate() -> None:
    assert Collection().rate is None
    assert Collection().percent is None


def test_latest_standard_of_a_grade_is_in_force(society: Society) -> None:
    standard(society, effective_on=date(2010, 1, 1), amount=Decimal(30))
    now = standard(society)
    standard(society, effective_on=date(2018, 1, 1), amount=Decimal(90))
    senior = standard(society, grade=MemberGrade.SENIOR, effective_on=DAY)
    assert standards_in_force(society.pk, DAY) == [now, senior]


@pytest.mark.parametrize(
    ("values", "flags"),
    [
        ({}, 0),
        ({"delegates_present": 99, "votes_for": 50}, 1),
        ({"votes_for": 50}, 1),
        ({"votes_for": 51, "delegates_present": None}, 0),
        ({"resolved_by": "council"}, 1),
        ({"resolved_on": date(2017, 1, 1)}, 0),
        ({"resolved_on": date(2017, 1, 2)}, 1),
        ({"delegates_present": 99, "votes_for": 1, "resolved_by": "council"}, 3),
    ],
)
def test_standard_is_flagged_when_its_resolution_is_not_in_order(
    society: Society, values: dict[str, Any], flags: int
) -> None:
    assert len(standard_flags(standard(society, **values), DAY)) == flags


def test_declaration_that_differs_from_the_register_is_flagged(society: Society) -> None:
    DeclaredCount.objects.create(
        society=society, as_of=DAY, individual=2, unit=0, dues_owing=1, dues_paid=1
    )
    member(society, 1, joined_on=DAY)
    dues(member(society, 2, joined_on=date(2018, 1, 1)), "60", "60", paid_on=date(2018, 1, 5))
    [row] = declarations_of(society.pk)
    found = [(item.declared, item.register) for item in contradictions(row)]
    assert found == [(2, 1), (1, 0)]
    with translation.override("en"):
        first = REGISTERS["declared_counts"].flags(row, DAY)[0]  # type: ignore[misc]
        assert str(first.message) == "individual members: declared 2, the register says 1"


def test_declaration_without_a_register_contradicts_nothing(society: Society) -> None:
    DeclaredCount.objects.create(society=society, as_of=DAY, individual=2, dues_owing=1)
    [row] = declarations_of(society.pk)
    assert row.register_individual is None
    assert contradictions(row) == []


def test_register_without_members_on_the_day_counts_none(society: Society) -> None:
    DeclaredCount.objects.create(society=society, as_of=DAY, individual=2, unit=None)
    member(society, joined_on=date(2018, 1, 1))
    [row] = declarations_of(society.pk)
    assert [(item.declared, item.register) for item in contradictions(row)] == [(2, 0)]
