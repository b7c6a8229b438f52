"""The page of the financial statements, and their workbook."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.enums import AnnualReportState
from reports.finance.cells import Cells, own_name
from reports.models import AnnualReport, FinanceLine
from reports.selectors.finance import finance_book
from societies.models import RegisterUpload
from tests.factories.reports import annual_report_of, small_year
from tests.factories.societies import SocietyFactory
from tests.factories.societies import editor as editor_of
from tests.reports.test_annual_finance import OFF, save, small_year_before

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}


def page(name: str = "", *more: Any) -> str:
    return reverse(f"reports:annual-finance{name}", args=(2017, "A-01", *more))


@pytest.fixture
def report() -> AnnualReport:
    return annual_report_of(small_year())


@pytest.fixture
def editor(report: AnnualReport, client: Client) -> Client:
    client.force_login(editor_of(report.society))
    return client


def stored(report: AnnualReport) -> Cells:
    with scopes_disabled():
        return finance_book(report).cells


def text(response: Any) -> str:
    return str(response.content.decode())


# -- the page


def test_page_shows_fields_sums_and_findings(report: AnnualReport, editor: Client) -> None:
    save(report, OFF | {own_name("dues", "单位会员"): "1"})
    shown = text(editor.get(page()))
    assert 'name="fixed-cost@amount" value="10.00"' in shown
    assert 'value="单位会员"' in shown
    assert 'placeholder="9.00"' in shown
    assert 'data-finding="total:fixed-net@amount"' in shown


def test_page_takes_the_same_queries_whatever_it_holds(
    report: AnnualReport, editor: Client, django_assert_max_num_queries: Any
) -> None:
    editor.get(page())
    with django_assert_max_num_queries(15) as empty:
        editor.get(page())
    save(report, OFF | {own_name("dues", str(place)): "1" for place in range(9)})
    with django_assert_max_num_queries(15) as full:
        editor.get(page())
    assert len(full) == len(empty)


def test_form_without_script_is_saved(report: AnnualReport, editor: Client) -> None:
    typed = {
        "dues@amount": "1,234.5",
        "own-parent": ["dues", "dues"],
        "own-name": ["单位会员", ""],
        "own-amount": ["（3）", ""],
        "own-before": ["", ""],
        "audit:opinion": "unqualified",
    }
    response = editor.post(page(), {**typed, "add": "dues"})
    assert response["Location"].endswith("?add=dues#own-dues")
    name = own_name("dues", "单位会员")
    expected = {"dues@amount": "1234.50", name: "1", f"{name}@amount": "-3.00"}
    assert stored(report) == {**expected, "audit:opinion": "unqualified"}
    assert 'id="own-dues"' in text(editor.get(page() + "?add=dues"))


@pytest.mark.parametrize(
    "typed",
    [
        {"dues@amount": "12.345"},
        {"audit:day": "2018-13-01"},
        {"audit:opinion": "fine"},
        {"audit:firm": "长" * 121},
        {"own-parent": "dues", "own-name": "", "own-amount": "1", "own-before": ""},
        {"own-parent": "dues", "own-name": "长" * 81, "own-amount": "1", "own-before": ""},
        {
            "own-parent": ["dues"] * 2,
            "own-name": ["同名", " 同名 "],
            "own-amount": ["1", "2"],
            "own-before": ["", ""],
        },
    ],
)
def test_what_cannot_be_read_is_said_and_stays(
    report: AnnualReport, editor: Client, typed: dict[str, Any]
) -> None:
    response = editor.post(page(), {**typed, "sales@amount": "7"})
    assert response.status_code == 422
    shown = text(response)
    assert "data-problem" in shown
    assert 'value="7"' in shown
    assert stored(report) == {}
    answer = editor.post(page(), typed, headers=JSON)
    assert answer.status_code == 422
    assert len(answer.json()["problems"]) == 1


def test_script_gets_what_is_stored(report: AnnualReport, editor: Client) -> None:
    save(report, {"sales@amount": "5.00"})
    answer = editor.post(page(), {"dues@amount": "1", "base": "{}"}, headers=JSON)
    assert answer.status_code == 200
    assert answer.json()["cells"] == {"dues@amount": "1.00", "sales@amount": "5.00"}
    assert "missing:services@amount" in answer.json()["findings"]


def test_two_people_at_one_cell_choose(report: AnnualReport, editor: Client) -> None:
    save(report, {"dues@amount": "5.00"})
    typed = {"dues@amount": "6", "sales@amount": "1", "base": "{}"}
    response = editor.post(page(), typed)
    assert response.status_code == 409
    assert "5.00" in text(response)
    assert "6.00" in text(response)
    assert stored(report) == {"dues@amount": "5.00"}
    decided = {
        "decided": "1",
        "version": "1",
        "mine": json.dumps({"dues@amount": "6.00", "sales@amount": "1.00"}),
        "base": "{}",
    }
    assert editor.post(page(), decided).status_code == 409
    editor.post(page(), {**decided, "choice:dues@amount": "mine"})
    assert stored(report) == {"dues@amount": "6.00", "sales@amount": "1.00"}


@pytest.mark.parametrize(
    "mine",
    ["[]", "{", '{"nothing@amount": "1.00"}', '{"dues@amount": "1e9"}', '{"own:income/x": "1"}'],
)
def test_damaged_cells_are_not_stored(report: AnnualReport, editor: Client, mine: str) -> None:
    editor.post(page(), {"decided": "1", "version": "0", "mine": mine, "base": "{}"})
    assert stored(report) == {}


def test_missing_amounts_are_entered_as_zero_and_emptied_again(
    report: AnnualReport, editor: Client
) -> None:
    typed = {"dues@amount": "100", "base": "{}"}
    shown = text(editor.post(page(), {**typed, "zero": "1"}))
    filled = stored(report)
    assert filled["dues@amount"] == "100.00"
    assert filled["donations@amount"] == filled["other-expense@amount"] == "0.00"
    assert not {"donations@before", "cash@amount", "liabilities@amount"} & set(filled)
    assert "管理费用、筹资费用、其他费用" in shown
    assert 'name="zero"' not in shown
    names = " ".join(name for name in filled if filled[name] == "0.00")
    typed = {**filled, "donations@amount": "7", "base": json.dumps(filled), "unzero": names}
    assert editor.post(page(), typed)["Location"] == page()
    assert stored(report) == {"dues@amount": "100.00", "donations@amount": "7.00"}


def test_explained_amount_is_not_entered_as_zero(report: AnnualReport, editor: Client) -> None:
    save(report, {"dues@amount": "1.00"})
    said = {"finding": "missing:donations@amount", "mark": "missing", "text": "尚在核对。"}
    editor.post(page("-explain"), said)
    editor.post(page(), {"dues@amount": "1", "base": json.dumps(stored(report)), "zero": "1"})
    assert "donations@amount" not in stored(report)
    assert stored(report)["sales@amount"] == "0.00"


def test_last_year_is_taken_over(report: AnnualReport, editor: Client) -> None:
    save(small_year_before(report), {"cash@amount": "7.00"})
    assert 'name="carry"' in text(editor.get(page()))
    editor.post(page(), {"carry": "1", "dues@amount": "2"})
    assert stored(report) == {
        "dues@amount": "2.00",
        **{f"{code}@before": "7.00" for code in ("cash", "current-assets", "assets")},
    }
    assert 'name="carry"' not in text(editor.get(page()))


def test_explanation_is_kept_or_refused(report: AnnualReport, editor: Client) -> None:
    save(report, OFF)
    said = {"finding": "total:fixed-net@amount", "mark": "0.01", "text": "四舍五入"}
    assert editor.post(page("-explain"), {**said, "mark": "0.02"}, headers=JSON).status_code == 422
    assert (
        editor.post(page("-explain"), {**said, "text": "长" * 1001}, headers=JSON).status_code
        == 422
    )
    assert "is-settled" in editor.post(page("-explain"), said, headers=JSON).json()["findings"]
    assert "四舍五入" in text(editor.get(page()))


def test_submitted_report_is_read_only(client: Client) -> None:
    report = annual_report_of(small_year(), AnnualReportState.SUBMITTED)
    client.force_login(editor_of(report.society))
    assert "<input" not in text(client.get(page())).partition('class="finance-page"')[2]
    assert client.post(page(), {"dues@amount": "1"}).status_code == 302
    assert client.post(page(), {"dues@amount": "1"}, headers=JSON).status_code == 422
    for name in ("-workbook", "-upload"):
        assert client.get(page(name)).status_code == 302
    with scopes_disabled():
        assert not FinanceLine.objects.exists()


# -- the workbook


def workbook(editor: Client) -> Any:
    return load_workbook(io.BytesIO(editor.get(page("-workbook")).content))


def upload(editor: Client, book: Any, name: str = "finance.xlsx") -> Any:
    out = io.BytesIO()
    book.save(out)
    return editor.post(page("-upload"), {"file": SimpleUploadedFile(name, out.getvalue())})


def cell(book: Any, line: str, column: str) -> Any:
    """The cell of a line by machine names."""
    for sheet in book.worksheets:
        assert isinstance(sheet, Worksheet)
        names = [one.value for one in sheet[4]]
        if "line" in names:
            for row in sheet.iter_rows(min_row=5):
                if row[names.index("line")].value == line:
                    return row[names.index(column)]
    raise AssertionError(line)


def pk_of(response: Any) -> int:
    assert response.status_code == 302, text(response)
    with scopes_disabled():
        found: int = RegisterUpload.objects.get().pk
        return found


def test_workbook_that_nobody_touched_changes_nothing(report: AnnualReport, editor: Client) -> None:
    own = own_name("dues", "单位会员")
    audit = {"audit:opinion": "qualified", "audit:day": "2018-02-01", "audit:firm": "=SUM(1)"}
    save(report, OFF | {own: "1", f"{own}@before": "2.00"} | audit)
    pk = pk_of(upload(editor, workbook(editor)))
    shown = editor.get(page("-preview", pk))
    assert shown.context["plan"].changes == []
    assert not shown.context["plan"].is_applicable
    assert editor.post(page("-apply", pk), {"version": "1"}).status_code == 409


def test_workbook_is_looked_at_and_applied(report: AnnualReport, editor: Client) -> None:
    save(report, {"dues@amount": "1.00", "sales@amount": "2.00"})
    book = workbook(editor)
    cell(book, "dues", "amount").value = 1234567.89
    cell(book, "sales", "amount").value = None
    cell(book, "grants", "before").value = "１，０００"
    own = next(sheet for sheet in book.worksheets if sheet["A4"].value == "parent")
    own["A5"], own["B5"], own["D5"] = "会费收入", "个人会员", 0.1 + 0.2
    save(report, {"services@amount": "9.00"})
    pk = pk_of(upload(editor, book))
    shown = editor.get(page("-preview", pk))
    assert len(shown.context["plan"].changes) == 5
    assert len(shown.context["plan"].kept) == 1
    assert stored(report)["sales@amount"] == "2.00"
    assert editor.post(page("-apply", pk), {"version": "1"}).status_code == 409
    editor.post(page("-apply", pk), {"version": "2"})
    name = own_name("dues", "个人会员")
    assert stored(report) == {
        "dues@amount": "1234567.89",
        "services@amount": "9.00",
        "grants@before": "1000.00",
        name: "1",
        f"{name}@amount": "0.30",
    }
    assert editor.get(page("-preview", pk)).status_code == 302


def test_workbook_against_a_newer_amount_is_decided(report: AnnualReport, editor: Client) -> None:
    save(report, {"dues@amount": "1.00"})
    book = workbook(editor)
    cell(book, "dues", "amount").value = 2
    save(report, {"dues@amount": "3.00"}, {"dues@amount": "1.00"})
    pk = pk_of(upload(editor, book))
    assert editor.post(page("-apply", pk), {"version": "2"}).status_code == 422
    assert stored(report) == {"dues@amount": "3.00"}
    editor.post(page("-apply", pk), {"version": "2", "choice:dues@amount": "mine"})
    assert stored(report) == {"dues@amount": "2.00"}


def test_what_is_wrong_comes_back_in_the_workbook(report: AnnualReport, editor: Client) -> None:
    book = workbook(editor)
    cell(book, "dues", "amount").value = "十万"
    cell(book, "sales", "amount").value = 5
    own = next(sheet for sheet in book.worksheets if sheet["A4"].value == "parent")
    own["A5"], own["B5"] = "没有这一项", "甲"
    cell(book, "in-dues", "amount").value = 9
    cell(book, "in-dues", "line").value = "no-line"
    cell(book, "in-services", "line").value = "in-donations"
    pk = pk_of(upload(editor, book))
    plan = editor.get(page("-preview", pk)).context["plan"]
    said = [(problem.column, problem.at.row) for problem in plan.problems]
    assert [column for column, _row in said] == ["amount", "line", "line", "parent"]
    assert editor.post(page("-apply", pk), {"version": "0"}).status_code == 409
    back = load_workbook(io.BytesIO(editor.get(page("-corrections", pk)).content))
    assert cell(back, "dues", "amount").value == "十万"
    assert "十万" in cell(back, "dues", "correction").value
    assert cell(back, "sales", "amount").value == 5
    cell(back, "dues", "amount").value = 100000
    assert cell(back, "no-line", "amount").value == 9
    cell(back, "no-line", "amount").value = None
    for sheet in back.worksheets[2:3]:
        sheet.delete_rows(sheet.max_row - 1, 2)
    sheet = next(sheet for sheet in back.worksheets if sheet["B4"].value == "parent")
    assert sheet["A5"].value
    sheet["B5"] = "捐赠收入"
    plan = editor.get(page("-preview", pk_of(upload(editor, back)))).context["plan"]
    assert plan.problems == []
    assert len(plan.changes) == 3


def test_file_of_something_else_is_refused(report: AnnualReport, editor: Client) -> None:
    def refused(response: Any) -> bool:
        with scopes_disabled():
            return response.status_code == 422 and not RegisterUpload.objects.exists()

    book = workbook(editor)
    del book["base"]
    assert refused(upload(editor, book))
    book = workbook(editor)
    book["base"]["A1"].value = "AAAA"
    assert refused(upload(editor, book))
    book = workbook(editor)
    for sheet in book.worksheets[:3]:
        book.remove(sheet)
    assert refused(upload(editor, book))
    file = SimpleUploadedFile("finance.xlsx", b"no workbook")
    assert refused(editor.post(page("-upload"), {"file": file}))


def test_file_of_another_society_is_refused(report: AnnualReport, editor: Client) -> None:
    book = workbook(editor)
    client = Client()
    client.force_login(editor_of(SocietyFactory(code="A-02")))
    out = io.BytesIO()
    book.save(out)
    address = reverse("reports:annual-finance-upload", args=(2017, "A-02"))
    file = SimpleUploadedFile("finance.xlsx", out.getvalue())
    response = client.post(address, {"file": file})
    assert response.status_code == 422
    assert "A-01" in text(response)


def test_taken_away_sheet_says_nothing_of_its_lines(report: AnnualReport, editor: Client) -> None:
    own = own_name("dues", "甲")
    cells = {"dues@amount": "1.00", own: "1", "cash@amount": "4.00", "audit:firm": "某所"}
    save(report, cells)
    book = workbook(editor)
    for sheet in book.worksheets[1:-1]:
        book.remove(sheet)
    plan = editor.get(page("-preview", pk_of(upload(editor, book)))).context["plan"]
    assert plan.changes == []


def test_file_can_be_discarded(report: AnnualReport, editor: Client) -> None:
    book = workbook(editor)
    cell(book, "dues", "amount").value = 2
    pk = pk_of(upload(editor, book))
    other = Client()
    other.force_login(editor_of(report.society))
    assert other.get(page("-preview", pk)).status_code == 302
    editor.post(page("-discard", pk))
    assert editor.get(page("-preview", pk)).status_code == 302
    assert stored(report) == {}
