"""Files of members: what was uploaded, what it would do, and what it did."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.enums import ImportState, LeftReason, MemberGrade, MemberKind, RowAction
from societies.enums import Sector, Sex
from societies.models import Society
from societies.scoping import scoped


class MemberImport(models.Model):
    """One file of members of a society, or of any societies when CAST sent it."""

    society = models.ForeignKey(
        Society,
        verbose_name=_("society"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState.choices, default=ImportState.CHECKING
    )
    #: The upload and the workbook with corrections lie encrypted, and go with the decision.
    file = models.CharField(max_length=120, blank=True, editable=False)
    corrections = models.CharField(max_length=120, blank=True, editable=False)
    file_name = models.CharField(_("file name"), max_length=120)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField(default=list)
    created = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(pgettext_lazy("import", "changed"), default=0)
    unchanged = models.PositiveIntegerField(pgettext_lazy("import", "unchanged"), default=0)
    rejected = models.PositiveIntegerField(pgettext_lazy("import", "to be corrected"), default=0)
    doubtful = models.PositiveIntegerField(pgettext_lazy("import", "to be looked at"), default=0)
    #: Why the file cannot be read or applied at all, as (column, code, params).
    problems = models.JSONField(default=list)
    #: Which run of the check writes; an older one that still lives stops at its next step.
    run = models.CharField(max_length=32, blank=True, editable=False)
    job = models.ForeignKey(
        "accounts.Job", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked for by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    requested_at = models.DateTimeField(_("uploaded"))
    checked_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(_("kept until"), null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    applied_at = models.DateTimeField(_("applied"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone"), null=True)

    objects: Any = scoped(models.Manager["Any"], society="society")

    class Meta:
        verbose_name = _("import of members")
        verbose_name_plural = _("imports of members")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.file_name} ({self.pk})"

    @property
    def is_applicable(self) -> bool:
        """Checked, nothing to be corrected, and something to do."""
        return (
            self.state == ImportState.CHECKED
            and not self.rejected
            and bool(self.created or self.changed)
        )

    @property
    def is_waiting(self) -> bool:
        """A job is at work on it."""
        return self.state in (ImportState.CHECKING, ImportState.APPLYING)


class MemberImportRow(models.Model):
    """One row of a file that is to make, change or has been refused; unchanged ones are counted.

    A changed row comes twice: as the file has it, and as the member stood before. New rows go
    once they are applied, changed ones stay as history.
    """

    member_import = models.ForeignKey(
        MemberImport,
        on_delete=models.CASCADE,
        related_name="rows",
        db_index=False,
        db_constraint=False,
    )
    action = models.CharField(max_length=8, choices=RowAction.choices)
    number = models.PositiveIntegerField(_("row"))
    member_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(db_default=0)
    society = models.ForeignKey(
        Society,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    registration_no = models.CharField(_("registration number"), max_length=40)
    name = models.CharField(pgettext_lazy("member", "name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=MemberKind.choices)
    grade = models.CharField(
        pgettext_lazy("member", "grade"), max_length=16, choices=MemberGrade.choices
    )
    gender = models.CharField(_("sex"), max_length=8, choices=Sex.choices)
    birth_on = models.DateField(_("born on"), null=True)
    id_number_cipher = models.BinaryField(null=True)
    id_number_key = models.CharField(max_length=32)
    phone_cipher = models.BinaryField(null=True)
    phone_key = models.CharField(max_length=32)
    email = models.CharField(_("e-mail"), max_length=254)
    employer = models.CharField(_("employer"), max_length=160)
    sector = models.CharField(_("sector"), max_length=12, choices=Sector.choices)
    region = models.CharField(_("region"), max_length=60)
    joined_on = models.DateField(_("joined on"), null=True)
    left_on = models.DateField(_("left on"), null=True)
    left_reason = models.CharField(
        _("reason for leaving"), max_length=10, choices=LeftReason.choices, db_default=""
    )
    row_digest = models.BigIntegerField(null=True)
    #: Of a refused or doubtful row, as (column, code, params).
    problems = models.JSONField(null=True)

    objects: Any = scoped(models.Manager["Any"], society="society")

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ("member_import", "number")
        indexes = (
            models.Index(fields=("member_import", "action", "number"), name="import_row_place"),
            models.Index(
                fields=("member_id",),
                name="import_row_member",
                condition=models.Q(action="changed"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.registration_no}"
