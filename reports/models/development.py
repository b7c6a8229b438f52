"""The development report of all societies (全国学会发展报告): versions, and what was published."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import by_person
from reforms.models import Workplan
from reports.models.annual_version import Edition, RenderedFile


class DevelopmentReportQuerySet(models.QuerySet["DevelopmentReport"]):
    """Versions by whether everybody may read them."""

    def published(self) -> Self:
        """What was ever published, withdrawn ones and earlier editions included."""
        return self.filter(published_at__isnull=False)

    def newest(self) -> Self:
        """The last published version of each year, a withdrawn one for its note."""
        return self.published().filter(superseded_at=None)

    def current(self) -> Self:
        """What everybody may read now."""
        return self.newest().filter(withdrawn_at=None)

    def without_content(self) -> Self:
        """For lists: what a row says, not the whole report."""
        return self.defer("content")


class DevelopmentReport(Edition):
    """A version of the report of a year over all societies; the same content is one version.

    Without a scope on purpose: it holds nothing but what may be public.
    """

    workplan = models.ForeignKey(
        Workplan, on_delete=models.PROTECT, related_name="development_reports"
    )
    number = models.PositiveSmallIntegerField(_("version"))
    digest = models.CharField(_("digest of the content"), max_length=64, db_index=True)
    content = models.JSONField(_("content"))
    created_at = models.DateTimeField(_("made"))
    created_by = by_person()
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = by_person()

    objects = DevelopmentReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("development report")
        verbose_name_plural = _("development reports")
        ordering = ("-workplan__year", "-number")
        constraints = (
            models.UniqueConstraint(
                name="development_report_number", fields=("workplan", "number")
            ),
            models.UniqueConstraint(name="development_report_once", fields=("workplan", "digest")),
            models.UniqueConstraint(
                name="development_report_latest_once",
                fields=("workplan",),
                condition=models.Q(published_at__isnull=False, superseded_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.workplan.year} v{self.number}"

    @property
    def is_current(self) -> bool:
        """Whether everybody may read it now."""
        return (
            self.published_at is not None
            and self.superseded_at is None
            and self.withdrawn_at is None
        )


class DevelopmentReportFile(RenderedFile):
    """A PDF of a development report."""

    report = models.ForeignKey(DevelopmentReport, on_delete=models.PROTECT, related_name="files")

    class Meta:
        verbose_name = _("file of a development report")
        verbose_name_plural = _("files of development reports")
        ordering = ("report", "edition", "-language")
        constraints = (
            models.UniqueConstraint(
                name="development_file_once", fields=("report", "edition", "language")
            ),
        )

    def __str__(self) -> str:
        return f"{self.report} · {self.edition} · {self.language}"

    @property
    def folder(self) -> str:
        """One folder for all years."""
        return "development-reports"
