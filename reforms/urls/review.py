"""Review of monthly reports by CAST."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
