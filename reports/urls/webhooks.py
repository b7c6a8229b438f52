"""Webhooks."""

from django.urls import path

from reports.views import webhooks

_ONE = "webhooks/<int:pk>/"

urlpatterns = [
    path("webhooks/", webhooks.webhook_list, name="webhook-list"),
    path(_ONE, webhooks.webhook_detail, name="webhook-detail"),
    path(f"{_ONE}change/", webhooks.webhook_change, name="webhook-change"),
    path(f"{_ONE}switch/", webhooks.webhook_switch, name="webhook-switch"),
    path(f"{_ONE}secret/", webhooks.webhook_secret, name="webhook-secret"),
    path(f"{_ONE}ping/", webhooks.webhook_ping, name="webhook-ping"),
    path(f"{_ONE}messages/<int:delivery_pk>/again/", webhooks.webhook_again, name="webhook-again"),
]
