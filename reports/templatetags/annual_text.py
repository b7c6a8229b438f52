"""The text of annual reports on pages."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from reports.models import AnnualReport
from reports.pages import annual_compose

register = template.Library()


@register.filter
def shown(report: AnnualReport, html: str) -> SafeString:
    """Clean text of the report with its pictures' addresses: `{{ report|shown:chapter.html }}`."""
    return annual_compose.shown(report, html)
