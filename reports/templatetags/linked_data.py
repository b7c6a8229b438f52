"""Facts about a page for search engines, as JSON-LD."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.simple_tag
def linked_data(facts: dict[str, Any]) -> SafeString:
    """Write facts as a block of data, which is no script and runs nowhere."""
    text = json.dumps(facts, ensure_ascii=False).translate(_ESCAPED)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text),  # noqa: S308 -- every sign that could end the block is escaped
    )
