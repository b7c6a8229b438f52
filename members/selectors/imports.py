"""Imports of members as pages show them: rows to come, what changes, what has to be corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.db.models import Field, Q, QuerySet
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from members.enums import ImportState, RowAction
from members.fields import CHANGEABLE, COLUMNS, SECRETS
from members.importing.problems import RowWords, in_words
from members.models import Member, MemberImport, MemberImportRow
from members.secrets import decrypt, search_keys
from members.selectors.masked import masked
from societies.models import Society


@dataclass(frozen=True)
class ValueChange:
    """A value as it stood and as the file has it, in words; numbers are masked."""

    name: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class PreviewRow:
    """A row of an import as its page shows it."""

    row: MemberImportRow
    changes: list[ValueChange] = field(default_factory=list)
    problems: list[RowWords] = field(default_factory=list)


@dataclass(frozen=True)
class MemberChange:
    """What one import did to a member."""

    member_import: MemberImport
    number: int
    changes: list[ValueChange]


def imports_of(society: Society | None) -> QuerySet[Any]:
    """Imports of a society, or those CAST sent for many; newest first."""
    imports: QuerySet[Any] = MemberImport.objects.filter(society=society)
    return imports.select_related("requested_by", "society", "job").order_by("-pk")


def file_problems(member_import: MemberImport) -> list[tuple[int, RowWords]]:
    """Return why a file could not be read or applied at all, with the row (0 for none)."""
    return [
        (row, words) for row, *problem in member_import.problems for words in _labelled([problem])
    ]


def rows_of(member_import: MemberImport, action: str) -> QuerySet[Any]:
    """Rows of one kind in the order of the file, for a paginator."""
    rows: QuerySet[Any] = MemberImportRow.objects.filter(
        member_import=member_import, action=action
    ).order_by("number")
    return rows


def preview(member_import: MemberImport, rows: Sequence[MemberImportRow]) -> list[PreviewRow]:
    """Put one page of rows of the same kind into words; at most one more query."""
    changed = [row.number for row in rows if row.action == RowAction.CHANGED]
    before: dict[int, MemberImportRow] = {}
    if changed:
        earlier = rows_of(member_import, RowAction.BEFORE).filter(number__in=changed)
        before = {row.number: row for row in earlier}
    return [
        PreviewRow(
            row,
            changes_of(before[row.number], row) if row.number in before else [],
            _labelled(row.problems or []),
        )
        for row in rows
    ]


def _labelled(problems: Iterable[Sequence[Any]]) -> list[RowWords]:
    """Word problems, columns by their heads; one that is not known keeps its own."""
    return [
        RowWords(label_of(found.column) if found.column in COLUMNS else found.column, found.message)
        for found in in_words(problems)
    ]


def changes_of(before: MemberImportRow, after: MemberImportRow) -> list[ValueChange]:
    """Name the values in which two states of a member differ."""
    changes = []
    for name in CHANGEABLE:
        if name in SECRETS:
            old, new = (_number(row, name) for row in (before, after))
            # The same number under another key or spelling is no change.
            differs = bool(set(search_keys(old, name)) ^ set(search_keys(new, name)))
            old, new = masked(old), masked(new)
        else:
            differs = getattr(before, name) != getattr(after, name)
            old, new = _shown(before, name), _shown(after, name)
        if differs:
            changes.append(ValueChange(name, label_of(name), old, new))
    return changes


def _number(row: MemberImportRow, name: str) -> str:
    return decrypt(getattr(row, f"{name}_cipher"), name, row.registration_no)


def label_of(name: str) -> str:
    """Return a column's name in words."""
    if name == "society_code":
        return _("Society code")
    described = Member._meta.get_field(f"{name}_key" if name in SECRETS else name)
    return str(cast("Field[Any, Any]", described).verbose_name)


def _shown(row: MemberImportRow, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return "" if value is None else str(value)


def imports_of_member(member: Member) -> list[MemberChange]:
    """Return what applied imports did to a member, newest first; undone ones are left out."""
    applied = Q(member_import__state=ImportState.APPLIED)
    rows = list(
        MemberImportRow.objects.filter(applied, member_id=member.pk, action=RowAction.CHANGED)
        .select_related("member_import", "member_import__applied_by")
        .order_by("-member_import_id")[:50]
    )
    earlier = MemberImportRow.objects.filter(
        action=RowAction.BEFORE,
        member_import__in={row.member_import_id for row in rows},
        number__in={row.number for row in rows},
    )
    before = {(row.member_import_id, row.number): row for row in earlier} if rows else {}
    history = [
        MemberChange(row.member_import, row.number, changes_of(found, row))
        for row in rows
        if (found := before.get((row.member_import_id, row.number)))
    ]
    with scopes_disabled():  # CAST's files of many societies belong to none of them
        made = list(
            MemberImport.objects.filter(pk=member.created_in_id).select_related("applied_by")
        )
    return history + [MemberChange(entry, 0, []) for entry in made if member.created_in_id]
