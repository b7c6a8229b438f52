"""Who may do what with a society, as sentences."""

# rules hands a predicate whatever object the caller asks about
from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from societies.selectors import roles_of


def _roles(user: Any) -> Any:
    return roles_of(user)


@predicate
def is_manager(user: Any) -> bool:
    """The person is a CAST manager."""
    return bool(_roles(user).is_manager)


@predicate
def is_reviewer(user: Any) -> bool:
    """The person is a CAST reviewer."""
    return bool(_roles(user).is_reviewer)


@predicate
def is_auditor(user: Any) -> bool:
    """The person is an auditor."""
    return bool(_roles(user).is_auditor)


@predicate
def is_cast(user: Any) -> bool:
    """The person reads every society's data."""
    return bool(_roles(user).is_cast)


@predicate
def edits_for(user: Any, society: Any) -> bool:
    """The person is an editor of the society."""
    return society is not None and society.pk in _roles(user).editor_of


@predicate
def approves_for(user: Any, society: Any) -> bool:
    """The person is an approver of the society."""
    return society is not None and society.pk in _roles(user).approver_of


@predicate
def reviews(user: Any, society: Any) -> bool:
    """The society is in the person's portfolio, or the person is a manager."""
    return society is not None and bool(_roles(user).reviews(society))


works_for = edits_for | approves_for


@predicate
def works_for_some(user: Any) -> bool:
    """The person is an editor or approver of a society."""
    return bool(_roles(user).societies)


add_perm("societies.view_society", works_for | is_cast)
add_perm("societies.change_society", works_for | is_manager)
add_perm("societies.list_societies", is_cast)
add_perm("societies.list_registers", works_for_some | is_cast)
add_perm("societies.view_registers", works_for | is_cast)
add_perm("societies.change_registers", works_for | is_manager)
add_perm("societies.import_registers", is_manager)
add_perm("societies.view_people", is_manager | is_auditor)
add_perm("societies.change_people", is_manager)
add_perm("societies.read_notices", works_for_some | is_cast)
add_perm("societies.view_notice_register", is_cast)
add_perm("societies.write_notices", is_manager)
add_perm("accounts.view_auditevent", is_manager | is_auditor)
add_perm("accounts.view_job", is_manager)
