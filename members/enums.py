"""Choices of the members app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MemberKind(models.TextChoices):
    """Only individual members count for growth; unit members never do."""

    INDIVIDUAL = "individual", _("individual member")
    UNIT = "unit", _("unit member")


class MemberGrade(models.TextChoices):
    """Grades of members; the last three are of unit members."""

    ORDINARY = "ordinary", _("ordinary member")
    SENIOR = "senior", _("senior member")
    FELLOW = "fellow", pgettext_lazy("member", "fellow")
    STUDENT = "student", _("student member")
    FOREIGN = "foreign", _("foreign member")
    HK_MACAO_TAIWAN = "hk_macao_taiwan", _("member from Hong Kong, Macao or Taiwan")
    HONORARY = "honorary", _("honorary member")
    UNIT = "unit", _("ordinary unit")
    UNIT_COUNCIL = "unit_council", _("council unit")
    UNIT_STANDING = "unit_standing", _("standing council unit")


UNIT_GRADES = (MemberGrade.UNIT, MemberGrade.UNIT_COUNCIL, MemberGrade.UNIT_STANDING)


class LeftReason(models.TextChoices):
    """Why somebody is no longer a member."""

    RESIGNED = "resigned", _("resigned")
    UNPAID = "unpaid", _("dues unpaid")
    INACTIVE = "inactive", _("long inactive")
    DECEASED = "deceased", _("deceased")
    EXPELLED = "expelled", _("expelled")
    DISSOLVED = "dissolved", _("unit dissolved")
    OTHER = "other", pgettext_lazy("left", "other")


class ImportState(models.TextChoices):
    """Where an import of members stands."""

    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("ready to apply")
    REJECTED = "rejected", _("to be corrected")
    APPLYING = "applying", _("being applied")
    APPLIED = "applied", _("applied")
    UNDONE = "undone", _("undone")
    DISCARDED = "discarded", _("discarded")
    FAILED = "failed", pgettext_lazy("import", "failed")


class RowAction(models.TextChoices):
    """What an import does with a row; "before" keeps how a changed member stood.

    A doubtful row stands beside the new or changed one that it is about.
    """

    NEW = "new", _("new")
    CHANGED = "changed", pgettext_lazy("import", "changed")
    BEFORE = "before", pgettext_lazy("import", "before the change")
    REJECTED = "rejected", pgettext_lazy("import", "to be corrected")
    DOUBTFUL = "doubtful", pgettext_lazy("import", "to be looked at")
