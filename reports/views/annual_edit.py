"""Writing an annual report, one chapter at a time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import signed_in
from reforms.models import Workplan
from reports.annual.chapters import chapter_by_code
from reports.annual.rich_text import clean_html
from reports.forms.annual import ChapterForm
from reports.models import AnnualReport
from reports.pages.annual_comments import chapter_comments
from reports.pages.annual_compose import ComposePage, begin_with, compose_page, differences
from reports.selectors.annual import report_of
from reports.selectors.annual_kept import parts_shown
from reports.selectors.annual_year import counted_on
from reports.services import annual_text as services
from reports.services.annual import ensure_report
from reports.templatetags.annual import said
from societies.access import society_page
from societies.models import Society


@require_safe
@society_page("reports.edit_annual_report")
def annual_report_edit(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Go to the chapter that waits to be written."""
    report = _report(society, year)
    if not report.is_open:
        messages.info(request, _("The report has been submitted; its text cannot be changed now."))
        return redirect("reports:annual-report-detail", year, society.code)
    return redirect("reports:annual-report-chapter", year, society.code, begin_with(report))


@require_http_methods(["GET", "HEAD", "POST"])
@society_page("reports.edit_annual_report")
def annual_report_chapter(
    request: HttpRequest, society: Society, year: int, chapter: str
) -> HttpResponse:
    """Write one chapter; 409 with both texts when somebody else saved it meanwhile."""
    if chapter not in chapter_by_code():
        raise Http404
    report = _report(society, year)
    if request.method == "POST":
        return _save(request, report, chapter)
    if not report.is_open:
        return redirect("reports:annual-report-edit", year, society.code)
    return _page(request, compose_page(report, chapter))


@require_safe
@society_page("reports.edit_annual_report")
def annual_report_parts(
    request: HttpRequest, society: Society, year: int, chapter: str
) -> HttpResponse:
    """What the portal adds to a chapter, counted now: a fragment, or a page of its own."""
    if chapter not in chapter_by_code():
        raise Http404
    workplan = get_object_or_404(Workplan, year=year)
    now = timezone.now()
    context = {
        "society": society,
        "report": AnnualReport(society=society, workplan=workplan),
        "chapter": chapter,
        "title": said(chapter_by_code()[chapter].title),
        "parts": parts_shown(society, workplan, chapter, at=now),
        "as_of": counted_on(workplan, now),
    }
    name = "_parts" if request.headers.get("HX-Request") else "parts"
    return render(request, f"reports/annual/compose/{name}.html", context)


def _save(request: HttpRequest, report: AnnualReport, chapter: str) -> HttpResponse:
    form = ChapterForm(request.POST, stored=compose_page(report, chapter).chapter.html)
    if not form.is_valid():
        problems = [error for errors in form.errors.values() for error in errors]
        return _refused(request, report, chapter, [str(problem) for problem in problems])
    try:
        report = ensure_report(society=report.society, workplan=report.workplan)
        services.save_section(
            report=report,
            chapter=chapter,
            html=form.cleaned_data["html"],
            summary=form.cleaned_data["summary"],
            by=signed_in(request),
            expected_version=form.cleaned_data["version"],
            at=timezone.now(),
        )
    except services.StaleSection as stale:
        return _conflict(request, report, stale, form)
    except ValidationError as error:
        return _refused(request, report, chapter, error.messages)
    return _saved(request, report, chapter)


def _saved(request: HttpRequest, report: AnnualReport, chapter: str) -> HttpResponse:
    if not _is_script(request):
        messages.success(request, _("Saved."))
        address = (report.workplan.year, report.society.code, chapter)
        return redirect("reports:annual-report-chapter", *address)
    page = compose_page(report, chapter)
    answer = {
        "version": page.chapter.version,
        "line": _fragment(request, "_saved_line", page),
        "nav": _fragment(request, "_nav", page),
        "head": _fragment(request, "_head", page),
    }
    return JsonResponse(answer)


def _refused(
    request: HttpRequest, report: AnnualReport, chapter: str, problems: list[str]
) -> HttpResponse:
    page = compose_page(report, chapter)
    if _is_script(request):
        line = _fragment(request, "_unsaved", page, problems=problems)
        return JsonResponse({"line": line}, status=422)
    written = {name: request.POST.get(name, "") for name in ("text", "summary")}
    return _page(request, page, status=422, problems=problems, written=written)


def _conflict(
    request: HttpRequest, report: AnnualReport, stale: services.StaleSection, form: ChapterForm
) -> HttpResponse:
    page = compose_page(report, stale.current.chapter)
    html = clean_html(form.cleaned_data["html"])
    mine = {
        "mine": page.shown(html),
        "blocks": differences(page.chapter.html, html),
        "mine_summary": form.cleaned_data["summary"] or "",
    }
    if _is_script(request):
        answer = {
            "version": page.chapter.version,
            "html": page.chapter.html,
            "summary": page.chapter.summary,
            "box": _fragment(request, "_conflict", page, **mine),
        }
        return JsonResponse(answer, status=409)
    written = {"text": form.cleaned_data["text"], "summary": mine["mine_summary"]}
    return _page(request, page, status=409, written=written, is_conflict=True, **mine)


def _page(request: HttpRequest, page: ComposePage, status: int = 200, **more: Any) -> HttpResponse:
    report = page.report
    context = {"page": page, "report": report, "society": report.society, **more}
    if report.pk:
        context |= chapter_comments(report, page.chapter.code, request.user)
    return render(request, "reports/annual/compose.html", context, status=status)


def _fragment(request: HttpRequest, name: str, page: ComposePage, **more: Any) -> str:
    context = {"page": page, "report": page.report, "society": page.report.society, **more}
    return render_to_string(f"reports/annual/compose/{name}.html", context, request)


def _is_script(request: HttpRequest) -> bool:
    """Whether the page's script asks, not a person's browser."""
    return request.headers.get("Accept") == "application/json"


def _report(society: Society, year: int) -> AnnualReport:
    return report_of(society, get_object_or_404(Workplan, year=year))
