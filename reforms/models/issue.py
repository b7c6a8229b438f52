"""Sealed months: figures that are never rewritten, and the corrections to them."""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import by_person
from accounts.models import AppendOnlyQuerySet
from reforms.models.report import Reopening
from reforms.models.workplan import Workplan
from societies.models import Society


class SealedModel(models.Model):
    """A row that is written once; what it holds has been published."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row; an existing one is never changed."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} rows are sealed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: sealed rows stay."""
        raise TypeError(f"{type(self).__name__} rows are sealed")


class MonthlyIssue(SealedModel):
    """The sealed figures of one month (月度监测通报): number, digest and as-of time."""

    workplan = models.ForeignKey(Workplan, on_delete=models.PROTECT, related_name="issues")
    month = models.DateField(_("month"))
    number = models.PositiveSmallIntegerField(_("issue number"))
    sealed_at = models.DateTimeField(_("sealed"))
    as_of = models.DateTimeField(_("figures as of"))
    sealed_by = by_person()
    digest = models.CharField(_("digest"), max_length=64)
    summary = models.JSONField(
        encoder=DjangoJSONEncoder,
        help_text="Everything of the figures except `societies`.",
    )

    objects = AppendOnlyQuerySet["MonthlyIssue"].as_manager()

    class Meta:
        verbose_name = _("monthly issue")
        verbose_name_plural = _("monthly issues")
        ordering = ("-month",)
        constraints = (
            models.UniqueConstraint(name="monthly_issue_once", fields=("workplan", "month")),
            models.UniqueConstraint(name="monthly_issue_number", fields=("workplan", "number")),
        )

    def __str__(self) -> str:
        return f"{self.workplan.year} №{self.number} ({self.month:%Y-%m})"


class SocietyFigure(SealedModel):
    """One society's sealed figures of one month, exactly as they went into the digest."""

    issue = models.ForeignKey(MonthlyIssue, on_delete=models.PROTECT, related_name="figures")
    society = models.ForeignKey(Society, on_delete=models.PROTECT, related_name="figures")
    progress = models.DecimalField(
        _("progress"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    report_state = models.CharField(max_length=18, blank=True)
    is_late = models.BooleanField(null=True)
    figures = models.JSONField(help_text="This society's element of `societies`.")

    objects = AppendOnlyQuerySet["SocietyFigure"].as_manager()

    class Meta:
        verbose_name = _("sealed figures of a society")
        verbose_name_plural = _("sealed figures of societies")
        ordering = ("issue", "society__code")
        constraints = (
            models.UniqueConstraint(name="society_figure_once", fields=("issue", "society")),
        )

    def __str__(self) -> str:
        return f"{self.issue} · {self.society}"


class Correction(SealedModel):
    """A numbered public note with old and new values (更正); the issue itself stays as it was."""

    issue = models.ForeignKey(MonthlyIssue, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField(_("correction number"))
    society = models.ForeignKey(Society, on_delete=models.PROTECT, related_name="corrections")
    reopening = models.ForeignKey(Reopening, on_delete=models.PROTECT, related_name="corrections")
    published_at = models.DateTimeField(_("published"))
    reason = models.TextField(_("reason"))
    changes = models.JSONField(
        encoder=DjangoJSONEncoder,
        help_text="Old and new values: tasks, society progress, national mean and median.",
    )
    digest = models.CharField(_("digest"), max_length=64)

    objects = AppendOnlyQuerySet["Correction"].as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ("issue", "number")
        constraints = (
            models.UniqueConstraint(name="correction_number_once", fields=("issue", "number")),
        )

    def __str__(self) -> str:
        return f"{self.issue} · {self.number}"
