"""Sealing months and reopening them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
