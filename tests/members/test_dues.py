"""Making the dues of a year from the standards in force, and undoing it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEvent, User
from members.enums import MemberGrade, MemberKind
from members.models import Dues, DuesCharge, DuesStandard
from members.selectors.dues import charge_lines, dues_of_years, dues_years, standards_in_force
from members.services.dues import ChargeInUse, charge_dues, undo_charge
from societies.models import Society
from societies.registers import REGISTERS
from societies.services.records import delete_record, save_record
from societies.signals import registers_changed
from tests.factories.members import dues, member, standard
from tests.factories.societies import SocietyFactory, auditor, editor, manager

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2017, 1, 1)
AT = datetime(2017, 1, 2, 4, 0, tzinfo=UTC)


def charged(society: Society, by: User | None = None) -> DuesCharge | None:
    return charge_dues(society=society, year=2017, on=NEW_YEAR, at=AT, by=by)


@pytest.fixture
def society() -> Society:
    """A society whose ordinary members owe 60 yuan a year, and whose units owe 2,000.50."""
    society = SocietyFactory(code="A-01")
    standard(society)
    standard(society, grade=MemberGrade.UNIT, amount=Decimal("2000.50"))
    standard(society, grade=MemberGrade.HONORARY, amount=Decimal(0))
    return society


def test_charge_takes_members_of_the_day_by_their_grade(society: Society) -> None:
    owing = member(society, 1, grade=MemberGrade.ORDINARY, joined_on=NEW_YEAR)
    unit = member(society, 2, grade=MemberGrade.UNIT, kind=MemberKind.UNIT)
    member(society, 3, grade=MemberGrade.HONORARY)
    member(society, 4, grade=MemberGrade.FELLOW)
    member(society, 5)
    member(society, 6, grade=MemberGrade.ORDINARY, joined_on=date(2017, 1, 2))
    member(society, 7, grade=MemberGrade.ORDINARY, left_on=NEW_YEAR)
    member(SocietyFactory(code="A-02"), 8, grade=MemberGrade.ORDINARY)
    charge = charged(society)
    assert charge is not None
    assert (charge.members, charge.amount) == (2, Decimal("2060.50"))
    rows = {row.member_id: row for row in Dues.objects.all()}
    assert set(rows) == {owing.pk, unit.pk}
    row = rows[unit.pk]
    assert (row.society_id, row.year, row.owing, row.paid, row.paid_on) == (
        society.pk,
        2017,
        Decimal("2000.50"),
        Decimal(0),
        None,
    )
    row.full_clean()


def test_charging_twice_adds_nothing_and_leaves_what_is_recorded(society: Society) -> None:
    known = dues(member(society, 1, grade=MemberGrade.ORDINARY), "30.00", "30.00")
    member(society, 2, grade=MemberGrade.ORDINARY)
    first = charged(society)
    assert first is not None
    assert first.members == 1
    assert charged(society) is None
    assert DuesCharge.objects.get() == first
    known.refresh_from_db()
    assert known.owing == Decimal(30)
    assert AuditEvent.objects.filter(action="dues.charged").count() == 1


def test_charge_is_audited_and_told_to_the_apps_above(society: Society) -> None:
    told: list[Any] = []

    def listen(society_ids: set[int], **_kwargs: Any) -> None:
        told.append(society_ids)

    person = editor(society)
    member(society, 1, grade=MemberGrade.ORDINARY)
    registers_changed.connect(listen)
    try:
        charged(society, person)
    finally:
        registers_changed.disconnect(listen)
    assert told == [{society.pk}]
    event = AuditEvent.objects.get(action="dues.charged")
    assert (event.actor, event.scope) == (person, "A-01")
    assert event.after == {"year": 2017, "as_of": "2017-01-01", "members": 1, "amount": "60.00"}


@pytest.mark.parametrize("number", [1, 30])
def test_charge_takes_a_statement_per_grade(
    society: Society, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for place in range(number):
        member(society, place, grade=MemberGrade.ORDINARY)
    with django_assert_num_queries(15 + (connection.vendor == "postgresql")):  # locks the trail
        charged(society)


@pytest.mark.parametrize("number", [1, 30])
def test_undoing_takes_away_all_that_was_made_at_once(
    society: Society, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kept = dues(member(society, 99, grade=MemberGrade.ORDINARY), "30", "0")
    for place in range(number):
        member(society, place, grade=MemberGrade.ORDINARY)
    charge = charged(society)
    assert charge is not None
    with django_assert_num_queries(14 + (connection.vendor == "postgresql")):
        undo_charge(charge=charge, at=AT, by=None)
    assert Dues.objects.get() == kept
    event = AuditEvent.objects.get(action="dues.charge-undone")
    assert event.scope == "A-01"
    assert event.after is not None
    assert event.after["members"] == number


def test_undoing_twice_takes_nothing_of_a_later_charge(society: Society) -> None:
    member(society, 1, grade=MemberGrade.ORDINARY)
    first = charged(society)
    assert first is not None
    undo_charge(charge=first, at=AT, by=None)
    assert charged(society) is not None
    undo_charge(charge=first, at=AT, by=None)
    assert Dues.objects.count() == 1
    assert AuditEvent.objects.filter(action="dues.charge-undone").count() == 1


@pytest.mark.parametrize("what", ["paid", "noted", "deleted"])
def test_dues_written_since_cannot_be_undone(society: Society, what: str) -> None:
    for number in range(2):
        member(society, number, grade=MemberGrade.ORDINARY)
    charge = charged(society)
    assert charge is not None
    record, register = Dues.objects.first(), REGISTERS["dues"]
    if what == "deleted":
        delete_record(register=register, record=record, by=None, reason="left")
    else:
        record.paid, record.note = (60, "") if what == "paid" else (0, "instalments")
        save_record(register=register, record=record, by=None)
    left = set(Dues.objects.values_list("pk", flat=True))
    with pytest.raises(ChargeInUse):
        undo_charge(charge=charge, at=AT, by=None)
    assert set(Dues.objects.values_list("pk", flat=True)) == left


def test_lines_say_what_charging_would_do(
    society: Society, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    dues(member(society, 1, grade=MemberGrade.ORDINARY), "30", "30")
    member(society, 2, grade=MemberGrade.ORDINARY)
    member(society, 3, grade=MemberGrade.HONORARY)
    member(society, 4)
    with django_assert_num_queries(2):
        lines = charge_lines(society.pk, 2017, NEW_YEAR)
    found = [(line.grade, line.members, line.recorded, line.missing, line.amount) for line in lines]
    assert found == [
        ("ordinary", 2, 1, 1, Decimal(60)),
        ("honorary", 1, 0, 0, Decimal(0)),
        ("", 1, 0, 0, Decimal(0)),
    ]


def test_dues_by_grade_keep_units_last(society: Society) -> None:
    unit = member(society, 1, kind=MemberKind.UNIT, grade=MemberGrade.UNIT)
    dues(unit, "2000.50", "0")
    dues(member(society, 2, grade=MemberGrade.ORDINARY), "60", "60")
    dues(member(society, 3), "60", "60", 2016)
    [collected] = dues_of_years([(society.pk, 2017)]).values()
    found = [(row.collection.owing, row.collection.paid) for row in collected.grades]
    assert found == [(1, 1), (1, 0)]
    assert dues_years(society.pk) == [2017, 2016]


OVERVIEW = "/societies/A-01/members/dues/"
CHARGE = f"{OVERVIEW}2017/make/"


def test_overview_compares_the_rate_with_last_year(at_work: Client, society: Society) -> None:
    people = [member(society, number) for number in range(3)]
    for person, paid in zip(people, ("60", "60", "0"), strict=True):
        dues(person, "60", paid, 2017)
        dues(person, "60", "60" if person is people[0] else "0", 2016)
    text = at_work.get(
        OVERVIEW, {"year": "2017"}, headers={"Accept-Language": "en"}
    ).content.decode()
    assert "66.7%" in text
    assert "33.3%" in text


def test_overview_flags_a_standard_that_too_few_delegates_set(
    at_work: Client, society: Society
) -> None:
    url = f"{OVERVIEW}?year=2017"
    assert "is-yellow" not in at_work.get(url).content.decode()
    DuesStandard.objects.filter(grade=MemberGrade.UNIT).update(delegates_present=99)
    assert "is-yellow" in at_work.get(url).content.decode()


def test_overview_says_so_when_the_year_is_none(at_work: Client) -> None:
    response = at_work.get(OVERVIEW, {"year": "x"})
    assert response.status_code == 200
    assert "is-invalid" in response.content.decode()


@pytest.mark.parametrize("number", [1, 3, 210])
def test_overview_takes_as_many_queries_for_many_members(
    at_work: Client,
    society: Society,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for place in range(number):
        dues(member(society, place, grade=MemberGrade.ORDINARY), "60", "60")
    at_work.get(OVERVIEW, {"year": "2017"})
    with django_assert_num_queries(8):
        at_work.get(OVERVIEW, {"year": "2017"})


def test_page_shows_what_will_be_made_and_makes_it(at_work: Client, society: Society) -> None:
    member(society, 1, grade=MemberGrade.ORDINARY)
    assert at_work.get(CHARGE).context["missing"] == 1
    assert not Dues.objects.exists()
    response = at_work.post(CHARGE, {"on": "2017-01-01"})
    assert response.headers["Location"] == f"{OVERVIEW}?year=2017"
    assert Dues.objects.count() == 1
    assert at_work.get(CHARGE).context["missing"] == 0


def test_page_takes_back_what_was_made_until_somebody_pays(
    at_work: Client, society: Society
) -> None:
    member(society, 1, grade=MemberGrade.ORDINARY)
    at_work.post(CHARGE, {"on": "2017-01-01"})
    [made] = at_work.get(OVERVIEW, {"year": "2017"}).context["charges"]
    assert made.touched == 0
    undo = f"{OVERVIEW}charges/{made.charge.pk}/undo/"
    record = Dues.objects.get()
    record.paid = 60
    save_record(register=REGISTERS["dues"], record=record, by=None)
    page = at_work.post(undo, follow=True)
    assert page.context["charges"][0].touched == 1
    assert undo not in page.content.decode()
    assert Dues.objects.get().paid == 60
    Dues.objects.update(version=0)
    assert at_work.post(undo).headers["Location"] == f"{OVERVIEW}?year=2017"
    assert not Dues.objects.exists()
    assert at_work.get(OVERVIEW, {"year": "2017"}).context["charges"] == []


def test_standards_stand_in_the_order_of_the_grades(society: Society) -> None:
    for grade in (MemberGrade.FELLOW, MemberGrade.SENIOR):
        standard(society, grade=grade)
    assert [each.grade for each in standards_in_force(society.pk, date(2017, 12, 31))] == [
        MemberGrade.ORDINARY,
        MemberGrade.SENIOR,
        MemberGrade.FELLOW,
        MemberGrade.HONORARY,
        MemberGrade.UNIT,
    ]


def test_list_of_dues_begins_with_the_latest(at_work: Client, society: Society) -> None:
    first, second = member(society, 1), member(society, 2)
    for one, year in ((first, 2017), (second, 2016), (second, 2017)):
        dues(one, "60", "0", year)
    rows = at_work.get("/registers/dues/").context["page_obj"].object_list
    assert [(row.year, row.member) for row in rows] == [
        (2017, second),
        (2017, first),
        (2016, second),
    ]


def test_charge_of_another_society_is_not_there(at_work: Client) -> None:
    other = SocietyFactory(code="A-02")
    charge = DuesCharge.objects.create(society=other, year=2017, as_of=NEW_YEAR, made_at=AT)
    assert at_work.post(f"{OVERVIEW}charges/{charge.pk}/undo/").status_code == 404


@pytest.mark.parametrize("on", ["2016-12-31", "2018-01-01", "", "x"])
def test_day_of_another_year_makes_nothing(at_work: Client, society: Society, on: str) -> None:
    member(society, 1, grade=MemberGrade.ORDINARY)
    response = at_work.post(CHARGE, {"on": on})
    assert response.status_code == 200
    assert response.context["form"].errors["on"]
    assert not Dues.objects.exists()


@pytest.mark.parametrize("year", [1948, 2201, 99999])
def test_years_beyond_reason_have_no_page(at_work: Client, year: int) -> None:
    assert at_work.get(f"{OVERVIEW}{year}/make/").status_code == 404


@pytest.mark.parametrize("person", [manager, auditor])
def test_cast_reads_the_dues_and_makes_none(client: Client, society: Society, person: Any) -> None:
    client.force_login(person())
    assert client.get(OVERVIEW).status_code == 200
    assert client.post(CHARGE, {"on": "2017-01-01"}).status_code == 403
