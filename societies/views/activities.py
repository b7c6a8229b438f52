"""What the register of activities adds up to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from societies.access import allowed, society_page
from societies.activity_kinds import RECORDS, ActivityKind, activity_kinds
from societies.filters.overviews import YearQuestions
from societies.models import Society
from societies.resources.overviews import activities_table
from societies.selectors.activities import Measures, activity_totals, led_by_others
from societies.views.downloads import download


@require_safe
@allowed("societies.list_societies")
def national_activities(request: HttpRequest) -> HttpResponse:
    """What all societies did in a year, each activity counted once."""
    today = timezone.localdate()
    asked = YearQuestions(request.GET, present=today.year, is_national=True)
    first, last = date(asked.shown, 1, 1), date(asked.shown, 12, 31)
    societies = [society for society in Society.objects.active() if asked.fits(society)]
    totals = activity_totals([society.pk for society in societies], first, last)
    context = {
        "form": asked,
        "society": None,
        "groups": _groups(totals.national, first, last, "", totals.taking_part),
        "societies": len(societies),
        "today": today,
    }
    return render(request, "societies/activity_totals.html", context)


@require_safe
@allowed("societies.list_societies")
def activities_export(request: HttpRequest, suffix: str) -> HttpResponse:
    """Give the totals of all societies, as filtered."""
    today = timezone.localdate()
    asked = YearQuestions(request.GET, present=today.year, is_national=True)
    keys = [society.pk for society in Society.objects.active() if asked.fits(society)]
    totals = activity_totals(keys, date(asked.shown, 1, 1), date(asked.shown, 12, 31))
    table = activities_table(totals, suffix, filters=asked.words(), as_of=today)
    return download(table, f"activities-{asked.shown}-{today:%Y%m%d}.{suffix}")


@require_safe
@society_page("societies.view_registers")
def activities(request: HttpRequest, society: Society) -> HttpResponse:
    """What one society did in a year, by itself and together with others."""
    today = timezone.localdate()
    asked = YearQuestions(request.GET, present=today.year, is_national=False)
    first, last = date(asked.shown, 1, 1), date(asked.shown, 12, 31)
    totals = activity_totals([society.pk], first, last)
    context = {
        "form": asked,
        "society": society,
        "groups": _groups(totals.of(society.pk), first, last, society.code, {}),
        "led_by_others": led_by_others(society, first, last),
        "today": today,
    }
    return render(request, "societies/activity_totals.html", context)


def _groups(
    totals: Mapping[str, Measures],
    first: date,
    last: date,
    code: str,
    taking_part: Mapping[str, int],
) -> list[dict[str, Any]]:
    """Return the totals under their headings, each with its list; and kinds without a record."""
    known = activity_kinds()
    groups = []
    for group in known.groups:
        kinds = [kind for kind in known.kinds.values() if kind.group == group.key]
        rows = [
            {
                "kind": kind,
                "records": totals[kind.key][RECORDS],
                "taking_part": taking_part.get(kind.key, 0),
                "measures": [(m, totals[kind.key].get(m.key)) for m in kind.measures],
                "url": _list_url(kind, first, last, code),
            }
            for kind in kinds
            if kind.key in totals
        ]
        none = [kind for kind in kinds if kind.key not in totals]
        groups.append({"group": group, "rows": rows, "none": none})
    return groups


def _list_url(kind: ActivityKind, first: date, last: date, code: str) -> str:
    asked = {"kind": kind.key, "until": last.isoformat()}
    if not kind.is_standing:
        asked["since"] = first.isoformat()
    if code:
        asked["society"] = code
    return f"{reverse('societies:register-list', args=['activities'])}?{urlencode(asked)}"
