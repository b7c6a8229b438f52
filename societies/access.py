"""Doors of views: who gets in, and to which society."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from societies.models import Society
from societies.selectors import societies_visible_to

View = Callable[..., HttpResponseBase]


def require(request: HttpRequest, permission: str, subject: Any = None) -> None:
    """Raise PermissionDenied (403) unless the person has the permission on the subject."""
    if not request.user.has_perm(permission, subject):
        raise PermissionDenied


def allowed(permission: str) -> Callable[[View], View]:
    """Let signed-in people with a permission in: sign-in page for others, or 403."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require(request, permission)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def society_page(permission: str) -> Callable[[View], View]:
    """Turn the address's `code` into a society the person may see (else 404), then ask (403).

    The view is called as `view(request, society, **other_parts_of_the_address)`.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponseBase:
            society: Society = get_object_or_404(societies_visible_to(request.user), code=code)
            require(request, permission, society)
            return view(request, society, **kwargs)

        return guarded

    return decorate
