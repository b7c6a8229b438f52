"""Addresses of the reports app, by reader."""

from reports.urls import annual, cast, history, public, saved, webhooks

app_name = "reports"
urlpatterns = [
    *public.urlpatterns,
    *cast.urlpatterns,
    *annual.urlpatterns,
    *saved.urlpatterns,
    *history.urlpatterns,
    *webhooks.urlpatterns,
]
