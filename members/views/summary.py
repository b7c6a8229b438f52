"""Membership of all societies, for CAST."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from members.filters import SummaryFilter
from members.selectors.growth import added_up, compared_day, society_memberships
from societies.access import require
from societies.models import Society
from societies.selectors import roles_of


@require_safe
@login_required
def member_summary(request: HttpRequest) -> HttpResponse:
    """Counts, growth and source per society; a society's own person is led to its members."""
    roles = roles_of(request.user)
    if roles.societies and not roles.is_cast:
        return redirect("members:member-list", code=roles.societies[0].code)
    require(request, "members.view_summary")
    filters = SummaryFilter(request.GET, Society.objects.active(), today=timezone.localdate())
    rows = filters.chosen(society_memberships(filters.qs, filters.day))
    context = {
        "filter": filters,
        "on": filters.day,
        "since": compared_day(filters.day),
        "rows": rows,
        "total": added_up(rows),
        "heads": _heads(filters),
    }
    return render(request, "members/member_summary.html", context)


def _heads(filters: SummaryFilter) -> list[dict[str, Any]]:
    """The columns, and those by which the societies may be sorted, the largest first."""
    columns = (
        (_("Code"), "code", False),
        (_("Society"), "", False),
        (_("Individual members"), "individual", True),
        (_("Growth"), "growth", True),
        (_("Unit members"), "unit", True),
        (pgettext("rate", "Dues paid"), "", True),
        (pgettext("figures", "Source"), "", False),
    )
    downwards = "ascending" if filters.sorted_by == "code" else "descending"
    return [
        {
            "label": label,
            "sort": sort,
            "state": downwards if sort == filters.sorted_by else "none",
            "is_number": is_number,
        }
        for label, sort, is_number in columns
    ]
