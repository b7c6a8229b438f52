"""Exceptions to checks of the registers."""

from django.urls import path, re_path

from reforms.views import exceptions, queue_exports

_SOCIETY = "exceptions/<str:code>/"
_ONE = f"{_SOCIETY}<int:pk>/"

urlpatterns = [
    path("exceptions/", exceptions.exception_queue, name="exception-queue"),
    re_path(
        r"^exceptions/export\.(?P<suffix>csv|xlsx)$",
        queue_exports.exception_export,
        name="exception-export",
    ),
    path(_SOCIETY, exceptions.exception_list, name="exception-list"),
    path(f"{_SOCIETY}<int:year>/new/", exceptions.exception_create, name="exception-create"),
    path(_ONE, exceptions.exception_detail, name="exception-detail"),
    path(f"{_ONE}decide/", exceptions.exception_decide, name="exception-decide"),
    path(f"{_ONE}withdraw/", exceptions.exception_withdraw, name="exception-withdraw"),
]
