"""The matrix as a workbook, a PDF or a CSV file, each of which says what it shows."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext

from accounts.templatetags.portal import month_label, percent
from reports.exports.matrix_book import matrix_book
from reports.exports.matrix_paper import matrix_paper
from reports.pages.matrix import MatrixPage
from reports.pages.matrix_words import SHOW_WORDS
from reports.resources import MatrixResource
from societies.spreadsheets import CSV_TYPE, XLSX_TYPE, csv_bytes

FORMATS = ("xlsx", "csv", "pdf")
PDF_TYPE = "application/pdf"


def export_matrix(page: MatrixPage, kind: str) -> tuple[bytes, str, str]:
    """Return content, content type and file name of the table as the page shows it.

    RenderError when a PDF cannot be made.
    """
    matrix = page.matrix
    name = f"matrix-{page.month:%Y-%m}.{kind}"
    if kind == "pdf":
        return matrix_paper(page), PDF_TYPE, name
    dataset = MatrixResource(matrix.columns, page.query.show).export(queryset=matrix.rows)
    notes = matrix_notes(page)
    if kind == "csv":
        return csv_bytes(dataset.headers, [*dataset, [], *notes]), CSV_TYPE, name
    return matrix_book(page, dataset.headers, dataset, notes), XLSX_TYPE, name


def matrix_notes(page: MatrixPage) -> list[tuple[str, str]]:
    """Say which month, issue, digest, as-of time, filters and order the table has."""
    issue = page.issue
    as_of = issue.as_of if issue else timezone.now()
    return [
        (gettext("Table"), gettext("Societies and tasks")),
        (gettext("Month"), month_label(page.month)),
        (gettext("Workplan"), str(page.workplan.year)),
        (
            gettext("Issue"),
            gettext("No. %(number)d") % {"number": issue.number}
            if issue
            else gettext("not sealed: figures as they stand now"),
        ),
        ("SHA-256", issue.digest if issue else ""),
        (gettext("As of"), f"{timezone.localtime(as_of):%Y-%m-%d %H:%M:%S} (Asia/Shanghai)"),
        (gettext("Societies"), f"{page.matrix.shown} / {page.matrix.total}"),
        (gettext("Filters"), "; ".join(page.filters) or gettext("none")),
        (gettext("Shown"), str(SHOW_WORDS[page.query.show])),
        (gettext("Order"), page.order),
        (gettext("Empty cell"), gettext("the society does not owe the task")),
        *_corrected(page),
    ]


def _corrected(page: MatrixPage) -> list[tuple[str, str]]:
    """Progress as corrected since the month was sealed."""
    return [
        (f"{row.code} {row.name}", gettext("corrected: %(value)s") % {"value": now})
        for row in page.matrix.rows
        if row.corrected
        for now in [percent(row.corrected["progress"])]
    ]
