"""The office: staff, premises, rules, Party bodies, and annual reports made public."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from societies.enums import (
    Body,
    Education,
    Employment,
    PartyKind,
    PartyLayer,
    RuleKind,
    StaffDuty,
    StaffGrade,
    Tenure,
)
from societies.models.record import Record, record_path


class StaffMember(Record):
    """Somebody who works in the society's office."""

    name = models.CharField(pgettext_lazy("person", "name"), max_length=80)
    employment = models.CharField(_("employment"), max_length=10, choices=Employment.choices)
    grade = models.CharField(
        pgettext_lazy("staff", "grade"), max_length=24, choices=StaffGrade.choices, blank=True
    )
    duty = models.CharField(_("duty"), max_length=10, choices=StaffDuty.choices, blank=True)
    education = models.CharField(
        _("education"), max_length=10, choices=Education.choices, blank=True
    )
    has_contract = models.BooleanField(_("employment contract"), null=True, blank=True)
    has_insurance = models.BooleanField(_("social insurance"), null=True, blank=True)
    is_openly_recruited = models.BooleanField(_("recruited openly"), null=True, blank=True)
    from_on = models.DateField(_("from"), null=True, blank=True)
    to_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        ordering = ("society__code", "name", "from_on")
        constraints = (
            models.CheckConstraint(
                name="staff_dates",
                condition=models.Q(to_on__isnull=True)
                | models.Q(from_on__isnull=True)
                | models.Q(to_on__gte=models.F("from_on")),
                violation_error_message=_("Employment cannot end before it begins."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Training(Record):
    """A training that a member of staff or an officer attended."""

    name = models.CharField(pgettext_lazy("person", "name"), max_length=80)
    title = models.CharField(_("title"), max_length=200)
    held_on = models.DateField(_("held on"))
    hours = models.PositiveSmallIntegerField(_("hours"), null=True, blank=True)

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ("society__code", "-held_on", "name")
        constraints = (
            models.UniqueConstraint(
                name="training_once",
                fields=("society", "name", "title", "held_on"),
                violation_error_message=_("This training is recorded already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} · {self.title}"


class Premises(Record):
    """Rooms in which the office works."""

    address = models.CharField(_("address"), max_length=200)
    tenure = models.CharField(_("used as"), max_length=8, choices=Tenure.choices)
    area = models.PositiveIntegerField(_("area (m²)"), null=True, blank=True)
    from_on = models.DateField(_("from"), null=True, blank=True)
    to_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("premises")
        verbose_name_plural = _("premises")
        ordering = ("society__code", "-from_on", "address")
        constraints = (
            models.CheckConstraint(
                name="premises_dates",
                condition=models.Q(to_on__isnull=True)
                | models.Q(from_on__isnull=True)
                | models.Q(to_on__gte=models.F("from_on")),
                violation_error_message=_("The use cannot end before it begins."),
            ),
        )

    def __str__(self) -> str:
        return self.address


class Rule(Record):
    """One version of a document of the rules library; a new version repeals the one before."""

    kind = models.CharField(_("kind"), max_length=28, choices=RuleKind.choices)
    title = models.CharField(_("title"), max_length=200)
    edition = models.CharField(pgettext_lazy("rule", "version"), max_length=40, blank=True)
    adopted_by = models.CharField(_("adopted by"), max_length=20, choices=Body.choices, blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    repealed_on = models.DateField(_("repealed on"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to=record_path, max_length=200, blank=True)
    file_name = models.CharField(_("file name"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("record", "rule")
        verbose_name_plural = _("rules library")
        ordering = ("society__code", "kind", "-adopted_on", "title")
        constraints = (
            models.CheckConstraint(
                name="rule_dates",
                condition=models.Q(repealed_on__isnull=True)
                | models.Q(adopted_on__isnull=True)
                | models.Q(repealed_on__gte=models.F("adopted_on")),
                violation_error_message=_("A rule cannot be repealed before it was adopted."),
            ),
        )

    def __str__(self) -> str:
        return self.title


class PartyBody(Record):
    """A Party body in the council, the office or a branch."""

    layer = models.CharField(_("layer"), max_length=8, choices=PartyLayer.choices)
    kind = models.CharField(_("kind"), max_length=16, choices=PartyKind.choices)
    name = models.CharField(pgettext_lazy("Party body", "name"), max_length=160, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)
    members = models.PositiveSmallIntegerField(
        pgettext_lazy("Party body", "members"), null=True, blank=True
    )
    members_with_duty = models.PositiveSmallIntegerField(
        _("members with a stated duty"), null=True, blank=True
    )
    has_procedure = models.BooleanField(_("has rules of procedure"), null=True, blank=True)
    duties = models.TextField(_("duties"), blank=True, max_length=4000)

    class Meta:
        verbose_name = _("Party body")
        verbose_name_plural = _("Party bodies")
        ordering = ("society__code", "layer", "approved_on")
        constraints = (
            models.CheckConstraint(
                name="party_body_duties",
                condition=models.Q(members_with_duty__isnull=True)
                | models.Q(members__isnull=True)
                | models.Q(members_with_duty__lte=models.F("members")),
                violation_error_message=_("More members have a duty than there are members."),
            ),
        )

    def __str__(self) -> str:
        return self.name or f"{self.get_layer_display()} · {self.get_kind_display()}"


class ReportPublication(Record):
    """An annual report that the society made public, here or on a site of its own."""

    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1949), MaxValueValidator(2200)]
    )
    title = models.CharField(_("title"), max_length=200)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    channel = models.CharField(_("published in"), max_length=160, blank=True)
    url = models.URLField(_("address on the web"), blank=True, max_length=300)
    has_development = models.BooleanField(_("state of development"), null=True, blank=True)
    has_internal = models.BooleanField(_("internal building"), null=True, blank=True)
    has_activities = models.BooleanField(_("main activities"), null=True, blank=True)
    has_members = models.BooleanField(_("growth of and service to members"), null=True, blank=True)
    has_finance = models.BooleanField(_("finances"), null=True, blank=True)
    is_from_portal = models.BooleanField(_("kept by the portal"), default=False, editable=False)

    class Meta:
        verbose_name = _("publication of an annual report")
        verbose_name_plural = _("publications of annual reports")
        ordering = ("society__code", "-year")
        constraints = (
            models.UniqueConstraint(
                name="report_publication_once",
                fields=("society", "year", "title"),
                violation_error_message=_("This publication is recorded already."),
            ),
        )

    def __str__(self) -> str:
        return self.title
