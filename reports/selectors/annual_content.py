"""Everything an annual report says, as plain values: what the portal knows and what was written.

The content holds both languages and no moment of its own making, so that equal content has an
equal digest whenever it is put together.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.services.audit import canonical_json
from reforms import months
from reforms.enums import Decision, GroupKind
from reforms.models import (
    Commitment,
    Correction,
    Evidence,
    MonthlyIssue,
    PlanVersion,
    ProgressEntry,
    Task,
    Workplan,
)
from reforms.selectors import figures
from reports.annual_chapters import chapter_kinds
from reports.enums import AnnualReportHead
from reports.models import AnnualReportSection
from reports.rich_text import plain_text
from reports.selectors.annual_checks import claims_content
from societies.models import PROFILE_FIELDS, Society

Content = dict[str, Any]
#: Raised when the same content must look different: it is part of the digest.
LAYOUT = 2

_SOCIETY_FIELDS = ("code", "name_zh", "name_en", "discipline", *PROFILE_FIELDS)
_ACCEPTED = (Decision.ACCEPTED, Decision.LOWERED)


@dataclass(frozen=True)
class YearFigures:
    """What the reports of all societies of a year share, read once."""

    workplan: Workplan
    tasks: tuple[Task, ...]
    issues: tuple[MonthlyIssue, ...]
    live: dict[str, Any] | None

    @property
    def source_month(self) -> dt.date:
        """The month whose figures are the latest: the last sealed one, or the open one."""
        if self.issues:
            return self.issues[-1].month
        assert self.live is not None  # noqa: S101 - read when nothing is sealed
        return months.parse_month(self.live["month"])


def year_figures(workplan: Workplan, *, at: dt.datetime) -> YearFigures:
    """Read what all reports of a year share; live figures only while no month is sealed."""
    issues = tuple(MonthlyIssue.objects.filter(workplan=workplan).order_by("month"))
    live = None
    if not issues:
        today = at.astimezone(months.BEIJING).date().replace(day=1)
        month = min(max(today, workplan.first_month), workplan.last_month)
        live = {
            **figures.live_payload(workplan, month),
            "as_of": at.astimezone(months.BEIJING).date().isoformat(),
        }
    return YearFigures(workplan, tuple(workplan.tasks.select_related("group")), issues, live)


def annual_content(society: Society, year: YearFigures) -> Content:
    """Put together one society's annual report; a society that wrote nothing has empty chapters."""
    workplan = year.workplan
    corrections = list(
        Correction.objects.filter(society=society, issue__workplan=workplan)
        .select_related("issue")
        .order_by("issue__month", "number")
    )
    series = _series(society, year, corrections)
    last = series[-1] if series else None
    version = figures.accepted_version(society, workplan)
    entries = _accepted_entries(society, year)
    evidence = _evidence(entries)
    return {
        "layout": LAYOUT,
        "year": workplan.year,
        "workplan": _workplan(workplan),
        "society": {name: _plain(getattr(society, name)) for name in _SOCIETY_FIELDS},
        "source": _source(year),
        "months": series,
        "glance": _glance(series, evidence, corrections, workplan, year.source_month),
        "plan": _plan(version),
        "commitments": _commitments(version, entries),
        "tasks": _tasks(year.tasks, last, series, entries, evidence),
        "claims": claims_content(
            society,
            workplan,
            year.issues[-1] if year.issues else None,
            year.tasks,
            last["tasks"] if last else {},
        ),
        "evidence": evidence,
        "corrections": [_correction(correction) for correction in corrections],
        "sections": _sections(society, workplan),
    }


def content_digest(content: Content, language: str) -> str:
    """SHA-256 (hex) of the content in one language."""
    return hashlib.sha256(canonical_json({"language": language, **content})).hexdigest()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _workplan(workplan: Workplan) -> Content:
    return {
        "year": workplan.year,
        "title_zh": workplan.title_zh,
        "title_en": workplan.title_en,
        "issuer_zh": workplan.issuer_zh,
        "issuer_en": workplan.issuer_en,
        "first_month": f"{workplan.first_month:%Y-%m}",
        "last_month": f"{workplan.last_month:%Y-%m}",
        "optional_minimum": workplan.optional_minimum,
    }


def _source(year: YearFigures) -> Content:
    """Where the figures come from: an issue with its number and digest, or the open month."""
    if year.issues:
        issue = year.issues[-1]
        return {
            "is_sealed": True,
            "month": f"{issue.month:%Y-%m}",
            "number": issue.number,
            "digest": issue.digest,
            "as_of": issue.as_of.astimezone(months.BEIJING).isoformat(timespec="minutes"),
        }
    assert year.live is not None  # noqa: S101 - read when nothing is sealed
    return {
        "is_sealed": False,
        "month": year.live["month"],
        "number": None,
        "digest": None,
        "as_of": year.live["as_of"],
    }


def _series(
    society: Society, year: YearFigures, corrections: Iterable[Correction]
) -> list[Content]:
    """The society's months, oldest first, each as last published (a correction replaces it)."""
    corrected = {
        f"{correction.issue.month:%Y-%m}": correction.changes["figures"]
        for correction in corrections
    }
    summaries = {f"{issue.month:%Y-%m}": issue for issue in year.issues}
    series = []
    for element in figures.society_series(society, year.workplan):
        month = element["month"]
        issue = summaries[month]
        series.append(
            {
                **element,
                **corrected.get(month, {}),
                "national": issue.summary["national"]["mean"],
                "digest": issue.digest,
                "is_corrected": month in corrected,
            }
        )
    if not series and year.live is not None:
        series = [
            {
                **element,
                "month": year.live["month"],
                "number": None,
                "national": year.live["national"]["mean"],
                "digest": None,
                "is_corrected": False,
            }
            for element in year.live["societies"]
            if element["code"] == society.code
        ]
    return series


def _glance(
    series: list[Content],
    evidence: list[Content],
    corrections: list[Correction],
    workplan: Workplan,
    source_month: dt.date,
) -> Content:
    last = series[-1] if series else {}
    tasks = last.get("tasks", {}).values()
    reports = [element["report"] for element in series]
    previous = series[-2]["progress"] if len(series) > 1 else None
    return {
        "progress": last.get("progress"),
        "expected": last.get("expected"),
        "national": last.get("national"),
        "previous": previous,
        "groups": last.get("groups", {}),
        "tasks": len(tasks),
        "done": sum(task["state"] == "done" for task in tasks),
        "stalled": sum(task["state"] == "stalled" for task in tasks),
        "behind": sum(task["state"] == "behind" for task in tasks),
        "months": len(reports),
        "months_of_year": len(workplan.months),
        "on_time": sum(report["late"] is False for report in reports),
        "late": sum(report["late"] is True for report in reports),
        "missing": sum(
            report["late"] is None and report["state"] not in ("accepted", "submitted")
            for report in reports
        ),
        "evidence": len(evidence),
        "corrections": len(corrections),
        "month": f"{source_month:%Y-%m}",
    }


def _plan(version: PlanVersion | None) -> Content | None:
    if version is None:
        return None
    return {
        "version": version.number,
        "accepted_on": version.decided_at
        and version.decided_at.astimezone(months.BEIJING).date().isoformat(),
        "holds_reelection": version.holds_reelection,
        "lead_person": version.lead_person,
        "summary": version.summary,
        "amendment_reason": version.amendment_reason,
    }


def _accepted_entries(society: Society, year: YearFigures) -> list[ProgressEntry]:
    """Entries that CAST accepted up to the month of the figures, oldest first."""
    return list(
        ProgressEntry.objects.filter(
            society=society,
            report__workplan=year.workplan,
            report__month__lte=year.source_month,
            decision__in=_ACCEPTED,
        )
        .select_related("task", "report")
        .prefetch_related("evidence")
        .order_by("month_ordinal", "task__number")
    )


def _commitments(version: PlanVersion | None, entries: list[ProgressEntry]) -> list[Content]:
    """What the plan in force promises, each with the latest value that was measured."""
    if version is None:
        return []
    measured = {
        entry.task_id: (entry.measured_value, entry.report.month)
        for entry in entries
        if entry.measured_value is not None
    }
    rows = Commitment.objects.filter(version=version).select_related("task", "task__group")
    return [_commitment(row, measured.get(row.task_id)) for row in rows]


def _commitment(row: Commitment, measured: tuple[Any, dt.date] | None) -> Content:
    value, month = measured or (None, None)
    is_met = None
    if value is not None and row.target is not None:
        is_met = value <= row.target if row.lower_is_better else value >= row.target
    return {
        "task": row.task.number,
        "title_zh": row.task.title_zh,
        "title_en": row.task.title_en,
        "indicator": row.indicator,
        "unit": row.unit,
        "baseline": _number(row.baseline),
        "target": _number(row.target),
        "due_month": row.due_month and f"{row.due_month:%Y-%m}",
        "measure": row.measure,
        "person_in_charge": row.person_in_charge,
        "measured": _number(value),
        "measured_month": month and f"{month:%Y-%m}",
        "is_met": is_met,
    }


def _number(value: Any) -> str | None:
    """Write a measured number without needless zeros."""
    if value is None:
        return None
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


def _tasks(
    tasks: Iterable[Task],
    last: Content | None,
    series: list[Content],
    entries: list[ProgressEntry],
    evidence: list[Content],
) -> list[Content]:
    """Each obliged task: how it ended, how it got there, and what was last said of it."""
    if last is None:
        return []
    said = {entry.task.number: entry for entry in entries if entry.narrative.strip()}
    result = []
    for task in tasks:
        number = str(task.number)
        if number not in last["tasks"]:
            continue
        entry = said.get(task.number)
        result.append(
            {
                "number": task.number,
                "title_zh": task.title_zh,
                "title_en": task.title_en,
                "short_zh": task.short_zh,
                "short_en": task.short_en,
                "group": task.group.kind,
                "group_zh": task.group.title_zh,
                "group_en": task.group.title_en,
                "citation_zh": task.citation_zh,
                "citation_en": task.citation_en,
                **last["tasks"][number],
                "path": [month["tasks"].get(number, {}).get("accepted") for month in series],
                "narrative": entry.narrative.strip() if entry else "",
                "narrative_month": f"{entry.report.month:%Y-%m}" if entry else None,
                "evidence": sum(task.number in item["tasks"] for item in evidence),
            }
        )
    return sorted(result, key=_task_order)


def _task_order(task: Content) -> tuple[int, int]:
    return GroupKind.values.index(task["group"]), task["number"]


def _evidence(entries: list[ProgressEntry]) -> list[Content]:
    """Names and dates of the evidence of accepted entries; the files stay in the portal."""
    files: dict[int, tuple[Evidence, set[int]]] = {}
    for entry in entries:
        for item in entry.evidence.all():
            files.setdefault(item.pk, (item, set()))[1].add(entry.task.number)
    rows = [
        {
            "name": item.name,
            "uploaded_on": item.uploaded_at.astimezone(months.BEIJING).date().isoformat(),
            "sha256": item.sha256,
            "tasks": sorted(numbers),
        }
        for item, numbers in files.values()
    ]
    return sorted(rows, key=lambda row: (row["tasks"], row["uploaded_on"], row["name"]))


def _correction(correction: Correction) -> Content:
    changes = correction.changes
    return {
        "number": correction.number,
        "issue": correction.issue.number,
        "month": f"{correction.issue.month:%Y-%m}",
        "published_on": correction.published_at.astimezone(months.BEIJING).date().isoformat(),
        "reason": correction.reason,
        "digest": correction.digest,
        "progress": changes["progress"],
        "tasks": [
            {"number": int(number), **change["accepted"]}
            for number, change in changes["tasks"].items()
            if change["accepted"]["old"] != change["accepted"]["new"]
        ],
    }


def _sections(society: Society, workplan: Workplan) -> list[Content]:
    """The five heads in their order, each with what the secretariat wrote."""
    written = dict(
        AnnualReportSection.objects.filter(
            report__society=society, report__workplan=workplan
        ).values_list("chapter", "html")
    )
    return [
        {
            "head": head,
            "text": "\n".join(
                plain_text(written[kind.code])
                for kind in chapter_kinds()
                if kind.head == head and kind.code in written
            ),
        }
        for head in AnnualReportHead.values
    ]
