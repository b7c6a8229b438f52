"""The month as a society sees it."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
