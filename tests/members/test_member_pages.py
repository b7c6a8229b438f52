"""Pages of one member: what is shown, search by number, entering and ending a membership."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import AuditEvent
from members.models import Member
from members.selectors.listing import members_with_number
from societies.models import Society
from tests.factories.members import GOOD_ID, PHONE, dues, member
from tests.factories.societies import SocietyFactory, auditor, manager

pytestmark = pytest.mark.django_db


LIST = "/societies/A-01/members/"


def test_numbers_are_masked_until_they_are_asked_for(at_work: Client, person: Member) -> None:
    url = f"{LIST}{person.pk}/"
    text = at_work.get(url).content.decode()
    assert "••••002X" in text
    assert "••••8000" in text
    assert GOOD_ID not in text
    assert not AuditEvent.objects.filter(action="member.revealed").exists()
    shown = at_work.post(f"{url}reveal/").content.decode()
    assert GOOD_ID in shown
    assert PHONE in shown
    event = AuditEvent.objects.get(action="member.revealed")
    assert (event.subject_id, event.scope) == (str(person.pk), "A-01")
    assert GOOD_ID not in str((event.before, event.after, event.subject_label))


@pytest.mark.parametrize("who", [manager, auditor])
def test_cast_reads_a_member_without_what_identifies(
    client: Client, person: Member, who: Any
) -> None:
    client.force_login(who())
    url = f"{LIST}{person.pk}/"
    text = client.get(url).content.decode()
    assert "王小明" in text
    for secret in ("002X", "8000", "wang@example.org"):
        assert secret not in text
    assert client.post(f"{url}reveal/").status_code == 403
    assert client.post(f"{LIST}find/", {"number": PHONE}).status_code == 403
    assert not AuditEvent.objects.filter(action="member.revealed").exists()


@pytest.mark.parametrize("number", ["11010519491231002x", GOOD_ID, "138 0013 8000"])
def test_exact_number_finds_its_member(at_work: Client, person: Member, number: str) -> None:
    response = at_work.post(f"{LIST}find/", {"number": number})
    assert response.headers["Location"] == f"{LIST}{person.pk}/"


@pytest.mark.parametrize("number", [GOOD_ID, PHONE])
def test_number_finds_its_member_after_a_change_of_key(
    society: Society, settings: Settings, number: str
) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "old", []
    known = Member(society=society, registration_no="S01-1", name="王")
    known.id_number, known.phone = GOOD_ID, PHONE
    known.save()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old"]
    assert members_with_number(society, number) == [known]
    settings.SECRET_KEY_FALLBACKS = []
    assert members_with_number(society, number) == []


@pytest.mark.parametrize("number", ["1380013800", "110105", ""])
def test_part_of_a_number_finds_nobody(at_work: Client, person: Member, number: str) -> None:
    response = at_work.post(f"{LIST}find/", {"number": number})
    assert response.status_code == 200
    assert response.context["found"] == []


def test_number_of_two_members_lists_both(at_work: Client, person: Member) -> None:
    second = Member(society=person.society, registration_no="S01-2", name="王大明")
    second.phone = PHONE
    second.save()
    response = at_work.post(f"{LIST}find/", {"number": PHONE})
    assert [row.registration_no for row in response.context["found"]] == ["S01-1", "S01-2"]


def test_number_finds_no_member_of_another_society(at_work: Client, society: Society) -> None:
    other = Member(society=SocietyFactory(code="A-02"), registration_no="S02-1", name="别")
    other.phone = PHONE
    other.save()
    assert at_work.post(f"{LIST}find/", {"number": PHONE}).context["found"] == []
    assert at_work.get(f"{LIST}{other.pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3, 30])
def test_member_takes_as_many_queries_for_many_years(
    at_work: Client, person: Member, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for year in range(number):
        dues(person, "60", "60", 1990 + year)
    url = f"{LIST}{person.pk}/"
    at_work.get(url)
    with django_assert_num_queries(10):
        at_work.get(url)


NEW = {"version": "0", "registration_no": "S01-9", "name": "赵新", "kind": "individual"}


def test_new_member_is_recorded(at_work: Client, society: Society) -> None:
    response = at_work.post(f"{LIST}new/", {**NEW, "id_number": GOOD_ID, "joined_on": "2017-01-01"})
    made = Member.objects.get(registration_no="S01-9")
    assert response.headers["Location"] == f"{LIST}{made.pk}/"
    assert (made.society, made.id_number) == (society, GOOD_ID)
    assert AuditEvent.objects.get(action="member.created").scope == "A-01"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"id_number": "110105194912310021"}, "id_number"),
        ({"grade": "unit"}, "grade"),
        ({"registration_no": "?"}, "registration_no"),
        ({"joined_on": "2017-02-30"}, "joined_on"),
        ({"registration_no": "S01-1"}, "registration_no"),
    ],
)
def test_wrong_value_stands_at_its_field_and_saves_nothing(
    at_work: Client, person: Member, values: dict[str, str], field: str
) -> None:
    response = at_work.post(f"{LIST}new/", {**NEW, "employer": "某大学", **values})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert "某大学" in response.content.decode()
    assert Member.objects.count() == 1


def edited(person: Member, **values: str) -> dict[str, str]:
    """What the form sends when only these values are touched."""
    return {
        "version": str(person.version),
        "registration_no": person.registration_no,
        "name": person.name,
        "kind": person.kind,
        "email": person.email,
        **values,
    }


def test_edit_keeps_the_numbers_it_does_not_show(at_work: Client, person: Member) -> None:
    url = f"{LIST}{person.pk}/edit/"
    assert GOOD_ID not in at_work.get(url).content.decode()
    at_work.post(url, edited(person, name="王晓明"))
    person.refresh_from_db()
    assert (person.name, person.id_number, person.phone) == ("王晓明", GOOD_ID, PHONE)


def test_edit_deletes_a_number_when_told(at_work: Client, person: Member) -> None:
    url = f"{LIST}{person.pk}/edit/"
    refused = at_work.post(url, edited(person, phone="139", forget_phone="on"))
    assert "phone" in refused.context["form"].errors
    at_work.post(url, edited(person, forget_phone="on"))
    person.refresh_from_db()
    assert (person.id_number, person.phone) == (GOOD_ID, "")


def test_edit_of_what_somebody_else_saved_shows_both(at_work: Client, person: Member) -> None:
    url = f"{LIST}{person.pk}/edit/"
    old = edited(person, name="甲")
    at_work.post(url, edited(person, name="乙"))
    response = at_work.post(url, old)
    assert response.status_code == 409
    text = response.content.decode()
    assert "甲" in text
    assert "乙" in text
    person.refresh_from_db()
    assert person.name == "乙"
    at_work.post(url, {**old, "version": response.context["form"]["version"].value()})
    person.refresh_from_db()
    assert person.name == "甲"


def test_membership_ends_on_a_day_with_a_reason(at_work: Client, person: Member) -> None:
    url = f"{LIST}{person.pk}/leave/"
    asked = {"version": "0", "left_on": "2017-06-01", "left_reason": "unpaid"}
    assert "left_reason" in at_work.post(url, {**asked, "left_reason": ""}).context["form"].errors
    at_work.post(url, asked)
    person.refresh_from_db()
    assert (person.left_on, person.left_reason) == (date(2017, 6, 1), "unpaid")
    assert at_work.post(url, asked).status_code == 409


def test_nobody_leaves_before_joining(at_work: Client, society: Society) -> None:
    made = member(society, 1, joined_on=date(2017, 6, 2))
    asked = {"version": "0", "left_on": "2017-06-01", "left_reason": "unpaid"}
    response = at_work.post(f"{LIST}{made.pk}/leave/", asked)
    assert "left_on" in response.context["form"].errors
    made.refresh_from_db()
    assert made.left_on is None
