"""Sealing months and reopening them."""

from django.urls import path

from reforms.views import month

urlpatterns = [
    path("months/", month.month_list, name="month-list"),
    path("months/<month:month>/", month.month_detail, name="month-detail"),
    path("months/<month:month>/seal/", month.month_seal, name="month-seal"),
    path("months/<month:month>/reopen/", month.month_reopen, name="month-reopen"),
]
