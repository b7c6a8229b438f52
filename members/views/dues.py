"""Dues of a society by year: standards, who owed, who paid."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.selectors import signed_in
from members.enums import MemberKind
from members.forms import FIRST_YEAR, LAST_YEAR, ChargeForm, DuesYearForm
from members.models import DuesCharge
from members.practice import contradictions, standard_flags
from members.selectors.declared import declarations_of
from members.selectors.dues import (
    Collection,
    charge_lines,
    charges_made,
    dues_years,
    kept_dues,
    standards_in_force,
)
from members.services.dues import ChargeInUse, charge_dues, undo_charge
from members.views.shared import society_context
from societies.access import society_page
from societies.models import Society
from societies.selectors.kept import kept, stamps_of


@require_safe
@society_page("members.view_member")
def dues_overview(request: HttpRequest, society: Society) -> HttpResponse:
    """Standards in force, members owing and paid, and the collection rate beside last year's."""
    today = timezone.localdate()
    form = DuesYearForm(request.GET, today=today)
    year = form.chosen
    stamps = stamps_of([society.pk])
    collected = kept_dues(stamps, [(society.pk, year - 1), (society.pk, year)])
    before, now = (collected[society.pk, each] for each in (year - 1, year))
    in_force = standards_in_force(society.pk, date(year, 12, 31))
    context = society_context(request, society) | {
        "form": form,
        "year": year,
        "years": kept(stamps[society.pk], "years of dues", lambda: dues_years(society.pk)),
        "now": now.of(),
        "before": before.of(),
        "units": now.of(MemberKind.UNIT),
        "inputs": [_input(year - 1, before.of()), _input(year, now.of())],
        "grades": now.grades,
        "charges": charges_made(society.pk, year, stamps[society.pk]),
        "standards": [(row, standard_flags(row, today)) for row in in_force],
    }
    return render(request, "members/dues_overview.html", context)


def _input(year: int, collected: Collection) -> tuple[str, str, str]:
    """The numbers behind the rate of a year."""
    return str(year), f"{collected.paid} / {collected.owing}", ""


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
        _charge(request, society, year, on)
        return _overview_of(society, year)
    stamp = stamps_of([society.pk])[society.pk]
    lines = kept(stamp, f"charge {year} {on}", lambda: charge_lines(society.pk, year, on))
    context = society_context(request, society) | {
        "form": form,
        "year": year,
        "on": on,
        "lines": lines,
        "missing": sum(line.missing for line in lines),
        "amount": sum(line.amount for line in lines),
    }
    return render(request, "members/dues_charge.html", context)


def _charge(request: HttpRequest, society: Society, year: int, on: date) -> None:
    charge = charge_dues(
        society=society, year=year, on=on, at=timezone.now(), by=signed_in(request)
    )
    number = charge.members if charge else 0
    text = ngettext(
        "The dues of %(number)s member are made.",
        "The dues of %(number)s members are made.",
        number,
    )
    messages.success(request, text % {"number": f"{number:,}"})


def _overview_of(society: Society, year: int) -> HttpResponse:
    return redirect(f"{reverse('members:dues-overview', args=[society.code])}?year={year}")


@require_POST
@society_page("members.charge_dues")
def charge_undo(request: HttpRequest, society: Society, pk: int) -> HttpResponse:
    """Take away dues that were made at once, while nobody has paid or changed any."""
    charge = get_object_or_404(DuesCharge.objects.filter(society=society), pk=pk)
    try:
        undo_charge(charge=charge, at=timezone.now(), by=signed_in(request))
    except ChargeInUse:
        messages.error(
            request,
            _("Some of these dues were paid, changed or deleted since: they cannot be undone."),
        )
    else:
        messages.success(request, _("The dues made at once are taken away again."))
    return _overview_of(society, charge.year)


@require_safe
@society_page("members.view_member")
def declared_list(request: HttpRequest, society: Society) -> HttpResponse:
    """What the society declared, beside what its register says of the same days."""
    rows = [(row, contradictions(row)) for row in declarations_of(society.pk)]
    context = society_context(request, society) | {"rows": rows}
    return render(request, "members/declared_list.html", context)
