"""Reading rows out of uploaded workbooks and CSV files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from societies.workbooks import Raw, WorkbookProblem, check_workbook, open_rows


def workbook(*rows: Sequence[Raw]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def refused(data: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(WorkbookProblem) as caught:
        list(open_rows(data, name))
    return str(caught.value)


def test_cells_keep_their_kind() -> None:
    day = date(2017, 3, 5)
    rows = list(open_rows(workbook(["a", 12, 12.5, day, True, None, "=1+1", "z"]), "a.XLSX"))
    assert rows == [["a", 12, 12.5, day, True, "", "", "z"]]  # a formula has no value yet
    noon = datetime(2017, 3, 5, 12)  # noqa: DTZ001  # workbooks know no time zones
    assert list(open_rows(workbook([noon]), "a.xlsx")) == [[noon]]


def test_rows_and_columns_are_counted_from_the_first_cell() -> None:
    book = Workbook()
    book.worksheets[0]["C3"] = "x"
    assert list(open_rows(saved(book), "a.xlsx")) == [["", "", ""], ["", "", ""], ["", "", "x"]]


def test_only_the_first_sheet_is_read() -> None:
    book = Workbook()
    book.worksheets[0].append(["first"])
    book.create_sheet("other").append(["second"])
    assert list(open_rows(saved(book), "a.xlsx")) == [["first"]]


def test_csv_rows_are_read_in_both_encodings_and_from_a_path(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        assert list(open_rows('甲,"a\nb"\n\n1,2'.encode(encoding), "a.csv")) == [
            ["甲", "a\nb"],
            [],
            ["1", "2"],
        ]
    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook(["x"]))
    assert list(open_rows(path, path.name)) == [["x"]]


def test_macro_workbooks_are_refused_by_name_and_by_content() -> None:
    data = workbook(["x"])
    with_macro = io.BytesIO(data)
    with zipfile.ZipFile(with_macro, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert refused(data, "a.xlsm") == refused(with_macro.getvalue())


def test_old_and_foreign_formats_are_refused() -> None:
    for name in ("a.xls", "a.pdf", "a", "a.ods", "a.et"):
        assert refused(workbook(["x"]), name)
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100)  # a password, or old Excel
    assert refused(b"")
    assert refused("甲,乙\n".encode())  # CSV under the name of a workbook
    assert refused(workbook(["x"]), "a.csv")  # and the other way round


def test_half_a_workbook_is_refused() -> None:
    rows: list[list[Raw]] = [["x" * 20, number] for number in range(500)]
    data = workbook(*rows)
    assert refused(data[: len(data) // 2])


def test_a_damaged_part_is_refused() -> None:
    rows: list[list[Raw]] = [[f"value {number**2}", number] for number in range(500)]
    data = bytearray(workbook(*rows))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        place = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 200
    data[place] ^= 0xFF
    assert refused(bytes(data))


def test_a_bomb_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr("societies.workbooks.CalamineWorkbook.from_filelike", explode)
    zeros = rewritten(
        workbook(["x"]),
        lambda name, part: part + b" " * 60_000_000 if name == "xl/worksheets/sheet1.xml" else part,
    )
    assert refused(zeros)
    many = io.BytesIO(workbook(["x"]))
    with zipfile.ZipFile(many, "a") as archive:
        for number in range(2001):
            archive.writestr(f"xl/media/{number}", b"")
    assert refused(many.getvalue())
    far = Workbook()
    far.worksheets[0]["A1"] = far.worksheets[0]["XFD1048576"] = 1
    assert refused(saved(far))


def test_coloured_empty_cells_far_away_do_not_matter() -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "x"
    book.worksheets[0]["ZZ1000000"].fill = PatternFill("solid", fgColor="FF0000")
    assert list(open_rows(saved(book), "a.xlsx")) == [["x"]]


@pytest.mark.parametrize(
    "cell", [b"<c r='XFD1048576' ><v>1</v></c>", b'<c\nt="n" r = "xfd1048576"><v>1</v></c>']
)
def test_a_far_cell_cannot_hide_behind_its_spelling(cell: bytes) -> None:
    def add(_name: str, part: bytes) -> bytes:
        return part.replace(b"</row>", cell + b"</row>")

    assert refused(rewritten(workbook(["x"]), add))


def test_limits_may_be_wider_for_larger_files() -> None:
    book = Workbook()
    book.worksheets[0]["CV200000"] = 1
    data = saved(book)
    with pytest.raises(WorkbookProblem):
        check_workbook(io.BytesIO(data), "a.xlsx")
    check_workbook(io.BytesIO(data), "a.xlsx", max_cells=20_000_000)


def test_csv_that_breaks_off_names_the_row() -> None:
    assert "3" in refused(b'a,b\n1,2\n"3,4', "a.csv")
    assert refused(b"\x80\x81\xff\xfe", "a.csv")
    assert refused("a,b".encode("utf-16"), "a.csv")
