"""Who may do what, and for which societies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User
from societies.enums import Role
from societies.models import PortfolioItem, RoleAssignment, Society

#: Where a user object keeps the roles in force, once read.
_ROLES = "roles_in_force"
#: A society as `SocietyRef` takes it.
_REF = ("society__pk", "society__code", "society__name_zh", "society__name_en")


@dataclass(frozen=True)
class SocietyRef:
    """What menus need to know of a society a person works for."""

    pk: int
    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Roles:
    """The roles a person holds now, read once per request."""

    is_manager: bool = False
    is_reviewer: bool = False
    is_auditor: bool = False
    societies: tuple[SocietyRef, ...] = ()
    editor_of: frozenset[int] = frozenset()
    approver_of: frozenset[int] = frozenset()
    portfolio_societies: frozenset[int] = frozenset()
    portfolio_disciplines: frozenset[str] = frozenset()

    @property
    def is_cast(self) -> bool:
        """Whether the person sees all societies."""
        return self.is_manager or self.is_reviewer or self.is_auditor

    @property
    def society_pks(self) -> tuple[int, ...]:
        """The societies the person works for."""
        return tuple(society.pk for society in self.societies)

    def works_for(self, society: Society) -> bool:
        """Whether the person is an editor or approver of the society."""
        return society.pk in self.editor_of or society.pk in self.approver_of

    def reviews(self, society: Society) -> bool:
        """Whether the society is in the person's portfolio; a manager reviews every society."""
        return self.is_manager or (
            self.is_reviewer
            and (
                society.pk in self.portfolio_societies
                or society.discipline in self.portfolio_disciplines
            )
        )


def roles_of(user: User | AnonymousUser) -> Roles:
    """Return the roles in force of a person, kept on the user object for the request."""
    if not isinstance(user, User) or not user.is_active:
        return Roles()
    # By attribute: a request's user is a lazy wrapper, and both must find the same.
    cached: Roles | None = getattr(user, _ROLES, None)
    if cached is None:
        cached = _read_roles(user)
        setattr(user, _ROLES, cached)
    return cached


def _read_roles(user: User) -> Roles:
    """Read the roles together with what a reviewer looks after, in one query."""
    rows = (
        RoleAssignment.objects.in_force()
        .filter(person=user)
        .order_by("society__code", "role")
        .values_list("role", "person__portfolio__society", "person__portfolio__discipline", *_REF)
    )
    working: dict[str, set[int]] = {role: set() for role in Role.values}
    held, societies, disciplines = set(), set(), set()
    refs: dict[int, SocietyRef] = {}
    for role, portfolio_society, discipline, *ref in rows:
        held.add(role)
        if ref[0] is not None:
            refs[ref[0]] = SocietyRef(*ref)
            working[role].add(ref[0])
        if role == Role.REVIEWER:
            societies.add(portfolio_society)
            disciplines.add(discipline)
    return Roles(
        is_manager=Role.MANAGER in held,
        is_reviewer=Role.REVIEWER in held,
        is_auditor=Role.AUDITOR in held,
        societies=tuple(refs.values()),
        editor_of=frozenset(working[Role.EDITOR]),
        approver_of=frozenset(working[Role.APPROVER]),
        portfolio_societies=frozenset(societies - {None}),
        portfolio_disciplines=frozenset(disciplines - {None, ""}),
    )


def societies_visible_to(user: User | AnonymousUser) -> QuerySet[Society]:
    """Societies whose inner data the person may read: all for CAST, else their own."""
    roles = roles_of(user)
    if roles.is_cast:
        return Society.objects.all()
    return Society.objects.filter(pk__in=roles.society_pks)


def societies_reviewed_by(user: User) -> QuerySet[Society]:
    """The societies of a reviewer's portfolio; every one for a manager."""
    roles = roles_of(user)
    if roles.is_manager:
        return Society.objects.all()
    if not roles.is_reviewer:
        return Society.objects.none()
    return Society.objects.filter(
        Q(pk__in=roles.portfolio_societies) | Q(discipline__in=roles.portfolio_disciplines)
    )


def people_with_role(society: Society, *roles: Role) -> QuerySet[User]:
    """Active people who hold one of the roles in the society now."""
    return User.objects.filter(
        pk__in=RoleAssignment.objects.in_force()
        .filter(society=society, role__in=roles)
        .values("person")
    )


def reviewers_of(society: Society) -> QuerySet[User]:
    """Active CAST reviewers whose portfolio has the society."""
    in_force = RoleAssignment.objects.in_force().filter(role=Role.REVIEWER).values("person")
    items = PortfolioItem.objects.filter(Q(society=society) | Q(discipline=society.discipline))
    return User.objects.filter(pk__in=items.values("reviewer")).filter(pk__in=in_force)


def managers() -> QuerySet[User]:
    """Active CAST managers."""
    return User.objects.filter(
        pk__in=RoleAssignment.objects.in_force().filter(role=Role.MANAGER).values("person")
    )


def societies_with_staff() -> QuerySet[Society]:
    """Societies with the number of their `editors` and `approvers` now."""
    in_force = Q(role_assignments__ended_on__isnull=True, role_assignments__person__is_active=True)

    def held(role: Role) -> Count:
        return Count("role_assignments", filter=in_force & Q(role_assignments__role=role))

    counted = Society.objects.annotate(editors=held(Role.EDITOR), approvers=held(Role.APPROVER))
    return counted.order_by("code")  # counting drops the model's own order


def roles_in(society: Society) -> QuerySet[RoleAssignment]:
    """Who works for the society now, approvers first."""
    return (
        RoleAssignment.objects.in_force()
        .filter(society=society)
        .select_related("person")
        .order_by("role", "person__name", "pk")
    )


def people_with_roles() -> QuerySet[User]:
    """People with `current_roles`, and whether they `has_second_factor`."""
    current = RoleAssignment.objects.filter(ended_on__isnull=True).select_related("society")
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return User.objects.annotate(has_second_factor=Exists(factor)).prefetch_related(
        Prefetch("role_assignments", queryset=current, to_attr="current_roles")
    )


#: A term that ends within this time is shown as running out.
TERM_NOTICE = timedelta(days=183)


def term_state(society: Society, *, today: date) -> str:
    """Say whether the council's term is "over", is "ending" within half a year, or neither ("")."""
    ends_on = society.term_ends_on
    if ends_on is None or ends_on - today > TERM_NOTICE:
        return ""
    return "over" if ends_on < today else "ending"
