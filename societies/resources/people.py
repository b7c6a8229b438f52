"""Accounts and the roles they hold as a table for Excel and WPS."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from societies.models import RoleAssignment
from societies.resources.overviews import overview_table
from societies.spreadsheets import Cell


def people_table(
    people: Iterable[User], suffix: str, *, filters: str, as_of: date
) -> tuple[bytes, str]:
    """Return one person per row; neither addresses nor numbers leave the portal."""
    header = [
        pgettext("person", "Name"),
        _("User name"),
        _("Roles"),
        _("Second factor"),
        _("Last signed in"),
        pgettext("filter", "State"),
    ]
    cells: list[list[Cell]] = [_row(person) for person in people]
    return overview_table(_("People"), header, cells, suffix, filters=filters, as_of=as_of)


def _row(person: Any) -> list[Cell]:
    roles: list[RoleAssignment] = person.current_roles
    return [
        str(person),
        person.username,
        pgettext("between filters", "; ").join(map(_role, roles)),
        _("yes") if person.has_second_factor else _("no"),
        person.last_login,
        _("active") if person.is_active else pgettext("account", "closed"),
    ]


def _role(role: RoleAssignment) -> str:
    word = str(role.get_role_display())
    return f"{word} {role.society.code}" if role.society else word
