"""Membership dues: standards with the resolution that set them, and what was paid by year."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.enums import MemberGrade
from members.models.member import Member
from societies.enums import Body
from societies.models import Record, Society
from societies.scoping import scoped

_YEAR = [MinValueValidator(1949), MaxValueValidator(2200)]


class DuesStandard(Record):
    """What a grade of members owes per year, from a date on, by which resolution; in yuan."""

    grade = models.CharField(_("grade"), max_length=16, choices=MemberGrade.choices)
    amount = models.DecimalField(
        _("yuan per year"), max_digits=9, decimal_places=2, validators=[MinValueValidator(0)]
    )
    resolved_by = models.CharField(
        _("resolved by"), max_length=20, choices=Body.choices, default=Body.CONGRESS
    )
    resolved_on = models.DateField(_("resolved on"))
    effective_on = models.DateField(_("in force from"))
    delegates_due = models.PositiveIntegerField(_("delegates in all"), null=True, blank=True)
    delegates_present = models.PositiveIntegerField(_("delegates present"), null=True, blank=True)
    votes_for = models.PositiveIntegerField(_("votes for"), null=True, blank=True)

    class Meta:
        verbose_name = _("standard of dues")
        verbose_name_plural = _("standards of dues")
        ordering = ("society__code", "grade", "-effective_on")
        constraints = (
            models.UniqueConstraint(
                name="dues_standard_once",
                fields=("society", "grade", "effective_on"),
                violation_error_message=_("The grade has a standard from this day already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_grade_display()} · {self.effective_on}"


class DuesCharge(models.Model):
    """The dues of a year made at once for the members of a day; undone, none of them is left."""

    society = models.ForeignKey(
        Society, verbose_name=_("society"), on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=_YEAR)
    as_of = models.DateField(_("as of"))
    members = models.PositiveIntegerField(pgettext_lazy("record", "members"), default=0)
    amount = models.DecimalField(_("yuan together"), max_digits=15, decimal_places=2, default=0)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone at"), null=True)

    objects: Any = scoped(models.Manager["Any"], society="society")

    class Meta:
        verbose_name = _("dues made at once")
        verbose_name_plural = _("dues made at once")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.year} · {self.as_of}"


class Dues(Record):
    """What one member owed and paid for one year, in yuan."""

    member = models.ForeignKey(
        Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="dues"
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=_YEAR)
    owing = models.DecimalField(
        _("owing"), max_digits=9, decimal_places=2, validators=[MinValueValidator(0)]
    )
    paid = models.DecimalField(
        _("paid"), max_digits=9, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    #: A society's dues of a year are few enough to look through: no index for each of them.
    charge = models.ForeignKey(
        DuesCharge,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    class Meta:
        verbose_name = _("dues of a member")
        verbose_name_plural = _("dues")
        ordering = ("society__code", "-year", "member__registration_no")
        indexes = (models.Index(fields=("society", "year"), name="dues_year"),)
        constraints = (
            models.UniqueConstraint(
                name="dues_once",
                fields=("member", "year"),
                violation_error_message=_("The member's dues of this year are recorded already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.member} · {self.year}"
