"""What holds for every address of the API: who may ask, how often, and how it answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from reports.api.problems import Problem, problem_response
from reports.api.rates import check_rate
from reports.page_cache import kept_file

View = Callable[..., HttpResponse]
METHODS = "GET, HEAD, OPTIONS"
#: Any site's script may read; cookies are of no use here.
OPEN_TO_SCRIPTS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, WWW-Authenticate",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_BEFOREHAND = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Authorization, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def door(view: View, known: frozenset[str]) -> View:
    """Let a request in to a view of the API; `known` are the names that its query may have."""
    kept = kept_file(view)

    @csrf_exempt  # nothing here changes anything, and no cookie is looked at
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = _answer(request, kept, known, *args, **kwargs)
        except Problem as problem:
            response = problem_response(request.path, problem)
        for name, value in OPEN_TO_SCRIPTS.items():
            response[name] = value
        if response.status_code >= 400:
            response["Content-Language"] = get_language() or ""
        patch_vary_headers(response, ("Accept-Language", "Authorization"))
        return response

    return guarded


def _answer(
    request: HttpRequest, view: View, known: frozenset[str], *args: Any, **kwargs: Any
) -> HttpResponse:
    if request.method == "OPTIONS":
        response = HttpResponse(status=204, headers={"Allow": METHODS, **_BEFOREHAND})
        del response["Content-Type"]
        return response
    if request.method not in {"GET", "HEAD"}:
        raise Problem(405, headers={"Allow": METHODS})
    check_rate(request, None)
    _check_names(request, known)
    return _read(request, view, *args, **kwargs)


def _check_names(request: HttpRequest, known: frozenset[str]) -> None:
    """Refuse what no filter is called, or what is said twice: passing over it would mislead."""
    unknown = sorted(set(request.GET) - known)
    if unknown:
        text = _("There is no such filter here.")
        raise Problem(422, errors=[(f"query.{name[:40]}", text) for name in unknown[:20]])


def _read(request: HttpRequest, view: View, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer; to HEAD with everything but the content."""
    is_head, request.method = request.method == "HEAD", "GET"
    try:
        response = view(request, *args, **kwargs)
    finally:
        if is_head:
            request.method = "HEAD"
    if is_head:
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    return response
