"""A person's saved views of the page that is asked for; read once for each request."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

from reports.enums import SAVED_PAGES, SavedPage
from reports.models import SavedView

#: Parts of an address that belong to the moment, not to the view.
PASSING = ("page", "lang", "view", "csrfmiddlewaretoken")
#: Parts that name a point in time; without them a view opens at the newest one.
TIMES = ("month", "day", "as_of", "from", "to")
#: A query that only says that no view is to be opened by itself.
PLAIN = "view=none"

_PAGES = {name: page for page, name in SAVED_PAGES.items()}


def page_of(request: HttpRequest) -> SavedPage | None:
    """Return the page of which views can be kept, if the address leads to one."""
    match = request.resolver_match
    return _PAGES.get(match.view_name) if match else None


def views_here(request: HttpRequest) -> list[SavedView]:
    """Return the person's views of this page in the order of their names."""
    kept: list[SavedView] | None = vars(request).get("saved_views")
    if kept is None:
        page = page_of(request)
        person = request.user.pk if page and request.user.is_authenticated else None
        kept = list(SavedView.objects.filter(person=person, page=page)) if person else []
        vars(request)["saved_views"] = kept
    return kept


def views_stamp(request: HttpRequest) -> tuple[tuple[str, str, bool], ...]:
    """What a kept page must be made anew for: the menu of its views."""
    return tuple((view.name, view.query, view.is_default) for view in views_here(request))


def clean_query(text: str, *, keeps_time: bool = True) -> str:
    """Return a query in one form: sorted, without what is empty or belongs to the moment.

    Equal questions so give equal texts. Without `keeps_time` no month or day is kept.
    """
    given = QueryDict(text)
    left_out = PASSING if keeps_time else (*PASSING, *TIMES)
    cleaned = QueryDict(mutable=True)
    for name in sorted(given):
        values = [value for value in given.getlist(name) if value]
        if values and name not in left_out:
            cleaned.setlist(name, values)
    return cleaned.urlencode()


def names_time(text: str) -> bool:
    """Tell whether a query names a month or a day."""
    return any(name in TIMES for name in QueryDict(text))
