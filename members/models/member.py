"""Individual and unit members of a society."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.enums import LeftReason, MemberGrade, MemberKind
from members.secrets import ID_NUMBER, PHONE, decrypt, encrypt, search_key
from societies.enums import Sector, Sex
from societies.models import Society
from societies.scoping import scoped


class Member(models.Model):
    """A person or unit that belongs to a society.

    Identity and telephone numbers are encrypted for the member's registration number; their keys
    (HMAC) find them by exact match.
    """

    # Two indexes below begin with the society already.
    society = models.ForeignKey(
        Society,
        verbose_name=_("society"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    registration_no = models.CharField(_("registration number"), max_length=40, unique=True)
    name = models.CharField(pgettext_lazy("member", "name"), max_length=120)
    kind = models.CharField(
        _("kind"), max_length=10, choices=MemberKind.choices, default=MemberKind.INDIVIDUAL
    )
    grade = models.CharField(
        pgettext_lazy("member", "grade"), max_length=16, choices=MemberGrade.choices, blank=True
    )
    gender = models.CharField(_("sex"), max_length=8, choices=Sex.choices, blank=True)
    birth_on = models.DateField(_("born on"), null=True, blank=True)
    id_number_cipher = models.BinaryField(null=True, editable=False)
    id_number_key = models.CharField(
        _("identity number"), max_length=32, blank=True, editable=False
    )
    phone_cipher = models.BinaryField(null=True, editable=False)
    phone_key = models.CharField(_("telephone"), max_length=32, blank=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    employer = models.CharField(_("employer"), max_length=160, blank=True)
    sector = models.CharField(_("sector"), max_length=12, choices=Sector.choices, blank=True)
    region = models.CharField(_("region"), max_length=60, blank=True)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    left_reason = models.CharField(
        _("reason for leaving"), max_length=10, choices=LeftReason.choices, blank=True
    )
    note = models.CharField(_("remark"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    #: The version as which its import made it; undone changes since move it along.
    made_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    #: Imports are never deleted: what made the member needs no check for each of 500,000 rows.
    created_in = models.ForeignKey(
        "members.MemberImport",
        null=True,
        editable=False,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    #: Of the row of the file that the member stands as; none once changed by other means.
    row_digest = models.BigIntegerField(null=True, editable=False)

    objects: Any = scoped(models.Manager["Any"], society="society")

    class Meta:
        verbose_name = pgettext_lazy("record", "member")
        verbose_name_plural = pgettext_lazy("record", "members")
        ordering = ("society__code", "registration_no")
        indexes = (
            # All that counts as of a day ask for: the index answers alone.
            models.Index(
                fields=("society", "kind", "grade", "sector", "joined_on", "left_on", "region"),
                name="member_counted",
            ),
            models.Index(fields=("society", "joined_on"), name="member_joined"),
            models.Index(fields=("society", "registration_no"), name="member_listed"),
            models.Index(fields=("society", "name"), name="member_name"),
            models.Index(
                fields=("id_number_key",),
                name="member_id_number",
                condition=~models.Q(id_number_key=""),
            ),
            models.Index(
                fields=("phone_key",), name="member_phone", condition=~models.Q(phone_key="")
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="member_dates",
                condition=models.Q(left_on__isnull=True)
                | models.Q(joined_on__isnull=True)
                | models.Q(left_on__gte=models.F("joined_on")),
                violation_error_message=_("A member cannot leave before joining."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.registration_no} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the member no longer stands as some file had it."""
        self.row_digest = None
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "row_digest"}
        super().save(*args, **kwargs)

    @property
    def id_number(self) -> str:
        """The identity number in full."""
        return decrypt(self.id_number_cipher, ID_NUMBER, self.registration_no)

    @id_number.setter
    def id_number(self, text: str) -> None:
        self.id_number_cipher = encrypt(text, ID_NUMBER, self.registration_no)
        self.id_number_key = search_key(text, ID_NUMBER)

    @property
    def phone(self) -> str:
        """The telephone number in full."""
        return decrypt(self.phone_cipher, PHONE, self.registration_no)

    @phone.setter
    def phone(self, text: str) -> None:
        self.phone_cipher = encrypt(text, PHONE, self.registration_no)
        self.phone_key = search_key(text, PHONE)
