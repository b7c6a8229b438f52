"""The matrix as a PDF, A3 across: with its month, filters, order, as-of time and legend."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from reports.pages.matrix import MatrixPage
from reports.pages.matrix_paper import paper_fill, paper_pages
from reports.pages.matrix_words import SHOW_WORDS, legend_signs
from reports.pdf.process import RenderProcess

_CSS = Path(settings.BASE_DIR) / "static" / "css"
STYLESHEETS = (_CSS / "tokens.css", _CSS / "matrix-paper.css")


def matrix_paper(page: MatrixPage) -> bytes:
    """Render the table as the page shows it; RenderError when that fails."""
    html = compose(page)
    with RenderProcess(fonts=settings.FONTS_DIR, stylesheets=STYLESHEETS) as process:
        digest = hashlib.sha256(html.encode()).hexdigest()
        return process.render(html, identifier=digest).data


def compose(page: MatrixPage) -> str:
    """Write the table as one HTML document in the reader's language."""
    show = page.query.show
    signs = legend_signs(show, is_corrected=page.corrections > 0)
    context = {
        "page": page,
        "language": "zh-Hans" if (get_language() or "").startswith("zh") else "en",
        "shown": SHOW_WORDS[show],
        "legend": [(paper_fill(css), css, sign, word) for css, sign, word in signs],
        "pages": paper_pages(page.matrix),
    }
    return render_to_string("reports/matrix_paper/document.html", context)
