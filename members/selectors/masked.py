"""Identifying numbers as they may be shown."""

from __future__ import annotations

from dataclasses import dataclass

from members.models import Member

_DOTS = "••••"
_END = 4


@dataclass(frozen=True)
class Numbers:
    """A member's identity and telephone number, in full or masked; empty where none is recorded."""

    id_number: str
    phone: str


def masked(number: str) -> str:
    """Keep the last four signs of a number, none of a short one: enough to tell, not to use."""
    if not number:
        return ""
    return _DOTS + number[-_END:] if len(number) > 2 * _END else _DOTS


def numbers_of(member: Member, *, in_full: bool) -> Numbers:
    """Read the numbers of a member."""
    numbers = Numbers(member.id_number, member.phone)
    return numbers if in_full else Numbers(masked(numbers.id_number), masked(numbers.phone))
