"""What needs a token: read with the roles and the scope of its owner, as on the pages."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.db.models import Count
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Query, Router

from accounts.models import User
from reforms import months
from reforms.enums import PlanState
from reforms.models import Commitment, MonthlyReport, PlanVersion, ProgressEntry, SupervisionSlip
from reforms.models import Workplan as Year
from reforms.selectors.checks import checks_of
from reforms.selectors.review import review_months
from reforms.selectors.slips import SlipQuery, register_of_slips
from reports.api.cursors import Page, Whole, part_of
from reports.api.figures import MonthFigures
from reports.api.inner_schemas import (
    CheckItem,
    Me,
    PlanFilter,
    PlanItem,
    Queue,
    QueueFilter,
    RegisterItem,
    ReportDetail,
    ReportItem,
    SlipFilter,
    SlipItem,
    SlipRegisterFilter,
)
from reports.api.public import Row, address
from reports.api.public_schemas import CodePart, MonthPart
from reports.api.tokens import Holder
from reports.selectors.figures import payload_at
from societies.models import Society
from societies.selectors import roles_of, societies_reviewed_by, societies_visible_to
from societies.selectors.registers import counts_by_kind

router = Router(tags=["inner"])


def _needs(scope: str) -> dict[str, Any]:
    """Say in the description that a token is needed, and which."""
    return {"security": [{"token": []}], "x-scope": scope}


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


def _society(request: HttpRequest, code: str) -> Society:
    """The society of the address if the owner of the token sees it; 404 otherwise."""
    found: Society = get_object_or_404(societies_visible_to(_person(request)), code=code)
    return found


def _workplan(year: int | None) -> Year:
    """The workplan of a year, or the newest; 404 without."""
    plans = Year.objects.order_by("-year")
    found = (plans.filter(year=year) if year else plans).first()
    if found is None:
        raise Http404
    return found


@router.get(
    "/me/",
    url_name="me",
    operation_id="me",
    summary=gettext_noop("What this token opens"),
    response=Me,
    openapi_extra=_needs(""),
)
def me(request: HttpRequest) -> Row:
    """The token by which this is asked, and the roles behind it."""
    holder = cast("Holder", vars(request)["holder"])
    roles = roles_of(holder.person)
    held = {"manager": roles.is_manager, "reviewer": roles.is_reviewer, "auditor": roles.is_auditor}
    return {
        "token": holder.token.name,
        "scopes": sorted(holder.scopes),
        "expires_at": holder.token.expires_at.astimezone(months.BEIJING),
        "roles": [name for name, has_it in held.items() if has_it],
        "societies": [society.code for society in roles.societies],
    }


@router.get(
    "/societies/{code}/reports/",
    url_name="reports",
    operation_id="reports",
    summary=gettext_noop("A society's monthly reports, newest first"),
    response=Whole[ReportItem],
    openapi_extra=_needs("reports"),
)
def reports(request: HttpRequest, code: CodePart, chosen: Query[PlanFilter]) -> Row:
    """The reports of a workplan as they stand now; without a year, of the newest."""
    society, plan = _society(request, code), _workplan(chosen.workplan)
    rows = MonthlyReport.objects.filter(society=society, workplan=plan).order_by("-month")
    return {"results": [_report(each, plan, society) for each in rows]}


@router.get(
    "/societies/{code}/reports/{month}/",
    url_name="report",
    operation_id="report",
    summary=gettext_noop("One monthly report with its entries"),
    response=ReportDetail,
    openapi_extra=_needs("reports"),
)
def report(request: HttpRequest, code: CodePart, month: MonthPart) -> Row:
    """A report as it stands now: what is typed, claimed and accepted, task by task."""
    society = _society(request, code)
    rows = MonthlyReport.objects.select_related("workplan")
    found = get_object_or_404(rows, society=society, month=months.parse_month(month))
    entries = (
        ProgressEntry.objects.filter(report=found)
        .select_related("task")
        .annotate(files=Count("evidence"))
        .order_by("task__number")
    )
    return {
        **_report(found, found.workplan, society),
        "note": found.note,
        "entries": [_entry(each) for each in entries],
    }


@router.get(
    "/societies/{code}/plans/",
    url_name="plans",
    operation_id="plans",
    summary=gettext_noop("A society's reform plan, version by version"),
    response=Whole[PlanItem],
    openapi_extra=_needs("plans"),
)
def plans(request: HttpRequest, code: CodePart, chosen: Query[PlanFilter]) -> Row:
    """The versions of a plan, newest first; drafts only for the society's own people."""
    society, plan = _society(request, code), _workplan(chosen.workplan)
    rows = (
        PlanVersion.objects.filter(plan__society=society, plan__workplan=plan)
        .prefetch_related("commitments__task")
        .order_by("-number")
    )
    if not roles_of(_person(request)).works_for(society):
        rows = rows.exclude(state=PlanState.DRAFT)
    return {"results": [_plan(each, plan) for each in rows]}


@router.get(
    "/societies/{code}/checks/",
    url_name="checks",
    operation_id="checks",
    summary=gettext_noop("What a society's registers prove of each task"),
    response=Whole[CheckItem],
    openapi_extra=_needs("checks"),
)
def checks(request: HttpRequest, code: CodePart, chosen: Query[PlanFilter]) -> Row:
    """The checks as last computed, in the words of the language asked for."""
    society, plan = _society(request, code), _workplan(chosen.workplan)
    found = checks_of(society, plan)
    return {
        "results": [
            {
                "task": number,
                "check": view.name,
                "title": view.title,
                "verdict": view.verdict.value,
                "inputs": view.result.inputs,
                "threshold": view.result.threshold,
                "set_by": view.result.threshold["set_by"],
                "formula": view.formula,
                "remedy": view.remedy,
                "as_of": view.as_of,
            }
            for number in sorted(found)
            for view in found[number].checks
        ]
    }


@router.get(
    "/societies/{code}/registers/",
    url_name="registers",
    operation_id="registers",
    summary=gettext_noop("How many records a society's registers hold"),
    response=Whole[RegisterItem],
    openapi_extra=_needs("registers"),
)
def registers(request: HttpRequest, code: CodePart) -> Row:
    """Counts only: no record leaves by this way."""
    counts = counts_by_kind(_society(request, code))
    return {
        "results": [
            {"kind": kind, "records": each.records, "changed_at": _moment(each.changed_at)}
            for kind, each in sorted(counts.items())
        ]
    }


@router.get(
    "/societies/{code}/slips/",
    url_name="slips",
    operation_id="slips",
    summary=gettext_noop("A society's supervision slips, newest first"),
    response=Page[SlipItem],
    openapi_extra=_needs("slips"),
)
def slips(request: HttpRequest, code: CodePart, chosen: Query[SlipFilter]) -> Row:
    """Supervision slips as they stand now."""
    society = _society(request, code)
    rows = SupervisionSlip.objects.filter(society=society).select_related(
        "society", "workplan", "task"
    )
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    found, following = part_of(request, rows, chosen, by="id", newest=True)
    return {"results": [_slip(each) for each in found], "next": following}


@router.get(
    "/slips/",
    url_name="slip-register",
    operation_id="slip_register",
    summary=gettext_noop("Supervision slips of all societies that one sees, newest first"),
    response=Page[SlipItem],
    openapi_extra=_needs("slips"),
)
def slip_register(request: HttpRequest, chosen: Query[SlipRegisterFilter]) -> Row:
    """The register of slips, filtered as on its page."""
    query = SlipQuery(
        words=chosen.q,
        state=chosen.state or "",
        level=chosen.level or "",
        rule=chosen.rule or "",
        discipline=chosen.discipline or "",
        year=chosen.workplan,
        is_overdue=chosen.overdue,
    )
    person = _person(request)
    rows = register_of_slips(query, user=person, today=timezone.localdate())
    seen = rows.filter(society__in=societies_visible_to(person))
    found, following = part_of(request, seen, chosen, by="id", newest=True)
    return {"results": [_slip(each) for each in found], "next": following}


@router.get(
    "/months/{month}/",
    url_name="month",
    operation_id="month",
    summary=gettext_noop("The figures of a month over all societies, also while it is open"),
    response=MonthFigures,
    openapi_extra=_needs("months"),
)
def month(request: HttpRequest, month: MonthPart) -> Row:
    """What the matrix shows: as sealed, or as it stands now; the shape is that of an issue."""
    day = months.parse_month(month)
    if day > timezone.localdate():
        raise Http404
    plan = get_object_or_404(Year.objects.covering(day))
    return payload_at(plan, day, plan.issues.filter(month=day).first(), Society.objects.all())


@router.get(
    "/review/",
    url_name="review",
    operation_id="review",
    summary=gettext_noop("How many reports and plans await review"),
    response=Queue,
    openapi_extra=_needs("review"),
)
def review(request: HttpRequest, chosen: Query[QueueFilter]) -> Row:
    """The numbers of the review queue, month by month."""
    person = _person(request)
    waiting = PlanVersion.objects.awaiting_review()
    if chosen.own:
        waiting = waiting.filter(plan__society__in=societies_reviewed_by(person))
    return {
        "months": [
            {
                "workplan": each.workplan.year,
                "month": f"{each.month:%Y-%m}",
                **{
                    state: each.states.get(state, 0)
                    for state in ("submitted", "returned", "accepted")
                },
            }
            for each in review_months(person, is_own=chosen.own)
        ],
        "plans": waiting.count(),
    }


def _moment(at: dt.datetime | None) -> dt.datetime | None:
    return at and at.astimezone(months.BEIJING)


def _decimal(value: Any) -> str | None:
    return None if value is None else f"{value:f}"


def _report(found: MonthlyReport, plan: Year, society: Society) -> Row:
    found.workplan = plan  # one instance: its deadlines are read once
    text = f"{found.month:%Y-%m}"
    return {
        "workplan": plan.year,
        "month": text,
        "state": found.state,
        "due_on": found.due_on,
        "first_submitted_at": _moment(found.first_submitted_at),
        "submitted_at": _moment(found.submitted_at),
        "decided_at": _moment(found.decided_at),
        "late": found.is_late if found.first_submitted_at else None,
        "url": address("api:report", code=society.code, month=text),
    }


def _entry(entry: ProgressEntry) -> Row:
    return {
        "task": entry.task.number,
        "percent": entry.percent,
        "no_change": entry.is_no_change,
        "reason": entry.no_change_reason or entry.fall_reason,
        "narrative": entry.narrative,
        "measured_value": _decimal(entry.measured_value),
        "explanation": entry.claim_explanation,
        "claimed": entry.claimed_percent,
        "accepted": entry.accepted_percent,
        "decision": entry.decision,
        "decision_reason": entry.decision_reason,
        "evidence": vars(entry)["files"],
    }


def _plan(version: PlanVersion, plan: Year) -> Row:
    commitments = sorted(version.commitments.all(), key=lambda each: each.task.number)
    return {
        "workplan": plan.year,
        "version": version.number,
        "state": version.state,
        "holds_reelection": version.holds_reelection,
        "submitted_at": _moment(version.submitted_at),
        "decided_at": _moment(version.decided_at),
        "decision_reason": version.decision_reason,
        "summary": version.summary,
        "commitments": [_commitment(each) for each in commitments],
    }


def _commitment(found: Commitment) -> Row:
    return {
        "task": found.task.number,
        "indicator": found.indicator,
        "unit": found.unit,
        "baseline": _decimal(found.baseline),
        "target": _decimal(found.target),
        "lower_is_better": found.lower_is_better,
        "due_month": found.due_month and f"{found.due_month:%Y-%m}",
        "measure": found.measure,
    }


def _slip(found: SupervisionSlip) -> Row:
    same = ("year", "number", "level", "rule", "state", "subject", "reason", "issued_on")
    days = ("acknowledge_due_on", "answer_due_on")
    moments = ("acknowledged_at", "answered_at", "ended_at")
    return {
        "society": found.society.code,
        "workplan": found.workplan.year,
        **{name: getattr(found, name) for name in (*same, *days)},
        **{name: _moment(getattr(found, name)) for name in moments},
        "month": found.month and f"{found.month:%Y-%m}",
        "task": found.task and found.task.number,
    }
