"""Events of the audit trail as a table: one event per row, its values in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import AuditEvent
from accounts.templatetags.trail import action_word, actor_word, changes, subject_word
from accounts.trail_heads import Head
from societies.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, csv_bytes, xlsx_bytes

#: More does not fit into a cell.
_CELL = 32_000


def history_table(
    events: Iterable[AuditEvent],
    suffix: str,
    *,
    filters: str,
    rows: int,
    at: datetime,
    head: Head,
    with_origin: bool,
) -> tuple[bytes, str]:
    """Return events as `csv` or `xlsx` and its content type.

    A workbook notes the filters and the head of the chain, to check the trail against later; in
    CSV they stand in lines of their own below the table.
    """
    header = [_("Event"), _("When"), _("Who"), _("From where"), _("What"), _("Kind of record")]
    header += [_("Record"), _("Society code"), _("Before and after"), _("Reason"), _("Digest")]
    notes = [
        (_("Table"), _("History")),
        (_("Rows"), str(rows)),
        (_("Filters"), filters or _("none")),
        (_("As of"), f"{at:%Y-%m-%d %H:%M}"),
        (_("Head of the chain"), f"{head.event}:{head.digest}"),
    ]
    cells: Iterable[Sequence[Cell]] = (_row(event, with_origin=with_origin) for event in events)
    if suffix == "xlsx":
        return xlsx_bytes(header, cells, title=_("History"), notes=notes), XLSX_TYPE
    return csv_bytes(header, chain(cells, [[], *notes])), CSV_TYPE


def _row(event: AuditEvent, *, with_origin: bool) -> list[Cell]:
    return [
        event.pk,
        event.at,
        actor_word(event),
        event.origin if with_origin else "",
        action_word(event),
        subject_word(event),
        event.subject_label,
        event.scope,
        _changed(event),
        event.reason,
        event.digest,
    ]


def _changed(event: AuditEvent) -> str:
    colon = pgettext("between a word and what follows", ": ")
    lines = [f"{name}{colon}{before} → {after}" for name, before, after in changes(event)]
    text = "\n".join(lines)
    return text if len(text) <= _CELL else f"{text[:_CELL]}…"
