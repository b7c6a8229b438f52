"""Choices of the accounts app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class JobState(models.TextChoices):
    """Where a long job stands."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("finished")
    FAILED = "failed", _("failed")


class Topic(models.TextChoices):
    """What a notification is about; each person chooses by topic how it reaches them."""

    DEADLINES = "deadlines", pgettext_lazy("topic", "Deadlines")
    REPORTS = "reports", pgettext_lazy("topic", "Plans and reports")
    SLIPS = "slips", pgettext_lazy("topic", "Supervision slips")
    NOTICES = "notices", pgettext_lazy("topic", "Notices from CAST")
    ISSUES = "issues", pgettext_lazy("topic", "Published issues")
    JOBS = "jobs", pgettext_lazy("topic", "Background work")


class Delivery(models.TextChoices):
    """How a notification reaches a person besides the portal, where it always stands."""

    PORTAL = "portal", pgettext_lazy("delivery", "in the portal only")
    AT_ONCE = "at_once", pgettext_lazy("delivery", "e-mail at once")
    DAILY = "daily", pgettext_lazy("delivery", "daily digest")
    WEEKLY = "weekly", pgettext_lazy("delivery", "weekly digest")


#: How a topic reaches people who have chosen nothing.
USUAL_DELIVERY: dict[str, Delivery] = {
    Topic.DEADLINES: Delivery.AT_ONCE,
    Topic.REPORTS: Delivery.AT_ONCE,
    Topic.SLIPS: Delivery.AT_ONCE,
    Topic.NOTICES: Delivery.AT_ONCE,
    Topic.ISSUES: Delivery.DAILY,
    Topic.JOBS: Delivery.PORTAL,
}


class Weekday(models.IntegerChoices):
    """Days of the week as ISO 8601 counts them."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")
