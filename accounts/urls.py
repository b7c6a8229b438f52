"""Addresses of one's own account, of notifications, jobs and the audit trail."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/tokens/", views.token_list, name="token-list"),
    path("profile/calendar/", views.calendar, name="calendar"),
    path("profile/calendar/revoke/", views.calendar_revoke, name="calendar-revoke"),
    path("profile/tokens/<int:pk>/revoke/", views.token_revoke, name="token-revoke"),
    path("profile/notifications/", views.notification_settings, name="notification-settings"),
    path("notifications/", views.notification_list, name="notification-list"),
    path("notifications/read/", views.notification_read_all, name="notification-read-all"),
    path("notifications/<int:pk>/", views.notification_open, name="notification-open"),
    path("jobs/<int:pk>/", views.job_detail, name="job-detail"),
    path("jobs/<int:pk>/progress/", views.job_progress, name="job-progress"),
    path("jobs/<int:pk>/file/", views.job_file, name="job-file"),
    path("audit/", views.audit_list, name="audit-list"),
]
