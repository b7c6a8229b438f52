"""What people were reminded of: a row per person, thing and day, so that nobody is told twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reforms.enums import ReminderKind


class Reminder(models.Model):
    """That a person was reminded of a deadline, so many days (or months) before or after it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=ReminderKind.choices)
    thing = models.CharField(max_length=60, help_text="What is due, such as A-01/2017-06.")
    due_on = models.DateField(_("due on"))
    offset = models.SmallIntegerField(
        help_text="Days from the deadline, below zero before it; months for a re-election."
    )
    sent_at = models.DateTimeField(_("reminded"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ("-sent_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="reminder_once", fields=("person", "kind", "thing", "due_on", "offset")
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.thing} {self.offset:+d}"
