"""What an annual report tells of the reform: months, tasks, plan, evidence, corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from reforms import months
from reforms.enums import Decision, GroupKind
from reforms.models import (
    Commitment,
    Correction,
    Evidence,
    PlanVersion,
    ProgressEntry,
    Task,
    Workplan,
)
from reforms.selectors import figures
from reports.selectors.annual_checks import claims_content
from reports.selectors.annual_year import Content, YearFigures
from societies.models import Society

_ACCEPTED = (Decision.ACCEPTED, Decision.LOWERED)


def reform_content(society: Society, year: YearFigures) -> Content:
    """Everything of the reform in one society's report, by the keys of its content."""
    workplan = year.workplan
    corrections = list(
        Correction.objects.filter(society=society, issue__workplan=workplan)
        .select_related("issue")
        .order_by("issue__month", "number")
    )
    series = series_of(society, year, corrections)
    last = series[-1] if series else None
    version = figures.accepted_version(society, workplan)
    entries = accepted_entries(society, year)
    evidence = evidence_of(entries)
    return {
        "months": series,
        "glance": glance_of(series, evidence, corrections, workplan, year.source_month),
        "plan": plan_of(version),
        "commitments": commitments_of(version, entries),
        "tasks": tasks_of(year.tasks, last, series, entries, evidence),
        "claims": claims_content(
            society,
            workplan,
            year.issues[-1] if year.issues else None,
            year.tasks,
            last["tasks"] if last else {},
        ),
        "evidence": evidence,
        "corrections": [correction_of(correction) for correction in corrections],
    }


def series_of(
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


def glance_of(
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


def plan_of(version: PlanVersion | None) -> Content | None:
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


def accepted_entries(society: Society, year: YearFigures) -> list[ProgressEntry]:
    """Entries that CAST accepted up to the month of the figures, oldest first."""
    return list(
        ProgressEntry.objects.filter(
            society=society,
            report__workplan=year.workplan,
            report__month__lte=year.source_month,
            decision__in=_ACCEPTED,
        )
        .select_related("task", "report")
        .only("narrative", "measured_value", "task__number", "report__month")
        .prefetch_related("evidence")
        .order_by("month_ordinal", "task__number")
    )


def commitments_of(version: PlanVersion | None, entries: list[ProgressEntry]) -> list[Content]:
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


def tasks_of(
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


def evidence_of(entries: list[ProgressEntry]) -> list[Content]:
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


def correction_of(correction: Correction) -> Content:
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
