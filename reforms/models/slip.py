"""Supervision slips (督办单): issued by rule or by hand, answered by societies, closed by CAST."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.fields import by_person
from accounts.models import AppendOnlyQuerySet
from reforms.enums import (
    OPEN_SLIP_STATES,
    UNANSWERED_SLIP_STATES,
    SlipEventKind,
    SlipLevel,
    SlipRuleCode,
    SlipState,
    SlipStep,
)
from reforms.models.evidence import Evidence
from reforms.models.workplan import Task, Workplan
from reforms.months import BEIJING
from societies.models import Society
from societies.scoping import scoped

#: The most that an answer or a reason may say, in characters.
MAX_WORDS = 4000
_OPEN = [state.value for state in OPEN_SLIP_STATES]
_UNANSWERED = [state.value for state in UNANSWERED_SLIP_STATES]


class SupervisionSlipQuerySet(models.QuerySet["SupervisionSlip"]):
    """Slips by where they stand."""

    def open(self) -> Self:
        """Not closed and not withdrawn."""
        return self.filter(state__in=_OPEN)

    def unanswered(self) -> Self:
        """Those for which the society owes an answer."""
        return self.filter(state__in=_UNANSWERED)

    def overdue(self, *, today: dt.date) -> Self:
        """Those whose answer was due before a day in Beijing."""
        return self.unanswered().filter(answer_due_on__lt=today)


class SupervisionSlipManager(models.Manager.from_queryset(SupervisionSlipQuerySet)):  # type: ignore[misc]
    """Supervision slips."""


class SupervisionSlip(models.Model):
    """One supervision slip, with its number of the year and how it stands now."""

    society = models.ForeignKey(Society, on_delete=models.PROTECT, related_name="slips")
    workplan = models.ForeignKey(Workplan, on_delete=models.PROTECT, related_name="slips")
    rule = models.CharField(_("reason of the slip"), max_length=20, choices=SlipRuleCode.choices)
    case = models.CharField(max_length=40, blank=True)
    month = models.DateField(_("month"), null=True, blank=True)
    task = models.ForeignKey(
        Task,
        verbose_name=_("task"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    level = models.CharField(_("level"), max_length=6, choices=SlipLevel.choices)
    state = models.CharField(
        _("state"), max_length=12, choices=SlipState.choices, default=SlipState.ISSUED
    )
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    subject = models.CharField(_("subject"), max_length=100, blank=True)
    reason = models.TextField(_("reason"), max_length=MAX_WORDS, blank=True)
    facts = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    terms = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    issued_on = models.DateField(pgettext_lazy("slip", "issued on"))
    issued_at = models.DateTimeField(_("issued"))
    issued_by = by_person(_("issued by"))
    acknowledge_due_on = models.DateField(_("to be acknowledged by"))
    answer_due_on = models.DateField(_("answer due on"))
    #: The day from which the steps of escalation count: of issue, or of the last return.
    counted_from = models.DateField()
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = by_person(_("acknowledged by"))
    draft_text = models.TextField(_("answer"), max_length=MAX_WORDS, blank=True)
    draft_evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    draft_by = by_person(_("drafted by"))
    draft_at = models.DateTimeField(_("drafted"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = by_person(_("ended by"))
    ending_reason = models.TextField(_("reason of the end"), max_length=MAX_WORDS, blank=True)
    is_ended_by_rule = models.BooleanField(_("ended by rule"), default=False)
    version = models.PositiveIntegerField(default=0)

    objects: ClassVar[SupervisionSlipManager] = scoped(SupervisionSlipManager, society="society")

    class Meta:
        verbose_name = _("supervision slip")
        verbose_name_plural = _("supervision slips")
        ordering = ("-year", "-number")
        constraints = (
            models.UniqueConstraint(name="slip_number_once", fields=("year", "number")),
            models.UniqueConstraint(
                name="slip_one_open",
                fields=("society", "workplan", "rule", "case"),
                condition=Q(state__in=_OPEN),
                violation_error_message=_("A slip for this is open already."),
            ),
            models.CheckConstraint(
                name="slip_answer_after_issue",
                condition=Q(answer_due_on__gte=models.F("issued_on")),
                violation_error_message=_("An answer cannot be due before the slip is issued."),
            ),
        )
        indexes = (models.Index(fields=("state", "answer_due_on"), name="slip_waiting"),)

    def __str__(self) -> str:
        return f"{self.number_text} {self.society}"

    @property
    def number_text(self) -> str:
        """The number as documents write it (GB/T 9704-2012: hexagonal brackets, no zeros)."""
        return f"督〔{self.year}〕{self.number}号"

    @property
    def is_open(self) -> bool:
        """Whether it is neither closed nor withdrawn."""
        return self.state in _OPEN

    @property
    def is_unanswered(self) -> bool:
        """Whether the society owes an answer."""
        return self.state in _UNANSWERED

    @property
    def has_draft(self) -> bool:
        """Whether an answer is written and not sent."""
        return bool(self.draft_text.strip()) or self.draft_evidence_id is not None

    @property
    def is_acknowledged_late(self) -> bool:
        """Whether it was acknowledged after the day given for it, in Beijing."""
        at = self.acknowledged_at
        return at is not None and at.astimezone(BEIJING).date() > self.acknowledge_due_on

    def is_overdue(self, *, today: dt.date) -> bool:
        """Whether an answer was due before that day in Beijing."""
        return self.is_unanswered and self.answer_due_on < today


class SlipCounter(models.Model):
    """The last number given to a slip of a year; locked while one is given."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counter of slips")
        verbose_name_plural = _("counters of slips")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class SlipAnswer(models.Model):
    """One answer as it was sent to CAST, and why it came back if it did."""

    slip = models.ForeignKey(SupervisionSlip, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField(_("answer"))
    text = models.TextField(_("answer"), max_length=MAX_WORDS)
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    drafted_by = by_person(_("drafted by"))
    sent_at = models.DateTimeField(_("sent"))
    sent_by = by_person(_("sent by"))
    is_late = models.BooleanField(_("late"), default=False)
    returned_at = models.DateTimeField(_("returned"), null=True, blank=True)
    returned_by = by_person(_("returned by"))
    return_reason = models.TextField(_("reason of the return"), max_length=MAX_WORDS, blank=True)

    objects: ClassVar[models.Manager[SlipAnswer]] = scoped(
        models.Manager["SlipAnswer"], society="slip__society"
    )

    class Meta:
        verbose_name = _("answer to a slip")
        verbose_name_plural = _("answers to slips")
        ordering = ("slip", "number")
        constraints = (models.UniqueConstraint(name="slip_answer_once", fields=("slip", "number")),)

    def __str__(self) -> str:
        return f"{self.slip} · {self.number}"


class SlipEventManager(models.Manager.from_queryset(AppendOnlyQuerySet["SlipEvent"])):  # type: ignore[misc]
    """Events of slips: added, never changed."""


class SlipEvent(models.Model):
    """One line of a slip's history."""

    slip = models.ForeignKey(SupervisionSlip, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=14, choices=SlipEventKind.choices)
    at = models.DateTimeField(_("when"))
    by = by_person(_("who"))
    level = models.CharField(max_length=6, choices=SlipLevel.choices)
    step = models.CharField(max_length=10, choices=SlipStep.choices, blank=True)
    rule = models.CharField(max_length=20, choices=SlipRuleCode.choices, blank=True)
    facts = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    text = models.TextField(blank=True, max_length=MAX_WORDS)

    objects: ClassVar[SlipEventManager] = scoped(SlipEventManager, society="slip__society")

    class Meta:
        verbose_name = _("event of a slip")
        verbose_name_plural = _("events of slips")
        ordering = ("slip", "at", "pk")
        constraints = (
            models.UniqueConstraint(
                name="slip_step_once", fields=("slip", "step"), condition=~Q(step="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.slip} · {self.get_kind_display()}"
