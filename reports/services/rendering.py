"""Annual reports as documents: content to HTML, HTML to PDF, PDF to a kept version."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from reports.enums import AnnualReportHead
from reports.pdf.charts import LineChart, line_chart, palette
from reports.pdf.messages import RenderedPdf
from reports.pdf.process import RenderProcess
from reports.pdf.text import text_blocks
from reports.selectors.annual_content import Content, content_digest

CSS_DIR = Path(settings.BASE_DIR) / "static" / "css"
STYLESHEETS = (CSS_DIR / "tokens.css", CSS_DIR / "annual-report-print.css")


def render_process(**options: Any) -> RenderProcess:
    """Return a process that renders annual reports; use it as a context manager."""
    return RenderProcess(fonts=settings.FONTS_DIR, stylesheets=STYLESHEETS, **options)


def compose_html(content: Content, language: str) -> str:
    """Write the content as one HTML document in a language's frame."""
    with translation.override(language):
        return render_to_string("reports/annual/document.html", _context(content, language))


def render_pdf(content: Content, language: str, process: RenderProcess) -> RenderedPdf:
    """Render the content; RenderError when that fails."""
    return process.render(
        compose_html(content, language), identifier=content_digest(content, language)
    )


def file_digest(data: bytes) -> str:
    """SHA-256 (hex) of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def _context(content: Content, language: str) -> dict[str, Any]:
    heads = dict(AnnualReportHead.choices)
    tasks = [{**task, "blocks": text_blocks(task["narrative"])} for task in content["tasks"]]
    return {
        **content,
        "language": "zh-Hans" if language.startswith("zh") else "en",
        "digest": content_digest(content, language),
        "colours": palette(STYLESHEETS[0]),
        "chart": progress_chart(content),
        "groups": _groups(tasks, content["glance"]["groups"]),
        "chapters": [
            {"title": heads[section["head"]], "blocks": text_blocks(section["text"])}
            for section in content["sections"]
        ],
        "tasks": tasks,
    }


def progress_chart(content: Content) -> LineChart:
    """The society, the nation and the expected pace over all months of the workplan."""
    by_month = {element["month"]: element for element in content["months"]}
    labels = list(_months(content["workplan"]["first_month"], content["workplan"]["last_month"]))

    def values(field: str) -> list[str | None]:
        return [by_month[month][field] if month in by_month else None for month in labels]

    return line_chart(
        [month[5:].lstrip("0") for month in labels],
        [
            ("expected", values("expected")),
            ("national", values("national")),
            ("society", values("progress")),
        ],
    )


def _months(first: str, last: str) -> list[str]:
    year, month = map(int, first.split("-"))
    result = []
    while f"{year:04}-{month:02}" <= last:
        result.append(f"{year:04}-{month:02}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return result


def _groups(tasks: list[dict[str, Any]], progress: dict[str, str | None]) -> list[dict[str, Any]]:
    """Tasks by group, with the group's own progress."""
    groups: dict[str, dict[str, Any]] = {}
    for task in tasks:
        group = groups.setdefault(
            task["group"],
            {
                "title_zh": task["group_zh"],
                "title_en": task["group_en"],
                "progress": progress.get(task["group"]),
                "tasks": [],
                "done": 0,
            },
        )
        group["tasks"].append(task)
        group["done"] += task["state"] == "done"
    return list(groups.values())


def file_title(content: Content) -> str:
    """Name of a downloaded file, without its ending."""
    return _("%(code)s %(name)s annual report %(year)s") % {
        "code": content["society"]["code"],
        "name": content["society"]["name_zh"],
        "year": content["year"],
    }
