"""Doors of views: who gets in, and to which society."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from societies.models import Society
from societies.registers import REGISTERS, Register
from societies.registers.display import references_of
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


def asked_society(request: HttpRequest) -> Society | None:
    """Return the society that the address asks for, if any; 404 unless the person may see it."""
    code = request.GET.get("society")
    if not code:
        return None
    if "\0" in code:  # PostgreSQL refuses to look for it
        raise Http404
    society: Society = get_object_or_404(societies_visible_to(request.user), code=code)
    return society


def register_or_404(kind: str) -> Register:
    """Return the register of an address."""
    if kind not in REGISTERS:
        raise Http404
    return REGISTERS[kind]


def register_page(permission: str) -> Callable[[View], View]:
    """Turn the address's `kind` into a register (else 404), then ask (403).

    The view is called as `view(request, register, **other_parts_of_the_address)`.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, kind: str, **kwargs: Any) -> HttpResponseBase:
            register = register_or_404(kind)
            require(request, permission)
            return view(request, register, **kwargs)

        return guarded

    return decorate


def record_page(permission: str) -> Callable[[View], View]:
    """Turn `kind` and `pk` into a record that the person may see (else 404), then ask (403).

    The view is called as `view(request, register, record, **other_parts_of_the_address)`.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, kind: str, pk: int, **kwargs: Any) -> HttpResponseBase:
            register = register_or_404(kind)
            model: Any = register.model
            # behind a door without roles the scope is empty, so that nothing is found
            records = model.objects.select_related("society", *references_of(register))
            record = get_object_or_404(records, pk=pk)
            require(request, permission, record.society)
            return view(request, register, record, **kwargs)

        return guarded

    return decorate
