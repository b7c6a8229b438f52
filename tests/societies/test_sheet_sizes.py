"""Workbooks that would fill the memory are refused before a parser opens them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from societies import sheet_sizes
from societies.sheet_sizes import TooLarge, Untrue, check_parts
from societies.workbooks import WorkbookProblem, open_rows

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_A1 = '<row r="1"><c r="A1"><v>1</v></c></row>'


def book(rows: str, *, target: str = "worksheets/sheet1.xml", strings: str = "") -> bytes:
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_DOCUMENT}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_DOCUMENT}/worksheet" Target="{target}"/>'
        f'<Relationship Id="rId2" Type="{_DOCUMENT}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        f"xl/{target}": f"<worksheet {_MAIN}><sheetData>{rows}</sheetData></worksheet>",
    }
    if strings:
        parts["xl/sharedStrings.xml"] = f"<sst {_MAIN}>{strings}</sst>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def check(data: bytes, *, max_text: int = 1000) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        check_parts(archive, 10_000, max_text)


def test_a_small_sheet_is_read() -> None:
    assert list(open_rows(book(_A1), "a.xlsx")) == [[1.0]]
    prefixed = '<x:row r="1"><x:c s="1" r="A1" t="s"><x:v>0</x:v></x:c></x:row>'
    check(book(prefixed, strings="<si><t>a</t></si>"))


@pytest.mark.parametrize("target", ["other/sheet.xml", "s.bin", "WORKSHEETS/sheet1.xml"])
def test_a_far_cell_is_found_wherever_the_sheet_lies(target: str) -> None:
    far = _A1 + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(WorkbookProblem, match="过大"):
        open_rows(book(far, target=target), "a.xlsx")


@pytest.mark.parametrize(
    "cell", ["<c><v>1</v></c>", "<c x=' r=\"A1\"'><v>1</v></c>", "<c r=B1><v>1</v></c>", "<c/>"]
)
def test_a_cell_that_does_not_say_where_it_is_is_refused(cell: str) -> None:
    data = book(f'{_A1}<row r="1048576">{cell}</row>')
    with pytest.raises(Untrue):
        check(data)
    with pytest.raises(WorkbookProblem, match="损坏"):
        open_rows(data, "a.xlsx")


def test_a_part_longer_than_it_says_is_refused() -> None:
    data = bytearray(book(_A1, strings="<si><t>a</t></si>" * 1000))
    entry = data.rfind(b"xl/sharedStrings.xml") - 46
    start = f"<sst {_MAIN}>".encode()
    struct.pack_into("<I", data, entry + 16, zlib.crc32(start))
    struct.pack_into("<I", data, entry + 24, len(start))
    with pytest.raises(WorkbookProblem, match="损坏"):
        open_rows(bytes(data), "a.xlsx")


def shown(index: str, times: int) -> str:
    cells = (f'<row r="{n}"><c r="A{n}" t="s">{index}</c></row>' for n in range(1, times + 1))
    return "".join(cells)


def test_texts_count_for_every_cell_that_shows_them() -> None:
    strings = f"<si><t>a</t></si><si><t>{'b' * 100}</t></si>"
    check(book(shown("<v>0</v>", 40), strings=strings))
    check(book(shown("<v>1</v>", 8), strings=strings))
    with pytest.raises(TooLarge):
        check(book(shown("<v>1</v>", 10), strings=strings))


@pytest.mark.parametrize(
    "index", ["<v>0</v><v>1</v>", "<v> 1 </v>", "<v><!-- 0 -->1</v>", "<v a='1'>1</v>"]
)
def test_a_text_shown_in_an_unusual_way_counts_as_the_longest(index: str) -> None:
    strings = f"<si><t>a</t></si><si><t>{'b' * 100}</t></si>"
    with pytest.raises(TooLarge):
        check(book(shown(index, 10), strings=strings))


@pytest.mark.parametrize("trick", ["<!-- <si> -->", "<si><t x='<si>'>a</t></si>"])
def test_texts_that_hide_where_they_begin_count_as_one(trick: str) -> None:
    strings = f"{trick}<si><t>{'b' * 100}</t></si>"
    with pytest.raises(TooLarge):
        check(book(shown("<v>0</v>", 10), strings=strings))


def test_pieces_of_any_length_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_sizes, "_CHUNK", 1000)
    strings = "".join(f"<si><t>{'b' * number}</t></si>" for number in range(400))
    rows = "".join(shown(f"<v>{n}</v>", 1).replace("A1", f"A{n + 1}") for n in range(400))
    most = sum(len(f"<si><t>{'b' * number}</t></si>") for number in range(400)) + len("</sst>")
    check(book(rows, strings=strings), max_text=most)
    with pytest.raises(TooLarge):
        check(book(rows, strings=strings), max_text=most - 1)
