"""Annual reports as the tests look at them."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from accounts.models import User
from reports.enums import AnnualReportState
from reports.models import PublishedAnnualReport
from reports.pdf.messages import RenderedPdf
from reports.services import annual
from reports.services.annual_versions import keep_version
from tests.factories.reports import AFTER_YEAR, Year, annual_report_of

HTMX = {"HX-Request": "true"}
ENGLISH = {"accept-language": "en"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name: str, *parts: Any) -> str:
    return reverse(f"reports:annual-report-{name}", args=parts or (2017, "A-01"))


def published(year: Year, data: bytes = b"%PDF-1") -> PublishedAnnualReport:
    report = annual_report_of(year, AnnualReportState.ACCEPTED)
    with scopes_disabled():
        version = keep_version(
            report=report,
            language="zh-hans",
            digest="d" * 64,
            pdf=RenderedPdf(data, 12),
            by=None,
            at=AFTER_YEAR,
        )
        return annual.publish_report(report=report, version=version, by=None, at=AFTER_YEAR)
