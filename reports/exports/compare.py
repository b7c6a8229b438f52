"""The comparison as a workbook or a CSV file: a line per society, both dates stated."""

from __future__ import annotations

from fractions import Fraction

from django.utils import timezone
from django.utils.translation import gettext, pgettext

from accounts.badges import BADGES
from accounts.templatetags.portal import local_filter
from reforms.progress import one_decimal
from reports.exports.matrix import FORMATS
from reports.figures.comparison import Mover
from reports.pages.compare import ComparePage, SideWords, number
from societies.enums import Discipline
from societies.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, csv_bytes, xlsx_bytes

__all__ = ["FORMATS", "export_comparison"]


def export_comparison(page: ComparePage, kind: str) -> tuple[bytes, str, str]:
    """Return content, content type and file name."""
    before, after = page.sides
    name = f"comparison-{before.value}-{after.value}.{kind}"
    rows = [_cells(page, mover) for mover in page.movers]
    if kind == "csv":
        return csv_bytes(_header(page), [*rows, [], *_notes(page)]), CSV_TYPE, name
    title = f"{before.value} - {after.value}"
    return xlsx_bytes(_header(page), rows, title=title, notes=_notes(page)), XLSX_TYPE, name


def _header(page: ComparePage) -> list[str]:
    before, after = page.sides
    progress = pgettext("column", "Progress %")
    return [
        pgettext("column", "Code"),
        pgettext("column", "Society"),
        pgettext("column", "Discipline"),
        f"{progress} {before.value}",
        f"{progress} {after.value}",
        pgettext("column", "Change in points"),
        gettext("Tasks newly done"),
        gettext("Tasks newly stalled"),
        gettext("Tasks no longer done"),
        gettext("Verdicts of the registers changed"),
    ]


def _cells(page: ComparePage, mover: Mover) -> list[Cell]:
    change: Fraction | None = mover.progress.change
    return [
        mover.code,
        local_filter(page.societies[mover.code], "name"),
        str(Discipline(mover.discipline).label),
        number(mover.progress.before),
        number(mover.progress.after),
        number(one_decimal(change)),
        _numbers(mover.done),
        _numbers(mover.stalled),
        _numbers(mover.undone),
        "; ".join(
            f"{each.number}: {BADGES[each.before].word} → {BADGES[each.after].word}"
            for each in page.judged.get(mover.code, ())
        ),
    ]


def _numbers(tasks: tuple[int, ...]) -> str:
    return ", ".join(str(task) for task in tasks)


def _notes(page: ComparePage) -> list[tuple[str, str]]:
    discipline = Discipline(page.discipline).label if page.discipline else gettext("none")
    national = [(f"{r.label}", f"{r.before} → {r.after} ({r.change})") for r in page.national]
    groups = [(r.label, f"{r.before} → {r.after} ({r.change})") for r in page.disciplines]
    return [
        (gettext("Table"), gettext("Comparison of two dates")),
        (gettext("Workplan"), str(page.workplan.year)),
        *_side_notes(pgettext("comparison", "From"), page.sides[0]),
        *_side_notes(pgettext("comparison", "To"), page.sides[1]),
        (gettext("Filters"), str(discipline)),
        (gettext("Written at"), f"{timezone.localtime():%Y-%m-%d %H:%M:%S} (Asia/Shanghai)"),
        *national,
        *groups,
    ]


def _side_notes(label: str, side: SideWords) -> list[tuple[str, str]]:
    digest = side.side.issue.digest if side.side.issue else ""
    return [
        (label, f"{side.title}: {side.basis}; {side.verdicts}"),
        (f"{label} · SHA-256", digest),
    ]
