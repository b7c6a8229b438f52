"""Scans of sealed cover sheets: the seal on paper, tied to one version of a report."""

from __future__ import annotations

from pathlib import PurePath
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import by_person
from reports.models.annual_version import AnnualReportVersion
from societies.scoping import scoped


def scan_path(scan: SealedScan, filename: str) -> str:
    """Store under the society by a random name: nothing of the uploaded name reaches the disk."""
    folder = f"annual-seals/{scan.version.report.society_id}"
    return f"{folder}/{uuid4().hex}{PurePath(filename).suffix.lower()}"


class SealedScan(models.Model):
    """The scan of a sealed cover sheet; of several the last one counts, the others are kept."""

    version = models.ForeignKey(AnnualReportVersion, on_delete=models.PROTECT, related_name="scans")
    file = models.FileField(_("file"), upload_to=scan_path, max_length=200)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("kind of file"), max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    pages = models.PositiveSmallIntegerField(_("pages"))
    code = models.CharField(_("code that was read"), max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = by_person()
    is_current = models.BooleanField(_("counts"), default=True)

    objects: ClassVar[models.Manager[SealedScan]] = scoped(
        models.Manager["SealedScan"], society="version__report__society"
    )

    class Meta:
        verbose_name = _("scan of a sealed cover sheet")
        verbose_name_plural = _("scans of sealed cover sheets")
        ordering = ("version", "-uploaded_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="sealed_scan_current_once",
                fields=("version",),
                condition=models.Q(is_current=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.version} · {self.name}"
