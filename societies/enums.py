"""Choices of the societies app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Discipline(models.TextChoices):
    """The five discipline groups of CAST's list of national societies, in its order."""

    SCIENCE = "science", _("Science")
    ENGINEERING = "engineering", _("Engineering")
    AGRICULTURE = "agriculture", _("Agriculture")
    MEDICINE = "medicine", _("Medicine")
    INTERDISCIPLINARY = "interdisciplinary", _("Interdisciplinary")


class Role(models.TextChoices):
    """What a person may do in the portal (design: people)."""

    EDITOR = "society_editor", _("society editor")
    APPROVER = "society_approver", _("society approver")
    REVIEWER = "cast_reviewer", _("CAST reviewer")
    MANAGER = "cast_manager", _("CAST manager")
    AUDITOR = "auditor", _("auditor")


SOCIETY_ROLES = (Role.EDITOR, Role.APPROVER)
CAST_ROLES = (Role.REVIEWER, Role.MANAGER, Role.AUDITOR)
#: Roles that decide or publish must prove a second factor.
SECOND_FACTOR_ROLES = (Role.APPROVER, *CAST_ROLES)
