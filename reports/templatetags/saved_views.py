"""The menu of saved views: `{% load saved_views %}{% saved_views %}` on a page that has filters."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context_processors import csrf

from reports.selectors.saved_views import PLAIN, clean_query, names_time, page_of, views_here

register = template.Library()


@register.inclusion_tag("reports/_saved_views.html", takes_context=True)
def saved_views(context: dict[str, Any]) -> dict[str, Any]:
    """Show the person's views of this page, and a field to keep the one that is shown."""
    request = context["request"]
    query = clean_query(request.GET.urlencode())
    views = views_here(request)
    return {
        **csrf(request),
        "page": page_of(request),
        "views": views,
        "shown": next((view for view in views if view.query == query), None),
        "query": query,
        "names_time": names_time(query),
        "plain": f"{request.path}?{PLAIN}",
    }
