"""Long tables in a workbook, written row by row as the format has them.

Pure. A library that keeps an object for each cell takes ten times as long; so the library makes the
workbook around the table, and the table's rows are put between its own.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | int | float | Decimal | Fraction | bool | date | datetime | None

_BATCH = 500
_FIRST_SHEET = "xl/worksheets/sheet1.xml"
_END = b"</sheetData>"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@lru_cache(maxsize=16_384)
def _text(value: str) -> str:
    """Return a text as a cell has it; characters that a workbook cannot hold are left out."""
    return escape(without_control(value))


def without_control(text: str) -> str:
    """Drop the characters that XML, and so a workbook or a Word document, cannot hold."""
    return text if text.isprintable() else _NOT_IN_XML.sub("", text)


def row_writer(sheet: WriteOnlyWorksheet, width: int) -> Callable[[int, Sequence[Cell]], str]:
    """Return what turns a row's number and values into a row of the sheet; empty cells need none.

    Texts stay texts, whatever they look like.
    """
    starts = [f'<c r="{get_column_letter(place)}' for place in range(1, width + 1)]
    as_text = f'" s="{_style(sheet, "@")}" t="inlineStr"><is><t xml:space="preserve">'
    as_date, as_moment = (
        f'" s="{_style(sheet, form)}"><v>' for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm")
    )

    def written(number: int, values: Sequence[Cell]) -> str:
        cells = [f'<row r="{number}">']
        for start, value in zip(starts, values, strict=True):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                cells.append(f"{start}{number}{as_text}{_text(value)}</t></is></c>")
            elif isinstance(value, bool):
                cells.append(f'{start}{number}" t="b"><v>{int(value)}</v></c>')
            elif isinstance(value, date):
                style = as_moment if isinstance(value, datetime) else as_date
                cells.append(f"{start}{number}{style}{_serial(value)}</v></c>")
            elif isinstance(value, Fraction):
                cells.append(f'{start}{number}"><v>{float(value)}</v></c>')
            else:
                cells.append(f'{start}{number}"><v>{value}</v></c>')
        cells.append("</row>")
        return "".join(cells)

    return written


def _serial(day: date) -> float:
    """Return a day as the number that a workbook keeps for it."""
    number: float = to_excel(day)  # type: ignore[no-untyped-call]
    return number


def _style(sheet: WriteOnlyWorksheet, number_format: str) -> int:
    """Return the place of a format in the workbook's own list of styles."""
    cell = WriteOnlyCell(sheet)
    cell.number_format = number_format
    place: int = cell.style_id
    return place


def saved_with_rows(book: Workbook, rows: Iterable[str]) -> bytes:
    """Return the workbook's bytes, with more rows at the end of its first sheet."""
    bare, out = io.BytesIO(), io.BytesIO()
    book.save(bare)
    with (
        zipfile.ZipFile(bare) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as target,
    ):
        for member in source.namelist():
            if member == _FIRST_SHEET:
                head, end, tail = source.read(member).rpartition(_END)
                with target.open(member, "w", force_zip64=True) as part:
                    part.write(head)
                    _write_batches(part.write, rows)
                    part.write(end + tail)
            else:
                target.writestr(member, source.read(member))
    return out.getvalue()


def _write_batches(write: Callable[[bytes], object], rows: Iterable[str]) -> None:
    given = iter(rows)
    while batch := "".join(islice(given, _BATCH)):
        write(batch.encode())
