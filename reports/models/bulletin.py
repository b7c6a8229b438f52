"""The monthly bulletin as a document: one row per edition and language, never changed."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import AppendOnlyQuerySet
from reforms.models import MonthlyIssue
from reforms.models.issue import SealedModel
from reports.enums import ReportLanguage


def edition_path(edition: BulletinEdition, _filename: str) -> str:
    """Store by a random name: nothing to guess, nothing to overwrite."""
    return f"bulletins/{edition.issue_id}/{uuid4().hex}.pdf"


class BulletinEdition(SealedModel):
    """A monthly bulletin (月度监测通报) as PDF, as published after the seal or a correction.

    `content_digest` covers the issue and the corrections it tells of; what says the same in the
    same language is rendered once.
    """

    issue = models.ForeignKey(MonthlyIssue, on_delete=models.PROTECT, related_name="bulletins")
    number = models.PositiveSmallIntegerField(_("edition"))
    language = models.CharField(_("language"), max_length=10, choices=ReportLanguage.choices)
    corrections = models.PositiveSmallIntegerField(_("corrections it tells of"), default=0)
    content_digest = models.CharField(_("digest of the content"), max_length=64)
    file = models.FileField(_("file"), upload_to=edition_path, max_length=200)
    file_sha256 = models.CharField(max_length=64, db_index=True)
    pages = models.PositiveSmallIntegerField(_("pages"))
    size = models.PositiveIntegerField(_("size in bytes"))
    published_at = models.DateTimeField(_("published"))

    objects = AppendOnlyQuerySet["BulletinEdition"].as_manager()

    class Meta:
        verbose_name = _("edition of a bulletin")
        verbose_name_plural = _("editions of bulletins")
        ordering = ("issue", "language", "-number")
        constraints = (
            models.UniqueConstraint(
                name="bulletin_edition_number", fields=("issue", "language", "number")
            ),
            models.UniqueConstraint(
                name="bulletin_edition_once", fields=("issue", "language", "content_digest")
            ),
        )

    def __str__(self) -> str:
        return f"{self.issue} · {self.number} · {self.language}"
