"""Pages of checks: one society beside its claims, and the country check by check."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django_scopes import scopes_disabled
from pytest_django import Settings

from reforms.enums import Verdict
from reforms.models import RegistryCheck, Workplan
from reforms.selectors.check_pages import check_counts, month_of, proof_of, sealed_year
from reforms.selectors.checks import checks_of
from reforms.services import checks, sealing
from societies.models import Society
from tests.factories.checks import checked_workplan, verdict_of
from tests.factories.reforms import report_of
from tests.factories.societies import SocietyFactory, auditor, editor, manager, reviewer

pytestmark = pytest.mark.django_db

AT = dt.datetime(2017, 6, 20, 4, 0, tzinfo=dt.UTC)
APRIL, MAY = dt.date(2017, 4, 1), dt.date(2017, 5, 1)


@pytest.fixture(autouse=True)
def in_june(settings: Settings) -> Iterator[None]:
    """Stand on 20 June 2017, without a second factor."""
    settings.DEMO = True
    with time_machine.travel(AT, tick=False), scopes_disabled(), translation.override("en"):
        yield


@pytest.fixture
def society() -> Society:
    """A society."""
    society: Society = SocietyFactory(code="A-01", name_zh="中国数学会", name_en="Mathematics")
    return society


@pytest.fixture
def workplan() -> Workplan:
    """Task 1 asks for growth, task 2 for branches and premises."""
    return checked_workplan()


@pytest.fixture
def browser(client: Client) -> Client:
    """A CAST manager, reading English."""
    client.force_login(manager())
    client.cookies["language"] = "en"
    return client


def text_of(browser: Client, address: str, status: int = 200) -> str:
    response = browser.get(address)
    assert response.status_code == status
    return response.content.decode()


def page_of(code: str = "A-01", query: str = "") -> str:
    return reverse("reforms:check-list", kwargs={"code": code}) + query


def one_check(name: str = "check-societies", **kwargs: str) -> str:
    values = {"year": 2017, "number": 1, "check": "individual_growth", **kwargs}
    return reverse(f"reforms:{name}", kwargs=values)


def grown(society: Society, workplan: Workplan, verdict: Verdict = Verdict.NOT_MET) -> None:
    """A verdict on growth with its numbers."""
    row = verdict_of(society, workplan, 1, verdict)
    row.inputs = {"current": 22963, "current_source": "declared", "target": 23000}
    row.threshold = {"set_by": "text", "soft": False, "percent": 15}
    row.remedy = {"code": "more_members", "params": {"members": 37, "day": "2017-12-31"}}
    row.save()


def test_society_page_tells_numbers_formula_source_and_remedy(
    society: Society, workplan: Workplan, browser: Client
) -> None:
    grown(society, workplan)
    text = text_of(browser, page_of())
    assert "22,963 members, 23,000 needed" in text
    assert "100 × individual members ≥ (100 + 15) ×" in text
    assert "37 more individual members" in text
    assert "declared count" in text
    assert reverse("members:member-counts", kwargs={"code": "A-01"}) in text
    assert "registers as of 2017-06-01" in text


def test_society_page_shows_claims_against_the_registers(
    society: Society, workplan: Workplan, browser: Client
) -> None:
    grown(society, workplan)
    report_of(society, workplan, "2017-05", {1: 100})
    text = text_of(browser, page_of())
    assert "the registers do not bear it out" in text
    assert 'href="#task-1"' in text


def test_society_page_stands_back_below_100(
    society: Society, workplan: Workplan, browser: Client
) -> None:
    grown(society, workplan)
    report_of(society, workplan, "2017-05", {1: 99})
    assert "the registers do not bear it out" not in text_of(browser, page_of())


def test_threshold_of_cast_is_labelled(
    society: Society, workplan: Workplan, browser: Client
) -> None:
    row = verdict_of(society, workplan, 2, Verdict.NOT_MET, "dormant_branches")
    row.threshold = {"set_by": "cast", "soft": True, "months": 12, "longer_months": 24}
    row.save()
    assert "Threshold set by CAST, not in the workplan." in text_of(browser, page_of())


def test_only_the_society_can_ask_for_an_exception(
    society: Society, workplan: Workplan, browser: Client
) -> None:
    row = verdict_of(society, workplan, 2, Verdict.NOT_MET, "dormant_branches")
    row.threshold = {"set_by": "cast", "soft": True, "months": 12, "longer_months": 24}
    row.save()
    address = reverse("reforms:exception-create", kwargs={"code": "A-01", "year": 2017})
    wanted = f"{address}?check=2.dormant_branches"
    assert wanted not in text_of(browser, page_of())
    browser.force_login(editor(society))
    assert wanted in text_of(browser, page_of())


def test_another_day_is_computed_fresh_and_nothing_is_kept(
    society: Society, workplan: Workplan, browser: Client
) -> None:
    text = text_of(browser, page_of(query="?as_of=2017-05-03"))
    assert "Computed just now, registers as of 2017-05-03" in text
    assert not RegistryCheck.objects.exists()


@pytest.mark.parametrize("day", ["2017-06-21", "3 May", "2017-02-30"])
def test_wrong_day_is_named_and_the_live_checks_stay(
    society: Society, workplan: Workplan, browser: Client, day: str
) -> None:
    grown(society, workplan)
    text = text_of(browser, page_of(query=f"?as_of={day}"))
    assert "is-invalid" in text
    assert "As it stands" in text


def test_sealed_month_is_shown_as_it_was(
    society: Society, workplan: Workplan, browser: Client
) -> None:
    sealing.seal_month(workplan=workplan, month=APRIL, at=AT)
    grown(society, workplan, Verdict.MET)
    text = text_of(browser, page_of(query="?month=2017-04"))
    assert "As sealed with April 2017 (issue 1), registers as of 2017-04-30" in text
    assert "22,963" not in text
    for month in ("2017-05", "april"):
        assert browser.get(page_of(query=f"?month={month}")).status_code == 404


def test_page_without_checks_says_so(society: Society, browser: Client) -> None:
    assert "No check has been computed yet" in text_of(browser, page_of())


def test_history_holds_every_sealed_month(society: Society, workplan: Workplan) -> None:
    for month in (APRIL, MAY):
        sealing.seal_month(workplan=workplan, month=month, at=AT)
    year = sealed_year(society, workplan)
    series, verdicts = year.series, year.verdicts
    assert [element["month"] for element in series] == ["2017-04", "2017-05"]
    assert list(verdicts) == [APRIL, MAY]
    assert set(verdicts[MAY]) == {1, 2}


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (dt.date(2017, 1, 31), 4),
        (dt.date(2017, 4, 30), 4),
        (dt.date(2017, 5, 1), 5),
        (dt.date(2018, 2, 1), 12),
    ],
)
def test_claims_are_those_of_the_month_of_the_day(
    workplan: Workplan, day: dt.date, month: int
) -> None:
    assert month_of(workplan, day) == dt.date(2017, month, 1)


def test_proof_counts_tasks_and_names_what_lacks(society: Society, workplan: Workplan) -> None:
    verdict_of(society, workplan, 1, Verdict.NO_DATA)
    verdict_of(society, workplan, 2, Verdict.NOT_MET, "premises")
    proof = proof_of(checks_of(society, workplan))
    assert dict(proof.counts)[Verdict.NOT_MET] == 1
    assert [each.task for each in proof.unproven] == [2, 1]
    assert [each.task for each in proof_of(checks_of(society, workplan), {1}).unproven] == [1]


def test_registers_and_desk_show_what_is_proven(
    society: Society, workplan: Workplan, browser: Client
) -> None:
    grown(society, workplan)
    browser.force_login(editor(society))
    index = reverse("societies:register-index", kwargs={"code": "A-01"})
    for address in (index, reverse("reforms:desk")):
        text = text_of(browser, address)
        assert "What the registers prove" in text
        assert "37 more individual members" in text


def test_national_page_counts_active_societies(
    society: Society, workplan: Workplan, browser: Client
) -> None:
    verdict_of(society, workplan, 1, Verdict.NOT_MET)
    verdict_of(SocietyFactory(), workplan, 1, Verdict.MET)
    verdict_of(SocietyFactory(is_active=False), workplan, 1, Verdict.MET)
    first = check_counts(workplan)[0]
    assert (first.counts, first.judged) == ({Verdict.NOT_MET: 1, Verdict.MET: 1}, 2)
    assert "Growth of individual membership" in text_of(browser, reverse("reforms:check-overview"))


def test_national_page_filters_by_discipline_task_and_verdict(
    society: Society, workplan: Workplan
) -> None:
    verdict_of(society, workplan, 1, Verdict.NOT_MET)
    verdict_of(SocietyFactory(discipline="medicine"), workplan, 2, Verdict.MET, "premises")
    assert not check_counts(workplan, discipline="medicine")[0].counts
    assert {one.task.number for one in check_counts(workplan, task=2)} == {2}
    found = check_counts(workplan, verdict="met")
    assert [one.check for one in found] == ["premises"]


def test_list_behind_a_count_is_filtered(
    society: Society, workplan: Workplan, browser: Client
) -> None:
    grown(society, workplan)
    verdict_of(SocietyFactory(code="A-02"), workplan, 1, Verdict.MET)
    text = text_of(browser, f"{one_check()}?verdict=not_met")
    assert "22,963 members, 23,000 needed" in text
    assert page_of() in text
    assert page_of("A-02") not in text
    assert browser.get(one_check(check="premises")).status_code == 404
    assert browser.get(one_check(year="2016")).status_code == 404


def test_exports_state_their_filters(society: Society, workplan: Workplan, browser: Client) -> None:
    grown(society, workplan)
    verdict_of(SocietyFactory(code="A-02"), workplan, 1, Verdict.MET)
    address = f"{one_check('check-societies-export', suffix='csv')}?verdict=not_met"
    text = browser.get(address).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][0] == "A-01"
    assert rows[2] == []
    assert ["Verdict", "Not met"] in rows
    assert not any(row[:1] == ["A-02"] for row in rows)
    export = reverse("reforms:check-export", kwargs={"suffix": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{export}?task=1").content))
    assert book.worksheets[0].max_row == 2
    assert any(row[0].value == "Task" for row in book.worksheets[1].iter_rows())


@pytest.mark.parametrize("make", [manager, auditor])
def test_pages_cost_the_same_for_one_society_and_three(client: Client, make: object) -> None:
    workplan = checked_workplan()
    first = SocietyFactory(code="A-01")
    client.force_login(make())  # type: ignore[operator]
    addresses = [
        page_of(),
        page_of(query="?as_of=2017-06-15"),
        reverse("reforms:check-overview"),
        one_check(),
    ]

    def cost() -> list[int]:
        checks.recompute(workplan=workplan, at=AT)
        counts = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    one = cost()
    SocietyFactory.create_batch(2)
    assert cost() == one
    assert max(one) <= 15
    assert first.code == "A-01"


def test_page_costs_the_same_for_each_sealed_month(
    society: Society, workplan: Workplan, client: Client
) -> None:
    client.force_login(reviewer(society))
    counts = []
    for month in (APRIL, MAY):
        sealing.seal_month(workplan=workplan, month=month, at=AT)
        client.get(page_of())
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of())
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
