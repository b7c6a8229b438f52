"""Earlier texts of a chapter: looked at, and brought back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import signed_in
from reforms.models import Workplan
from reports.annual.chapters import chapter_by_code
from reports.models import AnnualReport, EarlierText
from reports.pages.annual_earlier import earlier_page
from reports.selectors.annual import report_of
from reports.services.annual_text import StaleSection, restore_text
from societies.access import society_page
from societies.models import Society


@require_safe
@society_page("reports.edit_annual_report")
def annual_report_earlier(
    request: HttpRequest, society: Society, year: int, chapter: str
) -> HttpResponse:
    """What the chapter said before, compared with what it says now."""
    report = _report(society, year, chapter)
    if not report.is_open:
        return redirect("reports:annual-report-edit", year, society.code)
    page = earlier_page(report, chapter, request.GET.get("version", ""))
    context = {"page": page, "report": report, "society": society}
    return render(request, "reports/annual/compose/earlier.html", context)


@require_POST
@society_page("reports.edit_annual_report")
def annual_report_restore(
    request: HttpRequest, society: Society, year: int, chapter: str, version: int
) -> HttpResponse:
    """Bring an earlier text back; what it replaces is kept in its turn."""
    report = _report(society, year, chapter)
    if not report.is_open:
        return redirect("reports:annual-report-edit", year, society.code)
    kept = EarlierText.objects.filter(report=report.pk, chapter=chapter)
    earlier = get_object_or_404(kept, version=version)
    present = request.POST.get("present", "")
    try:
        restore_text(
            report=report,
            earlier=earlier,
            by=signed_in(request),
            expected_version=int(present) if present.isdecimal() else -1,
            at=timezone.now(),
        )
    except StaleSection:
        messages.error(request, _("The chapter was saved meanwhile; nothing was brought back."))
        return redirect("reports:annual-report-earlier", year, society.code, chapter)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The earlier text is in the chapter again."))
    return redirect("reports:annual-report-chapter", year, society.code, chapter)


def _report(society: Society, year: int, chapter: str) -> AnnualReport:
    if chapter not in chapter_by_code():
        raise Http404
    return report_of(society, get_object_or_404(Workplan, year=year))
