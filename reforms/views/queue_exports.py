"""CAST's lists as files, filtered as their pages are."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.selectors import signed_in
from reforms.forms.portfolio import ALL, OWN, PortfolioForm
from reforms.models import Workplan
from reforms.resources.queues import exception_table, month_table, plan_table, review_table
from reforms.selectors.exceptions import exception_queue
from reforms.selectors.month_overview import month_rows
from reforms.selectors.review import review_months, review_queue
from reforms.views.exceptions import queue_form
from reforms.views.month import chosen_workplan
from reforms.views.plan import plan_rows
from reforms.views.review import queue_filters, queue_month
from societies.access import allowed
from societies.forms.said import filters_in_words
from societies.views.downloads import download


@require_safe
@allowed("reforms.view_review_queue")
def review_export(request: HttpRequest, suffix: str) -> HttpResponse:
    """The reports of the month that the queue shows."""
    user, form = signed_in(request), queue_filters(request)
    month = queue_month(form, review_months(user, is_own=form.choice().is_own))
    rows = review_queue(user, month.workplan, month.month, form.choice()) if month else []
    label = f"{month.month:%Y-%m}" if month else ""
    said, today = _said(form, month=label), timezone.localdate()
    table = review_table(rows, suffix, filters=said, as_of=today)
    return download(table, f"review-{label or today}.{suffix}")


@require_safe
@allowed("reforms.view_plan_queue")
def plan_export(request: HttpRequest, suffix: str) -> HttpResponse:
    """Where every society stands with its plan."""
    today = timezone.localdate()
    found = plan_rows(request, today)
    if found is None:
        raise Http404
    workplan, form, rows = found
    said = filters_in_words(form, {"year": workplan.year})
    table = plan_table(form.narrowed(rows), suffix, filters=said, as_of=today)
    return download(table, f"plans-{workplan.year}.{suffix}")


@require_safe
@allowed("reforms.view_months")
def month_export(request: HttpRequest, suffix: str) -> HttpResponse:
    """The months of a workplan."""
    workplan = chosen_workplan(request, list(Workplan.objects.order_by("-year")))
    today = timezone.localdate()
    if workplan is None:
        raise Http404
    colon = pgettext("between a word and what follows", ": ")
    said = f"{_('Workplan')}{colon}{workplan.year}"
    table = month_table(month_rows(workplan, today=today), suffix, filters=said, as_of=today)
    return download(table, f"months-{workplan.year}.{suffix}")


@require_safe
@allowed("reforms.view_exception_queue")
def exception_export(request: HttpRequest, suffix: str) -> HttpResponse:
    """Exceptions to checks, all of those that the pages of the list show."""
    form, today = queue_form(request), timezone.localdate()
    found = exception_queue(signed_in(request), state=form.wanted_state, is_own=form.is_own)
    table = exception_table(found, suffix, filters=_said(form), as_of=today)
    return download(table, f"exceptions-{today:%Y%m%d}.{suffix}")


def _said(form: PortfolioForm, **more: str) -> str:
    """The filters of a queue in words, also those that are meant unless another is named."""
    state, whose = form.wanted_state or ALL, OWN if form.is_own else ALL
    return filters_in_words(form, {**more, "state": state, "portfolio": whose})
