"""Annual reports as documents: frozen content to one HTML document in a language's frame."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from reports.enums import ReportEdition
from reports.pages.annual_document import AnnualDocument
from reports.pages.annual_short import ShortDocument
from reports.pdf.process import RenderProcess
from reports.selectors.annual_content import Content

CSS_DIR = Path(settings.BASE_DIR) / "static" / "css"
STYLESHEETS = tuple(
    CSS_DIR / f"{name}.css"
    for name in (
        "tokens",
        "annual-print",
        "annual-print-front",
        "annual-print-parts",
        "annual-print-widths",
        "annual-print-short",
    )
)


def render_process(**options: Any) -> RenderProcess:
    """Return a process that renders annual reports; use it as a context manager."""
    return RenderProcess(fonts=settings.FONTS_DIR, stylesheets=STYLESHEETS, **options)


def compose_html(
    content: Content,
    *,
    edition: str,
    language: str,
    number: str,
    digest: str,
    images: Mapping[str, str],
    is_draft: bool = False,
) -> str:
    """Write an edition of the content as one HTML document.

    `number` is printed on the cover, `digest` is the content's, `images` holds an address of
    embedded data for each picture's digest.
    """
    kind = ShortDocument if edition == ReportEdition.SHORT else AnnualDocument
    with translation.override(language):
        return compose_document(
            "reports/annual/document.html",
            kind(content, digest, number, images, is_draft),
            {**content, "edition": edition, "body": f"reports/annual/document/_{edition}.html"},
        )


def compose_document(template: str, document: AnnualDocument, content: Content) -> str:
    """Write a document in the active language."""
    return render_to_string(template, {**content, "document": document})


def file_digest(data: bytes) -> str:
    """SHA-256 (hex) of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def file_title(content: Content) -> str:
    """Name of a downloaded file, without its ending."""
    return _("%(code)s %(name)s annual report %(year)s") % {
        "code": content["society"]["code"],
        "name": content["society"]["name_zh"],
        "year": content["year"],
    }
