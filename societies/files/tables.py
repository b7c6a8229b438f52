"""Reading a register's file: its heads become columns, its lines become numbered rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath

from django.utils.translation import gettext as _

from societies.csv_rows import RowProblem, RowProblems
from societies.files.columns import SOCIETY_CODE, FileColumn, folded, heads_to_pass_over
from societies.spreadsheets import FORMULA_STARTS
from societies.workbooks import Raw, WorkbookProblem, open_rows

#: More rows are no register that people keep in one file.
MAX_ROWS = 200_000
#: Heads that no register has; each unknown one would be a problem of its own.
MAX_HEADS = 500


class UnreadableFile(RowProblems):
    """A file that has no rows to speak of: no table, empty, or too long."""


@dataclass(frozen=True)
class Table:
    """The rows of a file by their number, that of the heads, and the place of each column."""

    head: int
    places: dict[str, int]
    rows: list[tuple[int, list[Raw]]]


def read_table(
    data: bytes, name: str, columns: Sequence[FileColumn], *, is_one_society: bool
) -> Table:
    """Return the rows below the heads; blank lines and the line of machine names are left out.

    Raises RowProblems. Without a column of the society's code every row belongs to the one
    society, if it is one.
    """
    try:
        # a file of line ends alone would fill the memory before its rows are counted
        found = open_rows(data, name)
        lines = list(islice(found, MAX_ROWS + 1))
        is_longer = next(found, None) is not None
    except WorkbookProblem as error:
        raise _unreadable(str(error)) from error
    first = next((index for index, cells in enumerate(lines) if _has_content(cells)), None)
    if first is None and not is_longer:
        raise _unreadable(_("The file is empty: the first row names the columns."))
    if first is None or is_longer or len(lines) - first > MAX_ROWS:
        raise _unreadable(_("The file has more than %(most)s rows.") % {"most": MAX_ROWS})
    places = _places(lines[first], first + 1, columns, is_one_society=is_one_society)
    is_csv = PurePath(name).suffix.lower() == ".csv"
    rows = [
        (number, [_plain(cell) for cell in cells] if is_csv else cells)
        for number, cells in enumerate(lines[first + 1 :], start=first + 2)
        if _has_content(cells)
    ]
    if rows and _is_machine_line(rows[0][1], places):
        rows = rows[1:]
    _check_width(lines[first], rows, is_csv=is_csv)
    return Table(first + 1, places, rows)


def _unreadable(message: str) -> UnreadableFile:
    return UnreadableFile([RowProblem(1, "", message)])


def _has_content(cells: Sequence[Raw]) -> bool:
    return any(cell not in (None, "") and str(cell).strip() for cell in cells)


def _plain(cell: Raw) -> Raw:
    """Undo what keeps a text of a CSV from becoming a formula."""
    if isinstance(cell, str) and cell[:1] == "'" and cell[1:].startswith(FORMULA_STARTS):
        return cell[1:]
    return cell


def _places(
    heads: Sequence[Raw], number: int, columns: Sequence[FileColumn], *, is_one_society: bool
) -> dict[str, int]:
    number_of_heads = sum(cell not in (None, "") for cell in heads)
    if number_of_heads > MAX_HEADS:
        words = _("%(found)s values instead of %(wanted)s.")
        text = words % {"found": number_of_heads, "wanted": len(columns)}
        raise RowProblems([RowProblem(number, "", text)])
    known = {head: column.name for column in columns for head in column.heads}
    known |= {column.name: column.name for column in columns}
    passed_over = heads_to_pass_over()
    places: dict[str, int] = {}
    problems = []
    for place, cell in enumerate(heads):
        head = folded(str(cell or ""))
        if not head or folded(str(cell).partition("\n")[0]) in passed_over:
            continue
        column = known.get(head)
        shown = str(cell).strip()[:80]
        if column is None:
            problems.append(RowProblem(number, shown, _("This column is not known.")))
        elif column in places:
            problems.append(RowProblem(number, shown, _("This column stands twice.")))
        else:
            places[column] = place
    for wanted in columns:
        is_needed = wanted.is_required and (wanted.is_key or wanted.name == SOCIETY_CODE)
        is_implied = wanted.name == SOCIETY_CODE and is_one_society
        if is_needed and not is_implied and wanted.name not in places:
            problems.append(RowProblem(number, wanted.name, _("This column is missing.")))
    if problems:
        raise RowProblems(problems)
    return places


def _is_machine_line(cells: Sequence[Raw], places: dict[str, int]) -> bool:
    """Whether the row repeats the machine names, as the second one of a template does."""
    return all(
        place < len(cells) and str(cells[place]).strip() == name for name, place in places.items()
    )


def _check_width(
    heads: Sequence[Raw], rows: Sequence[tuple[int, list[Raw]]], *, is_csv: bool
) -> None:
    """Refuse values beyond the heads, and lines of a CSV that break off before them."""
    problems = [
        RowProblem(
            number,
            "",
            _("%(found)s values instead of %(wanted)s.")
            % {"found": len(cells), "wanted": len(heads)},
        )
        for number, cells in rows
        if (is_csv and len(cells) < len(heads)) or _has_content(cells[len(heads) :])
    ]
    if problems:
        raise RowProblems(problems)
