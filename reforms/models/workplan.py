"""The workplan as data: one per year, loaded from a file, edited by a manager."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from reforms import months
from reforms.enums import GroupKind
from reforms.progress import Margins

_PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class WorkplanQuerySet(models.QuerySet["Workplan"]):
    """Workplans by the months they cover."""

    def covering(self, month: dt.date) -> Self:
        """Workplans whose months include the month of that date."""
        first = month.replace(day=1)
        return self.filter(first_month__lte=first, last_month__gte=first)


class Workplan(models.Model):
    """A year's reform workplan (学会改革工作要点)."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    issuer_zh = models.CharField(_("issued by (Chinese)"), max_length=120)
    issuer_en = models.CharField(_("issued by (English)"), max_length=200, blank=True)
    source_zh = models.CharField(_("source (Chinese)"), max_length=300, blank=True)
    source_en = models.CharField(_("source (English)"), max_length=300, blank=True)
    issued_on = models.DateField(_("issued on"))
    plan_due_on = models.DateField(_("reform plans due on"))
    first_month = models.DateField(_("first month"))
    last_month = models.DateField(_("last month"))
    report_due_day = models.PositiveSmallIntegerField(
        _("monthly reports due on day"),
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text=_("Day of the following month, until 23:59:59 in Beijing."),
    )
    annual_report_due_on = models.DateField(_("annual reports due on"), null=True, blank=True)
    annual_seal_is_required = models.BooleanField(
        _("annual reports need the scan of their sealed cover sheet"),
        default=False,
        help_text=_("Without it an annual report cannot be accepted. Set by CAST."),
    )
    optional_minimum = models.PositiveSmallIntegerField(_("optional tasks to choose, at least"))
    behind_margin = models.PositiveSmallIntegerField(
        _("behind when more points below expected than"), validators=_PERCENT
    )
    ahead_margin = models.PositiveSmallIntegerField(
        _("ahead when more points above expected than"), validators=_PERCENT
    )
    stalled_months = models.PositiveSmallIntegerField(
        _("stalled when unchanged for months"), validators=[MinValueValidator(2)]
    )
    due_soon_days = models.PositiveSmallIntegerField(_("due soon when days left are at most"))
    return_days = models.PositiveSmallIntegerField(
        _("days to send a returned report again"), validators=[MinValueValidator(1)]
    )
    slip_rules = models.JSONField(
        _("rules of supervision slips"),
        default=list,
        blank=True,
        help_text="What slips are issued for, from which numbers on, and in how many days.",
    )
    reminder_days = models.JSONField(
        _("reminders"),
        default=dict,
        blank=True,
        help_text="Days before and after a deadline, and months before a term ends, to remind on.",
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    more_time = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="Extended days by month and the society's id, as the extensions say.",
    )

    objects = WorkplanQuerySet.as_manager()

    class Meta:
        verbose_name = _("workplan")
        verbose_name_plural = _("workplans")
        ordering = ("-year",)
        constraints = (
            models.CheckConstraint(
                name="workplan_month_order",
                condition=models.Q(last_month__gte=models.F("first_month")),
                violation_error_message=_("The last month must not lie before the first."),
            ),
            models.CheckConstraint(
                name="workplan_plan_due_after_issue",
                condition=models.Q(plan_due_on__gte=models.F("issued_on")),
                violation_error_message=_("Plans cannot be due before the workplan is issued."),
            ),
        )

    def __str__(self) -> str:
        return self.title_zh

    def clean(self) -> None:
        """Months are kept by their first day, and no two workplans share one."""
        if None not in (self.first_month, self.last_month):
            self.first_month = self.first_month.replace(day=1)
            self.last_month = self.last_month.replace(day=1)
            others = Workplan.objects.exclude(pk=self.pk).filter(
                first_month__lte=self.last_month, last_month__gte=self.first_month
            )
            if other := others.first():
                raise ValidationError(
                    {
                        "first_month": _("The workplan of %(year)s covers some of these months.")
                        % {"year": other.year}
                    }
                )

    def unique_error_message(
        self, model_class: type[models.Model], unique_check: Sequence[str]
    ) -> ValidationError:
        """Say it of the year as people would."""
        if tuple(unique_check) == ("year",):
            return ValidationError(_("There is a workplan of this year already."), code="unique")
        return super().unique_error_message(model_class, unique_check)

    @property
    def margins(self) -> Margins:
        """The settings that decide a task's state."""
        return Margins(self.behind_margin, self.ahead_margin, self.stalled_months)

    @property
    def first_ordinal(self) -> int:
        """Ordinal of the first month."""
        return months.month_ordinal(self.first_month)

    @property
    def last_ordinal(self) -> int:
        """Ordinal of the last month."""
        return months.month_ordinal(self.last_month)

    @property
    def months(self) -> list[dt.date]:
        """The first day of each month, in order."""
        return [months.month_start(o) for o in range(self.first_ordinal, self.last_ordinal + 1)]

    def issue_number(self, month: dt.date) -> int:
        """Number of a month's issue: the workplan's first month gives issue 1."""
        return months.month_ordinal(month) - self.first_ordinal + 1

    def covers(self, month: dt.date) -> bool:
        """Whether the month belongs to the workplan."""
        return self.first_month <= month.replace(day=1) <= self.last_month

    @cached_property
    def ordered_tasks(self) -> list[Task]:
        """The tasks in order, each with its group, read once."""
        tasks = list(Task.objects.filter(workplan=self).select_related("group").order_by("number"))
        for task in tasks:
            task.workplan = self  # one instance: what it has read is not read again
        return tasks

    @cached_property
    def deadlines(self) -> dict[dt.date, dt.date]:
        """Due day of each month's report: the general day unless the month has its own."""
        own = {deadline.month: deadline.due_on for deadline in self.month_deadlines.all()}
        return {
            month: own.get(month)
            or months.report_due_on(months.month_ordinal(month), due_day=self.report_due_day)
            for month in self.months
        }

    @cached_property
    def extended(self) -> dict[tuple[dt.date, int], dt.date]:
        """Days until which single societies have more time, by month and the society's id.

        Kept with the workplan, so that no page has to ask: it says no more than issues publish.
        """
        return {
            (months.parse_month(month), int(society)): dt.date.fromisoformat(day)
            for month, days in self.more_time.items()
            for society, day in days.items()
        }

    def due_on(self, month: dt.date, society_id: int) -> dt.date:
        """Day on which a society's report of a month is due."""
        return months.due_day(self.deadlines[month], self.extended.get((month, society_id)))

    def again_due_on(self, returned_on: dt.date) -> dt.date:
        """Day by which a report returned on a day is to be sent again, unless told otherwise."""
        return returned_on + dt.timedelta(days=self.return_days)


class MonthDeadline(models.Model):
    """A month whose reports are due on a day of its own."""

    workplan = models.ForeignKey(Workplan, on_delete=models.CASCADE, related_name="month_deadlines")
    month = models.DateField(_("month"))
    due_on = models.DateField(_("due on"))

    class Meta:
        verbose_name = _("deadline of a month")
        verbose_name_plural = _("deadlines of months")
        ordering = ("month",)
        constraints = (
            models.UniqueConstraint(
                name="month_deadline_once",
                fields=("workplan", "month"),
                violation_error_message=_("This month has a deadline of its own already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.due_on}"


class TaskGroup(models.Model):
    """Basic, re-election or optional tasks of a workplan."""

    workplan = models.ForeignKey(Workplan, on_delete=models.CASCADE, related_name="groups")
    kind = models.CharField(_("kind"), max_length=12, choices=GroupKind.choices)
    position = models.PositiveSmallIntegerField(_("position"))
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("task group")
        verbose_name_plural = _("task groups")
        ordering = ("workplan", "position")
        constraints = (
            models.UniqueConstraint(
                name="task_group_kind_once",
                fields=("workplan", "kind"),
                violation_error_message=_("The workplan has this group already."),
            ),
        )

    def __str__(self) -> str:
        return self.title_zh


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks by group."""

    def in_group(self, kind: GroupKind) -> Self:
        """Tasks of one group."""
        return self.filter(group__kind=kind)


class Task(models.Model):
    """One reform task (改革任务) of a workplan."""

    workplan = models.ForeignKey(Workplan, on_delete=models.CASCADE, related_name="tasks")
    group = models.ForeignKey(
        TaskGroup, verbose_name=_("group"), on_delete=models.PROTECT, related_name="tasks"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    short_zh = models.CharField(_("Chinese short title"), max_length=16)
    short_en = models.CharField(_("English short title"), max_length=40, blank=True)
    requirements_zh = models.JSONField(_("requirements (Chinese)"), default=list)
    requirements_en = models.JSONField(_("requirements (English)"), default=list, blank=True)
    citation_zh = models.CharField(_("citation (Chinese)"), max_length=200)
    citation_en = models.CharField(_("citation (English)"), max_length=200, blank=True)
    note_zh = models.TextField(_("note (Chinese)"), blank=True)
    note_en = models.TextField(_("note (English)"), blank=True)
    evidence_kinds = models.JSONField(_("kinds of evidence"), default=list, blank=True)
    indicator = models.JSONField(_("suggested indicator"), default=dict, blank=True)
    checks = models.JSONField(
        _("checks of the registers"),
        default=list,
        blank=True,
        help_text="Checks that apply, each with its thresholds and who set them.",
    )
    counts = models.JSONField(
        _("counted from the registers"),
        default=list,
        blank=True,
        help_text="Kinds and measures of activities that count for the task.",
    )
    weight = models.DecimalField(
        _("weight"),
        max_digits=6,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    due_month = models.DateField(_("due month"), null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ("workplan", "number")
        constraints = (
            models.UniqueConstraint(
                name="task_number_once",
                fields=("workplan", "number"),
                violation_error_message=_("The workplan has a task with this number."),
            ),
            models.CheckConstraint(
                name="task_weight_positive",
                condition=models.Q(weight__gt=0),
                violation_error_message=_("A weight must be greater than 0."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.title_zh}"

    def clean(self) -> None:
        """The due month lies within the workplan's months."""
        if self.due_month:
            self.due_month = self.due_month.replace(day=1)
            if not self.workplan.covers(self.due_month):
                raise ValidationError({"due_month": _("Not a month of the workplan.")})
