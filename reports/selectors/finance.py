"""The financial statements of an annual report: what was entered, and what does not agree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from reports.annual.parts import Words
from reports.finance.arithmetic import (
    Amounts,
    Entry,
    Finding,
    FindingKind,
    OwnLine,
    Sheet,
    findings,
    in_words,
)
from reports.finance.cells import Audit, Cells, cells_of
from reports.finance.lines import AMOUNT, BEFORE, Forms, finance_forms
from reports.models import AnnualReport
from reports.models.annual_finance import FinanceExplanation, FinanceLine, FinanceStatements

#: So many years before its own a report looks back.
YEARS_BEFORE = 4


@dataclass(frozen=True)
class Explanation:
    """Why a difference stands, and which difference that was said of."""

    mark: str
    text: str
    written_at: dt.datetime | None = None
    written_by: str = ""


@dataclass(frozen=True)
class Said:
    """A finding in words, with what the society says of it."""

    finding: Finding
    words: Words
    explanation: Explanation | None

    @property
    def is_settled(self) -> bool:
        """Whether the difference as it is now has been explained."""
        return self.explanation is not None and self.explanation.mark == self.finding.mark

    @property
    def is_outdated(self) -> bool:
        """Whether another difference was explained."""
        return self.explanation is not None and not self.is_settled


@dataclass(frozen=True)
class FinanceBook:
    """The statements of a year; `last_year` is what last year's report said at its end.

    `earlier` are the statements of the years before that were entered, by year.
    """

    year: int
    sheet: Sheet = field(default_factory=Sheet)
    audit: Audit = field(default_factory=Audit)
    explanations: Mapping[str, Explanation] = field(default_factory=dict)
    last_year: Mapping[str, Decimal] = field(default_factory=dict)
    earlier: Mapping[int, Sheet] = field(default_factory=dict)
    version: int = 0
    saved_at: dt.datetime | None = None
    saved_by: str = ""

    @property
    def forms(self) -> Forms:
        """The forms that the statements follow."""
        return finance_forms()

    @cached_property
    def amounts(self) -> Amounts:
        """What every line amounts to."""
        return Amounts(self.sheet, self.forms)

    @cached_property
    def findings(self) -> tuple[Said, ...]:
        """What does not agree, in words, with what was said of it."""
        return tuple(
            Said(one, in_words(one, self.forms), self.explanations.get(one.code))
            for one in findings(self.sheet, self.forms, self.last_year)
        )

    @property
    def unsettled(self) -> list[Said]:
        """What is neither corrected nor explained."""
        return [said for said in self.findings if not said.is_settled]

    @property
    def unknown(self) -> list[str]:
        """Cells that must be entered and are neither entered nor explained.

        Only of statements that were begun: an empty one is not a statement of zeros.
        """
        begun = {
            line.code
            for statement in self.forms.statements
            if any(self.sheet.entered(line.code, AMOUNT) is not None for line in statement.lines)
            for line in statement.lines
        }
        missing = (said.finding for said in self.unsettled)
        return [
            f"{finding.line}@{finding.column}"
            for finding in missing
            if finding.kind == FindingKind.MISSING
            and finding.expected is None
            and finding.line in begun
        ]

    def yearly(self, code: str) -> dict[int, Decimal]:
        """What a line amounted to in each year that is known.

        As the year's own report says, else as the next year's gives it for the year before.
        """
        found: dict[int, Decimal] = {}
        for year, sheet in sorted({**self.earlier, self.year: self.sheet}.items()):
            amounts = Amounts(sheet, self.forms)
            before, now = amounts.of(code, BEFORE), amounts.of(code)
            if before is not None:
                found.setdefault(year - 1, before)
            if now is not None:
                found[year] = now
        return found

    @property
    def cells(self) -> Cells:
        """The statements as cells."""
        return cells_of(self.sheet, self.audit)


def finance_book(report: AnnualReport) -> FinanceBook:
    """The statements of a report; an empty book while nothing was entered."""
    year = report.workplan.year
    sheets = _sheets(report, range(year - YEARS_BEFORE, year + 1))
    last_year = _closing(sheets[year - 1])
    earlier = {each: sheet for each, sheet in sheets.items() if each < year and not sheet.is_empty}
    if not report.pk:
        return FinanceBook(year, last_year=last_year, earlier=earlier)
    kept = FinanceStatements.objects.filter(report=report).select_related("updated_by").first()
    kept = kept or FinanceStatements(report=report)
    return FinanceBook(
        year=year,
        sheet=sheets[year],
        audit=Audit(
            kept.audit_firm,
            kept.audit_opinion,
            kept.audit_number,
            kept.audited_on.isoformat() if kept.audited_on else "",
        ),
        explanations=_explanations(report),
        last_year=last_year,
        earlier=earlier,
        version=kept.version,
        saved_at=kept.updated_at,
        saved_by=str(kept.updated_by or ""),
    )


def _sheets(report: AnnualReport, years: Collection[int]) -> dict[int, Sheet]:
    """What the society entered for these years, in one query."""
    lines: dict[int, dict[str, Entry]] = {year: {} for year in years}
    own: dict[int, list[OwnLine]] = {year: [] for year in years}
    rows = FinanceLine.objects.filter(
        report__society=report.society, report__workplan__year__in=years
    )
    fields = ("report__workplan__year", "code", "parent", "name", "amount", "before")
    for row_year, code, parent, name, amount, before in rows.order_by("position", "pk").values_list(
        *fields
    ):
        entry = Entry(amount, before)
        if code:
            lines[row_year][code] = entry
        else:
            own[row_year].append(OwnLine(parent, name, entry))
    return {each: Sheet(lines[each], tuple(own[each])) for each in lines}


def _closing(sheet: Sheet) -> dict[str, Decimal]:
    """What every line amounted to at the end of a year; lines without an amount are left out."""
    forms = finance_forms()
    amounts = Amounts(sheet, forms)
    codes = (line.code for statement in forms.statements for line in statement.lines)
    values = ((code, amounts.of(code)) for code in codes)
    return {code: value for code, value in values if value is not None}


def has_statements(report: AnnualReport) -> bool:
    """Whether any amount of the year was entered."""
    return (
        bool(report.pk)
        and FinanceLine.objects.filter(report=report).exclude(amount=None, before=None).exists()
    )


def unsettled_findings(report: AnnualReport) -> list[Finding]:
    """What is neither corrected nor explained; nothing while nothing is entered.

    One query where everything agrees, two where something does not.
    """
    year = report.workplan.year
    sheets = _sheets(report, (year - 1, year))
    book = FinanceBook(year, sheet=sheets[year], last_year=_closing(sheets[year - 1]))
    if book.findings:
        book = replace(book, explanations=_explanations(report))
    return [said.finding for said in book.unsettled]


def _explanations(report: AnnualReport) -> dict[str, Explanation]:
    rows = FinanceExplanation.objects.filter(report=report).select_related("written_by")
    return {
        row.finding: Explanation(
            row.difference, row.text, row.written_at, str(row.written_by or "")
        )
        for row in rows
    }
