"""Opening a sealed month again for one society, and the public note that follows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from accounts.enums import Topic
from accounts.models import User
from accounts.services import audit
from accounts.services.notifications import notify
from reforms import months
from reforms.enums import Decision, ReportState
from reforms.models import (
    Correction,
    Evidence,
    MonthlyIssue,
    MonthlyReport,
    ProgressEntry,
    Reopening,
    SocietyFigure,
    Workplan,
)
from reforms.payload import (
    Payload,
    ReportFact,
    SocietyFacts,
    build_payload,
    digest_of,
    facts_of,
    national_part,
)
from reforms.progress import society_figures
from reforms.selectors import figures
from reforms.services.entries import FIELDS as ENTRY_FIELDS
from reforms.services.entries import hold_report
from reforms.services.sealing import hold_workplan
from societies.enums import Role
from societies.models import Society
from societies.selectors import people_with_role


@transaction.atomic
def reopen_month(
    *,
    society: Society,
    workplan: Workplan,
    month: dt.date,
    reason: str,
    expires_at: dt.datetime,
    by: User,
    at: dt.datetime,
) -> Reopening:
    """Open a sealed month for one society until a moment; raises ValidationError by field."""
    hold_workplan(workplan)
    _refuse_unless_reopenable(workplan, month, reason=reason, expires_at=expires_at, at=at)
    report, _created = MonthlyReport.objects.get_or_create(
        society=society, workplan=workplan, month=month
    )
    reopening = Reopening(
        report=report, reason=reason.strip(), expires_at=expires_at, opened_at=at, opened_by=by
    )
    reopening.full_clean()
    reopening.save()
    report.state = ReportState.RETURNED
    report.note = reopening.reason
    report.returned_due_on = expires_at.astimezone(months.BEIJING).date()
    report.save()
    report.entries.update(decision=Decision.RETURNED, decision_reason=reopening.reason)
    audit.record(
        action="month.reopened",
        subject=report,
        actor=by,
        scope=society.code,
        after={"expires_at": expires_at},
        reason=reopening.reason,
    )
    _tell_reopened(reopening)
    return reopening


def _refuse_unless_reopenable(
    workplan: Workplan, month: dt.date, *, reason: str, expires_at: dt.datetime, at: dt.datetime
) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the month is opened again.")})
    if expires_at <= at:
        raise ValidationError({"expires_at": _("The end must lie in the future.")})
    if figures.issue_of(workplan, month) is None:
        raise ValidationError(_("The month is not sealed: there is nothing to open."))


def _tell_reopened(reopening: Reopening) -> None:
    society, month = reopening.report.society, reopening.report.month
    notify(
        recipients=people_with_role(society, Role.EDITOR, Role.APPROVER),
        kind="month-reopened",
        topic=Topic.DEADLINES,
        params={
            "society": society.names,
            "month": f"{month:%Y-%m}",
            "reason": reopening.reason,
            "until": f"{reopening.expires_at.astimezone(months.BEIJING):%Y-%m-%d %H:%M}",
        },
        url=reverse("reforms:report-detail", kwargs={"code": society.code, "month": month}),
    )


@transaction.atomic
def publish_corrections(
    *, report: MonthlyReport, at: dt.datetime, by: User | None
) -> list[Correction]:
    """Publish a numbered note for each sealed month that an accepted reopened report changes.

    Closes the reopening. The month itself and later sealed months, which carry its percents
    forward, are compared with what was last published; months without a difference get no note.
    """
    hold_workplan(report.workplan)
    reopening = Reopening.objects.filter(report=report, closed_at__isnull=True).first()
    if reopening is None:
        return []
    issues = MonthlyIssue.objects.filter(workplan=report.workplan, month__gte=report.month)
    corrections = [
        correction
        for issue in issues.order_by("month")
        if (correction := _correct(issue, report, reopening, at, by)) is not None
    ]
    reopening.closed_at = at
    reopening.save(update_fields=["closed_at"])
    for correction in corrections:
        _tell_society(correction)
    return corrections


def _tell_society(correction: Correction) -> None:
    month = f"{correction.issue.month:%Y-%m}"
    notify(
        recipients=people_with_role(correction.society, Role.EDITOR, Role.APPROVER),
        kind="correction-published",
        topic=Topic.ISSUES,
        params={
            "society": correction.society.names,
            "month": month,
            "number": correction.number,
            "reason": correction.reason,
        },
        url=f"/issues/{month}/",
    )


def _correct(
    issue: MonthlyIssue,
    report: MonthlyReport,
    reopening: Reopening,
    at: dt.datetime,
    by: User | None,
) -> Correction | None:
    published = published_elements(issue)
    old = published[report.society.code]
    new = _element_now(issue, report.society, old)
    if new == old:
        return None
    before = _national(issue, published)
    after = _national(issue, {**published, report.society.code: new})
    national = {figure: _change(before[figure], after[figure]) for figure in ("mean", "median")}
    changes = {**_changes(old, new), "national": national, "figures": new}
    correction = Correction.objects.create(
        issue=issue,
        number=issue.corrections.count() + 1,
        society=report.society,
        reopening=reopening,
        published_at=at,
        reason=reopening.reason,
        changes=changes,
        digest=digest_of({"issue": issue.digest, "changes": changes}),
    )
    audit.record(
        action="correction.published",
        subject=correction,
        actor=by,
        scope=report.society.code,
        before=old,
        after=new,
        reason=reopening.reason,
    )
    return correction


def _changes(old: Payload, new: Payload) -> Payload:
    """What differs between two elements of a society, each with its old and new value."""
    return {
        "society": new["code"],
        "progress": _change(old["progress"], new["progress"]),
        "groups": {g: _change(old["groups"][g], new["groups"][g]) for g in old["groups"]},
        "tasks": {
            number: {
                field: _change(old["tasks"][number][field], task[field])
                for field in ("accepted", "claimed", "state")
            }
            for number, task in new["tasks"].items()
            if task != old["tasks"][number]
        },
    }


def _change(old: object, new: object) -> dict[str, object]:
    return {"old": old, "new": new}


def published_elements(issue: MonthlyIssue) -> dict[str, Payload]:
    """Each society's element as last published: as sealed, with its latest correction applied."""
    rows = SocietyFigure.objects.filter(issue=issue).values_list("society__code", "figures")
    elements = dict(rows)
    for correction in issue.corrections.order_by("number"):
        element = correction.changes["figures"]
        elements[element["code"]] = element
    return elements


def _element_now(issue: MonthlyIssue, society: Society, sealed: Payload) -> Payload:
    """The society's element from the entries of today, under the obligations as sealed."""
    workplan, ordinal = issue.workplan, months.month_ordinal(issue.month)
    was = facts_of(sealed, first=workplan.first_ordinal, ordinal=ordinal)
    with scopes_disabled():
        standings = figures.standings(workplan, issue.month, society=society)
        report = figures.report_facts(workplan, issue.month, society=society).get(society.pk)
    now = SocietyFacts(
        society_figures(
            code=society.code,
            discipline=sealed["discipline"],
            month=ordinal,
            first=workplan.first_ordinal,
            terms=was.terms,
            standings=standings.get(society.pk, {}),
            margins=workplan.margins,
        ),
        was.terms,
        was.report if report is None else _corrected_report(was.report, report),
    )
    payload = build_payload(
        year=workplan.year, month=issue.month, first=workplan.first_ordinal, societies=[now]
    )
    element: Payload = payload["societies"][0]
    return element


def _corrected_report(was: ReportFact, now: ReportFact) -> ReportFact:
    """How the report stood when sealed stays; only a first submission since then is added."""
    return now if was.submitted_on is None and now.submitted_on is not None else was


def _national(issue: MonthlyIssue, elements: dict[str, Payload]) -> Payload:
    ordinal = months.month_ordinal(issue.month)
    first = issue.workplan.first_ordinal
    exact = [facts_of(e, first=first, ordinal=ordinal) for e in elements.values()]
    return national_part(exact, ordinal=ordinal, first=first)["national"]


def close_expired_reopenings(*, at: dt.datetime) -> int:
    """End reopenings that ran out unused, one by one: the report goes back to what was sealed."""
    expired = Reopening.objects.filter(closed_at__isnull=True, expires_at__lte=at)
    return sum(_close(reopening, at) for reopening in expired.select_related("report__workplan"))


@transaction.atomic
def _close(reopening: Reopening, at: dt.datetime) -> bool:
    hold_workplan(reopening.report.workplan)
    report = hold_report(reopening.report_id)
    reopening.refresh_from_db(fields=["closed_at"])
    if report.state == ReportState.SUBMITTED or reopening.closed_at is not None:
        return False  # used at the last moment
    _put_back(report)
    reopening.closed_at = at
    reopening.save(update_fields=["closed_at"])
    audit.record(action="reopening.expired", subject=report, scope=report.society.code)
    return True


def _put_back(report: MonthlyReport) -> None:
    """Let each entry say what was last submitted; without a submission, what was imported."""
    last = report.submissions.first()
    said = {e["task"]: e for e in last.content["entries"]} if last else {}
    entries = list(report.entries.select_related("task"))
    for entry in entries:
        entry.percent = entry.claimed_percent
        entry.decision = _decision_as_sealed(entry)
        entry.version += 1
        if (old := said.get(entry.task.number)) is not None:
            _say_again(entry, old)
    ProgressEntry.objects.bulk_update(entries, [*ENTRY_FIELDS, "decision", "version"])
    report.state = ReportState.ACCEPTED if report.decided_at else ReportState.DRAFT
    report.save(update_fields=["state"])


def _say_again(entry: ProgressEntry, said: dict[str, Any]) -> None:
    """Give the entry the words, the value and the evidence of its submission."""
    entry.narrative = said.get("narrative", "")
    entry.is_no_change = bool(said.get("is_no_change"))
    entry.no_change_reason = said.get("no_change_reason", "")
    entry.fall_reason = said.get("fall_reason", "")
    entry.claim_explanation = said.get("claim_explanation", "")
    measured = said.get("measured_value")
    entry.measured_value = None if measured is None else Decimal(measured)
    if "evidence" not in said:
        return
    files = {(file["sha256"], file["name"]) for file in said["evidence"]}
    kept = Evidence.objects.filter(
        society=entry.society_id, sha256__in=[sha256 for sha256, _name in files]
    )
    entry.evidence.set([file for file in kept if (file.sha256, file.name) in files])


def _decision_as_sealed(entry: ProgressEntry) -> Decision:
    if not entry.is_submitted:
        return Decision.PENDING
    if entry.accepted_percent == entry.claimed_percent:
        return Decision.ACCEPTED
    return Decision.RETURNED if entry.accepted_percent is None else Decision.LOWERED
