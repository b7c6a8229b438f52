"""Identifying numbers as they may be shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.ciphers import Unreadable
from members.models import Member
from members.secrets import ID_NUMBER, PHONE

_DOTS = "••••"
_END = 4


@dataclass(frozen=True)
class Numbers:
    """A member's identity and telephone number, in full or masked; empty where none is recorded.

    One whose key is gone says so instead.
    """

    id_number: str
    phone: str


def masked(number: str) -> str:
    """Keep the last four signs of a number, none of a short one: enough to tell, not to use."""
    if not number:
        return ""
    return _DOTS + number[-_END:] if len(number) > 2 * _END else _DOTS


def numbers_of(member: Member, *, in_full: bool) -> Numbers:
    """Read the numbers of a member."""
    hide = str if in_full else masked
    return Numbers(number_of(member, ID_NUMBER, hide), number_of(member, PHONE, hide))


def number_of(member: Member, name: str, shown: Callable[[str], str] = str) -> str:
    """Read one number as it is to be shown, or say that its key is gone."""
    try:
        return shown(getattr(member, name))
    except Unreadable:
        return _("cannot be read: its key is gone")
