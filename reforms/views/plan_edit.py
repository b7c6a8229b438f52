"""Filling in a reform plan: saved by hand or by itself, merged with others, never lost."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.selectors import signed_in
from reforms.forms.plan import PlanSheet, SavedForm
from reforms.models import PlanVersion
from reforms.plan_content import PlanContent, field_label, flat, from_flat, problems
from reforms.selectors.plans import PlanPage, content_of, plan_rules
from reforms.selectors.workplans import groups_with_tasks
from reforms.services import plans as services
from reforms.views.plan import plan_page_of, submit
from societies.access import require, society_page
from societies.models import Society


@require_http_methods(["GET", "POST"])
@society_page("reforms.edit_plan")
def plan_edit(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Fill in the plan; every save keeps what was typed, whatever happens."""
    page = plan_page_of(society, year)
    if request.method == "POST" and page.latest:
        return _save(request, page, page.latest)
    version = page.open_version
    if version is None or not version.is_editable:
        return redirect("reforms:plan-detail", year=year, code=society.code)
    return _edit(request, page, version, content_of(version), is_checked="check" in request.GET)


def _edit(
    request: HttpRequest,
    page: PlanPage,
    version: PlanVersion,
    content: PlanContent,
    *,
    is_checked: bool = False,
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    """Show the page with a content, or with what `shown` puts in its place."""
    groups = groups_with_tasks(page.workplan)
    found = problems(content, plan_rules(page.workplan, groups), is_amendment=version.number > 1)
    context: dict[str, Any] = {
        "page": page,
        "version": version,
        "sheet": PlanSheet(workplan=page.workplan, groups=groups, content=content),
        "base": flat(content),
        "lock_version": version.lock_version,
        "problems": found if is_checked else [],
        "problem_count": len(found),
        "is_checked": is_checked,
        "can_submit": request.user.has_perm("reforms.submit_plan", page.society),
        "conflicts": [],
        "unreadable": [],
        "refusal": "",
    }
    context |= shown
    context["base_json"] = json.dumps(context["base"], ensure_ascii=False, sort_keys=True)
    return render(request, "reforms/plan_edit.html", context, status=status)


def _save(request: HttpRequest, page: PlanPage, version: PlanVersion) -> HttpResponse:
    is_quiet = request.headers.get("X-Autosave") == "1"
    if request.POST.get("action") == "submit" and not is_quiet:
        require(request, "reforms.submit_plan", page.society)
    groups = groups_with_tasks(page.workplan)
    sheet = PlanSheet(workplan=page.workplan, groups=groups, data=request.POST)
    saved = SavedForm(request.POST)
    saved.is_valid()  # what it cannot read counts as stale
    if not sheet.is_valid():
        if is_quiet:
            return _not_saved(" ".join(text for _place, text in sheet.errors), status=422)
        return _unreadable(request, page, version, sheet, saved)
    try:
        version = services.save_version(
            version=version,
            content=sheet.content(),
            expected_lock=saved.cleaned_data["lock_version"],
            base=saved.cleaned_data["base"],
            by=signed_in(request),
        )
    except services.StalePlan as stale:
        return _conflict_quietly() if is_quiet else _conflict(request, page, stale)
    except ValidationError as error:
        message = " ".join(error.messages)
        if is_quiet:
            return _not_saved(message, status=409)
        content = content_of(version)
        return _edit(request, page, version, content, status=409, sheet=sheet, refusal=message)
    return _saved_quietly(page, version) if is_quiet else _after_save(request, page, version)


def _not_saved(problem: str, *, status: int) -> JsonResponse:
    return JsonResponse(
        {"message": _("Not saved: %(problem)s") % {"problem": problem}}, status=status
    )


def _unreadable(
    request: HttpRequest,
    page: PlanPage,
    version: PlanVersion,
    sheet: PlanSheet,
    saved: SavedForm,
) -> HttpResponse:
    """Some value cannot be read: say which, and keep everything on the page."""
    return _edit(
        request,
        page,
        version,
        content_of(version),
        status=422,
        sheet=sheet,
        base=saved.cleaned_data["base"],
        lock_version=saved.cleaned_data["lock_version"],
        unreadable=sheet.errors,
    )


def _conflict_quietly() -> JsonResponse:
    message = _("somebody else changed the same fields. Save to compare both.")
    return _not_saved(message, status=409)


def _conflict(request: HttpRequest, page: PlanPage, stale: services.StalePlan) -> HttpResponse:
    """Two people changed the same fields: show both texts; nothing is saved yet."""
    titles = plan_rules(page.workplan).titles
    conflicts = [
        {
            "label": field_label(name, titles),
            "place": name,
            "mine": stale.mine.get(name, ""),
            "theirs": stale.theirs.get(name, ""),
        }
        for name in stale.conflicts
    ]
    return _edit(
        request,
        page,
        stale.current,
        from_flat(stale.mine),
        status=409,
        base=stale.theirs,
        conflicts=conflicts,
    )


def _saved_quietly(page: PlanPage, version: PlanVersion) -> JsonResponse:
    time = f"{timezone.localtime():%H:%M}"
    content = content_of(version)
    found = problems(content, plan_rules(page.workplan), is_amendment=version.number > 1)
    return JsonResponse(
        {
            "message": _("Saved %(time)s") % {"time": time},
            "lock_version": version.lock_version,
            "values": flat(content),
            "problem_count": len(found),
        }
    )


def _after_save(request: HttpRequest, page: PlanPage, version: PlanVersion) -> HttpResponse:
    action = request.POST.get("action", "save")
    if action == "submit":
        return submit(request, page, version)
    if action == "ask":
        return _ask(request, page, version)
    messages.success(request, _("The draft is saved."))
    address = _address(page)
    return redirect(f"{address}?check=1" if action == "check" else address)


def _address(page: PlanPage) -> str:
    kwargs = {"year": page.workplan.year, "code": page.society.code}
    return reverse("reforms:plan-edit", kwargs=kwargs)


def _ask(request: HttpRequest, page: PlanPage, version: PlanVersion) -> HttpResponse:
    """Tell the approvers, once nothing is missing any more."""
    rules = plan_rules(page.workplan)
    if problems(content_of(version), rules, is_amendment=version.number > 1):
        return redirect(f"{_address(page)}?check=1")
    if services.ask_approver(version=version, by=signed_in(request)):
        messages.success(request, _("The society's approvers are told that the plan is ready."))
    else:
        messages.warning(request, _("The society has no approver yet. CAST can appoint one."))
    return redirect("reforms:plan-detail", year=page.workplan.year, code=page.society.code)
