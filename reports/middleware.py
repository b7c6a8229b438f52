"""What happens before a page of the reports is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from reports.selectors.saved_views import page_of, views_here


class DefaultViewMiddleware:
    """Open a person's chosen view where a page is asked for without any filter."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as ever."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Lead on to the view, if there is one: its own door decides who gets in."""
        if request.method != "GET" or request.GET or page_of(request) is None:
            return None
        chosen = next((view for view in views_here(request) if view.is_default), None)
        return redirect(chosen.address) if chosen and chosen.query else None
