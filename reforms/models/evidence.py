"""Evidence: files that prove progress, kept once and used for any task and month."""

from __future__ import annotations

from pathlib import PurePath
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import by_person
from societies.models import Society
from societies.scoping import scoped


def evidence_path(evidence: Evidence, filename: str) -> str:
    """Store under the society by a random name: nothing of the uploaded name reaches the disk."""
    suffix = PurePath(filename).suffix.lower()
    return f"evidence/{evidence.society_id}/{uuid4().hex}{suffix}"


class Evidence(models.Model):
    """One uploaded file (佐证材料) of a society."""

    society = models.ForeignKey(Society, on_delete=models.PROTECT, related_name="evidence")
    file = models.FileField(_("file"), upload_to=evidence_path, max_length=200)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("kind of file"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = by_person()

    objects: ClassVar[models.Manager[Evidence]] = scoped(
        models.Manager["Evidence"], society="society"
    )

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("-uploaded_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="evidence_once_per_society",
                fields=("society", "sha256", "name"),
                violation_error_message=_("This file is in the society's evidence already."),
            ),
        )

    def __str__(self) -> str:
        return self.name
