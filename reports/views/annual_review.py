"""One annual report: its page, and the one on which CAST reads it and decides."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import signed_in
from reforms.models import Workplan
from reports.forms.annual import ReturnForm
from reports.models import AnnualReport
from reports.pages.annual_detail import annual_detail
from reports.pages.annual_review import review_page, usual_reason
from reports.selectors.annual import report_of
from reports.services import annual as services
from reports.services.annual_versions import differs_from_submitted
from societies.access import society_page
from societies.models import Society


@require_safe
@society_page("reports.view_annual_report")
def annual_report_detail(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Where the report stands, what is to do now, and everything that belongs to it."""
    workplans = {each.year: each for each in Workplan.objects.all()}
    if year not in workplans:
        raise Http404
    report = report_of(society, workplans[year])
    page = annual_detail(report, user=signed_in(request), at=timezone.now(), years=[*workplans])
    return render(request, "reports/annual/detail.html", page)


@require_safe
@society_page("reports.view_annual_report")
def annual_report_changed(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Say whether figures have changed since the report was handed in: takes a while."""
    report = report_of(society, get_object_or_404(Workplan, year=year))
    differs = differs_from_submitted(report, at=timezone.now())
    context = {"report": report, "society": society, "differs": differs}
    return render(request, "reports/annual/_changed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@society_page("reports.review_annual_report")
def annual_report_review(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Read the report, speak of its passages, and accept it or return it with a reason."""
    report = report_of(society, get_object_or_404(Workplan, year=year))
    form = ReturnForm(request.POST if "return" in request.POST else None)
    if request.method == "POST":
        if report.pk is None:
            raise Http404
        if _decide(request, report, form):
            return redirect("reports:annual-report-detail", year, society.code)
    page = review_page(report, request.user)
    if not form.is_bound:
        form = ReturnForm(initial={"reason": usual_reason(page["open_count"])})
    return render(request, "reports/annual/review.html", {**page, "form": form})


def _decide(request: HttpRequest, report: AnnualReport, form: ReturnForm) -> bool:
    """Carry the decision out; false when the page must be shown again."""
    by, at, seen = signed_in(request), timezone.now(), request.POST.get("seen", "")
    try:
        if "return" not in request.POST:
            services.accept_report(report=report, by=by, at=at, seen=seen)
            messages.success(request, _("Accepted. The society has been told."))
        elif form.is_valid():
            reason = form.cleaned_data["reason"]
            services.return_report(report=report, by=by, reason=reason, at=at, seen=seen)
            messages.success(request, _("Returned. The society has been told the reason."))
        else:
            return False
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return False
    return True
