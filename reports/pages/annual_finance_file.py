"""A workbook of financial statements coming back: what it would change, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from reforms.merge import Fate, Unit
from reports.annual.making import choice
from reports.enums import AuditOpinion
from reports.finance.cells import Cells, audit_of, cell_units, conflicts, merged_cells, sheet_of
from reports.finance.workbook import Base, FinanceFile, FinanceReading, Problem
from reports.pages.annual_finance import Clash, clashes
from reports.selectors.finance import FinanceBook, Said


def opinion_words() -> dict[str, str]:
    """The values of opinions by every word for them."""
    words: dict[str, str] = {value: value for value in AuditOpinion.values}
    for value in AuditOpinion.values:
        said = choice(AuditOpinion, value)
        if said is not None:
            words |= {said.zh: value, said.en: value}
    return words


class FinanceFilePlan:
    """What a file would do to the statements as they stand; nothing is written by planning."""

    def __init__(
        self,
        book: FinanceBook,
        base: Base,
        file: FinanceFile,
        choices: Mapping[str, str] | None = None,
    ) -> None:
        self.book, self.base, self.choices = book, base, choices or {}
        self._reading = FinanceReading(file, base.cells, book.forms, opinion_words())
        self.units = cell_units(base.cells, self._reading.cells, book.cells)

    @property
    def mine(self) -> Cells:
        """What the file says."""
        return self._reading.cells

    @property
    def problems(self) -> list[Problem]:
        """What cannot be read."""
        return self._reading.problems

    def _with(self, fate: Fate) -> list[Unit]:
        return [unit for unit in self.units if unit.fate == fate]

    @cached_property
    def changes(self) -> list[Clash]:
        """Cells that only the file changed: they are taken."""
        return clashes(self._with(Fate.MINE), self.book.forms)

    @cached_property
    def kept(self) -> list[Clash]:
        """Cells that somebody changed in the portal and the file did not: they stay."""
        return clashes(self._with(Fate.THEIRS), self.book.forms)

    @cached_property
    def clashes(self) -> list[Clash]:
        """Cells to be decided."""
        return clashes(conflicts(self.units), self.book.forms, self.choices)

    @property
    def is_applicable(self) -> bool:
        """Whether it would change something, and nothing is wrong."""
        return not self.problems and bool(self.changes or self.clashes)

    @cached_property
    def findings(self) -> tuple[Said, ...]:
        """What would not agree if the file were applied as it is."""
        mine = {unit.name: "mine" for unit in conflicts(self.units)}
        cells = merged_cells(self.units, {**mine, **self.choices})
        return FinanceBook(
            self.book.year,
            sheet_of(cells),
            audit_of(cells),
            self.book.explanations,
            self.book.last_year,
        ).findings
