"""Parts of a chapter on screen: what their templates ask for."""

from __future__ import annotations

from django import template

from reports.pages import annual_parts as parts

register = template.Library()
for _each in (
    parts.as_cards,
    parts.table_rows,
    parts.table_total,
    parts.figure_value,
    parts.figure_change,
    parts.figure_unit,
    parts.part_caption,
    parts.source_text,
    parts.left_out,
    parts.chart_data,
    parts.chart_heads,
    parts.chart_rows,
    parts.register_place,
):
    register.filter(_each.__name__, _each)


@register.filter
def number_of(numbers: dict[str, object] | None, code: str) -> object:
    """Return the number of a part, or None when parts are not numbered here."""
    return (numbers or {}).get(code)
