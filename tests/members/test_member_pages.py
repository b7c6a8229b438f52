"""Pages of members: list, counts, one member, search by number, export, and CAST's summary."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEvent
from members import resources
from members.enums import MemberGrade, MemberKind
from members.models import DeclaredCount, Member
from members.views import paging
from societies.enums import Sector
from societies.models import Society
from tests.factories.societies import SocietyFactory, auditor, editor, manager
from tests.members.test_counts import dues, member

pytestmark = pytest.mark.django_db
LIST = "/societies/A-01/members/"
COUNTS = f"{LIST}counts/"
SUMMARY = "/members/"
ID_NUMBER = "11010519491231002X"
PHONE = "13800138000"


@pytest.fixture
def society() -> Society:
    """Some society."""
    return SocietyFactory(code="A-01")


@pytest.fixture
def page(client: Client, society: Society) -> Client:
    """The browser of an editor of the society."""
    client.force_login(editor(society))
    return client


@pytest.fixture
def person(society: Society) -> Member:
    """A member with an identity and a telephone number."""
    made = Member(society=society, registration_no="S01-1", name="王小明", email="wang@example.org")
    made.id_number, made.phone = ID_NUMBER, PHONE
    made.save()
    return made


def listed(response: Any) -> list[str]:
    """The registration numbers that a list shows."""
    return [row.registration_no for row in response.context["page_obj"]]


# ---- the list


def test_list_shows_who_is_a_member_on_the_day(page: Client, society: Society) -> None:
    member(society, 1, joined_on=date(2017, 1, 1), left_on=date(2017, 6, 1))
    member(society, 2, joined_on=date(2017, 6, 1))
    member(society, 3, kind=MemberKind.UNIT)
    before = page.get(LIST, {"on": "2017-05-31"})
    assert listed(before) == ["A-01-1", "A-01-3"]
    assert (before.context["individual"], before.context["unit"]) == (1, 1)
    assert listed(page.get(LIST, {"on": "2017-06-01"})) == ["A-01-2", "A-01-3"]


@pytest.mark.parametrize(
    ("status", "numbers"),
    [("", ["A-01-2"]), ("left", ["A-01-1"]), ("later", ["A-01-3"]), ("any", None)],
)
def test_list_shows_those_who_left_or_come_later(
    page: Client, society: Society, status: str, numbers: list[str] | None
) -> None:
    member(society, 1, left_on=date(2017, 6, 1))
    member(society, 2)
    member(society, 3, joined_on=date(2017, 6, 2))
    shown = listed(page.get(LIST, {"on": "2017-06-01", "status": status}))
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
    page: Client, society: Society, query: dict[str, str], numbers: list[str]
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
    assert listed(page.get(LIST, query)) == numbers


@pytest.mark.parametrize("query", [{"on": "2017-13-01"}, {"joined": "20x"}, {"grade": "tall"}])
def test_wrong_filter_says_so_and_leaves_the_list(
    page: Client, society: Society, query: dict[str, str]
) -> None:
    member(society, 1)
    response = page.get(LIST, query)
    assert listed(response) == ["A-01-1"]
    assert "is-invalid" in response.content.decode()


def test_list_keeps_other_societies_members_away(page: Client, society: Society) -> None:
    member(SocietyFactory(code="A-02"), 1)
    assert listed(page.get(LIST)) == []
    assert page.get("/societies/A-02/members/").status_code == 404


@pytest.mark.parametrize("number", [1, 3, 210])
def test_list_takes_as_many_queries_for_many_members(
    page: Client, society: Society, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for place in range(number):
        member(society, place)
    page.get(LIST)
    with django_assert_num_queries(7):
        assert page.get(LIST).context["shown"] == number


def test_long_list_shows_its_first_pages_only(
    page: Client, society: Society, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PER_PAGE", 2)
    monkeypatch.setattr(paging, "MOST_PAGES", 2)
    for place in range(1, 6):
        member(society, place)
    response = page.get(LIST, {"page": "99"})
    assert listed(response) == ["A-01-3", "A-01-4"]
    assert response.context["shown"] == 5
    assert response.context["page_obj"].paginator.most == 4


# ---- counts


def test_counts_stand_beside_the_end_of_the_year_before(page: Client, society: Society) -> None:
    for place in range(20):
        member(society, place, grade=MemberGrade.ORDINARY, joined_on=date(2016, 12, 31))
    for place in range(20, 23):
        member(society, place, grade=MemberGrade.SENIOR, joined_on=date(2017, 1, 1), region="北京")
    counted = page.get(COUNTS, {"on": "2017-12-31"}).context["counted"]
    assert (counted.before.individual, counted.now.individual, counted.growth) == (20, 23, 15)
    grades, _sectors, regions = counted.tables
    assert [(line.individual, line.individual_before) for line in grades.lines] == [
        (20, 20),
        (3, 0),
    ]
    assert [(line.word, line.individual) for line in regions.lines][1] == ("北京", 3)


def test_counts_link_to_the_members_they_count(page: Client, society: Society) -> None:
    member(society, 1, grade=MemberGrade.SENIOR)
    member(society, 2)
    text = page.get(COUNTS, {"on": "2017-12-31"}).content.decode()
    assert f'{LIST}?grade=senior&amp;on=2017-12-31"' in text
    assert listed(page.get(f"{LIST}?grade=senior&on=2017-12-31")) == ["A-01-1"]


@pytest.mark.parametrize("number", [1, 3, 210])
def test_counts_take_as_many_queries_for_many_members(
    page: Client, society: Society, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for place in range(number):
        member(society, place, region=f"地{place}")
    page.get(COUNTS)
    with django_assert_num_queries(6):
        page.get(COUNTS)


def test_many_regions_are_added_up_at_the_end(page: Client, society: Society) -> None:
    for place in range(45):
        member(society, place, region=f"地{place:02}")
    lines = page.get(COUNTS).context["counted"].tables[2].lines
    assert len(lines) == 41
    assert (lines[-1].individual, lines[-1].query) == (5, "")


# ---- one member


def test_numbers_are_masked_until_they_are_asked_for(page: Client, person: Member) -> None:
    url = f"{LIST}{person.pk}/"
    text = page.get(url).content.decode()
    assert "••••002X" in text
    assert "••••8000" in text
    assert ID_NUMBER not in text
    assert not AuditEvent.objects.filter(action="member.revealed").exists()
    shown = page.post(f"{url}reveal/").content.decode()
    assert ID_NUMBER in shown
    assert PHONE in shown
    event = AuditEvent.objects.get(action="member.revealed")
    assert (event.subject_id, event.scope) == (str(person.pk), "A-01")
    assert ID_NUMBER not in str((event.before, event.after, event.subject_label))


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


@pytest.mark.parametrize("number", ["11010519491231002x", ID_NUMBER, "138 0013 8000"])
def test_exact_number_finds_its_member(page: Client, person: Member, number: str) -> None:
    response = page.post(f"{LIST}find/", {"number": number})
    assert response.headers["Location"] == f"{LIST}{person.pk}/"


@pytest.mark.parametrize("number", ["1380013800", "110105", ""])
def test_part_of_a_number_finds_nobody(page: Client, person: Member, number: str) -> None:
    response = page.post(f"{LIST}find/", {"number": number})
    assert response.status_code == 200
    assert response.context["found"] == []


def test_number_of_two_members_lists_both(page: Client, person: Member) -> None:
    second = Member(society=person.society, registration_no="S01-2", name="王大明")
    second.phone = PHONE
    second.save()
    response = page.post(f"{LIST}find/", {"number": PHONE})
    assert [row.registration_no for row in response.context["found"]] == ["S01-1", "S01-2"]


def test_number_finds_no_member_of_another_society(page: Client, society: Society) -> None:
    other = Member(society=SocietyFactory(code="A-02"), registration_no="S02-1", name="别")
    other.phone = PHONE
    other.save()
    assert page.post(f"{LIST}find/", {"number": PHONE}).context["found"] == []
    assert page.get(f"{LIST}{other.pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3, 30])
def test_member_takes_as_many_queries_for_many_years(
    page: Client, person: Member, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for year in range(number):
        dues(person, "60", "60", 1990 + year)
    url = f"{LIST}{person.pk}/"
    page.get(url)
    with django_assert_num_queries(10):
        page.get(url)


NEW = {"version": "0", "registration_no": "S01-9", "name": "赵新", "kind": "individual"}


def test_new_member_is_recorded(page: Client, society: Society) -> None:
    response = page.post(f"{LIST}new/", {**NEW, "id_number": ID_NUMBER, "joined_on": "2017-01-01"})
    made = Member.objects.get(registration_no="S01-9")
    assert response.headers["Location"] == f"{LIST}{made.pk}/"
    assert (made.society, made.id_number) == (society, ID_NUMBER)
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
    page: Client, person: Member, values: dict[str, str], field: str
) -> None:
    response = page.post(f"{LIST}new/", {**NEW, "employer": "某大学", **values})
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


def test_edit_keeps_the_numbers_it_does_not_show(page: Client, person: Member) -> None:
    url = f"{LIST}{person.pk}/edit/"
    assert ID_NUMBER not in page.get(url).content.decode()
    page.post(url, edited(person, name="王晓明"))
    person.refresh_from_db()
    assert (person.name, person.id_number, person.phone) == ("王晓明", ID_NUMBER, PHONE)


def test_edit_deletes_a_number_when_told(page: Client, person: Member) -> None:
    url = f"{LIST}{person.pk}/edit/"
    refused = page.post(url, edited(person, phone="139", forget_phone="on"))
    assert "phone" in refused.context["form"].errors
    page.post(url, edited(person, forget_phone="on"))
    person.refresh_from_db()
    assert (person.id_number, person.phone) == (ID_NUMBER, "")


def test_edit_of_what_somebody_else_saved_shows_both(page: Client, person: Member) -> None:
    url = f"{LIST}{person.pk}/edit/"
    old = edited(person, name="甲")
    page.post(url, edited(person, name="乙"))
    response = page.post(url, old)
    assert response.status_code == 409
    text = response.content.decode()
    assert "甲" in text
    assert "乙" in text
    person.refresh_from_db()
    assert person.name == "乙"
    page.post(url, {**old, "version": response.context["form"]["version"].value()})
    person.refresh_from_db()
    assert person.name == "甲"


def test_membership_ends_on_a_day_with_a_reason(page: Client, person: Member) -> None:
    url = f"{LIST}{person.pk}/leave/"
    asked = {"version": "0", "left_on": "2017-06-01", "left_reason": "unpaid"}
    assert "left_reason" in page.post(url, {**asked, "left_reason": ""}).context["form"].errors
    page.post(url, asked)
    person.refresh_from_db()
    assert (person.left_on, person.left_reason) == (date(2017, 6, 1), "unpaid")
    assert page.post(url, asked).status_code == 409


def test_nobody_leaves_before_joining(page: Client, society: Society) -> None:
    made = member(society, 1, joined_on=date(2017, 6, 2))
    asked = {"version": "0", "left_on": "2017-06-01", "left_reason": "unpaid"}
    response = page.post(f"{LIST}{made.pk}/leave/", asked)
    assert "left_on" in response.context["form"].errors
    made.refresh_from_db()
    assert made.left_on is None


# ---- export


def table(response: Any) -> list[list[str]]:
    """The rows of a CSV."""
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def test_export_gives_what_is_filtered_with_numbers_and_is_noted(
    page: Client, person: Member
) -> None:
    member(person.society, 2, name="李华")
    rows = table(page.get(f"{LIST}export.csv", {"q": "小明"}))
    assert [row[1] for row in rows[1:]] == ["S01-1"]
    assert ID_NUMBER in rows[1]
    event = AuditEvent.objects.get(action="member.exported")
    assert event.after is not None
    assert (event.scope, event.after["members"], event.after["identifying"]) == ("A-01", 1, True)
    assert "小明" in event.after["filters"]


def test_export_for_cast_has_no_identifying_numbers(client: Client, person: Member) -> None:
    client.force_login(manager())
    [head, row] = table(client.get(f"{LIST}export.csv"))
    assert len(head) == len(row) == 11
    assert not {ID_NUMBER, PHONE, "wang@example.org"} & set(row)
    event = AuditEvent.objects.get(action="member.exported")
    assert event.after is not None
    assert event.after["identifying"] is False


def test_long_export_has_one_head(
    page: Client, society: Society, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_CHUNK", 2)
    for place in range(1, 6):
        member(society, place, name='引"号\r\n换行')
    rows = table(page.get(f"{LIST}export.csv"))
    assert [row[1] for row in rows[1:]] == [f"A-01-{place}" for place in range(1, 6)]
    assert {row[2] for row in rows[1:]} == {'引"号\r\n换行'}


def test_workbook_says_which_filters_apply(page: Client, person: Member) -> None:
    response = page.get(f"{LIST}export.xlsx", {"on": "2017-12-31"})
    book = load_workbook(io.BytesIO(response.content))
    cells = [cell.value for row in book.worksheets[0].iter_rows(min_row=2) for cell in row]
    assert ID_NUMBER in cells
    notes = [cell.value for row in book.worksheets[1].iter_rows() for cell in row]
    assert "2017-12-31" in notes


def test_workbook_of_too_many_members_leads_back_and_is_not_noted(
    page: Client, society: Society, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "MOST_WORKBOOK_ROWS", 1)
    member(society, 1)
    member(society, 2)
    response = page.get(f"{LIST}export.xlsx?kind=individual")
    assert response.headers["Location"] == f"{LIST}?kind=individual"
    assert not AuditEvent.objects.filter(action="member.exported").exists()


# ---- all societies


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
    with django_assert_num_queries(13):
        client.get(SUMMARY)
    cache.clear()
    with django_assert_num_queries(15):
        client.get(SUMMARY)


def test_summary_leads_a_society_to_its_own_members(page: Client) -> None:
    assert page.get(SUMMARY).headers["Location"] == LIST
