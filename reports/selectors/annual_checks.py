"""Claims beside the registers in an annual report: plain values, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation

from reforms.models import MonthlyIssue, Task, Workplan
from reforms.selectors.checks import TaskChecks, checks_of, disagrees, sealed_checks
from societies.models import Society

Content = dict[str, Any]
_LANGUAGES = {"zh": "zh-hans", "en": "en"}


def claims_content(
    society: Society,
    workplan: Workplan,
    issue: MonthlyIssue | None,
    tasks: Sequence[Task],
    figures: Mapping[str, Content],
) -> Content:
    """Each task with its percents and the verdict at the end of the year.

    As sealed with the last month of the workplan; before that is sealed, as it stands. `figures`
    are the last month's figures by task number.
    """
    is_sealed = issue is not None and issue.month == workplan.last_month
    checks = (
        sealed_checks(issue, society)
        if issue is not None and is_sealed
        else checks_of(society, workplan, tasks)
    )
    rows = [
        _row(task, figures[str(task.number)], checks[task.number])
        for task in tasks
        if task.number in checks and str(task.number) in figures
    ]
    days = [checks[row["number"]].as_of for row in rows]
    return {
        "is_sealed": is_sealed,
        "as_of": f"{days[0]}" if days else None,
        "rows": sorted(rows, key=lambda row: int(row["number"])),
    }


def _row(task: Task, figure: Content, checks: TaskChecks) -> Content:
    row = {
        "number": task.number,
        "short_zh": task.short_zh,
        "short_en": task.short_en,
        "claimed": figure["claimed"],
        "accepted": figure["accepted"],
        "verdict": checks.verdict.value,
        "is_against": disagrees(figure["claimed"], figure["accepted"], checks.verdict),
    }
    for suffix, language in _LANGUAGES.items():
        with translation.override(language):
            row |= {f"{name}_{suffix}": text for name, text in _words(checks).items()}
    return row


def _words(checks: TaskChecks) -> dict[str, str]:
    """The check that decides, its numbers and where they were counted."""
    view = checks.deciding
    if view is None:
        return {"check": "", "numbers": "", "counted": ""}
    return {"check": view.title, "numbers": view.brief, "counted": view.counted_in}
