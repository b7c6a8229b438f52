"""Addresses of the reports app, by reader."""

from reports.urls import annual, annual_finance, cast, history, public, saved, webhooks

app_name = "reports"
urlpatterns = [
    *public.urlpatterns,
    *cast.urlpatterns,
    *annual.urlpatterns,
    *annual_finance.urlpatterns,
    *saved.urlpatterns,
    *history.urlpatterns,
    *webhooks.urlpatterns,
]
