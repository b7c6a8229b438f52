"""What the registers say of a task (台账核验): live, frozen with a sealed month, and excepted."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import by_person
from accounts.models import AppendOnlyQuerySet
from reforms.enums import ExceptionState, Verdict
from reforms.models.issue import MonthlyIssue, SealedModel
from reforms.models.workplan import Task
from societies.models import Society
from societies.scoping import scoped


class RegistryCheck(models.Model):
    """The verdict of one check of one society's registers, as last computed."""

    society = models.ForeignKey(Society, on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="checks_of_societies")
    check_name = models.SlugField(max_length=40)
    verdict = models.CharField(_("verdict"), max_length=16, choices=Verdict.choices, db_index=True)
    inputs = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    threshold = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    remedy = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    as_of = models.DateField(_("as of"))
    computed_at = models.DateTimeField(_("computed"))

    objects: ClassVar[models.Manager[RegistryCheck]] = scoped(
        models.Manager["RegistryCheck"], society="society"
    )

    class Meta:
        verbose_name = _("registry check")
        verbose_name_plural = _("registry checks")
        ordering = ("society__code", "task__number", "pk")
        constraints = (
            models.UniqueConstraint(
                name="registry_check_once", fields=("society", "task", "check_name")
            ),
        )

    def __str__(self) -> str:
        return f"{self.society} · {self.check_name}"


class CheckRequest(models.Model):
    """A society whose registers changed since its checks were computed."""

    society = models.OneToOneField(Society, on_delete=models.CASCADE, related_name="+")
    requested_at = models.DateTimeField()

    class Meta:
        verbose_name = _("request for checks")
        verbose_name_plural = _("requests for checks")
        ordering = ("requested_at",)

    def __str__(self) -> str:
        return str(self.society)


class SealedChecks(SealedModel):
    """One society's verdicts as they stood when a month was sealed."""

    issue = models.ForeignKey(MonthlyIssue, on_delete=models.PROTECT, related_name="checks")
    society = models.ForeignKey(Society, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    checks = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet["SealedChecks"].as_manager()

    class Meta:
        verbose_name = _("sealed checks of a society")
        verbose_name_plural = _("sealed checks of societies")
        ordering = ("issue", "society__code")
        constraints = (
            models.UniqueConstraint(name="sealed_checks_once", fields=("issue", "society")),
        )

    def __str__(self) -> str:
        return f"{self.issue} · {self.society}"


class CheckException(models.Model):
    """A reason for which a soft rule may be departed from, once CAST has approved it."""

    society = models.ForeignKey(Society, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    check_name = models.SlugField(max_length=40)
    reason = models.TextField(_("reason"), max_length=2000)
    state = models.CharField(
        _("state"), max_length=10, choices=ExceptionState.choices, default=ExceptionState.REQUESTED
    )
    requested_at = models.DateTimeField(_("requested"))
    requested_by = by_person()
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = by_person()
    decision_note = models.TextField(_("remark of CAST"), blank=True, max_length=2000)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects: ClassVar[models.Manager[CheckException]] = scoped(
        models.Manager["CheckException"], society="society"
    )

    class Meta:
        verbose_name = _("exception to a check")
        verbose_name_plural = _("exceptions to checks")
        ordering = ("-requested_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="check_exception_one_open",
                fields=("society", "task", "check_name"),
                condition=models.Q(state__in=("requested", "approved")),
                violation_error_message=_("An exception to this check is open already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.society} · {self.check_name}"
