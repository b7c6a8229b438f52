"""The register of slips as rows for a spreadsheet: numbers stay numbers, codes stay text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reforms.enums import SlipLevel
from reforms.models import SupervisionSlip
from reforms.slips import words
from societies.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, csv_bytes, xlsx_bytes

KINDS = {"xlsx": XLSX_TYPE, "csv": CSV_TYPE}


def slips_file(
    slips: Iterable[SupervisionSlip], kind: str, *, notes: list[tuple[str, str]], at: dt.datetime
) -> bytes:
    """Write the slips as xlsx or csv; both say which filters applied, as of when."""
    said = [*notes, (_("As of"), date_format(at, "Y-m-d H:i"))]
    rows = [_row(slip) for slip in slips]
    if kind == "xlsx":
        return xlsx_bytes(_header(), rows, title=_("Supervision slips"), notes=said)
    about: list[list[Cell]] = [[]]
    about += [[label, text] for label, text in said]
    return csv_bytes(_header(), [*rows, *about])


def _header() -> list[str]:
    return [
        pgettext("column", "Code"),
        pgettext("column", "Society"),
        pgettext("column", "Discipline"),
        pgettext("column", "Number of the slip"),
        pgettext("column", "Level"),
        pgettext("column", "State"),
        pgettext("column", "Subject"),
        pgettext("column", "What stands against the society"),
        pgettext("column", "Issued on"),
        pgettext("column", "Answer due on"),
        pgettext("column", "Answered"),
        pgettext("column", "Ended"),
        pgettext("column", "Reason of the end"),
    ]


def _row(slip: SupervisionSlip) -> list[Cell]:
    by_rule = words.ending(slip.rule) if slip.is_ended_by_rule else ""
    return [
        slip.society.code,
        slip.society.name_zh,
        str(slip.society.get_discipline_display()),
        slip.number_text,
        str(words.LEVEL_NAMES[SlipLevel(slip.level)]),
        str(slip.get_state_display()),
        words.title(slip),
        words.cause(slip),
        slip.issued_on,
        slip.answer_due_on,
        slip.answered_at,
        slip.ended_at,
        by_rule or slip.ending_reason,
    ]
