"""Open data for everybody: the page about it, its files, and what search engines are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from reforms.models import Workplan
from reforms.payload import canonical_json
from reforms.selectors.figures import latest_issue
from reports.data_dictionary import as_json, dictionary
from reports.page_cache import kept_file, kept_page
from reports.pages.open_data import OpenDataPage
from reports.selectors.open_data import (
    Row,
    correction_rows,
    progress_rows,
    year_json,
    year_rows,
)
from reports.selectors.public import figure_rows, issue_bytes, issue_or_404, workplans_with_issues
from reports.site_map import site_map
from societies.spreadsheets import CSV_TYPE, csv_bytes

JSON_TYPE = "application/json"


@kept_page
def open_data(request: HttpRequest) -> HttpResponse:
    """Say which files there are, what their fields mean, and what may be done with them."""
    page = OpenDataPage(workplans_with_issues(), latest_issue())
    return render(request, "reports/public_data.html", {"page": page})


@kept_file
def data_dictionary(_request: HttpRequest) -> HttpResponse:
    """Give the dictionary to machines, in both languages."""
    return _file(canonical_json(as_json()), JSON_TYPE, "dictionary.json")


@kept_file
def issue_data(_request: HttpRequest, month: dt.date) -> HttpResponse:
    """Give the bytes whose SHA-256 is the digest."""
    return _file(issue_bytes(issue_or_404(month)), JSON_TYPE, f"figures-{month:%Y-%m}.json")


@kept_file
def issue_table(_request: HttpRequest, month: dt.date) -> HttpResponse:
    """Give the figures as a table, one row per society."""
    return _table("issue-csv", figure_rows(issue_or_404(month)), f"figures-{month:%Y-%m}.csv")


@kept_file
def year_data(_request: HttpRequest, year: int) -> HttpResponse:
    """Give all issues of a workplan in one file."""
    content = canonical_json(year_json(_workplan(year)))
    return _file(content, JSON_TYPE, f"figures-{year}.json")


@kept_file
def year_table(_request: HttpRequest, year: int) -> HttpResponse:
    """Give all issues of a workplan as one table."""
    return _table("year-csv", year_rows(_workplan(year)), f"figures-{year}.csv")


@kept_file
def year_progress(_request: HttpRequest, year: int) -> HttpResponse:
    """Give every society, task and month of a workplan as one table."""
    return _table("year-progress", progress_rows(_workplan(year)), f"progress-{year}.csv")


@kept_file
def year_corrections(_request: HttpRequest, year: int) -> HttpResponse:
    """Give every correction to the issues of a workplan as one table."""
    return _table("year-corrections", correction_rows(_workplan(year)), f"corrections-{year}.csv")


def _workplan(year: int) -> Workplan:
    return get_object_or_404(Workplan.objects.filter(issues__isnull=False).distinct(), year=year)


def _table(key: str, rows: Iterable[Row], name: str) -> HttpResponse:
    """A table under the heads of its rows; one without rows has those of the dictionary."""
    found = list(rows)
    heads = list(found[0]) if found else [field.name for field in dictionary().file(key).fields]
    content = csv_bytes(heads, [list(row.values()) for row in found])  # type: ignore[arg-type]
    return _file(content, CSV_TYPE, name)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    about = f"{settings.SITE_URL}{reverse('reports:public-data')}"
    response["Link"] = f'<{dictionary().licence_url}>; rel="license", <{about}>; rel="describedby"'
    return response


@kept_file
def sitemap(request: HttpRequest) -> HttpResponse:
    """Name every public page in both languages to search engines."""
    return render(
        request, "reports/sitemap.xml", {"entries": site_map()}, content_type="application/xml"
    )


@kept_file
def robots(request: HttpRequest) -> HttpResponse:
    """Let search engines read what is public; a demonstration asks not to be found."""
    context = {
        "is_demo": settings.DEMO,
        "sitemap": f"{settings.SITE_URL}{reverse('reports:sitemap')}",
    }
    return render(request, "reports/robots.txt", context, content_type="text/plain; charset=utf-8")
