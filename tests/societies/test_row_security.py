"""On PostgreSQL the database gives a request rows of its societies only, whoever asks and how."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError
from django.db import ProgrammingError, connection, models, transaction
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from members.models import Member
from reforms.models import ProgressEntry
from societies.middleware import RowSecurityMiddleware, TenancyMiddleware
from societies.models import Activity, Society
from societies.policies import (
    check_row_security,
    policies_in_force,
    scoped_conditions,
    society_path,
    update_policies,
)
from societies.row_security import confined, societies_in_reach
from tests.factories.members import MemberFactory
from tests.factories.societies import SocietyFactory, editor, manager

postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only PostgreSQL has row-level security"
)


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask the database by the back door."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def number_of(table: str) -> int:
    """Count the rows that can be seen."""
    return int(rows(f"SELECT COUNT(*) FROM {table}")[0][0])


@pytest.fixture
def two() -> tuple[Society, Society]:
    """Two societies, of which the first has one member and the second two."""
    with scopes_disabled():
        one, other = SocietyFactory(), SocietyFactory()
        MemberFactory(society=one, name="甲")
        MemberFactory(society=other, name="乙")
        MemberFactory(society=other, name="丙")
    return one, other


def test_reach_is_everything_outside_requests_and_the_scope_within() -> None:
    assert societies_in_reach() is None
    with scope(society=[1]):
        assert societies_in_reach() is None
    with confined():
        assert societies_in_reach() == ""
        with scope(society=[3, 7]):
            assert societies_in_reach() == "3,7"
            with scopes_disabled():
                assert societies_in_reach() is None
            assert societies_in_reach() == "3,7"
        with scope(society=[]):
            assert societies_in_reach() == ""
    assert societies_in_reach() is None


def _answer(user: Any) -> list[str | None]:
    """Return what a request of somebody reaches, as the page and as a stream."""
    reached: list[str | None] = []

    def view(_request: HttpRequest) -> HttpResponseBase:
        reached.append(societies_in_reach())

        def pieces() -> Iterator[bytes]:
            reached.append(societies_in_reach())
            yield b"one"
            reached.append(societies_in_reach())

        return StreamingHttpResponse(pieces())

    request = HttpRequest()
    request.user = user
    response: Any = RowSecurityMiddleware(TenancyMiddleware(view))(request)  # type: ignore[arg-type]
    assert reached
    assert b"".join(response) == b"one"
    return reached


@pytest.mark.django_db
def test_request_reaches_its_societies_to_the_end_of_a_stream() -> None:
    society = SocietyFactory()
    assert _answer(editor(society)) == [str(society.pk)] * 3
    assert _answer(manager()) == [None] * 3
    assert _answer(SimpleNamespace(is_authenticated=False))[0] == ""


def test_every_scoped_model_has_a_policy_and_public_ones_none() -> None:
    """A model with a scoped manager cannot be forgotten; nor can a table that joins two."""
    tables = scoped_conditions()
    for model in apps.get_models():
        if any(f.related_model is Society for f in model._meta.concrete_fields):
            is_scoped = type(model._meta.default_manager).__module__ == "django_scopes.manager"
            assert (model._meta.db_table in tables) == is_scoped, model
    assert Activity.co_hosts.through._meta.db_table in tables
    assert "EXISTS" in tables["reforms_commitment"]
    assert "reforms_monthlyissue" not in tables


def test_model_that_goes_by_an_open_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        ProgressEntry._meta.default_manager, "society_path", "task__workplan", raising=False
    )
    with pytest.raises(TypeError, match="Task is not scoped"):
        scoped_conditions()


@postgres
@pytest.mark.django_db
def test_policies_are_in_force_on_every_table() -> None:
    found = rows("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity")
    assert {name for (name,) in found} == set(scoped_conditions())
    with connection.cursor() as cursor:
        assert {table for table, _policy in policies_in_force(cursor)} == set(scoped_conditions())


@postgres
@pytest.mark.django_db
def test_statement_sees_rows_of_the_scope_only(two: tuple[Society, Society]) -> None:
    one, other = two
    assert number_of("members_member") == 3
    with confined():
        assert number_of("members_member") == 0
        with scope(society=[one.pk]):
            assert rows("SELECT name FROM members_member") == [("甲",)]
            unsafe = Society.objects.filter(pk=other.pk).values_list("pk")
            assert not Member._base_manager.filter(society__in=unsafe).exists()
            with scopes_disabled():
                assert number_of("members_member") == 3
            assert number_of("members_member") == 1
        with scope(society=[one.pk, other.pk]):
            assert number_of("members_member") == 3
    assert number_of("members_member") == 3


@postgres
@pytest.mark.django_db
def test_statement_changes_rows_of_the_scope_only(two: tuple[Society, Society]) -> None:
    one, other = two
    with confined(), scope(society=[one.pk]):
        assert Member._base_manager.filter(society_id=other.pk).update(name="丁") == 0
        assert Member._base_manager.filter(society_id=other.pk).delete()[0] == 0
        assert Member._base_manager.filter(society_id=one.pk).update(name="丁") == 1
        for write in (
            lambda: Member._base_manager.create(society=other, registration_no="X1", name="丁"),
            lambda: Member._base_manager.filter(society_id=one.pk).update(society_id=other.pk),
        ):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                write()
        MemberFactory(society=one)
    assert number_of("members_member") == 4


@postgres
@pytest.mark.django_db
def test_rows_below_others_go_by_these(two: tuple[Society, Society]) -> None:
    one, other = two
    with scopes_disabled():
        shared = Activity.objects.create(
            society=one, kind="domestic_meeting", title="会", started_on="2017-05-01"
        )
        shared.co_hosts.add(other)
    table = Activity.co_hosts.through._meta.db_table
    with confined(), scope(society=[one.pk]):
        assert number_of(table) == 1
    with confined(), scope(society=[other.pk]):
        assert number_of(table) == 0


@postgres
@pytest.mark.django_db
def test_request_cannot_lift_the_policies() -> None:
    with confined(), scope(society=[1]):
        found = rows(
            "SELECT rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = current_user"
        )
        assert found == [(False, False, False)]
        for statement in (
            "ALTER TABLE members_member DISABLE ROW LEVEL SECURITY",
            "TRUNCATE members_member CASCADE",
            "CREATE TABLE copied AS SELECT 1",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                rows(statement)


@postgres
@pytest.mark.django_db
def test_scope_holds_after_a_savepoint_is_taken_back(two: tuple[Society, Society]) -> None:
    one, other = two
    with confined(), scope(society=[one.pk]):
        assert number_of("members_member") == 1
        with transaction.atomic():
            with scopes_disabled():
                assert number_of("members_member") == 3
            with scope(society=[other.pk]):
                assert number_of("members_member") == 2
            transaction.set_rollback(True)
        assert number_of("members_member") == 1
    with confined(), scope(society=[other.pk]):
        assert number_of("members_member") == 2


@postgres
@pytest.mark.django_db(transaction=True)
def test_scope_holds_after_a_transaction_however_it_ends(two: tuple[Society, Society]) -> None:
    one, other = two
    for is_good in (True, False):
        assert number_of("members_member") == 3
        with confined(), scope(society=[one.pk]):
            with transaction.atomic():
                assert number_of("members_member") == 1
                with scopes_disabled():
                    assert number_of("members_member") == 3
                transaction.set_rollback(not is_good)
            assert number_of("members_member") == 1
            with pytest.raises(ProgrammingError), transaction.atomic():
                rows("no such statement")
            assert number_of("members_member") == 1
            connection.close()  # a new one begins
            assert number_of("members_member") == 1
        with confined(), transaction.atomic(), scope(society=[other.pk]):
            assert number_of("members_member") == 2
        with confined():
            assert number_of("members_member") == 0


@postgres
@pytest.mark.django_db
def test_scope_is_told_once_for_many_statements(two: tuple[Society, Society]) -> None:
    told: list[Any] = []
    with confined(), scope(society=[two[0].pk]):
        number_of("members_member")
        raw = connection.connection.execute

        def counted(*args: Any) -> Any:
            told.append(args)
            return raw(*args)

        connection.connection.execute = counted
        for _ in range(3):
            number_of("members_member")
        assert not told
        with scopes_disabled():
            number_of("members_member")
            number_of("members_member")
        assert len(told) == 1
        del connection.connection.execute


@postgres
@pytest.mark.django_db
def test_policies_are_made_once_and_anew_when_they_are_gone() -> None:
    with connection.cursor() as cursor:
        before = policies_in_force(cursor)
        with CaptureQueriesContext(connection) as queries:
            update_policies()
        assert not [q for q in queries if not q["sql"].startswith(("SELECT", "SAVE", "RELEASE"))][
            1:
        ]
        table = Member._meta.db_table
        policy = next(policy for name, policy in before if name == table)
        cursor.execute(f'DROP POLICY "{policy}" ON "{table}"')
        cursor.execute("CREATE POLICY own_societies_old ON accounts_user USING (true)")
        assert "societies.E001" in {error.id for error in check_row_security(["default"])}
        update_policies()
        assert policies_in_force(cursor) == before
    assert "societies.E001" not in {error.id for error in check_row_security(["default"])}


@postgres
@pytest.mark.django_db
def test_check_names_tables_that_lie_open() -> None:
    rows_of = "ALTER TABLE members_member DISABLE ROW LEVEL SECURITY"
    with connection.cursor() as cursor:
        cursor.execute(rows_of)
    (error, warning) = check_row_security(["default"])
    assert "members_member" in error.msg
    assert warning.id == "societies.W001"  # the tests sign in as the superuser


def test_check_has_nothing_to_say_of_other_databases() -> None:
    if connection.vendor != "postgresql":
        assert check_row_security(["default"]) == []
    assert check_row_security(None) == []


@postgres
@pytest.mark.django_db
def test_owner_who_may_not_make_the_role_is_told_what_to_run() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE poor_owner")
        cursor.execute("SET LOCAL SESSION AUTHORIZATION poor_owner")
        with pytest.raises(CommandError, match="CREATE ROLE poor_owner_scoped NOLOGIN;"):
            update_policies()
        cursor.execute("RESET SESSION AUTHORIZATION")


def test_path_of_a_model_that_belongs_to_no_society_is_empty() -> None:
    assert society_path(Society) == ""
    assert society_path(Member) == "society"
    assert isinstance(Member._meta.default_manager, models.Manager)
