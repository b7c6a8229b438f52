"""Accounts, roles and portfolios, and their pages."""

import re
from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from societies.enums import Role
from societies.models import PortfolioItem, RoleAssignment, Society
from societies.selectors import managers, roles_of
from societies.services import people
from tests.factories.accounts import UserFactory
from tests.factories.societies import SocietyFactory, auditor, editor, manager, reviewer

pytestmark = pytest.mark.django_db
TODAY = date(2017, 5, 1)


@pytest.fixture
def chief(client: Client) -> User:
    person = manager(name="王处长")
    client.force_login(person)
    return person


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def grant(person: User, role: Role, society: Society | None = None) -> RoleAssignment:
    return people.grant_role(person=person, role=role, society=society, by=None, on=TODAY)


@pytest.mark.parametrize(
    ("role", "needs_factor"),
    [
        (Role.EDITOR, False),
        (Role.APPROVER, True),
        (Role.REVIEWER, True),
        (Role.MANAGER, True),
        (Role.AUDITOR, True),
    ],
)
def test_roles_that_decide_require_a_second_factor(role: Role, needs_factor: bool) -> None:
    manager()
    person, society = UserFactory(), SocietyFactory()
    assignment = grant(person, role, society)
    assert fresh(person).requires_second_factor is needs_factor
    assert assignment.society == (society if role in {Role.EDITOR, Role.APPROVER} else None)
    people.end_role(assignment=assignment, by=manager(), on=TODAY)
    assert not fresh(person).requires_second_factor


def test_a_role_is_held_once_but_can_come_back() -> None:
    person, society = UserFactory(), SocietyFactory()
    first = grant(person, Role.EDITOR, society)
    with pytest.raises(ValidationError):
        grant(person, Role.EDITOR, society)
    grant(person, Role.APPROVER, society)
    people.end_role(assignment=first, by=manager(), on=TODAY)
    grant(person, Role.EDITOR, society)
    assert roles_of(fresh(person)).editor_of == {society.pk}


def test_a_society_role_needs_a_society() -> None:
    with pytest.raises(ValidationError):
        grant(UserFactory(), Role.EDITOR)


def test_an_ended_role_opens_nothing_and_is_kept() -> None:
    person = editor(SocietyFactory())
    assignment = RoleAssignment.objects.get(person=person)
    people.end_role(assignment=assignment, by=manager(), on=TODAY)
    people.end_role(assignment=assignment, by=manager(), on=date(2018, 1, 1))
    assignment.refresh_from_db()
    assert assignment.ended_on == TODAY
    assert roles_of(fresh(person)).societies == ()


def test_the_last_manager_stays() -> None:
    first, second = manager(), manager()
    role = RoleAssignment.objects.get(person=first)
    people.deactivate(person=second, reason="x", by=first)
    with pytest.raises(ValidationError):
        people.end_role(assignment=role, by=first, on=TODAY)
    with pytest.raises(ValidationError):
        people.deactivate(person=first, reason="x", by=UserFactory())
    people.reactivate(person=second, by=first)
    people.end_role(assignment=role, by=second, on=TODAY)
    assert list(managers()) == [second]


def test_nobody_closes_their_own_account() -> None:
    first = manager()
    manager()
    with pytest.raises(ValidationError):
        people.deactivate(person=first, reason="x", by=first)


def test_a_portfolio_is_replaced_and_recorded() -> None:
    one, two = SocietyFactory(code="A-01"), SocietyFactory(code="A-02")
    person = reviewer(one)
    wanted = people.Portfolio(frozenset({"medicine"}), frozenset({two.pk}))
    people.set_portfolio(person=person, portfolio=wanted, by=None)
    people.set_portfolio(person=person, portfolio=wanted, by=None)
    event = AuditEvent.objects.get(action="portfolio.changed")
    assert event.before == {"portfolio": ["A-01"]}
    assert event.after == {"portfolio": ["A-02", "medicine"]}
    assert roles_of(fresh(person)).reviews(two)
    assert not roles_of(fresh(person)).reviews(one)


def test_a_reviewer_who_stops_loses_the_portfolio() -> None:
    person = reviewer(SocietyFactory())
    people.end_role(assignment=RoleAssignment.objects.get(person=person), by=manager(), on=TODAY)
    assert not PortfolioItem.objects.exists()


def new_person(**values: object) -> dict[str, object]:
    return {
        "username": "Zhang.San",
        "name": "张三",
        "phone": "",
        "email": "zhang@example.org",
        "roles": [Role.EDITOR, Role.APPROVER],
        "society": SocietyFactory(code="A-01").pk,
        **values,
    }


def link_in(page: str) -> str:
    found = re.search(r"https?://[^\s<\"]+(/accounts/password/reset/key/[^\s<\"]+)", page)
    assert found
    return found[1]


@pytest.mark.usefixtures("chief")
def test_a_new_person_gets_roles_and_a_link_that_works_once(client: Client) -> None:
    answer = client.post("/people/new/", new_person())
    person = User.objects.get(username="zhang.san")
    assert not person.has_usable_password()
    assert {role.role for role in person.role_assignments.all()} == {Role.EDITOR, Role.APPROVER}
    link = link_in(answer.content.decode())
    (message,) = mail.outbox
    assert message.to == ["zhang@example.org"]
    assert link in message.body
    assert link not in client.get(f"/people/{person.pk}/").content.decode(), "shown only once"

    visitor = Client()
    form = visitor.get(link)["Location"]
    password = "a brand new secret"
    visitor.post(form, {"password1": password, "password2": password})
    assert fresh(person).check_password(password)
    again = Client().get(link, follow=True)
    assert again.context["token_fail"] is True


@pytest.mark.usefixtures("chief")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"username": "KING"}, "username"),
        ({"username": "a b"}, "username"),
        ({"name": ""}, "name"),
        ({"email": "x"}, "email"),
        ({"roles": []}, "roles"),
        ({"society": ""}, "society"),
        ({"society": "999999"}, "society"),
        ({"disciplines": ["science"]}, "disciplines"),
    ],
)
def test_a_wrong_new_person_is_refused_and_nothing_typed_is_lost(
    client: Client, wrong: dict[str, object], field: str
) -> None:
    UserFactory(username="king")
    before = User.objects.count()
    answer = client.post("/people/new/", new_person(phone="010-5555", **wrong))
    assert answer.context["form"].errors.keys() == {field}
    assert "010-5555" in answer.content.decode()
    assert User.objects.count() == before


@pytest.mark.usefixtures("chief")
def test_a_new_reviewer_gets_the_portfolio(client: Client) -> None:
    society = SocietyFactory(code="B-02", discipline="engineering")
    data = new_person(
        roles=[Role.REVIEWER], society="", disciplines=["medicine"], societies=[society.pk]
    )
    client.post("/people/new/", data)
    roles = roles_of(User.objects.get(username="zhang.san"))
    assert roles.reviews(society)
    assert roles.portfolio_disciplines == {"medicine"}


@pytest.mark.usefixtures("chief")
def test_contact_data_is_edited(client: Client) -> None:
    person = UserFactory(name="旧")
    client.post(f"/people/{person.pk}/edit/", {"name": "新", "phone": "1", "email": ""})
    assert (fresh(person).name, fresh(person).email) == ("新", "")
    answer = client.post(f"/people/{person.pk}/edit/", {"name": "", "phone": "77", "email": ""})
    assert "77" in answer.content.decode()


@pytest.mark.usefixtures("chief")
def test_roles_are_granted_and_ended_on_the_page(client: Client) -> None:
    person, society = UserFactory(), SocietyFactory()
    path = f"/people/{person.pk}/"
    client.post(f"{path}roles/", {"role": Role.EDITOR, "society": society.pk})
    role = RoleAssignment.objects.get(person=person)
    answer = client.post(f"{path}roles/", {"role": Role.EDITOR, "society": society.pk})
    assert "role" in answer.context["role_form"].errors
    answer = client.post(f"{path}roles/", {"role": Role.APPROVER, "society": ""})
    assert "society" in answer.context["role_form"].errors
    client.post(f"{path}roles/{role.pk}/end/")
    role.refresh_from_db()
    assert role.ended_on is not None
    assert client.post(f"/people/{UserFactory().pk}/roles/{role.pk}/end/").status_code == 404


def test_the_page_refuses_to_end_the_last_manager(client: Client, chief: User) -> None:
    role = RoleAssignment.objects.get(person=chief)
    answer = client.post(f"/people/{chief.pk}/roles/{role.pk}/end/", follow=True)
    assert list(answer.context["messages"])
    role.refresh_from_db()
    assert role.ended_on is None
    answer = client.post(f"/people/{chief.pk}/close/", {"reason": "x"})
    assert answer.context["deactivate_form"].errors


@pytest.mark.usefixtures("chief")
def test_an_account_is_closed_with_a_reason_and_opened_with_a_new_link(client: Client) -> None:
    person = UserFactory()
    assert "reason" in client.post(f"/people/{person.pk}/close/").context["deactivate_form"].errors
    assert fresh(person).is_active
    client.post(f"/people/{person.pk}/close/", {"reason": "调离"})
    assert not fresh(person).is_active
    assert AuditEvent.objects.get(action="person.deactivated").reason == "调离"
    assert client.post(f"/people/{person.pk}/password-link/").status_code == 404
    answer = client.post(f"/people/{person.pk}/reopen/")
    assert link_in(answer.content.decode())
    assert fresh(person).is_active


@pytest.mark.usefixtures("chief")
def test_a_portfolio_is_edited_on_the_page(client: Client) -> None:
    society = SocietyFactory()
    person = reviewer(society)
    path = f"/people/{person.pk}/portfolio/"
    assert f'value="{society.pk}"' in client.get(path).content.decode()
    client.post(path, {"disciplines": ["science"], "societies": []})
    assert [str(item.discipline) for item in PortfolioItem.objects.all()] == ["science"]
    client.post(path, {})
    assert not PortfolioItem.objects.exists(), "an empty portfolio can be saved"
    assert client.post(path, {"disciplines": ["magic"]}).context["form"].errors
    assert client.get(f"/people/{UserFactory().pk}/portfolio/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=zhang", {"张三"}),
        ("q=李", {"李四"}),
        ("role=society_editor", {"张三"}),
        ("society=A-01", {"张三"}),
        ("society=数学", {"张三"}),
        ("state=inactive", {"李四"}),
        ("role=auditor", set()),
        ("role=nonsense", {"张三", "李四", "王处长"}),
    ],
)
@pytest.mark.usefixtures("chief")
def test_people_are_filtered_in_the_address(client: Client, query: str, found: set[str]) -> None:
    editor(SocietyFactory(code="A-01", name_zh="中国数学会"), name="张三", username="zhang")
    UserFactory(name="李四", is_active=False)
    answer = client.get(f"/people/?{query}")
    assert {person.name for person in answer.context["page_obj"]} == found


@pytest.mark.usefixtures("chief")
def test_people_ask_as_many_queries_for_few_as_for_many(client: Client) -> None:
    client.get("/people/")  # the first request of a session also writes it
    counts = []
    for _ in range(3):
        for _ in range(3):
            editor(SocietyFactory())
        with CaptureQueriesContext(connection) as queries:
            client.get("/people/")
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_an_auditor_reads_people_and_changes_nothing(client: Client) -> None:
    client.force_login(auditor())
    person = reviewer(SocietyFactory())
    page = client.get(f"/people/{person.pk}/").content.decode()
    for action in ("close", "roles", "password-link", "edit", "portfolio"):
        assert f"/people/{person.pk}/{action}/" not in page
    assert "/people/new/" not in client.get("/people/").content.decode()


def test_create_manager_command_makes_a_manager(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MANAGER_PASSWORD", "a very long secret")
    call_command("create_manager", "Chief", "--name", "王")
    person = User.objects.get(username="chief")
    assert person.check_password("a very long secret")
    assert person.requires_second_factor
    assert list(managers()) == [person]
    assert "chief" in capsys.readouterr().out
    with pytest.raises(CommandError) as caught:
        call_command("create_manager", "chief", "--name", "王")
    assert caught.value.returncode == 2


def test_create_manager_command_refuses_a_weak_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANAGER_PASSWORD", "1234")
    with pytest.raises(CommandError):
        call_command("create_manager", "chief", "--name", "王")
    assert not User.objects.exists()


def test_list_of_people_goes_out_without_addresses_and_leaves_a_trace(
    client: Client, chief: User
) -> None:
    grant(UserFactory(name="=1+1", username="wang", email="w@x.cn"), Role.AUDITOR)
    client.cookies["language"] = "en"
    text = client.get("/people/export.csv?role=auditor&state=active").content.decode("utf-8-sig")
    head, row = text.splitlines()
    assert head == "Name,User name,Roles,Second factor,Last signed in,State"
    assert row.startswith("'=1+1,wang,")
    assert "w@x.cn" not in text
    event = AuditEvent.objects.get(action="people.exported")
    assert (event.actor, event.after) == (chief, {"filters": "role=auditor&state=active"})
