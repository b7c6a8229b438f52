"""Addresses of the reports app, by reader."""

from reports.urls import (
    annual,
    annual_finance,
    annual_review,
    annual_web,
    annual_word,
    cast,
    history,
    public,
    saved,
    webhooks,
)

app_name = "reports"
urlpatterns = [
    *public.urlpatterns,
    *cast.urlpatterns,
    *annual.urlpatterns,
    *annual_finance.urlpatterns,
    *annual_review.urlpatterns,
    *annual_web.urlpatterns,
    *annual_word.urlpatterns,
    *saved.urlpatterns,
    *history.urlpatterns,
    *webhooks.urlpatterns,
]
