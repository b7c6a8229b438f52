"""Rows of an import on their way through the database, in sets: no object, no query per row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import connection

from members.enums import RowAction
from members.fields import CHANGEABLE, stored
from members.models import Member, MemberImport, MemberImportRow

_MEMBERS = Member._meta.db_table
_ROWS = MemberImportRow._meta.db_table
#: What an import says of a member, as the two tables name it.
VALUES = stored(CHANGEABLE)
_PLACE = ("member_import_id", "action", "number", "society_id", "registration_no", "row_digest")
#: Columns of a new row, of a changed one and its state before, and of a refused one.
NEW_COLUMNS = (*_PLACE, *VALUES[:-1])
CHANGED_COLUMNS = (*_PLACE, "version", *VALUES, "member_id")
REJECTED_COLUMNS = (*_PLACE, "version", *VALUES, "problems")

Row = Sequence[Any]
_BLANK_VALUES = tuple(
    None if name.endswith(("_on", "_cipher")) else "" for name in VALUES if name != "name"
)


def rows_with_problems(
    member_import_id: int, action: str, rows: Iterable[tuple[int, int | None, str, str, str]]
) -> list[Row]:
    """Return rows for REJECTED_COLUMNS of (number, society, registration, name, problems)."""
    return [
        (member_import_id, action, *place, None, 0, name, *_BLANK_VALUES, problems)
        for *place, name, problems in rows
    ]


def write_rows(columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write staged rows: by COPY where the database has it, else by one prepared statement."""
    if not rows:
        return
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {_ROWS} ({names}) FROM STDIN") as copy:
                copy.write(copy_text(rows))
        else:
            marks = ", ".join("?" * len(columns))
            # By the driver itself: Django would look at every row once more.
            cursor.connection.executemany(
                f"INSERT INTO {_ROWS} ({names}) VALUES ({marks})",  # noqa: S608
                rows,
            )


def copy_text(rows: Sequence[Row]) -> str:
    """Return rows in the text format of COPY."""
    columns = [_copy_column(column) for column in zip(*rows, strict=True)]
    return "\n".join(map("\t".join, zip(*columns, strict=True))) + "\n"


def _copy_column(values: tuple[Any, ...]) -> Sequence[str]:
    kinds = set(map(type, values))
    if kinds == {str}:
        # Control characters were taken out as the cells were read: only this sign is special.
        return [v.replace("\\", "\\\\") for v in values] if "\\" in "".join(values) else values
    if kinds == {int}:
        return list(map(str, values))
    return list(map(_copy_value, values))


def _copy_value(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    return str(value).replace("\\", "\\\\")


def known_members(numbers: Sequence[str]) -> dict[str, tuple[int, int, int | None, int]]:
    """Return (key, society, digest, version) of the members with these registration numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT registration_no, id, society_id, row_digest, version "  # noqa: S608
            f"FROM {_MEMBERS} WHERE registration_no {_one_of(numbers)}",
            _parameters(numbers),
        )
        return {row[0]: row[1:] for row in cursor.fetchall()}


def stored_values(keys: Sequence[int]) -> dict[int, list[Any]]:
    """Return the values of members by their keys, days as ISO text."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {', '.join(VALUES)} FROM {_MEMBERS} WHERE id {_one_of(keys)}",  # noqa: S608
            _parameters(keys),
        )
        return {row[0]: [_plain(value) for value in row[1:]] for row in cursor.fetchall()}


def _one_of(values: Sequence[Any]) -> str:
    if connection.vendor == "postgresql":
        return "= ANY(%s)"
    return f"IN ({', '.join(['%s'] * len(values))})"


def _parameters(values: Sequence[Any]) -> list[Any]:
    return [list(values)] if connection.vendor == "postgresql" else list(values)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return bytes(value) if isinstance(value, memoryview) else value


#: What SQLite keeps in memory while an import is applied (KiB): the indexes are written at random.
_CACHE = 64 * 1024


_LOOSE_INDEXES = (
    "SELECT name, sql FROM sqlite_master "
    "WHERE type = 'index' AND tbl_name = %s AND sql LIKE 'CREATE INDEX%%'"
)


@contextmanager
def indexes_built_after(rows: int) -> Iterator[None]:
    """On SQLite, sort indexes once when the table at least doubles: half the work of filling them.

    In the caller's transaction, which alone writes; where several write, dropping would block them.
    """
    if connection.vendor != "sqlite" or rows < Member.objects.count():
        yield
        return
    with connection.cursor() as cursor:
        indexes = cursor.execute(_LOOSE_INDEXES, [_MEMBERS]).fetchall()
        for name, _statement in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        # Sorting takes as much memory as the cache once more.
        cursor.execute(f"PRAGMA cache_size = -{_CACHE // 4}")
        yield
        for _name, statement in indexes:
            cursor.execute(statement)


@contextmanager
def roomy_cache() -> Iterator[None]:
    """Let SQLite hold the indexes in memory for a while; other databases see to it themselves."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (size,) = cursor.execute("PRAGMA cache_size").fetchone()
        cursor.execute(f"PRAGMA cache_size = -{_CACHE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {size}")


def insert_new(member_import: MemberImport, *, at: datetime) -> int:
    """Make members of the new rows; IntegrityError when a number was taken meanwhile."""
    fields = ", ".join(("society_id", "registration_no", "row_digest", *VALUES))
    return _execute(
        f"INSERT INTO {_MEMBERS} ({fields}, note, version, updated_at, created_in_id) "  # noqa: S608
        f"SELECT {fields}, '', 0, %s, member_import_id FROM {_ROWS} "
        "WHERE member_import_id = %s AND action = %s ORDER BY number",
        [_moment(at), member_import.pk, RowAction.NEW],
    )


def update_changed(member_import: MemberImport, *, at: datetime) -> int:
    """Give members the values of the changed rows, unless somebody changed them meanwhile."""
    return _update(member_import, RowAction.CHANGED, "m.version = r.version", at)


def restore_changed(member_import: MemberImport, *, at: datetime) -> int:
    """Give members back the values they had before, unless somebody changed them since.

    A version never comes back, so all that earlier imports know of it moves by the two steps.
    """
    _execute(
        f"UPDATE {_ROWS} AS e SET version = e.version + 2 FROM {_ROWS} AS r "  # noqa: S608
        "WHERE r.member_import_id = %s AND r.action = %s AND e.member_id = r.member_id "
        "AND e.version < r.version AND e.member_import_id <> r.member_import_id",
        [member_import.pk, RowAction.BEFORE],
    )
    moved = "made_version = m.made_version + 2, "
    return _update(member_import, RowAction.BEFORE, "m.version = r.version + 1", at, moved)


def _update(
    member_import: MemberImport, action: str, condition: str, at: datetime, more: str = ""
) -> int:
    values = ", ".join(f"{name} = r.{name}" for name in (*VALUES, "row_digest"))
    return _execute(
        f"UPDATE {_MEMBERS} AS m SET {values}, {more}"  # noqa: S608
        "version = m.version + 1, updated_at = %s "
        f"FROM {_ROWS} AS r WHERE r.member_import_id = %s AND r.action = %s "
        f"AND m.id = r.member_id AND {condition}",
        [_moment(at), member_import.pk, action],
    )


def count_changed_since(member_import: MemberImport) -> int:
    """Return how many members that the import changed are no longer as it left them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM {_ROWS} r JOIN {_MEMBERS} m ON m.id = r.member_id "  # noqa: S608
            "WHERE r.member_import_id = %s AND r.action = %s AND m.version = r.version + 1",
            [member_import.pk, RowAction.CHANGED],
        )
        (same,) = cursor.fetchone()
    return member_import.changed - int(same)


def delete_created(member_import: MemberImport) -> int:
    """Delete the members that the import made and that stand as it made them."""
    return _execute(
        f"DELETE FROM {_MEMBERS} WHERE created_in_id = %s AND version = made_version",  # noqa: S608
        [member_import.pk],
    )


def delete_rows(member_import: MemberImport, actions: Iterable[str]) -> int:
    """Delete staged rows of these kinds."""
    wanted = list(actions)
    marks = ", ".join(["%s"] * len(wanted))
    return _execute(
        f"DELETE FROM {_ROWS} WHERE member_import_id = %s AND action IN ({marks})",  # noqa: S608
        [member_import.pk, *wanted],
    )


def societies_touched(member_import: MemberImport) -> set[int]:
    """Return the keys of the societies whose members the staged rows make or change."""
    rows = MemberImportRow.objects.filter(
        member_import=member_import, action__in=(RowAction.NEW, RowAction.CHANGED)
    )
    return set(rows.order_by().values_list("society_id", flat=True).distinct())


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _execute(statement: str, parameters: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
