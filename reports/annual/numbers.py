"""The number printed on a report, and the code that leads to its page. Pure."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import segno

_NUMBER = re.compile(r"CAST-AR-(\d{4})-([A-E])(\d{2,3}[WG]?)-(\d{1,5})", re.ASCII)
_NATIONAL = re.compile(r"CAST-DR-(\d{4})-(\d{1,5})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReportNumber:
    """What a printed number says: year, code of the society, version.

    The code is empty for a development report, which is about all societies.
    """

    year: int
    code: str
    version: int


def report_number(year: int, code: str, version: int) -> str:
    """The number of a version of a society's annual report, such as CAST-AR-2017-A02-3.

    Without a code that of the development report, such as CAST-DR-2017-2.
    """
    if not code:
        return f"CAST-DR-{year}-{version}"
    return f"CAST-AR-{year}-{code.replace('-', '')}-{version}"


def read_number(text: str) -> ReportNumber | None:
    """Read a number as people type it; None when it is none."""
    plain = re.sub(r"[\s\u2010-\u2015\u2212\uff0d]+", "-", text.strip().upper()).strip("-")
    plain = re.sub(r"-+", "-", plain)
    if national := _NATIONAL.fullmatch(plain):
        return ReportNumber(int(national[1]), "", int(national[2]))
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return None
    year, group, rest, version = found.groups()
    return ReportNumber(int(year), f"{group}-{rest}", int(version))


def qr_code(address: str, title: str) -> str:
    """The address for a phone, as an SVG to stand in a page; the title is read out instead."""
    written = io.BytesIO()
    segno.make(address, error="m").save(
        written, kind="svg", xmldecl=False, nl=False, scale=4, border=0, omitsize=True, title=title
    )
    return written.getvalue().decode()
