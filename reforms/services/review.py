"""Review of monthly reports by CAST: task by task, then the report as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import Topic
from accounts.models import User
from accounts.services import audit
from accounts.services.notifications import Message, notify_many
from reforms import months
from reforms.enums import Decision, ReportState
from reforms.flags import entry_flags
from reforms.models import MonthlyReport, ProgressEntry, Workplan
from reforms.selectors.review import (
    claim_of,
    entry_token,
    is_under_review,
    with_lock,
    with_past,
)
from reforms.services.corrections import publish_corrections
from reforms.services.sealing import hold_workplan
from societies.enums import SOCIETY_ROLES
from societies.models import RoleAssignment

_AUDITED = ("decision", "accepted_percent", "decision_reason")


class ReviewConflict(Exception):
    """The report or entry is no longer what the reviewer saw; the message says what it is."""


@dataclass(frozen=True)
class BulkResult:
    """What a bulk acceptance did, and the reports it left because they had changed."""

    accepted: tuple[MonthlyReport, ...]
    left: tuple[MonthlyReport, ...]


@transaction.atomic
def decide_entry(
    *,
    entry: ProgressEntry,
    decision: Decision | str,
    by: User,
    at: dt.datetime,
    percent: int | None = None,
    reason: str = "",
    seen: str | None = None,
) -> ProgressEntry:
    """Accept a task of a month, accept it with a lower percent, or return it.

    `seen` is the token of what the reviewer saw. Raises ReviewConflict when it has changed or
    the report is not under review, and ValidationError by field. A report that was opened again
    keeps the percent published until another one is accepted.
    """
    report = _hold(entry.report)
    current = ProgressEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    if not current.is_submitted or (seen is not None and seen != entry_token(current, report)):
        raise ReviewConflict(_taken(current))
    decision = Decision(decision)
    _check(current, decision, percent, reason)
    before = {field: getattr(current, field) for field in _AUDITED}
    current.decision = decision
    current.decision_reason = "" if decision == Decision.ACCEPTED else reason.strip()
    current.decided_by, current.decided_at = by, at
    current.accepted_percent = _accepted(current, decision, percent, vars(report)["is_sealed"])
    current.save(update_fields=[*_AUDITED, "decided_by", "decided_at"])
    audit.record(
        action="entry.decided",
        subject=current,
        actor=by,
        scope=report.society.code,
        before=before,
        after={field: getattr(current, field) for field in _AUDITED},
        reason=current.decision_reason,
    )
    return current


def _accepted(
    entry: ProgressEntry, decision: Decision, percent: int | None, is_sealed: bool
) -> int | None:
    """The percent that counts after a decision; one that was published outlives a return."""
    if decision == Decision.ACCEPTED:
        return None if entry.is_no_change else entry.claimed_percent
    if decision == Decision.LOWERED:
        return percent
    return entry.accepted_percent if is_sealed else None


def _check(entry: ProgressEntry, decision: Decision, percent: int | None, reason: str) -> None:
    claimed = entry.claimed_percent
    problems: dict[str, str] = {}
    if decision == Decision.PENDING:
        problems["decision"] = _("Accept the task, accept it lower or return it.")
    if decision == Decision.ACCEPTED and claimed is None and not entry.is_no_change:
        problems["decision"] = _("The task says nothing that could be accepted: return it.")
    if decision == Decision.LOWERED and (claimed is None or entry.is_no_change):
        problems["percent"] = _("“No change” has no percent that could be lowered.")
    elif decision == Decision.LOWERED and (percent is None or not 0 <= percent < (claimed or 0)):
        problems["percent"] = _(
            "Give a whole number from 0 that is lower than the %(claimed)s%% claimed."
        ) % {"claimed": claimed}
    if decision in (Decision.LOWERED, Decision.RETURNED) and not reason.strip():
        problems["reason"] = _("Give the reason: the society reads it.")
    if len(reason.strip()) > 1000:
        problems["reason"] = _("Longer than %(limit)s characters.") % {"limit": 1000}
    if problems:
        raise ValidationError(problems)


def _taken(entry: ProgressEntry) -> str:
    if entry.decided_by is None:
        return _("The society has sent this task again meanwhile: look at it as it is now.")
    return _("%(person)s has decided this task meanwhile: %(decision)s.") % {
        "person": entry.decided_by,
        "decision": entry.get_decision_display(),
    }


@transaction.atomic
def accept_clean_entries(*, report: MonthlyReport, by: User, at: dt.datetime) -> int:
    """Accept every task still pending that has no flag; returns how many."""
    report = _hold(report)
    pending = with_past(_pending([report])).select_for_update(of=("self",), no_key=True)
    clean = [entry for entry in pending if not entry_flags(claim_of(entry))]
    return _accept_entries(clean, by=by, at=at)


@transaction.atomic
def finish_review(
    *,
    report: MonthlyReport,
    by: User,
    at: dt.datetime,
    returned_due_on: dt.date | None = None,
    note: str = "",
) -> MonthlyReport:
    """End the review: accepted, or returned when any task is; the society is told.

    Raises ValidationError while tasks are pending, ReviewConflict when not under review.
    """
    report = _hold(report)
    decisions = list(
        ProgressEntry.objects.filter(report=report, is_submitted=True).values_list(
            "decision", flat=True
        )
    )
    if pending := decisions.count(Decision.PENDING):
        raise ValidationError(
            ngettext(
                "%(count)s task awaits a decision.", "%(count)s tasks await a decision.", pending
            )
            % {"count": pending}
        )
    today = at.astimezone(months.BEIJING).date()
    if Decision.RETURNED in decisions:
        due_on = returned_due_on or report.workplan.again_due_on(today)
        if due_on < today:
            raise ValidationError({"returned_due_on": _("The day lies in the past.")})
        return _finish([report], ReportState.RETURNED, by=by, at=at, due_on=due_on, note=note)[0]
    return _finish([report], ReportState.ACCEPTED, by=by, at=at, note=note)[0]


@transaction.atomic
def accept_report(*, report: MonthlyReport, by: User, at: dt.datetime) -> MonthlyReport:
    """Accept what is pending, flags or not, and end the review."""
    report = _hold(report)
    _accept_entries(list(_pending([report])), by=by, at=at)
    return finish_review(report=report, by=by, at=at)


@transaction.atomic
def review_again(*, report: MonthlyReport, by: User, reason: str) -> MonthlyReport:
    """Take an accepted report of an open month back under review; its decisions stand till then.

    For an acceptance by mistake, and for a plan that has gained a task since. Raises
    ValidationError without a reason, ReviewConflict when the report is not accepted or sealed.
    """
    hold_workplan(report.workplan)
    [held] = _held(MonthlyReport.objects.filter(pk=report.pk))
    if held.state != ReportState.ACCEPTED or vars(held)["is_sealed"]:
        raise ReviewConflict(_("Only an accepted report of an open month can be reviewed again."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is reviewed again.")})
    held.state, held.decided_at, held.decided_by = ReportState.SUBMITTED, None, None
    held.save(update_fields=["state", "decided_at", "decided_by", "updated_at"])
    audit.record(
        action="report.review_reopened",
        subject=held,
        actor=by,
        scope=held.society.code,
        before={"state": ReportState.ACCEPTED},
        after={"state": ReportState.SUBMITTED},
        reason=reason.strip(),
    )
    return held


@transaction.atomic
def bulk_accept(*, reports: Iterable[MonthlyReport], by: User, at: dt.datetime) -> BulkResult:
    """Accept the clean reports among these, at a cost that does not grow with their number.

    A report that has a flag, a returned task or another state by now is left as it is.
    """
    wanted = {report.pk for report in reports}
    for workplan in Workplan.objects.filter(reports__in=wanted).distinct():
        hold_workplan(workplan)
    held = _held(MonthlyReport.objects.filter(pk__in=wanted))
    _share_workplans(held)
    dirty = {
        report_id
        for report_id, decision in ProgressEntry.objects.filter(
            report__in=held, is_submitted=True
        ).values_list("report_id", "decision")
        if decision == Decision.RETURNED
    }
    pending = list(with_past(_pending(held)))
    dirty |= {entry.report_id for entry in pending if entry_flags(claim_of(entry))}
    clean = [report for report in held if is_under_review(report) and report.pk not in dirty]
    kept = {report.pk for report in clean}
    _accept_entries([e for e in pending if e.report_id in kept], by=by, at=at, audited=False)
    _finish(clean, ReportState.ACCEPTED, by=by, at=at)
    return BulkResult(tuple(clean), tuple(r for r in held if r.pk not in kept))


def _hold(report: MonthlyReport) -> MonthlyReport:
    """Lock the report and return it as it is now; raises ReviewConflict when it is closed."""
    hold_workplan(report.workplan)
    [held] = _held(MonthlyReport.objects.filter(pk=report.pk))
    if held.state != ReportState.SUBMITTED:
        raise ReviewConflict(
            _("The report is not awaiting review any more: %(state)s.")
            % {"state": held.get_state_display()}
        )
    if not is_under_review(held):
        raise ReviewConflict(_("The month has been sealed: its figures do not change any more."))
    return held


def _held(reports: QuerySet[MonthlyReport]) -> list[MonthlyReport]:
    return list(
        with_lock(reports)
        .select_related("society", "workplan")
        .select_for_update(of=("self",), no_key=True)
        .order_by("society__code", "month")
    )


def _share_workplans(reports: Iterable[MonthlyReport]) -> None:
    """Give the reports one instance per workplan: its deadlines are read once."""
    known: dict[int, Workplan] = {}
    for report in reports:
        report.workplan = known.setdefault(report.workplan_id, report.workplan)


def _pending(reports: Sequence[MonthlyReport]) -> QuerySet[ProgressEntry]:
    return ProgressEntry.objects.filter(
        report__in=reports, is_submitted=True, decision=Decision.PENDING
    ).select_related("report__society", "task")


def _accept_entries(
    entries: Sequence[ProgressEntry], *, by: User, at: dt.datetime, audited: bool = True
) -> int:
    """Accept by set: one statement however many entries."""
    count = ProgressEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(
        decision=Decision.ACCEPTED,
        decision_reason="",
        accepted_percent=Case(
            When(is_no_change=True, then=Value(None)), default=F("claimed_percent")
        ),
        decided_by=by,
        decided_at=at,
    )
    if audited:
        audit.record_many(
            action="entry.decided",
            changes=[
                audit.Change(
                    entry,
                    entry.report.society.code,
                    {field: getattr(entry, field) for field in _AUDITED},
                    {"decision": Decision.ACCEPTED, "accepted_percent": entry.claimed_percent},
                )
                for entry in entries
            ],
            actor=by,
        )
    return count


def _finish(
    reports: Sequence[MonthlyReport],
    state: ReportState,
    *,
    by: User,
    at: dt.datetime,
    due_on: dt.date | None = None,
    note: str = "",
) -> Sequence[MonthlyReport]:
    """Set the state of the reports, record it, tell the societies, publish corrections."""
    note = note.strip()
    _put(reports, state=state, decided_by=by, decided_at=at, returned_due_on=due_on, note=note)
    audit.record_many(
        action=f"report.{state}",
        changes=[
            audit.Change(
                report,
                report.society.code,
                {"state": ReportState.SUBMITTED},
                {"state": state, "returned_due_on": due_on},
            )
            for report in reports
        ],
        actor=by,
        reason=note,
    )
    _tell(reports, state)
    if state == ReportState.ACCEPTED:
        for report in reports:
            if vars(report)["is_reopened"]:
                publish_corrections(report=report, at=at, by=by)
    return reports


def _put(reports: Sequence[MonthlyReport], **values: Any) -> None:
    """Write the same values to all of them, in one statement."""
    MonthlyReport.objects.filter(pk__in=[report.pk for report in reports]).update(
        **values, updated_at=values["decided_at"]
    )
    for report, (name, value) in product(reports, values.items()):
        setattr(report, name, value)


def _tell(reports: Sequence[MonthlyReport], state: ReportState) -> None:
    """Tell the societies' people the result; three queries however many reports."""
    people: dict[int, list[User]] = {}
    assignments = RoleAssignment.objects.in_force().filter(
        role__in=SOCIETY_ROLES, society__in=[report.society_id for report in reports]
    )
    for assignment in assignments.select_related("person"):
        if assignment.society_id is not None:
            people.setdefault(assignment.society_id, []).append(assignment.person)
    remarks = _remarks(reports)
    notify_many(
        kind=f"report-{state}",
        topic=Topic.REPORTS,
        messages=[
            Message(
                people.get(report.society_id, ()),
                {
                    "society": report.society.names,
                    "month": f"{report.month:%Y-%m}",
                    "due_on": f"{report.returned_due_on or ''}",
                    "note": report.note,
                    "tasks": remarks.get(report.pk, []),
                },
                reverse(
                    "reforms:report-detail",
                    kwargs={"code": report.society.code, "month": report.month},
                ),
            )
            for report in reports
        ],
    )


def _remarks(reports: Sequence[MonthlyReport]) -> dict[int, list[dict[str, Any]]]:
    """The tasks a society must hear of: returned or accepted lower, with the reason."""
    entries = ProgressEntry.objects.filter(
        report__in=reports, decision__in=(Decision.RETURNED, Decision.LOWERED), is_submitted=True
    ).select_related("task")
    result: dict[int, list[dict[str, Any]]] = {}
    for entry in entries.order_by("task__number"):
        result.setdefault(entry.report_id, []).append(
            {
                "number": entry.task.number,
                "short_zh": entry.task.short_zh,
                "short_en": entry.task.short_en,
                "decision": entry.decision,
                "percent": entry.accepted_percent,
                "reason": entry.decision_reason,
            }
        )
    return result
