"""The rows of the matrix as markup: thousands of cells, too many for a template one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.templatetags.portal import percent
from reports.selectors.matrix_cells import Cell, Column
from reports.selectors.matrix_means import Line
from reports.selectors.matrix_rows import Report, Row

#: What a cell says of a claim that the registers do not bear out.
AGAINST = _("100% against the registers")
#: The markup before and after a cell's number and address, by cell.
_Ends = dict[Cell, tuple[str, str]]
_NO_TD = "<td></td>"


@dataclass(frozen=True)
class RowWords:
    """What the rows of a table say, put into words once."""

    icons: str
    progress: str
    change: str
    unmet: str
    late: dict[int, str]
    corrected_url: str
    corrected: str
    corrected_now: dict[str, str]


class Rows:
    """Writes the rows of a table, society by society."""

    def __init__(self, columns: Sequence[Column], words: RowWords) -> None:
        self.numbers = [column.number for column in columns]
        self.words = words
        self.ends: _Ends = {}
        self.badges: dict[Report, str] = {}
        self.labels = tuple(map(escape, (words.progress, words.change, words.unmet)))

    def markup(self, rows: Iterable[Row]) -> SafeString:
        """The rows in their order."""
        return SafeString("".join(map(self._row, rows)))

    def _row(self, row: Row) -> str:
        name, (progress, change, _) = escape(row.name), self.labels
        return (
            f'<tr data-p="{escape(row.reading)}"><th scope="row" title="{name}">'
            f'{self._corrected(row) if row.corrected else ""}<a href="{escape(row.society_url)}">'
            f'<span class="code">{escape(row.code)}</span> {name}</a></th>'
            f'<td class="report"><a href="{escape(row.url)}" {self._badge(row.report)}</a></td>'
            f"{_NO_TD if row.late_days is None else self._late(row.late_days)}"
            f'<td class="num" data-label="{progress}">{row.progress}</td>'
            f'<td class="change" data-label="{change}">{row.change}</td>'
            f"{self._unmet(row.unmet) if row.unmet else _NO_TD}"
            f"{_row_markup(row, self.numbers, self.ends)}</tr>\n"
        )

    def _badge(self, report: Report) -> str:
        known = self.badges.get(report)
        if known is None:
            icon = self._icon(report.icon)
            known = f'class="badge-state {report.tone}">{icon}{escape(report.word)}'
            self.badges[report] = known
        return known

    def _unmet(self, count: int) -> str:
        return f'<td class="unmet" data-label="{self.labels[2]}">{count}</td>'

    def _late(self, days: int) -> str:
        return f'<td class="late">{self._icon("clock")}{escape(self.words.late[days])}</td>'

    def _corrected(self, row: Row) -> str:
        words = self.words
        return (
            f'<a class="corrected" href="{escape(words.corrected_url)}"'
            f' title="{escape(words.corrected_now[row.code])}">'
            f"{self._icon('refresh')}{escape(words.corrected)}</a>"
        )

    def _icon(self, name: str) -> str:
        return f'<svg class="icon" aria-hidden="true"><use href="{self.words.icons}#{name}"/></svg>'


def _row_markup(row: Row, numbers: Sequence[int], ends: _Ends) -> str:
    url = escape(row.url)
    parts = []
    for number, cell in zip(numbers, row.cells, strict=True):
        if cell is None:
            parts.append(_NO_TD)
            continue
        around = ends.get(cell)
        if around is None:
            around = ends[cell] = _around(cell)
        parts.append(f'{around[0]}{number}"><a href="{url}#task-{number}"{around[1]}')
    return "".join(parts)


def _around(cell: Cell) -> tuple[str, str]:
    """Classes and figures are our own; what stands in words is escaped."""
    words = [str(AGAINST)] if cell.is_against else []
    if cell.corrected is not None:
        words.append(gettext("corrected: %(value)s") % {"value": percent(cell.corrected)})
    title = f' title="{escape(" · ".join(words))}"' if words else ""
    opening = f'<td class="{cell.css}" data-n="'
    return opening, f' data-f="{cell.figures}"{title}>{escape(cell.text)}</a></td>'


def line_markup(line: Line, columns: Sequence[Column]) -> SafeString:
    """The line of a discipline, or of all societies."""
    parts = [
        _NO_TD
        if cell is None
        else f'<td class="{cell.css}" data-n="{column.number}">{escape(cell.text)}</td>'
        for cell, column in zip(line, columns, strict=False)
    ]
    return SafeString("".join(parts))


def options(choices: Iterable[tuple[object, object]], chosen: object) -> SafeString:
    """A list to choose from; a widget renders each choice through a template of its own."""
    return SafeString(
        "".join(
            f'<option value="{escape(str(value))}"{" selected" if value == chosen else ""}>'
            f"{escape(str(word))}</option>"
            for value, word in choices
        )
    )
