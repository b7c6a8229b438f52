"""Previews of annual reports: the pages of a draft as pictures, for who works on it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import by_person
from reports.enums import ReportEdition, ReportLanguage
from reports.models.annual import AnnualReport
from societies.scoping import scoped

#: The folder of all previews in the store.
PREVIEWS = "annual-previews"


class AnnualPreview(models.Model):
    """The pages of a report as it was at a moment; the next one takes its place.

    `token` is a random name, under which the pictures lie; `chapters` gives the page that a
    chapter begins on by the chapter's code.
    """

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="previews")
    edition = models.CharField(_("edition"), max_length=10, choices=ReportEdition.choices)
    language = models.CharField(_("language"), max_length=10, choices=ReportLanguage.choices)
    digest = models.CharField(_("digest of the content"), max_length=64)
    token = models.CharField(max_length=32, unique=True)
    pages = models.PositiveSmallIntegerField(_("pages"))
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    chapters: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(
        default=dict, blank=True
    )
    missing_characters = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(_("rendered"))
    created_by = by_person()

    objects: ClassVar[models.Manager[AnnualPreview]] = scoped(
        models.Manager["AnnualPreview"], society="report__society"
    )

    class Meta:
        verbose_name = _("preview of an annual report")
        verbose_name_plural = _("previews of annual reports")
        ordering = ("report", "pk")
        constraints = (
            models.UniqueConstraint(
                name="annual_preview_once", fields=("report", "edition", "language")
            ),
        )

    def __str__(self) -> str:
        return f"{self.report} · {self.edition} · {self.language}"

    @property
    def folder(self) -> str:
        """Where its pictures lie in the store."""
        return preview_folder(self.report.society_id, self.token)


def preview_folder(society: int, token: str) -> str:
    """Where the pictures of a preview lie in the store."""
    return f"{PREVIEWS}/{society}/{token}"


def page_name(folder: str, page: int) -> str:
    """Name of the picture of a page, counted from 1."""
    return f"{folder}/{page}.webp"
