"""Annual reports of a year: CAST's list and jobs."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import may_follow, signed_in
from accounts.tasks import queue_job
from reforms.models import Workplan
from reports.annual.renditions import MAIN, RENDITIONS, rendition_called
from reports.enums import AnnualReportState
from reports.filters.annual import ListForm
from reports.models import AnnualReport
from reports.resources import annual_table
from reports.selectors.annual import (
    annual_rows,
    last_archive,
    state_counts,
    workplan_in_work,
)
from reports.services.annual_bulk import request_render_all
from reports.services.annual_jobs import request_publication
from societies.access import allowed
from societies.forms.said import filters_in_words
from societies.views.downloads import download


@require_safe
@allowed("reports.list_annual_reports")
def annual_report_list(request: HttpRequest) -> HttpResponse:
    """Every society's report of a year: who is where, and what can be done for all at once."""
    years = list(Workplan.objects.order_by("-year"))
    workplan = _chosen(request, years)
    if workplan is None:
        return render(request, "reports/annual/list_empty.html")
    rows = annual_rows(workplan, today=timezone.localdate())
    form = ListForm(request.GET)
    shown = form.matching(rows)
    can_manage = request.user.has_perm("reports.manage_annual_reports")
    job = last_archive(workplan)
    context = {
        "workplan": workplan,
        "years": years,
        "form": form,
        "rows": shown,
        "total": len(rows),
        "counts": state_counts(rows),
        "overdue": sum(row.is_overdue for row in rows),
        "job": job,
        "follows_job": job is not None and may_follow(job, signed_in(request)),
        "can_manage": can_manage,
        "renditions": RENDITIONS,
        "publishable": can_manage and any(row.state == AnnualReportState.ACCEPTED for row in shown),
    }
    return render(request, "reports/annual/list.html", context)


@require_safe
@allowed("reports.list_annual_reports")
def annual_report_export(request: HttpRequest, suffix: str) -> HttpResponse:
    """The list of annual reports, as filtered, as a file."""
    workplan, today = (
        _chosen(request, list(Workplan.objects.order_by("-year"))),
        timezone.localdate(),
    )
    if workplan is None:
        raise Http404
    form = ListForm(request.GET)
    rows = form.matching(annual_rows(workplan, today=today))
    colon, semicolon = (
        pgettext("between a word and what follows", ": "),
        pgettext("between filters", "; "),
    )
    said = semicolon.join(
        filter(None, [f"{_('Year')}{colon}{workplan.year}", filters_in_words(form)])
    )
    table = annual_table(rows, suffix, filters=said, as_of=today)
    return download(table, f"annual-reports-{workplan.year}.{suffix}")


def _chosen(request: HttpRequest, years: list[Workplan]) -> Workplan | None:
    """The year asked for, else the one whose reports are in work."""
    wanted = request.GET.get("year", "")
    for workplan in years:
        if str(workplan.year) == wanted:
            return workplan
    return workplan_in_work(today=timezone.localdate())


@require_POST
@allowed("reports.manage_annual_reports")
def annual_report_render_all(request: HttpRequest, year: int) -> HttpResponse:
    """Render the reports of all societies into one archive; in Chinese and in full unless asked."""
    workplan = get_object_or_404(Workplan, year=year)
    total = len(annual_rows(workplan, today=timezone.localdate()))
    rendition = rendition_called(request.POST.get("rendition", "")) or MAIN
    by = signed_in(request)
    job = request_render_all(workplan=workplan, by=by, total=total, rendition=rendition)
    queue_job(job)
    if job.params["rendition"] != rendition.slug:
        messages.warning(
            request, _("Another edition is being made. Ask for this one when it is finished.")
        )
    return redirect("accounts:job-detail", job.pk)


@require_POST
@allowed("reports.manage_annual_reports")
def annual_report_publish_all(request: HttpRequest, year: int) -> HttpResponse:
    """Publish the chosen reports, as far as CAST has accepted them."""
    workplan = get_object_or_404(Workplan, year=year)
    codes = set(request.POST.getlist("code"))
    accepted = AnnualReport.objects.of_year(workplan).filter(state=AnnualReportState.ACCEPTED)
    found = accepted.select_related("society", "workplan")
    reports = [report for report in found if report.society.code in codes]
    for report in reports:
        queue_job(request_publication(report=report, by=signed_in(request)))
    if reports:
        text = ngettext(
            "%(count)d report is being rendered and published.",
            "%(count)d reports are being rendered and published.",
            len(reports),
        )
        messages.success(request, text % {"count": len(reports)})
    else:
        messages.error(request, _("Choose at least one accepted report."))
    return redirect(f"{reverse('reports:annual-report-list')}?year={year}")
