"""The text of an annual report, pictures in it, and what CAST and the society say of it."""

from __future__ import annotations

from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import by_person
from reports.enums import TextCause
from reports.models.annual import AnnualReport
from societies.scoping import scoped

#: Characters of a chapter: of its markup, of its words (some forty printed pages), and of the
#: words it has in the short edition.
MAX_HTML, MAX_TEXT, MAX_SUMMARY = 200_000, 20_000, 400


class AnnualReportSection(models.Model):
    """What the secretariat writes in one chapter; no row means nothing was written.

    `html` is clean (`rich_text.clean_html`); `summary` stands in the short edition for it.
    """

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="sections")
    chapter = models.CharField(_("chapter"), max_length=20)
    html = models.TextField(_("text"), blank=True)
    summary = models.CharField(_("words in the short edition"), max_length=MAX_SUMMARY, blank=True)
    version = models.PositiveIntegerField(default=0)
    updated_by = by_person()
    updated_at = models.DateTimeField(_("changed"), null=True, blank=True)

    objects: ClassVar[models.Manager[AnnualReportSection]] = scoped(
        models.Manager["AnnualReportSection"], society="report__society"
    )

    class Meta:
        verbose_name = _("chapter of an annual report")
        verbose_name_plural = _("chapters of annual reports")
        ordering = ("report", "pk")
        constraints = (
            models.UniqueConstraint(name="annual_section_once", fields=("report", "chapter")),
        )

    def __str__(self) -> str:
        return f"{self.report} · {self.chapter}"


class EarlierText(models.Model):
    """A text that a chapter had before: of another person, of an earlier sitting, before Word.

    `version` is the chapter's when it said this; `cause` says what took its place.
    """

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="earlier_texts")
    chapter = models.CharField(_("chapter"), max_length=20)
    version = models.PositiveIntegerField()
    html = models.TextField(_("text"), blank=True)
    summary = models.CharField(_("words in the short edition"), max_length=MAX_SUMMARY, blank=True)
    saved_at = models.DateTimeField(_("saved"), null=True, blank=True)
    saved_by = by_person()
    replaced_at = models.DateTimeField(_("replaced"))
    replaced_by = by_person()
    cause = models.CharField(_("replaced by"), max_length=10, choices=TextCause.choices)

    objects: ClassVar[models.Manager[EarlierText]] = scoped(
        models.Manager["EarlierText"], society="report__society"
    )

    class Meta:
        verbose_name = _("earlier text of a chapter")
        verbose_name_plural = _("earlier texts of chapters")
        ordering = ("report", "chapter", "-version")
        constraints = (
            models.UniqueConstraint(
                name="annual_earlier_text_once", fields=("report", "chapter", "version")
            ),
        )

    def __str__(self) -> str:
        return f"{self.report} · {self.chapter} · {self.version}"


def image_path(image: AnnualImage, filename: str) -> str:
    """Store by a random name; the ending is ours, from re-encoding."""
    suffix = filename.rsplit(".", 1)[-1]
    return f"annual-images/{image.report.society_id}/{uuid4().hex}.{suffix}"


class AnnualImage(models.Model):
    """A picture in a report, encoded anew when it was uploaded; the text names it by `sha256`."""

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="images")
    file = models.FileField(_("file"), upload_to=image_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    size = models.PositiveIntegerField(_("size in bytes"))
    alt = models.CharField(_("description for those who do not see it"), max_length=300)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = by_person()

    objects: ClassVar[models.Manager[AnnualImage]] = scoped(
        models.Manager["AnnualImage"], society="report__society"
    )

    class Meta:
        verbose_name = _("picture of an annual report")
        verbose_name_plural = _("pictures of annual reports")
        ordering = ("report", "pk")
        constraints = (
            models.UniqueConstraint(name="annual_image_once", fields=("report", "sha256")),
        )

    def __str__(self) -> str:
        return self.alt


class AnnualCommentQuerySet(models.QuerySet["AnnualComment"]):
    """Comments by whether they are settled."""

    def unresolved(self) -> Self:
        """Threads that are not settled yet."""
        return self.filter(parent=None, resolved_at=None)


class AnnualCommentManager(
    models.Manager.from_queryset(AnnualCommentQuerySet)  # type: ignore[misc]
):
    """Comments on annual reports."""


class AnnualComment(models.Model):
    """What CAST says of a passage of a chapter, or an answer to it (`parent`).

    `quote` is the passage as it read, `before` and `after` a few words around it, by which it is
    found again when the text has changed; an empty quote is said of the whole chapter.
    """

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="answers"
    )
    chapter = models.CharField(_("chapter"), max_length=20)
    quote = models.CharField(_("passage"), max_length=500, blank=True)
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    text = models.TextField(_("comment"), max_length=2000)
    from_cast = models.BooleanField(_("said by CAST"), default=True)
    written_at = models.DateTimeField(_("written"))
    written_by = by_person()
    resolved_at = models.DateTimeField(_("settled"), null=True, blank=True)
    resolved_by = by_person()

    objects: ClassVar[AnnualCommentManager] = scoped(
        AnnualCommentManager, society="report__society"
    )

    class Meta:
        verbose_name = _("comment on an annual report")
        verbose_name_plural = _("comments on annual reports")
        ordering = ("report", "written_at", "pk")

    def __str__(self) -> str:
        return self.text[:60]
