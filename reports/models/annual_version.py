"""Frozen versions of annual reports, the files rendered of them, and what was published."""

from __future__ import annotations

from typing import Any, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import by_person
from reforms.models import Workplan
from reports.annual.renditions import Rendition, rendition_of
from reports.enums import ReportEdition, ReportLanguage
from reports.models.annual import AnnualReport
from societies.models import Society
from societies.scoping import scoped


class AnnualReportVersion(models.Model):
    """What a report said when it was handed in: frozen, the same content once."""

    report = models.ForeignKey(AnnualReport, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    digest = models.CharField(_("digest of the content"), max_length=64)
    content = models.JSONField(_("content"))
    created_at = models.DateTimeField(_("made"))
    created_by = by_person()

    objects: ClassVar[models.Manager[AnnualReportVersion]] = scoped(
        models.Manager["AnnualReportVersion"], society="report__society"
    )

    class Meta:
        verbose_name = _("version of an annual report")
        verbose_name_plural = _("versions of annual reports")
        ordering = ("report", "-number")
        constraints = (
            models.UniqueConstraint(name="annual_version_number", fields=("report", "number")),
            models.UniqueConstraint(name="annual_version_once", fields=("report", "digest")),
        )

    def __str__(self) -> str:
        return f"{self.report} v{self.number}"


def rendered_path(file: RenderedFile, _filename: str) -> str:
    """Store by a random name: nothing to guess, nothing to overwrite."""
    return f"{file.folder}/{uuid4().hex}.pdf"


class RenderedFile(models.Model):
    """A PDF made of a content: an edition in a language, signed, with its two digests."""

    edition = models.CharField(_("edition"), max_length=10, choices=ReportEdition.choices)
    language = models.CharField(_("language"), max_length=10, choices=ReportLanguage.choices)
    file = models.FileField(_("file"), upload_to=rendered_path, max_length=200)
    file_sha256 = models.CharField(_("digest of the file"), max_length=64, db_index=True)
    unsigned_sha256 = models.CharField(_("digest before signing"), max_length=64)
    pages = models.PositiveSmallIntegerField(_("pages"))
    size = models.PositiveIntegerField(_("size in bytes"))
    missing_characters = models.CharField(
        _("characters without a glyph"), max_length=200, blank=True
    )
    created_at = models.DateTimeField(_("rendered"))
    created_by = by_person()

    class Meta:
        abstract = True

    @property
    def rendition(self) -> Rendition:
        """Its edition and language."""
        return rendition_of(self.edition, self.language)

    @property
    def folder(self) -> str:
        """Folder of the store in which the file lies."""
        raise NotImplementedError


class AnnualReportFile(RenderedFile):
    """A PDF of a version."""

    version = models.ForeignKey(AnnualReportVersion, on_delete=models.PROTECT, related_name="files")

    objects: ClassVar[models.Manager[AnnualReportFile]] = scoped(
        models.Manager["AnnualReportFile"], society="version__report__society"
    )

    class Meta:
        verbose_name = _("file of an annual report")
        verbose_name_plural = _("files of annual reports")
        ordering = ("version", "edition", "-language")
        constraints = (
            models.UniqueConstraint(
                name="annual_file_once", fields=("version", "edition", "language")
            ),
        )

    def __str__(self) -> str:
        return f"{self.version} · {self.edition} · {self.language}"

    @property
    def folder(self) -> str:
        """The society's own folder."""
        return f"annual-reports/{self.version.report.society_id}"


class AnnualDraftFile(RenderedFile):
    """A PDF of what a report said when all reports of a year were rendered, not handed in yet.

    There is one for each edition and language; the next takes its place.
    """

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="drafts")
    digest = models.CharField(_("digest of the content"), max_length=64)

    objects: ClassVar[models.Manager[AnnualDraftFile]] = scoped(
        models.Manager["AnnualDraftFile"], society="report__society"
    )

    class Meta:
        verbose_name = _("draft of an annual report as PDF")
        verbose_name_plural = _("drafts of annual reports as PDF")
        ordering = ("report", "edition", "-language")
        constraints = (
            models.UniqueConstraint(
                name="annual_draft_once", fields=("report", "edition", "language")
            ),
        )

    def __str__(self) -> str:
        return f"{self.report} · {self.edition} · {self.language}"

    @property
    def folder(self) -> str:
        """The society's own folder."""
        return f"annual-drafts/{self.report.society_id}"


class Edition(models.Model):
    """What was made public: a newer one supersedes it, a withdrawn one leaves a note."""

    superseded_at = models.DateTimeField(_("superseded"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = by_person()
    withdrawal_note = models.TextField(_("note on the withdrawal"), blank=True, max_length=1000)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        abstract = True


class PublishedQuerySet(models.QuerySet["PublishedAnnualReport"]):
    """Published annual reports, as the public asks for them."""

    def of_society(self, society: Society) -> Self:
        """Those of one society."""
        return self.filter(society=society)

    def current(self) -> Self:
        """What everybody may read now: neither superseded nor withdrawn."""
        return self.newest().filter(withdrawn_at=None)

    def newest(self) -> Self:
        """The last edition of each report, a withdrawn one for its note."""
        return self.filter(superseded_at=None)

    def without_content(self) -> Self:
        """For lists: what a row says, not the whole report."""
        return self.defer("content", "search_text")


class PublishedAnnualReport(Edition):
    """An edition that everybody may read, or could until it was withdrawn or superseded.

    Without a scope on purpose: a row exists only for what was published, and says all that a
    public page needs, so that no public page reads a society's inner data.
    """

    report = models.ForeignKey(AnnualReport, on_delete=models.PROTECT, related_name="editions")
    society = models.ForeignKey(Society, on_delete=models.PROTECT, related_name="editions")
    workplan = models.ForeignKey(Workplan, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("edition"))
    version_number = models.PositiveSmallIntegerField(_("version"))
    digest = models.CharField(_("digest of the content"), max_length=64, db_index=True)
    content = models.JSONField(_("content"))
    search_text = models.TextField(_("words to search"), blank=True)
    heads: models.JSONField[list[str], list[str]] = models.JSONField(
        _("heads that are written"), default=list
    )
    published_at = models.DateTimeField(_("published"))
    published_by = by_person()

    objects = PublishedQuerySet.as_manager()

    class Meta:
        verbose_name = _("published annual report")
        verbose_name_plural = _("published annual reports")
        ordering = ("-workplan__year", "society__code", "-number")
        constraints = (
            models.UniqueConstraint(name="published_annual_number", fields=("report", "number")),
            models.UniqueConstraint(
                name="published_annual_latest_once",
                fields=("report",),
                condition=models.Q(superseded_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.society} · {self.workplan.year}"

    @property
    def is_current(self) -> bool:
        """Whether everybody may read it now."""
        return self.superseded_at is None and self.withdrawn_at is None

    def file_of(self, edition: str, language: str) -> PublishedFile | None:
        """Its file of an edition in a language; asks nothing when the files were fetched before."""
        found: dict[Any, PublishedFile] = {
            (file.edition, file.language): file for file in self.files.all()
        }
        return found.get((edition, language))

    @property
    def main_file(self) -> PublishedFile | None:
        """The full report in Chinese."""
        return self.file_of(ReportEdition.FULL, ReportLanguage.CHINESE)


class PublishedFile(models.Model):
    """A PDF of a published edition, as the public sees it."""

    publication = models.ForeignKey(
        PublishedAnnualReport, on_delete=models.PROTECT, related_name="files"
    )
    edition = models.CharField(_("edition"), max_length=10, choices=ReportEdition.choices)
    language = models.CharField(_("language"), max_length=10, choices=ReportLanguage.choices)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(_("digest of the file"), max_length=64, db_index=True)
    unsigned_sha256 = models.CharField(_("digest before signing"), max_length=64)
    pages = models.PositiveSmallIntegerField(_("pages"))
    size = models.PositiveIntegerField(_("size in bytes"))

    class Meta:
        verbose_name = _("file of a published annual report")
        verbose_name_plural = _("files of published annual reports")
        ordering = ("publication", "edition", "-language")
        constraints = (
            models.UniqueConstraint(
                name="published_file_once", fields=("publication", "edition", "language")
            ),
        )

    def __str__(self) -> str:
        return self.file_name
