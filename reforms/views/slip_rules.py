"""The page on which a manager changes the rules of supervision slips."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.selectors import signed_in
from reforms.forms.slip_rules import SlipRulesForm
from reforms.models import Workplan
from reforms.services.slip_rules import update_slip_rules
from reforms.services.workplan_edits import StaleEdit
from societies.access import allowed


@require_http_methods(["GET", "POST"])
@allowed("reforms.change_workplan")
def rules_edit(request: HttpRequest, year: int) -> HttpResponse:
    """Change what slips are issued for, from which numbers on and in how many days."""
    workplan = get_object_or_404(Workplan, year=year)
    form = SlipRulesForm(request.POST if request.method == "POST" else None, workplan=workplan)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            update_slip_rules(
                workplan=workplan,
                rules=form.rules(),
                seen=form.cleaned_data["seen"],
                by=signed_in(request),
            )
        except StaleEdit as stale:
            fresh = SlipRulesForm(workplan=get_object_or_404(Workplan, pk=stale.current.pk))
            form.data = {**dict(form.data.items()), "seen": fresh.initial["seen"]}
            form.add_error(None, _("Somebody else changed the rules meanwhile; look, then save."))
            status = 409
        except ValidationError as error:
            form.add_problems(error)
        else:
            messages.success(request, _("The rules of slips are saved."))
            return redirect("reforms:workplan-detail", year=year)
    context = {"workplan": workplan, "form": form, "is_stale": status == 409}
    return render(request, "reforms/workplan_slip_rules.html", context, status=status)
