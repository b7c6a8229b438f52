"""The data that a report carries within itself: its content, and its figures as one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from accounts.services.audit import canonical_json
from reports.annual.parts import Kind
from reports.pdf.messages import Attachment
from societies.spreadsheets import Cell, csv_bytes

Content = dict[str, Any]
JSON_NAME, CSV_NAME = "report.json", "report.csv"
HEADER = (
    "chapter",
    "part",
    "title_zh",
    "title_en",
    "row",
    "column",
    "column_zh",
    "column_en",
    "value",
    "value_en",
    "unit_zh",
    "kind",
    "as_of",
    "source_zh",
)
_NUMBERS = frozenset((Kind.NUMBER, Kind.MONEY, Kind.PERCENT))
_NOTHING = {"zh": "", "en": ""}


def attachments(content: Content) -> tuple[Attachment, ...]:
    """The content as JSON, whose SHA-256 is the digest printed on the report, and its CSV."""
    return (
        Attachment(
            JSON_NAME,
            "application/json",
            "本报告的全部内容与数据 · All content and data of this report",
            canonical_json(content),
        ),
        Attachment(
            CSV_NAME,
            "text/csv",
            "本报告的全部图表数据 · The figures of all tables and charts of this report",
            data_csv(content["chapters"]),
        ),
    )


def data_csv(chapters: Iterable[dict[str, Any]]) -> bytes:
    """Every value of every part in a row of its own; `chapters` are those of a content."""
    return csv_bytes(HEADER, (row for chapter in chapters for row in _rows(chapter)))


def _rows(chapter: dict[str, Any]) -> Iterator[list[Cell]]:
    for part in chapter["parts"]:
        source, title = part["source"], part["title"]
        for row, column, label, value, unit, kind in _VALUES[part["part"]](part):
            zh, en = _both(value, kind)
            yield [
                *(chapter["code"], part["code"], title["zh"], title["en"]),
                *(row, column, label["zh"], label["en"]),
                *(zh, en, unit["zh"], str(kind), source["as_of"], source["text"]["zh"]),
            ]


def _both(value: Any, kind: str) -> tuple[Cell, Cell]:
    """A value in both languages; numbers are numbers, so that a minus is no formula."""
    if isinstance(value, dict):
        return value["zh"], value["en"]
    if isinstance(value, str) and kind in _NUMBERS:
        try:
            return Decimal(value), None
        except InvalidOperation:
            return value, None
    return value, None


def _of_figures(part: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for item in part["items"]:
        for column in ("value", "before"):
            yield item["code"], column, item["label"], item[column], item["unit"], item["kind"]


def _of_table(part: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    rows: list[tuple[str, Any]] = [(str(n), row) for n, row in enumerate(part["rows"], start=1)]
    if part["total"] is not None:
        rows.append(("total", part["total"]))
    for name, row in rows:
        for column, value in zip(part["columns"], row, strict=True):
            yield name, column["code"], column["label"], value, _NOTHING, column["kind"]


def _of_chart(part: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for series in part["series"]:
        for label, value in zip(part["labels"], series["values"], strict=True):
            yield (
                label["zh"],
                series["code"],
                series["label"],
                value,
                part["unit"],
                part["kind"],
            )


_VALUES = {"figures": _of_figures, "table": _of_table, "chart": _of_chart}
