"""Pages of reform plans: a society's own, and CAST's list of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.selectors import signed_in
from reforms.enums import PlanState
from reforms.forms.plan import AmendForm, DecisionForm, PlanQueueFilter
from reforms.models import PlanVersion, TaskGroup, Workplan
from reforms.plan_content import chosen_optional, problems
from reforms.selectors import plans as selectors
from reforms.selectors.workplans import current_workplan, groups_with_tasks
from reforms.services import plans as services
from societies.access import allowed, society_page
from societies.models import Society
from societies.selectors import roles_of


@require_GET
@login_required
def plan_current(request: HttpRequest) -> HttpResponse:
    """Lead to the society's plan of this year, or CAST's people to the list."""
    roles = roles_of(signed_in(request))
    workplan = current_workplan(today=timezone.localdate())
    if roles.societies and workplan:
        society = roles.societies[0]
        return redirect("reforms:plan-detail", year=workplan.year, code=society.code)
    if roles.is_cast:
        return redirect("reforms:plan-queue")
    if roles.societies:
        return render(request, "reforms/plan_none.html")
    raise PermissionDenied


def plan_page_of(society: Society, year: int) -> selectors.PlanPage:
    """Read a society's plan of a year; 404 without such a workplan."""
    workplan = get_object_or_404(Workplan, year=year)
    return selectors.plan_page(society, workplan, today=timezone.localdate())


@require_GET
@society_page("reforms.view_plan")
def plan_detail(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Show a society's plan: what stands in it, how it came about, and what can be done."""
    number = request.GET.get("version", "")
    page = plan_page_of(society, year)
    version = page.version(int(number) if number.isdecimal() else None)
    if number and version is None:
        raise Http404
    return _detail(request, page, version)


def _detail(
    request: HttpRequest, page: selectors.PlanPage, version: PlanVersion | None, **shown: Any
) -> HttpResponse:
    context: dict[str, Any] = {"page": page, "version": version, "amend_form": AmendForm()}
    may = {
        name: request.user.has_perm(f"reforms.{name}_plan", page.society)
        for name in ("edit", "submit", "review")
    }
    context |= {"can_start": may["edit"] and page.open_version is None}
    if version is not None:
        is_latest = version == page.latest
        context |= _version_context(page, version, groups_with_tasks(page.workplan)) | {
            "decision_form": DecisionForm(initial={"lock_version": version.lock_version}),
            "can_decide": may["review"] and is_latest and version.state == PlanState.SUBMITTED,
            "can_edit": may["edit"] and is_latest and version.is_editable,
            "can_submit": may["submit"],
            "is_latest": is_latest,
        }
    return render(request, "reforms/plan_detail.html", context | shown)


def _version_context(
    page: selectors.PlanPage, version: PlanVersion, groups: list[TaskGroup]
) -> dict[str, Any]:
    """What stands in the version, beside the one that was in force when it was written."""
    before = page.before(version)
    contents = selectors.contents_of([v for v in (version, before) if v])
    content, old = contents[version.pk], contents[before.pk] if before else None
    rules = selectors.plan_rules(page.workplan, groups)
    found = problems(content, rules, is_amendment=version.number > 1)
    return {
        "content": content,
        "old": old,
        "before": before,
        "groups": selectors.plan_groups(groups, content, old),
        "chosen_count": len(chosen_optional(content, rules)),
        "problem_count": len(found) if version.is_editable else 0,
    }


@require_POST
@society_page("reforms.edit_plan")
def plan_start(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Begin the plan, or an amendment of the accepted one with a reason."""
    page = plan_page_of(society, year)
    form = AmendForm(request.POST)
    is_reasoned = form.is_valid()
    if page.in_force and not page.open_version and not is_reasoned:
        return _detail(request, page, page.latest, amend_form=form)
    plan = services.plan_for(society=society, workplan=page.workplan)
    reason = form.cleaned_data["reason"] if is_reasoned else ""
    services.start_version(plan=plan, by=signed_in(request), reason=reason)
    return redirect("reforms:plan-edit", year=year, code=society.code)


@require_POST
@society_page("reforms.submit_plan")
def plan_submit(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Submit the open version to CAST."""
    page = plan_page_of(society, year)
    if page.latest is None:
        raise Http404
    return submit(request, page, page.latest)


def submit(request: HttpRequest, page: selectors.PlanPage, version: PlanVersion) -> HttpResponse:
    """Submit a version and lead to its page, or to what is missing."""
    year, code = page.workplan.year, page.society.code
    try:
        services.submit_version(version=version, by=signed_in(request), at=timezone.now())
    except services.PlanIncomplete:
        address = reverse("reforms:plan-edit", kwargs={"year": year, "code": code})
        return redirect(f"{address}?check=1")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The plan is submitted to CAST."))
    return redirect("reforms:plan-detail", year=year, code=code)


@require_POST
@society_page("reforms.review_plan")
def plan_decide(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Accept the submitted version, or return it with a reason."""
    page = plan_page_of(society, year)
    form = DecisionForm(request.POST)
    if page.latest is None:
        raise Http404
    if not form.is_valid():
        return _detail(request, page, page.latest, decision_form=form)
    try:
        services.decide_version(
            version=page.latest,
            is_accepted=form.cleaned_data["decision"] == DecisionForm.ACCEPT,
            reason=form.cleaned_data["reason"],
            expected_lock=form.cleaned_data["lock_version"],
            by=signed_in(request),
            at=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _detail(request, page, page.latest, decision_form=form)
    messages.success(request, _("The decision is recorded and the society is told."))
    return redirect(f"{reverse('reforms:plan-queue')}?year={year}&state=submitted")


@require_GET
@allowed("reforms.view_plan_queue")
def plan_queue(request: HttpRequest) -> HttpResponse:
    """List where every society stands with its plan."""
    found = plan_rows(request, timezone.localdate())
    if found is None:
        return render(request, "reforms/plan_none.html")
    workplan, form, rows = found
    context = {
        "workplan": workplan,
        "filter": {"form": form},
        "rows": form.narrowed(rows),
        "counts": form.counted(selectors.queue_counts(form.narrowed(rows, but="state"))),
        "total": len(rows),
    }
    return render(request, "reforms/plan_queue.html", context)


def plan_rows(
    request: HttpRequest, today: dt.date
) -> tuple[Workplan, PlanQueueFilter, list[selectors.QueueRow]] | None:
    """The workplan that is asked for, the filters and every society's plan, not yet narrowed;
    None without a workplan."""
    workplans = {workplan.year: workplan for workplan in Workplan.objects.all()}
    current = current_workplan(today=today)
    if current is None:
        return None
    form = PlanQueueFilter(request.GET, years=list(workplans))
    workplan = workplans.get(form.value("year") or current.year, current)
    societies, user = Society.objects.active(), signed_in(request)
    rows = selectors.plan_queue(workplan, societies, reviewer=user, today=today)
    return workplan, form, list(rows)
