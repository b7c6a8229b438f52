"""Workplans, plans, reports and entries for tests, as small as the case allows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from reforms import months
from reforms.enums import Decision, GroupKind, PlanState, ReportState
from reforms.models import (
    Commitment,
    MonthlyIssue,
    MonthlyReport,
    PlanVersion,
    ProgressEntry,
    ReformPlan,
    Task,
    TaskGroup,
    Workplan,
)
from reforms.payload import Payload
from reforms.selectors import figures
from reforms.services import sealing
from societies.models import Society

YEAR = 2017
#: When every month up to July may be sealed.
LATER = dt.datetime(YEAR, 8, 1, 4, 0, tzinfo=dt.UTC)


def _terms(year: int) -> dict[str, Any]:
    """The days and limits of a year."""
    return {
        "issued_on": dt.date(year, 4, 21),
        "plan_due_on": dt.date(year, 5, 22),
        "first_month": dt.date(year, 4, 1),
        "last_month": dt.date(year, 12, 1),
        "report_due_day": 5,
        "optional_minimum": 5,
        "behind_margin": 10,
        "ahead_margin": 10,
        "stalled_months": 3,
        "due_soon_days": 3,
        "return_days": 5,
    }


def workplan_of(
    *, basic: int = 2, reelection: int = 1, optional: int = 6, year: int = YEAR, **fields: Any
) -> Workplan:
    """Return a workplan from April to December with so many tasks per group, numbered through."""
    workplan = Workplan.objects.create(
        year=year,
        title_zh=f"中国科协{year}年学会改革工作要点",
        title_en=f"Reform workplan {year}",
        issuer_zh="中国科协办公厅",
        issuer_en="General Office of CAST",
        **(_terms(year) | fields),
    )
    counts = zip(GroupKind, (basic, reelection, optional), strict=True)
    number = 0
    for position, (kind, count) in enumerate(counts):
        group = TaskGroup.objects.create(
            workplan=workplan, kind=kind, position=position, title_zh=str(kind.label), title_en=kind
        )
        for _ in range(count):
            number += 1
            Task.objects.create(
                workplan=workplan,
                group=group,
                number=number,
                title_zh=f"任务{number}",
                title_en=f"Task {number}",
                short_zh=f"任务{number}",
                short_en=f"Task {number}",
                citation_zh=f"第{number}条",
            )
    return workplan


def accepted_plan(
    society: Society,
    workplan: Workplan,
    optional: Iterable[int] = (),
    *,
    holds_reelection: bool = False,
    due_months: Mapping[int, dt.date] | None = None,
) -> PlanVersion:
    """Return an accepted plan version with commitments for the optional tasks."""
    plan, _ = ReformPlan.objects.get_or_create(society=society, workplan=workplan)
    version: PlanVersion = PlanVersion.objects.create(
        plan=plan,
        number=plan.versions.count() + 1,
        state=PlanState.ACCEPTED,
        holds_reelection=holds_reelection,
    )
    tasks = {task.number: task for task in workplan.tasks.all()}
    for number in optional:
        Commitment.objects.create(
            version=version,
            task=tasks[number],
            indicator="次数",
            unit="次",
            baseline=Decimal(1),
            target=Decimal(2),
            due_month=(due_months or {}).get(number),
            measure="措施",
            person_in_charge="张三",
        )
    return version


def report_of(
    society: Society,
    workplan: Workplan,
    month: str,
    percents: Mapping[int, int | None],
    *,
    accepted: Mapping[int, int | None] | None = None,
    state: ReportState = ReportState.ACCEPTED,
    **fields: Any,
) -> MonthlyReport:
    """Return a report whose entries claim these percents (None: no change).

    An accepted report accepts what was claimed, except where `accepted` says less.
    """
    on = months.parse_month(month)
    report: MonthlyReport = MonthlyReport.objects.create(
        society=society, workplan=workplan, month=on, state=state, **fields
    )
    tasks = {task.number: task for task in workplan.tasks.all()}
    is_submitted = state in (ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.RETURNED)
    for number, percent in percents.items():
        taken = (accepted or {}).get(number, percent)
        is_accepted = state == ReportState.ACCEPTED
        ProgressEntry.objects.create(
            report=report,
            society=society,
            task=tasks[number],
            month_ordinal=months.month_ordinal(on),
            percent=percent,
            is_no_change=percent is None,
            no_change_reason="无进展" if percent is None else "",
            claimed_percent=percent if is_submitted else None,
            is_submitted=is_submitted,
            accepted_percent=taken if is_accepted else None,
            decision=_decided(percent, taken) if is_accepted else Decision.PENDING,
        )
    return report


def _decided(claimed: int | None, taken: int | None) -> Decision:
    return Decision.ACCEPTED if taken == claimed else Decision.LOWERED


def seal(workplan: Workplan, *wanted: dt.date) -> list[MonthlyIssue]:
    """Seal months in order."""
    return [sealing.seal_month(workplan=workplan, month=m, at=LATER)[0] for m in wanted]


def element(workplan: Workplan, month: dt.date, code: str = "A-01") -> Payload:
    """One society's part of a month's payload."""
    payload = figures.month_payload(workplan, month)
    found: Payload = next(e for e in payload["societies"] if e["code"] == code)
    return found
