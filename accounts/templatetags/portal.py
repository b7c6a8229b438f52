"""How the portal writes figures, states and fields on a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    RadioSelect,
    Select,
    Widget,
)
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from accounts.badges import BADGES
from accounts.heat import heat_step

register = template.Library()

#: What stands where there is no figure.
NO_DATA = "—"
Figure = int | Decimal | Fraction | str | None


def as_fraction(value: Figure) -> Fraction | None:
    """Read a figure exactly; None and the empty string are no data."""
    if value is None or value in ("", NO_DATA):
        return None
    return Fraction(value)


def decimal_text(value: Fraction) -> str:
    """Write with one decimal, rounded once, half away from zero."""
    tenths = (abs(value) * 20 + 1) // 2
    sign = "-" if value < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"


@register.filter
def one_decimal(value: Figure) -> str:
    """Write a figure with one decimal, or a dash without data."""
    exact = as_fraction(value)
    return NO_DATA if exact is None else decimal_text(exact)


@register.filter
def percent(value: Figure) -> str:
    """Write a percentage; whole numbers stay whole, all else has one decimal."""
    if isinstance(value, int):
        return f"{value}%"
    exact = as_fraction(value)
    return NO_DATA if exact is None else f"{decimal_text(exact)}%"


@register.filter
def signed(value: Figure) -> str:
    """Write a change with its sign."""
    exact = as_fraction(value)
    if exact is None:
        return NO_DATA
    text = decimal_text(exact)
    if text == "0.0":
        return text
    return text.replace("-", "−") if text.startswith("-") else f"+{text}"


@register.filter
def bracketed(text: str) -> str:
    """Set a text in the brackets of the language."""
    return pgettext("in brackets", "(%(text)s)") % {"text": text}


@register.filter
def heat(value: Figure) -> str:
    """Return the class of the heat step, six equal steps from 0 to 100."""
    exact = as_fraction(value)
    if exact is None:
        return "heat-nodata"
    return f"heat-{heat_step(exact)}"


@register.filter
def month_label(value: date | datetime | str) -> str:
    """Write year and month as the language does."""
    if isinstance(value, str):
        value = date.fromisoformat(f"{value}-01")
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return formats.date_format(value, "YEAR_MONTH_FORMAT")


def _in_language(record: Any, field: str) -> str:
    suffix = "zh" if (get_language() or settings.LANGUAGE_CODE).startswith("zh") else "en"
    read = record.get if isinstance(record, dict) else lambda name: getattr(record, name)
    return str(read(f"{field}_{suffix}") or read(f"{field}_zh") or "")


@register.filter(name="local")
def local_filter(record: Any, field: str) -> str:
    """Return the viewer's language of a field that has two, or the Chinese."""
    return _in_language(record, field)


@register.simple_tag(name="local")
def local_tag(record: Any, field: str) -> str:
    """Return the viewer's language of a field that has two, or the Chinese."""
    return _in_language(record, field)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of our sprite; it says nothing to a screen reader, the word beside it does."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.filter
def state_word(state: str) -> str:
    """Return the word of a state."""
    return str(BADGES[str(state)].word)


@register.simple_tag
def state_badge(state: str, word: str = "") -> SafeString:
    """Show a state by tone, icon and word; KeyError for a state without a look."""
    badge = BADGES[str(state)]
    return format_html(
        '<span class="badge-state {}">{}{}</span>', badge.tone, icon(badge.icon), word or badge.word
    )


@register.simple_tag
def stat(label: str, value: object, note: str = "", url: str = "", tone: str = "") -> SafeString:
    """One figure card: what, how much, and what it means; the figure links to its list."""
    tone_class = f" text-{tone}" if tone else ""
    shown = NO_DATA if value is None else value
    figure = format_html('<a href="{}">{}</a>', url, shown) if url else shown
    note_html = format_html('<div class="stat-note">{}</div>', note) if note else ""
    return format_html(
        '<div class="stat"><div class="stat-label">{}</div>'
        '<div class="stat-value{}">{}</div>{}</div>',
        label,
        tone_class,
        figure,
        note_html,
    )


def _width(value: Fraction) -> str:
    return decimal_text(min(max(value, Fraction(0)), Fraction(100)))


@register.simple_tag
def progress_bar(value: Figure, expected: Figure = None, label: str = "") -> SafeString:
    """Draw a bar from 0 to 100 with a tick at what is expected by now."""
    exact, due = as_fraction(value), as_fraction(expected)
    words = label or (
        percent(value)
        if due is None
        else gettext("%(value)s, expected %(expected)s")
        % {"value": percent(value), "expected": percent(expected)}
    )
    bar = (
        ""
        if exact is None
        else format_html('<rect class="bar-value" width="{}" height="12"/>', _width(exact))
    )
    tick = (
        ""
        if due is None
        else format_html('<line class="bar-tick" x1="{0}" x2="{0}" y1="-3" y2="15"/>', _width(due))
    )
    return format_html(
        '<svg class="bar{}" viewBox="0 -3 100 18" preserveAspectRatio="none" role="img" '
        'aria-label="{}"><rect class="bar-ground" width="100" height="12"/>{}{}</svg>',
        " is-nodata" if exact is None else "",
        words,
        bar,
        tick,
    )


def _widget_class(widget: Widget) -> str:
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        return ""  # it would go to the group, not to its boxes
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    if isinstance(widget, Select):
        return "form-select"
    return "form-control"


@register.inclusion_tag("_form_field.html")
def field(bound: BoundField, compact: bool = False, optional: bool = True) -> dict[str, Any]:
    """Show a field with its label, help and errors; says "optional" where nothing is required."""
    widget = bound.field.widget
    if str(widget.attrs.get("placeholder", "")).startswith(str(bound.label)):
        del widget.attrs["placeholder"]  # it would say the label twice
    classes = f"{widget.attrs.get('class', '')} {_widget_class(widget)}".strip()
    if bound.errors:
        classes = f"{classes} is-invalid".strip()
    return {
        "field": bound,
        "widget": bound.as_widget(attrs={"class": classes}),
        "compact": compact,
        "says_optional": optional and not bound.field.required and not compact,
        "is_hidden": bound.is_hidden,
        "is_single_box": isinstance(widget, CheckboxInput),
        "is_group": isinstance(widget, CheckboxSelectMultiple | RadioSelect),
    }


@register.inclusion_tag("_form_errors.html")
def form_errors(form: BaseForm, kind: str = "save") -> dict[str, Any]:
    """List what is wrong in a form, each line leading to its field; "plain" saves nothing."""
    lines = [
        (bound.id_for_label or bound.auto_id, bound.label, message)
        for bound in form
        for message in bound.errors
    ]
    return {"general": form.non_field_errors(), "lines": lines, "is_plain": kind == "plain"}


@register.filter
def page_numbers(page: Page[Any]) -> Iterator[int | None]:
    """Return the page numbers to show around the current one; None stands for a gap."""
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1):
        yield number if isinstance(number, int) else None
