"""The first sheet of a long workbook, a row at a time; only its shared texts are held, packed.

Pure. The archive is measured before (`societies.workbooks.check_workbook`); what a sheet says of
itself is not believed here either: a document type, rows out of order and cells beyond the last
column are refused.
"""

from __future__ import annotations

import math
import posixpath
import re
import zipfile
from array import array
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, BinaryIO, NoReturn
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from societies.sheet_sizes import TooLarge

Value = str | int | float | bool | date | datetime | time | timedelta | None

_BLOCK = 256 * 1024
_DIGITS, _LETTERS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOST_COLUMNS, _MOST_ROWS = 16_384, 1_048_576
#: Texts of a workbook, each counted once, in bytes; those of half a million members take 40 MB.
_MOST_TEXT = 256 * 1024 * 1024
#: The longest text of one cell; spreadsheets allow 32,767.
_LONGEST = 1024 * 1024
_MOST_KEPT = 50_000
#: Formats of dates that East Asian editions know by number alone.
_EASTERN_DATES = {*range(27, 37), *range(50, 59)}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Broken(Exception):
    """The workbook is not as the format wants it."""


class SheetStream:
    """The first sheet of a workbook; `height` is what the sheet says once a row is read."""

    def __init__(self, source: BinaryIO, max_cells: int) -> None:
        self._archive = zipfile.ZipFile(source)
        self._max_cells = max_cells
        self.height = 0

    def __iter__(self) -> Iterator[list[Value]]:
        """Give row after row, the n-th being row n; raises Broken, TooLarge and zipfile's own."""
        book = _Book(self._archive)
        texts = _Texts()
        if strings := book.part("sharedStrings"):
            texts.read(strings)
        formats = _date_styles(book)
        cells = _Cells(texts, formats, MAC_EPOCH if book.is_1904 else WINDOWS_EPOCH)
        given = 0
        with book.sheet() as part:
            for _block in _walk(part, cells.start, cells.end, cells.text):
                self.height = cells.height
                given += sum(map(len, cells.rows))
                if given > self._max_cells:
                    raise TooLarge
                yield from cells.rows
                cells.rows.clear()


class _Locals(dict[str, str]):
    """Names of elements without their prefixes."""

    def __missing__(self, name: str) -> str:
        self[name] = found = name.rpartition(":")[2]
        return found


def _refuse(*_declared: object) -> NoReturn:
    raise Broken("a document type")


def _walk(
    part: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Parse a part block by block, calling back for what is in it."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    while block := part.read(_BLOCK):
        parser.Parse(block, False)
        yield
    parser.Parse(b"", True)
    yield


def _elements(part: IO[bytes]) -> list[tuple[str, dict[str, str]]]:
    """Return the elements of a small part in their order, prefixes left out of their names."""
    found: list[tuple[str, dict[str, str]]] = []
    with part:
        for _block in _walk(part, lambda name, given: found.append((_local(name), given))):
            pass
    return found


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Book:
    """Where the parts of a workbook lie."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
        links = self._links("")
        place = next((to for kind, to in links.values() if kind == "officeDocument"), "")
        self._related = self._links(place)
        elements = _elements(self._open(place))
        given = next((given for name, given in elements if name == "workbookPr"), {})
        self.is_1904 = given.get("date1904") in ("1", "true")
        self._sheets = [_relation(given) for name, given in elements if name == "sheet"]

    def _open(self, place: str) -> IO[bytes]:
        name = self._names.get(place.lower())
        if name is None:
            raise Broken(place)
        return self._archive.open(name)

    def _links(self, place: str) -> dict[str, tuple[str, str]]:
        """Return (kind, place) of the parts that a part names, by its own names for them."""
        folder, name = posixpath.split(place)
        elements = _elements(self._open(posixpath.join(folder, "_rels", f"{name}.rels")))
        return {
            given.get("Id", ""): (
                posixpath.basename(given.get("Type", "")),
                posixpath.normpath(posixpath.join("/", folder, given.get("Target", "")))[1:],
            )
            for tag, given in elements
            if tag == "Relationship"
        }

    def part(self, kind: str) -> IO[bytes] | None:
        """Open the part of a kind, where there is one."""
        places = (to for found, to in self._related.values() if found == kind)
        place = next(places, "")
        return self._open(place) if place else None

    def sheet(self) -> IO[bytes]:
        """Open the first sheet of cells."""
        for name in self._sheets:
            kind, place = self._related.get(name, ("", ""))
            if kind == "worksheet":
                return self._open(place)
        raise Broken("no sheet")


def _relation(given: dict[str, str]) -> str:
    return next((value for name, value in given.items() if name.endswith(":id")), "")


def _date_styles(book: _Book) -> frozenset[str]:
    """Return the styles, by number, whose cells are days."""
    part = book.part("styles")
    if part is None:
        return frozenset()
    formats = dict(BUILTIN_FORMATS)
    styles: list[int] = []
    is_of_cells = False
    for name, given in _elements(part):
        if name == "numFmt":
            formats[int(given["numFmtId"])] = given.get("formatCode", "")
        elif name == "xf":
            if is_of_cells:
                styles.append(int(given.get("numFmtId", 0)))
        elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            is_of_cells = name == "cellXfs"
    days = {key for key, code in formats.items() if _is_day(code)} | (_EASTERN_DATES - {*formats})
    return frozenset(str(place) for place, key in enumerate(styles) if key in days)


def _is_day(code: str) -> bool:
    return is_date_format(code) and not is_timedelta_format(code)


class _Texts:
    """The texts that cells share, packed: two million of them take 40 MB instead of 200."""

    def __init__(self) -> None:
        self._packed, self._ends = bytearray(), array("I", [0])
        self._text, self._is_read, self._is_aside = "", False, False
        self._locals = _Locals()

    def __getitem__(self, place: int) -> str:
        if place < 0:
            raise IndexError(place)
        return self._packed[self._ends[place] : self._ends[place + 1]].decode()

    def read(self, part: IO[bytes]) -> None:
        """Take in the part that has them."""
        with part:
            for _block in _walk(part, self._start, self._end, self._add):
                if len(self._packed) > _MOST_TEXT:
                    raise TooLarge

    def _start(self, name: str, _given: dict[str, str]) -> None:
        name = self._locals[name]
        if name == "t":
            self._is_read = not self._is_aside
        elif name == "si":
            self._text = ""
        elif name == "rPh":  # how the text is pronounced
            self._is_aside = True

    def _end(self, name: str) -> None:
        name = self._locals[name]
        if name == "t":
            self._is_read = False
        elif name == "si":
            self._packed += plain(self._text).encode()
            self._ends.append(len(self._packed))
        elif name == "rPh":
            self._is_aside = False

    def _add(self, text: str) -> None:
        if self._is_read:
            self._text = _longer(self._text, text)


def plain(text: str) -> str:
    """Put control characters back that the format writes as _x000D_."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _longer(text: str, more: str) -> str:
    if len(text) > _LONGEST:
        raise TooLarge
    return text + more


class _Columns(dict[str, int]):
    """Places of columns by their letters, from 0."""

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters.upper():
            if not "A" <= letter <= "Z":
                raise Broken(letters)
            number = number * 26 + ord(letter) - 64
            if number > _MOST_COLUMNS:
                raise Broken(letters)
        self[letters] = number - 1
        return number - 1


class _Cells:
    """Gathers the rows of a sheet while its elements go by."""

    def __init__(self, texts: _Texts, days: frozenset[str], epoch: datetime) -> None:
        self._texts, self._days, self._epoch = texts, days, epoch
        self._locals, self._columns = _Locals(), _Columns()
        self._known: dict[str, Value] = {}
        self.rows: list[list[Value]] = []
        self.height = 0
        self._row: list[Value] = []
        self._number, self._column = 0, -1
        self._kind, self._style, self._text = "n", "", ""
        self._is_read, self._is_aside = False, False

    def start(self, name: str, given: dict[str, str]) -> None:
        """Note where a row, a cell or a value begins."""
        name = self._locals[name]
        if name == "c":
            place = given.get("r")
            self._column = self._columns[place.rstrip(_DIGITS)] if place else self._column + 1
            self._kind, self._style = given.get("t", "n"), given.get("s", "")
            self._text = ""
        elif name in ("v", "t"):
            self._is_read = not self._is_aside
        elif name == "row":
            self._begin_row(given.get("r"))
        elif name == "rPh":
            self._is_aside = True
        elif name == "dimension":
            digits = given.get("ref", "").rpartition(":")[2].lstrip("$").lstrip(_LETTERS)
            self.height = int(digits) if digits.isdecimal() else 0

    def text(self, text: str) -> None:
        """Gather a value."""
        if self._is_read:
            self._text = _longer(self._text, text)

    def end(self, name: str) -> None:
        """Put a value into its place."""
        name = self._locals[name]
        if name in ("v", "t"):
            self._is_read = False
        elif name == "c":
            if self._text:
                self._place(self._value())
        elif name == "row":
            self.rows.append(self._row)
        elif name == "rPh":
            self._is_aside = False

    def _begin_row(self, given: str | None) -> None:
        number = int(given) if given else self._number + 1
        if not self._number < number <= _MOST_ROWS:
            raise Broken(f"row {number}")
        self.rows += [[]] * (number - self._number - 1)
        self._row, self._number, self._column = [], number, -1

    def _place(self, value: Value) -> None:
        row, column = self._row, self._column
        if column == len(row):
            row.append(value)
        elif column > len(row):
            if column >= _MOST_COLUMNS:
                raise Broken(f"column {column}")
            row.extend([""] * (column - len(row)))
            row.append(value)
        else:
            row[column] = value

    def _value(self) -> Value:
        kind, text = self._kind, self._text
        if kind == "s":
            return self._texts[int(text)]
        if kind == "n":
            if self._style in self._days:
                return self._day(text)
            return _number(text)
        return text == "1" if kind == "b" else plain(text)

    def _day(self, text: str) -> Value:
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            try:
                found = from_excel(_number(text), self._epoch)
            except (OverflowError, ValueError):
                found = _number(text)  # no day of any calendar
            self._known[text] = found
        return found


def _number(text: str) -> float:
    number = float(text)
    if math.isnan(number):
        raise Broken(text)
    return number
