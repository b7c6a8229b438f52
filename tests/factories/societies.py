"""Test data of the societies app: societies, and people in their roles."""

from datetime import date
from typing import Any

import factory

from accounts.models import User
from societies.enums import Discipline, Role
from societies.models import PortfolioItem, RoleAssignment, Society
from tests.factories.accounts import UserFactory


class SocietyFactory(factory.django.DjangoModelFactory[Society]):
    """A society of the sciences."""

    class Meta:
        model = Society
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"A-{n + 100}")
    name_zh = factory.LazyAttribute(lambda society: f"中国{society.code}学会")
    name_en = factory.LazyAttribute(lambda society: f"Chinese Society {society.code}")
    discipline = Discipline.SCIENCE


class RoleFactory(factory.django.DjangoModelFactory[RoleAssignment]):
    """A role in force; an editor unless told."""

    class Meta:
        model = RoleAssignment

    person = factory.SubFactory(UserFactory)
    role = Role.EDITOR
    society = factory.Maybe(
        factory.LazyAttribute(lambda o: o.role in {Role.EDITOR, Role.APPROVER}),
        yes_declaration=factory.SubFactory(SocietyFactory),
        no_declaration=None,
    )
    started_on = date(2017, 1, 1)


def person(role: Role, society: Society | None = None, /, **values: Any) -> User:
    """Make a person who holds a role."""
    user: User = UserFactory(**values)
    RoleFactory(person=user, role=role, society=society)
    return user


def editor(society: Society, **values: Any) -> User:
    """Make an editor of the society."""
    return person(Role.EDITOR, society, **values)


def approver(society: Society, **values: Any) -> User:
    """Make an approver of the society."""
    return person(Role.APPROVER, society, **values)


def manager(**values: Any) -> User:
    """Make a CAST manager."""
    return person(Role.MANAGER, None, **values)


def auditor(**values: Any) -> User:
    """Make an auditor."""
    return person(Role.AUDITOR, None, **values)


def reviewer(*portfolio: Society | Discipline, **values: Any) -> User:
    """Make a CAST reviewer with these societies and discipline groups in the portfolio."""
    user = person(Role.REVIEWER, None, **values)
    for item in portfolio:
        if isinstance(item, Society):
            PortfolioItem.objects.create(reviewer=user, society=item)
        else:
            PortfolioItem.objects.create(reviewer=user, discipline=item)
    return user
