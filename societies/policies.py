"""The policies of row-level security, made for every scoped model after each migration."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 -- Django's names
from django.core.management import CommandError
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.utils import CursorWrapper

from societies.row_security import ROLE, SETTING

_PREFIX = "own_societies_"
_IN_REACH = f"ANY ((SELECT string_to_array(current_setting('{SETTING}', true), ','))::bigint[])"
_TABLES = "pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"


def scoped_conditions() -> dict[str, str]:
    """Return the tables with rows of societies, and which of these are in reach, as SQL."""
    return {
        model._meta.db_table: condition
        for model in apps.get_models(include_auto_created=True)
        if (condition := _condition(model))
    }


def _condition(model: type[models.Model]) -> str:
    path = society_path(model)
    if not path:
        return ""
    step, _, rest = path.partition("__")
    field: Any = model._meta.get_field(step)
    if field.one_to_many:
        # Of a row for several societies each sees it who sees its own among the rows below.
        below = field.related_model._meta.db_table
        mine = f'"{model._meta.db_table}"."{model._meta.pk.column}"'
        return f'EXISTS (SELECT 1 FROM "{below}" WHERE "{below}"."{field.field.column}" = {mine})'  # noqa: S608
    column = f'"{model._meta.db_table}"."{field.column}"'
    if not rest and not model._meta.auto_created:
        # The scope's own condition finds the rows. Beside it the planner would take this one for
        # another that halves them again and again, were it not hidden from it.
        return f"COALESCE({column} = {_IN_REACH}, false)"
    above: type[models.Model] = field.related_model
    if not society_path(above):
        raise TypeError(f"{above.__name__} is not scoped, and {model.__name__} goes by it")
    # Of the rows above only those in reach are seen, by their own policy.
    key = f'"{above._meta.db_table}"."{above._meta.pk.column}"'
    return f'EXISTS (SELECT 1 FROM "{above._meta.db_table}" WHERE {key} = {column})'  # noqa: S608


def society_path(model: type[models.Model]) -> str:
    """Return how a row leads to its society; "" for what belongs to none."""
    owner: Any = model._meta.auto_created
    if not owner:
        return str(getattr(model._meta.default_manager, "society_path", ""))
    if not society_path(owner):
        return ""
    return next(f.name for f in model._meta.get_fields() if f.related_model is owner)


def update_policies(using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Make role, policies and privileges what the models ask for; done twice it changes nothing."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with transaction.atomic(using), connection.cursor() as cursor:
        role, user = _names(cursor)
        _make_role(cursor, role, user)
        for statement in _changes(cursor, connection.introspection.table_names(cursor)):
            cursor.execute(statement)
        _grant(cursor, role)


def _names(cursor: CursorWrapper) -> tuple[str, str]:
    """Return the role of requests and the one that signs in, both quoted where they must be."""
    cursor.execute(f"SELECT quote_ident({ROLE}), quote_ident(session_user)")
    role, user = cursor.fetchone()
    return role, user


def _make_role(cursor: CursorWrapper, role: str, user: str) -> None:
    cursor.execute(
        f"SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = {ROLE}), "  # noqa: S608
        "(SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = session_user)"
    )
    is_there, may_make = cursor.fetchone()
    make, give = f"CREATE ROLE {role} NOLOGIN", f"GRANT {role} TO {user}"
    if not is_there and not may_make:
        raise CommandError(
            "The database needs a role for requests. Run as its administrator\n"
            f"  {make};\n  {give};\nand migrate again."
        )
    if not is_there:
        # Another database of the same server may be at it too.
        cursor.execute(
            f"DO $$ BEGIN {make}; "
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
    cursor.execute(f"SELECT pg_has_role(session_user, {ROLE}, 'MEMBER')")
    if cursor.fetchone() == (False,):
        cursor.execute(give)


def _changes(cursor: CursorWrapper, tables: Sequence[str]) -> Iterator[str]:
    """Yield what makes the policies those that the models ask for."""
    wanted = {
        (table, _PREFIX + hashlib.sha256(condition.encode()).hexdigest()[:12]): condition
        for table, condition in scoped_conditions().items()
        if table in tables
    }
    found = policies_in_force(cursor)
    for table, policy in found - wanted.keys():
        yield f'DROP POLICY "{policy}" ON "{table}"'
    for table, policy in sorted(wanted.keys() - found):
        yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
        yield f'CREATE POLICY "{policy}" ON "{table}" USING ({wanted[table, policy]})'


def policies_in_force(cursor: CursorWrapper) -> set[tuple[str, str]]:
    """Return our policies as (table, name)."""
    cursor.execute(
        "SELECT tablename, policyname FROM pg_policies "
        "WHERE schemaname = current_schema() AND policyname LIKE %s",
        [f"{_PREFIX}%"],
    )
    return set(cursor.fetchall())


def _grant(cursor: CursorWrapper, role: str) -> None:
    """Let the role do with tables what pages do; which rows is the policies' affair."""
    cursor.execute(
        f"SELECT quote_ident(current_schema()) FROM {_TABLES} "  # noqa: S608
        f"AND NOT has_table_privilege({ROLE}, oid, 'DELETE') LIMIT 1"
    )
    for (schema,) in cursor.fetchall():
        tables = f"ALL TABLES IN SCHEMA {schema}"
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {role}")


def check_row_security(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Say what keeps the database from holding to the scope of requests."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:
                found += _flaws(cursor)
    return found


def _flaws(cursor: CursorWrapper) -> Iterator[CheckMessage]:
    names = sorted(scoped_conditions())
    cursor.execute(
        f"SELECT relname FROM {_TABLES} AND relname = ANY(%s) "  # noqa: S608
        "AND (NOT relrowsecurity OR relforcerowsecurity "
        "OR NOT pg_has_role(session_user, relowner, 'MEMBER'))",
        [names],
    )
    open_tables = [name for (name,) in cursor.fetchall()]
    if open_tables or list(_changes(cursor, names)):
        yield Error(
            "Row-level security is not as the models ask for"
            + (f": {', '.join(open_tables)}." if open_tables else "."),
            hint="Run migrate as the owner of the tables, which is who the portal signs in as.",
            id="societies.E001",
        )
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = session_user")
    if cursor.fetchone() == (True,):
        yield Warning(
            "The portal signs in to PostgreSQL as a superuser.",
            hint="Give it a role of its own that owns the database and nothing else.",
            id="societies.W001",
        )
