"""What an uploaded file would do, as rows of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from societies.files import CellChange, RowPlan
from societies.files.building import Builder, cell_text
from societies.files.columns import SOCIETY_CODE, FileColumn, file_columns
from societies.files.kept import KeptPlan
from societies.filters.registers import beside
from societies.registers import Flag, Register
from societies.views.register_rows import record_url

#: Rows of each sort on a page.
PER_PAGE = 100


@dataclass(frozen=True)
class Part:
    """One page of the rows of a sort; `name` is what the address calls it."""

    name: str
    page: Page[Any]
    previous: str
    next: str

    @property
    def total(self) -> int:
        """How many rows there are of the sort."""
        return self.page.paginator.count


@dataclass(frozen=True)
class PreviewRow:
    """A row of the file: what it makes or changes, and the rules of practice it breaks."""

    number: int
    society: str
    title: str
    url: str
    cells: Sequence[tuple[str, str]]
    changes: Sequence[CellChange]
    flags: Sequence[Flag]


@dataclass(frozen=True)
class Preview:
    """One page of a preview; `stale` are rows whose record is no longer as it was."""

    problems: Part
    changed: Part
    created: Part
    columns: Sequence[FileColumn]
    changed_rows: list[PreviewRow] = field(default_factory=list)
    created_rows: list[PreviewRow] = field(default_factory=list)
    named_problems: list[tuple[int, str, str]] = field(default_factory=list)
    stale: Sequence[int] = ()

    @property
    def has_flags(self) -> bool:
        """Whether any new row of the page breaks a rule."""
        return any(row.flags for row in self.created_rows)


def preview_of(request: HttpRequest, register: Register, kept: KeptPlan, today: date) -> Preview:
    """Return the page of rows that the address asks for, in a constant number of queries."""
    columns = file_columns(register)
    problems, changed, created = (
        _part(request, name, rows)
        for name, rows in (
            ("problems", kept.problems),
            ("changed", kept.changed),
            ("created", kept.created),
        )
    )
    facts = kept.rows([*changed.page, *created.page], columns)
    plans, stale = Builder(register, columns).built(facts)
    beside(register, [plan.record for plan in plans])
    new = [plan for plan in plans if plan.facts.pk is None]
    filled = [c for c in columns if c.name != SOCIETY_CODE and any(_text(c, p) for p in new)]
    rows = [_row(register, plan, filled, today) for plan in plans]
    labels = {column.name: column.label for column in columns}
    return Preview(
        problems,
        changed,
        created,
        filled,
        [row for row in rows if row.url],
        [row for row in rows if not row.url],
        [(p.row, labels.get(p.column, p.column), p.message) for p in problems.page],
        stale,
    )


def _part(request: HttpRequest, name: str, rows: Sequence[Any]) -> Part:
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get(name))

    def address(number: int) -> str:
        query = request.GET.copy()
        query[name] = str(number)
        return f"?{query.urlencode()}#{name}"

    return Part(
        name,
        page,
        address(page.previous_page_number()) if page.has_previous() else "",
        address(page.next_page_number()) if page.has_next() else "",
    )


def _row(
    register: Register, plan: RowPlan, filled: Sequence[FileColumn], today: date
) -> PreviewRow:
    is_new = plan.facts.pk is None
    return PreviewRow(
        plan.number,
        plan.record.society.code,
        str(plan.record),
        "" if is_new else record_url(register, plan.record),
        [(column.label, _text(column, plan)) for column in filled] if is_new else (),
        plan.changes,
        register.flags(plan.record, today) if register.flags else (),
    )


def _text(column: FileColumn, plan: RowPlan) -> str:
    return cell_text(column, plan.facts.values.get(column.name))
