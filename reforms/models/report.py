"""Monthly reports: what a society says of each task, and what CAST decided."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.fields import by_person
from reforms import months
from reforms.enums import OPEN_REPORT_STATES, Decision, ReportState
from reforms.models.evidence import Evidence
from reforms.models.workplan import Task, Workplan
from societies.models import Society
from societies.scoping import scoped


class MonthlyReportQuerySet(models.QuerySet["MonthlyReport"]):
    """Reports by where they stand."""

    def awaiting_review(self) -> Self:
        """Submitted to CAST and not yet decided."""
        return self.filter(state=ReportState.SUBMITTED)

    def of_month(self, workplan: Workplan, month: dt.date) -> Self:
        """Reports of one month of a workplan."""
        return self.filter(workplan=workplan, month=month)


class MonthlyReportManager(models.Manager.from_queryset(MonthlyReportQuerySet)):  # type: ignore[misc]
    """Monthly reports."""


class MonthlyReport(models.Model):
    """A society's report of one month (月度进展)."""

    society = models.ForeignKey(Society, on_delete=models.PROTECT, related_name="monthly_reports")
    workplan = models.ForeignKey(Workplan, on_delete=models.PROTECT, related_name="reports")
    month = models.DateField(_("month"))
    state = models.CharField(
        _("state"), max_length=18, choices=ReportState.choices, default=ReportState.DRAFT
    )
    first_submitted_at = models.DateTimeField(_("first submitted"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = by_person()
    returned_due_on = models.DateField(_("returned report due on"), null=True, blank=True)
    note = models.TextField(
        _("remark"), blank=True, help_text=_("The last remark that sent the report back.")
    )
    is_imported = models.BooleanField(_("imported"), default=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects: ClassVar[MonthlyReportManager] = scoped(MonthlyReportManager, society="society")

    class Meta:
        verbose_name = _("monthly report")
        verbose_name_plural = _("monthly reports")
        ordering = ("-month", "society__code")
        constraints = (
            models.UniqueConstraint(
                name="monthly_report_once",
                fields=("society", "workplan", "month"),
                violation_error_message=_("The society has a report for this month."),
            ),
        )
        indexes = (models.Index(fields=("workplan", "month", "state"), name="report_queue"),)

    def __str__(self) -> str:
        return f"{self.society} · {self.month:%Y-%m}"

    @property
    def is_open(self) -> bool:
        """Whether the society's people may still change it (a sealed month aside)."""
        return self.state in OPEN_REPORT_STATES

    @property
    def due_on(self) -> dt.date:
        """Day the first submission is due, as extended for the society."""
        return self.workplan.due_on(self.month, self.society_id)

    @property
    def is_late(self) -> bool:
        """Whether the first submission missed the day (Beijing)."""
        return self.first_submitted_at is not None and months.is_late(
            self.first_submitted_at, self.due_on
        )


class ProgressEntry(models.Model):
    """What a society says of one task in one month (任务进展), and CAST's decision on it.

    `percent` is the working value; `claimed_percent` is what was last submitted and
    `accepted_percent` what CAST accepted. Both stay null for "no change".
    """

    report = models.ForeignKey(MonthlyReport, on_delete=models.PROTECT, related_name="entries")
    society = models.ForeignKey(Society, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="entries")
    month_ordinal = models.PositiveIntegerField()
    percent = models.PositiveSmallIntegerField(
        _("percent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    narrative = models.TextField(_("progress of the month"), blank=True, max_length=4000)
    claim_explanation = models.TextField(
        _("explanation against the registers"),
        blank=True,
        max_length=2000,
        help_text=_("Needed where 100% is claimed and a check of the registers is not met."),
    )
    measured_value = models.DecimalField(
        _("measured value"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    is_no_change = models.BooleanField(_("no change this month"), default=False)
    no_change_reason = models.TextField(_("reason for no change"), blank=True, max_length=1000)
    fall_reason = models.TextField(_("reason for the fall"), blank=True, max_length=1000)
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="entries")
    version = models.PositiveIntegerField(default=0)
    updated_by = by_person()
    updated_at = models.DateTimeField(_("changed"), null=True, blank=True)
    claimed_percent = models.PositiveSmallIntegerField(
        _("claimed"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    is_submitted = models.BooleanField(default=False)
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision.choices, default=Decision.PENDING
    )
    accepted_percent = models.PositiveSmallIntegerField(
        _("accepted"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    decision_reason = models.TextField(_("reason of the decision"), blank=True, max_length=1000)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = by_person()

    objects: ClassVar[models.Manager[ProgressEntry]] = scoped(
        models.Manager["ProgressEntry"], society="society"
    )

    class Meta:
        verbose_name = _("progress entry")
        verbose_name_plural = _("progress entries")
        ordering = ("report", "task__number")
        constraints = (
            models.UniqueConstraint(name="progress_entry_once", fields=("report", "task")),
            models.CheckConstraint(
                name="progress_entry_percent_or_no_change",
                condition=Q(is_no_change=False) | Q(percent__isnull=True),
                violation_error_message=_("Give a percent or say “no change”, not both."),
            ),
            models.CheckConstraint(
                name="progress_entry_percent_range",
                condition=Q(percent__isnull=True) | Q(percent__lte=100),
                violation_error_message=_("A percent is a whole number from 0 to 100."),
            ),
        )
        indexes = (
            # Holds all that the figures of a month read, so that no entry itself is fetched.
            models.Index(
                fields=("task", "society", "month_ordinal", "claimed_percent", "accepted_percent"),
                name="entry_standing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.report} · {self.task.number}"

    @property
    def is_complete(self) -> bool:
        """Whether the entry says something: a percent, or "no change" with its reason."""
        if self.is_no_change:
            return bool(self.no_change_reason.strip())
        return self.percent is not None


class Submission(models.Model):
    """One submission to CAST, kept as it was: the receipt that proves it."""

    report = models.ForeignKey(MonthlyReport, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField(_("submission"))
    receipt_number = models.CharField(_("receipt number"), max_length=40, unique=True)
    submitted_at = models.DateTimeField(_("submitted"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(_("due on"))
    is_late = models.BooleanField(_("late"))
    content = models.JSONField()
    digest = models.CharField(_("digest"), max_length=64)

    objects: ClassVar[models.Manager[Submission]] = scoped(
        models.Manager["Submission"], society="report__society"
    )

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ("report", "-number")
        constraints = (
            models.UniqueConstraint(name="submission_once", fields=("report", "number")),
        )

    def __str__(self) -> str:
        return self.receipt_number


class Reopening(models.Model):
    """A sealed month opened again for one society, until it expires or is corrected."""

    report = models.ForeignKey(MonthlyReport, on_delete=models.PROTECT, related_name="reopenings")
    reason = models.TextField(_("reason"))
    expires_at = models.DateTimeField(_("open until"))
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects: ClassVar[models.Manager[Reopening]] = scoped(
        models.Manager["Reopening"], society="report__society"
    )

    class Meta:
        verbose_name = _("reopening of a month")
        verbose_name_plural = _("reopenings of months")
        ordering = ("-opened_at",)
        constraints = (
            models.UniqueConstraint(
                name="reopening_one_open",
                fields=("report",),
                condition=Q(closed_at__isnull=True),
                violation_error_message=_("The month is open for this society already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.report} → {self.expires_at:%Y-%m-%d}"

    def is_open(self, *, at: dt.datetime) -> bool:
        """Whether the society may change its report at that moment."""
        return self.closed_at is None and at < self.expires_at
