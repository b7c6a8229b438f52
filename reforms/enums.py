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


class SlipLevel(models.TextChoices):
    """How grave a supervision slip is, from the mildest to the gravest."""

    BLUE = "blue", pgettext_lazy("slip", "blue")
    YELLOW = "yellow", pgettext_lazy("slip", "yellow")
    RED = "red", pgettext_lazy("slip", "red")


#: The levels in rising order, for comparing and sorting.
SLIP_RANKS = {level: rank for rank, level in enumerate(SlipLevel.values, start=1)}


class SlipState(models.TextChoices):
    """Where a supervision slip stands."""

    ISSUED = "issued", pgettext_lazy("slip", "issued")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("slip", "acknowledged")
    ANSWERED = "answered", pgettext_lazy("slip", "answered")
    RETURNED = "returned", pgettext_lazy("slip", "answer returned")
    CLOSED = "closed", pgettext_lazy("slip", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("slip", "withdrawn")


#: States in which the society owes CAST an answer.
UNANSWERED_SLIP_STATES = (SlipState.ISSUED, SlipState.ACKNOWLEDGED, SlipState.RETURNED)
#: States in which a slip is not done with.
OPEN_SLIP_STATES = (*UNANSWERED_SLIP_STATES, SlipState.ANSWERED)


class SlipRuleCode(models.TextChoices):
    """What a supervision slip is issued for; by which numbers is data of the workplan."""

    REPORT_LATE = "report_late", _("Monthly report late")
    RETURNED_OVERDUE = "returned_overdue", _("Returned report overdue")
    PLAN_LATE = "plan_late", _("Reform plan late")
    STALLED = "stalled", _("Tasks without movement")
    BEHIND = "behind", _("Progress behind expected")
    CLAIM = "claim", _("Claim against the registers")
    UNANSWERED = "unanswered", _("Slip without an answer")
    BY_HAND = "by_hand", _("Issued by hand")


class SlipEventKind(models.TextChoices):
    """What happened to a supervision slip."""

    ISSUED = "issued", pgettext_lazy("slip event", "Issued")
    RAISED = "raised", pgettext_lazy("slip event", "Level raised")
    ESCALATED = "escalated", pgettext_lazy("slip event", "Escalated")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("slip event", "Acknowledged")
    ANSWERED = "answered", pgettext_lazy("slip event", "Answered")
    RETURNED = "returned", pgettext_lazy("slip event", "Answer returned")
    CLOSED = "closed", pgettext_lazy("slip event", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("slip event", "Withdrawn")


class SlipStep(models.TextChoices):
    """Whom a slip reaches, in this order, while it stays without an answer."""

    EDITOR = "editor", pgettext_lazy("slip step", "editors of the society")
    APPROVER = "approver", pgettext_lazy("slip step", "approvers of the society")
    REVIEWER = "reviewer", pgettext_lazy("slip step", "CAST reviewers")
    MANAGER = "manager", pgettext_lazy("slip step", "CAST managers")


class ReminderKind(models.TextChoices):
    """What people are reminded of."""

    REPORT = "report", pgettext_lazy("reminder", "monthly report")
    RETURNED = "returned", pgettext_lazy("reminder", "returned monthly report")
    PLAN = "plan", pgettext_lazy("reminder", "reform plan")
    ANNUAL = "annual", pgettext_lazy("reminder", "annual report")
    SLIP = "slip", pgettext_lazy("reminder", "answer to a supervision slip")
    REELECTION = "reelection", pgettext_lazy("reminder", "re-election")
    REVIEW = "review", pgettext_lazy("reminder", "review")
