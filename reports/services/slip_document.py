"""A supervision slip as an official document: laid out after GB/T 9704-2012, in Chinese."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from reforms.enums import SlipEventKind, SlipLevel, SlipState
from reforms.models import SlipEvent, SupervisionSlip
from reforms.slips import words
from reports.pdf.messages import RenderedPdf
from reports.pdf.process import RenderProcess

STYLESHEETS = (Path(settings.BASE_DIR) / "static" / "css" / "slip-print.css",)


def compose_slip(slip: SupervisionSlip, events: Sequence[SlipEvent]) -> str:
    """Write a slip and what became of it as one HTML document; official documents are Chinese.

    It says what was known on the day it bears; what raised it later stands with its own day.
    """
    first = next((e.facts for e in events if e.kind == SlipEventKind.ISSUED and e.facts), None)
    with translation.override("zh-hans"):
        context: dict[str, Any] = {
            "slip": slip,
            "title": words.title(slip, first),
            "cause": _paragraphs(words.cause(slip, first)),
            "demand": words.demand(slip),
            "levels": words.levels_line(slip.terms) if slip.terms.get("levels") else "",
            "citation": slip.terms.get("citation_zh", ""),
            "issuer": slip.workplan.issuer_zh,
            "raised": [
                (
                    timezone.localdate(event.at),
                    words.LEVEL_NAMES[_level(event)],
                    words.event_text(event),
                )
                for event in reversed(events)
                if event.kind == SlipEventKind.RAISED
            ],
            "level": words.LEVEL_NAMES[SlipLevel(slip.level)],
            "ended_on": timezone.localdate(slip.ended_at) if slip.ended_at else None,
            "is_withdrawn": slip.state == SlipState.WITHDRAWN,
        }
        return render_to_string("reports/slip/document.html", context)


def _level(event: SlipEvent) -> SlipLevel:
    return SlipLevel(event.level)


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def render_slip(slip: SupervisionSlip, events: Sequence[SlipEvent]) -> RenderedPdf:
    """Render a slip in a process of its own; RenderError when that fails."""
    html = compose_slip(slip, events)
    digest = hashlib.sha256(html.encode()).hexdigest()
    with RenderProcess(fonts=settings.FONTS_DIR, stylesheets=STYLESHEETS) as process:
        return process.render(html, identifier=digest)
