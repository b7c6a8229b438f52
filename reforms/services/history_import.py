"""Older records of societies and CAST: months as rows of a CSV file, taken as accepted reports."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import audit
from reforms import months
from reforms.enums import Decision, ReportState
from reforms.models import MonthlyIssue, MonthlyReport, ProgressEntry, Task, Workplan
from reforms.selectors import figures
from societies.csv_rows import CsvRow, ProblemList, RowProblem, read_rows
from societies.models import Society

COLUMNS = (
    "society_code",
    "workplan",
    "month",
    "task",
    "percent",
    "no_change_reason",
    "narrative",
)
#: As many characters as the entry's own fields take.
TEXT_LIMITS = {"no_change_reason": 1000, "narrative": 4000}
_BATCH = 1000
_UPSERTED = (
    "percent",
    "claimed_percent",
    "accepted_percent",
    "is_no_change",
    "no_change_reason",
    "narrative",
    "version",
    "updated_by",
    "updated_at",
    "is_submitted",
    "decision",
    "decided_at",
    "decided_by",
)

#: What makes two imports of a row the same: percent, reason for no change, narrative.
Content = tuple[int | None, str, str]
ReportKey = tuple[int, int, dt.date]


@dataclass(frozen=True)
class HistoryImport:
    """What an import did: reports and entries it wrote, rows that stood so already, remarks."""

    reports: int
    entries: int
    unchanged: int
    warnings: tuple[RowProblem, ...]


@dataclass(frozen=True)
class _Record:
    """A row that names things that exist."""

    row: int
    society: Society
    workplan: Workplan
    month: dt.date
    task: Task
    content: Content

    @property
    def report_key(self) -> ReportKey:
        return self.society.pk, self.workplan.pk, self.month


@transaction.atomic
def import_history(
    *, data: bytes, today: dt.date, at: dt.datetime, by: User | None = None
) -> HistoryImport:
    """Take a CSV file of earlier months as accepted reports; all of it or nothing.

    Rows that stand so already are left alone; changed rows replace what an earlier import wrote.
    Raises RowProblems with everything that is wrong. The caller opens the scope.
    """
    rows = read_rows(data, COLUMNS)
    # Sealing locks the workplan too: no month is sealed while its records arrive.
    workplans = list(Workplan.objects.select_for_update(no_key=True).order_by("pk"))
    records = _Checker(workplans, today).records(rows)
    reports = _reports(records, at=at, by=by)
    written, unchanged = _write_entries(records, reports, at=at, by=by)
    touched = {record.report_key for record in written}
    result = HistoryImport(len(touched), len(written), unchanged, _warnings(records))
    if written:
        _record(data, records, result, by)
    return result


class _Checker:
    """Turns rows into records, noting every problem with its row and column."""

    def __init__(self, workplans: Iterable[Workplan], today: dt.date) -> None:
        self.today = today
        self.workplans = {str(workplan.year): workplan for workplan in workplans}
        self.societies = {society.code: society for society in Society.objects.all()}
        self.tasks = {
            (task.workplan_id, str(task.number)): task
            for task in Task.objects.select_related("group")
        }
        self.sealed = set(MonthlyIssue.objects.values_list("workplan_id", "month"))
        self.filled = set(
            MonthlyReport.objects.filter(is_imported=False)
            .order_by()
            .values_list("society_id", "workplan_id", "month")
        )
        self.seen: dict[tuple[ReportKey, int], int] = {}
        self.problems = ProblemList()

    def records(self, rows: Iterable[CsvRow]) -> list[_Record]:
        """Return all records, or raise RowProblems."""
        found = [self._record(row.number, row.values) for row in rows]
        self.problems.raise_if_any()
        return [record for record in found if record is not None]

    def _record(self, row: int, values: dict[str, str]) -> _Record | None:
        society = self.societies.get(values["society_code"])
        if society is None:
            self._unknown(row, "society_code", values, _("No society has the code “%(value)s”."))
        workplan = self.workplans.get(values["workplan"])
        if workplan is None:
            self._unknown(
                row, "workplan", values, _("There is no workplan of the year “%(value)s”.")
            )
        month = self._month(row, values["month"], workplan)
        task = self._task(row, values, workplan)
        content = self._content(row, values)
        if society is None or workplan is None or month is None or task is None or content is None:
            return None
        record = _Record(row, society, workplan, month, task, content)
        return record if self._is_free(record) else None

    def _unknown(self, row: int, column: str, values: dict[str, str], message: str) -> None:
        self.problems.add(row, column, message % {"value": values[column]})

    def _month(self, row: int, text: str, workplan: Workplan | None) -> dt.date | None:
        try:
            month = months.parse_month(text)
        except ValueError:
            message = _("“%(value)s” is not a month written YYYY-MM.") % {"value": text}
        else:
            if workplan is None:
                return month
            message = self._month_problem(month, workplan)
            if not message:
                return month
        self.problems.add(row, "month", message)
        return None

    def _month_problem(self, month: dt.date, workplan: Workplan) -> str:
        if not workplan.covers(month):
            return _("The workplan of %(year)s runs from %(first)s to %(last)s.") % {
                "year": workplan.year,
                "first": f"{workplan.first_month:%Y-%m}",
                "last": f"{workplan.last_month:%Y-%m}",
            }
        if month > self.today:
            return _("The month has not begun.")
        if (workplan.pk, month) in self.sealed:
            return _("The month is sealed; its figures do not change any more.")
        return ""

    def _task(self, row: int, values: dict[str, str], workplan: Workplan | None) -> Task | None:
        number = values["task"]
        if not re.fullmatch(r"[0-9]{1,4}", number):
            self._unknown(row, "task", values, _("“%(value)s” is not the number of a task."))
            return None
        if workplan is None:
            return None
        task = self.tasks.get((workplan.pk, str(int(number))))
        if task is None:
            self._unknown(row, "task", values, _("The workplan has no task %(value)s."))
        return task

    def _content(self, row: int, values: dict[str, str]) -> Content | None:
        percent, reason = values["percent"], values["no_change_reason"]
        narrative = values["narrative"]
        before = len(self.problems.problems)
        if percent and reason:
            message = _("Give a percent or a reason for no change, not both.")
            self.problems.add(row, "no_change_reason", message)
        if not percent and not reason:
            self.problems.add(row, "percent", _("Give a percent or a reason for no change."))
        if percent and not (re.fullmatch(r"[0-9]{1,3}", percent) and int(percent) <= 100):
            message = _("“%(value)s” is not a whole number from 0 to 100.")
            self._unknown(row, "percent", values, message)
        for column, limit in TEXT_LIMITS.items():
            if len(values[column]) > limit:
                message = _("Longer than %(limit)s characters.") % {"limit": limit}
                self.problems.add(row, column, message)
        if len(self.problems.problems) > before:
            return None
        return (int(percent) if percent else None, reason, narrative)

    def _is_free(self, record: _Record) -> bool:
        key = (record.report_key, record.task.number)
        first = self.seen.setdefault(key, record.row)
        if first != record.row:
            message = _("Row %(row)s gives the same task of the same month.") % {"row": first}
            self.problems.add(record.row, "task", message)
            return False
        if record.report_key in self.filled:
            message = _("The society has filled in this month in the portal already.")
            self.problems.add(record.row, "month", message)
            return False
        return True


def _reports(
    records: Sequence[_Record], *, at: dt.datetime, by: User | None
) -> dict[ReportKey, MonthlyReport]:
    """The imported report of each society and month named, created where there is none."""
    reports = {
        (report.society_id, report.workplan_id, report.month): report
        for report in MonthlyReport.objects.filter(
            is_imported=True, month__in={record.month for record in records}
        )
    }
    missing = {record.report_key for record in records} - reports.keys()
    created = MonthlyReport.objects.bulk_create(
        (
            MonthlyReport(
                society_id=society,
                workplan_id=workplan,
                month=month,
                state=ReportState.ACCEPTED,
                decided_at=at,
                decided_by=by,
                is_imported=True,
            )
            for society, workplan, month in sorted(missing)
        ),
        batch_size=_BATCH,
    )
    return reports | {
        (report.society_id, report.workplan_id, report.month): report for report in created
    }


def _write_entries(
    records: Sequence[_Record],
    reports: dict[ReportKey, MonthlyReport],
    *,
    at: dt.datetime,
    by: User | None,
) -> tuple[list[_Record], int]:
    """Write what differs from what stands; returns the records written and how many stood."""
    standing: dict[tuple[int, int], tuple[Content, int]] = {
        (report, task): ((percent, reason, narrative), version)
        for report, task, percent, reason, narrative, version in ProgressEntry.objects.filter(
            report__is_imported=True, report__month__in={record.month for record in records}
        )
        .order_by()
        .values_list("report_id", "task_id", "percent", "no_change_reason", "narrative", "version")
    }
    written, entries = [], []
    for record in records:
        report = reports[record.report_key]
        content, version = standing.get((report.pk, record.task.pk), (None, -1))
        if content != record.content:
            written.append(record)
            entries.append(_entry(record, report, version=version + 1, at=at, by=by))
    ProgressEntry.objects.bulk_create(
        entries,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=("report", "task"),
        update_fields=_UPSERTED,
    )
    return written, len(records) - len(written)


def _entry(
    record: _Record, report: MonthlyReport, *, version: int, at: dt.datetime, by: User | None
) -> ProgressEntry:
    percent, reason, narrative = record.content
    return ProgressEntry(
        report=report,
        society=record.society,
        task=record.task,
        month_ordinal=months.month_ordinal(record.month),
        percent=percent,
        claimed_percent=percent,
        accepted_percent=percent,
        is_no_change=percent is None,
        no_change_reason=reason,
        narrative=narrative,
        version=version,
        updated_by=by,
        updated_at=at,
        is_submitted=True,
        decision=Decision.ACCEPTED,
        decided_at=at,
        decided_by=by,
    )


def _warnings(records: Sequence[_Record]) -> tuple[RowProblem, ...]:
    """Rows for tasks their society is not obliged to: kept, but they do not count."""
    obliged: dict[tuple[int, int], set[int]] = {}
    by_workplan: dict[Workplan, dict[int, Society]] = {}
    for record in records:
        by_workplan.setdefault(record.workplan, {})[record.society.pk] = record.society
    for workplan, societies in by_workplan.items():
        for pk, obligation in figures.obligations(workplan, societies.values()).items():
            obliged[workplan.pk, pk] = {term.number for term in obligation.terms}
    message = _("The society is not obliged to this task: the row is kept but does not count.")
    return tuple(
        RowProblem(record.row, "task", message)
        for record in records
        if record.task.number not in obliged[record.workplan.pk, record.society.pk]
    )


def _record(
    data: bytes, records: Sequence[_Record], result: HistoryImport, by: User | None
) -> None:
    audit.record(
        action="history.imported",
        subject=records[0].workplan,
        actor=by,
        after={
            "reports": result.reports,
            "entries": result.entries,
            "unchanged": result.unchanged,
            "societies": len({record.society.pk for record in records}),
            "months": sorted({f"{record.month:%Y-%m}" for record in records}),
            "sha256": hashlib.sha256(data).hexdigest(),
        },
    )
