"""Parts of a chapter as the printed report shows them, in the active language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.templatetags.portal import NO_DATA, as_fraction
from reports.annual.parts import Kind, Shape, Words
from reports.pdf.chart_heat import heat_drawing
from reports.pdf.chart_shapes import Drawing, Plot, Row
from reports.pdf.charts import draw, palette
from reports.pdf.columns import column_widths
from reports.pdf.svg import svg_of
from reports.templatetags.annual import said, written

Plain = Mapping[str, Any]
TOKENS = Path(settings.BASE_DIR) / "static" / "css" / "tokens.css"
_COUNTED = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT)
_UNBROKEN = (*_COUNTED, Kind.DATE, Kind.MONTH)
#: Width of the page in units of a drawing, and of one of two charts side by side.
FULL_WIDTH, HALF_WIDTH = 640, 308
_HEIGHTS = {FULL_WIDTH: 132, HALF_WIDTH: 116}
#: Signs of a number that stand in one line beside three others.
LONG_VALUE = 9


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: what stands in it, and the class that sets it."""

    text: str
    look: str


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """A column: its name, the class that sets it, and its part of the width."""

    label: str
    look: str
    width: int


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A number with its name and what it was a year before, "" where that is not known."""

    label: str
    value: str
    unit: str
    before: str

    @property
    def is_long(self) -> bool:
        """Whether it must be set smaller to stand in one line."""
        return len(self.value) > LONG_VALUE


@dataclass(frozen=True, slots=True)
class PrintedPart:
    """A part with its number, ready for a template; `kind` names the template."""

    kind: str
    code: str
    number: str
    title: str
    source: str
    figures: tuple[tuple[PrintedFigure, ...], ...] = ()
    columns: tuple[PrintedColumn, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    total: tuple[Cell, ...] = ()
    left_out: int = 0
    svg: SafeString | None = None
    height: int = 0


def printed(
    part: Plain,
    number: Words | None = None,
    *,
    width: int = FULL_WIDTH,
    at_most: int | None = None,
    with_formulas: bool = True,
) -> PrintedPart:
    """Prepare a part; `at_most` shortens a table further."""
    return PrintedPart(
        code=part["code"],
        number=said(number) if number else "",
        title=_title(part),
        source=_source(part, with_formulas=with_formulas),
        **_MAKERS[part.get("look") or part["part"]](part, width, at_most),
    )


def _title(part: Plain) -> str:
    """The title, with the unit of a chart's numbers behind it."""
    title, unit = said(part["title"]), said(part["unit"]) if part["part"] == "chart" else ""
    if not unit or part["kind"] == Kind.PERCENT:
        return title
    return _("%(title)s (%(unit)s)") % {"title": title, "unit": unit}


def _source(part: Plain, *, with_formulas: bool) -> str:
    """Where it comes from, how each number is made, and as of when."""
    formulas = [
        _("%(name)s: %(formula)s")
        % {"name": said(item["label"]), "formula": said(item["formula"]).rstrip("。.")}
        for item in part.get("items", ())
        if with_formulas and said(item["formula"])
    ]
    text = said(part["source"]["text"])
    if formulas:
        joined = pgettext("between formulas", "; ").join(formulas)
        text = _("%(text)s %(formulas)s.") % {"text": text, "formulas": joined}
    day = part["source"]["as_of"]
    if not day or day in text:
        return text
    return _("%(text)s As of %(day)s.") % {"text": text, "day": day}


def printed_figure(item: Plain) -> PrintedFigure:
    """A number as it is printed."""
    kind = item["kind"]
    value = written(item["value"], kind)
    unit = "" if kind == Kind.PERCENT or value == NO_DATA else said(item["unit"])
    before = written(item["before"], kind) if item["before"] is not None else ""
    return PrintedFigure(said(item["label"]), value, unit, before)


def _figures(part: Plain, _width: int, _at_most: int | None) -> dict[str, Any]:
    figures = in_rows([printed_figure(item) for item in part["items"]])
    return {"kind": "figures", "figures": figures}


def in_rows(items: Sequence[PrintedFigure], most: int = 4) -> tuple[tuple[PrintedFigure, ...], ...]:
    """Divide figures into rows of about the same length, none longer than `most`."""
    count = -(-len(items) // most) or 1
    each = -(-len(items) // count)
    return tuple(tuple(items[at : at + each]) for at in range(0, len(items), each or 1))


def _table(part: Plain, _width: int, at_most: int | None) -> dict[str, Any]:
    kinds = _kinds(part)
    shown = part["rows"] if at_most is None else part["rows"][:at_most]
    labels = [said(column["label"]) for column in part["columns"]]
    rows = [_texts(row, kinds) for row in shown]
    total = _texts(part["total"], kinds) if part["total"] else ()
    left_out = part["left_out"] + len(part["rows"]) - len(shown)
    return _laid_out(labels, kinds, rows, total) | {"left_out": left_out}


def _kinds(part: Plain) -> list[Kind]:
    return [Kind(column["kind"]) for column in part["columns"]]


def _texts(row: Sequence[Any], kinds: Sequence[Kind]) -> tuple[str, ...]:
    return tuple(written(value, kind) for value, kind in zip(row, kinds, strict=True))


def _laid_out(
    labels: Sequence[str],
    kinds: Sequence[Kind],
    rows: Sequence[Sequence[str]],
    total: Sequence[str] = (),
) -> dict[str, Any]:
    """A table with the widths that suit what stands in its columns."""
    whole = [*rows, total] if total else rows
    widths = column_widths(labels, whole, [kind in _UNBROKEN for kind in kinds])
    looks = [_look(kind) for kind in kinds]
    return {
        "kind": "table",
        "columns": tuple(map(PrintedColumn, labels, looks, widths)),
        "rows": tuple(tuple(map(Cell, row, looks)) for row in rows),
        "total": tuple(map(Cell, total, looks)),
    }


def _look(kind: Kind) -> str:
    if kind in _COUNTED:
        return "num"
    return "day" if kind in (Kind.DATE, Kind.MONTH) else ""


def _groups(part: Plain, _width: int, _at_most: int | None) -> dict[str, Any]:
    """A row for each aspect, its groups with their numbers one after the other."""
    kinds, comma = _kinds(part), pgettext("between groups", ", ")
    aspect, group, *numbers = [said(column["label"]) for column in part["columns"]]
    by_aspect: dict[str, list[str]] = {}
    for name, words, *values in (_texts(row, kinds) for row in part["rows"]):
        by_aspect.setdefault(name, []).append(_beside(words, values))
    rows = [(name, comma.join(groups)) for name, groups in by_aspect.items()]
    labels = (aspect, _beside(group, numbers))
    return _laid_out(labels, (Kind.TEXT, Kind.TEXT), rows)


def _beside(words: str, values: Sequence[str]) -> str:
    joined = pgettext("between numbers", ", ").join(values)
    return pgettext("a group and its numbers", "%(group)s (%(numbers)s)") % {
        "group": words,
        "numbers": joined,
    }


def _heat(part: Plain, width: int, _at_most: int | None) -> dict[str, Any]:
    """A grid of the columns that are percents; a number and words before them name the rows."""
    kinds = _kinds(part)
    percents = [at for at, kind in enumerate(kinds) if kind == Kind.PERCENT]
    plot = Plot(
        tuple(said(part["columns"][at]["label"]) for at in percents),
        tuple(_heat_row(row, kinds, percents) for row in part["rows"]),
        is_percent=True,
    )
    return _drawn(heat_drawing(plot, width), part, plot)


def _heat_row(row: Sequence[Any], kinds: Sequence[Kind], percents: Sequence[int]) -> Row:
    texts = _texts(row, kinds)
    return Row(
        texts[0],
        " ".join(texts[1 : percents[0]]),
        tuple(as_fraction(row[at]) for at in percents),
        tuple(texts[at].removesuffix("%").removesuffix(".0") for at in percents),
    )


def _chart(part: Plain, width: int, _at_most: int | None) -> dict[str, Any]:
    rows = tuple(
        Row(
            series["code"],
            said(series["label"]),
            tuple(as_fraction(value) for value in series["values"]),
            tuple(written(value, part["kind"]) for value in series["values"]),
        )
        for series in part["series"]
    )
    plot = Plot(tuple(map(said, part["labels"])), rows, part["kind"] == Kind.PERCENT)
    drawing = draw(Shape(part["shape"]), plot, width, _HEIGHTS[width])
    return _drawn(drawing, part, plot)


def _drawn(drawing: Drawing | None, part: Plain, plot: Plot) -> dict[str, Any]:
    if drawing is None:
        return {"kind": "chart"}
    told = f"{_title(part)}{_mark()}{_told(plot)}"
    svg = svg_of(drawing, palette(TOKENS), told)
    safe = mark_safe(svg)  # noqa: S308 - texts are escaped
    return {"kind": "chart", "svg": safe, "height": drawing.height}


def _mark() -> str:
    return pgettext("between a word and what follows", ": ")


def _told(plot: Plot) -> str:
    """The numbers of a chart in words, for who cannot see it."""
    told = []
    for row in plot.rows:
        pairs = [f"{label} {text}" for label, text in zip(plot.labels, row.texts, strict=True)]
        name = f"{row.label}{_mark()}" if len(plot.rows) > 1 else ""
        told.append(name + ", ".join(pairs))
    return "; ".join(told)


_MAKERS = {
    "figures": _figures,
    "table": _table,
    "groups": _groups,
    "heat": _heat,
    "chart": _chart,
}
