"""Addresses of history."""

from django.urls import path, re_path

from reports.views import history

urlpatterns = [
    re_path(r"^audit/export\.(?P<kind>csv|xlsx)$", history.audit_export, name="audit-export"),
    path("audit/<int:pk>/record/", history.history_record, name="history-record"),
    path("societies/<str:code>/history/", history.society_trail, name="society-trail"),
    re_path(
        r"^societies/(?P<code>[^/]+)/history/export\.(?P<kind>csv|xlsx)$",
        history.society_trail_export,
        name="society-trail-export",
    ),
]
