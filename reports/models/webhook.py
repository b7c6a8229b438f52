"""Webhooks: who is told by a message when something is published, and every message sent."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WebhookEvent(models.TextChoices):
    """What a webhook tells."""

    ISSUE = "issue.published", _("An issue is published")
    CORRECTION = "correction.published", _("A correction is published")
    PING = "ping", _("Trial message")


#: What one can choose to be told.
CHOSEN_EVENTS = (WebhookEvent.ISSUE, WebhookEvent.CORRECTION)


class DeliveryState(models.TextChoices):
    """How a message stands."""

    WAITING = "waiting", pgettext_lazy("message", "waiting")
    DELIVERED = "delivered", pgettext_lazy("message", "delivered")
    FAILED = "failed", pgettext_lazy("message", "given up")


class Webhook(models.Model):
    """An address that is told, and the secret by which it knows that we are speaking."""

    name = models.CharField(pgettext_lazy("webhook", "name"), max_length=60)
    url = models.CharField(_("address"), max_length=500)
    events = models.JSONField(_("is told"), default=list)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    secret = models.BinaryField(help_text="Sealed; bound to `key`.")
    is_active = models.BooleanField(_("switched on"), default=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(
        null=True, blank=True, help_text="When the portal gave up; null if a person switched off."
    )
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def event_words(self) -> list[str]:
        """What it is told, in the reader's language."""
        return [str(event.label) for event in CHOSEN_EVENTS if event.value in self.events]

    @property
    def state(self) -> str:
        """Say whether it is `on`, `failing`, `off`, or was given up (`disabled`)."""
        if not self.is_active:
            return "disabled" if self.disabled_at else "off"
        return "failing" if self.failing_since else "on"


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    """Messages by how they stand."""

    def due(self, *, at: dt.datetime) -> Self:
        """Waiting, with the next attempt not in the future."""
        return self.filter(state=DeliveryState.WAITING, next_attempt_at__lte=at)


class WebhookDelivery(models.Model):
    """One message to one webhook: a row first, then sent until it arrives or is given up."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.CharField(_("event"), max_length=30, choices=WebhookEvent.choices)
    subject = models.CharField(max_length=60, help_text="What is told, once to each webhook.")
    body = models.TextField(help_text="Exactly what is sent and signed.")
    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    created_at = models.DateTimeField(_("created"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=200, blank=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to a webhook")
        verbose_name_plural = _("messages to webhooks")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(name="webhook_delivery_once", fields=("webhook", "subject")),
        )
        indexes = (models.Index(fields=("state", "next_attempt_at"), name="webhook_due"),)

    def __str__(self) -> str:
        return f"{self.webhook} · {self.subject}"
