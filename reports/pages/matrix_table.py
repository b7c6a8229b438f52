"""The table of the matrix as markup, by a template engine that is quick with thousands of cells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext

from accounts.badges import BADGES
from accounts.templatetags.portal import month_label, percent
from reports.pages.matrix_address import address
from reports.pages.matrix_markup import Rows, RowWords, line_markup
from reports.pages.matrix_words import SORT_WORDS, first_direction
from reports.selectors.matrix import Matrix
from reports.selectors.matrix_query import MatrixQuery

TEMPLATE = "reports/matrix_table.html"
_ARROWS = {"ascending": " ↑", "descending": " ↓"}


@dataclass(frozen=True)
class Head:
    """The head of a column: a link that sorts by it."""

    word: str
    css: str
    title: str
    aria: str
    url: str

    @property
    def mark(self) -> str:
        """The arrow beside the column that is sorted by."""
        return _ARROWS.get(self.aria, "")


def table_markup(matrix: Matrix, query: MatrixQuery, month: dt.date) -> str:
    """The whole table for a query."""
    rows = Rows(matrix.columns, _row_words(matrix, month))
    context = {
        "query": query,
        "matrix": matrix,
        "heads": heads(matrix, query, month),
        "country": line_markup(matrix.country, matrix.columns),
        "sections": [
            {
                "title": section.title,
                "url": address(month, query, discipline=section.discipline),
                "words": section_words(section.societies, len(section.rows)),
                "mean": section.mean,
                "line": line_markup(section.line, matrix.columns),
                "rows": rows.markup(section.rows),
            }
            for section in matrix.sections
        ],
        "words": {
            "caption": gettext("Societies and tasks, %(month)s") % {"month": month_label(month)},
            "country": gettext("All societies"),
            "total": section_words(matrix.total, matrix.shown),
            "progress": pgettext("column", "Progress %"),
        },
    }
    return render_to_string(TEMPLATE, context, using="jinja2")


def _row_words(matrix: Matrix, month: dt.date) -> RowWords:
    days = {row.late_days for row in matrix.rows if row.late_days is not None}
    return RowWords(
        icons=static("img/icons.svg"),
        progress=pgettext("column", "Progress %"),
        change=pgettext("column", "Change"),
        unmet=pgettext("column", "Not met"),
        late={n: gettext("%(days)d d late") % {"days": n} for n in days},
        corrected_url=reverse("reports:issue-detail", kwargs={"month": month}) + "#corrections",
        corrected=str(BADGES["corrected"].word),
        corrected_now={
            row.code: gettext("corrected: %(value)s")
            % {"value": percent(row.corrected["progress"])}
            for row in matrix.rows
            if row.corrected
        },
    )


def section_words(societies: int, shown: int) -> str:
    """How many societies a discipline has, and how many of them fit the filters."""
    words = ngettext("%(count)d society", "%(count)d societies", societies) % {"count": societies}
    if shown == societies:
        return words
    part = gettext("%(shown)d shown") % {"shown": shown}
    return f"{words} · {part}"


def heads(matrix: Matrix, query: MatrixQuery, month: dt.date) -> list[Head]:
    """The heads of all columns: what stands beside the tasks, then the tasks."""
    beside = {
        "code": (pgettext("column", "Society"), "head-society"),
        "report": (pgettext("column", "Report"), "head-report"),
        "late": (pgettext("column", "Late"), "head-report"),
        "progress": (pgettext("column", "Progress %"), "num"),
        "change": (pgettext("column", "Change"), "num"),
        "unmet": (pgettext("column", "Not met"), "num"),
    }
    found = [
        _head(query, month, sort, word, css, str(SORT_WORDS[sort]))
        for sort, (word, css) in beside.items()
    ]
    for column in matrix.columns:
        css = "head-task begins-group" if column.begins_group else "head-task"
        title = f"{column.number}. {column.title}"
        found.append(_head(query, month, f"t{column.number}", str(column.number), css, title))
    return found


def _head(query: MatrixQuery, month: dt.date, sort: str, word: str, css: str, title: str) -> Head:
    is_current = query.sort == sort
    aria = "" if not is_current else "descending" if query.is_descending else "ascending"
    other = "asc" if query.is_descending else "desc"
    way = other if is_current else first_direction(sort)
    return Head(word, css, title, aria, address(month, query, sort=sort, dir=way))
