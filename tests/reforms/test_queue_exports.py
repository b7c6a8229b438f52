"""CAST's lists as files: what the page shows, with numbers as numbers and codes as text."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from reforms.enums import ReportState
from reforms.models import CheckException, Workplan
from societies.models import Society
from tests.factories.reforms import LATER, accepted_plan, report_of, seal
from tests.factories.societies import SocietyFactory, manager, reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]
APRIL = dt.date(2017, 4, 1)


@pytest.fixture
def head(client: Client) -> Client:
    """A browser in which a manager is signed in, in English."""
    client.force_login(manager())
    client.cookies["language"] = "en"
    return client


def rows(client: Client, address: str) -> list[dict[str, str]]:
    text = client.get(address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def cells(client: Client, address: str) -> tuple[list[Any], list[Any]]:
    """The first row of a workbook's table by column, and what its notes say."""
    book = load_workbook(io.BytesIO(client.get(address).content))
    first = [cell.value for cell in book.worksheets[0][2]]
    return first, [cell.value for line in book.worksheets[1].iter_rows() for cell in line]


def test_review_export_has_the_rows_of_the_queue(
    head: Client, society: Society, workplan: Workplan
) -> None:
    other = SocietyFactory(code="A-02", name_zh="=1+1", name_en="=1+1")
    report_of(society, workplan, "2017-05", {1: 20, 2: 100}, state=ReportState.SUBMITTED)
    report_of(other, workplan, "2017-05", {1: 30})
    [row] = rows(head, "/review/export.csv")
    assert (row["Code"], row["Month"], row["State"]) == ("A-01", "2017-05", "Awaiting review")
    assert (row["Tasks"], row["Awaiting review"]) == ("2", "2")
    assert "100% without evidence" in row["What to look at"]
    accepted = rows(head, "/review/export.csv?state=accepted&month=2017-05")
    assert [row["Society"] for row in accepted] == ["'=1+1"]
    first, notes = cells(head, "/review/export.xlsx?state=all")
    assert (first[0], first[7]) == ("A-01", 2)
    assert "Month: 2017-05; State: All states" in notes


def test_review_export_of_an_empty_queue_has_no_rows(head: Client) -> None:
    assert rows(head, "/review/export.csv") == []
    assert head.get("/review/export.pdf").status_code == 404


def test_review_export_is_of_the_portfolio_unless_all_is_asked_for(
    client: Client, society: Society, workplan: Workplan
) -> None:
    client.cookies["language"] = "en"
    client.force_login(reviewer(SocietyFactory(code="A-02")))
    report_of(society, workplan, "2017-05", {1: 20}, state=ReportState.SUBMITTED)
    address = "/review/export.csv?month=2017-05"
    assert rows(client, address) == []
    assert [row["My portfolio"] for row in rows(client, f"{address}&portfolio=all")] == ["no"]


def test_plan_export_narrows_as_the_page_does(
    head: Client, society: Society, workplan: Workplan
) -> None:
    accepted_plan(society, workplan, [4, 5, 6, 7, 8])
    SocietyFactory(code="A-02")
    assert [row["Code"] for row in rows(head, "/plans/export.csv?year=2017")] == ["A-01", "A-02"]
    first, notes = cells(head, "/plans/export.xlsx?year=2017&state=accepted")
    assert (first[0], first[3], first[6]) == ("A-01", "Accepted", 5)
    assert "Workplan: 2017; State: Accepted" in notes


def test_month_export_has_numbers_of_months_that_have_begun(
    head: Client, society: Society, workplan: Workplan
) -> None:
    report_of(society, workplan, "2017-04", {1: 20}, first_submitted_at=LATER)
    [issue] = seal(workplan, APRIL)
    first, _notes = cells(head, "/months/export.xlsx?workplan=2017")
    assert first[:1] + first[2:3] + first[6:8] == ["2017-04", 1, 1, issue.number]
    assert first[9] == issue.digest
    assert len(rows(head, "/months/export.csv?workplan=2017")) == 9


def test_exception_export_has_every_page_of_the_list(
    head: Client, society: Society, workplan: Workplan
) -> None:
    for number in range(1, 10):
        CheckException.objects.create(
            society=society,
            task=workplan.tasks.get(number=number),
            check_name="dormant_branches",
            reason="@SUM(A1)",
            requested_at=LATER,
        )
    found = rows(head, "/exceptions/export.csv")
    assert len(found) == 9
    assert {row["Reason"] for row in found} == {"'@SUM(A1)"}
    assert rows(head, "/exceptions/export.csv?state=approved") == []
    first, notes = cells(head, "/exceptions/export.xlsx")
    assert first[3] == 2017
    assert "State: Requested" in notes
