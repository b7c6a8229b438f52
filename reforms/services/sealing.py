"""Sealing a month: its figures are fixed, numbered, digested and published in one step."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from accounts.enums import Topic
from accounts.models import Job, User
from accounts.services import audit
from accounts.services.jobs import request_job
from accounts.services.notifications import notify
from reforms import months
from reforms.models import MonthlyIssue, SocietyFigure, Workplan
from reforms.payload import Payload, digest_of
from reforms.selectors import figures
from reforms.services.checks import Results, freeze
from societies.enums import Role
from societies.models import RoleAssignment, Society

SEAL_TASK = "reforms.tasks.seal_month_job"


class SealingError(ValueError):
    """A month that cannot be sealed; the message says why, in the active language."""


def hold_workplan(workplan: Workplan) -> Workplan:
    """Lock the workplan's row: what counts is decided before a seal or after it, not during."""
    return Workplan.objects.select_for_update(no_key=True).get(pk=workplan.pk)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Let Python's search for cycles rest: what a seal reads has none, and is much to walk over."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_without_collector()
@transaction.atomic
def seal_month(
    *,
    workplan: Workplan,
    month: dt.date,
    at: dt.datetime,
    by: User | None = None,
    checks: Results | None = None,
) -> tuple[MonthlyIssue, bool]:
    """Seal a month at a moment; returns the issue and whether this call made it.

    All or nothing, and doing it again changes nothing. Raises SealingError for a month outside
    the workplan, one that has not begun, and one whose predecessor is not sealed. `checks` are
    those of the month's day, from a caller who has computed them already.
    """
    workplan = hold_workplan(workplan)
    month = month.replace(day=1)
    if (existing := figures.issue_of(workplan, month)) is not None:
        return existing, False
    refuse_unless_sealable(workplan=workplan, month=month, at=at)
    with scopes_disabled():
        payload = figures.live_payload(workplan, month)
    payload["number"] = workplan.issue_number(month)
    payload["as_of"] = at.astimezone(months.BEIJING).isoformat(timespec="seconds")
    payload["digest"] = digest_of(payload)
    issue = _write(workplan, month, payload, at, by)
    freeze(issue=issue, at=at, found=checks)
    audit.record(
        action="month.sealed",
        subject=issue,
        actor=by,
        after={"number": issue.number, "digest": issue.digest},
    )
    _tell_societies(issue)
    return issue, True


def refuse_unless_sealable(
    *, workplan: Workplan, month: dt.date, at: dt.datetime, sealed: set[dt.date] | None = None
) -> None:
    """Raise SealingError unless the month is the next to seal and has begun (Beijing).

    Who knows which months are sealed saves asking again.
    """
    if not workplan.covers(month):
        raise SealingError(
            _("%(month)s is not a month of the %(year)s workplan.")
            % {"month": f"{month:%Y-%m}", "year": workplan.year}
        )
    if at.astimezone(months.BEIJING).date() < month:
        raise SealingError(_("%(month)s has not begun.") % {"month": f"{month:%Y-%m}"})
    if sealed is None:
        sealed = set(workplan.issues.values_list("month", flat=True))
    for earlier in workplan.months:
        if earlier < month and earlier not in sealed:
            raise SealingError(
                _("Months are sealed in order: %(month)s comes first.")
                % {"month": f"{earlier:%Y-%m}"}
            )


@transaction.atomic
def request_seal(
    *,
    workplan: Workplan,
    month: dt.date,
    by: User | None,
    url: str = "",
    seen: dict[str, int] | None = None,
    reason: str = "",
) -> Job:
    """Return the job that seals the month; asking twice gives the same unfinished job.

    `seen` counts what the manager was shown as not as it should be; it and the reason to go on
    all the same stay in the audit trail.
    """
    job, created = request_job(
        kind="seal-month",
        key=f"seal:{workplan.year}:{month:%Y-%m}",
        task_name=SEAL_TASK,
        params={"workplan": workplan.year, "month": f"{month:%Y-%m}"},
        requested_by=by,
        url=url,
        total=1,
    )
    if created:
        audit.record(
            action="month.seal_requested",
            subject=workplan,
            actor=by,
            after={"month": f"{month:%Y-%m}", **(seen or {})},
            reason=reason.strip(),
        )
    return job


def _write(
    workplan: Workplan, month: dt.date, payload: Payload, at: dt.datetime, by: User | None
) -> MonthlyIssue:
    summary = {k: v for k, v in payload.items() if k not in ("societies", "digest")}
    issue = MonthlyIssue.objects.create(
        workplan=workplan,
        month=month,
        number=payload["number"],
        sealed_at=at,
        as_of=at,
        sealed_by=by,
        digest=payload["digest"],
        summary=summary,
    )
    society_ids = dict(Society.objects.values_list("code", "pk"))
    SocietyFigure.objects.bulk_create(
        SocietyFigure(
            issue=issue,
            society_id=society_ids[element["code"]],
            progress=element["progress"],
            report_state=element["report"]["state"],
            is_late=element["report"]["late"],
            figures=element,
        )
        for element in payload["societies"]
    )
    return issue


def _tell_societies(issue: MonthlyIssue) -> None:
    holders = RoleAssignment.objects.in_force().filter(role__in=(Role.EDITOR, Role.APPROVER))
    notify(
        recipients=User.objects.filter(pk__in=holders.values("person")),
        kind="issue-published",
        topic=Topic.ISSUES,
        params={
            "year": issue.workplan.year,
            "month": f"{issue.month:%Y-%m}",
            "number": issue.number,
            "mean": issue.summary["national"]["mean"],
        },
        url=f"/issues/{issue.month:%Y-%m}/",
    )
