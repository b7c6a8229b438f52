"""Parts of a chapter on screen: cells with their look, tables behind charts, links to registers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.templatetags.portal import decimal_text, heat, percent
from reports.annual.parts import Kind, Shape
from reports.templatetags.annual import said, written
from societies.registers import REGISTERS

Part = Mapping[str, Any]
#: Kinds that stand to the right, digit below digit.
NUMBERS = frozenset((Kind.NUMBER, Kind.MONEY, Kind.PERCENT))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as written, the name of its column, and whether it is a number."""

    text: str
    label: str
    is_number: bool
    css: str = ""

    @property
    def classes(self) -> str:
        """How it stands: to the right, in one line, in a step of the heat."""
        return " ".join(each for each in ("num" if self.is_number else "", self.css) if each)


def as_cards(part: Part) -> bool:
    """Whether rows are cards on a phone: wide ones with words; figures stay side by side."""
    kinds = [column["kind"] for column in part["columns"]]
    return len(kinds) > 4 and sum(kind not in NUMBERS for kind in kinds[1:]) > 1


def table_rows(part: Part) -> list[list[Cell]]:
    """The rows of a table as they are shown."""
    return [_row(part, row) for row in part["rows"]]


def table_total(part: Part) -> list[Cell]:
    """The last row of a table; empty when it has none. What has no total stays blank."""
    if part["total"] is None:
        return []
    first, *rest = zip(part["total"], _row(part, part["total"]), strict=True)
    label = pgettext("row", "Total") if first[0] is None else first[1].text
    others = [Cell("" if v is None else c.text, c.label, c.is_number) for v, c in rest]
    return [Cell(label, first[1].label, first[1].is_number), *others]


def _row(part: Part, row: Sequence[Any]) -> list[Cell]:
    return [
        _cell(part["look"], column, value)
        for column, value in zip(part["columns"], row, strict=True)
    ]


def _cell(look: str, column: Mapping[str, Any], value: Any) -> Cell:
    is_percent = column["kind"] == Kind.PERCENT
    css = heat(value) if look == "heat" and is_percent else ""
    if column["kind"] in (Kind.DATE, Kind.MONTH):
        css = "nowrap"
    text = written(value, column["kind"])
    return Cell(text, said(column["label"]), column["kind"] in NUMBERS, css)


def figure_value(item: Mapping[str, Any], value: str | None) -> str:
    """A figure with its unit; what is not known has none."""
    text = written(value, item["kind"])
    unit = "" if item["kind"] == Kind.PERCENT or value is None else said(item["unit"])
    return with_unit(text, unit)


def figure_unit(item: Mapping[str, Any]) -> str:
    """The unit of a figure that is known; a percentage has its sign."""
    return "" if item["kind"] == Kind.PERCENT or item["value"] is None else said(item["unit"])


def with_unit(text: str, unit: str) -> str:
    """Set a unit behind its number as the language does."""
    if not unit:
        return text
    return pgettext("number, unit", "%(number)s %(unit)s") % {"number": text, "unit": unit}


def figure_change(item: Mapping[str, Any]) -> str:
    """By how much a figure moved since the year before; empty when nobody knows."""
    if item["kind"] not in NUMBERS or item["before"] is None or item["value"] is None:
        return ""
    now, before = Fraction(item["value"]), Fraction(item["before"])
    change = now - before
    if change == 0:
        return _("unchanged")
    if item["kind"] == Kind.PERCENT or before <= 0 or now < 0:
        return ""
    share = decimal_text(change / before * 100)
    return f"{'+' if change > 0 else ''}{share}%".replace("-", "−")


def chart_unit(part: Part) -> str:
    """The unit of a chart's values."""
    return "%" if part["kind"] == Kind.PERCENT else said(part["unit"])


def part_caption(part: Part) -> str:
    """The title of a part, of a chart with its unit."""
    unit = chart_unit(part) if part["part"] == "chart" else ""
    title = said(part["title"])
    return _("%(title)s (unit: %(unit)s)") % {"title": title, "unit": unit} if unit else title


def source_text(source: Mapping[str, Any]) -> str:
    """Where a part comes from, and as of which day."""
    text = said(source["text"]).rstrip("。.")
    if not source["as_of"]:
        return _("Source: %(text)s") % {"text": text}
    return _("Source: %(text)s, as of %(day)s") % {"text": text, "day": source["as_of"]}


def left_out(part: Part) -> str:
    """How many rows of a table are not listed; empty when all are."""
    rows = part.get("left_out", 0)
    if not rows:
        return ""
    words = ngettext("%(n)s more row is not listed.", "%(n)s more rows are not listed.", rows)
    return words % {"n": rows}


def chart_data(part: Part) -> dict[str, Any]:
    """What the script draws, as JSON; exactness ends here."""
    return {
        "shape": part["shape"],
        "digits": 2 if part["kind"] == Kind.MONEY else 0,
        "title": said(part["title"]),
        "labels": [said(label) for label in part["labels"]],
        "unit": chart_unit(part),
        "series": [
            {
                "name": said(each["label"]),
                "values": [None if value is None else float(value) for value in each["values"]],
            }
            for each in part["series"]
        ],
    }


def chart_heads(part: Part) -> list[str]:
    """The heads of the table behind a chart, without the one of its labels."""
    heads = [said(each["label"]) for each in part["series"]]
    return [*heads, _("Share")] if part["shape"] == Shape.SHARES else heads


def chart_rows(part: Part) -> list[tuple[str, list[str]]]:
    """The table behind a chart: a label and its values as written; shares with their percentage."""
    rows = []
    for at, label in enumerate(part["labels"]):
        values = [each["values"][at] for each in part["series"]]
        texts = [written(value, part["kind"]) for value in values]
        if part["shape"] == Shape.SHARES:
            texts.append(_share(part, at))
        rows.append((said(label), texts))
    return rows


def _share(part: Part, at: int) -> str:
    values = [Fraction(value) for value in part["series"][0]["values"] if value is not None]
    value, whole = part["series"][0]["values"][at], sum(values, Fraction())
    return percent(None if value is None or whole <= 0 else Fraction(value) / whole * 100)


def register_place(register: str, code: str) -> tuple[str, str] | None:
    """The register a part was counted in and its address for a society's people, if it has one."""
    if register == "members":
        return pgettext("register", "Members"), reverse("members:member-counts", args=[code])
    if register == "dues":
        return _("Dues by year"), reverse("members:dues-overview", args=[code])
    if register not in REGISTERS:
        return None
    address = reverse("societies:register-list", args=[register])
    return str(REGISTERS[register].title), f"{address}?society={code}"
