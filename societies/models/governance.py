"""Governance: congresses, council terms, seats, elections, the secretary-general's appointment."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from societies.enums import (
    Body,
    DelegateMethod,
    Fraction,
    SeatBody,
    SeatRole,
    Sector,
    Sex,
)
from societies.models.record import Record

_YEAR = [MinValueValidator(1900), MaxValueValidator(2200)]


class CouncilTerm(Record):
    """One term (届) of a society's council."""

    term = models.PositiveSmallIntegerField(_("term"), validators=[MinValueValidator(1)])
    starts_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    congress_on = models.DateField(_("congress on"), null=True, blank=True)
    previous_council_size = models.PositiveSmallIntegerField(
        _("seats of the previous council"), null=True, blank=True
    )
    council_quorum = models.CharField(
        _("quorum of the council"),
        max_length=4,
        choices=Fraction.choices,
        blank=True,
        help_text=_("As in the charter; empty: two thirds, as in the model charter."),
    )
    council_majority = models.CharField(
        _("majority of those present"),
        max_length=4,
        choices=Fraction.choices,
        blank=True,
        help_text=_("As in the charter; empty: two thirds, as in the model charter."),
    )

    class Meta:
        verbose_name = _("council term")
        verbose_name_plural = _("council terms")
        ordering = ("society__code", "-term")
        constraints = (
            models.UniqueConstraint(
                name="council_term_once",
                fields=("society", "term"),
                violation_error_message=_("The society has this term already."),
            ),
            models.CheckConstraint(
                name="council_term_order",
                condition=models.Q(ends_on__isnull=True)
                | models.Q(starts_on__isnull=True)
                | models.Q(ends_on__gt=models.F("starts_on")),
                violation_error_message=_("The term must end after it begins."),
            ),
        )

    def __str__(self) -> str:
        return str(_("Term %(term)s") % {"term": self.term})


class Congress(Record):
    """A congress of the members' delegates (会员代表大会)."""

    held_on = models.DateField(_("held on"))
    term = models.PositiveSmallIntegerField(_("term"), null=True, blank=True)
    delegates_due = models.PositiveIntegerField(_("delegates in all"), null=True, blank=True)
    delegates_present = models.PositiveIntegerField(_("delegates present"), null=True, blank=True)
    plan_filed_on = models.DateField(_("plan filed with CAST on"), null=True, blank=True)
    requested_on = models.DateField(_("congress requested on"), null=True, blank=True)
    result_filed_on = models.DateField(_("result filed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("congress")
        verbose_name_plural = _("congresses")
        ordering = ("society__code", "-held_on")
        constraints = (
            models.UniqueConstraint(
                name="congress_once",
                fields=("society", "held_on"),
                violation_error_message=_("The society has a congress on this day."),
            ),
        )

    def __str__(self) -> str:
        return str(_("Congress of %(day)s") % {"day": self.held_on})


class Delegate(Record):
    """A delegate to the congresses of a term."""

    term = models.PositiveSmallIntegerField(_("term"), validators=[MinValueValidator(1)])
    name = models.CharField(pgettext_lazy("person", "name"), max_length=80)
    method = models.CharField(_("how chosen"), max_length=16, choices=DelegateMethod.choices)
    constituency = models.CharField(_("chosen by"), max_length=160, blank=True)
    from_on = models.DateField(_("from"), null=True, blank=True)
    to_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        ordering = ("society__code", "-term", "name")
        constraints = (
            models.UniqueConstraint(
                name="delegate_once",
                fields=("society", "term", "name", "constituency"),
                violation_error_message=_("This delegate is recorded already."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Seat(Record):
    """One person's seat in the council, the standing council or the board of supervisors.

    Officers who sit in both councils have two rows, one in each.
    """

    term = models.PositiveSmallIntegerField(_("term"), validators=[MinValueValidator(1)])
    body = models.CharField(_("body"), max_length=12, choices=SeatBody.choices)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=80)
    role = models.CharField(
        pgettext_lazy("seat", "role"),
        max_length=20,
        choices=SeatRole.choices,
        default=SeatRole.MEMBER,
    )
    is_grassroots = models.BooleanField(_("works at the grass roots"), null=True, blank=True)
    grassroots_basis = models.CharField(
        _("basis of “grass roots”"),
        max_length=160,
        blank=True,
        help_text=_("Post and unit on which the statement rests; the text defines no basis."),
    )
    is_party_member = models.BooleanField(_("Party member"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(
        _("year of birth"), null=True, blank=True, validators=_YEAR
    )
    sex = models.CharField(_("sex"), max_length=8, choices=Sex.choices, blank=True)
    sector = models.CharField(_("sector"), max_length=12, choices=Sector.choices, blank=True)
    nationality = models.CharField(
        _("nationality"), max_length=60, blank=True, help_text=_("Empty for Chinese.")
    )
    employer = models.CharField(_("employer"), max_length=160, blank=True)
    elected_by = models.CharField(_("elected by"), max_length=20, choices=Body.choices, blank=True)
    from_on = models.DateField(_("from"), null=True, blank=True)
    to_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ("society__code", "-term", "body", "pk")
        indexes = (models.Index(fields=("society", "body", "from_on"), name="seat_body"),)
        constraints = (
            models.UniqueConstraint(
                name="seat_once",
                fields=("society", "term", "body", "name"),
                violation_error_message=_("The person has a seat in this body and term already."),
            ),
            models.CheckConstraint(
                name="seat_dates",
                condition=models.Q(to_on__isnull=True)
                | models.Q(from_on__isnull=True)
                | models.Q(to_on__gte=models.F("from_on")),
                violation_error_message=_("A seat cannot end before it begins."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} · {self.get_body_display()}"


class Election(Record):
    """One election: for a body or a post, with how many voted."""

    term = models.PositiveSmallIntegerField(_("term"), validators=[MinValueValidator(1)])
    body = models.CharField(_("body"), max_length=12, choices=SeatBody.choices)
    role = models.CharField(pgettext_lazy("seat", "role"), max_length=20, choices=SeatRole.choices)
    held_on = models.DateField(_("held on"))
    elected_by = models.CharField(_("elected by"), max_length=20, choices=Body.choices)
    seats = models.PositiveSmallIntegerField(_("seats to fill"), validators=[MinValueValidator(1)])
    voters_due = models.PositiveIntegerField(_("voters in all"), null=True, blank=True)
    voters_present = models.PositiveIntegerField(_("voters present"), null=True, blank=True)

    class Meta:
        verbose_name = _("election")
        verbose_name_plural = _("elections")
        ordering = ("society__code", "-held_on", "body", "role")
        constraints = (
            models.UniqueConstraint(
                name="election_once",
                fields=("society", "term", "body", "role", "held_on"),
                violation_error_message=_("This election is recorded already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_body_display()} · {self.get_role_display()} · {self.held_on}"


class Candidate(Record):
    """A candidate of an election, and the votes for them."""

    election = models.ForeignKey(
        Election, verbose_name=_("election"), on_delete=models.PROTECT, related_name="candidates"
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=80)
    votes_for = models.PositiveIntegerField(_("votes for"), null=True, blank=True)
    is_elected = models.BooleanField(_("elected"), null=True, blank=True)

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ("election", "-votes_for", "name")
        constraints = (
            models.UniqueConstraint(
                name="candidate_once",
                fields=("election", "name"),
                violation_error_message=_("This candidate is recorded already."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Appointment(Record):
    """How a secretary-general was nominated, voted on and appointed (理事会聘任秘书长)."""

    term = models.PositiveSmallIntegerField(_("term"), validators=[MinValueValidator(1)])
    name = models.CharField(pgettext_lazy("person", "name"), max_length=80)
    nominated_by = models.CharField(_("nominated by"), max_length=80, blank=True)
    nominated_on = models.DateField(_("nominated on"), null=True, blank=True)
    voted_on = models.DateField(_("voted on"), null=True, blank=True)
    votes_for = models.PositiveIntegerField(_("votes for"), null=True, blank=True)
    votes_against = models.PositiveIntegerField(_("votes against"), null=True, blank=True)
    votes_abstain = models.PositiveIntegerField(_("abstentions"), null=True, blank=True)
    voters_present = models.PositiveIntegerField(_("voters present"), null=True, blank=True)
    appointed_on = models.DateField(_("appointed on"), null=True, blank=True)
    is_full_time = models.BooleanField(_("full-time"), null=True, blank=True)
    left_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("appointment of a secretary-general")
        verbose_name_plural = _("appointments of secretaries-general")
        ordering = ("society__code", "-term", "pk")
        constraints = (
            models.UniqueConstraint(
                name="appointment_once",
                fields=("society", "term", "name"),
                violation_error_message=_("This appointment is recorded already."),
            ),
        )

    def __str__(self) -> str:
        return self.name
