"""Writing one member: entered, changed, gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import audit
from members.enums import UNIT_GRADES, MemberKind
from members.fields import FIELDS, PERSONAL, SECRETS
from members.models import Member
from members.secrets import ID_NUMBER
from members.validators import validate_id_number, validate_registration_no
from societies.models import Society
from societies.signals import registers_changed


class StaleMember(Exception):
    """Somebody else saved the member since it was opened; `current` is what is stored now."""

    def __init__(self, current: Member) -> None:
        self.current = current
        super().__init__(str(current))


@transaction.atomic
def create_member(*, society: Society, values: Mapping[str, Any], by: User | None) -> Member:
    """Enter a member; raises ValidationError."""
    member = Member(society=society)
    _assign(member, values)
    _check(member, values)
    member.save()
    after = {name: _told(member, name) for name in FIELDS if _told(member, name)}
    _record("member.created", member, by, after=after)
    return member


@transaction.atomic
def change_member(
    *, member: Member, values: Mapping[str, Any], expected_version: int, by: User | None
) -> Member:
    """Change what is named in `values`; raises StaleMember or ValidationError.

    Saving what is stored already changes nothing.
    """
    stored = _locked(member, expected_version)
    before = {name: _told(stored, name) for name in values}
    stood = {name: _stands(stored, name) for name in values}
    _assign(stored, values)
    changed = [name for name in values if stood[name] != _stands(stored, name)]
    if not changed:
        return stored
    _check(stored, values)
    stored.version += 1
    stored.save()
    after = {name: _told(stored, name) for name in changed}
    _record("member.changed", stored, by, {name: before[name] for name in changed}, after)
    return stored


def end_membership(
    *,
    member: Member,
    left_on: date,
    reason: str,
    expected_version: int,
    by: User | None,
) -> Member:
    """Say when and why somebody is no longer a member; raises StaleMember or ValidationError."""
    return change_member(
        member=member,
        values={"left_on": left_on, "left_reason": reason},
        expected_version=expected_version,
        by=by,
    )


def _locked(member: Member, expected_version: int) -> Member:
    rows = Member.objects.select_for_update(of=("self",), no_key=True).select_related("society")
    stored: Member = rows.get(pk=member.pk)
    if stored.version != expected_version:
        raise StaleMember(stored)
    return stored


def _assign(member: Member, values: Mapping[str, Any]) -> None:
    if "registration_no" in values:  # the numbers are sealed for it
        values = {name: getattr(member, name) for name in SECRETS} | dict(values)
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(member, name, value.strip() if isinstance(value, str) else value)
    if member.left_on is None:
        member.left_reason = ""


def _check(member: Member, values: Mapping[str, Any]) -> None:
    """Hold the member to every rule; all that is wrong comes in one ValidationError."""
    problems: dict[str, Any] = {}
    try:
        member.full_clean()
    except ValidationError as error:
        problems = dict(error.error_dict)
    society = member.society
    checks: dict[str, Callable[[], None]] = {
        "registration_no": lambda: validate_registration_no(
            member.registration_no, prefix=society.member_prefix, pattern=society.member_pattern
        ),
        "id_number": lambda: _check_id_number(member, values),
        "grade": lambda: _check_grade(member),
    }
    for name, check in checks.items():
        try:
            check()
        except ValidationError as error:
            problems.setdefault(name, []).extend(error.error_list)
    if problems:
        raise ValidationError(problems)


def _check_id_number(member: Member, values: Mapping[str, Any]) -> None:
    number = str(values.get(ID_NUMBER) or "")
    if number and member.kind != MemberKind.UNIT:
        validate_id_number(number)


def _check_grade(member: Member) -> None:
    if member.grade and (member.grade in UNIT_GRADES) != (member.kind == MemberKind.UNIT):
        raise ValidationError(_("This grade is of another kind of member."), code="grade_kind")


def _stands(member: Member, name: str) -> Any:
    """Return a value as it can be compared; numbers by the key that finds them."""
    return getattr(member, f"{name}_key" if name in SECRETS else name)


def _told(member: Member, name: str) -> Any:
    """Return a value as the trail may keep it: of a personal one only whether there is one."""
    value = _stands(member, name)
    return bool(value) if name in PERSONAL else value


def _record(
    action: str,
    member: Member,
    by: User | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    audit.record(
        action=action,
        subject=member,
        actor=by,
        scope=member.society.code,
        before=before,
        after=after,
    )
    registers_changed.send(sender=Member, society_ids={member.society_id})
