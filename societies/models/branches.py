"""Branches (分支机构): how they were set up, what they do, how they are judged."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from societies.branch_rules import Finding, Subject, check_branch
from societies.enums import Body, BranchChangeKind, BranchGrade, BranchKind
from societies.models.record import Record


class Branch(Record):
    """A branch of a society; it is no legal person and stands under the society itself."""

    name = models.CharField(pgettext_lazy("branch", "name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=20, choices=BranchKind.choices)
    parent = models.CharField(
        _("stands under"),
        max_length=160,
        blank=True,
        help_text=_("Empty for the society itself. A branch may not stand under a branch."),
    )
    set_up_on = models.DateField(_("set up on"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=20, choices=Body.choices, blank=True)
    decision_on = models.DateField(_("decision of"), null=True, blank=True)
    person_in_charge = models.CharField(_("person in charge"), max_length=80, blank=True)
    country = models.CharField(
        _("country or region"), max_length=60, blank=True, help_text=_("Empty for mainland China.")
    )
    has_own_charter = models.BooleanField(_("has a charter of its own"), null=True, blank=True)
    is_legal_person = models.BooleanField(_("is a legal person"), null=True, blank=True)
    last_activity_on = models.DateField(_("last activity on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("branch")
        verbose_name_plural = _("branches")
        ordering = ("society__code", "name")
        constraints = (
            models.UniqueConstraint(
                name="branch_name_once",
                fields=("society", "name"),
                violation_error_message=_("The society has a branch of this name."),
            ),
            models.CheckConstraint(
                name="branch_closed_after_set_up",
                condition=models.Q(closed_on__isnull=True)
                | models.Q(set_up_on__isnull=True)
                | models.Q(closed_on__gte=models.F("set_up_on")),
                violation_error_message=_("A branch cannot be closed before it was set up."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def findings(self) -> list[Finding]:
        """The rules for branches that this one breaks; the society's names are needed."""
        return check_branch(
            Subject(
                name=self.name,
                kind=self.kind,
                parent=self.parent,
                set_up_on=self.set_up_on,
                closed_on=self.closed_on,
                decided_by=self.decided_by,
                has_own_charter=self.has_own_charter,
                is_legal_person=self.is_legal_person,
                society_code=self.society.code,
                society_name=self.society.name_zh,
                society_name_en=self.society.name_en,
            )
        )

    def clean(self) -> None:
        """Refuse what broke a rule in force when the branch was set up, naming the rule."""
        if not self.society_id:
            return
        errors: dict[str, list[str]] = {}
        for finding in self.findings:
            if finding.is_refused:
                errors.setdefault(finding.field, []).append(
                    gettext("“%(found)s”: %(rule)s In force since %(day)s (%(source)s).")
                    % {
                        "found": finding.found,
                        "rule": finding.rule.says,
                        "day": finding.rule.in_force_on,
                        "source": finding.rule.source,
                    }
                )
        if errors:
            raise ValidationError(errors)


class BranchActivity(Record):
    """One activity of a branch."""

    branch = models.ForeignKey(
        Branch, verbose_name=_("branch"), on_delete=models.PROTECT, related_name="activities"
    )
    held_on = models.DateField(_("held on"))
    title = models.CharField(_("title"), max_length=200)
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)

    class Meta:
        verbose_name = _("activity of a branch")
        verbose_name_plural = _("activities of branches")
        ordering = ("-held_on", "pk")
        constraints = (
            models.UniqueConstraint(
                name="branch_activity_once",
                fields=("branch", "held_on", "title"),
                violation_error_message=_("This activity is recorded already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.held_on} {self.title}"


class BranchAssessment(Record):
    """The yearly assessment of a branch."""

    branch = models.ForeignKey(
        Branch, verbose_name=_("branch"), on_delete=models.PROTECT, related_name="assessments"
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1949), MaxValueValidator(2200)]
    )
    grade = models.CharField(
        pgettext_lazy("assessment", "grade"), max_length=12, choices=BranchGrade.choices
    )
    assessed_on = models.DateField(_("assessed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("assessment of a branch")
        verbose_name_plural = _("assessments of branches")
        ordering = ("-year", "branch__name")
        constraints = (
            models.UniqueConstraint(
                name="branch_assessed_once_a_year",
                fields=("branch", "year"),
                violation_error_message=_("The branch is assessed for this year already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.branch}"


class BranchChange(Record):
    """A decision that changed, warned, merged or closed a branch."""

    branch = models.ForeignKey(
        Branch, verbose_name=_("branch"), on_delete=models.PROTECT, related_name="changes"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=BranchChangeKind.choices)
    decided_by = models.CharField(_("decided by"), max_length=20, choices=Body.choices)
    decided_on = models.DateField(_("decided on"))
    detail = models.CharField(_("detail"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("change of a branch")
        verbose_name_plural = _("changes of branches")
        ordering = ("-decided_on", "pk")
        constraints = (
            models.UniqueConstraint(
                name="branch_change_once",
                fields=("branch", "kind", "decided_on"),
                violation_error_message=_("This decision is recorded already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.decided_on} {self.get_kind_display()}"
