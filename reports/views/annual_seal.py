"""The seal on paper: the cover sheet to print, the stamped scan to keep with the version."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.selectors import signed_in
from reforms.models import Workplan
from reports.forms.annual_seal import ScanForm
from reports.models import AnnualReport, SealedScan
from reports.pages.annual_seal import SealPage
from reports.pdf.process import RenderError
from reports.selectors.annual import report_of
from reports.services.annual_seal import add_scan
from reports.services.seal_document import printed_number, render_sheet
from societies.access import society_page
from societies.models import Society
from societies.uploads import UploadProblem


@require_safe
@society_page("reports.view_annual_report")
def annual_report_seal(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """How the report gets its seal, and the scans there are."""
    return _page(request, _report(society, year), ScanForm())


@require_POST
@society_page("reports.edit_annual_report")
def annual_report_seal_add(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Keep a scan; what is wrong with it stands beside the field."""
    report = _report(society, year)
    if report.pk is None:
        raise Http404
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            add_scan(
                report=report,
                upload=form.cleaned_data["file"],
                by=signed_in(request),
                at=timezone.now(),
            )
        except UploadProblem as problem:
            form.add_error("file", str(problem))
        else:
            messages.success(request, _("The scan bears the right code and is kept."))
            return redirect("reports:annual-report-seal", year, society.code)
    return _page(request, report, form, status=422)


@require_GET
@society_page("reports.view_annual_report")
def annual_report_seal_sheet(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Give the cover sheet of the version handed in."""
    version = _report(society, year).submitted_version
    if version is None:
        raise Http404(_("No version has been handed in."))
    try:
        sheet = render_sheet(version)
    except RenderError:
        messages.error(request, _("The document could not be made just now. Try again later."))
        return redirect("reports:annual-report-seal", year, society.code)
    response = HttpResponse(sheet.data, content_type="application/pdf")
    name = _("%(number)s sheet for the seal.pdf") % {"number": printed_number(version)}
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_safe
@society_page("reports.view_annual_report")
def annual_report_seal_scan(
    _request: HttpRequest, society: Society, year: int, pk: int
) -> FileResponse:
    """Download a scan."""
    scans = SealedScan.objects.filter(
        version__report__society=society, version__report__workplan__year=year
    )
    scan = get_object_or_404(scans, pk=pk)
    try:
        opened = scan.file.open("rb")
    except FileNotFoundError:
        raise Http404(_("The file is no longer there.")) from None
    return FileResponse(
        opened, as_attachment=True, filename=scan.name, content_type=scan.media_type
    )


def _report(society: Society, year: int) -> AnnualReport:
    return report_of(society, get_object_or_404(Workplan, year=year))


def _page(
    request: HttpRequest, report: AnnualReport, form: ScanForm, *, status: int = 200
) -> HttpResponse:
    seal = SealPage(report)
    context = {
        "report": report,
        "society": report.society,
        "seal": seal,
        "form": form,
        "number": printed_number(seal.version) if seal.version else "",
        "can_upload": seal.takes_scan
        and request.user.has_perm("reports.edit_annual_report", report.society),
    }
    return render(request, "reports/annual/seal.html", context, status=status)
