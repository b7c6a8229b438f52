"""Reads of the societies app, by noun; who may do what is what everybody asks for."""

from societies.selectors.roles import (
    Roles,
    SocietyRef,
    managers,
    people_with_role,
    people_with_roles,
    reviewers_of,
    roles_in,
    roles_of,
    societies_reviewed_by,
    societies_visible_to,
    societies_with_staff,
    term_state,
)

__all__ = [
    "Roles",
    "SocietyRef",
    "managers",
    "people_with_role",
    "people_with_roles",
    "reviewers_of",
    "roles_in",
    "roles_of",
    "societies_reviewed_by",
    "societies_visible_to",
    "societies_with_staff",
    "term_state",
]
