"""National overviews as tables for Excel and WPS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from societies.activity_kinds import RECORDS, activity_kinds
from societies.enums import PartyLayer
from societies.selectors.activities import ActivityTotals
from societies.selectors.meetings import NAMED_LEVELS, SocietyMeetings
from societies.selectors.office import SocietyOffice
from societies.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, csv_bytes, xlsx_bytes


def overview_table(
    title: str,
    header: Sequence[object],
    rows: Iterable[Sequence[Cell]],
    suffix: str,
    *,
    filters: str,
    as_of: date,
) -> tuple[bytes, str]:
    """Return a table as `csv` or `xlsx` and its content type; a workbook notes the filters."""
    cells = list(rows)
    if suffix == "csv":
        return csv_bytes(header, cells), CSV_TYPE
    notes = [
        (_("Table"), title),
        (_("Rows"), str(len(cells))),
        (_("Filters"), filters or _("none")),
        (_("As of"), as_of.isoformat()),
    ]
    return xlsx_bytes(header, cells, title=title, notes=notes), XLSX_TYPE


def meetings_table(
    rows: Iterable[SocietyMeetings], suffix: str, *, filters: str, as_of: date
) -> tuple[bytes, str]:
    """Return the meetings of the year, one society per row."""
    header = [
        _("Code"),
        _("Society"),
        f"{_('Levels with rules of procedure')} / {len(NAMED_LEVELS)}",
        _("Meetings held"),
        _("With list, record and minutes"),
        _("Attendance %"),
        _("Overdue resolutions"),
    ]
    cells: list[list[Cell]] = [
        [
            row.society.code,
            row.society.name_zh,
            row.rules,
            row.held,
            row.documented.number,
            row.attended.percent,
            row.overdue,
        ]
        for row in rows
    ]
    title = _("Meetings of the year")
    return overview_table(title, header, cells, suffix, filters=filters, as_of=as_of)


def office_table(
    rows: Iterable[SocietyOffice], suffix: str, *, filters: str, as_of: date
) -> tuple[bytes, str]:
    """Return staff and Party bodies, one society per row."""
    header = [
        _("Code"),
        _("Society"),
        _("Full-time"),
        _("Full-time at the last year-end"),
        _("Part-time"),
        _("Full-time at secretary-general level"),
        *(capfirst(str(layer.label)) for layer in PartyLayer),
    ]
    cells: list[list[Cell]] = [
        [
            row.society.code,
            row.society.name_zh,
            row.now.full_time,
            row.before.full_time,
            row.now.part_time,
            row.now.head_level,
            *(row.layers.get(layer.value, 0) for layer in PartyLayer),
        ]
        for row in rows
    ]
    title = _("The offices")
    return overview_table(title, header, cells, suffix, filters=filters, as_of=as_of)


def activities_table(
    totals: ActivityTotals, suffix: str, *, filters: str, as_of: date
) -> tuple[bytes, str]:
    """Return what all societies did, one countable thing per row; kinds without a record too."""
    header = [
        pgettext("activity", "Kind"),
        _("What was counted"),
        _("Number"),
        _("Unit"),
        _("Societies"),
    ]
    title = _("Totals of activities")
    cells = _activity_rows(totals.national, totals.taking_part)
    return overview_table(title, header, cells, suffix, filters=filters, as_of=as_of)


def _activity_rows(
    national: Mapping[str, Mapping[str, int]], taking_part: Mapping[str, int]
) -> Iterable[list[Cell]]:
    for kind in activity_kinds().kinds.values():
        counted, societies = national.get(kind.key, {}), taking_part.get(kind.key, 0)
        name = capfirst(kind.title)
        yield [name, _("Number"), counted.get(RECORDS, 0), kind.unit_shown, societies]
        for measure in kind.measures:
            yield [name, measure.title, counted.get(measure.key), measure.unit_shown, societies]
