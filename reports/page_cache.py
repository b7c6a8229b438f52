"""Public pages are rendered once for everybody and kept until something new is published."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from reports.selectors.public import published_stamp

View = Callable[..., HttpResponse]
#: Names and titles may change without a new issue: nothing is kept longer than this.
KEEP_SECONDS = 10 * 60
_FOR_ALL = "public, max-age=60"
_FOR_ONE = "private, no-cache"


@dataclass(frozen=True)
class KeptPage:
    """A rendered page with what must be said about it."""

    content: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str


def kept_page(view: View) -> View:
    """Answer from what was rendered before, or with 304, while nothing new is published."""

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = _key(request)
        page: KeptPage | None = cache.get(key) if key else None
        if page is None:
            response = view(request, *args, **kwargs)
            if response.status_code != 200:
                return response
            page = _kept(response)
            if key:
                cache.set(key, page, KEEP_SECONDS)
        return _answer(request, page)

    return wrapped


def _key(request: HttpRequest) -> str:
    """Name the page by address, language, release and what is published; "" for a search."""
    if request.GET:
        return ""
    release = getattr(staticfiles_storage, "manifest_hash", "")
    parts = (request.path, get_language(), release, published_stamp())
    return f"public:{hashlib.sha256(repr(parts).encode()).hexdigest()}"


def _kept(response: HttpResponse) -> KeptPage:
    etag = quote_etag(hashlib.sha256(response.content).hexdigest())
    return KeptPage(response.content, tuple(response.items()), etag)


def _answer(request: HttpRequest, page: KeptPage) -> HttpResponse:
    unchanged = get_conditional_response(request, etag=page.etag)
    response = unchanged or HttpResponse(page.content)
    if unchanged is None:
        for name, value in page.headers:
            response[name] = value
    response["ETag"] = page.etag
    is_one = request.user.is_authenticated
    response["Cache-Control"] = _FOR_ONE if is_one else _FOR_ALL
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response
