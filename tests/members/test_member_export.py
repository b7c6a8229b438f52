"""What leaves with an export of members, and what does not."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.models import AuditEvent
from members import resources
from members.models import Member
from societies.models import Society
from tests.factories.members import GOOD_ID, PHONE, member
from tests.factories.societies import manager

pytestmark = pytest.mark.django_db


LIST = "/societies/A-01/members/"


def table(response: Any) -> list[list[str]]:
    """The rows of a CSV."""
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def test_export_gives_what_is_filtered_with_numbers_and_is_noted(
    at_work: Client, person: Member
) -> None:
    member(person.society, 2, name="李华")
    rows = table(at_work.get(f"{LIST}export.csv", {"q": "小明"}))
    assert [row[1] for row in rows[1:]] == ["S01-1"]
    assert GOOD_ID in rows[1]
    event = AuditEvent.objects.get(action="member.exported")
    assert event.after is not None
    assert (event.scope, event.after["members"], event.after["identifying"]) == ("A-01", 1, True)
    assert "小明" in event.after["filters"]


def test_export_for_cast_has_no_identifying_numbers(client: Client, person: Member) -> None:
    client.force_login(manager())
    [head, row] = table(client.get(f"{LIST}export.csv"))
    assert len(head) == len(row) == 11
    assert not {GOOD_ID, PHONE, "wang@example.org"} & set(row)
    event = AuditEvent.objects.get(action="member.exported")
    assert event.after is not None
    assert event.after["identifying"] is False


def test_long_export_has_one_head(
    at_work: Client, society: Society, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_CHUNK", 2)
    for place in range(1, 6):
        member(society, place, name='引"号\r\n换行')
    rows = table(at_work.get(f"{LIST}export.csv"))
    assert [row[1] for row in rows[1:]] == [f"A-01-{place}" for place in range(1, 6)]
    assert {row[2] for row in rows[1:]} == {'引"号\r\n换行'}


def test_workbook_says_which_filters_apply(at_work: Client, person: Member) -> None:
    response = at_work.get(f"{LIST}export.xlsx", {"on": "2017-12-31"})
    book = load_workbook(io.BytesIO(response.content))
    cells = [cell.value for row in book.worksheets[0].iter_rows(min_row=2) for cell in row]
    assert GOOD_ID in cells
    notes = [cell.value for row in book.worksheets[1].iter_rows() for cell in row]
    assert "2017-12-31" in notes


def test_workbook_of_too_many_members_leads_back_and_is_not_noted(
    at_work: Client, society: Society, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "MOST_WORKBOOK_ROWS", 1)
    member(society, 1)
    member(society, 2)
    response = at_work.get(f"{LIST}export.xlsx?kind=individual")
    assert response.headers["Location"] == f"{LIST}?kind=individual"
    assert not AuditEvent.objects.filter(action="member.exported").exists()
