"""The month of a society: writing it down, handing it on, submitting it, and the receipt."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.selectors import signed_in
from reforms.enums import ReportState
from reforms.forms.month import MonthForm
from reforms.forms.report import RemarkForm
from reforms.models import MonthlyReport, Submission
from reforms.months import month_end
from reforms.selectors.checks import counted_measures
from reforms.selectors.desk import month_to_work_on
from reforms.selectors.months import SocietyMonth, covering_month, society_month
from reforms.services.entries import MonthLocked
from reforms.services.reports import (
    ReportChanged,
    ReportIncomplete,
    send_back_to_editor,
    send_to_approver,
    submit_report,
)
from societies.access import require, society_page
from societies.models import Society
from societies.selectors import roles_of
from societies.uploads import ACCEPT


def begun_month(society: Society, month: dt.date) -> SocietyMonth:
    """Return the society's month; 404 when no workplan has it or it has not begun."""
    found = covering_month(society, month)
    if found is None or month > timezone.localdate():
        raise Http404
    workplan, seal = found
    return society_month(society, workplan, month, at=timezone.now(), seal=seal)


@login_required
@require_GET
def report_current(request: HttpRequest) -> HttpResponse:
    """Lead to the month that needs work; whoever works for several societies chooses first."""
    societies = list(Society.objects.filter(pk__in=roles_of(request.user).society_pks)[:2])
    if len(societies) != 1:
        return redirect("reforms:desk")
    [society] = societies
    month = month_to_work_on(society, at=timezone.now())
    if month is None:
        return redirect("reforms:desk")
    return redirect("reforms:report-detail", code=society.code, month=month)


@require_http_methods(["GET", "HEAD", "POST"])
@society_page("reforms.view_report")
def report_detail(request: HttpRequest, society: Society, month: dt.date) -> HttpResponse:
    """Show the month's tasks with last month beside them; POST saves all that was typed."""
    if request.method == "POST":
        return _save_all(request, society, month)
    if month > timezone.localdate() and (found := covering_month(society, month)):
        context = {"society": society, "month": month, "workplan": found[0]}
        return render(request, "reforms/report_not_begun.html", context, status=404)
    return month_page(request, MonthForm(begun_month(society, month)))


def _save_all(request: HttpRequest, society: Society, month: dt.date) -> HttpResponse:
    if problem := saving_problem(request, society, month):
        return problem
    if request.POST.get("then") == "check":
        return redirect("reforms:report-check", code=society.code, month=month)
    messages.success(request, _("Saved."))
    return redirect("reforms:report-detail", code=society.code, month=month)


def saving_problem(request: HttpRequest, society: Society, month: dt.date) -> HttpResponse | None:
    """Save what the page of the month posted; the page again if something could not be."""
    require(request, "reforms.edit_report", society)
    form = MonthForm(begun_month(society, month), request.POST, request.FILES)
    if form.save(by=signed_in(request), at=timezone.now()):
        return None
    is_conflict = any(item.theirs for item in form.rows.values())
    fresh = form.redisplayed(begun_month(society, month))
    return month_page(request, fresh, status=409 if is_conflict else 422)


def month_page(
    request: HttpRequest, form: MonthForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """Render the page of a month, editable where the person may."""
    page, about = form.page, page_context(request, form.page)
    if about["is_editable"]:
        until = month_end(page.month)
        form.offer(counted_measures(page.society, page.workplan, until))
    context = {
        **about,
        "form": form,
        "problem": problem,
        "failed": [item for item in form.rows.values() if item.has_failed],
        "accept": ACCEPT,
    }
    return render(request, "reforms/report_detail.html", context, status=status)


def page_context(request: HttpRequest, page: SocietyMonth) -> dict[str, Any]:
    """What every page about a month shows, and what the person may do with it."""
    user, society, today = request.user, page.society, timezone.localdate()
    may_submit = user.has_perm("reforms.submit_report", society)
    return {
        "page": page,
        "society": society,
        "today": today,
        "status": page.status(today),
        "days_left": (page.due_on - today).days,
        "is_editable": page.is_open and user.has_perm("reforms.edit_report", society),
        "may_send": page.is_open and user.has_perm("reforms.send_to_approver", society),
        "may_submit": page.is_open and may_submit,
        "is_approver": may_submit,
    }


@require_GET
@society_page("reforms.view_report")
def report_check(request: HttpRequest, society: Society, month: dt.date) -> HttpResponse:
    """Show on one screen what changed since last month, before it goes on."""
    return check_page(request, begun_month(society, month))


def check_page(
    request: HttpRequest,
    page: SocietyMonth,
    *,
    problem: str = "",
    remark: RemarkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page that is read before sending or submitting."""
    context = {
        **page_context(request, page),
        "problem": problem,
        "remark": remark or RemarkForm(label_suffix=""),
    }
    return render(request, "reforms/report_check.html", context, status=status)


@require_POST
@society_page("reforms.send_to_approver")
def report_send(request: HttpRequest, society: Society, month: dt.date) -> HttpResponse:
    """Save what was typed and hand the report to the approvers."""
    if problem := saving_problem(request, society, month):
        return problem
    page = begun_month(society, month)
    try:
        send_to_approver(report=_report(page), by=signed_in(request), at=timezone.now())
    except (ValidationError, MonthLocked) as error:
        return month_page(request, MonthForm(page), problem=_words(error), status=422)
    messages.success(request, _("Sent to the approver, who has been told."))
    return redirect("reforms:report-detail", code=society.code, month=month)


@require_POST
@society_page("reforms.submit_report")
def report_send_back(request: HttpRequest, society: Society, month: dt.date) -> HttpResponse:
    """Give the report back to the editor with a remark."""
    page, remark = begun_month(society, month), RemarkForm(request.POST, label_suffix="")
    if not remark.is_valid():
        return check_page(request, page, remark=remark, status=422)
    try:
        send_back_to_editor(
            report=_report(page),
            by=signed_in(request),
            reason=remark.cleaned_data["remark"],
            at=timezone.now(),
        )
    except (ValidationError, MonthLocked) as error:
        return check_page(request, page, problem=_words(error), remark=remark, status=409)
    messages.success(request, _("Sent back to the editor, who has been told."))
    return redirect("reforms:report-detail", code=society.code, month=month)


@require_POST
@society_page("reforms.submit_report")
def report_submit(request: HttpRequest, society: Society, month: dt.date) -> HttpResponse:
    """Submit to CAST and show the receipt; a second click shows the same one."""
    page = begun_month(society, month)
    try:
        submission = submit_report(
            report=_report(page),
            by=signed_in(request),
            at=timezone.now(),
            seen=request.POST.get("seen", ""),
        )
    except ReportChanged:
        problem = _("Somebody changed the report while you were reading. Read it again.")
        return check_page(request, begun_month(society, month), problem=problem, status=409)
    except (ValidationError, MonthLocked) as error:
        return check_page(request, page, problem=_words(error), status=422)
    return _to_receipt(society, month, submission)


def _to_receipt(society: Society, month: dt.date, submission: Submission) -> HttpResponseRedirect:
    return redirect(
        "reforms:report-receipt", code=society.code, month=month, number=submission.number
    )


@require_GET
@society_page("reforms.view_report")
def report_receipt(
    request: HttpRequest, society: Society, month: dt.date, number: int
) -> HttpResponse:
    """Show what proves a submission: number, time, digest and content."""
    submission = get_object_or_404(
        Submission.objects.select_related("submitted_by", "report"),
        report__society=society,
        report__month=month,
        number=number,
    )
    last = submission.report.submissions.count()
    context = {
        "society": society,
        "submission": submission,
        "month": month,
        "others": [other for other in range(1, last + 1) if other != number],
        "is_first_sight": number == last and submission.report.state == ReportState.SUBMITTED,
    }
    return render(request, "reforms/receipt.html", context)


def _report(page: SocietyMonth) -> MonthlyReport:
    """The month's report; without one everything is missing."""
    if page.report is None:
        raise ReportIncomplete(page.missing)
    return page.report


def _words(error: ValidationError | MonthLocked) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
