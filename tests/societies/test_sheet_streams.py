"""Long workbooks, read a row at a time: what spreadsheets write, and what they would not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from societies.workbooks import SheetRows, WorkbookProblem, open_rows

_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read(data: bytes, max_cells: int = 10_000) -> list[list[Any]]:
    """The rows of a workbook."""
    rows = SheetRows(io.BytesIO(data), "m.xlsx", max_unpacked=10**8, max_cells=max_cells)
    return list(rows)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def made(*rows: Sequence[Any]) -> Workbook:
    """A workbook of rows."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    return book


def written(
    sheet: str,
    *,
    texts: str = "",
    styles: str = "<styleSheet/>",
    head: str = _HEAD,
    target: str = "worksheets/sheet1.xml",
) -> bytes:
    """A workbook whose first sheet and shared texts are given as they are written."""
    links = {
        "s": ("worksheet", target),
        "t": ("sharedStrings", "/xl/sharedStrings.xml"),
        "z": ("styles", "styles.xml"),
    }
    related = "".join(
        f'<Relationship Id="{key}" Type="{_RELS}/{kind}" Target="{to}"/>'
        for key, (kind, to) in links.items()
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="a" Type="{_RELS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns:r="{_RELS}"><sheets><sheet name="x" r:id="s"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships>{related}</Relationships>",
        "xl/sharedStrings.xml": f"<sst>{texts}</sst>",
        "xl/styles.xml": styles,
        "xl/worksheets/sheet1.xml": f"{head}<worksheet><sheetData>{sheet}</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_rows_are_those_that_the_other_reader_gives() -> None:
    day, noon = date(2017, 3, 5), datetime(2017, 3, 5, 12)  # noqa: DTZ001  # as cells have it
    rows: tuple[Sequence[Any], ...] = (
        ["登记号", "b"],
        ["M1", 12, 12.5, True],
        [],
        [None, "x ", -3],
        [day, noon, "=1+1", "z"],
    )
    data = saved(made(*rows))
    found = [[cell or "" for cell in row] for row in open_rows(data, "m.xlsx")]
    width = len(found[0])
    ours = [[*row, *[""] * (width - len(row))] for row in read(data)]
    assert ours[:-1] == found[:-1]
    assert [ours[-1][0].date(), *ours[-1][1:]] == found[-1]


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
def test_days_are_told_by_the_format_of_the_cell(epoch: Any) -> None:
    book = Workbook()
    if epoch:
        book.epoch = epoch
    sheet = book.worksheets[0]
    days: list[Any] = [datetime(1949, 12, 31), datetime(2017, 3, 5, 12, 30)]  # noqa: DTZ001
    formats = ("yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "[$-804]yyyy/m/d;@", "0.00", '"d"0', "[h]:mm")
    for number_format in formats:
        sheet.append(days)
        for cell in sheet[sheet.max_row]:
            cell.number_format = number_format
    rows = read(saved(book))
    assert rows[:3] == [days] * 3
    assert all(isinstance(cell, float) for row in rows[3:] for cell in row)


def test_days_in_formats_known_by_number_alone() -> None:
    sheet = '<row r="1"><c r="A1" s="1"><v>42799</v></c><c r="B1" s="2"><v>42799</v></c></row>'
    styles = (
        '<styleSheet><cellXfs><xf/><xf numFmtId="31"/><xf numFmtId="2"/></cellXfs></styleSheet>'
    )
    assert read(written(sheet, styles=styles)) == [[datetime(2017, 3, 5), 42799.0]]  # noqa: DTZ001


def test_shared_texts_are_joined_without_how_they_are_pronounced() -> None:
    texts = (
        "<si><t>张</t></si><si><r><rPr><b/></rPr><t>王</t></r><r><t> 小明</t></r></si>"
        "<si><t>李</t><rPh sb='0' eb='1'><t>リ</t></rPh><phoneticPr/></si>"
        "<si><t>a_x000D_b</t></si><si/>"
    )
    cells = "".join(f'<c t="s"><v>{number}</v></c>' for number in (1, 0, 2, 3, 4, 0))
    assert read(written(f"<row>{cells}</row>", texts=texts)) == [
        ["王 小明", "张", "李", "a\rb", "", "张"]
    ]


def test_every_kind_of_cell_gives_its_value() -> None:
    sheet = (
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r>'
        "<rPh><t>x</t></rPh></is></c>"
        '<c r="B1" t="str"><f>A1&amp;"c"</f><v>甲乙c</v></c><c r="C1"><f>1+1</f><v>2</v></c>'
        '<c r="D1"><f>1+1</f></c><c r="E1" t="b"><v>1</v></c><c r="F1" t="b"><v>0</v></c>'
        '<c r="G1" t="e"><v>#N/A</v></c><c r="H1" t="d"><v>2017-03-05T00:00:00</v></c>'
        '<c r="I1"><v>1.5E3</v></c></row>'
    )
    assert read(written(sheet)) == [
        ["甲乙", "甲乙c", 2, "", True, False, "#N/A", "2017-03-05T00:00:00", 1500]
    ]


def test_cells_and_rows_without_a_place_follow_each_other() -> None:
    cells = "<c><v>1</v></c><c><v></v></c><c><v>3</v></c>"
    sheet = f'<row>{cells}</row><row r="4"><c r="B4"><v>2</v></c><c><v>3</v></c></row><row/>'
    assert read(written(sheet)) == [[1, "", 3], [], [], ["", 2, 3], []]


def test_prefixed_names_and_odd_targets_are_read() -> None:
    sheet = "<x:row xmlns:x='y'><x:c r='A1'>\n <x:v>7</x:v>\n</x:c></x:row>"
    for target in ("/xl/worksheets/sheet1.xml", "../xl/worksheets/SHEET1.xml"):
        assert read(written(sheet, target=target)) == [[7]]


def test_first_sheet_of_cells_alone_is_read() -> None:
    book = made(["first"])
    book.create_sheet("other").append(["second"])
    book.create_chartsheet("chart", 0)
    assert read(saved(book)) == [["first"]]


def test_height_is_known_with_the_first_row() -> None:
    data = saved(made(*([number] for number in range(30))))
    rows = SheetRows(io.BytesIO(data), "m.xlsx", max_unpacked=10**8, max_cells=10_000)
    next(iter(rows))
    assert rows.height == 30


@pytest.mark.parametrize(
    "sheet",
    [
        '<row><c t="s"><v>9</v></c></row>',
        '<row><c t="s"><v>-1</v></c></row>',
        "<row><c><v>x</v></c></row>",
        "<row><c><v>nan</v></c></row>",
        '<row r="2"/><row r="1"/>',
        '<row r="1048577"/>',
        '<row><c r="XFE1"><v>1</v></c></row>',
        '<row><c r="$A1"><v>1</v></c></row>',
        "<row><c><v>1</v></c>",
    ],
)
def test_what_no_spreadsheet_writes_is_refused(sheet: str) -> None:
    with pytest.raises(WorkbookProblem):
        read(written(sheet))


def test_document_type_is_refused() -> None:
    head = f'{_HEAD}<!DOCTYPE a [<!ENTITY e "1">]>'
    with pytest.raises(WorkbookProblem):
        read(written("<row><c><v>&e;</v></c></row>", head=head))


def test_missing_part_is_refused() -> None:
    with pytest.raises(WorkbookProblem):
        read(written("<row/>", target="worksheets/sheet2.xml"))


def test_more_cells_than_allowed_are_refused_wherever_they_claim_to_stand() -> None:
    row = f"<row>{'<c/>' * 99}<c><v>1</v></c></row>"
    assert len(read(written(row * 10), max_cells=1000)) == 10
    with pytest.raises(WorkbookProblem):
        read(written(row * 11), max_cells=1000)


def test_day_outside_the_calendar_stays_a_number() -> None:
    book = made([1e9, 0.5])
    for cell in book.worksheets[0][1]:
        cell.number_format = "yyyy-mm-dd"
    assert read(saved(book)) == [[1e9, time(12)]]
