"""The arithmetic of financial statements."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.finance.arithmetic import (
    MOST,
    AmountProblem,
    Amounts,
    Entry,
    Finding,
    OwnLine,
    Sheet,
    amount_of,
    findings,
    in_words,
    written,
)
from reports.finance.lines import AMOUNT, BEFORE, finance_forms

FORMS = finance_forms()

#: A year that agrees in everything.
SOUND = {
    "donations": ("100.00", "90.00"),
    "dues": ("250.50", "240.00"),
    "services": ("1000.00", "800.00"),
    "sales": ("0", "0"),
    "grants": ("500.00", "400.00"),
    "investment": ("-20.00", "10.00"),
    "other-income": ("9.50", "0"),
    "income": ("1840.00", "1540.00"),
    "activity-cost": ("1200.00", "1000.00"),
    "management": ("300.00", "280.00"),
    "fundraising": ("0", "0"),
    "other-expense": ("40.00", "60.00"),
    "expense": ("1540.00", "1340.00"),
    "change": ("300.00", "200.00"),
    "cash": ("900.00", "700.00"),
    "fixed-cost": ("500.00", "400.00"),
    "depreciation": ("100.00", "50.00"),
    "fixed-net": ("400.00", "350.00"),
    "assets": ("1300.00", "1050.00"),
    "payables": ("50.00", "100.00"),
    "liabilities": ("50.00", "100.00"),
    "unrestricted": ("1000.00", "800.00"),
    "restricted": ("250.00", "150.00"),
    "net-assets": ("1250.00", "950.00"),
    "liabilities-net-assets": ("1300.00", "1050.00"),
}


def _sheet(*own: OwnLine, **changes: tuple[str | None, str | None]) -> Sheet:
    entered: dict[str, tuple[str | None, str | None]] = {**SOUND}
    entered.update({code.replace("_", "-"): pair for code, pair in changes.items()})
    return Sheet({code: _entry(*pair) for code, pair in entered.items()}, own)


def _entry(amount: str | None, before: str | None) -> Entry:
    return Entry(*(Decimal(text) if text else None for text in (amount, before)))


def _found(sheet: Sheet, **last_year: str) -> dict[str, Finding]:
    said = {code.replace("_", "-"): Decimal(text) for code, text in last_year.items()}
    return {finding.code: finding for finding in findings(sheet, FORMS, said)}


def test_sound_year_has_no_finding() -> None:
    assert _found(_sheet()) == {}


def test_empty_sheet_has_no_finding() -> None:
    assert findings(Sheet(), FORMS, {"income": Decimal(1)}) == ()


@pytest.mark.parametrize("cent", ["0.01", "-0.01"])
@pytest.mark.parametrize("column", [AMOUNT, BEFORE])
def test_total_is_off_by_a_cent(cent: str, column: str) -> None:
    pair = [Decimal(text) for text in SOUND["fixed-net"]]
    pair[column == BEFORE] += Decimal(cent)
    found = _found(_sheet(fixed_net=(str(pair[0]), str(pair[1]))))
    assert found[f"total:fixed-net@{column}"].mark == cent
    # what is above adds what was entered, not what should have been
    assert f"total:assets@{column}" in found


def test_total_left_empty_is_what_its_lines_add_up_to() -> None:
    sheet = _sheet(income=(None, None), assets=(None, None))
    assert _found(sheet) == {}
    assert Amounts(sheet, FORMS).of("income") == Decimal("1840.00")
    assert Amounts(sheet, FORMS).of("assets", BEFORE) == Decimal("1050.00")


def test_balance_at_both_ends() -> None:
    found = _found(
        _sheet(
            unrestricted=("1000.01", "799.99"),
            net_assets=("1250.01", "949.99"),
            liabilities_net_assets=("1300.01", "1049.99"),
        )
    )
    assert found["rule:balance@amount"].mark == "-0.01"
    assert found["rule:opening-balance@before"].mark == "0.01"
    assert found["rule:net-assets-change@amount"].mark == "0.02"
    assert len(found) == 3


def test_cash_flow_is_judged_once_it_is_begun() -> None:
    assert "missing:cash-increase@amount" not in _found(_sheet())
    found = _found(_sheet(exchange_effect=("199.99", None)))
    assert found["rule:cash-change@amount"].mark == "0.01"
    assert _found(_sheet(exchange_effect=("200.00", None))) == {}


def test_needed_line_is_missing() -> None:
    found = _found(_sheet(grants=(None, "400.00")))
    assert found["missing:grants@amount"].mark == "missing"
    assert found["total:income@amount"].mark == "500.00"
    assert "missing:grants@before" not in found


def test_zero_is_not_missing() -> None:
    assert "missing:sales@amount" not in _found(_sheet())


def test_year_does_not_continue_the_last() -> None:
    found = _found(_sheet(), cash="700.01", income="1540.00")
    assert list(found) == ["carried:cash@before"]
    assert found["carried:cash@before"].mark == "-0.01"
    assert _found(_sheet(), cash="700.00", receivables="5.00") == {}


def test_last_year_left_empty_is_missing() -> None:
    found = _found(_sheet(cash=("900.00", None)), cash="700.00")
    words = in_words(found["missing:cash@before"], FORMS)
    assert "上一年度年报所载为 700.00 元" in words.zh
    assert "700.00" in words.en


def test_own_lines_of_a_real_year() -> None:
    """中国热带作物学会 2015: the income adds up, the expense does not by 0.80."""
    listed = (
        *("251697.30", "61308", "5215", "1158", "10000"),
        *("18600", "7200", "9228.59", "745", "13460"),
    )
    own = tuple(
        OwnLine("activity-cost", f"line {place}", Entry(Decimal(text)))
        for place, text in enumerate(listed)
    )
    lines = {
        "dues": Entry(Decimal("132000.00")),
        "services": Entry(Decimal("363200.00")),
        "other-income": Entry(Decimal("961.41")),
        "income": Entry(Decimal("496161.41")),
        "activity-cost": Entry(Decimal("378612.69")),
        "expense": Entry(Decimal("378612.69")),
    }
    found = {f.code: f for f in findings(Sheet(lines, own), FORMS, {}) if f.kind != "missing"}
    assert list(found) == ["own:activity-cost@amount"]
    off = found["own:activity-cost@amount"]
    assert (off.expected, off.mark) == (Decimal("378611.89"), "0.80")
    assert "相差 0.80 元" in in_words(off, FORMS).zh


def test_own_lines_stand_for_a_line_left_empty() -> None:
    own = (
        OwnLine("dues", "individuals", Entry(Decimal("200.50"), Decimal("240.00"))),
        OwnLine("dues", "units", Entry(Decimal("50.00"))),
    )
    sheet = _sheet(*own, dues=(None, None))
    assert _found(sheet) == {}
    assert Amounts(sheet, FORMS).of("dues") == Decimal("250.50")


def test_findings_are_said_in_both_languages() -> None:
    sheet = _sheet(
        OwnLine("dues", "x", Entry(Decimal(1))),
        grants=(None, None),
        cash=("1", "2"),
        change=("1", "1"),
        exchange_effect=("3", None),
    )
    said = findings(sheet, FORMS, {"assets": Decimal(7)})
    assert {finding.kind for finding in said} == {"total", "own", "missing", "carried", "rule"}
    for finding in said:
        words = in_words(finding, FORMS)
        assert words.zh
        assert words.en
        assert "{" not in words.zh + words.en


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.5", "1234.50"),
        ("1,234,567.89", "1234567.89"),
        ("１２，３４５．６０", "12345.60"),
        ("￥ 12.00", "12.00"),
        ("12元", "12.00"),
        ("(12.30)", "-12.30"),
        ("（12.30）", "-12.30"),
        ("−12", "-12.00"),
        ("-0", "0.00"),
        ("+5", "5.00"),
        (".5", "0.50"),
        ("12.300", "12.30"),
        (str(MOST), str(MOST)),
    ],
)
def test_amount_is_read_as_people_write_it(text: str, amount: str) -> None:
    assert amount_of(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "  ", "-", "—", "－", "元"])
def test_nothing_is_no_amount(text: str) -> None:
    assert amount_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("1,23", "12.345", "1.234,50", "12万", "abc", "1e5", "--1", "()", "1 2 a", "٣", "²"),
        *("NaN", "Infinity", "0x10", "=1+1", str(MOST + Decimal("0.01"))),
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountProblem):
        amount_of(text)


@given(st.decimals(-MOST, MOST, places=2, allow_nan=False))
def test_written_amount_is_read_back(amount: Decimal) -> None:
    assert amount_of(written(amount)) == amount


def test_forms_have_both_languages_and_no_line_twice() -> None:
    names = [
        words
        for statement in FORMS.statements
        for words in (statement.title, *(line.name for line in statement.lines))
    ]
    assert all(words.zh and words.en for words in names)
    numbers = [[line.number for line in statement.lines] for statement in FORMS.statements]
    assert all(found == sorted(set(found)) for found in numbers)
