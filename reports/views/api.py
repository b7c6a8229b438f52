"""The page about the API."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reforms.selectors.figures import latest_issue
from reports.api.portal import api
from reports.page_cache import kept_page
from reports.pages.api import ApiPage


@kept_page
def api_page(request: HttpRequest) -> HttpResponse:
    """Say how programs read the portal: every address, its filters and its answer."""
    page = ApiPage(api.get_openapi_schema(), latest_issue())
    return render(request, "reports/public_api.html", {"page": page})
