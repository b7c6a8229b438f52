"""The cells of the matrix as markup: thousands at once, too many for a template one by one."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from reports.selectors.matrix import Matrix, Row
from reports.selectors.matrix_cells import Cell

#: What a cell says of a claim that the registers do not bear out.
AGAINST = _("100% against the registers")
#: The markup before and after a cell's number and address, by cell.
_Ends = dict[Cell, tuple[str, str]]


def cells_markup(matrix: Matrix) -> dict[str, SafeString]:
    """The cells of each row, by its society's code."""
    numbers = [column.number for column in matrix.columns]
    ends: _Ends = {}
    return {row.code: _row_markup(row, numbers, ends) for row in matrix.rows}


def _row_markup(row: Row, numbers: Sequence[int], ends: _Ends) -> SafeString:
    url = escape(row.url)
    parts = []
    for number, cell in zip(numbers, row.cells, strict=True):
        if cell is None:
            parts.append("<td></td>")
            continue
        around = ends.get(cell)
        if around is None:
            around = ends[cell] = _around(cell)
        parts.append(f'{around[0]}{number}"><a href="{url}#task-{number}"{around[1]}')
    return SafeString("".join(parts))


def _around(cell: Cell) -> tuple[str, str]:
    """Classes and figures are our own; what stands in words is escaped."""
    title = f' title="{escape(AGAINST)}"' if cell.is_against else ""
    opening = f'<td class="{cell.css}" data-n="'
    return opening, f' data-f="{cell.figures}"{title}>{escape(cell.text)}</a></td>'
