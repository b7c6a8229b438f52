"""What holds for every request: the person's societies, and an empty portal's first visit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextvars import Context, copy_context
from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from accounts.models import User
from societies.row_security import confined
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


class RowSecurityMiddleware:
    """Confine the database connection to the scope, from the first statement of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; without a scope no row of any society can be read."""
        with confined():
            return self.get_response(request)


class TenancyMiddleware:
    """Open the scope of the request: own societies, everything for CAST, none for the public."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Without an account no scope is active, so a scoped query raises."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        roles = roles_of(request.user)
        own = scope(society=list(roles.society_pks))
        with scopes_disabled() if roles.is_cast else own:
            response = self.get_response(request)
            if isinstance(response, StreamingHttpResponse):
                # It is written when the scope is closed.
                pieces = cast("Iterable[bytes]", response.streaming_content)
                response.streaming_content = _in_context(copy_context(), pieces)
            return response


def _in_context(context: Context, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what is made within a context."""
    iterator, end = iter(pieces), object()
    while (piece := context.run(next, iterator, end)) is not end:
        yield cast("bytes", piece)
