"""The matrix on paper, A3 across: pages with heads of their own, drawn column by column.

To lay out a box for each of thousands of cells takes a renderer several seconds. So the colours of
a page are one drawing of a few shapes, and each column is one text with a line for each row. Marks
are signs or shapes and the heat stays light enough for ink: all is read without colour.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from reports.pages.matrix_colours import colours_of
from reports.pages.matrix_table import section_words
from reports.selectors.matrix import Matrix, Section
from reports.selectors.matrix_cells import Cell
from reports.selectors.matrix_means import Line, MeanCell
from reports.selectors.matrix_rows import Row

#: Millimetres: a row's height, the rows of a page, the page's width, the columns beside the tasks.
ROW_HEIGHT = 5
ROWS = 47
WIDTH = 396
WIDEST_TASK = 11
#: Steps of the heat scale that carry ink on any printer.
HEAT = ("#f4f8fc", "#e2edf8", "#cde0f2", "#b3d0eb", "#97bfe2", "#79aad6")
#: How many Chinese characters a name may take; a Latin letter takes half a place.
_NAME_PLACES = 22


class Entry(NamedTuple):
    """One row on paper: its texts beside the tasks, its cells, and whether it is a heading."""

    texts: tuple[str, str, str, str, str, str]
    cells: Sequence[Cell | MeanCell | None]
    is_heading: bool = False


class PaperColumn(NamedTuple):
    """A column of a page: where it stands, its head, and its lines."""

    left: float
    width: float
    css: str
    head: str
    text: SafeString


class Shape(NamedTuple):
    """All cells of a page that have one colour."""

    fill: str
    path: str


@dataclass(frozen=True)
class PaperPage:
    """One page."""

    columns: tuple[PaperColumn, ...]
    groups: tuple[PaperColumn, ...]
    shapes: tuple[Shape, ...]
    height: int


def paper_pages(matrix: Matrix) -> list[PaperPage]:
    """The pages of a table."""
    return [_page(matrix, entries) for entries in _paginated(matrix)]


def _paginated(matrix: Matrix) -> Iterator[list[Entry]]:
    """Fill pages; a heading never stands last, and is repeated where its rows go on."""
    country = _heading(gettext("All societies"), matrix.total, matrix.shown, matrix.mean)
    page = [country._replace(cells=_filled(matrix.country))]
    for section in matrix.sections:
        heading = _section_heading(section) if section.discipline else None
        if heading and len(page) > ROWS - 2:
            yield page
            page = []
        page += [heading] if heading else []
        for row in section.rows:
            if len(page) == ROWS:
                yield page
                page = [_continued(heading)] if heading else []
            page.append(_entry(row))
    yield page


def _section_heading(section: Section) -> Entry:
    heading = _heading(section.title, section.societies, len(section.rows), section.mean)
    return heading._replace(cells=_filled(section.line))


def _heading(title: str, societies: int, shown: int, mean: str) -> Entry:
    words = f"{title}  {section_words(societies, shown)}"
    return Entry((words, "", "", mean, "", ""), (), is_heading=True)


def _continued(heading: Entry) -> Entry:
    title = gettext("%(title)s (continued)") % {"title": heading.texts[0].split("  ")[0]}
    return heading._replace(texts=(title, *heading.texts[1:]))


def _filled(line: Line) -> tuple[MeanCell | None, ...]:
    return tuple(line)


def _entry(row: Row) -> Entry:
    late = "" if row.late_days is None else str(row.late_days)
    name = f"{row.code}  {_fitting(row.name)}{' ※' if row.corrected else ''}"
    unmet = str(row.unmet or "") + (f" ≠{len(row.against)}" if row.against else "")
    return Entry((name, row.report.word, late, row.progress, row.change, unmet), row.cells)


def _fitting(name: str) -> str:
    """A name as far as the column reaches."""
    places = 0.0
    for at, sign in enumerate(name):
        places += 1 if unicodedata.east_asian_width(sign) in "WF" else 0.5
        if places > _NAME_PLACES:
            return f"{name[: at - 1]}…"
    return name


def _page(matrix: Matrix, entries: Sequence[Entry]) -> PaperPage:
    beside = _beside(entries)
    left = beside[-1].left + beside[-1].width
    width = min(WIDEST_TASK, (WIDTH - left) / max(len(matrix.columns), 1))
    tasks = [
        PaperColumn(
            left + at * width,
            width,
            "task",
            str(column.number),
            _lines(entries, lambda entry, at=at: _cell_text(_cell(entry, at))),  # type: ignore[misc]
        )
        for at, column in enumerate(matrix.columns)
    ]
    groups, begin = [], left
    for group in matrix.groups:
        span = group.span * width
        groups.append(PaperColumn(begin, span, "group", group.title, SafeString("")))
        begin += span
    shapes = _shapes(entries, left, width)
    return PaperPage((*beside, *tasks), tuple(groups), shapes, len(entries) * ROW_HEIGHT)


def _beside(entries: Sequence[Entry]) -> list[PaperColumn]:
    """The columns beside the tasks."""
    heads = [
        (pgettext("column", "Society"), 76, "name"),
        (pgettext("column", "Report"), 26, "name"),
        (pgettext("column", "Days late"), 14, "figure"),
        (pgettext("column", "Progress %"), 16, "figure strong"),
        (pgettext("column", "Change"), 15, "figure"),
        (pgettext("column", "Not met"), 17, "figure"),
    ]
    columns, left = [], 0.0
    for at, (head, width, css) in enumerate(heads):
        text = _lines(entries, lambda entry, at=at: entry.texts[at])  # type: ignore[misc]
        columns.append(PaperColumn(left, width, css, head, text))
        left += width
    return columns


def _lines(entries: Iterable[Entry], text: Callable[[Entry], str]) -> SafeString:
    """One line for each row; headings are bold."""
    lines = (
        f"<b>{escape(text(entry))}</b>" if entry.is_heading else escape(text(entry))
        for entry in entries
    )
    return SafeString("\n".join(lines))


def _cell(entry: Entry, at: int) -> Cell | MeanCell | None:
    return entry.cells[at] if at < len(entry.cells) else None


def _cell_text(cell: Cell | MeanCell | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, MeanCell):
        return cell.text
    against = "≠" if cell.is_against else ""
    return f"{against}{cell.text}{'※' if cell.corrected is not None else ''}"


def _shapes(entries: Sequence[Entry], left: float, width: float) -> tuple[Shape, ...]:
    """The cells by colour, and a corner on each whose claim was not accepted as such."""
    paths: dict[str, list[str]] = defaultdict(list)
    for place, entry in enumerate(entries):
        top = place * ROW_HEIGHT
        if entry.is_heading:
            under = top + ROW_HEIGHT - 0.1
            paths[colours_of("heading").ink].append(f"M0 {under:.2f}h{WIDTH}v0.3H0z")
        for at, cell in enumerate(entry.cells):
            if cell is None:
                continue
            begin = left + at * width
            box = f"M{begin:.2f} {top:.2f}h{width - 0.2:.2f}v{ROW_HEIGHT - 0.2:.2f}H{begin:.2f}z"
            paths[paper_fill(cell.css)].append(box)
            if "is-claimed" in cell.css:
                corner = f"M{begin + width - 0.2:.2f} {top:.2f}v2h-2z"
                paths[colours_of("claimed-mark").ink].append(corner)
    last = colours_of("claimed-mark").ink
    ordered = sorted(paths.items(), key=lambda each: each[0] == last)
    return tuple(Shape(fill, "".join(boxes)) for fill, boxes in ordered)


def paper_fill(css: str) -> str:
    """The colour of a class on paper."""
    first = css.split(" ", 1)[0]
    if first.startswith("heat-") and first[5:].isdigit():
        return HEAT[int(first[5:]) - 1]
    return colours_of(first).fill
