"""The finances in an annual report: lines of its statements, and what was said of findings."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import by_person
from reports.enums import AuditOpinion
from reports.models.annual import AnnualReport
from societies.scoping import scoped


class FinanceStatements(models.Model):
    """The statements of a report as a whole: who audited them, and how often they were saved."""

    report = models.OneToOneField(AnnualReport, on_delete=models.CASCADE, related_name="finance")
    audit_firm = models.CharField(_("auditing firm"), max_length=120, blank=True)
    audit_opinion = models.CharField(
        _("opinion of the audit"), max_length=12, choices=AuditOpinion.choices, blank=True
    )
    audit_number = models.CharField(_("number of the audit report"), max_length=60, blank=True)
    audited_on = models.DateField(_("day of the audit report"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(_("changed"), null=True, blank=True)
    updated_by = by_person()

    objects: ClassVar[models.Manager[FinanceStatements]] = scoped(
        models.Manager["FinanceStatements"], society="report__society"
    )

    class Meta:
        verbose_name = _("financial statements")
        verbose_name_plural = _("financial statements")
        ordering = ("report",)

    def __str__(self) -> str:
        return str(self.report)


class FinanceLine(models.Model):
    """One line of a statement (民间非营利组织会计制度): a line of the form, or one of its own.

    `code` names a line of `data/finance_lines.yaml`; a line of the society's own stands under it
    (`parent` is that code) with a name. Amounts are yuan.
    """

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="finance_lines")
    code = models.CharField(max_length=40, blank=True)
    parent = models.CharField(max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    amount = models.DecimalField(
        _("this year"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    before = models.DecimalField(
        _("last year"), max_digits=16, decimal_places=2, null=True, blank=True
    )

    objects: ClassVar[models.Manager[FinanceLine]] = scoped(
        models.Manager["FinanceLine"], society="report__society"
    )

    class Meta:
        verbose_name = _("line of a financial statement")
        verbose_name_plural = _("lines of financial statements")
        ordering = ("report", "position", "pk")

    def __str__(self) -> str:
        return self.name or self.code


class FinanceExplanation(models.Model):
    """Why a finding in the finances stands: a difference that the society explains."""

    report = models.ForeignKey(
        AnnualReport, on_delete=models.CASCADE, related_name="finance_explanations"
    )
    finding = models.CharField(max_length=80)
    difference = models.CharField(max_length=40)
    text = models.TextField(_("explanation"), max_length=1000)
    written_at = models.DateTimeField(_("written"))
    written_by = by_person()

    objects: ClassVar[models.Manager[FinanceExplanation]] = scoped(
        models.Manager["FinanceExplanation"], society="report__society"
    )

    class Meta:
        verbose_name = _("explanation of a finding in the finances")
        verbose_name_plural = _("explanations of findings in the finances")
        ordering = ("report", "finding")
        constraints = (
            models.UniqueConstraint(name="finance_explanation_once", fields=("report", "finding")),
        )

    def __str__(self) -> str:
        return self.text[:60]
