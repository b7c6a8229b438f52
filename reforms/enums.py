"""Choices of the reforms app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GroupKind(models.TextChoices):
    """The three task groups (workplan notice, part 3)."""

    BASIC = "basic", _("Basic tasks")
    REELECTION = "reelection", _("Re-election tasks")
    OPTIONAL = "optional", _("Optional tasks")


class PlanState(models.TextChoices):
    """Where a version of a reform plan stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", pgettext_lazy("plan", "submitted")
    RETURNED = "returned", pgettext_lazy("plan", "returned")
    ACCEPTED = "accepted", pgettext_lazy("plan", "accepted")


class ReportState(models.TextChoices):
    """Where a monthly report stands."""

    DRAFT = "draft", _("draft")
    IN_SOCIETY_REVIEW = "in_society_review", _("with the approver")
    SUBMITTED = "submitted", pgettext_lazy("report", "submitted")
    RETURNED = "returned", pgettext_lazy("report", "returned")
    ACCEPTED = "accepted", pgettext_lazy("report", "accepted")


class Decision(models.TextChoices):
    """What a reviewer decided on one task of a month."""

    PENDING = "pending", _("awaiting review")
    ACCEPTED = "accepted", pgettext_lazy("entry", "accepted")
    LOWERED = "lowered", _("accepted lower")
    RETURNED = "returned", pgettext_lazy("entry", "returned")


#: States in which the society's people may change entries.
OPEN_REPORT_STATES = (
    ReportState.DRAFT,
    ReportState.IN_SOCIETY_REVIEW,
    ReportState.RETURNED,
)


class Verdict(models.TextChoices):
    """What a check of the registers found (design: product §5).

    `SHOWN` stands where the text names no number: the ratio is shown, nothing is judged.
    """

    MET = "met", _("met")
    NOT_MET = "not_met", _("not met")
    JUSTIFIED = "justified", _("justified exception")
    NO_DATA = "no_data", _("no data")
    NOT_APPLICABLE = "not_applicable", _("not applicable")
    SHOWN = "shown", _("shown, not judged")


class ExceptionState(models.TextChoices):
    """Where a request for an exception stands."""

    REQUESTED = "requested", _("requested")
    APPROVED = "approved", pgettext_lazy("exception", "approved")
    REFUSED = "refused", pgettext_lazy("exception", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("exception", "withdrawn")
