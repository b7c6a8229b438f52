"""Who may do what, and for which societies."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django_scopes import get_scope

from accounts.models import User
from societies.enums import Discipline, Role
from societies.middleware import TenancyMiddleware
from societies.models import PortfolioItem, Society
from societies.selectors import (
    managers,
    people_with_role,
    reviewers_of,
    roles_of,
    societies_reviewed_by,
    societies_visible_to,
)
from tests.factories.accounts import UserFactory
from tests.factories.societies import (
    RoleFactory,
    SocietyFactory,
    approver,
    auditor,
    editor,
    manager,
    reviewer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def own() -> Society:
    made: Society = SocietyFactory(code="A-01", discipline="science")
    return made


@pytest.fixture
def other() -> Society:
    made: Society = SocietyFactory(code="D-01", discipline="medicine")
    return made


def test_society_people_see_their_own_society_only(own: Society, other: Society) -> None:
    person = editor(own)
    assert list(societies_visible_to(person)) == [own]
    assert roles_of(person).works_for(own)
    assert not roles_of(person).works_for(other)


@pytest.mark.parametrize("make", [manager, auditor, reviewer])
def test_cast_sees_every_society(make: type, own: Society, other: Society) -> None:
    assert list(societies_visible_to(make())) == [own, other]


def test_reviewers_review_their_portfolio(own: Society, other: Society) -> None:
    by_society, by_group = reviewer(own), reviewer(Discipline.MEDICINE)
    assert list(societies_reviewed_by(by_society)) == [own]
    assert list(societies_reviewed_by(by_group)) == [other]
    assert list(societies_reviewed_by(manager())) == [own, other]
    assert list(societies_reviewed_by(auditor())) == []
    assert list(reviewers_of(own)) == [by_society]
    assert list(reviewers_of(other)) == [by_group]


def test_a_portfolio_without_the_role_gives_nothing(own: Society) -> None:
    person = UserFactory()
    PortfolioItem.objects.create(reviewer=person, society=own)
    assert not roles_of(person).reviews(own)
    assert list(reviewers_of(own)) == []


def test_nobody_and_closed_accounts_hold_no_role(own: Society) -> None:
    person = manager(is_active=False)
    assert not roles_of(person).is_cast
    assert not roles_of(AnonymousUser()).is_cast
    assert list(societies_visible_to(AnonymousUser())) == []
    assert list(managers()) == []


def test_one_person_may_hold_both_society_roles(own: Society) -> None:
    person = editor(own)
    RoleFactory(person=person, role=Role.APPROVER, society=own)
    roles = roles_of(person)
    assert roles.editor_of == roles.approver_of == {own.pk}
    assert len(roles.societies) == 1
    assert list(people_with_role(own, Role.APPROVER)) == [person]


PERMISSIONS = {
    "societies.view_society": {"own", "reviewer", "manager", "auditor"},
    "societies.change_society": {"own", "manager"},
    "societies.list_societies": {"reviewer", "manager", "auditor"},
    "societies.view_people": {"manager", "auditor"},
    "societies.change_people": {"manager"},
    "accounts.view_auditevent": {"manager", "auditor"},
    "accounts.view_job": {"manager"},
}


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_permissions_are_those_of_the_roles(permission: str, own: Society, other: Society) -> None:
    people: dict[str, User] = {
        "own": approver(own),
        "other": approver(other),
        "reviewer": reviewer(own),
        "manager": manager(),
        "auditor": auditor(),
        "nobody": UserFactory(),
    }
    allowed = {name for name, person in people.items() if person.has_perm(permission, own)}
    assert allowed == PERMISSIONS[permission]


def scope_of(user: User | AnonymousUser) -> dict[str, object]:
    seen: dict[str, object] = {}

    def view(_request: HttpRequest) -> HttpResponse:
        seen.update(get_scope())
        return HttpResponse()

    request = HttpRequest()
    request.user = user
    TenancyMiddleware(view)(request)
    return seen


def test_requests_are_scoped_to_ones_own_societies(own: Society, other: Society) -> None:
    assert scope_of(editor(own))["society"] == [own.pk]
    assert scope_of(UserFactory())["society"] == []
    assert scope_of(manager())["_enabled"] is False
    assert scope_of(AnonymousUser()) == {}
