"""Annual reports (学会年报): what a society writes, what was rendered, and what was published."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import by_person
from reforms import months
from reforms.models import Workplan
from reports.enums import (
    OPEN_ANNUAL_STATES,
    AnnualReportState,
    ReportLanguage,
)
from societies.models import Society
from societies.scoping import scoped


class AnnualReportQuerySet(models.QuerySet["AnnualReport"]):
    """Annual reports by where they stand."""

    def awaiting_review(self) -> Self:
        """Submitted to CAST and not yet decided."""
        return self.filter(state=AnnualReportState.SUBMITTED)

    def of_year(self, workplan: Workplan) -> Self:
        """Reports of one workplan's year."""
        return self.filter(workplan=workplan)


class AnnualReportManager(models.Manager.from_queryset(AnnualReportQuerySet)):  # type: ignore[misc]
    """Annual reports."""


class AnnualReport(models.Model):
    """A society's annual report of one year; its text is in its sections."""

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


def version_path(version: AnnualReportVersion, _filename: str) -> str:
    """Store by a random name: nothing to guess, nothing to overwrite."""
    return f"annual-reports/{version.report.society_id}/{uuid4().hex}.pdf"


class AnnualReportVersion(models.Model):
    """One rendering as PDF; the same content in the same language is rendered once."""

    report = models.ForeignKey(AnnualReport, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=10, choices=ReportLanguage.choices)
    digest = models.CharField(_("digest of the content"), max_length=64)
    file = models.FileField(_("file"), upload_to=version_path, max_length=200)
    file_sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField(_("pages"))
    size = models.PositiveIntegerField(_("size in bytes"))
    missing_characters = models.CharField(
        _("characters without a glyph"), max_length=200, blank=True
    )
    created_at = models.DateTimeField(_("rendered"))
    created_by = by_person()

    objects: ClassVar[models.Manager[AnnualReportVersion]] = scoped(
        models.Manager["AnnualReportVersion"], society="report__society"
    )

    class Meta:
        verbose_name = _("rendered annual report")
        verbose_name_plural = _("rendered annual reports")
        ordering = ("report", "-number")
        constraints = (
            models.UniqueConstraint(name="annual_version_number", fields=("report", "number")),
            models.UniqueConstraint(
                name="annual_version_once", fields=("report", "language", "digest")
            ),
        )

    def __str__(self) -> str:
        return f"{self.report} v{self.number}"


class PublishedQuerySet(models.QuerySet["PublishedAnnualReport"]):
    """Published annual reports, as the public asks for them."""

    def of_society(self, society: Society) -> Self:
        """Those of one society."""
        return self.filter(society=society)


class PublishedAnnualReport(models.Model):
    """The edition everybody may read.

    Without a scope on purpose: a row exists only for what was published, and says all that a
    public page needs, so that no public page reads a society's inner data.
    """

    report = models.OneToOneField(AnnualReport, on_delete=models.PROTECT, related_name="edition")
    society = models.ForeignKey(Society, on_delete=models.PROTECT, related_name="editions")
    workplan = models.ForeignKey(Workplan, on_delete=models.PROTECT, related_name="editions")
    version_number = models.PositiveSmallIntegerField(_("version"))
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    digest = models.CharField(_("digest of the content"), max_length=64)
    pages = models.PositiveSmallIntegerField(_("pages"))
    size = models.PositiveIntegerField(_("size in bytes"))
    published_at = models.DateTimeField(_("published"))
    published_by = by_person()

    objects = PublishedQuerySet.as_manager()

    class Meta:
        verbose_name = _("published annual report")
        verbose_name_plural = _("published annual reports")
        ordering = ("-workplan__year", "society__code")
        constraints = (
            models.UniqueConstraint(name="published_annual_once", fields=("society", "workplan")),
        )

    def __str__(self) -> str:
        return f"{self.society} · {self.workplan.year}"
