"""What the governance calendar says, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from societies.enums import SeatRole
from societies.governance import Entry, EntryKind
from societies.models import Society
from societies.spreadsheets import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes

_SENTENCES = {
    EntryKind.REELECTION: gettext_noop("The council's term ends on %(ends_on)s."),
    EntryKind.PLAN: gettext_noop(
        "The plan goes to CAST six months before the term ends on %(ends_on)s."
    ),
    EntryKind.REQUEST: gettext_noop(
        "The request goes to CAST two months before the congress on %(congress_on)s."
    ),
    EntryKind.FILING: gettext_noop(
        "The result of the congress of %(congress_on)s is filed within 30 working days;"
        " weekends are taken off, public holidays are not known."
    ),
    EntryKind.LONG_TERM: gettext_noop(
        "The term runs from %(began_on)s to %(ends_on)s; five years end on %(longest)s."
    ),
    EntryKind.DELAY: gettext_noop(
        "The re-election was due on %(ends_on)s and could be put off until %(latest)s."
    ),
    EntryKind.AGE: gettext_noop(
        "%(name)s (%(role)s), born in %(birth_year)s: officers are not over %(oldest)s;"
        " counted by the year of birth."
    ),
    EntryKind.TERMS: gettext_noop(
        "%(name)s is %(role)s for term %(number)s in a row; %(most)s are allowed."
    ),
    EntryKind.FULL_TIME: gettext_noop("%(name)s is secretary-general, but not full-time."),
}
_ROLES = dict(SeatRole.choices)


def sentence(entry: Entry) -> str:
    """Say what an entry is about."""
    facts: dict[str, object] = {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in entry.facts.items()
    }
    facts |= {"name": entry.name, "role": _ROLES.get(entry.role, "")}
    return _(_SENTENCES[entry.kind]) % facts


def calendar_table(
    rows: Iterable[tuple[Society, Entry]], kind: str, *, filters: str, as_of: date
) -> tuple[bytes, str]:
    """Return the calendar as `csv` or `xlsx` and its content type; a workbook notes the filters."""
    header = [
        _("Code"),
        _("Society"),
        _("Matter"),
        _("How soon"),
        _("Due on"),
        pgettext("calendar", "What"),
        _("Source"),
    ]
    cells = [
        [
            society.code,
            society.name_zh,
            capfirst(str(entry.kind.label)),
            str(entry.urgency.label),
            entry.due_on,
            sentence(entry),
            entry.source,
        ]
        for society, entry in rows
    ]
    if kind == "csv":
        return csv_bytes(header, cells), CSV_TYPE
    notes = [
        (_("Table"), _("Governance calendar")),
        (_("Rows"), str(len(cells))),
        (_("Filters"), filters or _("none")),
        (_("As of"), as_of.isoformat()),
    ]
    return xlsx_bytes(header, cells, title=_("Governance calendar"), notes=notes), XLSX_TYPE
