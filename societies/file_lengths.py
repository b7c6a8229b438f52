"""Whether a table that somebody uploaded is long, told before it is read.

Pure. It need not be exact and looks at no more than it must: it decides who reads the file.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePath

_ROW = re.compile(rb"<(?:[\w.\-]+:)?row[\s>]")
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)
_CHUNK = 1024 * 1024
_OVERLAP = 64
#: Beyond this nobody counts: it is long, or refused.
_MOST_BYTES = 50 * 1024 * 1024


def is_long(data: bytes, name: str, rows: int) -> bool:
    """Whether a CSV file or a sheet of a workbook has more than so many rows."""
    if PurePath(name).suffix.lower() == ".csv":
        return data.count(b"\n") > rows
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/")]
            return any(_has_more(archive, sheet, rows) for sheet in sheets)
    except _BROKEN:  # whoever reads the file says so
        return False


def _has_more(archive: zipfile.ZipFile, sheet: str, rows: int) -> bool:
    found = seen = 0
    tail = b""
    with archive.open(sheet) as part:
        while chunk := part.read(_CHUNK):
            seen += len(chunk)
            piece = tail + chunk
            end = len(piece) - _OVERLAP if len(chunk) == _CHUNK else len(piece)
            found += sum(match.start() < end for match in _ROW.finditer(piece))
            tail = piece[end:]
            if found > rows or seen > _MOST_BYTES:
                return True
    return False
