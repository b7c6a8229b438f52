"""Rows of an uploaded file, a few thousand at a time, as text."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import PurePath
from typing import Any, BinaryIO

from members.importing.problems import FileProblems
from members.importing.sealed import DamagedFile
from societies.workbooks import SheetRows, WorkbookProblem

MAX_ROWS = 500_000
MAX_BYTES = 128 * 1024 * 1024
#: What the sheet of half a million members takes unpacked.
MAX_UNPACKED = 768 * 1024 * 1024
MAX_CELLS = 16 * (MAX_ROWS + 1000)
CHUNK = 4000
SUFFIXES = (".csv", ".xlsx")
#: Stands for a number that a spreadsheet has cut to fifteen digits.
LOST_DIGITS = "\ufffd"
_MOST_EXACT = 10**15
_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Chunk:
    """Some rows of the file, and which row of the spreadsheet each is (the head is row 1)."""

    numbers: list[int]
    rows: list[list[str]]


@dataclass(frozen=True)
class Source:
    """An uploaded file: its name, and how to read it from the beginning."""

    name: str
    open: Callable[[], BinaryIO]

    @property
    def is_workbook(self) -> bool:
        """A workbook; else a CSV file."""
        return PurePath(self.name).suffix.lower() != ".csv"


class Chunks:
    """The rows of a file in chunks; closes the file in the end, read to its end or not."""

    def __init__(self, chunks: Iterator[Chunk], close: Callable[[], None]) -> None:
        self._chunks, self._close = chunks, close

    def __enter__(self) -> Iterator[Chunk]:
        return self._chunks

    def __exit__(self, *_error: object) -> None:
        self._close()


def read_source(source: Source) -> tuple[list[str], Chunks, int]:
    """Return the head, the rows in chunks, and about how many rows there are.

    The chunks are to be used in a `with`. Raises FileProblems, at once or while rows are read.
    """
    if source.is_workbook:
        return _read_workbook(source)
    return _read_csv(source)


def _read_csv(source: Source) -> tuple[list[str], Chunks, int]:
    encoding, lines = _measure_text(source)
    stream = io.TextIOWrapper(source.open(), encoding=encoding, newline="")
    reader = csv.reader(stream, strict=True)
    try:
        head = next(reader, [])
    except csv.Error as error:
        stream.close()
        raise FileProblems(("", "not_csv", {"error": str(error)})) from error
    return head, Chunks(_csv_chunks(reader), stream.close), max(0, lines - 1)


def _measure_text(source: Source) -> tuple[str, int]:
    """Return the encoding of a text, and how many lines it has; raises FileProblems."""
    for encoding in ("utf-8-sig", "gb18030"):
        decoder, lines = codecs.getincrementaldecoder(encoding)(), 0
        with source.open() as stream:
            try:
                while block := stream.read(_BLOCK):
                    if b"\0" in block:
                        break
                    decoder.decode(block)
                    lines += block.count(b"\n")
                else:
                    decoder.decode(b"", final=True)
                    return encoding, lines + 1
            except UnicodeDecodeError:
                continue
    raise FileProblems(("", "not_text", {}))


def _csv_chunks(reader: Any) -> Iterator[Chunk]:
    first = 2
    while True:
        rows: list[list[str]] = []
        try:
            rows.extend(islice(reader, CHUNK))
        except csv.Error as error:
            place = first + len(rows)
            raise FileProblems(("", "not_csv", {"error": str(error)}), row=place) from error
        if not rows:
            return
        numbers = list(range(first, first + len(rows)))
        first += len(rows)
        yield _limited(Chunk(numbers, rows))


def _read_workbook(source: Source) -> tuple[list[str], Chunks, int]:
    stream = source.open()
    try:
        with _workbook_told():
            sheet = SheetRows(stream, source.name, max_unpacked=MAX_UNPACKED, max_cells=MAX_CELLS)
            rows = iter(sheet)
            head = [cell_text(cell) for cell in next(rows, [])]
    except BaseException:
        stream.close()
        raise
    while head and not head[-1].strip():
        head.pop()
    return head, Chunks(_sheet_chunks(rows, len(head)), stream.close), max(0, sheet.height - 1)


@contextmanager
def _workbook_told() -> Iterator[None]:
    try:
        yield
    except WorkbookProblem as error:
        if isinstance(error.__cause__, DamagedFile):
            raise error.__cause__ from error
        raise FileProblems(("", "unreadable", {"message": str(error)})) from error


def _sheet_chunks(rows: Iterator[list[Any]], width: int) -> Iterator[Chunk]:
    """Give the rows as text, at least as wide as the head: sheets end each with its last value."""
    first = 2
    while True:
        with _workbook_told():
            found = list(islice(rows, CHUNK))
        if not found:
            return
        text = [[cell if type(cell) is str else cell_text(cell) for cell in row] for row in found]
        for row in text:
            if len(row) < width:
                row.extend([""] * (width - len(row)))
        numbers = list(range(first, first + len(text)))
        first += len(text)
        yield _limited(Chunk(numbers, text))


def _limited(chunk: Chunk) -> Chunk:
    if chunk.numbers[-1] > MAX_ROWS + 1:
        raise FileProblems(("", "too_many_rows", {"limit": f"{MAX_ROWS:,}"}), row=MAX_ROWS + 2)
    return chunk


def cell_text(cell: Any) -> str:
    """Return a cell of a workbook as one would have typed it."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float | int):
        if abs(cell) >= _MOST_EXACT:
            return LOST_DIGITS
        return str(int(cell)) if int(cell) == cell else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
