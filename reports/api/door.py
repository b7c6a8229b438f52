"""What holds for every address of the API: who may ask, how often, and how it answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from reports.api.problems import Problem, problem_response
from reports.api.tokens import holder_of, require_scope
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


def door(view: View, known: frozenset[str], scope: str | None = None) -> View:
    """Let a request in to a view of the API.

    `known` are the names that its query may have. Without a `scope` everybody may ask; an empty
    one asks for any token, another for a token that opens it.
    """
    asked = kept_file(view, known) if scope is None else _inner(view, scope)

    @csrf_exempt  # nothing here changes anything, and no cookie is looked at
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = _answer(request, asked, known, *args, **kwargs)
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
    vars(request)["holder"] = holder_of(request)
    _check_names(request, known)
    return _read(request, view, *args, **kwargs)


def _inner(view: View, scope: str) -> View:
    """Answer within what the owner of the token reaches; nobody but the asker keeps the answer."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        holder = require_scope(vars(request)["holder"], scope)
        request.user = holder.person
        with holder.reach():
            response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        etag = quote_etag(hashlib.sha256(response.content).hexdigest())
        response["ETag"] = etag
        answered = get_conditional_response(request, etag=etag, response=response) or response
        answered["Cache-Control"] = "private, no-cache"
        return answered

    return answer


def _check_names(request: HttpRequest, known: frozenset[str]) -> None:
    """Refuse what no filter is called, or what is said twice: passing over it would mislead."""
    unknown = sorted(set(request.GET) - known)
    twice = sorted(name for name, said in request.GET.lists() if len(said) > 1)
    wrong = [(name, _("There is no such filter here.")) for name in unknown]
    wrong += [(name, _("Is said twice.")) for name in twice if name in known]
    if wrong:
        raise Problem(422, errors=[(f"query.{name[:40]}", text) for name, text in wrong[:20]])


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
