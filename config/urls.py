"""Which app answers which address."""

from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView
from django.views.i18n import set_language

from config.health import health
from reports.api import portal as api

urlpatterns = [
    path("healthz", health, name="healthz"),
    # Public pages are cached for everybody and so carry no token; a forged choice of language
    # does no harm.
    path("i18n/setlang/", csrf_exempt(set_language), name="set_language"),
    # Addresses are kept on the profile page; allauth's own page would pass by its password.
    path(
        "accounts/email/",
        RedirectView.as_view(pattern_name="accounts:profile"),
        name="account_email",
    ),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("", include("accounts.urls")),
    path("", include("members.urls")),
    path("", include("societies.urls")),
    path("", include("reforms.urls")),
    path("", include("reports.urls")),
]
