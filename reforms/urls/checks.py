"""Checks of the registers: one society's, and the country's."""

from django.urls import path, re_path

from reforms.views import checks, checks_national

_ONE = "checks/<int:year>/<int:number>/<slug:check>/"

urlpatterns = [
    path("societies/<str:code>/checks/", checks.check_list, name="check-list"),
    path("checks/", checks_national.check_overview, name="check-overview"),
    re_path(
        r"^checks/export\.(?P<suffix>csv|xlsx)$",
        checks_national.check_export,
        name="check-export",
    ),
    path(_ONE, checks_national.check_societies, name="check-societies"),
    re_path(
        r"^checks/(?P<year>[0-9]+)/(?P<number>[0-9]+)/(?P<check>[-\w]+)/export\.(?P<suffix>csv|xlsx)$",
        checks_national.check_societies_export,
        name="check-societies-export",
    ),
]
