"""The financial statements of an annual report: entered, checked, explained."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.selectors import signed_in
from reforms.models import Workplan
from reports.enums import AuditOpinion
from reports.finance.cells import Cells
from reports.finance.lines import finance_forms
from reports.finance.typed import (
    FinanceInput,
    is_sound,
    kept_cells,
    read_input,
)
from reports.forms.annual_finance import ExplanationForm
from reports.models import AnnualReport
from reports.pages.annual_finance import (
    EMPTY_OWN,
    audit_shown,
    clashes,
    forms_for_script,
    missing_from_last_year,
    rules_shown,
    statements_shown,
)
from reports.selectors.annual import report_of
from reports.selectors.finance import FinanceBook, finance_book
from reports.services.annual import ensure_report
from reports.services.annual_finance import (
    ZERO,
    FinanceConflict,
    explain_finding,
    save_finance,
)
from societies.access import require, society_page
from societies.models import Society

#: Before the name of a cell that two people changed: which of the two is to stand.
CHOICE = "choice:"


@require_http_methods(["GET", "HEAD", "POST"])
@society_page("reports.view_annual_report")
def annual_finance(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Enter the statements, or read them; 409 with both values where two changed the same cell."""
    workplan = get_object_or_404(Workplan, year=year)
    if request.method != "POST":
        report = report_of(society, workplan)
        context = _context(request, report, finance_book(report), adds=request.GET.get("add", ""))
        return render(request, "reports/annual/finance.html", context)
    require(request, "reports.edit_annual_report", society)
    report = ensure_report(society=society, workplan=workplan)
    if "decided" in request.POST:
        return _save_decided(request, report)
    read = read_input(request.POST)
    if read.problems:
        return _unreadable(request, report, read)
    cells, base = read.cells, kept_cells(request.POST.get("base", ""))
    if "carry" in request.POST:
        cells = missing_from_last_year(finance_book(report)) | cells
    undone = request.POST.get("unzero", "").split()
    cells = {name: text for name, text in cells.items() if name not in undone or text != ZERO}
    return _save(request, report, base, cells, read)


def _save_decided(request: HttpRequest, report: AnnualReport) -> HttpResponse:
    """Save what was carried through the page of both values, with the choices made there."""
    mine, base = (kept_cells(request.POST.get(name, "")) for name in ("mine", "base"))
    if not is_sound(mine, finance_forms()):
        messages.error(request, _("What was to be saved came back damaged; nothing was changed."))
        return _to_page(report)
    return _save(request, report, base, mine, None)


def _save(
    request: HttpRequest, report: AnnualReport, base: Cells, mine: Cells, read: FinanceInput | None
) -> HttpResponse:
    choices = {
        name.removeprefix(CHOICE): value
        for name, value in request.POST.items()
        if name.startswith(CHOICE) and value in ("mine", "theirs")
    }
    version = request.POST.get("version", "")
    try:
        book = save_finance(
            report=report,
            base=base,
            mine=mine,
            by=signed_in(request),
            at=timezone.now(),
            choices=choices,
            expected_version=int(version) if version.isdecimal() else None,
            with_zeros="zero" in request.POST,
        )
    except FinanceConflict as conflict:
        return _conflict(request, report, conflict, base, mine, choices)
    except ValidationError as error:
        return _refused(request, report, error, read)
    if "zero" in request.POST:
        return _filled(request, report, book, base | mine)
    return _saved(request, report, book)


def _filled(
    request: HttpRequest, report: AnnualReport, book: FinanceBook, typed: Cells
) -> HttpResponse:
    """Say in which cells 0 was entered."""
    names = [name for name, text in book.cells.items() if text == ZERO and name not in typed]
    context = _context(request, report, book)
    context["filled"] = [(name, book.forms.line(name.partition("@")[0]).name) for name in names]
    return render(request, "reports/annual/finance.html", context)


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _saved(request: HttpRequest, report: AnnualReport, book: FinanceBook) -> HttpResponse:
    if not _wants_json(request):
        messages.success(request, _("Saved."))
        return _to_page(report, add=request.POST.get("add", ""))
    return JsonResponse(
        {
            "cells": book.cells,
            "saved": render_to_string("reports/annual/_finance_saved.html", {"book": book}),
            "findings": _findings(request, report, book),
        }
    )


def _findings(request: HttpRequest, report: AnnualReport, book: FinanceBook) -> str:
    context = _context(request, report, book)
    return render_to_string("reports/annual/_finance_findings.html", context, request)


def _unreadable(request: HttpRequest, report: AnnualReport, read: FinanceInput) -> HttpResponse:
    """Say at each field what cannot be read; nothing is saved, and all stays as typed."""
    if _wants_json(request):
        return JsonResponse({"problems": read.problems}, status=422)
    context = _context(request, report, finance_book(report), read)
    return render(request, "reports/annual/finance.html", context, status=422)


def _refused(
    request: HttpRequest, report: AnnualReport, error: ValidationError, read: FinanceInput | None
) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"refused": " ".join(error.messages)}, status=422)
    for message in error.messages:
        messages.error(request, message)
    if read is None or not report.is_open:
        return _to_page(report)
    context = _context(request, report, finance_book(report), read)
    return render(request, "reports/annual/finance.html", context, status=422)


def _conflict(
    request: HttpRequest,
    report: AnnualReport,
    conflict: FinanceConflict,
    base: Cells,
    mine: Cells,
    choices: dict[str, str],
) -> HttpResponse:
    """Show both values of every cell that two people changed."""
    context = {
        "report": report,
        "society": report.society,
        "book": conflict.book,
        "clashes": clashes(conflict.units, conflict.book.forms, choices),
        "is_again": request.POST.get("version", "") not in ("", str(conflict.book.version)),
        "mine": json.dumps(mine, ensure_ascii=False),
        "base": json.dumps(base, ensure_ascii=False),
    }
    if _wants_json(request):
        page = render_to_string("reports/annual/_finance_conflict.html", context, request)
        return JsonResponse({"conflict": page}, status=409)
    return render(request, "reports/annual/finance_conflict.html", context, status=409)


@require_POST
@society_page("reports.edit_annual_report")
def annual_finance_explain(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Say why a difference stands."""
    workplan = get_object_or_404(Workplan, year=year)
    report = ensure_report(society=society, workplan=workplan)
    form = ExplanationForm(request.POST)
    if not form.is_valid():
        return _not_explained(request, report, [str(e) for es in form.errors.values() for e in es])
    try:
        book = explain_finding(
            report=report, by=signed_in(request), at=timezone.now(), **form.cleaned_data
        )
    except ValidationError as error:
        return _not_explained(request, report, error.messages)
    if _wants_json(request):
        return JsonResponse({"findings": _findings(request, report, book)})
    messages.success(request, _("Saved."))
    return _to_page(report)


def _not_explained(request: HttpRequest, report: AnnualReport, why: list[str]) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"refused": " ".join(why)}, status=422)
    messages.error(request, " ".join(why))
    return _to_page(report)


def _to_page(report: AnnualReport, *, add: str = "") -> HttpResponse:
    address = reverse("reports:annual-finance", args=(report.workplan.year, report.society.code))
    known = any(line.code == add for s in finance_forms().statements for line in s.lines)
    return redirect(f"{address}?add={add}#own-{add}" if known else address)


def _context(
    request: HttpRequest,
    report: AnnualReport,
    book: FinanceBook,
    read: FinanceInput | None = None,
    *,
    adds: str = "",
) -> dict[str, Any]:
    return {
        "report": report,
        "society": report.society,
        "book": book,
        "statements": statements_shown(book, read, adds=adds),
        "audit": audit_shown(book, read),
        "opinions": AuditOpinion.choices,
        "empty_own": EMPTY_OWN,
        "rules": rules_shown(book),
        "problems": read.problems if read else {},
        "base": request.POST.get("base", "{}") if read else json.dumps(book.cells),
        "forms_for_script": forms_for_script(book.forms),
        "carried": missing_from_last_year(book),
        "can_edit": report.is_open
        and request.user.has_perm("reports.edit_annual_report", report.society),
    }
