"""Dues of a society by year: standards, who owed, who paid."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import signed_in
from members.enums import MemberKind
from members.forms import FIRST_YEAR, LAST_YEAR, ChargeForm, DuesYearForm
from members.practice import contradictions, standard_flags
from members.selectors.declared import declarations_of
from members.selectors.dues import (
    Collection,
    charge_lines,
    dues_by_grade,
    dues_by_year,
    dues_years,
    standards_in_force,
)
from members.services.dues import charge_dues
from members.views.shared import society_context
from societies.access import society_page
from societies.models import Society


@require_safe
@society_page("members.view_member")
def dues_overview(request: HttpRequest, society: Society) -> HttpResponse:
    """Standards in force, members owing and paid, and the collection rate beside last year's."""
    today = timezone.localdate()
    form = DuesYearForm(request.GET, today=today)
    year = form.chosen
    collected = dues_by_year([society.pk], [year - 1, year])
    units = dues_by_year([society.pk], [year], MemberKind.UNIT)
    in_force = standards_in_force(society.pk, date(year, 12, 31))
    context = society_context(request, society) | {
        "form": form,
        "year": year,
        "years": dues_years(society.pk),
        "now": collected.get((society.pk, year), Collection()),
        "before": collected.get((society.pk, year - 1), Collection()),
        "units": units.get((society.pk, year), Collection()),
        "inputs": _inputs(year, collected, society),
        "grades": dues_by_grade(society.pk, year),
        "standards": [(row, standard_flags(row, today)) for row in in_force],
    }
    return render(request, "members/dues_overview.html", context)


def _inputs(
    year: int, collected: dict[tuple[int, int], Collection], society: Society
) -> list[tuple[str, str, str]]:
    """The numbers behind the rates of two years."""
    rows = [(known, collected.get((society.pk, known), Collection())) for known in (year - 1, year)]
    return [(str(known), f"{row.paid} / {row.owing}", "") for known, row in rows]


@require_http_methods(["GET", "HEAD", "POST"])
@society_page("members.charge_dues")
def dues_charge(request: HttpRequest, society: Society, year: int) -> HttpResponse:
    """Show what making the dues of a year from the standards would do, then do it."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    asked = request.POST or (request.GET if "on" in request.GET else None)
    form = ChargeForm(asked, year=year)
    on = form.cleaned_data["on"] if form.is_valid() else date(year, 1, 1)
    if request.method == "POST" and form.is_valid():
        charged = charge_dues(society=society, year=year, on=on, by=signed_in(request))
        text = ngettext(
            "The dues of %(number)d member are made.",
            "The dues of %(number)d members are made.",
            charged.members,
        )
        messages.success(request, text % {"number": charged.members})
        return redirect(f"{reverse('members:dues-overview', args=[society.code])}?year={year}")
    lines = charge_lines(society.pk, year, on)
    context = society_context(request, society) | {
        "form": form,
        "year": year,
        "on": on,
        "lines": lines,
        "missing": sum(line.missing for line in lines),
        "amount": sum(line.amount for line in lines),
    }
    return render(request, "members/dues_charge.html", context)


@require_safe
@society_page("members.view_member")
def declared_list(request: HttpRequest, society: Society) -> HttpResponse:
    """What the society declared, beside what its register says of the same days."""
    rows = [(row, contradictions(row)) for row in declarations_of(society.pk)]
    context = society_context(request, society) | {"rows": rows}
    return render(request, "members/declared_list.html", context)
