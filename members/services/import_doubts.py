"""What is not wrong in a file of members but worth a look: one identity number of two members."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from members.enums import RowAction
from members.importing.problems import Problem
from members.models import Member, MemberImport, MemberImportRow
from members.services.import_staging import rows_with_problems

#: More rows than these are not pointed out: something is wrong with the whole column.
MOST_DOUBTS = 10_000
_MEMBERS = Member._meta.db_table
_ROWS = MemberImportRow._meta.db_table
_STAGED = (
    "{0}.member_import_id = %s AND {0}.action IN (%s, %s) "
    "AND {0}.id_number_key <> '' AND {0}.left_on IS NULL"
)
_TOLD = "r.number, r.society_id, r.registration_no, r.name"
#: Rows of one society with the same number; each with the first and the last of them.
_IN_FILE = f"""
    SELECT {_TOLD}, g.first, g.last FROM {_ROWS} AS r JOIN (
        SELECT society_id, id_number_key, MIN(number) AS first, MAX(number) AS last
        FROM {_ROWS} AS s WHERE {_STAGED.format("s")}
        GROUP BY society_id, id_number_key HAVING COUNT(*) > 1
    ) AS g ON g.society_id = r.society_id AND g.id_number_key = r.id_number_key
    WHERE {_STAGED.format("r")} ORDER BY r.number LIMIT {MOST_DOUBTS}
"""  # noqa: S608
#: Rows whose number another member has; those whom the file itself changes are compared above.
_IN_REGISTER = f"""
    SELECT {_TOLD}, MIN(m.registration_no) FROM {_ROWS} AS r JOIN {_MEMBERS} AS m
        ON m.id_number_key = r.id_number_key AND m.id_number_key <> ''
        AND m.society_id = r.society_id AND m.registration_no <> r.registration_no
    WHERE {_STAGED.format("r")} AND m.left_on IS NULL AND NOT EXISTS (
        SELECT 1 FROM {_ROWS} AS c
        WHERE c.member_id = m.id AND c.action = 'changed' AND c.member_import_id = %s
    )
    GROUP BY {_TOLD} ORDER BY r.number LIMIT {MOST_DOUBTS}
"""  # noqa: S608

Doubt = tuple[int, int, str, str]


def doubtful_rows(member_import: MemberImport) -> list[Sequence[Any]]:
    """Return staged rows that say which new and changed ones share an identity number."""
    found: dict[Doubt, list[Problem]] = {}
    for doubt, problem in (*_in_file(member_import), *_in_register(member_import)):
        found.setdefault(doubt, []).append(problem)
    rows = [(*doubt, json.dumps(problems)) for doubt, problems in sorted(found.items())]
    return rows_with_problems(member_import.pk, RowAction.DOUBTFUL, rows)


def _in_file(member_import: MemberImport) -> Iterator[tuple[Doubt, Problem]]:
    staged = [member_import.pk, RowAction.NEW, RowAction.CHANGED]
    for *doubt, first, last in _rows(_IN_FILE, [*staged, *staged]):
        other = last if doubt[0] == first else first
        yield tuple(doubt), ("id_number", "id_shared_row", {"row": other})


def _in_register(member_import: MemberImport) -> Iterator[tuple[Doubt, Problem]]:
    staged = [member_import.pk, RowAction.NEW, RowAction.CHANGED]
    for *doubt, other in _rows(_IN_REGISTER, [*staged, member_import.pk]):
        yield tuple(doubt), ("id_number", "id_shared_member", {"number": other})


def _rows(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
