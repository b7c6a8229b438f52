"""Everything published of a workplan as files: sealed figures and corrections, nothing else.

No scoped model is read here, as in `reports.selectors.public`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from reforms.models import Correction, MonthlyIssue, SocietyFigure, Workplan
from reforms.payload import Payload
from reports.data_dictionary import dictionary
from reports.selectors.public import rows_of
from societies.models import Society

Row = dict[str, object]


def payloads_of(workplan: Workplan) -> Iterator[tuple[MonthlyIssue, Payload]]:
    """Every issue of a workplan as sealed, oldest first, with two queries."""
    societies: dict[int, list[Payload]] = {}
    figures = SocietyFigure.objects.filter(issue__workplan=workplan).order_by("society__code")
    for issue_id, element in figures.values_list("issue_id", "figures"):
        societies.setdefault(issue_id, []).append(element)
    for issue in MonthlyIssue.objects.filter(workplan=workplan).order_by("month"):
        yield issue, {**issue.summary, "societies": societies[issue.pk], "digest": issue.digest}


def year_json(workplan: Workplan) -> Payload:
    """All issues of a workplan in one object."""
    every = dictionary()
    return {
        "workplan": workplan.year,
        "title_zh": workplan.title_zh,
        "title_en": workplan.title_en,
        "licence": every.licence_url,
        "dictionary": every.version,
        "issues": [payload for _, payload in payloads_of(workplan)],
    }


def year_rows(workplan: Workplan) -> Iterator[Row]:
    """All issues of a workplan as rows, one per month and society."""
    names = {society.code: society for society in Society.objects.all()}
    numbers = [str(task.number) for task in workplan.ordered_tasks]
    for issue, payload in payloads_of(workplan):
        yield from rows_of(payload, issue.digest, names, numbers)


def progress_rows(workplan: Workplan) -> Iterator[Row]:
    """One row per month, society and task."""
    for issue, payload in payloads_of(workplan):
        for element in payload["societies"]:
            for number, task in sorted(element["tasks"].items(), key=lambda item: int(item[0])):
                yield {
                    "month": payload["month"],
                    "issue": issue.number,
                    "code": element["code"],
                    "discipline": element["discipline"],
                    "task": int(number),
                    "group": task["group"],
                    "accepted": task["accepted"],
                    "claimed": task["claimed"],
                    "expected": task["expected"],
                    "state": task["state"],
                    "weight": task["weight"],
                    "due": task["due"],
                }


def correction_rows(workplan: Workplan) -> Iterator[Row]:
    """One row per corrected value."""
    notes = (
        Correction.objects.filter(issue__workplan=workplan)
        .select_related("issue", "society")
        .order_by("issue__month", "number")
    )
    for note in notes:
        for field, change in changed_values(note.changes):
            yield {
                "month": f"{note.issue.month:%Y-%m}",
                "issue": note.issue.number,
                "correction": note.number,
                "published_at": _moment(note.published_at),
                "code": note.society.code,
                "field": field,
                "old": change["old"],
                "new": change["new"],
                "reason": note.reason,
                "digest": note.digest,
            }


def changed_values(changes: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Names of the values that a correction changes, each with its old and new value."""
    found: list[tuple[str, dict[str, Any]]] = [
        (f"task_{number}_{name}", change)
        for number, fields in sorted(changes["tasks"].items(), key=lambda item: int(item[0]))
        for name, change in fields.items()
    ]
    found.append(("progress", changes["progress"]))
    found += [(f"national_{name}", changes["national"][name]) for name in ("mean", "median")]
    return (each for each in found if each[1]["old"] != each[1]["new"])


def _moment(at: dt.datetime) -> str:
    return timezone.localtime(at).isoformat()
