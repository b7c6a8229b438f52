"""Tenancy: each request sees the societies of the person who makes it, and no others."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django_scopes import scope, scopes_disabled

from societies.selectors import roles_of


class TenancyMiddleware:
    """Open the scope of the request: own societies, everything for CAST, none for the public."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Without an account no scope is active, so a scoped query raises."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        roles = roles_of(request.user)
        if roles.is_cast:
            with scopes_disabled():
                return self.get_response(request)
        with scope(society=list(roles.society_pks)):
            return self.get_response(request)
