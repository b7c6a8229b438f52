"""Addresses of one's own account, of notifications, jobs and the audit trail."""

from django.urls import URLPattern

app_name = "accounts"
urlpatterns: list[URLPattern] = []
