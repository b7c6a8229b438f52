"""Reform plans: what a society commits itself to in a workplan's year."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import by_person
from reforms import months
from reforms.enums import PlanState
from reforms.models.workplan import Task, Workplan
from societies.models import Society
from societies.scoping import scoped


class ReformPlan(models.Model):
    """A society's reform plan (改革方案) for one workplan; its content is in its versions."""

    society = models.ForeignKey(Society, on_delete=models.PROTECT, related_name="reform_plans")
    workplan = models.ForeignKey(Workplan, on_delete=models.PROTECT, related_name="plans")
    first_submitted_at = models.DateTimeField(_("first submitted"), null=True, blank=True)

    objects: ClassVar[models.Manager[ReformPlan]] = scoped(
        models.Manager["ReformPlan"], society="society"
    )

    class Meta:
        verbose_name = _("reform plan")
        verbose_name_plural = _("reform plans")
        ordering = ("society__code",)
        constraints = (
            models.UniqueConstraint(
                name="reform_plan_once",
                fields=("society", "workplan"),
                violation_error_message=_("The society has a plan for this workplan."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.society} · {self.workplan.year}"

    @property
    def is_late(self) -> bool:
        """Whether the first submission came after the day plans were due (Beijing)."""
        return self.first_submitted_at is not None and months.is_late(
            self.first_submitted_at, self.workplan.plan_due_on
        )


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    """Versions by where they stand."""

    def accepted(self) -> Self:
        """Accepted by CAST."""
        return self.filter(state=PlanState.ACCEPTED)

    def awaiting_review(self) -> Self:
        """Submitted and not yet decided."""
        return self.filter(state=PlanState.SUBMITTED)


class PlanVersionManager(models.Manager.from_queryset(PlanVersionQuerySet)):  # type: ignore[misc]
    """Versions of reform plans."""


class PlanVersion(models.Model):
    """One version of a plan; an accepted version is never changed, an amendment is a new one."""

    plan = models.ForeignKey(ReformPlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(
        _("state"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT
    )
    holds_reelection = models.BooleanField(_("re-election in this year"), default=False)
    lead_person = models.CharField(_("person responsible"), max_length=80, blank=True)
    summary = models.TextField(_("aims of the year"), blank=True)
    amendment_reason = models.TextField(_("reason for the amendment"), blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = by_person()
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = by_person()
    decision_reason = models.TextField(_("reason"), blank=True)
    is_imported = models.BooleanField(_("imported"), default=False)
    lock_version = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    updated_by = by_person()

    objects: ClassVar[PlanVersionManager] = scoped(PlanVersionManager, society="plan__society")

    class Meta:
        verbose_name = _("version of a reform plan")
        verbose_name_plural = _("versions of reform plans")
        ordering = ("plan", "-number")
        constraints = (
            models.UniqueConstraint(name="plan_version_once", fields=("plan", "number")),
            models.UniqueConstraint(
                name="plan_one_open_version",
                fields=("plan",),
                condition=~models.Q(state=PlanState.ACCEPTED),
                violation_error_message=_("The plan has an open version already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan} v{self.number}"

    @property
    def is_editable(self) -> bool:
        """Whether the society may change this version."""
        return self.state in (PlanState.DRAFT, PlanState.RETURNED)


class Commitment(models.Model):
    """What a society sets itself for one task (任务目标): measurable, with a better target."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="commitments")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="commitments")
    indicator = models.CharField(_("indicator"), max_length=200, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    baseline = models.DecimalField(
        _("baseline"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    target = models.DecimalField(
        _("target"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    lower_is_better = models.BooleanField(_("a lower value is better"), default=False)
    due_month = models.DateField(_("due month"), null=True, blank=True)
    measure = models.TextField(_("measures"), blank=True)
    person_in_charge = models.CharField(_("person in charge"), max_length=80, blank=True)

    objects: ClassVar[models.Manager[Commitment]] = scoped(
        models.Manager["Commitment"], society="version__plan__society"
    )

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ("task__number",)
        constraints = (models.UniqueConstraint(name="commitment_once", fields=("version", "task")),)

    def __str__(self) -> str:
        return f"{self.task} · {self.indicator}"

    @property
    def improves(self) -> bool:
        """Whether the target is better than the baseline (notice, part 3: 有突破、有提升)."""
        if self.baseline is None or self.target is None:
            return False
        if self.lower_is_better:
            return self.target < self.baseline
        return self.target > self.baseline
