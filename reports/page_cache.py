"""Public pages are rendered once for everybody and kept until something new is published.

The pages lie in the memory of each process; once a second it asks the shared cache whether they
still hold, and every other second somebody asks the database. `?lang=` in an address is a choice of
language, so that either language of a page has an address of its own. Of all else in an address a
page hears only the names that it reads: noise does not make it be rendered anew. Answers to what is
asked by those names lie in a smaller memory of their own.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import secrets
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from reports.selectors.public import published_stamp

View = Callable[..., HttpResponse]
Key = tuple[object, ...]
#: Names and titles may change without a new issue: nothing is kept longer than this.
KEEP_SECONDS = 10 * 60
MOST_BYTES = 48 * 1024 * 1024
#: Answers to what people ask for: without end, so they must not crowd out the pages themselves.
MOST_BYTES_ASKED = 8 * 1024 * 1024
STAMP_SECONDS = 2
ASK_SECONDS = 1
_STAMP, _EPOCH = "public:stamp", "public:epoch"
#: What `?lang=` may say.
LANGUAGES = {"zh": "zh-hans", "en": "en"}
_TAKES_GZIP = re.compile(
    r"(?:^|,)\s*(?:gzip|\*)\s*(?:,|$|;(?!\s*q=0(?:\.0*)?\s*(?:,|$)))", re.IGNORECASE
)
#: Less than this fits a packet anyway.
LEAST_TO_PACK = 1024
_FOR_ALL = "public, max-age=60"
_FOR_ONE = "private, no-cache"


@dataclass(frozen=True)
class KeptPage:
    """A rendered page, what must be said about it, and until when it is kept."""

    content: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str
    until: float

    @cached_property
    def packed(self) -> bytes:
        """The content for those who take it compressed; packed when the first one asks."""
        return gzip.compress(self.content, mtime=0)


class Memory:
    """What this process remembers: pages, and what was published when it last asked."""

    def __init__(self, most_bytes: int) -> None:
        self.pages: dict[Key, KeptPage] = {}
        self.size = 0
        self.most_bytes = most_bytes
        self.state: tuple[object, object] = ("", "")
        self.asked_at = float("-inf")

    def keep(self, key: Key, page: KeptPage) -> None:
        """Remember a page; full memory begins anew."""
        old = self.pages.pop(key, None)
        self.size -= len(old.content) if old else 0
        if self.size + len(page.content) > self.most_bytes:
            self.pages.clear()
            self.size = 0
        self.pages[key] = page
        self.size += len(page.content)

    def published(self) -> tuple[object, object]:
        """What is published, as of a second ago at most."""
        now = time.monotonic()
        if now - self.asked_at >= ASK_SECONDS:
            self.state, self.asked_at = _state(), now
        return self.state

    def ask_again(self) -> None:
        """Trust nothing that was heard before."""
        self.asked_at = float("-inf")


memory = Memory(MOST_BYTES)
asked_memory = Memory(MOST_BYTES_ASKED)


def in_asked_language(view: View) -> View:
    """Let `?lang=` choose the language of a public page, and remember the choice."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = LANGUAGES.get(request.GET.get("lang", ""))
        if asked is None:
            return view(request, *args, **kwargs)
        with translation.override(asked):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = asked
        if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != asked:
            _remember(response, asked)
        return response

    return wrapped


def kept_page(view: View) -> View:
    """Answer from what was rendered before, or with 304, while nothing new is published."""
    return kept_page_by()(view)


def kept_large_page(view: View) -> View:
    """Keep a page of which there are many large ones, in the memory of what is asked for."""
    return _kept_by((), asked_memory)(view)


def kept_page_by(*names: str) -> Callable[[View], View]:
    """Keep a page like `kept_page`, and apart from it what is asked for by these names."""
    return _kept_by(names, memory)


def _kept_by(names: Collection[str], kept_in: Memory) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @in_asked_language
        @require_safe
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            _hear(request, {"lang", *names})
            page = _page(view, kept_in, translation.get_language(), request, *args, **kwargs)
            if isinstance(page, HttpResponse):
                return page
            response = _answer(request, page)
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
            return response

        return wrapped

    return decorate


def kept_file(view: View, names: Collection[str] = (), kept_in: Memory = memory) -> View:
    """Keep a file of open data: the same in every language, to be read by any site's script."""

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _hear(request, names)
        page = _page(view, kept_in, "", request, *args, **kwargs)
        response = page if isinstance(page, HttpResponse) else _answer(request, page)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Content-Disposition, Link"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return wrapped


def _hear(request: HttpRequest, names: Collection[str]) -> None:
    """Leave only what the page reads in an address, so that nothing else gets into what is kept."""
    if set(request.GET) <= set(names):
        return
    query = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        if name in names:
            query.setlist(name, values)
    vars(request)["GET"] = query
    request.META["QUERY_STRING"] = query.urlencode()


def _page(
    view: View,
    kept_in: Memory,
    language: str | None,
    request: HttpRequest,
    *args: Any,
    **kwargs: Any,
) -> KeptPage | HttpResponse:
    """The page as kept, else as rendered now; what is no page is given on as it is."""
    asked = sorted((name, said) for name, said in request.GET.lists() if name != "lang")
    kept_in = asked_memory if asked else kept_in
    key = _key(request, language, asked)
    page = kept_in.pages.get(key)
    if page is None or page.until < time.monotonic():
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        page = _kept(response)
        kept_in.keep(key, page)
    return page


def _key(request: HttpRequest, language: str | None, asked: Iterable[tuple[str, list[str]]]) -> Key:
    """Name a page by address, what is asked of it, language, release and what is published."""
    release = getattr(staticfiles_storage, "manifest_hash", "")
    said = tuple((name, *values) for name, values in asked)
    return request.path, said, language, release, *memory.published()


def _remember(response: HttpResponse, language: str) -> None:
    """Keep to the language that the address chose, as the switch on the page does."""
    response["Cache-Control"] = _FOR_ONE
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def _state() -> tuple[object, object]:
    """What is published, and the life of the shared cache that says so."""
    known = cache.get_many([_STAMP, _EPOCH])
    if _STAMP not in known:
        known[_STAMP] = repr(published_stamp())
        cache.set(_STAMP, known[_STAMP], STAMP_SECONDS)
    if _EPOCH not in known:
        known[_EPOCH] = secrets.token_hex(8)
        cache.set(_EPOCH, known[_EPOCH], None)
    return known[_STAMP], known[_EPOCH]


def forget_stamp(**_signal: Any) -> None:
    """Something was published: ask the database at once, and again when it is committed."""
    _forget()
    transaction.on_commit(_forget)


def _forget() -> None:
    cache.delete(_STAMP)
    memory.ask_again()


def _kept(response: HttpResponse) -> KeptPage:
    etag = quote_etag(hashlib.sha256(response.content).hexdigest())
    until = time.monotonic() + KEEP_SECONDS
    return KeptPage(response.content, tuple(response.items()), etag, until)


def _answer(request: HttpRequest, page: KeptPage) -> HttpResponse:
    is_packed = len(page.content) >= LEAST_TO_PACK and bool(
        _TAKES_GZIP.search(request.headers.get("Accept-Encoding", ""))
    )
    unchanged = get_conditional_response(request, etag=page.etag)
    response = unchanged or HttpResponse(page.packed if is_packed else page.content)
    if unchanged is None:
        for name, value in page.headers:
            response[name] = value
    if is_packed:
        if unchanged is None:
            response["Content-Encoding"] = "gzip"
        response["ETag"] = f"W/{page.etag}"  # the same page, but not byte by byte
    else:
        response["ETag"] = page.etag
    patch_vary_headers(response, ("Accept-Encoding",))
    is_one = request.user.is_authenticated
    response["Cache-Control"] = _FOR_ONE if is_one else _FOR_ALL
    return response
