"""The cover sheet for the seal on paper: one page, tied by its code to one version of a report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reports.annual.numbers import qr_code, report_number
from reports.models import AnnualReportVersion
from reports.pdf.messages import RenderedPdf
from reports.pdf.process import RenderProcess

STYLESHEETS = (Path(settings.BASE_DIR) / "static" / "css" / "seal-print.css",)


def seal_address(version: AnnualReportVersion) -> str:
    """What the code on the sheet says: it leads to the page that verifies the digest."""
    path = reverse("reports:verify-digest", args=[version.digest])
    return f"{settings.SITE_URL}{path}?seal={version.number}"


def printed_number(version: AnnualReportVersion) -> str:
    """The number that stands on the report."""
    report = version.report
    return report_number(report.workplan.year, report.society.code, version.number)


def compose_sheet(version: AnnualReportVersion) -> str:
    """Write the sheet as HTML; it is an official document, so it is Chinese."""
    society = version.content["society"]
    with translation.override("zh-hans"):
        context: dict[str, Any] = {
            "society": society,
            "year": version.report.workplan.year,
            "issuer": version.report.workplan.issuer_zh,
            "number": printed_number(version),
            "version": version,
            "handed_in": timezone.localdate(version.created_at),
            "code": qr_code(seal_address(version), _("Code of this version")),
        }
        return render_to_string("reports/seal/document.html", context)


def render_sheet(version: AnnualReportVersion) -> RenderedPdf:
    """Render the sheet in a process of its own; RenderError when that fails."""
    with RenderProcess(fonts=settings.FONTS_DIR, stylesheets=STYLESHEETS) as process:
        return process.render(compose_sheet(version), identifier=f"seal {version.digest}")
