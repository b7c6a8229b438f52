"""Counts that a society declares whose member list is kept elsewhere."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from societies.models import Record
from societies.models.record import record_path


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

    #: What the register says of the day, put beside by `selectors.declared.beside_register`.
    register_individual: int | None
    register_unit: int | None
    register_owing: int | None
    register_paid: int | None

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
