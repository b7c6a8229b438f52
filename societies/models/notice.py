"""Notices from CAST (通知): what was sent to which societies, who opened it, who confirmed it."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePath
from typing import ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.fields import by_person
from accounts.models import AppendOnlyQuerySet
from societies.enums import Discipline, NoticeAudience, NoticeState, Role
from societies.models.society import Society
from societies.scoping import scoped

#: The most that a notice may say, in characters.
MAX_TEXT = 20_000


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by where they stand."""

    def out(self) -> Self:
        """Sent once, also those withdrawn since."""
        return self.exclude(state=NoticeState.DRAFT)


class NoticeManager(models.Manager.from_queryset(NoticeQuerySet)):  # type: ignore[misc]
    """Notices from CAST."""


class Notice(models.Model):
    """A notice that CAST writes, sends once, and may withdraw; its words stay as they were sent."""

    title = models.CharField(pgettext_lazy("notice", "title"), max_length=120)
    text = models.TextField(pgettext_lazy("notice", "text"), max_length=MAX_TEXT)
    audience = models.CharField(
        pgettext_lazy("notice", "for"),
        max_length=12,
        choices=NoticeAudience.choices,
        default=NoticeAudience.ALL,
    )
    disciplines = models.JSONField(pgettext_lazy("notice", "disciplines"), default=list, blank=True)
    chosen = models.ManyToManyField(
        Society, verbose_name=_("societies"), blank=True, related_name="+"
    )
    to_editors = models.BooleanField(_("to editors"), default=True)
    to_approvers = models.BooleanField(_("to approvers"), default=True)
    confirm_by = models.DateField(
        _("to be confirmed by"),
        null=True,
        blank=True,
        help_text="Without a day nobody has to confirm anything.",
    )
    state = models.CharField(
        _("state"), max_length=9, choices=NoticeState.choices, default=NoticeState.DRAFT
    )
    created_at = models.DateTimeField(pgettext_lazy("notice", "written"))
    created_by = by_person(pgettext_lazy("notice", "written by"))
    sent_at = models.DateTimeField(pgettext_lazy("notice", "sent"), null=True, blank=True)
    sent_by = by_person(pgettext_lazy("notice", "sent by"))
    withdrawn_at = models.DateTimeField(pgettext_lazy("notice", "withdrawn"), null=True, blank=True)
    withdrawn_by = by_person(pgettext_lazy("notice", "withdrawn by"))
    withdrawal_reason = models.CharField(_("reason of the withdrawal"), max_length=500, blank=True)
    reminded_on = models.DateField(_("last reminded on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[NoticeManager] = scoped(NoticeManager, society="recipients__society")

    class Meta:
        verbose_name = pgettext_lazy("record", "notice from CAST")
        verbose_name_plural = pgettext_lazy("record", "notices from CAST")
        ordering = ("-sent_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="notice_to_somebody",
                condition=Q(to_editors=True) | Q(to_approvers=True),
                violation_error_message=_("Say whom in the society the notice is for."),
            ),
            models.CheckConstraint(
                name="notice_sent_at_a_time",
                condition=Q(state="draft", sent_at=None) | Q(sent_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        """Not sent yet."""
        return self.state == NoticeState.DRAFT

    @property
    def is_sent(self) -> bool:
        """Sent and not withdrawn."""
        return self.state == NoticeState.SENT

    @property
    def is_withdrawn(self) -> bool:
        """Taken back."""
        return self.state == NoticeState.WITHDRAWN

    @property
    def roles(self) -> list[Role]:
        """Whom in a society it is for."""
        held = ((Role.EDITOR, self.to_editors), (Role.APPROVER, self.to_approvers))
        return [role for role, is_meant in held if is_meant]

    @property
    def discipline_words(self) -> list[str]:
        """The names of the disciplines it is for."""
        return [str(each.label) for each in Discipline if each.value in self.disciplines]

    def is_overdue(self, *, today: dt.date) -> bool:
        """Whether it should have been confirmed before that day in Beijing."""
        return self.is_sent and self.confirm_by is not None and self.confirm_by < today


def notice_path(file: NoticeFile, filename: str) -> str:
    """Store by a random name: nothing of the uploaded name reaches the disk."""
    return f"notices/{file.notice_id}/{uuid4().hex}{PurePath(filename).suffix.lower()}"


class NoticeFile(models.Model):
    """A file that goes out with a notice."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(_("file"), upload_to=notice_path, max_length=200)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("kind of file"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded"))

    objects: ClassVar[models.Manager[NoticeFile]] = scoped(
        models.Manager["NoticeFile"], society="notice__recipients__society"
    )

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("notice", "pk")
        constraints = (
            models.UniqueConstraint(
                name="notice_file_once",
                fields=("notice", "name"),
                violation_error_message=_("A file of this name is attached already."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class NoticeRecipient(models.Model):
    """A society that a notice was sent to, and whether it confirmed it."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="recipients")
    society = models.ForeignKey(Society, on_delete=models.PROTECT, related_name="notices")
    confirmed_at = models.DateTimeField(pgettext_lazy("notice", "confirmed"), null=True, blank=True)
    confirmed_by = by_person(pgettext_lazy("notice", "confirmed by"))

    objects: ClassVar[models.Manager[NoticeRecipient]] = scoped(
        models.Manager["NoticeRecipient"], society="society"
    )

    class Meta:
        verbose_name = _("society of a notice")
        verbose_name_plural = _("societies of notices")
        ordering = ("society__code",)
        constraints = (
            models.UniqueConstraint(name="notice_recipient_once", fields=("notice", "society")),
        )

    def __str__(self) -> str:
        return f"{self.notice} → {self.society}"


class NoticeReceiptManager(models.Manager.from_queryset(AppendOnlyQuerySet["NoticeReceipt"])):  # type: ignore[misc]
    """Receipts: added when somebody opens a notice, never changed."""


class NoticeReceipt(models.Model):
    """That one person opened a notice for their society, when first; itself the record of it."""

    recipient = models.ForeignKey(
        NoticeRecipient, on_delete=models.CASCADE, related_name="receipts"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(pgettext_lazy("notice", "read"))

    objects: ClassVar[NoticeReceiptManager] = scoped(
        NoticeReceiptManager, society="recipient__society"
    )

    class Meta:
        verbose_name = _("receipt of a notice")
        verbose_name_plural = _("receipts of notices")
        ordering = ("read_at", "pk")
        constraints = (
            models.UniqueConstraint(name="notice_receipt_once", fields=("recipient", "person")),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.recipient}"
