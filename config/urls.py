"""Which app answers which address."""

from importlib.util import find_spec

from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from config.health import health

urlpatterns = [
    path("healthz", health, name="healthz"),
    # Choosing a language changes nothing of anybody's, and public pages carry no token.
    path("i18n/setlang/", csrf_exempt(set_language), name="set_language"),
    path("accounts/", include("allauth.urls")),
    *(
        path("", include(f"{app}.urls"))
        for app in ("accounts", "societies", "reforms", "reports")
        if find_spec(app) and find_spec(f"{app}.urls")
    ),
]
