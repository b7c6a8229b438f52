"""Annual reports of a year: CAST's list and jobs, and what the public reads."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import signed_in
from accounts.tasks import queue_job
from reforms.models import Workplan
from reports.enums import AnnualReportState
from reports.forms import ListForm, PublicListForm
from reports.models import AnnualReport, PublishedAnnualReport
from reports.page_cache import kept_page_by
from reports.resources import annual_table
from reports.selectors.annual import (
    annual_rows,
    last_archive,
    published_reports,
    state_counts,
    workplan_in_work,
)
from reports.services.annual_versions import request_render, request_render_all
from reports.services.rendering import file_title
from societies.access import allowed
from societies.forms.said import filters_in_words
from societies.models import Society
from societies.views.downloads import download

PAGE_SIZE = 50
PUBLIC_SECONDS = 60


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
    context = {
        "workplan": workplan,
        "years": years,
        "form": form,
        "rows": shown,
        "total": len(rows),
        "counts": state_counts(rows),
        "overdue": sum(row.is_overdue for row in rows),
        "job": last_archive(workplan),
        "can_manage": can_manage,
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
    """Render the reports of all societies into one archive."""
    workplan = get_object_or_404(Workplan, year=year)
    total = len(annual_rows(workplan, today=timezone.localdate()))
    job = request_render_all(workplan=workplan, by=signed_in(request), total=total)
    queue_job(job)
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
        job = request_render(report=report, by=signed_in(request), publish=True)
        queue_job(job)
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


@kept_page_by("year", "discipline", "q", "page")
def public_annual_report_list(request: HttpRequest) -> HttpResponse:
    """Published annual reports, for everybody."""
    published = published_reports()
    years = list(
        published.order_by("-workplan__year").values_list("workplan__year", flat=True).distinct()
    )
    form = PublicListForm(request.GET, years=years)
    page = Paginator(_matching(form, published), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page_obj": page, "total": published.count()}
    return render(request, "reports/annual/public_list.html", context)


def _matching(
    form: PublicListForm, published: QuerySet[PublishedAnnualReport]
) -> QuerySet[PublishedAnnualReport]:
    form.is_valid()
    given = form.cleaned_data
    if year := given.get("year"):
        published = published.filter(workplan__year=int(year))
    if discipline := given.get("discipline"):
        published = published.filter(society__discipline=discipline)
    if text := given.get("q", "").strip():
        published = published.filter(society__in=Society.objects.called(text))
    return published


@require_safe
def public_annual_report(request: HttpRequest, year: int, code: str) -> HttpResponseBase:
    """A published annual report as PDF; unchanged ones answer 304."""
    edition = get_object_or_404(published_reports(), workplan__year=year, society__code=code)
    etag = quote_etag(edition.file_sha256)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        if not default_storage.exists(edition.file_name):
            raise Http404(_("The file is no longer there."))
        facts = {"society": {"code": code, "name_zh": edition.society.name_zh}, "year": year}
        response = FileResponse(
            default_storage.open(edition.file_name),
            filename=f"{file_title(facts)}.pdf",
            content_type="application/pdf",
        )
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
    return response
