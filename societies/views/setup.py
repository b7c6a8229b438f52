"""The first visit of an empty portal, and where people go after signing in."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.selectors import signed_in
from societies.forms import FirstManagerForm
from societies.selectors import roles_of
from societies.services.people import AlreadySetUp, create_first_manager

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "HEAD", "POST"])
def first_manager(request: HttpRequest) -> HttpResponse:
    """Make the first manager; as soon as anybody has an account the page is gone for ever."""
    if User.objects.exists():
        raise Http404
    form = FirstManagerForm(request.POST or None)
    if not form.is_valid():
        return render(request, "societies/first_manager.html", {"form": form})
    values = {name: form.cleaned_data[name] for name in ("username", "name", "email", "password")}
    try:
        manager = create_first_manager(**values, on=timezone.localdate())
    except AlreadySetUp as error:
        raise Http404 from error
    login(request, manager, backend=_BACKEND)
    # The password was typed just now: setting up the second factor need not ask for it again.
    record_authentication(request, manager, method="password", username=manager.username)
    return redirect("societies:start")


@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Lead each person to the page their work begins with."""
    roles = roles_of(signed_in(request))
    if roles.is_cast:
        return redirect("reports:dashboard")
    return redirect("reforms:desk" if roles.societies else "reports:public-home")
