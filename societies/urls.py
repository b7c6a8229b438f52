"""Addresses of societies and of the people who work for them."""

from django.urls import URLPattern

app_name = "societies"
urlpatterns: list[URLPattern] = []
