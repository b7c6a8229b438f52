"""National societies, and who works for them in which role."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from societies.enums import CAST_ROLES, SOCIETY_ROLES, Discipline, Role
from societies.pinyin import acronym, is_read_as, plain, reading
from societies.validators import validate_credit_code, validate_society_code

#: What a society says of itself; code, names and discipline group are CAST's.
PROFILE_FIELDS = (
    "credit_code",
    "supporting_unit",
    "founded_on",
    "president",
    "secretary_general",
    "term_starts_on",
    "term_ends_on",
    "council_seats",
    "standing_seats",
    "supervisor_seats",
    "website",
    "address",
    "contact_phone",
    "contact_email",
    "member_prefix",
    "member_pattern",
)


class SocietyQuerySet(models.QuerySet["Society"]):
    """Societies by the field's own words."""

    def active(self) -> Self:
        """Societies that take part in the workplan."""
        return self.filter(is_active=True)

    def called(self, text: str) -> Self:
        """Societies that part of a name, a code, pinyin or initials may mean."""
        if not plain(text):
            return self
        named = Society.objects.only("code", "name_zh", "name_en", "name_pinyin")
        return self.filter(pk__in=[each.pk for each in named if each.is_called(text)])


class Society(models.Model):
    """One national society; its code and names are public."""

    code = models.CharField(
        _("code"), max_length=8, unique=True, validators=[validate_society_code]
    )
    name_zh = models.CharField(_("Chinese name"), max_length=120, unique=True)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    name_pinyin = models.CharField(
        _("name in pinyin"),
        max_length=500,
        blank=True,
        editable=False,
        help_text="Syllables apart; written with the Chinese name.",
    )
    discipline = models.CharField(
        _("discipline group"), max_length=20, choices=Discipline.choices, db_index=True
    )
    is_active = models.BooleanField(_("takes part"), default=True)
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        validators=[validate_credit_code],
    )
    supporting_unit = models.CharField(_("supporting unit"), max_length=160, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    president = models.CharField(_("president"), max_length=80, blank=True)
    secretary_general = models.CharField(_("secretary-general"), max_length=80, blank=True)
    term_starts_on = models.DateField(_("term begins on"), null=True, blank=True)
    term_ends_on = models.DateField(_("term ends on"), null=True, blank=True)
    council_seats = models.PositiveSmallIntegerField(_("council seats"), null=True, blank=True)
    standing_seats = models.PositiveSmallIntegerField(
        _("standing council seats"), null=True, blank=True
    )
    supervisor_seats = models.PositiveSmallIntegerField(
        _("supervisors' seats"), null=True, blank=True
    )
    website = models.URLField(_("website"), blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    contact_phone = models.CharField(_("office telephone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("office e-mail"), blank=True)
    member_prefix = models.CharField(
        _("prefix of registration numbers"),
        max_length=12,
        blank=True,
        help_text=_("What every member's registration number of this society begins with."),
    )
    member_pattern = models.CharField(
        _("pattern of registration numbers"),
        max_length=20,
        blank=True,
        help_text=_("What follows the prefix: # is a digit, @ a capital letter; such as #######@."),
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = SocietyQuerySet.as_manager()

    class Meta:
        verbose_name = _("society")
        verbose_name_plural = _("societies")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="society_term_order",
                condition=models.Q(term_ends_on__isnull=True)
                | models.Q(term_starts_on__isnull=True)
                | models.Q(term_ends_on__gt=models.F("term_starts_on")),
                violation_error_message=_("The term must end after it begins."),
            ),
            models.UniqueConstraint(
                name="society_credit_code_unique",
                fields=("credit_code",),
                condition=~models.Q(credit_code=""),
                violation_error_message=_("Another society has this credit code."),
            ),
            models.UniqueConstraint(
                name="society_member_prefix_unique",
                fields=("member_prefix",),
                condition=~models.Q(member_prefix=""),
                violation_error_message=_("Another society has this prefix."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the reading of the Chinese name with it."""
        written = kwargs.get("update_fields")
        if written is None or "name_zh" in written:
            self.name_pinyin = reading(self.name_zh)
            if written is not None:
                kwargs["update_fields"] = {*written, "name_pinyin"}
        super().save(*args, **kwargs)

    def is_called(self, text: str) -> bool:
        """Whether text, or each of its words, is part of a name, of its pinyin, or of the code."""
        wanted = plain(text)
        words = list(dict.fromkeys(wanted.split()))
        return self._is_called(wanted) or (words != [wanted] and all(map(self._is_called, words)))

    def _is_called(self, wanted: str) -> bool:
        return (
            any(wanted in plain(name) for name in (self.name_zh, self.name_en, self.code))
            or wanted in (plain(self.code).replace("-", ""), acronym(self.name_en))
            or is_read_as(self.name_pinyin, wanted)
        )

    @property
    def names(self) -> dict[str, str]:
        """Code and names, for texts that are worded later in the reader's language."""
        return {"code": self.code, "name_zh": self.name_zh, "name_en": self.name_en}

    def term_ends_in(self, year: int) -> bool:
        """Whether the council's term ends in that year, so that a re-election is due."""
        return self.term_ends_on is not None and self.term_ends_on.year == year


class RoleQuerySet(models.QuerySet["RoleAssignment"]):
    """Role assignments in force."""

    def in_force(self) -> Self:
        """Not ended, and held by a person whose account is active."""
        return self.filter(ended_on__isnull=True, person__is_active=True)

    def of_society(self, society: Society) -> Self:
        """Held in that society."""
        return self.filter(society=society)


class RoleAssignment(models.Model):
    """One role one person holds, in one society or at CAST; ended, never deleted."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="role_assignments",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    society = models.ForeignKey(
        Society,
        verbose_name=_("society"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="role_assignments",
    )
    started_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ("society__code", "role", "person__username")
        constraints = (
            models.CheckConstraint(
                name="role_society_fits",
                condition=models.Q(role__in=SOCIETY_ROLES, society__isnull=False)
                | models.Q(role__in=CAST_ROLES, society__isnull=True),
                violation_error_message=_(
                    "A society role needs a society; a CAST role must not name one."
                ),
            ),
            models.UniqueConstraint(
                name="role_once_per_society",
                fields=("person", "role", "society"),
                condition=models.Q(ended_on__isnull=True),
                violation_error_message=_("The person holds this role already."),
            ),
            models.UniqueConstraint(
                name="role_once_at_cast",
                fields=("person", "role"),
                condition=models.Q(ended_on__isnull=True, society__isnull=True),
                violation_error_message=_("The person holds this role already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"


class PortfolioItem(models.Model):
    """A society or a whole discipline group that a CAST reviewer looks after."""

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("CAST reviewer"),
        on_delete=models.CASCADE,
        related_name="portfolio",
    )
    society = models.ForeignKey(
        Society, verbose_name=_("society"), null=True, blank=True, on_delete=models.CASCADE
    )
    discipline = models.CharField(
        _("discipline group"), max_length=20, choices=Discipline.choices, blank=True
    )

    class Meta:
        verbose_name = _("portfolio item")
        verbose_name_plural = _("portfolio items")
        ordering = ("discipline", "society__code")
        constraints = (
            models.CheckConstraint(
                name="portfolio_society_or_discipline",
                condition=models.Q(society__isnull=False, discipline="")
                | models.Q(society__isnull=True) & ~models.Q(discipline=""),
                violation_error_message=_("Choose a society or a discipline group, not both."),
            ),
            models.UniqueConstraint(
                name="portfolio_society_once",
                fields=("reviewer", "society"),
                violation_error_message=_("This is in the portfolio already."),
            ),
            models.UniqueConstraint(
                name="portfolio_discipline_once",
                fields=("reviewer", "discipline"),
                condition=~models.Q(discipline=""),
                violation_error_message=_("This is in the portfolio already."),
            ),
        )

    def __str__(self) -> str:
        return str(self.society) if self.society else self.get_discipline_display()

    def clean(self) -> None:
        """Refuse an item with both or neither."""
        if (self.society_id is None) == (not self.discipline):
            raise ValidationError(_("Choose a society or a discipline group, not both."))
