"""The finance chapter of the annual report, and cells of statements merged."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reports.annual.parts import Chart, Figures, Table, plain
from reports.finance.arithmetic import Entry, OwnLine, Sheet
from reports.finance.cells import (
    Audit,
    Cells,
    cell_units,
    cell_words,
    cells_of,
    conflicts,
    merged_cells,
    own_name,
    sheet_of,
)
from reports.finance.lines import finance_forms
from reports.selectors.annual_parts.finance import parts, plain_findings
from reports.selectors.finance import Explanation, FinanceBook


def _entry(amount: str, before: str | None = None) -> Entry:
    return Entry(Decimal(amount), Decimal(before) if before else None)


SHEET = Sheet(
    {
        "dues": _entry("132000.00", "100000"),
        "services": _entry("363200.00", "0"),
        "investment": _entry("-61.41"),
        "activity-cost": _entry("100"),
        "cash": _entry("10", "5"),
        "assets": _entry("10", "5"),
        "restricted": _entry("10", "5"),
        "exchange-effect": _entry("5"),
    },
    (OwnLine("dues", "单位会员", _entry("32000.00")),),
)


def _book(**changes: object) -> FinanceBook:
    return FinanceBook(2017, SHEET, **changes)  # type: ignore[arg-type]


def _by_code(book: FinanceBook) -> dict[str, Figures | Table | Chart]:
    return {part.code: part for part in parts(book)}


def test_chapter_without_statements_has_no_parts() -> None:
    assert parts(FinanceBook(2017)) == ()
    assert plain_findings(FinanceBook(2017)) == []


def test_income_has_shares_and_own_lines() -> None:
    table = _by_code(_book())["finance-income"]
    assert isinstance(table, Table)
    assert [row[1:] for row in table.rows] == [
        ("132000.00", "100000.00", "26.7"),
        ("32000.00", None, "6.5"),
        ("363200.00", "0.00", "73.4"),
        ("-61.41", None, "0.0"),
    ]
    assert table.total is not None
    assert table.total[1:] == ("495138.59", "100000.00", "100.0")


def test_chart_leaves_out_what_is_not_above_nothing() -> None:
    chart = _by_code(_book())["finance-income-shares"]
    assert isinstance(chart, Chart)
    assert chart.series[0].values == ("363200.00", "132000.00")
    assert "finance-expense-shares" not in _by_code(_book())  # a single item has no shares


def test_balance_leaves_out_empty_lines_and_subtotals_of_one() -> None:
    balance = _by_code(_book())["finance-balance"]
    assert isinstance(balance, Table)
    names = [row[0].zh for row in balance.rows if not isinstance(row[0], str) and row[0]]
    assert names == ["货币资金", "资产总计", "限定性净资产", "净资产合计"]


def test_explanation_goes_with_its_difference_alone() -> None:
    own = "own:dues@amount"
    book = _book(explanations={own: Explanation("100000.00", "个人会费未列明细。")})
    finding = next(one for one in plain_findings(book) if one["code"] == own)
    assert finding["explanation"] == "个人会费未列明细。"
    assert finding["difference"] == "100000.00"
    outdated = _book(explanations={own: Explanation("99.00", "旧")})
    assert next(one for one in plain_findings(outdated) if one["code"] == own)["explanation"] == ""
    assert len(outdated.unsettled) == len(book.unsettled) + 1


def test_parts_speak_both_languages() -> None:
    said = parts(_book(audit=Audit("某会计师事务所", "unqualified", "", "2018-02-01")))
    assert len(said) == 7

    def check(value: object) -> None:
        if isinstance(value, dict):
            if set(value) == {"zh", "en"}:
                assert value["zh"]
                assert value["en"]
            for each in value.values():
                check(each)
        elif isinstance(value, list | tuple):
            for each in value:
                check(each)

    for part in said:
        check(plain(part))


# -- cells


def test_cells_say_all_that_statements_say() -> None:
    audit = Audit("某所", "none", "", "2018-02-01")
    cells = cells_of(SHEET, audit)
    assert sheet_of(cells) == SHEET
    assert cells["audit:day"] == "2018-02-01"
    assert cells[own_name("dues", "单位会员")] == "1"


def _merge(base: Cells, mine: Cells, theirs: Cells, **choices: str) -> Cells:
    picked = {name.replace("_", "@"): value for name, value in choices.items()}
    return merged_cells(cell_units(base, mine, theirs), picked)


def test_what_only_one_changed_is_taken() -> None:
    base = {"dues@amount": "1.00", "sales@amount": "2.00"}
    mine = {"dues@amount": "9.00", "sales@amount": "2.00"}
    theirs = {"dues@amount": "1.00"}
    assert _merge(base, mine, theirs) == {"dues@amount": "9.00"}


def test_what_both_changed_is_decided_cell_by_cell() -> None:
    base, mine, theirs = ({"dues@amount": text} for text in ("1.00", "2.00", "3.00"))
    units = cell_units(base, mine, theirs)
    assert [unit.name for unit in conflicts(units)] == ["dues@amount"]
    assert _merge(base, mine, theirs, dues_amount="mine") == mine
    assert _merge(base, mine, theirs, dues_amount="theirs") == theirs
    assert _merge(base, mine, mine) == mine


@pytest.mark.parametrize(("choice", "stays"), [("mine", False), ("theirs", True)])
def test_own_line_taken_away_while_another_changed_it(choice: str, stays: bool) -> None:
    name = own_name("dues", "x")
    base = {name: "1", f"{name}@amount": "1.00"}
    theirs = {name: "1", f"{name}@amount": "2.00"}
    cells = merged_cells(cell_units(base, {}, theirs), {f"{name}@amount": choice})
    assert cells == (theirs if stays else {})


def test_cells_are_called_by_line_and_column() -> None:
    forms = finance_forms()
    assert cell_words("dues@before", forms).zh == "会费收入·上年数"
    assert cell_words(own_name("dues", "x"), forms).zh == "会费收入·x"
    assert (
        cell_words(f"{own_name('dues', 'x')}@amount", forms).en == "Membership dues · x · This year"
    )
    assert cell_words("audit:firm", forms).zh == "会计师事务所"
