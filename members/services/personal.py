"""Leaving a trace where personal data of members is taken out or looked at."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import User
from accounts.services import audit
from members.models import Member
from societies.models import Society


def note_export(
    *,
    society: Society,
    by: User,
    number: int,
    filters: Iterable[tuple[str, str]],
    is_personal: bool,
) -> None:
    """Note who took how many members of a society away, by which filters."""
    audit.record(
        action="member.exported",
        subject=society,
        actor=by,
        scope=society.code,
        after={
            "members": number,
            "filters": "; ".join(f"{name}: {value}" for name, value in filters),
            "identifying": is_personal,
        },
    )


def note_reveal(*, member: Member, by: User) -> None:
    """Note who looked at the identity and telephone numbers of a member."""
    audit.record(action="member.revealed", subject=member, actor=by, scope=member.society.code)
