"""The history of a society, events as files, and the way from an event to its record."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import AuditEvent, User
from accounts.services import audit
from reports.views import history
from societies.models import Meeting, Society
from tests.factories.accounts import UserFactory
from tests.factories.societies import SocietyFactory, auditor, editor, manager, reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]
PAGE = "/societies/A-01/history/"


@pytest.fixture
def society() -> Society:
    return SocietyFactory(code="A-01", name_zh="中国数学会")


@pytest.fixture
def own(society: Society, client: Client) -> User:
    person = editor(society)
    client.force_login(person)
    return person


def happened(society: Society, label: str = "", *, reason: str = "", scope: str = "") -> AuditEvent:
    society.name_zh = label or society.name_zh
    return audit.record(
        action="society.changed",
        subject=society,
        actor=UserFactory(name="王处长"),
        scope=scope or society.code,
        before={"discipline": "science"},
        after={"discipline": "medicine"},
        reason=reason,
    )


def test_a_society_sees_all_of_its_own_history_and_nothing_of_others(
    society: Society, own: User, client: Client
) -> None:
    token = audit.origin.set("192.0.2.7")
    happened(society, reason="更正学科")
    audit.origin.reset(token)
    happened(SocietyFactory(code="A-02"), reason="别人的事")
    page = client.get(PAGE).content.decode()
    assert "更正学科" in page
    assert "王处长" in page
    assert "理科 → 医科" in page
    assert "别人的事" not in page
    assert "192.0.2.7" not in page, "where people sit is for those who control"


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=规范", {"甲"}), ("q=乙", {"乙"}), ("who=王处", {"甲", "乙"}), ("who=李", set())],
)
def test_history_is_filtered_in_the_address(
    society: Society, own: User, client: Client, query: str, found: set[str]
) -> None:
    happened(society, "甲", reason="名称规范")
    happened(society, "乙")
    events = client.get(f"{PAGE}?{query}").context["page_obj"]
    assert {event.subject_label.split()[-1] for event in events} == found


def test_reviewers_see_the_history_of_their_portfolio(society: Society, client: Client) -> None:
    happened(society)
    client.force_login(reviewer(society))
    assert client.get(PAGE).status_code == 200
    assert "/societies/A-01/history/" in client.get("/societies/A-01/").content.decode()
    client.force_login(reviewer(SocietyFactory()))
    assert client.get(PAGE).status_code == 403
    assert "/societies/A-01/history/" not in client.get("/societies/A-01/").content.decode()


def test_history_asks_as_many_queries_for_one_as_for_fifty(
    society: Society, own: User, client: Client
) -> None:
    client.get(PAGE)
    counts = []
    for number in (1, 2, 47):
        for _ in range(number):
            happened(society)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_an_event_leads_to_the_page_of_its_record(
    society: Society, own: User, client: Client
) -> None:
    event = happened(society)
    assert client.get(f"/audit/{event.pk}/record/")["Location"] == "/societies/A-01/"


def test_an_event_of_a_record_that_is_gone_leads_to_its_history(
    society: Society, own: User, client: Client
) -> None:
    meeting = Meeting.objects.create(society=society, level="council", held_on="2017-05-01")
    event = audit.record(action="register.deleted", subject=meeting, scope="A-01", reason="重复")
    there = f"/audit/{event.pk}/record/"
    assert client.get(there)["Location"] == f"/registers/meetings/{meeting.pk}/"
    meeting.delete()
    happened(society, reason="别的记录")
    page = client.get(there, follow=True).content.decode()
    assert "重复" in page
    assert "别的记录" not in page
    client.force_login(auditor())
    assert client.get(there)["Location"].startswith("/audit/?subject=meeting")


def test_an_event_of_another_society_is_not_found(
    society: Society, own: User, client: Client
) -> None:
    other = SocietyFactory(code="A-02")
    for event in (happened(other), audit.record(action="person.created", subject=own)):
        assert client.get(f"/audit/{event.pk}/record/").status_code == 404


def test_a_file_of_history_has_words_digests_and_says_its_filters(
    society: Society, client: Client
) -> None:
    client.force_login(manager())
    happened(society, reason="=1+1")
    event = happened(society, reason="更正学科")
    answer = client.get("/audit/export.xlsx?q=更正")
    book = load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][0] == event.pk
    assert {"王处长", "更正学科", event.digest} <= set(rows[1])
    assert any("理科 → 医科" in str(value) for value in rows[1])
    notes = {str(row[0]): str(row[1]) for row in book.worksheets[1].iter_rows(values_only=True)}
    assert "更正" in notes["筛选条件"]
    assert f"{event.pk}:{event.digest}" in notes.values()
    note = AuditEvent.objects.get(action="trail.exported")
    assert note.after is not None
    assert note.after["rows"] == 1


def test_a_csv_of_history_lets_no_reason_become_a_formula(
    society: Society, own: User, client: Client
) -> None:
    happened(society, reason="=1+1")
    text = client.get(f"{PAGE}export.csv?q=1").content.decode("utf-8-sig")
    assert "'=1+1" in text
    assert "筛选条件" in text
    assert AuditEvent.objects.get(action="trail.exported").scope == "A-01"


def test_too_long_a_file_is_refused_with_what_to_do(
    society: Society, own: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "EXPORTED", 1)
    happened(society)
    assert client.get(f"{PAGE}export.csv").status_code == 200
    page = client.get(f"{PAGE}export.csv?q=数学", follow=True)
    assert page.status_code == 200
    assert page.redirect_chain == [(f"{PAGE}?q=%E6%95%B0%E5%AD%A6", 302)]


def test_a_file_by_a_wrong_filter_leads_to_what_is_wrong(
    society: Society, own: User, client: Client
) -> None:
    page = client.get(f"{PAGE}export.xlsx?since=0001-01-01", follow=True)
    assert "since" in page.context["filter"].form.errors
    assert not AuditEvent.objects.filter(action="trail.exported").exists()
