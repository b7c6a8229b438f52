"""Sealing months and reopening them."""

from django.urls import path, re_path

from reforms.views import month, queue_exports, sealing

urlpatterns = [
    path("months/", month.month_list, name="month-list"),
    re_path(
        r"^months/export\.(?P<suffix>csv|xlsx)$", queue_exports.month_export, name="month-export"
    ),
    path("months/<month:month>/", month.month_detail, name="month-detail"),
    path("months/<month:month>/seal/", sealing.month_seal, name="month-seal"),
    path("months/<month:month>/wait/", sealing.month_wait, name="month-wait"),
    path("months/<month:month>/extend/", sealing.month_extend, name="month-extend"),
    path(
        "months/<month:month>/extensions/<int:pk>/end/",
        sealing.extension_end,
        name="month-extension-end",
    ),
    path("months/<month:month>/reopen/", month.month_reopen, name="month-reopen"),
]
