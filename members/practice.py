"""Where records of dues and declarations break a rule of practice or contradict the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from societies.enums import Body
from societies.registers import Flag

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: What the charters of societies commonly say of dues.
DUES_PRACTICE = _("rules on the dues of social organisations (民发〔2014〕166号)")


@dataclass(frozen=True)
class Contradiction:
    """A declared figure that is not the register's on the same day."""

    label: _StrPromise
    declared: int
    register: int


#: Figures of a declaration, and where those of the register stand beside them.
_COMPARED = (
    ("individual", "register_individual", _("individual members")),
    ("unit", "register_unit", _("unit members")),
    ("dues_owing", "register_owing", _("members owing dues")),
    ("dues_paid", "register_paid", _("members who paid")),
)


def contradictions(declared: Any) -> list[Contradiction]:
    """Name the declared figures that differ; `declared` comes with the register's beside it."""
    pairs = [
        (label, getattr(declared, own), getattr(declared, other)) for own, other, label in _COMPARED
    ]
    return [
        Contradiction(label, own, other)
        for label, own, other in pairs
        if own is not None and other is not None and own != other
    ]


def declaration_flags(declared: Any, _today: date) -> list[Flag]:
    """Flag every declared figure that the register contradicts."""
    return [
        Flag(
            format_lazy(
                _("{figure}: declared {declared}, the register says {register}"),
                figure=row.label,
                declared=row.declared,
                register=row.register,
            ),
            _("register of members on the day of the declaration"),
        )
        for row in contradictions(declared)
    ]


def standard_flags(standard: Any, _today: date) -> list[Flag]:
    """Flag a standard of dues whose resolution is not as the rules ask.

    The congress sets it, with at least two thirds of its delegates present and more than half
    of those in favour; a share is judged only when both its numbers are known.
    """
    due, present, votes = standard.delegates_due, standard.delegates_present, standard.votes_for
    found = []
    if standard.resolved_by != Body.CONGRESS:
        found.append(_("Dues are set by the congress, not by another body."))
    if due and present is not None and 3 * present < 2 * due:
        found.append(_("Fewer than two thirds of the delegates were present."))
    if present and votes is not None and 2 * votes <= present:
        found.append(_("Not more than half of the delegates present were in favour."))
    if standard.resolved_on > standard.effective_on:
        found.append(_("In force before it was resolved."))
    return [Flag(message, DUES_PRACTICE) for message in found]
