"""Counts that a society declares whose member list is kept elsewhere."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext_lazy as _

from members.days import member_on
from members.enums import MemberKind
from members.models.dues import Dues
from members.models.member import Member
from societies.models import Record
from societies.models.record import record_path
from societies.scoping import scoped


class DeclaredCountQuerySet(models.QuerySet["DeclaredCount"]):
    """Declarations, and what the register of members says of their day."""

    def beside_register(self) -> DeclaredCountQuerySet:
        """Add what the register counts on the day of each declaration.

        `register_individual` and `register_unit`, None where the society keeps no register of
        members; `register_owing` and `register_paid`, individual members of the dues of that
        year and those of them who had paid by that day, None where it keeps no such dues.
        """
        society, day = OuterRef("society"), OuterRef("as_of")
        members = Member.objects.order_by().filter(society=society)
        on_day = members.filter(member_on(day))
        dues = Dues.objects.order_by().filter(
            society=society, year=OuterRef("dues_year"), member__kind=MemberKind.INDIVIDUAL
        )
        owing = dues.filter(owing__gt=0)
        by_then = Q(paid_on__lte=day) | Q(paid_on__isnull=True)
        return self.annotate(
            dues_year=ExtractYear("as_of"),
            register_individual=_number(on_day.filter(kind=MemberKind.INDIVIDUAL), members),
            register_unit=_number(on_day.filter(kind=MemberKind.UNIT), members),
            register_owing=_number(owing, dues),
            register_paid=_number(owing.filter(by_then, paid__gte=F("owing")), dues),
        )


def _number(counted: models.QuerySet[Any], among: models.QuerySet[Any]) -> Any:
    """Count rows of the outer society: 0 when there are others, None when there are none."""
    number = counted.values("society").annotate(number=Count("pk")).values("number")
    whole = models.PositiveIntegerField()
    return models.Case(
        models.When(Exists(among), then=Coalesce(Subquery(number, output_field=whole), 0)),
        default=None,
        output_field=whole,
    )


class DeclaredCountManager(models.Manager.from_queryset(DeclaredCountQuerySet)):  # type: ignore[misc]
    """Declared counts."""


class DeclaredCount(Record):
    """How many members a society says it has on a date; dues are counts of individual members
    who owed for that year, and of those among them who paid in full."""

    as_of = models.DateField(_("as of"))
    individual = models.PositiveIntegerField(_("individual members"), null=True, blank=True)
    unit = models.PositiveIntegerField(_("unit members"), null=True, blank=True)
    senior = models.PositiveIntegerField(_("senior members"), null=True, blank=True)
    fellow = models.PositiveIntegerField(_("fellows"), null=True, blank=True)
    student = models.PositiveIntegerField(_("student members"), null=True, blank=True)
    foreign = models.PositiveIntegerField(_("foreign members"), null=True, blank=True)
    hk_macao_taiwan = models.PositiveIntegerField(
        _("members from Hong Kong, Macao and Taiwan"), null=True, blank=True
    )
    honorary = models.PositiveIntegerField(_("honorary members"), null=True, blank=True)
    dues_owing = models.PositiveIntegerField(_("members owing dues"), null=True, blank=True)
    dues_paid = models.PositiveIntegerField(_("members who paid"), null=True, blank=True)
    file = models.FileField(_("supporting file"), upload_to=record_path, max_length=200, blank=True)
    file_name = models.CharField(_("file name"), max_length=200, blank=True, editable=False)

    objects: Any = scoped(DeclaredCountManager, society="society")

    class Meta:
        verbose_name = _("declared count")
        verbose_name_plural = _("declared counts")
        ordering = ("society__code", "-as_of")
        constraints = (
            models.UniqueConstraint(
                name="declared_count_once",
                fields=("society", "as_of"),
                violation_error_message=_("The society has declared counts for this day."),
            ),
            models.CheckConstraint(
                name="declared_dues",
                condition=models.Q(dues_paid__isnull=True)
                | models.Q(dues_owing__isnull=True)
                | models.Q(dues_paid__lte=models.F("dues_owing")),
                violation_error_message=_("More members paid than owed."),
            ),
        )

    def __str__(self) -> str:
        return str(self.as_of)
