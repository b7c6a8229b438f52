"""Annual reports (学会年报): where each society's report of a year stands."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import by_person
from reforms import months
from reforms.models import Workplan
from reports.enums import OPEN_ANNUAL_STATES, AnnualReportState
from societies.models import Society
from societies.scoping import scoped


class AnnualReportQuerySet(models.QuerySet["AnnualReport"]):
    """Annual reports by where they stand."""

    def awaiting_review(self) -> Self:
        """Submitted to CAST and not yet decided."""
        return self.filter(state=AnnualReportState.SUBMITTED)

    def due_for_publication(self, *, today: dt.date) -> Self:
        """Accepted, with a day chosen that has come (Beijing)."""
        return self.filter(state=AnnualReportState.ACCEPTED, publish_on__lte=today)

    def of_year(self, workplan: Workplan) -> Self:
        """Reports of one workplan's year."""
        return self.filter(workplan=workplan)


class AnnualReportManager(models.Manager.from_queryset(AnnualReportQuerySet)):  # type: ignore[misc]
    """Annual reports."""


class AnnualReport(models.Model):
    """A society's annual report of one year; its text is in its sections.

    `submitted_version` is what was handed in last: CAST reads, accepts and publishes that.
    """

    society = models.ForeignKey(Society, on_delete=models.PROTECT, related_name="annual_reports")
    workplan = models.ForeignKey(Workplan, on_delete=models.PROTECT, related_name="annual_reports")
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=AnnualReportState.choices,
        default=AnnualReportState.DRAFT,
    )
    first_submitted_at = models.DateTimeField(_("first submitted"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = by_person()
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = by_person()
    return_reason = models.TextField(_("reason for the return"), blank=True, max_length=1000)
    submitted_version = models.ForeignKey(
        "AnnualReportVersion",
        verbose_name=_("version handed in"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    publish_on = models.DateField(_("day of publication"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects: ClassVar[AnnualReportManager] = scoped(AnnualReportManager, society="society")

    class Meta:
        verbose_name = _("annual report")
        verbose_name_plural = _("annual reports")
        ordering = ("-workplan__year", "society__code")
        constraints = (
            models.UniqueConstraint(
                name="annual_report_once",
                fields=("society", "workplan"),
                violation_error_message=_("The society has an annual report for this year."),
            ),
        )
        indexes = (models.Index(fields=("workplan", "state"), name="annual_report_queue"),)

    def __str__(self) -> str:
        return f"{self.society} · {self.workplan.year}"

    @property
    def is_open(self) -> bool:
        """Whether the society's people may change the text."""
        return self.state in OPEN_ANNUAL_STATES

    @property
    def is_reopened(self) -> bool:
        """Whether it was opened for a new edition: published, and not handed in since."""
        return (
            self.state == AnnualReportState.RETURNED
            and self.published_at is not None
            and self.submitted_at is not None
            and self.submitted_at <= self.published_at
        )

    @property
    def submission_mark(self) -> str:
        """Another one means that the society has submitted anew."""
        return self.submitted_at.isoformat() if self.submitted_at else ""

    @property
    def is_late(self) -> bool:
        """Whether the first submission missed the day set by CAST (Beijing)."""
        due_on = self.workplan.annual_report_due_on
        return (
            self.first_submitted_at is not None
            and due_on is not None
            and months.is_late(self.first_submitted_at, due_on)
        )

    def is_overdue(self, *, today: dt.date) -> bool:
        """Whether it should have been submitted by that day and never was."""
        due_on = self.workplan.annual_report_due_on
        return self.first_submitted_at is None and due_on is not None and today > due_on
