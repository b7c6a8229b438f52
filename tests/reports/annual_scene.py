"""Annual reports as the tests look at them."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from accounts.models import User
from reports.enums import AnnualReportState
from reports.models import PublishedAnnualReport
from reports.services.annual_publishing import publish_report
from tests.factories.reports import AFTER_YEAR, Year, annual_report_of, file_of

HTMX = {"HX-Request": "true"}
ENGLISH = {"accept-language": "en"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name: str, *parts: Any) -> str:
    return reverse(f"reports:annual-report-{name}", args=parts or (2017, "A-01"))


def published(
    year: Year, data: bytes = b"%PDF-1", *, text: str = "本年度工作。"
) -> PublishedAnnualReport:
    report = annual_report_of(year, AnnualReportState.ACCEPTED, text=text)
    with scopes_disabled():
        assert report.submitted_version is not None
        file_of(report.submitted_version, data=data)
        return publish_report(report=report, by=None, at=AFTER_YEAR)
