"""Review of monthly reports: the queue, one report beside what stood before, decisions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.selectors import signed_in
from reforms.forms.review import AgainForm, DecisionForm, FinishForm, QueueForm
from reforms.models import MonthlyReport, Workplan
from reforms.selectors.review import (
    MonthChoice,
    QueueRow,
    default_month,
    neighbours,
    report_under_review,
    review_months,
    review_queue,
    reviewed_reports,
)
from reforms.selectors.review_page import ReviewPage, ReviewRow, review_page
from reforms.services import review
from societies.access import allowed, society_page
from societies.models import Society
from societies.selectors import roles_of

#: More than there are societies: nobody ticks more reports than that.
_MOST_TICKED = 1000


@require_GET
@allowed("reforms.view_review_queue")
def queue(request: HttpRequest) -> HttpResponse:
    """The reports of a month that await a decision, and the clean ones to accept together."""
    user, form = signed_in(request), queue_filters(request)
    choices = review_months(user, is_own=form.choice().is_own)
    month = queue_month(form, choices)
    rows = review_queue(user, month.workplan, month.month, form.choice()) if month else []
    context = _queue_context(request, form, month, rows) | {
        "choices": choices,
        "clean": [row for row in rows if row.is_clean],
        "others": [row for row in rows if not row.is_clean],
        "due_on": month.workplan.deadlines.get(month.month) if month else None,
        "all_url": f"{request.path}?month={month.month:%Y-%m}&state=all" if month else "",
    }
    return render(request, "reforms/review_queue.html", context)


@require_POST
@allowed("reforms.accept_reports")
def bulk(request: HttpRequest) -> HttpResponse:
    """Accept the clean reports that are ticked, those of the portfolio only."""
    ticked = {int(pk) for pk in request.POST.getlist("reports") if pk.isdecimal() and len(pk) < 18}
    if not ticked or len(ticked) > _MOST_TICKED:
        messages.error(request, _("Tick at least one report."))
        return _to_queue(request)
    user = signed_in(request)
    wanted = reviewed_reports(user, ticked)
    _say_bulk(request, review.bulk_accept(reports=wanted, by=user, at=timezone.now()), len(ticked))
    return _to_queue(request)


@require_GET
@society_page("reforms.view_review_queue")
def detail(request: HttpRequest, society: Society, month: dt.date) -> HttpResponse:
    """One report: each task beside the month before, with its flags and decision."""
    page = _page(society, month)
    return _render_detail(request, page)


@require_POST
@society_page("reforms.review_report")
def decide(request: HttpRequest, society: Society, month: dt.date, number: int) -> HttpResponse:
    """Decide one task; the answer to htmx is the task's row alone."""
    row = _row(_page(society, month), number)
    form, conflict, status = DecisionForm(request.POST), "", 422
    if form.is_valid():
        try:
            review.decide_entry(
                entry=row.entry, by=signed_in(request), at=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        except review.ReviewConflict as error:
            conflict, status = str(error), 409
    page = _page(society, month)
    if form.is_valid() and not conflict:
        return _decided(request, page, number)
    return _undecided(request, page, number, form, conflict, status)


@require_POST
@society_page("reforms.review_report")
def accept_clean(request: HttpRequest, society: Society, month: dt.date) -> HttpResponse:
    """Accept every pending task without a flag."""
    page = _page(society, month)
    try:
        count = review.accept_clean_entries(
            report=page.report, by=signed_in(request), at=timezone.now()
        )
    except review.ReviewConflict as error:
        return _render_detail(request, _page(society, month), conflict=str(error), status=409)
    text = ngettext("%(count)s task accepted.", "%(count)s tasks accepted.", count)
    messages.success(request, text % {"count": count})
    return redirect(_detail_url(request, page.report))


@require_POST
@society_page("reforms.review_report")
def finish(request: HttpRequest, society: Society, month: dt.date) -> HttpResponse:
    """End the review, tell the society, and go on to the next report of the queue."""
    page, form = _page(society, month), FinishForm(request.POST)
    following = _following(request, page.report)
    if form.is_valid():
        try:
            report = review.finish_review(
                report=page.report, by=signed_in(request), at=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        except review.ReviewConflict as error:
            return _render_detail(request, _page(society, month), conflict=str(error), status=409)
        else:
            messages.success(request, _finished(report))
            return redirect(_detail_url(request, following) if following else _queue_url(request))
    return _render_detail(request, page, finish_form=form, status=422)


@require_POST
@society_page("reforms.review_report")
def again(request: HttpRequest, society: Society, month: dt.date) -> HttpResponse:
    """Take an accepted report back under review."""
    page, form = _page(society, month), AgainForm(request.POST)
    if not form.is_valid():
        return _render_detail(request, page, again_form=form, status=422)
    try:
        review.review_again(report=page.report, by=signed_in(request), **form.cleaned_data)
    except review.ReviewConflict as error:
        return _render_detail(request, _page(society, month), conflict=str(error), status=409)
    messages.success(
        request, _("Under review again: return a task with its reason, or accept once more.")
    )
    return redirect(_detail_url(request, page.report))


def queue_filters(request: HttpRequest) -> QueueForm:
    """The filters of the queue, as the address has them."""
    roles = roles_of(signed_in(request))
    has_portfolio = roles.is_reviewer and not roles.is_manager
    return QueueForm(request.GET, has_portfolio=has_portfolio)


def queue_month(form: QueueForm, choices: list[MonthChoice]) -> MonthChoice | None:
    """The month asked for, else the one with most to review."""
    wanted = form.wanted_month
    if wanted is None:
        return default_month(choices)
    for choice in choices:
        if choice.month == wanted:
            return choice
    workplan = Workplan.objects.covering(wanted).first()
    return MonthChoice(workplan, wanted, {}) if workplan else default_month(choices)


def _queue_context(
    request: HttpRequest, form: QueueForm, month: MonthChoice | None, rows: list[QueueRow]
) -> dict[str, Any]:
    return {
        "form": form,
        "month": month,
        "rows": rows,
        "query": _query(request),
        "current": None,
    }


def _query(request: HttpRequest) -> str:
    """The filters as the addresses of the reports carry them: the month is in their path."""
    query = request.GET.copy()
    query.pop("month", None)
    return query.urlencode()


def _queue_url(request: HttpRequest) -> str:
    return _with(reverse("reforms:review-queue"), request.GET.urlencode())


def _to_queue(request: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(_queue_url(request))


def _detail_url(request: HttpRequest, report: MonthlyReport) -> str:
    kwargs = {"code": report.society.code, "month": report.month}
    return _with(reverse("reforms:review-detail", kwargs=kwargs), _query(request))


def _with(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address


def _page(society: Society, month: dt.date) -> ReviewPage:
    report = report_under_review(society, month)
    if report is None:
        raise Http404
    return review_page(report)


def _row(page: ReviewPage, number: int) -> ReviewRow:
    row = page.row(number)
    if row is None:
        raise Http404
    return row


def _render_detail(
    request: HttpRequest,
    page: ReviewPage,
    *,
    finish_form: FinishForm | None = None,
    again_form: AgainForm | None = None,
    bound: tuple[int, DecisionForm] | None = None,
    conflict: str = "",
    status: int = 200,
) -> HttpResponse:
    report, filters, user = page.report, queue_filters(request), signed_in(request)
    rows = review_queue(user, report.workplan, report.month, filters.choice())
    before, after = neighbours(rows, report.society)
    month = MonthChoice(report.workplan, report.month, {})
    context = _queue_context(request, filters, month, rows) | {
        **_page_context(request, page, bound=bound),
        "finish_form": finish_form or _finish_form(page),
        "again_form": again_form or AgainForm(auto_id="again-%s"),
        "conflict": conflict,
        "current": report.society_id,
        "before": before,
        "after": after,
    }
    return render(request, "reforms/review_detail.html", context, status=status)


def _page_context(
    request: HttpRequest, page: ReviewPage, *, bound: tuple[int, DecisionForm] | None = None
) -> dict[str, Any]:
    may_decide = request.user.has_perm("reforms.review_report", page.report.society)
    return {
        "page": page,
        "report": page.report,
        "count": page.count,
        "may_decide": may_decide,
        "can_decide": may_decide and page.is_open,
        "lines": [(row, _decision_form(row, bound)) for row in page.rows],
        "query": _query(request),
    }


def _decision_form(row: ReviewRow, bound: tuple[int, DecisionForm] | None) -> DecisionForm:
    number = row.entry.task.number
    if bound and bound[0] == number:
        form = bound[1]
        typed = {name: form.data.get(name, "") for name in form.fields}
        form.data = typed | {"seen": row.token}  # sent again, it means what is shown now
    else:
        lowered = row.entry.accepted_percent if row.entry.decision == "lowered" else None
        form = DecisionForm(
            initial={
                "percent": lowered,
                "reason": row.entry.decision_reason,
                "seen": row.token,
            }
        )
    form.auto_id = f"task-{number}-%s"
    return form


def _finish_form(page: ReviewPage) -> FinishForm:
    due_on = page.report.workplan.again_due_on(timezone.localdate())
    return FinishForm(initial={"returned_due_on": due_on})


def _decided(request: HttpRequest, page: ReviewPage, number: int) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return _fragment(request, page, number, {})
    return redirect(f"{_detail_url(request, page.report)}#task-{number}")


def _undecided(
    request: HttpRequest,
    page: ReviewPage,
    number: int,
    form: DecisionForm,
    conflict: str,
    status: int,
) -> HttpResponse:
    bound = (number, form)
    if request.htmx:  # type: ignore[attr-defined]
        return _fragment(request, page, number, {"conflict": conflict}, bound, status)
    return _render_detail(request, page, bound=bound, conflict=conflict, status=status)


def _fragment(
    request: HttpRequest,
    page: ReviewPage,
    number: int,
    extra: dict[str, Any],
    bound: tuple[int, DecisionForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _page_context(request, page, bound=bound)
    [line] = [line for line in context["lines"] if line[0].entry.task.number == number]
    context |= {
        "row": line[0],
        "decision": line[1],
        "finish_form": _finish_form(page),
    }
    context |= {"is_fragment": True, "conflict": "", **extra}
    return render(request, "reforms/_review_answer.html", context, status=status)


def _following(request: HttpRequest, report: MonthlyReport) -> MonthlyReport | None:
    rows = review_queue(
        signed_in(request), report.workplan, report.month, queue_filters(request).choice()
    )
    before, after = neighbours(rows, report.society)
    row = after or before
    return row.report if row else None


def _finished(report: MonthlyReport) -> str:
    text = (
        _("%(society)s: report accepted. The society has been told.")
        if report.state == "accepted"
        else _("%(society)s: report returned, due again on %(due_on)s. The society has been told.")
    )
    due_on = f"{report.returned_due_on:%Y-%m-%d}" if report.returned_due_on else ""
    return text % {"society": report.society, "due_on": due_on}


def _say_bulk(request: HttpRequest, result: review.BulkResult, ticked: int) -> None:
    count = len(result.accepted)
    text = ngettext("%(count)s report accepted.", "%(count)s reports accepted.", count)
    if count:
        messages.success(request, text % {"count": count})
    if result.left:
        names = "、".join(report.society.code for report in result.left)
        messages.warning(
            request, _("Left as they are, look at them one by one: %(names)s.") % {"names": names}
        )
    if ticked > count + len(result.left):
        messages.warning(request, _("Reports outside your portfolio were left as they are."))
