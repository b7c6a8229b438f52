"""Who works for a society or at CAST: accounts, roles and portfolios."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import audit
from accounts.services import people as accounts
from accounts.services.tokens import revoke_unreachable
from societies.enums import SECOND_FACTOR_ROLES, SOCIETY_ROLES, Role
from societies.models import PortfolioItem, RoleAssignment, RoleQuerySet, Society

_SETUP_LOCK = 4_210_025


class AlreadySetUp(Exception):
    """The portal has people: its first manager was made before."""


@dataclass(frozen=True)
class Portfolio:
    """What a reviewer looks after: whole discipline groups and single societies."""

    disciplines: frozenset[str] = frozenset()
    society_pks: frozenset[int] = frozenset()


@transaction.atomic
def create_person(
    *,
    username: str,
    name: str,
    email: str,
    phone: str,
    roles: Iterable[str],
    society: Society | None,
    portfolio: Portfolio,
    by: User | None,
    on: date,
) -> User:
    """Make an account with its roles; a reviewer gets the portfolio too."""
    person = accounts.create_account(username=username, name=name, email=email, phone=phone, by=by)
    for role in roles:
        grant_role(person=person, role=Role(role), society=society, by=by, on=on)
    if Role.REVIEWER in roles:
        set_portfolio(person=person, portfolio=portfolio, by=by)
    return person


@transaction.atomic
def create_first_manager(*, username: str, name: str, email: str, password: str, on: date) -> User:
    """Make the manager of an empty portal; AlreadySetUp as soon as anybody has an account."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SETUP_LOCK])
    if User.objects.exists():
        raise AlreadySetUp
    return create_manager(username=username, name=name, email=email, password=password, on=on)


@transaction.atomic
def create_manager(*, username: str, name: str, email: str, password: str, on: date) -> User:
    """Make a CAST manager with a password, from the first visit or a server's command line."""
    person = accounts.create_account(username=username, name=name, email=email, by=None)
    person.set_password(password)
    person.save(update_fields=["password"])
    grant_role(person=person, role=Role.MANAGER, society=None, by=None, on=on)
    person.refresh_from_db()
    return person


@transaction.atomic
def grant_role(
    *, person: User, role: Role, society: Society | None, by: User | None, on: date
) -> RoleAssignment:
    """Let a person act in a role; a society is named for society roles only."""
    place = society if role in SOCIETY_ROLES else None
    assignment = RoleAssignment(person=person, role=role, society=place, started_on=on)
    assignment.full_clean()
    assignment.save()
    _set_second_factor(person)
    audit.record(
        action="role.granted",
        subject=person,
        actor=by,
        scope=place.code if place else "",
        after={"role": role, "society": place.code if place else None},
    )
    return assignment


@transaction.atomic
def end_role(*, assignment: RoleAssignment, by: User, on: date) -> RoleAssignment:
    """End a role from today; what was done in it stays. The last manager's cannot be ended."""
    stored = RoleAssignment.objects.select_related("person", "society").get(pk=assignment.pk)
    if stored.ended_on is not None:
        return stored
    if stored.role == Role.MANAGER:
        _check_another_manager(stored.person)
    stored.ended_on = on
    stored.save(update_fields=["ended_on"])
    _set_second_factor(stored.person)
    if stored.role == Role.REVIEWER:
        set_portfolio(person=stored.person, portfolio=Portfolio(), by=by)
    audit.record(
        action="role.ended",
        subject=stored.person,
        actor=by,
        scope=stored.society.code if stored.society else "",
        before={"role": stored.role, "society": stored.society.code if stored.society else None},
    )
    revoke_unreachable(owner=stored.person, by=by)
    return stored


@transaction.atomic
def deactivate(*, person: User, reason: str, by: User) -> User:
    """Close an account, but never one's own nor the last manager's."""
    if person == by:
        raise ValidationError(_("You cannot close your own account."))
    if _manager_roles().filter(person=person).exists():
        _check_another_manager(person)
    return accounts.set_active(person=person, is_active=False, reason=reason, by=by)


@transaction.atomic
def reactivate(*, person: User, by: User) -> User:
    """Open a closed account again, with the roles it still holds."""
    return accounts.set_active(person=person, is_active=True, by=by)


@transaction.atomic
def set_portfolio(*, person: User, portfolio: Portfolio, by: User | None) -> None:
    """Say what a reviewer looks after from now on."""
    items = list(PortfolioItem.objects.filter(reviewer=person).select_related("society"))
    before = _names(items)
    wanted: set[tuple[str, int | None]] = {(name, None) for name in portfolio.disciplines}
    wanted |= {("", pk) for pk in portfolio.society_pks}
    held = {(item.discipline, item.society_id): item.pk for item in items}
    gone = [pk for key, pk in held.items() if key not in wanted]
    new = [
        PortfolioItem(reviewer=person, discipline=discipline, society_id=society_pk)
        for discipline, society_pk in wanted - set(held)
    ]
    if not gone and not new:
        return
    PortfolioItem.objects.filter(pk__in=gone).delete()
    PortfolioItem.objects.bulk_create(new)
    after = _names(PortfolioItem.objects.filter(reviewer=person).select_related("society"))
    audit.record(
        action="portfolio.changed",
        subject=person,
        actor=by,
        before={"portfolio": before},
        after={"portfolio": after},
    )


def _names(items: Iterable[PortfolioItem]) -> list[str]:
    return sorted(item.society.code if item.society else item.discipline for item in items)


def _manager_roles() -> RoleQuerySet:
    return RoleAssignment.objects.in_force().filter(role=Role.MANAGER)


def _check_another_manager(person: User) -> None:
    """Refuse to leave the portal without a manager; the lock makes two at once take turns."""
    roles = _manager_roles().order_by("pk").select_for_update(no_key=True)
    if {role.person_id for role in roles} <= {person.pk}:
        raise ValidationError(_("This is the last manager: name another one first."))


def _set_second_factor(person: User) -> None:
    roles = RoleAssignment.objects.filter(person=person, ended_on__isnull=True)
    person.requires_second_factor = roles.filter(role__in=SECOND_FACTOR_ROLES).exists()
    person.save(update_fields=["requires_second_factor"])
