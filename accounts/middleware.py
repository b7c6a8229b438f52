"""What holds for every request of a signed-in person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.services import audit

GetResponse = Callable[[HttpRequest], HttpResponse]
_SIGNED_IN_AT = "signed_in_at"
_SEEN_AT = "seen_at"


def client_address(request: HttpRequest) -> str:
    """Return the address that the outermost proxy we trust saw, or that of the connection."""
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if any(forwarded) and 0 < settings.PROXY_COUNT <= len(forwarded):
        return str(forwarded[-settings.PROXY_COUNT])[:64]
    return str(request.META.get("REMOTE_ADDR", ""))


class AuditOriginMiddleware:
    """Let the audit trail know the address a request comes from."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the origin for the length of the request."""
        token = audit.origin.set(client_address(request))
        try:
            return self.get_response(request)
        finally:
            audit.origin.reset(token)


class AddressMiddleware:
    """Find nothing at an address with a sign in it that PostgreSQL cannot even look for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as ever."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, parts: dict[str, Any]
    ) -> None:
        """Raise Http404; the API, which names what is wrong, looks at its addresses itself."""
        is_api = request.path.startswith("/api/")
        if not is_api and any(isinstance(part, str) and "\0" in part for part in parts.values()):
            raise Http404


class SessionTimeoutMiddleware:
    """End a session after idle time and, however busy, after an absolute time."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sign out when either limit has passed; otherwise note that the person was here."""
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            signed_in_at = request.session.setdefault(_SIGNED_IN_AT, now)
            seen_at = request.session.get(_SEEN_AT, now)
            if (
                now - seen_at > settings.SESSION_IDLE_SECONDS
                or now - signed_in_at > settings.SESSION_ABSOLUTE_SECONDS
            ):
                logout(request)
            elif now - seen_at >= 60 or _SEEN_AT not in request.session:
                request.session[_SEEN_AT] = now
        return self.get_response(request)


class SecondFactorMiddleware:
    """Lead a person whose role demands a second factor to setting one up first."""

    #: What setting up needs: the factor itself, proving who one is, a password, the way out.
    OPEN_PREFIXES = (
        "/accounts/2fa/",
        "/accounts/reauthenticate/",
        "/accounts/password/",
        "/accounts/login/",
        "/accounts/logout/",
        "/i18n/",
        "/static/",
        "/healthz",
    )

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Redirect to the set-up page until the second factor stands; waived in the demo."""
        user = request.user
        if (
            user.is_authenticated
            and user.requires_second_factor
            and not settings.DEMO
            and not request.path.startswith(self.OPEN_PREFIXES)
            and not is_mfa_enabled(user)
        ):
            return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)


class NoStoreMiddleware:
    """Keep pages of signed-in people out of every cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add `no-store` unless the view said how its answer may be kept."""
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store, private"
        return response
