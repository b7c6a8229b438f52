"""What holds for every request: the person's societies, and an empty portal's first visit."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from accounts.models import User
from societies.selectors import roles_of


class FirstManagerMiddleware:
    """Lead the first visit of an empty portal to making its first manager."""

    OPEN_PREFIXES = ("/i18n/", "/static/", "/healthz")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._has_people = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Ask the database only until somebody has an account: accounts are never deleted."""
        if not self._has_people and not request.path.startswith(self.OPEN_PREFIXES):
            self._has_people = User.objects.exists()
            setup = reverse("societies:first-manager")
            if not self._has_people and request.path != setup:
                return redirect(setup)
        return self.get_response(request)


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
