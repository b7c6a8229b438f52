"""Membership dues: standards with the resolution that set them, and what was paid by year."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.enums import MemberGrade
from members.models.member import Member
from societies.enums import Body
from societies.models import Record

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
