"""Which app answers which address."""

from importlib.util import find_spec

from django.urls import include, path

from config.health import health

urlpatterns = [
    path("healthz", health, name="healthz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    *(
        path("", include(f"{app}.urls"))
        for app in ("accounts", "societies", "reforms", "reports")
        if find_spec(app) and find_spec(f"{app}.urls")
    ),
]
