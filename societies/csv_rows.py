"""Reading the CSV files in which records arrive: every problem at once, with row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

#: Larger files are not records typed by people.
MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class CsvRow:
    """One record: its row as a spreadsheet numbers it (header = 1), and its values by column."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one cell; `row` 1 is the header, `column` may be empty for a whole row."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        place = _("Row %(row)s") % {"row": self.row}
        if self.column:
            place = _("Row %(row)s, column %(column)s") % {"row": self.row, "column": self.column}
        return f"{place}: {self.message}"


class RowProblems(ValueError):  # it is a list of problems
    """A file that cannot be taken, with everything that is wrong in it."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass
class ProblemList:
    """Collects problems while rows are checked."""

    problems: list[RowProblem] = field(default_factory=list)

    def add(self, row: int, column: str, message: str) -> None:
        """Note a problem."""
        self.problems.append(RowProblem(row, column, message))

    def raise_if_any(self) -> None:
        """Raise RowProblems when something was noted."""
        if self.problems:
            raise RowProblems(sorted(self.problems, key=lambda problem: problem.row))


def read_rows(data: bytes, columns: Sequence[str]) -> list[CsvRow]:
    """Return the records of a CSV file with exactly these columns, in any order.

    UTF-8 with or without a byte-order mark, or GB 18030 as Excel in China saves it. Blank lines
    are passed over; values are stripped. Raises RowProblems.
    """
    problems = ProblemList()
    reader = csv.reader(io.StringIO(decode(data), newline=""), strict=True)
    number = 0
    try:
        header = [cell.strip() for cell in next(reader, [])]
        number = 1
        _check_header(header, columns, problems)
        problems.raise_if_any()
        rows = []
        for number, cells in enumerate(reader, start=2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                problems.add(
                    number,
                    "",
                    _("%(found)s values instead of %(wanted)s.")
                    % {"found": len(cells), "wanted": len(header)},
                )
                continue
            values = dict(zip(header, (cell.strip() for cell in cells), strict=True))
            rows.append(CsvRow(number, values))
    except csv.Error as error:
        problems.add(number + 1, "", _("Not readable as CSV: %(error)s.") % {"error": error})
    problems.raise_if_any()
    return rows


def decode(data: bytes) -> str:
    """Return the text of UTF-8, with or without a byte-order mark, or of GB 18030."""
    if len(data) > MAX_BYTES:
        raise RowProblems([RowProblem(1, "", _("The file is larger than 64 MB."))])
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
        break
    raise RowProblems(
        [RowProblem(1, "", _("Not a text file: save it as CSV (UTF-8) and try again."))]
    )


def _check_header(header: Sequence[str], columns: Sequence[str], problems: ProblemList) -> None:
    if not any(header):
        problems.add(1, "", _("The file is empty: the first row names the columns."))
        return
    for column in columns:
        if column not in header:
            problems.add(1, column, _("This column is missing."))
    for position, name in enumerate(header):
        if name not in columns:
            problems.add(1, name, _("This column is not known."))
        elif name in header[:position]:
            problems.add(1, name, _("This column stands twice."))
