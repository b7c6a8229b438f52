"""A register's file between its preview and its application."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from societies.models.society import Society
from societies.scoping import scoped


class RegisterUpload(models.Model):
    """A file that somebody looks at before its rows are applied; kept encrypted, for a day.

    Without a society its rows may belong to any: only CAST uploads such files. `plan_digest` is
    that of what the preview showed, so that nothing else is applied.
    """

    kind = models.CharField(_("register"), max_length=40)
    society = models.ForeignKey(
        Society,
        verbose_name=_("society"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    name = models.CharField(_("file name"), max_length=200)
    content = models.BinaryField()
    plan_digest = models.CharField(max_length=64, blank=True, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), db_index=True)

    objects: Any = scoped(models.Manager["Any"], society="society")

    class Meta:
        verbose_name = _("uploaded register")
        verbose_name_plural = _("uploaded registers")
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return self.name
