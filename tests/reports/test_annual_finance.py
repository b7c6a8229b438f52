"""Entering the financial statements of an annual report, and explaining what does not agree."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django_scopes import scopes_disabled

from accounts.models import AuditEvent
from accounts.templatetags.trail import changes
from reforms.months import BEIJING
from reports.enums import AnnualReportState
from reports.finance.cells import Cells, own_name
from reports.models import AnnualReport, FinanceLine
from reports.selectors.finance import (
    FinanceBook,
    finance_book,
    has_statements,
    unsettled_findings,
)
from reports.services.annual import submit_report
from reports.services.annual_finance import (
    MOST_OWN,
    FinanceConflict,
    explain_finding,
    save_finance,
)
from tests.factories.accounts import UserFactory
from tests.factories.reforms import workplan_of
from tests.factories.reports import annual_report_of, small_year

pytestmark = pytest.mark.django_db

AT = dt.datetime(2018, 1, 20, 9, 0, tzinfo=BEIJING)


@pytest.fixture
def report() -> AnnualReport:
    return annual_report_of(small_year())


def save(report: AnnualReport, mine: Cells, base: Cells | None = None, **more: Any) -> FinanceBook:
    values = {"by": UserFactory(), "at": AT, "base": base or {}, **more}
    with scopes_disabled():
        return save_finance(report=report, mine=mine, **values)


def explain(report: AnnualReport, finding: str, mark: str, text: str) -> FinanceBook:
    with scopes_disabled():
        return explain_finding(
            report=report, finding=finding, mark=mark, text=text, by=UserFactory(), at=AT
        )


def book_of(report: AnnualReport) -> FinanceBook:
    with scopes_disabled():
        return finance_book(report)


def test_statements_are_kept_as_entered(report: AnnualReport) -> None:
    own = own_name("dues", "单位会员")
    cells = {
        "dues@amount": "1.50",
        own: "1",
        f"{own}@amount": "1.50",
        "audit:firm": "某会计师事务所",
        "audit:day": "2018-02-01",
    }
    assert save(report, cells).cells == cells
    book = book_of(report)
    assert (book.cells, book.version, book.saved_at) == (cells, 1, AT)
    event = AuditEvent.objects.get(action="annual_report.finance_changed")
    said = {name: (old, new) for name, old, new in changes(event)}
    assert said["会费收入·本年数"] == ("—", "1.50")
    assert any("单位会员" in new for _old, new in said.values())


def test_saving_the_same_changes_nothing(report: AnnualReport) -> None:
    save(report, {"dues@amount": "1.50"})
    assert save(report, {"dues@amount": "1.50"}, {"dues@amount": "1.50"}).version == 1
    assert AuditEvent.objects.filter(action="annual_report.finance_changed").count() == 1


def test_order_of_own_lines_is_kept(report: AnnualReport) -> None:
    first, second = own_name("dues", "甲"), own_name("dues", "乙")
    save(report, {first: "1", second: "1"})
    save(report, {second: "1", first: "1"}, {first: "1", second: "1"})
    assert [line.name for line in book_of(report).sheet.own] == ["乙", "甲"]


def test_two_people_at_different_cells_both_keep_theirs(report: AnnualReport) -> None:
    save(report, {"dues@amount": "1.00"})
    book = save(report, {"sales@amount": "2.00"})
    assert book.cells == {"dues@amount": "1.00", "sales@amount": "2.00"}


def test_two_people_at_one_cell_are_asked(report: AnnualReport) -> None:
    save(report, {"dues@amount": "1.00", "sales@amount": "5.00"})
    mine = {"dues@amount": "2.00"}
    with pytest.raises(FinanceConflict) as caught:
        save(report, mine)
    assert [unit.name for unit in caught.value.units] == ["dues@amount"]
    assert book_of(report).cells["dues@amount"] == "1.00"
    book = save(report, mine, choices={"dues@amount": "mine"}, expected_version=1)
    assert book.cells == {"dues@amount": "2.00", "sales@amount": "5.00"}


def test_choice_over_another_version_is_asked_again(report: AnnualReport) -> None:
    save(report, {"dues@amount": "1.00"})
    save(report, {"dues@amount": "3.00"}, {"dues@amount": "1.00"})
    with pytest.raises(FinanceConflict):
        save(report, {"dues@amount": "2.00"}, choices={"dues@amount": "mine"}, expected_version=1)
    assert book_of(report).cells == {"dues@amount": "3.00"}


@pytest.mark.parametrize("state", [AnnualReportState.SUBMITTED, AnnualReportState.ACCEPTED])
def test_submitted_report_is_closed(state: AnnualReportState) -> None:
    report = annual_report_of(small_year(), state)
    with pytest.raises(ValidationError, match=r"submitted|提交"):
        save(report, {"dues@amount": "1.00"})
    with pytest.raises(ValidationError, match=r"submitted|提交"):
        explain(report, "total:income@amount", "1.00", "x")
    with scopes_disabled():
        assert not FinanceLine.objects.exists()


def test_too_many_own_lines_are_refused(report: AnnualReport) -> None:
    fits = {own_name("dues", str(place)): "1" for place in range(MOST_OWN)}
    save(report, fits)
    with pytest.raises(ValidationError, match="201"):
        save(report, {**fits, own_name("dues", "more"): "1"}, fits)
    assert len(book_of(report).sheet.own) == MOST_OWN


OFF = {"fixed-cost@amount": "10.00", "depreciation@amount": "1.00", "fixed-net@amount": "9.01"}


def test_explanation_settles_that_difference_alone(report: AnnualReport) -> None:
    code = "total:fixed-net@amount"
    save(report, OFF)
    book = explain(report, code, "0.01", " 四舍五入。 ")
    assert code not in {said.finding.code for said in book.unsettled}
    book = save(report, {**OFF, "fixed-net@amount": "9.02"}, OFF)
    said = next(said for said in book.findings if said.finding.code == code)
    assert (said.is_settled, said.is_outdated) == (False, True)
    with scopes_disabled():
        assert code in {finding.code for finding in unsettled_findings(report)}
    book = explain(report, code, "0.02", "")
    assert next(s for s in book.findings if s.finding.code == code).explanation is None


def test_difference_that_was_not_seen_is_not_explained(report: AnnualReport) -> None:
    save(report, OFF)
    for finding, mark in (("total:fixed-net@amount", "0.02"), ("total:income@amount", "0.01")):
        with pytest.raises(ValidationError, match=r"another one|已变"):
            explain(report, finding, mark, "x")
    assert not book_of(report).explanations


def test_year_continues_the_last(report: AnnualReport) -> None:
    before = small_year_before(report)
    save(before, {"cash@amount": "7.00", "dues@amount": "3.00"})
    book = save(report, {"cash@amount": "1.00", "cash@before": "7.01"})
    carried = [s.finding for s in book.findings if s.finding.kind == "carried"]
    assert [(one.line, one.mark) for one in carried] == [
        ("cash", "0.01"),
        ("assets", "0.01"),
    ]
    assert book.last_year["income"] == 3  # a total that nobody entered is added up


def small_year_before(report: AnnualReport) -> AnnualReport:
    with scopes_disabled():
        workplan = workplan_of(year=report.workplan.year - 1)
        before: AnnualReport = AnnualReport.objects.create(
            society=report.society, workplan=workplan
        )
        return before


def test_statements_are_there_once_an_amount_is(report: AnnualReport) -> None:
    with scopes_disabled():
        assert not has_statements(report)
        save(report, {own_name("dues", "x"): "1"})
        assert not has_statements(report)
        assert unsettled_findings(report) == []
        save(report, {"sales@amount": "0.00"})
        assert has_statements(report)
        assert unsettled_findings(report)


def test_book_takes_the_same_queries_whatever_it_holds(
    report: AnnualReport, django_assert_num_queries: Any
) -> None:
    with scopes_disabled():
        with django_assert_num_queries(3):
            finance_book(report)
        save(report, {own_name("dues", str(place)): "1" for place in range(9)} | OFF)
        explain(report, "total:fixed-net@amount", "0.01", "x")
        with django_assert_num_queries(3):
            finance_book(report)


def test_report_is_handed_in_once_all_is_corrected_or_explained(report: AnnualReport) -> None:
    def submit() -> None:
        with scopes_disabled():
            submit_report(report=report, by=UserFactory(), at=AT)

    book = save(report, {"dues@amount": "5.00"})
    with pytest.raises(ValidationError, match=str(len(book.findings))):
        submit()
    for said in book.findings:
        explain(report, said.finding.code, said.finding.mark, "尚无数据")
    submit()
    report.refresh_from_db()
    assert report.state == AnnualReportState.SUBMITTED
