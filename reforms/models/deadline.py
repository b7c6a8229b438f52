"""Days of a month that hold for one society or one manager: extensions, and when to look again."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.fields import by_person
from reforms.models.workplan import Workplan
from societies.models import Society
from societies.scoping import scoped


class DeadlineExtension(models.Model):
    """More time for one society's report of one month (延期), with the reason CAST gave."""

    society = models.ForeignKey(
        Society, on_delete=models.PROTECT, related_name="deadline_extensions"
    )
    workplan = models.ForeignKey(Workplan, on_delete=models.PROTECT, related_name="extensions")
    month = models.DateField(_("month"))
    due_on = models.DateField(_("due on"))
    reason = models.TextField(_("reason"), max_length=1000)
    granted_at = models.DateTimeField(_("extended"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField(_("ended early on"), null=True, blank=True)
    ended_by = by_person()
    end_reason = models.TextField(_("reason for the end"), blank=True, max_length=1000)

    objects: ClassVar[models.Manager[DeadlineExtension]] = scoped(
        models.Manager["DeadlineExtension"], society="society"
    )

    class Meta:
        verbose_name = _("extension of a deadline")
        verbose_name_plural = _("extensions of deadlines")
        ordering = ("month", "society__code", "granted_at")
        constraints = (
            models.UniqueConstraint(
                name="deadline_extension_one_open",
                fields=("society", "workplan", "month"),
                condition=Q(ended_on__isnull=True),
                violation_error_message=_("The society has more time for this month already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.society} · {self.month:%Y-%m} → {self.lasts_until}"

    @property
    def lasts_until(self) -> dt.date:
        """The day until which it holds: the one granted, or the one on which it was ended."""
        return min(self.due_on, self.ended_on or self.due_on)

    def runs(self, *, today: dt.date) -> bool:
        """Whether the society still has time by it on a Beijing date."""
        return self.ended_on is None and today <= self.due_on


class SealReminder(models.Model):
    """A manager who waits with sealing a month, and the day to be reminded of it."""

    workplan = models.ForeignKey(Workplan, on_delete=models.CASCADE, related_name="+")
    month = models.DateField(_("month"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    remind_on = models.DateField(_("remind me on"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    told_at = models.DateTimeField(_("reminded"), null=True, blank=True)

    class Meta:
        verbose_name = _("reminder to seal")
        verbose_name_plural = _("reminders to seal")
        ordering = ("month", "remind_on")
        constraints = (
            models.UniqueConstraint(
                name="seal_reminder_once", fields=("workplan", "month", "person")
            ),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.remind_on}"
