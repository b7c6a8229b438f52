"""A file with records between its preview and its application."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from societies.enums import UploadState
from societies.models.society import Society
from societies.scoping import scoped


class RegisterUpload(models.Model):
    """A file that somebody looks at before its rows are applied; kept encrypted, for a day.

    `kind` says of which register, or of which month's report. Without a society its rows may belong
    to any: only CAST uploads such files. `plan` is what the file would do: that is shown, and
    nothing else is applied. `is_other` says that it is no longer what was shown first.
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
    state = models.CharField(
        _("state"), max_length=10, choices=UploadState.choices, default=UploadState.CHECKING
    )
    plan = models.BinaryField(default=bytes)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    is_other = models.BooleanField(default=False)
    job = models.ForeignKey(
        "accounts.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), db_index=True)

    objects: Any = scoped(models.Manager["Any"], society="society")

    class Meta:
        verbose_name = _("uploaded register")
        verbose_name_plural = _("uploaded registers")
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return self.name

    @property
    def list_url(self) -> str:
        """The list that shows what was applied."""
        url = reverse("societies:register-list", kwargs={"kind": self.kind})
        return f"{url}?society={self.society.code}" if self.society else url
