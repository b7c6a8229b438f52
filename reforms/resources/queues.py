"""CAST's lists as tables for Excel and WPS: numbers stay numbers, codes stay text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.badges import BADGES
from accounts.templatetags.portal import local_filter
from reforms.checks import words
from reforms.models import CheckException
from reforms.selectors.month_overview import MonthRow
from reforms.selectors.plans import QueueRow as PlanRow
from reforms.selectors.review import QueueRow as ReviewRow
from societies.models import Society
from societies.resources.overviews import overview_table
from societies.spreadsheets import Cell

#: A table's bytes and its content type.
Table = tuple[bytes, str]


def review_table(rows: Iterable[ReviewRow], suffix: str, *, filters: str, as_of: dt.date) -> Table:
    """Return the reports of a month as the queue shows them, one society per row."""
    header = [
        *_society_heads(),
        _("Month"),
        _("State"),
        pgettext("column", "Late"),
        _("First submitted"),
        _("Tasks"),
        _("Awaiting review"),
        pgettext("reports", "Returned"),
        _("Changes"),
        _("What to look at"),
        _("My portfolio"),
    ]
    comma = pgettext("between items of a list", ", ")
    cells: list[list[Cell]] = [
        [
            *_society(row.report.society),
            f"{row.report.month:%Y-%m}",
            _state(row.report.state),
            _yes(row.report.is_late),
            row.report.first_submitted_at,
            row.entries,
            row.pending,
            row.returned,
            row.changed,
            comma.join(str(flag.label) for flag in row.flags),
            _yes(row.is_mine),
        ]
        for row in rows
    ]
    title = _("Monthly reviews")
    return overview_table(title, header, cells, suffix, filters=filters, as_of=as_of)


def plan_table(rows: Iterable[PlanRow], suffix: str, *, filters: str, as_of: dt.date) -> Table:
    """Return where every society stands with its plan."""
    header = [
        *_society_heads(),
        _("State"),
        pgettext("column", "Late"),
        _("Submitted"),
        _("Optional tasks"),
        _("Version"),
        pgettext("column", "Amendment"),
    ]
    cells: list[list[Cell]] = [
        [
            *_society(row.society),
            _state(row.status),
            None if row.is_late is None else _yes(row.is_late),
            row.submitted_on,
            row.optional_count,
            row.version,
            _yes(row.is_amendment),
        ]
        for row in rows
    ]
    title = _("Reform plans")
    return overview_table(title, header, cells, suffix, filters=filters, as_of=as_of)


def month_table(rows: Iterable[MonthRow], suffix: str, *, filters: str, as_of: dt.date) -> Table:
    """Return the months of a workplan; a month that has not begun has no numbers."""
    header = [
        _("Month"),
        _("Due on"),
        _("Reports accepted"),
        _("Awaiting review"),
        _("Reports returned"),
        _("Not submitted"),
        _("Submitted late"),
        _("Issue"),
        pgettext("column", "Sealed"),
        _("Digest"),
        _("Corrections"),
    ]
    cells: list[list[Cell]] = []
    for row in rows:
        counts = (row.accepted, row.awaiting, row.returned, row.missing, row.late)
        issue = row.issue
        cells.append(
            [
                f"{row.month:%Y-%m}",
                row.due_on,
                *(counts if row.has_begun else (None,) * len(counts)),
                issue.number if issue else None,
                issue.sealed_at if issue else None,
                issue.digest if issue else None,
                row.corrections,
            ]
        )
    title = _("Months and issues")
    return overview_table(title, header, cells, suffix, filters=filters, as_of=as_of)


def exception_table(
    exceptions: Iterable[CheckException], suffix: str, *, filters: str, as_of: dt.date
) -> Table:
    """Return exceptions to checks with their reasons and CAST's remarks."""
    header = [
        *_society_heads(),
        _("Workplan"),
        pgettext("task", "No."),
        _("Task"),
        pgettext("registry", "Check"),
        _("State"),
        pgettext("on a day", "Requested"),
        pgettext("column", "Decided"),
        _("Valid until"),
        _("Reason"),
        pgettext("column", "Remark of CAST"),
    ]
    cells: list[list[Cell]] = [
        [
            *_society(one.society),
            one.task.workplan.year,
            one.task.number,
            local_filter(one.task, "short"),
            words.title(one.check_name),
            _state(one.state),
            one.requested_at,
            one.decided_at,
            one.valid_until,
            one.reason,
            one.decision_note,
        ]
        for one in exceptions
    ]
    title = _("Exceptions to checks")
    return overview_table(title, header, cells, suffix, filters=filters, as_of=as_of)


def _society_heads() -> list[str]:
    return [
        pgettext("column", "Code"),
        pgettext("column", "Society"),
        pgettext("column", "Discipline"),
    ]


def _society(society: Society) -> list[str]:
    return [society.code, local_filter(society, "name"), str(society.get_discipline_display())]


def _state(state: str) -> str:
    return str(BADGES[state].word)


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")
