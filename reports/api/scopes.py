"""What tokens may open, by the roles of who makes them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.scopes import Scope
from societies.selectors import roles_of


def _has_roles(person: Any) -> bool:
    roles = roles_of(person)
    return roles.is_cast or bool(roles.societies)


def _is_cast(person: Any) -> bool:
    return bool(roles_of(person).is_cast)


#: In the order in which they are offered.
OFFERED = (
    Scope("reports", _("Monthly reports and their entries"), _has_roles),
    Scope("plans", _("Reform plans and commitments"), _has_roles),
    Scope("checks", _("Checks of the registers"), _has_roles),
    Scope("registers", _("How many records the registers hold"), _has_roles),
    Scope("slips", _("Supervision slips"), _has_roles),
    Scope("months", _("Figures of open months (the matrix)"), _is_cast),
    Scope("review", _("Review queue"), _is_cast),
)
