"""The way of a monthly report through the society and to CAST."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.enums import Topic
from accounts.models import User
from accounts.services import audit
from accounts.services.notifications import notify
from reforms.enums import Decision, ReportState
from reforms.models import MonthlyReport, ProgressEntry, Submission
from reforms.selectors.months import EntryRow, SocietyMonth, society_month, stands_returned
from reforms.services.entries import (
    EntryValues,
    MonthLocked,
    StaleEntry,
    entry_values,
    hold_report,
    save_entry,
)
from reforms.services.sealing import hold_workplan
from societies.enums import Role
from societies.selectors import managers, people_with_role, reviewers_of

__all__ = [
    "EntryValues",
    "MonthLocked",
    "ReportChanged",
    "ReportIncomplete",
    "StaleEntry",
    "entry_values",
    "save_entry",
    "send_back_to_editor",
    "send_to_approver",
    "submit_report",
]


class ReportIncomplete(ValidationError):
    """Tasks without a percent, without "no change", or without a reason that is asked for."""

    def __init__(self, missing: list[EntryRow]) -> None:
        unexplained = [row for row in missing if row.lacks_explanation]
        others = [row for row in missing if not row.lacks_explanation]
        problems = []
        if others:
            problems.append(
                ngettext(
                    "%(count)s task is still missing: %(numbers)s.",
                    "%(count)s tasks are still missing: %(numbers)s.",
                    len(others),
                )
                % {"count": len(others), "numbers": _numbers(others)}
            )
        if unexplained:
            problems.append(
                _("Claimed 100%% against the registers, to be explained: %(numbers)s.")
                % {"numbers": _numbers(unexplained)}
            )
        super().__init__(problems)
        self.missing = missing


def _numbers(rows: list[EntryRow]) -> str:
    comma = pgettext("between items of a list", ", ")
    return comma.join(str(row.task.number) for row in rows)


class ReportChanged(Exception):
    """The report is not any more what the person read before submitting it."""


@transaction.atomic
def send_to_approver(*, report: MonthlyReport, by: User, at: dt.datetime) -> MonthlyReport:
    """Hand a complete report to the society's approvers; sending twice changes nothing."""
    locked, page = _locked_month(report, at)
    if locked.state == ReportState.IN_SOCIETY_REVIEW:
        return locked
    _check_complete(page)
    approvers = list(people_with_role(locked.society, Role.APPROVER))
    if not approvers:
        raise ValidationError(_("The society has no approver yet. Ask CAST to appoint one."))
    before, locked.state = locked.state, ReportState.IN_SOCIETY_REVIEW
    locked.note = ""
    locked.save(update_fields=["state", "note", "updated_at"])
    _record("report.sent_to_approver", locked, before, by)
    _tell(approvers, "report-sent", locked, by, page="reforms:report-check")
    return locked


@transaction.atomic
def send_back_to_editor(
    *, report: MonthlyReport, by: User, reason: str, at: dt.datetime
) -> MonthlyReport:
    """Give a report back to the society's editors with a remark."""
    locked, _page = _locked_month(report, at)
    if locked.state != ReportState.IN_SOCIETY_REVIEW:
        raise MonthLocked(_("The report is not with the approver."))
    if not reason.strip():
        raise ValidationError({"remark": _("Say what the editor should change.")})
    locked.state = ReportState.RETURNED if stands_returned(locked) else ReportState.DRAFT
    locked.note = reason.strip()
    locked.save(update_fields=["state", "note", "updated_at"])
    _record("report.sent_back", locked, ReportState.IN_SOCIETY_REVIEW, by, reason=locked.note)
    editors = people_with_role(locked.society, Role.EDITOR)
    _tell(editors, "report-sent-back", locked, by, reason=locked.note)
    return locked


@transaction.atomic
def submit_report(
    *, report: MonthlyReport, by: User, at: dt.datetime, seen: str = ""
) -> Submission:
    """Submit to CAST and return the receipt; a second click returns the same receipt.

    `seen` is the fingerprint of what the person read; ReportChanged when it is another now.
    """
    hold_workplan(report.workplan)  # a seal counts the submission, or the month is closed to it
    held = hold_report(report.pk)
    if held.state == ReportState.SUBMITTED:
        return held.submissions.latest("number")
    locked, page = _open_month(held, at)
    if seen and seen != page.fingerprint:
        raise ReportChanged
    _check_complete(page)
    before = locked.state
    locked.first_submitted_at = locked.first_submitted_at or at
    locked.submitted_at = at
    locked.state = ReportState.SUBMITTED
    locked.note, locked.decided_at, locked.decided_by = "", None, None
    locked.save()
    _claim(row for row in page.rows if row.entry)
    submission = _receipt(locked, page, by, at)
    _record("report.submitted", locked, before, by, receipt=submission.receipt_number)
    reviewers = list(reviewers_of(locked.society)) or list(managers())
    _tell(reviewers, "report-submitted", locked, by, receipt=submission.receipt_number)
    return submission


def _locked_month(report: MonthlyReport, at: dt.datetime) -> tuple[MonthlyReport, SocietyMonth]:
    """Lock the report and return it with its month; MonthLocked when it is closed."""
    return _open_month(hold_report(report.pk), at)


def _open_month(locked: MonthlyReport, at: dt.datetime) -> tuple[MonthlyReport, SocietyMonth]:
    page = society_month(locked.society, locked.workplan, locked.month, at=at)
    if page.is_locked:
        raise MonthLocked(_("The month is sealed; CAST can open it again for a correction."))
    if not locked.is_open:
        raise MonthLocked(_("The report is with CAST and cannot be changed now."))
    return locked, page


def _check_complete(page: SocietyMonth) -> None:
    if page.missing:
        raise ReportIncomplete(page.missing)


def _claim(rows: Iterable[EntryRow]) -> None:
    """Fix what is claimed of each task that CAST still has to decide on."""
    claimed = []
    for row in rows:
        entry = row.entry
        if entry is None or not _awaits_decision(entry):
            continue
        entry.claimed_percent, entry.is_submitted = entry.percent, True
        entry.decision = Decision.PENDING
        # A percent accepted before the month was opened again stands until the new decision,
        # unless the society now claims less.
        if entry.percent is not None and (entry.accepted_percent or 0) > entry.percent:
            entry.accepted_percent = None
        entry.decision_reason, entry.decided_at, entry.decided_by = "", None, None
        claimed.append(entry)
    ProgressEntry.objects.bulk_update(
        claimed,
        (
            "claimed_percent",
            "is_submitted",
            "decision",
            "accepted_percent",
            "decision_reason",
            "decided_at",
            "decided_by",
        ),
    )


def _awaits_decision(entry: ProgressEntry) -> bool:
    """Whether CAST has to look at it: not yet accepted, or changed since it was."""
    if entry.decision not in (Decision.ACCEPTED, Decision.LOWERED):
        return True
    if entry.updated_at is None:
        return False
    return entry.decided_at is None or entry.updated_at > entry.decided_at


def _receipt(report: MonthlyReport, page: SocietyMonth, by: User, at: dt.datetime) -> Submission:
    number = report.submissions.count() + 1
    receipt_number = f"{report.month:%Y-%m}/{report.society.code}/{number}"
    content = {
        "receipt": receipt_number,
        "society": report.society.names,
        "workplan": report.workplan.year,
        "month": f"{report.month:%Y-%m}",
        "submission": number,
        "submitted_at": at.isoformat(),
        "submitted_by": by.name or by.username,
        "due_on": report.due_on.isoformat(),
        "is_late": report.is_late,
        "entries": [_entry_content(row) for row in page.rows],
    }
    canonical = audit.canonical_json(content)
    return Submission.objects.create(
        report=report,
        number=number,
        receipt_number=receipt_number,
        submitted_at=at,
        submitted_by=by,
        due_on=report.due_on,
        is_late=report.is_late,
        content=json.loads(canonical),
        digest=hashlib.sha256(canonical).hexdigest(),
    )


def _entry_content(row: EntryRow) -> dict[str, Any]:
    entry = row.entry
    if entry is None:  # an incomplete report is not submitted
        raise ReportIncomplete([row])
    measured = entry.measured_value
    return {
        "task": row.task.number,
        "group": row.terms.group,
        "title_zh": row.task.title_zh,
        "title_en": row.task.title_en,
        "percent": entry.percent,
        "previous_percent": row.previous.percent,
        "is_no_change": entry.is_no_change,
        "no_change_reason": entry.no_change_reason,
        "fall_reason": entry.fall_reason,
        "claim_explanation": entry.claim_explanation,
        "narrative": entry.narrative,
        "measured_value": None if measured is None else f"{measured:f}",
        "unit": row.commitment.unit if row.commitment else "",
        "evidence": [
            {"name": file.name, "size": file.size, "sha256": file.sha256} for file in row.evidence
        ],
    }


def _record(
    action: str, report: MonthlyReport, before: str, by: User, *, reason: str = "", **extra: str
) -> None:
    audit.record(
        action=action,
        subject=report,
        actor=by,
        scope=report.society.code,
        before={"state": before},
        after={"state": report.state, **extra},
        reason=reason,
    )


def _tell(
    people: Iterable[User],
    kind: str,
    report: MonthlyReport,
    by: User,
    page: str = "reforms:report-detail",
    **params: str,
) -> None:
    notify(
        recipients=[person for person in people if person.pk != by.pk],
        kind=kind,
        topic=Topic.REPORTS,
        params={
            "code": report.society.code,
            "society": report.society.names,
            "month": f"{report.month:%Y-%m}",
            "by": by.name or by.username,
            **params,
        },
        url=reverse(page, kwargs={"code": report.society.code, "month": report.month}),
    )
