"""Lists of supervision slips: CAST's register, and those of one society."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.selectors import signed_in
from reforms.forms.slips import SlipFilterForm
from reforms.models import Workplan
from reforms.models.slip import SupervisionSlipQuerySet
from reforms.resources.slips import KINDS, slips_file
from reforms.selectors.slips import register_of_slips, slips_of, waiting
from reforms.selectors.workplans import current_workplan
from societies.access import allowed, society_page
from societies.models import Society
from societies.selectors import roles_of, societies_reviewed_by

_PER_PAGE = 50


def _asked(request: HttpRequest) -> tuple[SlipFilterForm, SupervisionSlipQuerySet]:
    user = signed_in(request)
    roles = roles_of(user)
    form = SlipFilterForm(
        request.GET,
        has_portfolio=roles.is_reviewer and not roles.is_manager,
        years=list(Workplan.objects.values_list("year", flat=True)),
    )
    return form, register_of_slips(form.query, user=user, today=timezone.localdate())


@require_GET
@allowed("reforms.view_slip_register")
def slip_list(request: HttpRequest) -> HttpResponse:
    """Show the register of slips, the gravest first."""
    form, found = _asked(request)
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    own = societies_reviewed_by(signed_in(request)) if form.is_own else None
    context = {
        "filter": {"form": form},
        "page_obj": page,
        "slips": list(page),
        "today": today,
        "counts": waiting(today=today, societies=own),
        "query": request.GET.urlencode(),
    }
    return render(request, "reforms/slip_list.html", context)


@require_GET
@allowed("reforms.view_slip_register")
def slip_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Download the register just as it is filtered and sorted."""
    if kind not in KINDS:
        raise Http404
    form, found = _asked(request)
    now = timezone.localtime()
    content = slips_file(found, kind, notes=form.in_words, at=now)
    response = HttpResponse(content, content_type=KINDS[kind])
    name = f"slips-{now:%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@society_page("reforms.view_slips")
def slip_society(request: HttpRequest, society: Society) -> HttpResponse:
    """List the slips of a society, the open ones first."""
    slips = list(slips_of(society))
    context = {
        "society": society,
        "open_slips": [slip for slip in slips if slip.is_open],
        "ended_slips": [slip for slip in slips if not slip.is_open],
        "workplan": current_workplan(today=timezone.localdate()),
        "may_issue": request.user.has_perm("reforms.issue_slip", society),
        "today": timezone.localdate(),
    }
    return render(request, "reforms/slip_society.html", context)
