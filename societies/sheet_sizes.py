"""What a workbook's parts unpack to, told from their bytes before a parser builds it in memory.

Pure. The parser keeps a place for every cell from A1 to the last one, a copy of a shared text for
each cell that shows it, and unpacks a part for as long as there is something to unpack; so none of
what an archive says of itself is believed.
"""

from __future__ import annotations

import re
import zipfile
from array import array
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass

#: All texts of a sheet together, those that many cells share counted once for each.
MAX_TEXT = 512 * 1024 * 1024
_CHUNK = 1024 * 1024
_OVERLAP = 256
_STRINGS = "sharedstrings.xml"
_ATTRIBUTE = rb"""[\w:.\-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*')"""
_PLACED = (
    rb"""c(?=[\s/>])(?:(?:\s+(?!r[\s=])"""
    + _ATTRIBUTE
    + rb""")*\s+r\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']((?:\s+"""
    + _ATTRIBUTE
    + rb""")*\s*(?:/>|></(?:[\w.\-]+:)?c>))?)?"""
)
#: A cell; groups 1 and 2 are its place, group 3 says that it is empty, as those that only have a
#: colour are.
_CELL = re.compile(b"<" + _PLACED)
#: The same where names have prefixes; it takes longer to look for.
_PREFIXED_CELL = re.compile(rb"<(?:[\w.\-]+:)?" + _PLACED)
#: A cell that shows a shared text, and which; without group 1 it is written in an unusual way.
_SHARED = re.compile(
    rb"""\st\s*=\s*["']s["'](?:[^<>]*><(?:[\w.\-]+:)?v>(\d{1,9})</(?:[\w.\-]+:)?v></)?"""
)
_TEXT = re.compile(rb"<(?:[\w.\-]+:)?si[\s/>]")
#: Signs between which the beginning of a text would not be one.
_UNSURE = re.compile(rb"""<!|=\s*["'][^"'<>]*<""")


class TooLarge(Exception):
    """The workbook unpacks to more than is read here."""


class Untrue(Exception):
    """The archive or a sheet is not as it says, or hides where its cells are."""


@dataclass
class _Sheet:
    """What is known of a sheet while its pieces go by."""

    width: int = 0
    height: int = 0
    cells: int = 0


def check_parts(
    archive: zipfile.ZipFile,
    max_cells: int,
    max_text: int = MAX_TEXT,
    *,
    needs_places: bool = True,
) -> None:
    """Read every part to its end, which proves sizes and checksums, and measure the sheets.

    Any part may be a sheet: where it lies is for the workbook to say. Cells need not tell their
    places to a reader that keeps none. Raises TooLarge or Untrue, and whatever zipfile raises for
    a broken archive.
    """
    members = archive.infolist()
    cells = [_measured(archive, member, max_cells, needs_places).cells for member in members]
    for strings in members:
        if not strings.filename.lower().endswith(_STRINGS):
            continue
        lengths = _lengths(archive, strings)
        most = max_text // max(lengths)
        sheets = [member for member, number in zip(members, cells, strict=True) if number]
        if sum(cells) > most and _total(archive, sheets, lengths) > max_text:
            raise TooLarge


def _measured(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, max_cells: int, needs_places: bool
) -> _Sheet:
    sheet, tail, is_sheet = _Sheet(), b"", False
    for chunk, is_last in _pieces(archive, member):
        tail += chunk
        is_sheet = is_sheet or b"sheetData" in tail
        end = len(tail) if is_last else _last_cell(tail)
        if is_sheet:
            _count(sheet, tail, end, needs_places)
        if sheet.width * sheet.height > max_cells or sheet.cells > 2 * max_cells:
            raise TooLarge
        tail = tail[min(end, len(tail) - _OVERLAP) :] if len(tail) > _OVERLAP else tail
    return sheet


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[tuple[bytes, bool]]:
    """Give a part's bytes, and whether they are its last; Untrue when it is longer than it says."""
    asked = copy(member)
    asked.file_size += 1  # else zipfile stops where the archive says, the parser does not
    left = member.file_size
    with archive.open(asked) as part:
        while left > 0 and (chunk := part.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk, left <= 0
        if left or part.read(1):
            raise Untrue


def _count(sheet: _Sheet, xml: bytes, end: int, needs_places: bool) -> None:
    cell = _PREFIXED_CELL if b":c" in xml else _CELL
    for column, row, is_empty in cell.findall(xml, 0, end):
        sheet.cells += 1
        if not column and needs_places:
            raise Untrue
        if column and not is_empty:
            sheet.width = max(sheet.width, _number(column))
            sheet.height = max(sheet.height, int(row))


def _last_cell(xml: bytes) -> int:
    """Return where the last cell begins, which the next piece may go on with."""
    first = max(0, len(xml) - _CHUNK // 4)
    start = max(
        xml.rfind(b"<c", first), xml.rfind(b"<", first, max(first, xml.rfind(b":c", first)))
    )
    return start if start >= 0 else len(xml)


def _number(column: bytes) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - 64
    return number


def _lengths(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Sequence[int]:
    """Return how long each shared text is, markup included; one length for all when unsure."""
    lengths, done, began, tail = array("Q"), 0, -1, b""
    for chunk, is_last in _pieces(archive, member):
        tail += chunk
        if _UNSURE.search(tail):
            return [member.file_size]
        end = len(tail) if is_last else _last_tag(tail)
        for found in _TEXT.finditer(tail, 0, end):
            if began >= 0:
                lengths.append(done + found.start() - began)
            began = done + found.start()
        done, tail = done + end, tail[end:]
    lengths.append(max(member.file_size - max(began, 0), 1))
    return lengths


def _total(
    archive: zipfile.ZipFile, sheets: Sequence[zipfile.ZipInfo], lengths: Sequence[int]
) -> int:
    """Return what the cells that show shared texts hold together."""
    longest, total = max(lengths), 0
    for member in sheets:
        tail = b""
        for chunk, is_last in _pieces(archive, member):
            tail += chunk
            end = len(tail) if is_last else _last_cell(tail)
            for index in _SHARED.findall(tail, 0, end):
                is_known = index and int(index) < len(lengths)
                total += lengths[int(index)] if is_known else longest
            tail = tail[end:]
    return total


def _last_tag(xml: bytes) -> int:
    """Return where the last tag begins, unless it is long past."""
    start = xml.rfind(b"<", max(0, len(xml) - _OVERLAP))
    return start if start >= 0 else len(xml)
