"""Every public page, for search engines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from reforms.models import MonthlyIssue, Task
from reports.models import DevelopmentReport, PublishedAnnualReport
from reports.selectors.public import issues_with_corrections
from societies.enums import Discipline
from societies.models import Society

#: Pages of which there is one.
SINGLE = (
    "reports:public-home",
    "reports:issue-list",
    "reports:public-society-list",
    "reports:public-discipline-list",
    "reports:public-workplan",
    "reports:public-annual-report-list",
    "reports:public-data",
    "reports:public-api",
    "reports:public-policy",
    "reports:public-correction-list",
    "reports:verify",
)


@dataclass(frozen=True)
class Entry:
    """A page in both languages, and when it changed last, if that is known."""

    chinese: str
    english: str
    changed_on: dt.date | None


def site_map() -> list[Entry]:
    """Return every public page."""
    issues = list(issues_with_corrections())
    latest = issues[0].sealed_at.date() if issues else None
    return [
        *(_entry(reverse(name), latest) for name in SINGLE),
        *(_entry(path, latest) for path in _parts()),
        *(_entry(_issue(issue), issue.sealed_at.date()) for issue in issues),
        *(_entry(_report(each), each.published_at.date()) for each in _reports()),
    ]


def _parts() -> Iterator[str]:
    for group in Discipline:
        yield reverse("reports:public-discipline", kwargs={"key": group.value})
    for code in Society.objects.active().values_list("code", flat=True):
        yield reverse("reports:public-society-detail", kwargs={"code": code})
    published = DevelopmentReport.objects.current()
    for year in published.values_list("workplan__year", flat=True):
        yield reverse("reports:public-development-report", kwargs={"year": year})
    for year, number in Task.objects.values_list("workplan__year", "number").order_by(
        "-workplan__year", "number"
    ):
        yield reverse("reports:public-task", kwargs={"year": year, "number": number})


def _issue(issue: MonthlyIssue) -> str:
    return reverse("reports:issue-detail", kwargs={"month": issue.month})


def _reports() -> QuerySet[PublishedAnnualReport]:
    current = PublishedAnnualReport.objects.current().without_content()
    return current.select_related("society", "workplan")


def _report(edition: PublishedAnnualReport) -> str:
    address = (edition.workplan.year, edition.society.code)
    return reverse("reports:public-annual-report-page", args=address)


def _entry(path: str, changed_on: dt.date | None) -> Entry:
    url = f"{settings.SITE_URL}{path}"
    return Entry(url, f"{url}?lang=en", changed_on)
