"""What keeps somebody from using a page, looked for on a phone and at a desk."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Page, ViewportSize

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}
AXE = Path(settings.NODE_MODULES) / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA, one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    result: dict[str, Any] = page.evaluate(
        f"axe.run(document, {{runOnly: {json.dumps(TAGS)}, resultTypes: ['violations']}})"
    )
    return [
        f"{fault['id']}: {node['html'][:160]}"
        for fault in result["violations"]
        for node in fault["nodes"]
    ]


def excess_width(page: Page) -> int:
    """By how many pixels the page has to be scrolled sideways."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


def barriers(page: Page) -> list[str]:
    """What is wrong with the page as it stands, on a phone and at a desk."""
    found = []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        found += accessibility_faults(page)
        if excess_width(page) > 0:
            found.append(f"{excess_width(page)} px wider than {size['width']}")
    return found
