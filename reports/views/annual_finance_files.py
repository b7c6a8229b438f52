"""The financial statements as a workbook: downloaded, filled in elsewhere, looked at, applied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.selectors import signed_in
from reforms.models import Workplan
from reports.exports.finance_book import corrections_workbook, finance_workbook
from reports.finance.workbook import FinanceFile, read_finance_file
from reports.models import AnnualReport
from reports.pages.annual_finance_file import FinanceFilePlan
from reports.selectors.annual import report_of
from reports.selectors.finance import finance_book
from reports.services import finance_files as services
from reports.services.annual import ensure_report
from reports.services.annual_finance import FinanceConflict
from reports.views.annual_finance import CHOICE
from societies.access import View, society_page
from societies.forms.uploads import FilledBookForm
from societies.models import RegisterUpload, Society
from societies.services.register_uploads import content_of
from societies.spreadsheets import XLSX_TYPE
from societies.views.downloads import download
from societies.views.filled_books import changed_since, discarded, shown_file, taken_file


def _report(society: Society, year: int) -> AnnualReport:
    return report_of(society, get_object_or_404(Workplan, year=year))


def _closed(request: HttpRequest, report: AnnualReport) -> HttpResponse | None:
    """Lead back from what can no longer be filled in; None while it can."""
    if report.is_open:
        return None
    messages.warning(
        request, _("The report has been submitted; its statements cannot be changed now.")
    )
    return _to_page(report)


def _to_page(report: AnnualReport) -> HttpResponse:
    return redirect("reports:annual-finance", report.workplan.year, report.society.code)


@require_safe
@society_page("reports.edit_annual_report")
def annual_finance_workbook(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Give the statements as a workbook to be filled in."""
    report = _report(society, year)
    if closed := _closed(request, report):
        return closed
    book, at = finance_book(report), timezone.localtime()
    content = finance_workbook(book, society, services.base_of(book, society, at=at), at=at)
    return download((content, XLSX_TYPE), f"finance-{society.code}-{year}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@society_page("reports.edit_annual_report")
def annual_finance_upload(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Take a workbook that was filled in; what is none of this report is refused at once."""
    report, is_sent = _report(society, year), request.method == "POST"
    if closed := _closed(request, report):
        return closed
    form = FilledBookForm(request.POST, request.FILES) if is_sent else FilledBookForm()
    if is_sent and form.is_valid() and (kept := _kept(request, report, form)):
        return redirect("reports:annual-finance-preview", year, society.code, kept.pk)
    context = {"report": report, "society": society, "form": form}
    status = 422 if is_sent else 200
    return render(request, "reports/annual/finance_upload.html", context, status=status)


def _kept(
    request: HttpRequest, report: AnnualReport, form: FilledBookForm
) -> RegisterUpload | None:
    """Keep the file of a valid form; None when it is none of this report, which the form says."""
    society, year = report.society, report.workplan.year

    def read(data: bytes, name: str) -> None:
        services.opened_base(read_finance_file(data, name), society=society, year=year)

    return taken_file(request, form, kind=services.kind_of(year), society=society, read=read)


@dataclass(frozen=True)
class _Kept:
    """A file that lies here, with the statements as they stand now."""

    upload: RegisterUpload
    report: AnnualReport
    file: FinanceFile
    plan: FinanceFilePlan


def _file_page(view: Callable[[HttpRequest, _Kept], HttpResponse]) -> View:
    """Turn the address into the person's own file; one that is no longer there leads back."""

    @society_page("reports.edit_annual_report")
    @wraps(view)
    def guarded(request: HttpRequest, society: Society, year: int, pk: int) -> HttpResponse:
        report = _report(society, year)
        if closed := _closed(request, report):
            return closed
        return shown_file(
            request,
            pk,
            kind=services.kind_of(year),
            society=society,
            show=lambda upload: view(request, _opened(request, report, upload)),
            back=_to_page(report),
        )

    return guarded


def _opened(request: HttpRequest, report: AnnualReport, upload: RegisterUpload) -> _Kept:
    file = read_finance_file(content_of(upload), upload.name)
    base = services.opened_base(file, society=report.society, year=report.workplan.year)
    choices = {
        name.removeprefix(CHOICE): value
        for name, value in request.POST.items()
        if name.startswith(CHOICE) and value in ("mine", "theirs")
    }
    plan = FinanceFilePlan(finance_book(report), base, file, choices)
    return _Kept(upload, report, file, plan)


def _preview(
    request: HttpRequest, kept: _Kept, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "upload": kept.upload,
        "report": kept.report,
        "society": kept.report.society,
        "plan": kept.plan,
        "problem": problem,
    }
    return render(request, "reports/annual/finance_preview.html", context, status=status)


@require_safe
@_file_page
def annual_finance_preview(request: HttpRequest, kept: _Kept) -> HttpResponse:
    """Show cell by cell what a file would change in the statements as they stand now."""
    return _preview(request, kept)


@require_safe
@_file_page
def annual_finance_corrections(_request: HttpRequest, kept: _Kept) -> HttpResponse:
    """Give the workbook back, with a column that says what to correct."""
    if not kept.plan.problems:
        raise Http404
    society, year = kept.report.society, kept.report.workplan.year
    content = corrections_workbook(
        kept.plan.book, society, kept.file, kept.plan.problems, at=timezone.localtime()
    )
    return download((content, XLSX_TYPE), f"finance-{society.code}-{year}-corrections.xlsx")


@require_POST
@_file_page
def annual_finance_apply(request: HttpRequest, kept: _Kept) -> HttpResponse:
    """Save what was looked at, with the conflicts as they were decided, or nothing at all."""
    plan = kept.plan
    if request.POST.get("version") != str(plan.book.version):
        return _preview(request, kept, problem=changed_since(), status=409)
    if not plan.is_applicable:
        return _preview(request, kept, status=409)
    if any(not clash.choice for clash in plan.clashes):
        return _preview(request, kept, problem=_still_open(), status=422)
    try:
        services.apply_finance_file(
            upload=kept.upload,
            report=ensure_report(society=kept.report.society, workplan=kept.report.workplan),
            base=plan.base.cells,
            mine=plan.mine,
            choices=plan.choices,
            expected_version=plan.book.version,
            by=signed_in(request),
            at=timezone.now(),
        )
    except FinanceConflict:
        return _preview(request, kept, problem=changed_since(), status=409)
    except ValidationError as error:
        return _preview(request, kept, problem=" ".join(error.messages), status=422)
    messages.success(request, _("Applied. Look at what does not agree, and explain or correct it."))
    return _to_page(kept.report)


def _still_open() -> str:
    return _("Nothing is saved yet: choose a value for every amount that both changed.")


@require_POST
@_file_page
def annual_finance_discard(request: HttpRequest, kept: _Kept) -> HttpResponse:
    """Forget a file."""
    return discarded(request, kept.upload, back=_to_page(kept.report))
