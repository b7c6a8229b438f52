"""Tables on their way out."""

import csv
import io
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from openpyxl import load_workbook

from societies.sheet_rows import without_control
from societies.spreadsheets import Cell, csv_bytes, xlsx_bytes

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "==1+1", "\n=1", "＝1+1", "＋1", "－1", "＠A1"]


def read_sheet(data: bytes, number: int = 0) -> list[tuple[object, ...]]:
    book = load_workbook(io.BytesIO(data))
    return [tuple(row) for row in book.worksheets[number].iter_rows()]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula_in_a_workbook(text: str) -> None:
    (_, (cell,)) = read_sheet(xlsx_bytes(["x"], [[text]], title="t"))
    assert cell.data_type == "s"  # type: ignore[attr-defined]
    assert cell.value == text  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula_in_csv(text: str) -> None:
    rows = list(csv.reader(io.StringIO(csv_bytes([text], [[text]]).decode("utf-8-sig"))))
    assert rows == [[f"'{text}"]] * 2


def test_numbers_dates_and_codes_keep_their_kind_in_a_workbook() -> None:
    row: list[Cell] = ["007", 7, Fraction(1, 2), date(2017, 5, 1), True, None]
    row.append(datetime(2017, 5, 1, 16, tzinfo=UTC))
    (_, cells) = read_sheet(xlsx_bytes(list("abcdefg"), [row], title="t"))
    values = [cell.value for cell in cells]  # type: ignore[attr-defined]
    assert values[:3] + values[4:6] == ["007", 7, 0.5, True, None]
    assert [str(values[3]), str(values[6])] == ["2017-05-01 00:00:00", "2017-05-02 00:00:00"]


def test_negative_numbers_stay_numbers_in_csv() -> None:
    assert csv_bytes(["x"], [[-5], [None]]).decode("utf-8-sig").split() == ["x", "-5", '""']


def test_control_characters_do_not_break_a_workbook() -> None:
    (_, (cell,)) = read_sheet(xlsx_bytes(["x"], [["a\x00\x0bb"]], title="t"))
    assert cell.value == "ab"  # type: ignore[attr-defined]


@pytest.mark.parametrize("sign", ["\x1f", "\ufffe", "\uffff", "\ud800"])
def test_what_xml_cannot_hold_goes_and_takes_no_rare_character_along(sign: str) -> None:
    assert without_control(f"𬱖{sign}𠮷\n\U00031350") == "𬱖𠮷\n\U00031350"


def test_notes_say_what_the_table_shows() -> None:
    data = xlsx_bytes(["x"], [], title="t", notes=[("筛选", "discipline=science")])
    (cells,) = read_sheet(data, 1)
    assert [cell.value for cell in cells] == ["筛选", "discipline=science"]  # type: ignore[attr-defined]


def test_code_and_name_stay_in_sight() -> None:
    sheet = load_workbook(io.BytesIO(xlsx_bytes(["code", "name"], [], title="t"))).worksheets[0]
    assert sheet.freeze_panes == "C2"
    assert sheet.column_dimensions["B"].width == 32
