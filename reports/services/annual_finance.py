"""Entering the financial statements of an annual report, and explaining what does not agree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import audit
from reforms.merge import Unit
from reports.finance.arithmetic import Entry
from reports.finance.cells import (
    OWN,
    Cells,
    audit_of,
    cell_units,
    changed,
    conflicts,
    merged_cells,
    sheet_of,
)
from reports.finance.lines import finance_forms
from reports.models import AnnualReport
from reports.models.annual_finance import FinanceExplanation, FinanceLine, FinanceStatements
from reports.selectors.finance import FinanceBook, finance_book

#: Lines of its own that a society may list in a year.
MOST_OWN = 200
#: An amount of nothing, as cells are kept.
ZERO = "0.00"


class FinanceConflict(Exception):
    """Others changed the same cells meanwhile; `units` are those cells, `book` what is stored."""

    def __init__(self, units: list[Unit], book: FinanceBook) -> None:
        super().__init__(f"{len(units)} cells")
        self.units, self.book = units, book


def _locked(report: AnnualReport) -> AnnualReport:
    """The report, held against a second save; ValidationError unless it is open."""
    locked: AnnualReport = (
        AnnualReport.objects.select_related("society", "workplan")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=report.pk)
    )
    if not locked.is_open:
        raise ValidationError(
            _("The report has been submitted; its statements cannot be changed now.")
        )
    return locked


@transaction.atomic
def save_finance(
    *,
    report: AnnualReport,
    base: Cells,
    mine: Cells,
    by: User,
    at: dt.datetime,
    choices: Mapping[str, str] | None = None,
    expected_version: int | None = None,
    reason: str = "",
    with_zeros: bool = False,
) -> FinanceBook:
    """Keep what was entered over `base`, together with what others saved since.

    `with_zeros` enters 0 in every cell that must be entered and is neither entered nor explained.

    Raises FinanceConflict while cells that both changed are not decided by `choices`, or were
    decided over another version than `expected_version`, and ValidationError when the report is
    closed or lists too many lines.
    """
    report = _locked(report)
    book = finance_book(report)
    units = cell_units(base, mine, book.cells)
    choices = choices or {}
    open_units = [unit for unit in conflicts(units) if unit.name not in choices]
    if open_units or (choices and expected_version != book.version):
        raise FinanceConflict(conflicts(units), book)
    cells = merged_cells(units, choices)
    if with_zeros:
        cells |= dict.fromkeys(replace(book, sheet=sheet_of(cells)).unknown, ZERO)
    names = changed(book.cells, cells)
    if not names and sheet_of(cells).own == book.sheet.own:
        return book
    _store(report, cells, book.version + 1, by, at)
    if names:
        _record(report, book.cells, cells, names, by, reason)
    return finance_book(report)


def _store(report: AnnualReport, cells: Cells, version: int, by: User, at: dt.datetime) -> None:
    sheet, said = sheet_of(cells), audit_of(cells)
    if len(sheet.own) > MOST_OWN:
        raise ValidationError(
            _("At most %(most)d lines of your own fit; these are %(count)d.")
            % {"most": MOST_OWN, "count": len(sheet.own)}
        )
    statements = FinanceStatements(
        pk=FinanceStatements.objects.filter(report=report).values_list("pk", flat=True).first(),
        report=report,
        audit_firm=said.firm,
        audit_opinion=said.opinion,
        audit_number=said.number,
        audited_on=dt.date.fromisoformat(said.day) if said.day else None,
        version=version,
        updated_at=at,
        updated_by=by,
    )
    statements.full_clean(validate_unique=False)
    statements.save()
    lines = [
        FinanceLine(report=report, code=code, amount=entry.amount, before=entry.before)
        for code, entry in _in_order(sheet.lines)
    ]
    lines += [
        FinanceLine(
            report=report,
            parent=line.parent,
            name=line.name,
            amount=line.entry.amount,
            before=line.entry.before,
        )
        for line in sheet.own
    ]
    for position, line in enumerate(lines):
        line.position = position
        line.clean_fields(exclude=["report"])
    FinanceLine.objects.filter(report=report).delete()
    FinanceLine.objects.bulk_create(lines)


def _in_order(entries: Mapping[str, Entry]) -> Iterable[tuple[str, Entry]]:
    """The lines that hold an amount, in the order of the forms."""
    for statement in finance_forms().statements:
        for line in statement.lines:
            entry = entries.get(line.code)
            if entry is not None and not entry.is_empty:
                yield line.code, entry


def _record(
    report: AnnualReport, before: Cells, after: Cells, names: list[str], by: User, reason: str
) -> None:
    """Leave both values of every changed cell; lines of the society's own as one list."""
    told = [name for name in names if not name.startswith(OWN)]
    old = {name: before.get(name) for name in told}
    new = {name: after.get(name) for name in told}
    if len(told) < len(names):
        old["own_lines"], new["own_lines"] = _own_told(before), _own_told(after)
    audit.record(
        action="annual_report.finance_changed",
        subject=report,
        actor=by,
        scope=report.society.code,
        before=old,
        after=new,
        reason=reason,
    )


def _own_told(cells: Cells) -> str:
    forms = finance_forms()
    return "\n".join(
        f"{forms.line(line.parent).name.zh}·{line.name} {line.entry.amount} / {line.entry.before}"
        for line in sheet_of(cells).own
    )


@transaction.atomic
def explain_finding(
    *, report: AnnualReport, finding: str, mark: str, text: str, by: User, at: dt.datetime
) -> FinanceBook:
    """Say why a difference stands; an empty text takes the explanation back.

    Raises ValidationError when the report is closed, the text too long, or the difference is
    another one by now: what was not read is not explained.
    """
    report = _locked(report)
    book = finance_book(report)
    text = text.strip()
    stored = FinanceExplanation.objects.filter(report=report, finding=finding).first()
    if text and not any(
        said.finding.code == finding and said.finding.mark == mark for said in book.findings
    ):
        raise ValidationError(
            _("The difference is another one by now. Look at it again; nothing was saved.")
        )
    before = stored.text if stored else ""
    if text == before and (stored is None or stored.difference == mark):
        return book
    if text:
        stored = stored or FinanceExplanation(report=report, finding=finding)
        stored.difference, stored.text = mark, text
        stored.written_at, stored.written_by = at, by
        stored.full_clean()
        stored.save()
    elif stored:
        stored.delete()
    audit.record(
        action="annual_report.finance_explained",
        subject=report,
        actor=by,
        scope=report.society.code,
        before={"finding": finding, "text": before},
        after={"finding": finding, "difference": mark, "text": text},
    )
    return finance_book(report)
