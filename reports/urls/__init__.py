"""Addresses of the reports app, by reader."""

from reports.urls import (
    annual,
    annual_finance,
    annual_review,
    annual_seal,
    annual_web,
    annual_word,
    cast,
    development,
    history,
    public,
    saved,
    webhooks,
)

app_name = "reports"
urlpatterns = [
    *public.urlpatterns,
    *cast.urlpatterns,
    *annual_review.urlpatterns,
    *annual_seal.urlpatterns,
    *annual.urlpatterns,
    *annual_finance.urlpatterns,
    *annual_web.urlpatterns,
    *annual_word.urlpatterns,
    *development.urlpatterns,
    *saved.urlpatterns,
    *history.urlpatterns,
    *webhooks.urlpatterns,
]
