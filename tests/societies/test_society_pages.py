"""Pages of societies."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import AuditEvent, User
from societies.models import Society
from societies.selectors import term_state
from societies.services.societies import StaleSociety, change_society
from tests.factories.accounts import UserFactory
from tests.factories.societies import SocietyFactory, approver, auditor, editor, manager

pytestmark = pytest.mark.django_db
CREDIT_CODE = "51100000500000972P"


@pytest.fixture
def society() -> Society:
    made: Society = SocietyFactory(code="A-01", name_zh="中国数学会", name_en="Maths")
    return made


def profile(society: Society, **values: Any) -> dict[str, Any]:
    return {"version": society.version, "president": "", **values}


def save(client: Client, society: Society, **values: Any) -> Any:
    return client.post(f"/societies/{society.code}/edit/", profile(society, **values))


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["A-01", "B-02", "D-09"]),
        ("q=数学", ["A-01"]),
        ("q=b-0", ["B-02"]),
        ("q=medic", ["D-09"]),
        ("discipline=engineering", ["B-02"]),
        ("state=inactive", ["D-09"]),
        ("q=nothing", []),
    ],
)
@pytest.mark.usefixtures("society")
def test_societies_are_searched_and_filtered_in_the_address(
    client: Client, query: str, codes: list[str]
) -> None:
    SocietyFactory(code="B-02", discipline="engineering")
    SocietyFactory(code="D-09", name_en="Medical", discipline="medicine", is_active=False)
    client.force_login(auditor())
    answer = client.get(f"/societies/?{query}")
    assert [society.code for society, _ in answer.context["rows"]] == codes
    rows = client.get(f"/societies/export.csv?{query}").content.decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(rows))][1:] == codes


def test_society_list_counts_people_who_hold_a_role_now(client: Client, society: Society) -> None:
    editor(society)
    editor(society)
    approver(society)
    User.objects.filter(pk=editor(society).pk).update(is_active=False)
    client.force_login(manager())
    ((row, _),) = client.get("/societies/").context["rows"]
    assert (row.editors, row.approvers) == (2, 1)


def test_society_list_asks_as_many_queries_for_one_as_for_many(client: Client) -> None:
    client.force_login(manager())
    client.get("/societies/")  # the first request of a session also writes it
    counts = []
    for _ in range(3):
        editor(SocietyFactory())
        with CaptureQueriesContext(connection) as queries:
            client.get("/societies/")
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_exported_workbook_keeps_kinds_and_names_the_filters(
    client: Client, society: Society
) -> None:
    Society.objects.update(president="=1+1", council_seats=151, founded_on=date(1935, 7, 25))
    client.force_login(manager())
    answer = client.get("/societies/export.xlsx?discipline=science")
    book = load_workbook(io.BytesIO(answer.content))
    header, row = book.worksheets[0].iter_rows()
    cells = dict(zip([cell.value for cell in header], row, strict=True))
    meta = {f.name: str(f.verbose_name) for f in Society._meta.get_fields() if f.concrete}
    assert cells[meta["code"]].data_type == "s"
    assert cells[meta["president"]].data_type == "s"
    assert cells[meta["council_seats"]].value == 151
    assert str(cells[meta["founded_on"]].value) == "1935-07-25 00:00:00"
    notes = [cell.value for line in book.worksheets[1].iter_rows() for cell in line]
    assert "学科：理科" in notes
    assert client.get("/societies/export.pdf", follow=True).status_code == 404


def test_society_page_shows_profile_people_and_history(client: Client, society: Society) -> None:
    secretary = approver(society, name="赵秘书长")
    change_society(
        society=society,
        values={"president": "钱理事长", "council_seats": 0},
        expected_version=0,
        by=secretary,
    )
    client.force_login(secretary)
    page = client.get("/societies/A-01/").content.decode()
    assert "赵秘书长" in page
    assert "钱理事长" in page
    assert "/societies/A-01/edit/" in page
    client.force_login(auditor())
    assert "/societies/A-01/edit/" not in client.get("/societies/A-01/").content.decode()


@pytest.mark.parametrize(
    ("ends_on", "state"),
    [
        (None, ""),
        (date(2017, 4, 30), "over"),
        (date(2017, 5, 1), "ending"),
        (date(2017, 10, 31), "ending"),
        (date(2017, 11, 1), ""),
    ],
)
def test_a_term_that_runs_out_is_noticed(ends_on: date | None, state: str) -> None:
    society = SocietyFactory.build(term_ends_on=ends_on)
    assert term_state(society, today=date(2017, 5, 1)) == state


def test_society_page_asks_as_many_queries_for_few_as_for_many(
    client: Client, society: Society
) -> None:
    client.force_login(manager())
    client.get("/societies/A-01/")  # the first request of a session also writes it
    counts = []
    for number in range(3):
        chief = editor(society)
        change_society(
            society=society, values={"address": str(number)}, expected_version=number, by=chief
        )
        with CaptureQueriesContext(connection) as queries:
            client.get("/societies/A-01/")
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_profile_is_saved_with_before_and_after(client: Client, society: Society) -> None:
    person = editor(society)
    client.force_login(person)
    answer = save(client, society, credit_code=CREDIT_CODE.lower(), council_seats="151")
    assert answer.status_code == 302, answer.context["form"].errors
    society.refresh_from_db()
    assert (society.credit_code, society.council_seats, society.version) == (CREDIT_CODE, 151, 1)
    event = AuditEvent.objects.get(action="society.changed")
    assert (event.actor, event.scope) == (person, "A-01")
    assert event.before == {"credit_code": "", "council_seats": None}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"credit_code": "51100000500000972Q"}, "credit_code"),
        ({"credit_code": "123"}, "credit_code"),
        ({"council_seats": "-1"}, "council_seats"),
        ({"council_seats": "99999999"}, "council_seats"),
        ({"term_starts_on": "2017-05-01", "term_ends_on": "2017-05-01"}, "__all__"),
        ({"term_ends_on": "next year"}, "term_ends_on"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"contact_email": "x"}, "contact_email"),
    ],
)
def test_a_wrong_profile_is_refused_and_nothing_typed_is_lost(
    client: Client, society: Society, wrong: dict[str, str], field: str
) -> None:
    client.force_login(editor(society))
    answer = save(client, society, address="海淀区某路", **wrong)
    assert answer.context["form"].errors.keys() == {field}
    assert "海淀区某路" in answer.content.decode()
    society.refresh_from_db()
    assert (society.address, society.version) == ("", 0)


def test_a_credit_code_belongs_to_one_society(client: Client, society: Society) -> None:
    SocietyFactory(credit_code=CREDIT_CODE)
    client.force_login(editor(society))
    assert save(client, society, credit_code=CREDIT_CODE).context["form"].errors


def test_a_society_cannot_change_its_entry_in_casts_list(client: Client, society: Society) -> None:
    client.force_login(approver(society))
    save(client, society, code="A-99", name_zh="别名", discipline="medicine", is_active="")
    society.refresh_from_db()
    assert (society.code, society.name_zh, society.is_active) == ("A-01", "中国数学会", True)


def test_a_manager_changes_the_entry_in_casts_list(client: Client, society: Society) -> None:
    client.force_login(manager())
    answer = save(client, society, code="A-99", name_zh="新名", discipline="medicine")
    assert answer["Location"] == "/societies/A-99/"
    society.refresh_from_db()
    assert (society.name_zh, society.discipline, society.is_active) == ("新名", "medicine", False)


def test_a_second_save_shows_both_texts_and_loses_neither(client: Client, society: Society) -> None:
    client.force_login(editor(society))
    other = approver(society)
    change_society(society=society, values={"address": "他们的"}, expected_version=0, by=other)
    answer = save(client, society, address="我的", president="我的会长")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "他们的" in page
    assert "我的会长" in page
    society.refresh_from_db()
    assert society.address == "他们的"
    assert answer.context["form"]["version"].value() == "1"
    again = client.post(
        "/societies/A-01/edit/", {"version": "1", "address": "我的", "president": "我的会长"}
    )
    assert again.status_code == 302
    society.refresh_from_db()
    assert (society.address, society.version) == ("我的", 2)


def test_change_society_raises_when_stale(society: Society) -> None:
    with pytest.raises(StaleSociety) as caught:
        change_society(
            society=society, values={"address": "x"}, expected_version=7, by=UserFactory()
        )
    assert caught.value.current == society


def test_change_society_without_change_writes_nothing(society: Society) -> None:
    change_society(society=society, values={"address": ""}, expected_version=0, by=UserFactory())
    assert not AuditEvent.objects.exists()


def test_another_society_is_not_found(client: Client, society: Society) -> None:
    SocietyFactory(code="A-02")
    client.force_login(editor(society))
    for path in ("/societies/A-02/", "/societies/A-02/edit/", "/societies/A-77/"):
        assert client.get(path).status_code == 404
