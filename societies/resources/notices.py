"""How the societies of a notice stand to it, as a table for Excel and WPS."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from societies.models import Notice
from societies.selectors.notices import SocietyReceipt
from societies.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, csv_bytes, xlsx_bytes


def receipts_table(
    notice: Notice, rows: Iterable[SocietyReceipt], suffix: str, *, filters: str, at: datetime
) -> tuple[bytes, str]:
    """Return one society per row as `csv` or `xlsx`; both say of which notice, and as of when."""
    cells = [_row(row) for row in rows]
    notes = [
        (pgettext("record", "Notice from CAST"), notice.title),
        (pgettext("notice", "Sent at"), _moment(notice.sent_at)),
        (_("To be confirmed by"), f"{notice.confirm_by or '—'}"),
        (_("Rows"), str(len(cells))),
        (_("Filters"), filters or _("none")),
        (_("As of"), _moment(at)),
    ]
    if suffix == "xlsx":
        title = _("Receipts of a notice")
        return xlsx_bytes(_header(), cells, title=title, notes=notes), XLSX_TYPE
    about: list[list[Cell]] = [[]]
    about += [[label, text] for label, text in notes]
    return csv_bytes(_header(), [*cells, *about]), CSV_TYPE


def _header() -> list[str]:
    return [
        pgettext("column", "Code"),
        pgettext("column", "Society"),
        pgettext("column", "Discipline"),
        pgettext("notice", "First read"),
        pgettext("notice", "Read by"),
        pgettext("notice", "Not read yet by"),
        pgettext("notice", "Confirmed at"),
        pgettext("notice", "Confirmed by"),
    ]


def _row(row: SocietyReceipt) -> list[Cell]:
    comma = pgettext("between items of a list", ", ")
    place = row.place
    return [
        row.society.code,
        row.society.name_zh,
        str(row.society.get_discipline_display()),
        row.receipts[0].read_at if row.receipts else None,
        comma.join(str(receipt.person) for receipt in row.receipts),
        comma.join(str(person) for person in row.waiting),
        place.confirmed_at,
        str(place.confirmed_by) if place.confirmed_by else None,
    ]


def _moment(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i") if at else "—"
