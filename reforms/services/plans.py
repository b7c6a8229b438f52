"""Reform plans: begun, saved, submitted, decided and amended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Topic
from accounts.models import User
from accounts.services import audit
from accounts.services.notifications import notify
from reforms.enums import PlanState
from reforms.models import Commitment, PlanVersion, ReformPlan, Workplan
from reforms.plan_content import (
    COMMITMENT_FIELDS,
    PLAN_TEXTS,
    CommitmentContent,
    PlanContent,
    PlanProblem,
    chosen_optional,
    flat,
    from_flat,
    merge,
    problems,
)
from reforms.selectors.plans import content_of, plan_rules
from reforms.services.checks import request_checks
from reforms.services.sealing import hold_workplan
from societies.enums import Role
from societies.models import Society
from societies.selectors import managers, people_with_role, reviewers_of


class StalePlan(Exception):
    """Somebody else changed the same fields meanwhile; nothing was saved.

    `mine` is what was to be saved, with their changes to other fields merged in.
    """

    def __init__(
        self,
        *,
        current: PlanVersion,
        mine: dict[str, str],
        theirs: dict[str, str],
        conflicts: Sequence[str],
    ) -> None:
        self.current = current
        self.mine = mine
        self.theirs = theirs
        self.conflicts = tuple(conflicts)
        super().__init__(f"{current} was changed meanwhile")


class PlanIncomplete(Exception):
    """The plan cannot be submitted; ``problems`` says why, all at once."""

    def __init__(self, found: Sequence[PlanProblem]) -> None:
        self.problems = list(found)
        super().__init__("\n".join(problem.message for problem in found))


@transaction.atomic
def plan_for(*, society: Society, workplan: Workplan) -> ReformPlan:
    """Return the society's plan for the workplan, locked; made where there is none."""
    plans = ReformPlan.objects.select_for_update(no_key=True)
    plan: ReformPlan = plans.get_or_create(society=society, workplan=workplan)[0]
    return plan


def _locked_plan(plan: ReformPlan) -> ReformPlan:
    rows = ReformPlan.objects.select_for_update(of=("self",), no_key=True).select_related(
        "society", "workplan"
    )
    locked: ReformPlan
    (locked,) = rows.filter(pk=plan.pk)
    return locked


@transaction.atomic
def start_version(*, plan: ReformPlan, by: User | None, reason: str = "") -> PlanVersion:
    """Open a draft: the first, or an amendment of the accepted version with a reason.

    An open version is returned as it is. The accepted version stays in force meanwhile.
    """
    plan = _locked_plan(plan)
    open_version: PlanVersion | None = plan.versions.exclude(state=PlanState.ACCEPTED).first()
    if open_version:
        return open_version
    accepted = plan.versions.filter(state=PlanState.ACCEPTED).order_by("-number").first()
    if accepted and not reason.strip():
        raise ValidationError({"reason": _("Say why the plan is amended.")})
    content = (
        content_of(accepted)
        if accepted
        else PlanContent(holds_reelection=plan.society.term_ends_in(plan.workplan.year))
    )
    version = _new_version(plan, content, amendment_reason=reason.strip(), updated_by=by)
    audit.record(
        action="plan.amended" if accepted else "plan.begun",
        subject=version,
        actor=by,
        scope=plan.society.code,
        reason=reason.strip(),
    )
    return version


def _new_version(plan: ReformPlan, content: PlanContent, **values: Any) -> PlanVersion:
    last = plan.versions.aggregate(last=Max("number"))["last"] or 0
    version = PlanVersion(
        plan=plan,
        number=last + 1,
        holds_reelection=content.holds_reelection,
        lead_person=content.lead_person,
        summary=content.summary,
        **values,
    )
    version.full_clean()
    version.save()
    _put_commitments(version, {}, content.commitments)
    return version


def _put_commitments(
    version: PlanVersion,
    old: Mapping[int, CommitmentContent],
    new: Mapping[int, CommitmentContent],
) -> None:
    """Write what differs: changed commitments are replaced."""
    tasks = {task.number: task for task in version.plan.workplan.tasks.all()}
    gone = [number for number in old if old[number] != new.get(number)]
    if gone:
        Commitment.objects.filter(version=version, task__number__in=gone).delete()
    Commitment.objects.bulk_create(
        Commitment(
            version=version,
            task=tasks[number],
            **{name: getattr(content, name) for name in COMMITMENT_FIELDS},
        )
        for number, content in new.items()
        if old.get(number) != content
    )


def _locked(version: PlanVersion) -> PlanVersion:
    rows = PlanVersion.objects.select_for_update(of=("self",), no_key=True).select_related(
        "plan__society", "plan__workplan", "updated_by", "decided_by"
    )
    locked: PlanVersion
    (locked,) = rows.filter(pk=version.pk)
    return locked


@transaction.atomic
def save_version(
    *,
    version: PlanVersion,
    content: PlanContent,
    expected_lock: int,
    by: User | None,
    base: Mapping[str, str] | None = None,
) -> PlanVersion:
    """Save a draft as it is, complete or not; raises StalePlan and ValidationError.

    When somebody saved since `expected_lock`, their fields and these are merged against `base`,
    the flat content both began from; a field changed by both is a conflict and nothing is saved.
    """
    version = _locked(version)
    if not version.is_editable:
        raise ValidationError(_("The plan is no longer open for changes."))
    current = content_of(version)
    if version.lock_version != expected_lock:
        theirs = flat(current)
        merged = merge(base or {}, flat(content), theirs)
        if merged.conflicts:
            raise StalePlan(
                current=version, mine=merged.values, theirs=theirs, conflicts=merged.conflicts
            )
        content = from_flat(merged.values)
    if content == current:
        return version
    for name in ("holds_reelection", *PLAN_TEXTS):
        setattr(version, name, getattr(content, name))
    version.lock_version += 1
    version.updated_by = by
    version.full_clean(exclude=["plan"])
    version.save()
    _put_commitments(version, current.commitments, content.commitments)
    return version


@transaction.atomic
def ask_approver(*, version: PlanVersion, by: User) -> int:
    """Tell the society's approvers that the draft waits for them; returns how many."""
    version = _locked(version)
    if not version.is_editable:
        raise ValidationError(_("The plan is no longer open for changes."))
    approvers = people_with_role(version.plan.society, Role.APPROVER).exclude(pk=by.pk)
    told = notify(
        recipients=approvers,
        kind="plan-ready",
        topic=Topic.REPORTS,
        params=_params(version.plan, by=str(by)),
        url=_plan_url(version.plan),
    )
    _record("plan.sent_to_approver", version, by)
    return len(told)


@transaction.atomic
def submit_version(*, version: PlanVersion, by: User | None, at: dt.datetime) -> PlanVersion:
    """Submit to CAST; raises PlanIncomplete with every problem, or ValidationError."""
    version = _locked(version)
    plan = version.plan
    if not version.is_editable:
        raise ValidationError(_("The plan has been submitted already."))
    content = content_of(version)
    found = problems(content, plan_rules(plan.workplan), is_amendment=version.number > 1)
    if found:
        raise PlanIncomplete(found)
    version.state = PlanState.SUBMITTED
    version.submitted_at, version.submitted_by = at, by
    version.lock_version += 1
    version.save()
    if plan.first_submitted_at is None:
        plan.first_submitted_at = at
        plan.save(update_fields=["first_submitted_at"])
    _record("plan.submitted", version, by, after=flat(content))
    notify(
        recipients=list(reviewers_of(plan.society)) or list(managers()),
        kind="plan-submitted",
        topic=Topic.REPORTS,
        params=_params(plan, by=str(by or ""), version=version.number),
        url=_plan_url(plan),
    )
    return version


def _decidable(version: PlanVersion, expected_lock: int | None) -> PlanVersion:
    version = _locked(version)
    if version.state != PlanState.SUBMITTED:
        if version.decided_by:
            message = _("%(person)s has decided on this plan already.")
            raise ValidationError(message % {"person": version.decided_by})
        raise ValidationError(_("This plan is not waiting for a decision."))
    if expected_lock is not None and version.lock_version != expected_lock:
        raise ValidationError(_("The plan was submitted anew meanwhile. Look at it again."))
    return version


@transaction.atomic
def accept_version(
    *,
    version: PlanVersion,
    by: User | None,
    at: dt.datetime,
    reason: str = "",
    expected_lock: int | None = None,
) -> PlanVersion:
    """Accept the version: from now on it is the one in force."""
    hold_workplan(version.plan.workplan)  # a month is sealed with this version or before it
    return _decide(_decidable(version, expected_lock), PlanState.ACCEPTED, by, at, reason)


@transaction.atomic
def return_version(
    *,
    version: PlanVersion,
    by: User | None,
    at: dt.datetime,
    reason: str,
    expected_lock: int | None = None,
) -> PlanVersion:
    """Give the version back to the society, with a reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say what the society should change.")})
    return _decide(_decidable(version, expected_lock), PlanState.RETURNED, by, at, reason)


@transaction.atomic
def decide_version(
    *,
    version: PlanVersion,
    is_accepted: bool,
    by: User | None,
    at: dt.datetime,
    reason: str = "",
    expected_lock: int | None = None,
) -> PlanVersion:
    """Accept or return the version as CAST has decided."""
    decide = accept_version if is_accepted else return_version
    return decide(version=version, by=by, at=at, reason=reason, expected_lock=expected_lock)


def _decide(
    version: PlanVersion, state: PlanState, by: User | None, at: dt.datetime, reason: str
) -> PlanVersion:
    version.state = state
    version.decided_at, version.decided_by = at, by
    version.decision_reason = reason.strip()
    version.lock_version += 1
    version.save()
    _record(f"plan.{state.value}", version, by, reason=reason.strip())
    plan = version.plan
    if state == PlanState.ACCEPTED:  # whether a re-election is held may be another now
        request_checks(society_ids={plan.society_id}, at=at)
    notify(
        recipients=people_with_role(plan.society, Role.EDITOR, Role.APPROVER),
        kind=f"plan-{state.value}",
        topic=Topic.REPORTS,
        params=_params(plan, by=str(by or ""), reason=reason.strip(), version=version.number),
        url=_plan_url(plan),
    )
    return version


def _record(action: str, version: PlanVersion, by: User | None, **values: Any) -> None:
    audit.record(
        action=action, subject=version, actor=by, scope=version.plan.society.code, **values
    )


def _plan_url(plan: ReformPlan) -> str:
    return reverse(
        "reforms:plan-detail", kwargs={"year": plan.workplan.year, "code": plan.society.code}
    )


def _params(plan: ReformPlan, **values: Any) -> dict[str, Any]:
    return {"society": plan.society.names, "year": plan.workplan.year, **values}


@transaction.atomic
def put_accepted(
    *,
    society: Society,
    workplan: Workplan,
    holds_reelection: bool,
    optional_tasks: Collection[int],
    at: dt.datetime,
) -> bool:
    """Import what was accepted elsewhere; returns whether it differs from the version in force.

    Commitments that the version in force has are taken over for the tasks that stay.
    Raises ValidationError while the society has an open version in the portal.
    """
    plan = plan_for(society=society, workplan=workplan)
    accepted = plan.versions.filter(state=PlanState.ACCEPTED).order_by("-number").first()
    old = content_of(accepted) if accepted else PlanContent()
    rules = plan_rules(workplan)
    if (
        accepted
        and old.holds_reelection == holds_reelection
        and chosen_optional(old, rules) == sorted(optional_tasks)
    ):
        return False
    if plan.versions.exclude(state=PlanState.ACCEPTED).exists():
        raise ValidationError(_("The society has an open version of this plan in the portal."))
    chosen = {number: old.commitments.get(number, CommitmentContent()) for number in optional_tasks}
    others = set(old.commitments) - set(chosen_optional(old, rules))
    content = replace(
        old,
        holds_reelection=holds_reelection,
        commitments=chosen | {number: old.commitments[number] for number in others},
    )
    version = _new_version(plan, content, state=PlanState.ACCEPTED, is_imported=True, decided_at=at)
    _record("plan.imported", version, None, after=flat(content))
    request_checks(society_ids={society.pk}, at=at)
    return True
