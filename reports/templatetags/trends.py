"""A line of months, small enough for a table row; the figures stand beside it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from accounts.templatetags.portal import percent

register = template.Library()

WIDTH, HEIGHT, EDGE = 120, 32, 4


@register.simple_tag
def trend(values: Iterable[str | None], months: int = 0) -> SafeString:
    """Draw percentages from 0 to 100 month by month; `months` leaves room for those to come."""
    given = list(values)
    step = (WIDTH - 2 * EDGE) / max(max(months, len(given)) - 1, 1)
    points = [None if v is None else (EDGE + at * step, _y(v)) for at, v in enumerate(given)]
    known = [each for each in points if each is not None]
    if not known:
        return SafeString("")
    lines = format_html_join(
        "",
        '<polyline class="trend-line" points="{}"/>',
        ((" ".join(f"{x:.1f},{y:.1f}" for x, y in run),) for run in _runs(points)),
    )
    shown = [each for each in given if each is not None]
    return format_html(
        '<svg class="trend" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<line class="trend-ground" x1="{}" x2="{}" y1="{}" y2="{}"/>{}'
        '<circle class="trend-end" cx="{}" cy="{}" r="3"/></svg>',
        WIDTH,
        HEIGHT,
        gettext("from %(first)s to %(last)s")
        % {"first": percent(shown[0]), "last": percent(shown[-1])},
        EDGE,
        WIDTH - EDGE,
        HEIGHT - EDGE,
        HEIGHT - EDGE,
        lines,
        f"{known[-1][0]:.1f}",
        f"{known[-1][1]:.1f}",
    )


def _y(value: str) -> float:
    share = min(max(float(value), 0), 100) / 100
    return HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE)


def _runs(
    points: Iterable[tuple[float, float] | None],
) -> list[list[tuple[float, float]]]:
    """Stretches of points without a gap."""
    runs = groupby(points, key=lambda point: point is None)
    return [[p for p in run if p is not None] for is_gap, run in runs if not is_gap]
